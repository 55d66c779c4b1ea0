#include <config.h>

#include "derivatives.h"

/* A tape with f's policy; NULL if out of memory. */
static tape *tape_for(const struct ad_function *f)
{
  tape *t = tape_new();
  if (t)
    tape_policy(t, f->policy);
  return t;
}

enum ad_status ad_jvp(const struct ad_function *f, const double *x,
                      const double *dx, double *y, double *dy)
{
  if (!f || (f->n && (!x || !dx)) || (f->m && !dy))
    return AD_BAD_ARGUMENT;
  return dual_jvp(f->on_dual, f->data, f->n, x, dx, f->m, y, dy);
}

enum ad_status ad_vjp(const struct ad_function *f, const double *x,
                      const double *w, double *y, double *xbar)
{
  if (!f || (f->n && (!x || !xbar)) || (f->m && !w))
    return AD_BAD_ARGUMENT;
  tape *t = tape_for(f);
  if (!t)
    return AD_NO_MEMORY;
  enum ad_status status =
    var_vjp(f->on_var, f->data, t, f->n, x, f->m, w, y, xbar);
  tape_free(t);
  return status;
}

enum ad_status ad_hvp(const struct ad_function *f, const double *x,
                      const double *v, double *y, double *grad, double *hv)
{
  if (!f || f->m != 1 || (f->n && (!x || !v || !hv)))
    return AD_BAD_ARGUMENT;
  tape *t = tape_for(f);
  if (!t)
    return AD_NO_MEMORY;
  enum ad_status status =
    var_hvp(f->on_var, f->data, t, f->n, x, v, y, grad, hv);
  tape_free(t);
  return status;
}

enum ad_status ad_hessian(const struct ad_function *f, const double *x,
                          double *y, double *grad, double *hess)
{
  if (!f || f->m != 1 || (f->n && (!x || !hess)))
    return AD_BAD_ARGUMENT;
  tape *t = tape_for(f);
  if (!t)
    return AD_NO_MEMORY;
  enum ad_status status =
    var_hessian(f->on_var, f->data, t, f->n, x, y, grad, hess);
  tape_free(t);
  return status;
}
