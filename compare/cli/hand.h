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

/* Prints such a report: the sentence, and what the numbers x[0], x[1] are
 * called; `input` is the name of the one that is wrong.  CLI_OK, CLI_DISAGREE
 * if the gradient is wrong, or CLI_BAD. */
int hand_print(const struct check_gradient_report *r, const char *input,
               const char *names, bool json, FILE *out);

#endif
