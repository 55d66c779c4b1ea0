/* check_sketch.h: random testing: a random formula, judged by all engines, and
 * made small if one of them disagrees. */
#ifndef DUALTAPE_CHECK_SKETCH_H
#define DUALTAPE_CHECK_SKETCH_H

#include "check_formula.h"
#include "sketch.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Formula number k of a seed; the same in every run. */
void check_sketch_random(uint64_t seed, uint64_t k, struct ad_sketch *s);

/* The numbers of the inputs of the formula that is the sketch's text, in its
 * order: x[AD_SKETCH_INPUTS]. */
void check_sketch_point(const struct ad_sketch *s, const ad_formula *formula,
                        double *x);

/* The sketch as text is parsed, and check_formula asks at its point; the seed
 * of directions is 1.  AD_BAD_ARGUMENT if the text is no formula. */
enum ad_status check_sketch(const struct ad_sketch *s,
                            struct check_formula_report *report);

/* Shrinks a sketch that is found wrong, and fills in what is found of the
 * smallest; returns how many were tried. */
size_t check_sketch_shrink(struct ad_sketch *s,
                           struct check_formula_report *report);

#ifdef __cplusplus
}
#endif
#endif
