/* reverse/colour.h: columns, rows and variables that can share a sweep.
 *
 * Two columns of a Jacobian that have no row in common can be computed by one
 * tangent sweep: seeded together, each entry of the result belongs to one of
 * them.  So columns are coloured such that columns of one colour are structurally
 * orthogonal, and there are as many directions as colours, however many columns.
 * (A. Curtis, M. Powell, J. Reid, J. Inst. Math. Appl. 13 (1974).)  Rows are
 * the same for adjoint sweeps.
 *
 * A Hessian is symmetric, and needs less: h_ij can be read where column j is the
 * only one of its colour in row i, or column i the only one of its colour in
 * row j.  That is a star colouring of the graph whose edges are the entries off
 * the diagonal: neighbours differ, and every path of four has three colours.
 * (A. Gebremedhin, F. Manne, A. Pothen, "What color is your Jacobian?", SIAM
 * Review 47 (2005).)
 *
 * To find the least number of colours is NP-hard; these are greedy: each vertex
 * in turn takes the first colour that it may have. */
#ifndef DUALTAPE_REVERSE_COLOUR_H
#define DUALTAPE_REVERSE_COLOUR_H

#include "sparsity.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What an empty column has: it needs no sweep. */
#define AD_NO_COLOUR UINT32_MAX

/* Who is coloured first: as they come; or who conflicts with most others. */
enum ad_order { AD_NATURAL, AD_LARGEST_FIRST };

/* colour[j], for each column (or row) of p, is 0, 1, ..., *colours - 1; the array
 * is the caller's.  AD_OK, AD_BAD_ARGUMENT (something is NULL) or AD_NO_MEMORY.
 *
 * Steps: for columns, the sum of the squares of the numbers of entries in rows;
 * for rows the other way round. */
enum ad_status ad_colour_columns(const struct ad_pattern *p,
                                 enum ad_order order, uint32_t *colour,
                                 size_t *colours);
enum ad_status ad_colour_rows(const struct ad_pattern *p, enum ad_order order,
                              uint32_t *colour, size_t *colours);

/* The same for a symmetric pattern (AD_BAD_ARGUMENT if it is not square): a star
 * colouring.  Steps: about the number of entries times that of different hubs
 * beside a vertex, which are few. */
enum ad_status ad_colour_star(const struct ad_pattern *p, enum ad_order order,
                              uint32_t *colour, size_t *colours);

/* Whether every entry can be read: a colouring is checked by its definition,
 * without what made it.  False, too, if a number is no colour (AD_NO_COLOUR is one
 * for empty columns alone), or out of memory. */
bool ad_columns_separate(const struct ad_pattern *p, const uint32_t *colour,
                         size_t colours);
bool ad_rows_separate(const struct ad_pattern *p, const uint32_t *colour,
                      size_t colours);
bool ad_star_separates(const struct ad_pattern *p, const uint32_t *colour,
                       size_t colours);

#ifdef __cplusplus
}
#endif
#endif
