#include <config.h>

#include "check_dot.h"

#include <float.h>
#include <stdlib.h>

#include "derivatives.h"
#include "engine.h"
#include "vector.h"

/* Forward and reverse are the first two rows. */
enum { EXACT = 2 };

/* The bound, from both engines' Jacobians; room for y, jac and error. */
static enum ad_status bound(const struct ad_function *f, const double *x,
                            const double *v, const double *w, double *room,
                            double *sum)
{
  const size_t n = f->n, m = f->m;
  double *const y = room, *const jac = y + m, *const error = jac + m * n;
  const double u = DBL_EPSILON / 2 * (double)(n + m + 4);
  *sum = 0;
  for (size_t e = 0; e < EXACT; e++) {
    const enum ad_status status = ad_engines[e].jacobian(f, x, y, jac, error);
    if (status)
      return status;
    for (size_t k = 0; k < m * n; k++)
      *sum += fabs(w[k / n]) * (error[k] + u * fabs(jac[k])) * fabs(v[k % n]);
  }
  return AD_OK;
}

enum ad_status check_dot(const struct ad_function *f, const double *x,
                         const double *v, const double *w,
                         struct check_dot_report *r)
{
  if (!f || !f->n || !f->m || !x || !v || !w || !r)
    return AD_BAD_ARGUMENT;
  const size_t n = f->n, m = f->m;
  double *const room = malloc((2 * m * n + 2 * m + n) * sizeof *room);
  if (!room)
    return AD_NO_MEMORY;
  double *const jv = room, *const jw = jv + m, *const rest = jw + n;
  enum ad_status status = ad_jvp(f, x, v, NULL, jv);
  if (!status)
    status = ad_vjp(f, x, w, NULL, jw);
  if (!status)
    status = bound(f, x, v, w, rest, &r->bound);
  if (!status) {
    r->forward = vector_dot(m, w, jv);
    r->reverse = vector_dot(n, jw, v);
    r->holds = fabs(r->forward - r->reverse) <= r->bound;
  }
  free(room);
  return status;
}
