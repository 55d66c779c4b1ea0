/* single.h: differences in single precision, for `dualtape check --float`. */
#ifndef CLI_SINGLE_H
#define CLI_SINGLE_H

#include "cli.h"

/* Shows each derivative by differences in single precision, at the step that is
 * usual in double and at those that suit floats.  CLI_OK if central differences
 * at the latter pass, CLI_DISAGREE, or CLI_BAD. */
int check_in_single(const struct cli_problem *p, bool json, FILE *out);

#endif
