/* ops.h: what `dualtape ops` prints. */
#ifndef CLI_OPS_H
#define CLI_OPS_H

#include "../atlas.h"
#include "cli.h"

/* How an op is written: a + b, -a, sin(a), log(a), ln(a). */
void ops_write_call(const struct ad_op_info *op, char *text, size_t size);

/* The same of an op on whole matrices: A @ B, sum(A), sum(A, axis). */
void ops_write_matrix_call(const struct ad_matrix_info *info, char *text,
                           size_t size);

/* "dy/da" and "d2y/da2", "d2y/da db", for arguments k and l from 0. */
void ops_first(int k, char text[16]);
void ops_second(int k, int l, char text[16]);

/* An edge of the atlas, "pow(0,0.5)", and the op table's own answer there. */
void ops_edge_name(const struct ad_atlas_edge *edge, char *text, size_t size);
void ops_edge_answer(const struct ad_atlas_edge *edge, char *text,
                     size_t size);

/* The worst errors that were measured (compare/accuracy.def) of the value, of
 * first and of second partials, in ulp, and the arguments there; NULL if the
 * op has not been measured. */
struct ops_measured {
  double ulp[3];
  const char *at[3];
};
const struct ops_measured *ops_measured(enum ad_op op);

bool ops_defined_always(const struct ad_op_info *op);
bool ops_has_edge(const struct ad_op_info *op);

/* Each prints the whole table to standard output and returns an exit code. */
int ops_print_man(void);      /* the list in dualtape(1) */
int ops_print_manual(void);   /* dualtape-ops(7) */
int ops_print_markdown(void); /* the same as a table */
int ops_print_json(void);
int ops_print_accuracy(void); /* errors and their bounds */
int ops_print_edges(void);    /* what tools answer at edges; policies */

#endif
