/* engine.h: ways to get a Jacobian, side by side.
 *
 * The comparison meets every engine through one struct; to add an engine is
 * to add a row in engine.c. */
#ifndef DUALTAPE_ENGINE_H
#define DUALTAPE_ENGINE_H

#include "function.h"

#ifdef __cplusplus
extern "C" {
#endif

struct ad_engine {
  const char *name;  /* "forward" */
  const char *about; /* one line for people, in English as the name is */
  bool exact;        /* differs from the true Jacobian by rounding only */

  /* y[m] = f(x), jac[i * n + j] = dy_i/dx_j, and error[i * n + j] >= 0, what
   * the entry may be wrong by: computed, not guessed.  All arrays are the
   * caller's and given. */
  enum ad_status (*jacobian)(const struct ad_function *f, const double *x,
                             double *y, double *jac, double *error);
};

/* All engines, and the places of the first of them. */
enum ad_engine_place {
  AD_ENGINE_FORWARD,
  AD_ENGINE_REVERSE,
  AD_ENGINE_CENTRAL,
  AD_ENGINE_COMPLEX
};
extern const struct ad_engine ad_engines[];
extern const size_t ad_engine_count;

#ifdef __cplusplus
}
#endif
#endif
