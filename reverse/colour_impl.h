/* colour_impl.h: what the files of colour.h and sparse.h share; not installed. */
#ifndef DUALTAPE_COLOUR_IMPL_H
#define DUALTAPE_COLOUR_IMPL_H

#include "colour.h"

/* 0..n-1 by degree, the largest first; NULL if out of memory.  To be freed. */
uint32_t *tape_colour_order(size_t n, const size_t *degree);

/* (*alone)[k]: entry k of p is the only one of its column's colour in its row.  To
 * be freed; NULL on an error: AD_NO_MEMORY, or AD_BAD_ARGUMENT if an entry's
 * column has no colour. */
enum ad_status tape_alone(const struct ad_pattern *p, const uint32_t *colour,
                          size_t colours, bool **alone);

/* The checks of colour.h: AD_OK, AD_BAD_ARGUMENT (they do not separate), or
 * AD_NO_MEMORY. */
enum ad_status tape_check_columns(const struct ad_pattern *p,
                                  const uint32_t *colour, size_t colours);
enum ad_status tape_check_rows(const struct ad_pattern *p,
                               const uint32_t *colour, size_t colours);
enum ad_status tape_check_star(const struct ad_pattern *p,
                               const uint32_t *colour, size_t colours);

/* The place of entry (i, j), which is there. */
size_t tape_pattern_place(const struct ad_pattern *p, size_t i, size_t j);

#endif
