/* dense.h: dense linear algebra on blocks, with tangents where they are.
 *
 * These are the pieces that the rules of matrix.def are made of.  Strides are
 * free, so that a transpose costs nothing.  Large products go through BLAS,
 * where configure found one. */
#ifndef DUALTAPE_DENSE_H
#define DUALTAPE_DENSE_H

#include "block.h"
#include "scratch.h"
#include "status.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Y += A B; with tangents, if y.d is there, Y' += A' B + A B'.  An argument
 * without tangents is constant. */
void ad_dense_multiply(struct ad_block a, struct ad_block b,
                       struct ad_block y);

#ifdef __cplusplus
}
#endif
#endif
