/* compare.h: what `dualtape compare` found, and the ways to write it. */
#ifndef COMPARE_H
#define COMPARE_H

#include "../check.h"
#include "cli.h"
#include "table.h"

/* The engines, as check.h counts them; and how many entries of a Jacobian are
 * listed one by one where matrices make them. */
enum {
  COMPARE_FORWARD = AD_ENGINE_FORWARD,
  COMPARE_REVERSE = AD_ENGINE_REVERSE,
  COMPARE_CENTRAL = AD_ENGINE_CENTRAL,
  COMPARE_COMPLEX = AD_ENGINE_COMPLEX
};
enum { COMPARE_ROWS = 20 };

struct comparison {
  const struct cli_problem *p;
  const struct check_report *r;
  const struct ad_node *edge; /* an edge, where only forward and reverse count;
                               * else NULL */
  const int *refused; /* by entry, why there is no complex step, as
                       * fd_complex_jacobian has it; NULL: nowhere */
  bool agree;
};

/* Entry (i, j) of an engine's Jacobian or of its errors. */
static inline double compare_entry(const struct check_report *r,
                                   const double *array, size_t engine,
                                   size_t i, size_t j)
{
  return array[(engine * r->m + i) * r->n + j];
}

/* Whether an engine says anything about entry (i, j). */
static inline bool compare_says(const struct check_report *r, size_t engine,
                                size_t i, size_t j)
{
  return isfinite(compare_entry(r, r->error, engine, i, j));
}

/* For people, and for programs; both return an exit code. */
int compare_print(const struct comparison *c, FILE *out);
int compare_print_json(const struct comparison *c, FILE *out);

/* Their parts.  One output's derivatives, a row for each input below a row of
 * heads. */
void compare_rows(const struct comparison *c, size_t i, struct table *t);

/* Whether entries are many, so that there is one row for each output and input
 * instead; and these rows. */
bool compare_is_summed(const struct comparison *c);
void compare_sums(const struct comparison *c, struct table *t);

/* "  at x = 1, y = 2" */
void compare_point(const struct cli_problem *p, FILE *out);

/* The verdict in words, its first word between `on` and `off`, after what there
 * is to note: an edge, complex steps that are refused. */
void compare_verdict(const struct comparison *c, const char *on,
                     const char *off, FILE *out);

#endif
