/* engine.c: the ways to get a Jacobian, one row each. */
#include <config.h>

#include "engine.h"

#include <float.h>
#include <stdlib.h>

#include "engine_impl.h"
#include "fd.h"
#include "fd_complex.h"
#include "messages.h"
#include "../ops/info.h"
#include "../reverse/second.h"

/* A function recorded on a tape. */
struct recording {
  tape *t;
  var *x, *y;
};

static void drop(struct recording *r)
{
  free(r->x);
  free(r->y);
  tape_free(r->t);
}

static enum ad_status record(struct recording *r, const struct ad_function *f,
                             const double *x)
{
  r->t = tape_new();
  r->x = malloc((f->n + 1) * sizeof *r->x);
  r->y = malloc((f->m + 1) * sizeof *r->y);
  if (!r->t || !r->x || !r->y)
    return AD_NO_MEMORY;
  tape_policy(r->t, f->policy);
  enum ad_status status = tape_inputs(r->t, f->n, x, r->x);
  if (!status)
    status = f->on_var(r->x, r->y, f->data);
  return status ? status : tape_status(r->t);
}

/* What an exact engine's entry may be wrong by.  It is a sum over paths of
 * products along them; on the way each of at most `size` ops rounds its
 * partial (4 ulp), a product and a sum (1/2 ulp each) of the magnitude that
 * passes; 8 half-ulps cover that.  (Higham, Accuracy and Stability, 2nd ed.,
 * section 3.1.)  What underflow takes is less than DBL_MIN. */
static enum ad_status rounding_of(const struct ad_function *f, const double *x,
                                  double *error)
{
  struct recording r = {0};
  const double one = 1;
  enum ad_status status = record(&r, f, x);
  for (size_t i = 0; !status && i < f->m; i++)
    status = tape_vjp_magnitude(1, &r.y[i], &one, f->n, r.x, error + i * f->n);
  double size = status ? 0 : (double)tape_size(r.t);
  for (size_t k = 0; !status && k < f->m * f->n; k++)
    error[k] = error[k] * 4 * size * DBL_EPSILON + DBL_MIN;
  drop(&r);
  return status;
}

static enum ad_status by_forward(const struct ad_function *f, const double *x,
                                 double *y, double *jac, double *error)
{
  enum ad_status status =
    dual_jacobian(f->on_dual, f->data, f->n, x, f->m, y, jac);
  return status ? status : rounding_of(f, x, error);
}

static enum ad_status by_reverse(const struct ad_function *f, const double *x,
                                 double *y, double *jac, double *error)
{
  tape *t = tape_new();
  if (!t)
    return AD_NO_MEMORY;
  tape_policy(t, f->policy);
  enum ad_status status =
    var_jacobian(f->on_var, f->data, t, f->n, x, f->m, y, jac);
  tape_free(t);
  return status ? status : rounding_of(f, x, error);
}

enum ad_status engine_noise(const struct ad_function *f, const double *x,
                            const double *y, double *noise)
{
  struct recording r = {0};
  enum ad_status status = record(&r, f, x);
  for (size_t i = 0; !status && i < f->m; i++) {
    status = tape_gradient(r.y[i], 0, NULL, NULL);
    double bound = r.y[i].on ? tape_rounding(r.t) : 0;
    noise[i] = fmax(fmax(DBL_EPSILON * fabs(y[i]), DBL_MIN),
                    isfinite(bound) ? bound : 0);
  }
  drop(&r);
  return status;
}

/* The worst row's first partials, in units of the 4 ulp of rounding_of. */
static double worst_partials(void)
{
  double worst = 4;
  for (int op = 0; op < AD_OP_COUNT; op++)
    worst = fmax(worst, ad_op_info((enum ad_op)op)->ulp[1]);
  return worst / 4;
}

/* Tangents along v, adjoints of output i and their tangents on r's tape. */
static enum ad_status sweep_twice(struct recording *r,
                                  const struct ad_function *f, size_t i,
                                  const double *v)
{
  enum ad_status status = tape_clear_tangents(r->t);
  for (size_t j = 0; !status && j < f->n; j++)
    status = tape_seed_tangent(r->x[j], v[j]);
  if (!status)
    status = tape_sweep_tangents(r->t);
  if (!status)
    status = tape_clear_adjoints(r->t);
  if (!status)
    status = tape_seed(r->y[i], 1);
  return status ? status : tape_sweep_second(r->t);
}

enum ad_status engine_slope_noise(const struct ad_function *f, const double *x,
                                  const double *v, double *room, double *noise)
{
  struct recording r = {0};
  enum ad_status status = rounding_of(f, x, room);
  *noise = 0;
  for (size_t j = 0; !status && j < f->n; j++)
    *noise += worst_partials() * room[j] * fabs(v[j]);
  if (!status)
    status = record(&r, f, x);
  if (!status)
    status = sweep_twice(&r, f, 0, v);
  if (!status)
    *noise += tape_rounding_slope(r.t);
  for (size_t j = 0; !status && j < f->n; j++)
    *noise += DBL_EPSILON / 2 * fabs(x[j] * var_adjoint_tangent(r.x[j]));
  drop(&r);
  return status;
}

/* The noise in f is that at x only there: h away along input j it is more by h
 * times this, which a quotient divides by h.  Where second derivatives are not
 * to be had, nothing is added. */
static enum ad_status add_growing_noise(const struct ad_function *f,
                                        const double *x, double *error)
{
  struct recording r = {0};
  double *const v = calloc(f->n + 1, sizeof *v);
  enum ad_status status = v ? record(&r, f, x) : AD_NO_MEMORY;
  for (size_t j = 0; !status && j < f->n; j++) {
    v[j] = 1;
    for (size_t i = 0; i < f->m; i++) {
      if (r.y[i].on && !sweep_twice(&r, f, i, v)) {
        const double more = tape_rounding_slope(r.t);
        error[i * f->n + j] += isfinite(more) ? more : 0;
      }
    }
    v[j] = 0;
  }
  free(v);
  drop(&r);
  return status;
}

static enum ad_status by_central(const struct ad_function *f, const double *x,
                                 double *y, double *jac, double *error)
{
  double *noise = malloc((f->m + 1) * sizeof *noise);
  enum ad_status status = noise ? f->on_double(x, y, f->data) : AD_NO_MEMORY;
  if (!status)
    status = engine_noise(f, x, y, noise);
  if (!status)
    status = fd_jacobian(f, x, noise, jac, error, NULL);
  if (!status)
    status = add_growing_noise(f, x, error);
  free(noise);
  return status;
}

/* Beside truncation, every op rounds a real and an imaginary part, each made of
 * more steps than a row's partial: four times the rounding of forward mode. */
static enum ad_status by_complex(const struct ad_function *f, const double *x,
                                 double *y, double *jac, double *error)
{
  double *rounding = malloc((f->n * f->m + 1) * sizeof *rounding);
  enum ad_status status = rounding ? f->on_double(x, y, f->data) : AD_NO_MEMORY;
  if (!status)
    status = rounding_of(f, x, rounding);
  if (!status)
    status = fd_complex_jacobian(f, x, 0, NULL, jac, error, NULL);
  for (size_t k = 0; !status && k < f->n * f->m; k++)
    error[k] += isnan(rounding[k]) ? INFINITY : 4 * rounding[k];
  free(rounding);
  return status;
}

const struct ad_engine ad_engines[] = {
  {N_("forward"), N_("forward mode, dual numbers, one run per input"), true,
   by_forward},
  {N_("reverse"), N_("reverse mode, a tape, one sweep per output"), true,
   by_reverse},
  {N_("central"), N_("central differences at the best step"), false,
   by_central},
  {N_("complex"), N_("complex step, Im f(x + ih) / h, refused where f is not "
                     "analytic"), false, by_complex},
};
const size_t ad_engine_count = sizeof ad_engines / sizeof *ad_engines;
