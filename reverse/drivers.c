#include <config.h>

#include "drivers.h"

#include <stdlib.h>

#include "lanes.h"
#include "run_impl.h"
#include "second.h"

/* Fewer rows than that go one by one, which is as fast and needs no memory. */
enum { few = 4 };

enum ad_status var_vjp(var_map *f, void *data, tape *t, size_t n,
                       const double *x, size_t m, const double *w, double *y,
                       double *xbar)
{
  struct run r;
  enum ad_status status = run_begin(&r, f, data, t, n, x, m, y);
  if (!status && xbar)
    status = tape_vjp(m, r.u + n, w, n, r.u, xbar);
  run_end(&r);
  return status;
}

enum ad_status var_jacobian(var_map *f, void *data, tape *t, size_t n,
                            const double *x, size_t m, double *y, double *jac)
{
  struct run r;
  enum ad_status status = run_begin(&r, f, data, t, n, x, m, y);
  bool rows = !status && jac;
  if (rows && m >= few) {
    status = tape_jacobian_rows(m, r.u + n, n, r.u, jac);
    rows = status == AD_NO_MEMORY;
    status = rows ? AD_OK : status;
  }
  for (size_t i = 0; !status && rows && i < m; i++)
    status = tape_gradient(r.u[n + i], n, r.u, jac + i * n);
  run_end(&r);
  return status;
}

enum ad_status var_jacobian_forward(var_map *f, void *data, tape *t, size_t n,
                                    const double *x, size_t m, double *y,
                                    double *jac)
{
  struct run r;
  enum ad_status status = run_begin(&r, f, data, t, n, x, m, y);
  if (!status && jac)
    status = tape_jacobian_columns(m, r.u + n, n, r.u, jac);
  run_end(&r);
  return status;
}

/* ---- tangents and second derivatives ------------------------------------- */

/* The tangents of all values along dx. */
static enum ad_status tangents_along(struct run *r, size_t n, const double *dx)
{
  enum ad_status status = dx || !n ? tape_clear_tangents(r->t)
                                   : AD_BAD_ARGUMENT;
  for (size_t j = 0; !status && j < n; j++)
    status = tape_seed_tangent(r->u[j], dx[j]);
  return status ? status : tape_sweep_tangents(r->t);
}

enum ad_status var_jvp(var_map *f, void *data, tape *t, size_t n,
                       const double *x, const double *dx, size_t m, double *y,
                       double *dy)
{
  struct run r;
  enum ad_status status = run_begin(&r, f, data, t, n, x, m, y);
  if (!status && dy)
    status = tangents_along(&r, n, dx);
  for (size_t i = 0; !status && dy && i < m; i++)
    status = r.u[n + i].on && r.u[n + i].on != r.t ? AD_MIXED_TAPES : AD_OK;
  for (size_t i = 0; !status && dy && i < m; i++)
    dy[i] = var_tangent(r.u[n + i]);
  run_end(&r);
  return status;
}

/* Gradient of output 0 and its tangent along v. */
static enum ad_status second_along(struct run *r, size_t n, const double *v,
                                   double *grad, double *hv)
{
  const var y = r->u[n];
  enum ad_status status =
    y.on && y.on != r->t ? AD_MIXED_TAPES : tangents_along(r, n, v);
  if (!status)
    status = tape_clear_adjoints(r->t);
  if (!status)
    status = tape_seed(y, 1);
  if (!status)
    status = tape_sweep_second(r->t);
  for (size_t j = 0; !status && j < n; j++) {
    hv[j] = var_adjoint_tangent(r->u[j]);
    if (grad)
      grad[j] = var_adjoint(r->u[j]);
  }
  return status;
}

enum ad_status var_hvp(var_map *f, void *data, tape *t, size_t n,
                       const double *x, const double *v, double *y,
                       double *grad, double *hv)
{
  struct run r;
  enum ad_status status = run_begin(&r, f, data, t, n, x, 1, y);
  if (!status && !hv && grad)
    status = tape_gradient(r.u[n], n, r.u, grad);
  else if (!status && hv)
    status = second_along(&r, n, v, grad, hv);
  run_end(&r);
  return status;
}

enum ad_status var_hessian(var_map *f, void *data, tape *t, size_t n,
                           const double *x, double *y, double *grad,
                           double *hess)
{
  struct run r;
  enum ad_status status = run_begin(&r, f, data, t, n, x, 1, y);
  double *e = status ? NULL : calloc(n + 1, sizeof *e);
  if (!status && !e)
    status = AD_NO_MEMORY;
  if (!status && !hess && grad)
    status = tape_gradient(r.u[n], n, r.u, grad);
  for (size_t i = 0; !status && hess && i < n; i++) {
    e[i] = 1;
    status = second_along(&r, n, e, grad, hess + i * n);
    e[i] = 0;
  }
  free(e);
  run_end(&r);
  return status;
}

struct scalar {
  var (*f)(const var *x);
};

static enum ad_status call_scalar(const var *x, var *y, void *data)
{
  y[0] = ((struct scalar *)data)->f(x);
  return AD_OK;
}

enum ad_status var_gradient(var (*f)(const var *x), tape *t, size_t n,
                            const double *x, double *y, double *grad)
{
  struct scalar s = {f};
  if (!f)
    return AD_BAD_ARGUMENT;
  return var_jacobian(call_scalar, &s, t, n, x, 1, y, grad);
}
