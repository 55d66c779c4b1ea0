#include <config.h>

#include "fd_complex.h"

#include <float.h>
#include <stdlib.h>

/* How much longer the second step is, whose truncation is 2^20 times as large,
 * so that the difference of the two bounds that of the first. */
#define LONGER 1024

/* Step number `attempt` at x.  The first is so short that even a pole an ulp
 * from x is 10^14 steps away.  The others are for where it fails, as a rule by
 * f' = 0: the second where f' is so large that f saturates, the third where it
 * is so small that h f' underflows. */
enum { ATTEMPTS = 3 };
static double step(double x, int attempt)
{
  const double size = fmin(x == 0 ? 1 : fabs(x), 1);
  switch (attempt) {
  case 0: return fmax((x == 0 ? 0x1p-200 : 0x1p-100) * size, DBL_TRUE_MIN);
  case 1: return fmax(0x1p-1000 * size, DBL_TRUE_MIN);
  default: return 0x1p-67 * (x == 0 ? 1 : fabs(x));
  }
}

/* One entry from f at x + ih and at x + 1024 ih.  Where they are not nearly the
 * same, h is not small for this f (it saturates, or turns around), and nothing
 * is known. */
static struct fd_complex_result entry(cplx near, cplx far, double h)
{
  struct fd_complex_result r = {near.re, near.im / h, h, INFINITY,
                                near.refused ? near.refused : far.refused};
  const double truncation = fabs(r.d - far.im / (LONGER * h));
  if (r.refused)
    r.d = NAN;
  else if (near.im == 0 && near.slack == 0 && far.im == 0 && far.slack == 0)
    r.error = 0; /* nothing varies, and nothing underflowed */
  else if (isfinite(r.d) && truncation <= fabs(r.d) / 4 + 4 * DBL_TRUE_MIN / h)
    r.error = truncation + 4 * DBL_EPSILON * fabs(r.d) +
              (near.slack + 4 * DBL_TRUE_MIN) / h;
  return r;
}

/* Whether another step is worth a try. */
static bool poor(const struct fd_complex_result *r)
{
  return !r->refused &&
         !(isfinite(r->error) && r->error <= 0x1p-40 * fabs(r->d));
}

/* Whether r is better: a derivative of 0 may be one that underflowed. */
static bool better(const struct fd_complex_result *r,
                   const struct fd_complex_result *than)
{
  return isfinite(r->error) &&
         (isinf(than->error) ||
          r->error / fabs(r->d) < than->error / fabs(than->d));
}

struct fd_complex_result fd_complex_step(fd_complex_function *f, void *data,
                                         double x, double h)
{
  const bool given = h > 0;
  struct fd_complex_result best = {NAN, NAN, h, INFINITY, 0};
  if (!f || isnan(h) || h < 0)
    return best;
  for (int k = 0; k < (given ? 1 : ATTEMPTS); k++) {
    const double by = given ? h : step(x, k);
    const struct fd_complex_result r =
      entry(f(cplx_make(x, by), data), f(cplx_make(x, LONGER * by), data), by);
    if (k == 0 || better(&r, &best))
      best = r;
    if (!poor(&best))
      break;
  }
  return best;
}

/* ---- Jacobians ---------------------------------------------------------- */

/* Room for a run, and the column in the making. */
struct column {
  const struct ad_function *f;
  const double *x;
  cplx *z, *near, *far;             /* n, m, m */
  struct fd_complex_result *best;   /* m */
};

static enum ad_status column_make(struct column *c, const struct ad_function *f,
                                  const double *x)
{
  *c = (struct column){f, x, NULL, NULL, NULL, NULL};
  c->z = malloc((f->n + 1) * sizeof *c->z);
  c->near = malloc((f->m + 1) * sizeof *c->near);
  c->far = malloc((f->m + 1) * sizeof *c->far);
  c->best = malloc((f->m + 1) * sizeof *c->best);
  return c->z && c->near && c->far && c->best ? AD_OK : AD_NO_MEMORY;
}

static void column_free(struct column *c)
{
  free(c->z);
  free(c->near);
  free(c->far);
  free(c->best);
}

/* y = f(x + ih e_j); all of it refused where f has no complex form. */
static enum ad_status run(const struct column *c, size_t j, double h, cplx *y)
{
  for (size_t k = 0; k < c->f->n; k++)
    c->z[k] = cplx_make(c->x[k], k == j ? h : 0);
  if (c->f->on_complex)
    return c->f->on_complex(c->z, y, c->f->data);
  for (size_t i = 0; i < c->f->m; i++)
    y[i] = ad_complex_refuse_function();
  return AD_OK;
}

static enum ad_status differentiate(struct column *c, size_t j, double h)
{
  bool again = true;
  for (int k = 0; again && k < (h > 0 ? 1 : ATTEMPTS); k++) {
    const double by = h > 0 ? h : step(c->x[j], k);
    enum ad_status status = run(c, j, by, c->near);
    if (!status)
      status = run(c, j, LONGER * by, c->far);
    if (status)
      return status;
    again = false;
    for (size_t i = 0; i < c->f->m; i++) {
      const struct fd_complex_result r = entry(c->near[i], c->far[i], by);
      if (k == 0 || better(&r, &c->best[i]))
        c->best[i] = r;
      again = again || poor(&c->best[i]);
    }
  }
  return AD_OK;
}

enum ad_status fd_complex_jacobian(const struct ad_function *f, const double *x,
                                   double h, double *y, double *jac,
                                   double *error, int *refused)
{
  struct column c;
  if (!f || (f->n && (!x || !jac)) || !(h >= 0))
    return AD_BAD_ARGUMENT;
  enum ad_status status = column_make(&c, f, x);
  if (!status)
    status = run(&c, f->n, 0, c.near); /* f(x) itself: nothing varies */
  for (size_t i = 0; y && !status && i < f->m; i++)
    y[i] = c.near[i].re;
  for (size_t j = 0; !status && j < f->n; j++) {
    status = differentiate(&c, j, h);
    for (size_t i = 0; !status && i < f->m; i++) {
      jac[i * f->n + j] = c.best[i].d;
      if (error)
        error[i * f->n + j] = c.best[i].error;
      if (refused)
        refused[i * f->n + j] = c.best[i].refused;
    }
  }
  column_free(&c);
  return status;
}

double fd_complex_at(const struct ad_function *f, const double *x, size_t i,
                     size_t j, double h)
{
  struct column c;
  double d = NAN;
  if (!f || !x || i >= f->m || j >= f->n || !(h > 0))
    return NAN;
  if (!column_make(&c, f, x) && !run(&c, j, h, c.near) && !c.near[i].refused)
    d = c.near[i].im / h;
  column_free(&c);
  return d;
}
