#include <config.h>

#include "drivers.h"

#include <stdint.h>
#include <stdlib.h>

double dual_derivative(dual (*f)(dual), double x, double *y)
{
  dual r = f(dual_make(x, 1));
  if (y)
    *y = r.v;
  return r.d;
}

/* The inputs as duals in [0, n), room for the outputs in [n, n + m). */
static dual *seeded(size_t n, const double *x, const double *dx, size_t m)
{
  const size_t most = SIZE_MAX / sizeof(dual);
  if (m >= most || n >= most - m)
    return NULL;
  dual *u = malloc((n + m + 1) * sizeof *u);
  for (size_t j = 0; u && j < n; j++)
    u[j] = dual_make(x[j], dx ? dx[j] : 0);
  return u;
}

enum ad_status dual_jvp(dual_map *f, void *data, size_t n, const double *x,
                        const double *dx, size_t m, double *y, double *dy)
{
  if (!f || (n && (!x || !dx)))
    return AD_BAD_ARGUMENT;
  dual *u = seeded(n, x, dx, m);
  if (!u)
    return AD_NO_MEMORY;
  enum ad_status status = f(u, u + n, data);
  for (size_t i = 0; !status && i < m; i++) {
    if (y)
      y[i] = u[n + i].v;
    if (dy)
      dy[i] = u[n + i].d;
  }
  free(u);
  return status;
}

enum ad_status dual_jacobian(dual_map *f, void *data, size_t n,
                             const double *x, size_t m, double *y, double *jac)
{
  if (!f || (n && !x))
    return AD_BAD_ARGUMENT;
  dual *u = seeded(n, x, NULL, m);
  if (!u)
    return AD_NO_MEMORY;
  enum ad_status status = AD_OK;
  /* Column j is the tangent of the seed e_j.  Without inputs, one call is
   * needed all the same, for the values. */
  for (size_t j = 0; !status && j < (n ? n : 1); j++) {
    if (n)
      u[j].d = 1;
    status = f(u, u + n, data);
    for (size_t i = 0; !status && i < m; i++) {
      if (y)
        y[i] = u[n + i].v;
      if (jac && n)
        jac[i * n + j] = u[n + i].d;
    }
    if (n)
      u[j].d = 0;
  }
  free(u);
  return status;
}

struct scalar {
  dual (*f)(const dual *x);
};

static enum ad_status call_scalar(const dual *x, dual *y, void *data)
{
  y[0] = ((struct scalar *)data)->f(x);
  return AD_OK;
}

enum ad_status dual_gradient(dual (*f)(const dual *x), size_t n,
                             const double *x, double *y, double *grad)
{
  struct scalar s = {f};
  if (!f)
    return AD_BAD_ARGUMENT;
  return dual_jacobian(call_scalar, &s, n, x, 1, y, grad);
}
