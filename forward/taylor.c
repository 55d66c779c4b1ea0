/* taylor.c: the ops of the table on Taylor polynomials: by their lines of
 * taylor.def, or by what their rows say. */
#include <config.h>

#include "taylor.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../ops/info.h"
#include "taylor_impl.h"
#include "taylor_recurrence.inc.h"
#include "taylor_words.inc.h"

/* ---- what the rows themselves give ------------------------------------------ */

#define FLAT(text) (!strcmp(text, "0") || !strcmp(text, "ad_flat(a)"))
#define STRAIGHT1(dd) FLAT(#dd)
#define STRAIGHT2(aa, ab, bb) (FLAT(#aa) && FLAT(#ab) && FLAT(#bb))
#define STRAIGHT3(aa, ab, ac, bb, bc, cc)                                     \
  (STRAIGHT2(aa, ab, ac) && STRAIGHT2(bb, bc, cc))

/* Whether the row's second partials are all 0. */
static bool straight(enum ad_op op)
{
  switch (op) {
#define OP1(name, value, da, daa, ...)                                        \
  case AD_OP_##name: return STRAIGHT1(daa);
#define OPN(name, value, da, daa, ...)                                        \
  case AD_OP_##name: return STRAIGHT1(daa);
#define OP2(name, value, da, db, daa, dab, dbb, ...)                          \
  case AD_OP_##name: return STRAIGHT2(daa, dab, dbb);
#define OP3(name, value, da, db, dc, daa, dab, dac, dbb, dbc, dcc, ...)       \
  case AD_OP_##name: return STRAIGHT3(daa, dab, dac, dbb, dbc, dcc);
#include "../ops/ops.def"
  case AD_OP_COUNT: break;
  }
  return false;
}

static bool ruled(enum ad_op op)
{
  switch ((int)op) {
#define WHOLE(name, ...) case AD_OP_##name:
#define SLOPE(name, ...) case AD_OP_##name:
#define CURVE(name, ...) case AD_OP_##name:
#define SLOPES(name, ...) case AD_OP_##name:
#define LOCAL(name, ...) case AD_OP_##name:
#include "taylor.def"
    return true;
  }
  return false;
}

int ad_taylor_order(enum ad_op op)
{
  return straight(op) || ruled(op) ? TAYLOR_MOST : 2;
}

/* One call of an op: its arguments, its row's partials. */
struct call {
  enum ad_op op;
  int count, n, order;
  const taylor *x[AD_OP_ARGS];
  struct ad_partials p;
};

/* y_k = sum_i (dy/dx_i) x_{i,k}, all terms of a straight op; for any other
 * op, that of order 1, and for that of order 2 also
 * 1/2 sum_ij (d2y/dx_i dx_j) x_{i,1} x_{j,1}.  Beyond, NaN. */
static double term_by_row(const struct call *c, int k, bool all)
{
  double sum = 0;
  if (k > 2 && !all)
    return NAN;
  for (int i = 0; i < c->count; i++) {
    sum += ad_times(c->p.d[i], c->x[i]->c[k]);
    for (int j = 0; k == 2 && !all && j < c->count; j++)
      sum += 0.5 * ad_times(c->p.dd[i][j], c->x[i]->c[1] * c->x[j]->c[1]);
  }
  return sum;
}

/* ---- the rules ---------------------------------------------------------------- */

/* The slopes of a rule that has some: dy/da into g[0], dy/db into g[1]. */
static void slopes(const struct call *c, taylor A, taylor B, taylor Y,
                   taylor g[2])
{
  const double d = c->p.d[0], y = c->p.y;
  (void)B, (void)Y, (void)d, (void)y;
  switch ((int)c->op) {
#define SLOPE(name, expression) case AD_OP_##name: g[0] = expression; break;
#define CURVE(name, expression) case AD_OP_##name: g[0] = expression; break;
#define SLOPES(name, by_a, by_b)                                              \
  case AD_OP_##name: g[0] = by_a; g[1] = by_b; break;
#include "taylor.def"
  }
  g[0].c[0] = c->p.d[0];
  g[1].c[0] = c->p.d[1];
}

static bool curved(enum ad_op op)
{
  switch ((int)op) {
#define CURVE(name, ...) case AD_OP_##name:
#include "taylor.def"
    return true;
  }
  return false;
}

/* By slopes: at once, or where they depend on y, term by term. */
static taylor by_slopes(const struct call *c)
{
  const taylor A = *c->x[0], B = c->count > 1 ? *c->x[1] : number(0);
  const bool again = curved(c->op);
  taylor y = start(c->p.y, c->order), g[2] = {number(0), number(0)};
  if (!again && c->order)
    slopes(c, cut(&A, c->order - 1), cut(&B, c->order - 1), y, g);
  for (int k = 1; k <= c->order; k++) {
    if (again)
      slopes(c, cut(&A, k - 1), B, cut(&y, k - 1), g);
    integrate(&y, &g[0], &A, k);
    if (c->count > 1)
      integrate(&y, &g[1], &B, k);
  }
  return y;
}

static taylor by_rule(const struct call *c)
{
  const taylor A = *c->x[0], B = c->count > 1 ? *c->x[1] : number(0);
  const taylor C = c->count > 2 ? *c->x[2] : number(0);
  const double y = c->p.y, d = c->p.d[0];
  const int n = c->n;
  switch ((int)c->op) {
#define WHOLE(name, expression) case AD_OP_##name: return expression;
#define LOCAL(name, series) case AD_OP_##name: return local(series, A);
#include "taylor.def"
  }
  return by_slopes(c);
}

/* Whether the op has no series here: at its edge, but for the edges of a
 * convention alone, if nobody set another one: 0^3 is smooth, and so is the
 * angle at the negative axis, where it only jumps. */
static bool without_series(const struct call *c, const struct ad_policy *policy)
{
  const double a = c->x[0]->c[0], b = c->count > 1 ? c->x[1]->c[0] : c->n;
  if (!ad_op_on_edge(c->op, a, b, c->count > 2 ? c->x[2]->c[0] : 0))
    return false;
  if (policy)
    return true;
  if (c->op == AD_OP_pow)
    return moves(c->x[1]) || !(b >= 0 && b == floor(b));
  return !(c->op == AD_OP_atan2 && b != 0);
}

static taylor by_row(const struct call *c, bool all)
{
  taylor y = start(c->p.y, c->order);
  for (int k = 1; k <= c->order; k++)
    y.c[k] = term_by_row(c, k, all);
  return y;
}

/* What the rule cannot say, since a number on its way left the range, the row
 * says as far as it goes. */
static taylor mended(const struct call *c)
{
  taylor y = by_rule(c);
  for (int k = 1; k <= y.order && k <= 2; k++)
    if (!isfinite(y.c[k]))
      y.c[k] = term_by_row(c, k, false);
  return y;
}

/* NaN throughout, with a status. */
static taylor failed(enum ad_status status, enum ad_op op, int order)
{
  taylor y = start(NAN, order);
  for (int k = 1; k <= order; k++)
    y.c[k] = NAN;
  y.status = status;
  y.op = op;
  return y;
}

/* Value and partials at the constant terms. */
static void evaluate(struct call *c, const struct ad_policy *policy)
{
  double v[AD_OP_ARGS] = {0};
  for (int i = 0; i < c->count; i++)
    v[i] = c->x[i]->c[0];
  if (ad_op_info(c->op)->kind == AD_INTEGER)
    v[1] = c->n;
  c->p = ad_op_eval(c->op, v[0], v[1], v[2]);
  for (int i = 0; i < c->count; i++)
    c->p.d[i] = ad_ruled(policy, c->op, i, v[0], v[1], v[2], c->p.d[i]);
}

taylor ad_taylor_apply(const struct ad_policy *policy, enum ad_op op,
                       const taylor *a, const taylor *b, const taylor *c,
                       int n)
{
  const taylor *given[AD_OP_ARGS] = {a, b, c};
  taylor x[AD_OP_ARGS], y;
  struct call call = {.op = op, .count = ad_op_variables(op), .n = n};
  bool moving = false;
  for (int i = 0; i < call.count; i++)
    call.order = higher(call.order, given[i]->order);
  for (int i = 0; i < call.count; i++) {
    if (given[i]->status)
      return failed(given[i]->status, given[i]->op, call.order);
    x[i] = *given[i];
    x[i].order = call.order;
    call.x[i] = &x[i];
    moving = moving || moves(&x[i]);
  }
  evaluate(&call, policy);
  if (!moving)
    return start(call.p.y, call.order);
  if (isnan(call.p.y))
    return failed(AD_OK, op, call.order);
  if (straight(op))
    return by_row(&call, true);
  if (ruled(op) && !without_series(&call, policy)) {
    y = mended(&call);
  } else {
    y = by_row(&call, false);
    if (!ruled(op) && call.order > 2) {
      y.status = AD_NO_TAYLOR;
      y.op = op;
    }
  }
  y.c[0] = call.p.y;
  return y;
}

/* ---- whole functions ---------------------------------------------------------- */

enum ad_status ad_taylor_coefficients(taylor_map *f, void *data, size_t n,
                                      const double *x, const double *d,
                                      size_t m, int order, double *out,
                                      enum ad_op *op)
{
  const size_t most = SIZE_MAX / sizeof(taylor);
  if (!f || order < 0 || order > TAYLOR_MOST || (n && (!x || !d)) ||
      (m && !out))
    return AD_BAD_ARGUMENT;
  taylor *u = m < most && n < most - m ? malloc((n + m + 1) * sizeof *u) : NULL;
  if (!u)
    return AD_NO_MEMORY;
  for (size_t j = 0; j < n; j++)
    u[j] = taylor_make(x[j], d[j], order);
  enum ad_status status = f(u, u + n, data);
  for (size_t i = 0; !status && i < m; i++) {
    status = u[n + i].status;
    if (status && op)
      *op = u[n + i].op;
  }
  for (size_t i = 0; !status && i < m; i++)
    for (int k = 0; k <= order; k++)
      out[i * ((size_t)order + 1) + (size_t)k] = u[n + i].c[k];
  free(u);
  return status;
}
