/* check_source.h: `dualtape check --c=FILE`: a function written in C. */
#ifndef CLI_CHECK_SOURCE_H
#define CLI_CHECK_SOURCE_H

#include "../check_all.h"
#include "../check_gradient.h"

/* The function `name` (NULL: the last one of a known form) of the C file, at
 * the numbers and matrices that argv[at..argc-1] give as name=value, in the
 * order in which they stand. */
struct check_source {
  const char *file, *name;
  int argc, at;
  char **argv;
  const struct check_all_options *all;
  const struct check_gradient_options *gradient;
};

/* Checks it.  A function of the form
 *     double f(unsigned n, const double *x, double *grad, void *data)
 * has `grad` checked, and by_hand prints; one that is written for all number
 * types, REAL FN(f)(const REAL *x), has its derivatives checked, and of_all
 * prints.  Both return an exit code, as this does. */
int check_source(const struct check_source *s,
                 int (*by_hand)(const struct check_gradient_report *r,
                                const double *x, const char *names,
                                void *data),
                 int (*of_all)(const struct check_all_report *r, const double *x,
                               size_t n, void *data),
                 void *data);

#endif
