#include <config.h>

#include "check_custom.h"

#include <float.h>
#include <stdio.h>
#include <stdlib.h>

#include "../reverse/autograd.h"
#include "check.h"
#include "fd.h"
#include "random.h"

/* One op at one point: copies that the differences may move, J'w, w. */
struct point {
  const struct tape_custom *c;
  struct ad_block x[TAPE_CUSTOM_ARGS]; /* with tangents u */
  double *bar[TAPE_CUSTOM_ARGS];
  struct ad_block y;
  double *w, *moved;
  bool tangents; /* the differences are of <w, y'>, not of <w, y> */
  double *memory;
};

static double weighted(const struct point *p, const double *y)
{
  double sum = 0;
  for (size_t i = 0; i < p->y.rows * p->y.cols; i++)
    sum += p->w[i] * y[i];
  return sum;
}

static void without_tangents(const struct point *p, struct ad_block *x)
{
  for (int k = 0; k < p->c->args; k++)
    x[k] = ad_block_primal(p->x[k]);
}

/* <w, y>, or <w, y'>, with one number of the arguments moved to s. */
static double along(double s, void *data)
{
  const struct point *p = data;
  struct ad_block x[TAPE_CUSTOM_ARGS];
  const double before = *p->moved;
  without_tangents(p, x);
  *p->moved = s;
  enum ad_status status = p->c->value(x, ad_block_primal(p->y), p->c->data);
  if (!status && p->tangents)
    status = p->c->tangent(p->x, p->y, p->c->data);
  *p->moved = before;
  return status ? NAN : weighted(p, p->tangents ? p->y.d : p->y.v);
}

/* What a value <w, y> may be wrong by: several ulps of each term. */
static double noise_of(struct point *p, const double *y)
{
  double sum = 0;
  const size_t n = p->y.rows * p->y.cols;
  for (size_t i = 0; i < n; i++)
    sum += fabs(p->w[i] * y[i]);
  return 4 * DBL_EPSILON * (sum + DBL_MIN);
}

/* Keeps the worst: the one whose difference is the most times its bound. */
static void consider(struct check_custom_report *r, double *worst,
                     struct check_custom_report found)
{
  const double off = fabs(found.got - found.want);
  const double times = check_close(found.got, found.want, found.error)
                         ? off / (found.error + DBL_MIN)
                         : fmax(off / (found.error + DBL_MIN), 2);
  if (!(times > *worst))
    return;
  *worst = times;
  *r = found;
  r->agree = times <= 1;
}

/* The numbers got[k] for each argument k against differences. */
static void check_each(struct point *p, double *const *got, double noise,
                       struct check_custom_report *r, double *worst)
{
  for (int k = 0; k < p->c->args; k++)
    for (size_t i = 0; i < p->x[k].rows * p->x[k].cols; i++) {
      p->moved = p->x[k].v + i;
      const struct fd_result d = fd_best_central(along, p, *p->moved, noise);
      if (!isfinite(d.error))
        continue; /* no step stays in the domain: it says nothing */
      consider(r, worst,
               (struct check_custom_report){
                 .second = p->tangents,
                 .argument = k,
                 .row = i / p->x[k].cols,
                 .col = i % p->x[k].cols,
                 .got = got[k][i],
                 .want = d.d,
                 .error = d.error + 64 * DBL_EPSILON * fabs(got[k][i])});
    }
}

/* u in argument `only` (-1: in all), 0 in the others. */
static double set_directions(struct point *p, int only, double *size)
{
  struct ad_random random = ad_random_seed(2);
  double sum = 0;
  *size = 0;
  for (int k = 0; k < p->c->args; k++)
    for (size_t i = 0; i < p->x[k].rows * p->x[k].cols; i++) {
      p->x[k].d[i] = only < 0 || k == only ? ad_random_normal(&random) : 0;
      sum += p->bar[k][i] * p->x[k].d[i];
      *size += fabs(p->bar[k][i] * p->x[k].d[i]);
    }
  return sum;
}

static enum ad_status check_tangent(struct point *p,
                                    struct check_custom_report *r,
                                    double *worst)
{
  const size_t n = p->y.rows * p->y.cols;
  for (int k = 0; p->c->tangent && k < p->c->args; k++) {
    double size;
    const double want = set_directions(p, k, &size);
    const enum ad_status status = p->c->tangent(p->x, p->y, p->c->data);
    if (status)
      return AD_CUSTOM;
    for (size_t i = 0; i < n; i++)
      size += fabs(p->w[i] * p->y.d[i]);
    consider(r, worst,
             (struct check_custom_report){
               .tangent = true,
               .argument = k,
               .got = weighted(p, p->y.d),
               .want = want,
               .error = 1024 * DBL_EPSILON * size});
  }
  return AD_OK;
}

/* The curvature along u in all arguments. */
static enum ad_status check_second(struct point *p, size_t inputs,
                                   struct check_custom_report *r,
                                   double *worst)
{
  double size, *got[TAPE_CUSTOM_ARGS] = {NULL};
  struct ad_block out[TAPE_CUSTOM_ARGS] = {{0}};
  const struct ad_block w = ad_block_of(p->w, NULL, p->y.rows, p->y.cols);
  double *numbers = calloc(2 * inputs + 1, sizeof *numbers), *at = numbers;
  if (!numbers)
    return AD_NO_MEMORY;
  for (int k = 0; k < p->c->args; k++) {
    const size_t n = p->x[k].rows * p->x[k].cols;
    out[k] = ad_block_of(at, at + n, p->x[k].rows, p->x[k].cols);
    got[k] = out[k].d;
    at += 2 * n;
  }
  set_directions(p, -1, &size);
  enum ad_status status = p->c->second(p->x, &w, out, p->c->data);
  if (!status)
    status = p->c->tangent(p->x, p->y, p->c->data);
  p->tangents = true;
  if (!status) /* y' has lost more digits on its way than y */
    check_each(p, got, 16 * noise_of(p, p->y.d), r, worst);
  p->tangents = false;
  free(numbers);
  return status ? AD_CUSTOM : AD_OK;
}

/* Values and J'w on a tape of its own; the shape of y. */
static enum ad_status record(struct point *p, tape *t,
                             const struct ad_shape *shapes,
                             const double *const *x, size_t inputs)
{
  var_mat in[TAPE_CUSTOM_ARGS];
  struct ad_random random = ad_random_seed(1);
  for (int k = 0; k < p->c->args; k++)
    in[k] = var_mat_input(t, shapes[k].rows, shapes[k].cols, x[k]);
  const var_mat y = var_mat_custom(p->c, in);
  if (tape_status(t))
    return tape_status(t);
  const size_t n = (size_t)y.rows * y.cols;
  double *at = p->memory = malloc((3 * inputs + 3 * n) * sizeof *at);
  if (!at)
    return AD_NO_MEMORY;
  for (int k = 0; k < p->c->args; k++) {
    const size_t size = shapes[k].rows * shapes[k].cols;
    p->x[k] = ad_block_of(at, at + size, shapes[k].rows, shapes[k].cols);
    p->bar[k] = at + 2 * size;
    memcpy(p->x[k].v, x[k], size * sizeof *at);
    at += 3 * size;
  }
  p->y = ad_block_of(at, at + n, y.rows, y.cols);
  p->w = at + 2 * n;
  for (size_t i = 0; i < n; i++)
    p->w[i] = ad_random_normal(&random);
  var_mat_value(y, p->y.v);
  const enum ad_status status = var_mat_backward(y, p->w, 0);
  for (int k = 0; k < p->c->args && !status; k++)
    var_mat_grad(in[k], p->bar[k]);
  return status;
}

static void say(const struct tape_custom *c, struct check_custom_report *r)
{
  if (r->agree)
    snprintf(r->text, sizeof r->text, "%s: the derivative is right", c->name);
  else if (r->tangent)
    snprintf(r->text, sizeof r->text,
             "%s: the tangent for argument %d gives %.10g, by the adjoint it is "
             "%.10g; rounding allows %.1e", c->name, r->argument + 1, r->got,
             r->want, r->error);
  else if (r->second)
    snprintf(r->text, sizeof r->text,
             "%s: the second derivative for argument %d, element (%zu, %zu), is "
             "%.10g, by differences %.10g, which may be wrong by %.1e", c->name,
             r->argument + 1, r->row, r->col, r->got, r->want, r->error);
  else
    snprintf(r->text, sizeof r->text,
             "%s: the adjoint of argument %d, element (%zu, %zu), is %.10g, by "
             "differences %.10g, which may be wrong by %.1e", c->name,
             r->argument + 1, r->row, r->col, r->got, r->want, r->error);
}

enum ad_status check_custom(const struct tape_custom *c,
                            const struct ad_shape *shapes,
                            const double *const *x,
                            struct check_custom_report *r)
{
  struct point p = {.c = c};
  size_t inputs = 0;
  double worst = -1;
  if (!c || !shapes || !x || !r || c->args < 1 || c->args > TAPE_CUSTOM_ARGS ||
      (c->second && !c->tangent))
    return AD_BAD_ARGUMENT;
  for (int k = 0; k < c->args; k++)
    inputs += shapes[k].rows * shapes[k].cols;
  tape *t = tape_new();
  if (!t)
    return AD_NO_MEMORY;
  *r = (struct check_custom_report){.agree = true};
  enum ad_status status = record(&p, t, shapes, x, inputs);
  if (!status)
    check_each(&p, p.bar, noise_of(&p, p.y.v), r, &worst);
  if (!status && r->agree) /* else the tangent is held to a wrong adjoint */
    status = check_tangent(&p, r, &worst);
  if (!status && r->agree && c->second)
    status = check_second(&p, inputs, r, &worst);
  if (!status)
    say(c, r);
  free(p.memory);
  tape_free(t);
  return status;
}
