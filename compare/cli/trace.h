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

/* Room for the numbers; false if out of memory.  Release with trace_free in
 * either case.  The caller fills v, by cli_values. */
bool trace_make(struct trace *t, const struct cli_problem *p, int digits);
void trace_free(struct trace *t);

/* The tangents for the seed wrt into u, and the adjoints for the seed of into
 * adj. */
enum ad_status trace_run_forward(struct trace *t);
enum ad_status trace_run_reverse(struct trace *t);

/* One step of the reverse sweep: the share of its adjoint that a node hands to
 * an argument, whose adjoint has this sum then. */
struct trace_share {
  uint32_t from, to; /* nodes: the result, and its argument */
  int argument;
  bool first;        /* of the argument's shares */
  const double *sum; /* as many numbers as `to` has */
};
typedef void trace_each_share(const struct trace *t,
                              const struct trace_share *s, void *data);
enum ad_status trace_sweep(const struct trace *t, trace_each_share *each,
                           void *data);

/* The node where the sweep begins, and which of its numbers is seeded. */
uint32_t trace_seed(const struct trace *t, size_t *element);

/* ---- rules in words, NOTATION_SIZE bytes ------------------------------------- */

/* "(cos v0) v0'": the tangent of an op on numbers. */
void trace_tangent_rule(const struct trace *t, uint32_t i, char *text);

/* What node i hands to argument k. */
void trace_adjoint_rule(const struct trace *t, uint32_t i, int k, char *text);

/* The same, added to what was there before. */
void trace_share_text(const struct trace *t, const struct trace_share *s,
                      char *text);

/* ---- tables --------------------------------------------------------------------- */

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

/* The reverse sweep's rows, and the inputs' adjoints below; false if out of
 * memory. */
bool trace_add_adjoints(const struct trace *t, struct table *table);

#endif
