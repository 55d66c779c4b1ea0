/* check_point.h: the random points at which derivatives are checked.
 *
 * They depend on nothing but the seed, the place asked for and the point's
 * number, so that one that a report names can be visited again. */
#ifndef DUALTAPE_CHECK_POINT_H
#define DUALTAPE_CHECK_POINT_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Point number `point` around x, into at: x itself for 0; after that each
 * at[j] is uniform within spread max(1, |x_j|) of x_j, j < n. */
void check_point(size_t n, const double *x, uint64_t seed, double spread,
                 size_t point, double *at);

#ifdef __cplusplus
}
#endif
#endif
