/* jet_drivers.h: gradients and Jacobians by jets, JET_N columns in each call
 * of the function.  The functions are compiled into the file that includes
 * this, since N is that file's.  Shapes, index order, ownership and errors are
 * those of drivers.h. */
#ifndef DUALTAPE_JET_DRIVERS_H
#define DUALTAPE_JET_DRIVERS_H

#include <stdint.h>
#include <stdlib.h>

#include "jet.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A function of n inputs and m outputs over jets. */
typedef enum ad_status jet_map(const jet *x, jet *y, void *data);

/* Jacobian of f: R^n -> R^m, m by n, in ceil(n / JET_N) calls of f (one if
 * n is 0).  y or jac may be NULL. */
static inline enum ad_status jet_jacobian(jet_map *f, void *data, size_t n,
                                          const double *x, size_t m, double *y,
                                          double *jac)
{
  const size_t most = SIZE_MAX / sizeof(jet) - 1;
  if (!f || (n && !x))
    return AD_BAD_ARGUMENT;
  if (n > most || m > most - n)
    return AD_NO_MEMORY;
  jet *u = (jet *)malloc((n + m + 1) * sizeof *u);
  enum ad_status status = u ? AD_OK : AD_NO_MEMORY;
  for (size_t first = 0; !status && (first < n || first == 0); first += JET_N) {
    for (size_t j = 0; j < n; j++)
      u[j] = jet_seed(x[j], j >= first && j - first < JET_N ? (int)(j - first)
                                                             : -1);
    status = f(u, u + n, data);
    for (size_t i = 0; !status && i < m; i++) {
      if (y)
        y[i] = u[n + i].v;
      for (size_t j = first; jac && j < n && j - first < JET_N; j++)
        jac[i * n + j] = u[n + i].d[j - first];
    }
  }
  free(u);
  return status;
}

/* Gradient of f: R^n -> R; y may be NULL. */
static inline enum ad_status jet_gradient(jet (*f)(const jet *x), size_t n,
                                          const double *x, double *y,
                                          double *grad)
{
  if (!f || (n && (!x || !grad)))
    return AD_BAD_ARGUMENT;
  if (n > SIZE_MAX / sizeof(jet) - 1)
    return AD_NO_MEMORY;
  jet *u = (jet *)malloc((n + 1) * sizeof *u);
  if (!u)
    return AD_NO_MEMORY;
  for (size_t first = 0; first < n || first == 0; first += JET_N) {
    for (size_t j = 0; j < n; j++)
      u[j] = jet_seed(x[j], j >= first && j - first < JET_N ? (int)(j - first)
                                                             : -1);
    const jet z = f(u);
    if (y)
      *y = z.v;
    for (size_t j = first; j < n && j - first < JET_N; j++)
      grad[j] = z.d[j - first];
  }
  free(u);
  return AD_OK;
}

#ifdef __cplusplus
}
#endif
#endif
