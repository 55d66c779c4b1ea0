#include <config.h>

#include "jacobian.h"

static bool forward(const struct ad_function *f) { return f->n <= f->m; }

const char *ad_jacobian_mode(const struct ad_function *f)
{
  return forward(f) ? "forward" : "reverse";
}

enum ad_status ad_jacobian(const struct ad_function *f, const double *x,
                           double *y, double *jac)
{
  if (forward(f))
    return dual_jacobian(f->on_dual, f->data, f->n, x, f->m, y, jac);
  tape *t = tape_new();
  if (!t)
    return AD_NO_MEMORY;
  tape_policy(t, f->policy);
  enum ad_status status =
      var_jacobian(f->on_var, f->data, t, f->n, x, f->m, y, jac);
  tape_free(t);
  return status;
}
