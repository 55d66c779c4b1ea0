/* part.h: a formula as a function of some of its inputs, which --wrt names; the
 * others stay as they are.  And points and directions of such a function, for
 * people. */
#ifndef CLI_PART_H
#define CLI_PART_H

#include "cli.h"

struct cli_part {
  const struct cli_problem *p;
  struct ad_function f; /* of the chosen numbers */
  size_t *place;        /* of each of them among the p->n */
  double *x;            /* their values */
  struct ad_function whole;
  double *doubles; /* p->n numbers of each kind, for calls of `whole` */
  dual *duals;
  var *vars;
};

/* `wrt` lists inputs or elements of them, "x,W[1,2]"; NULL: all.  Returns CLI_OK
 * or, having said what is wrong, CLI_BAD; close in either case.  f refers to
 * part and p, which have to stay where they are. */
int cli_part_open(struct cli_part *part, const struct cli_problem *p,
                  const char *wrt);
void cli_part_close(struct cli_part *part);

/* The name of chosen number k; the whole point with the chosen ones being x. */
void cli_part_name(const struct cli_part *part, size_t k, char *text,
                   size_t size);
void cli_part_point(const struct cli_part *part, const double *x, double *all);

/* The place behind the first name in a list separated by commas, to which
 * brackets' own commas do not count. */
const char *cli_list_next(const char *list);

/* Prints "name = value, ..." for all inputs, or outputs, v being their numbers;
 * large matrices by their norm, or in full. */
void cli_print_all(const struct cli_problem *p, enum cli_what what,
                   const double *v, int digits, bool full, FILE *out);

/* Reads the values of --vector, `count` of them, into v (p->n or p->m numbers):
 * "1,-1", "randn(3,1,7)", all numbers in their order, or one "name=value", name
 * being an input or output or an element, all others 0. */
int cli_vector(const struct cli_problem *p, enum cli_what what,
               const char *const *text, size_t count, double *v);

#endif
