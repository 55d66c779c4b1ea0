/* derivative.h: what the commands jacobian, hessian, jvp and vjp share: one
 * table of derivatives of a formula, and its options. */
#ifndef CLI_DERIVATIVE_H
#define CLI_DERIVATIVE_H

#include "cli.h"

/* A table: its rows are outputs or inputs, its columns inputs, or one. */
struct derivative_table {
  bool by_output, by_input;
  const char *corner; /* the head of the first column */
  const char *column; /* the head of the one column */
  const char *json;   /* the table's name there */

  /* y and the table, by rows; v is the vector, or NULL. */
  enum ad_status (*compute)(const struct ad_function *f, const double *x,
                            const double *v, double *y, double *table);

  /* A last line that says how it was computed; may be NULL. */
  void (*note)(const struct ad_function *f, const double *x, FILE *out);
};

struct derivative {
  const char *command; /* its name */
  int (*help)(void);
  bool one_output;     /* wants a formula of one output */
  bool wrt;            /* has --wrt */
  enum cli_what along; /* what the vector's numbers belong to */
  const char *vector;  /* what is printed before the vector */
  const struct derivative_table *plain, *product; /* without and with --vector;
                                                   * either may be NULL */
};

int derivative_run(const struct derivative *d, int argc, char **argv);

#endif
