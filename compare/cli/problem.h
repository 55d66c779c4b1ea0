/* problem.h: what the files that read a problem share. */
#ifndef PROBLEM_H
#define PROBLEM_H

#include "cli.h"

/* Says on stderr what is wrong in the formula's text, and where; CLI_BAD. */
int cli_explain(const struct cli_problem *p,
                const struct ad_formula_error *error);

/* Says that there is no input or output of this name; CLI_BAD. */
int cli_unknown(const struct cli_problem *p, enum cli_what what,
                const char *word, size_t length);

bool cli_all_finite(const double *v, size_t count);

/* 2x3, as a matrix of zeros; false if text is no shape.  Free value->v. */
bool cli_shape(const char *text, struct cli_value *value);

#endif
