/* trace.h: one evaluation, with the numbers of both modes at every node. */
#ifndef TRACE_H
#define TRACE_H

#include "notation.h"
#include "table.h"

struct trace {
  const struct cli_problem *p;
  struct notation n;
  size_t count;
  bool matrices;   /* v, u, adj have ad_formula_size numbers */
  double *v;       /* primals, by node */
  dual *u;         /* primals and tangents, by node */
  double *adj;     /* adjoints, by node */
  size_t wrt, of;  /* the seeds: input of the tangents, output of adjoints */
  int digits;
};

/* The two tables.  false if out of memory. */
bool trace_forward(const struct trace *t, FILE *out);
bool trace_reverse(const struct trace *t, bool primals, FILE *out);

/* The same for a formula with matrices: shapes, and rules in words. */
bool trace_matrices(const struct trace *t, bool forward, bool reverse,
                    FILE *out);

/* What both share: a node's given name, "" if it has none; the cells of a
 * step's primal; and one call for each step, inputs first as in the tables of
 * books. */
const char *trace_name(const struct trace *t, uint32_t i);
void trace_add_primal(const struct trace *t, struct table *table, uint32_t i);
void trace_each_step(const struct trace *t, struct table *table,
                     void (*add)(const struct trace *t, struct table *table,
                                 uint32_t i));

#endif
