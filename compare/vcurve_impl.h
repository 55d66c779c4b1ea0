/* vcurve_impl.h: what the files of vcurve share; not installed. */
#ifndef VCURVE_IMPL_H
#define VCURVE_IMPL_H

#include "vcurve.h"

/* Output i as a function of input j, over doubles and over duals. */
struct vcurve_line {
  const struct ad_function *f;
  size_t i, j;
  double *x, *y;
  dual *u, *w;
  enum ad_status status; /* the first failure of f */
};

/* Free the line in either case. */
enum ad_status vcurve_line_make(struct vcurve_line *l,
                                const struct ad_function *f, const double *x,
                                size_t i, size_t j);
void vcurve_line_free(struct vcurve_line *l);

/* Value and exact derivative at t, `line` being a struct vcurve_line: as
 * fd_function has them. */
double vcurve_value(double t, void *line);
double vcurve_derivative(double t, void *line);

/* Fills in c->noise and c->rounding, bounds that the tape knows. */
enum ad_status vcurve_bounds(const struct vcurve_line *l, struct ad_vcurve *c);

#endif
