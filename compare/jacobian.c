#include <config.h>

#include "jacobian.h"

/* So many runs over dual numbers cost less than a recording and a sweep. */
enum { FEW = 4 };

static bool forward(const struct ad_function *f) { return f->n <= f->m; }

const char *ad_jacobian_mode(const struct ad_function *f)
{
  return forward(f) ? "forward" : "reverse";
}

static enum ad_status on_tape(const struct ad_function *f, const double *x,
                              double *y, double *jac)
{
  tape *t = tape_new();
  if (!t)
    return AD_NO_MEMORY;
  tape_policy(t, f->policy);
  enum ad_status status =
    (forward(f) ? var_jacobian_forward : var_jacobian)(
      f->on_var, f->data, t, f->n, x, f->m, y, jac);
  tape_free(t);
  return status;
}

enum ad_status ad_jacobian(const struct ad_function *f, const double *x,
                           double *y, double *jac)
{
  enum ad_status status = AD_NO_MEMORY;
  if (!forward(f) || (f->n > FEW && f->on_var))
    status = on_tape(f, x, y, jac);
  if (forward(f) && (status == AD_NO_MEMORY || status == AD_TAPE_FULL))
    status = dual_jacobian(f->on_dual, f->data, f->n, x, f->m, y, jac);
  return status;
}
