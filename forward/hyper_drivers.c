#include <config.h>

#include "hyper_drivers.h"

#include <stdint.h>
#include <stdlib.h>

double hyper_second(hyper (*f)(hyper), double x, double *y, double *dy)
{
  hyper z = f(hyper_make(x, 1, 1, 0));
  if (y)
    *y = z.v;
  if (dy)
    *dy = z.d1;
  return z.d12;
}

/* Room for n inputs, at least one. */
static hyper *room(size_t n)
{
  return n < SIZE_MAX ? calloc(n + 1, sizeof(hyper)) : NULL;
}

enum ad_status hyper_hessian(hyper (*f)(const hyper *x, void *data), void *data,
                             size_t n, const double *x, double *y,
                             double *grad, double *hess)
{
  if (!f || (n && !x))
    return AD_BAD_ARGUMENT;
  hyper *u = room(n);
  if (!u)
    return AD_NO_MEMORY;
  for (size_t j = 0; j < n; j++)
    u[j] = hyper_const(x[j]);
  if (n == 0 && y)
    *y = f(u, data).v;
  for (size_t i = 0; i < n; i++) {
    u[i].d1 = 1;
    for (size_t j = 0; j <= i; j++) {
      u[j].d2 = 1;
      const hyper z = f(u, data);
      u[j].d2 = 0;
      if (hess)
        hess[i * n + j] = hess[j * n + i] = z.d12;
      if (grad)
        grad[i] = z.d1;
      if (y)
        *y = z.v;
    }
    u[i].d1 = 0;
  }
  free(u);
  return AD_OK;
}

enum ad_status hyper_along(hyper (*f)(const hyper *x, void *data), void *data,
                           size_t n, const double *x, const double *v,
                           const double *w, double *vhw)
{
  if (!f || !vhw || (n && (!x || !v || !w)))
    return AD_BAD_ARGUMENT;
  hyper *u = room(n);
  if (!u)
    return AD_NO_MEMORY;
  for (size_t j = 0; j < n; j++)
    u[j] = hyper_make(x[j], v[j], w[j], 0);
  *vhw = f(u, data).d12;
  free(u);
  return AD_OK;
}
