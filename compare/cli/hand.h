/* hand.h: a gradient in formulas, written by hand, for `dualtape check`. */
#ifndef CLI_HAND_H
#define CLI_HAND_H

#include "../check_gradient.h"
#include "cli.h"

/* Checks the formulas in text as the gradient of p's formula, and prints the
 * report.  CLI_OK if it is right, CLI_DISAGREE, or CLI_BAD. */
int check_by_hand(struct cli_problem *p, const char *text,
                  const struct check_gradient_options *how, bool json,
                  FILE *out);

/* A report, and what people call the numbers in it. */
struct hand_result {
  const struct check_gradient_report *report;
  const struct check_gradient_options *how;
  const double *x;
  const char *input; /* the name of the one that is wrong */
  const char *names; /* "x[0] = a, x[1] = b" */
};

/* Prints it.  CLI_OK, CLI_DISAGREE if the gradient is wrong, or CLI_BAD. */
int hand_print(const struct hand_result *h, bool json, FILE *out);

/* Prints where random point number `point` is, with all digits. */
void hand_print_point(size_t n, const double *x, uint64_t seed, double spread,
                      size_t point, FILE *out);

#endif
