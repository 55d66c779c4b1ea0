/* taylor.c: the ops of the table on Taylor polynomials. */
#include <config.h>

#include "taylor.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../ops/info.h"
#include "taylor_impl.h"

static int higher(int j, int k) { return j > k ? j : k; }

/* A polynomial of this order, all terms but the first still 0. */
static taylor start(double y, int order)
{
  taylor x = taylor_const(y);
  x.order = order;
  return x;
}

static taylor number(double c) { return taylor_const(c); }

static taylor cut(const taylor *x, int order)
{
  taylor y = *x;
  for (int k = order + 1; k <= y.order; k++)
    y.c[k] = 0;
  y.order = y.order < order ? y.order : order;
  return y;
}

/* ---- recurrences ---------------------------------------------------------- */

/* Factors that are 0 take infinite ones along: ad_times. */

/* y_k = sum_j a_j b_{k-j} */
static taylor product(taylor a, taylor b)
{
  taylor y = start(a.c[0] * b.c[0], higher(a.order, b.order));
  for (int k = 1; k <= y.order; k++)
    for (int j = 0; j <= k; j++)
      y.c[k] += ad_times(a.c[j], b.c[k - j]);
  return y;
}

/* y b = a: y_k = (a_k - sum_{j<k} y_j b_{k-j}) / b_0 */
static taylor quotient(taylor a, taylor b)
{
  taylor y = start(a.c[0] / b.c[0], higher(a.order, b.order));
  for (int k = 1; k <= y.order; k++) {
    double sum = a.c[k];
    for (int j = 0; j < k; j++)
      sum -= ad_times(y.c[j], b.c[k - j]);
    y.c[k] = sum / b.c[0];
  }
  return y;
}

static taylor times_power_of_two(taylor a, int n)
{
  for (int k = 0; k <= a.order; k++)
    a.c[k] = ldexp(a.c[k], n);
  return a;
}

/* a times a power of two so that a_0 is near 1, which is exact. */
static taylor near_one(taylor a)
{
  const double a0 = fabs(a.c[0]);
  return times_power_of_two(a, a0 > 0 && isfinite(a0) ? -ilogb(a0) : 0);
}

/* y = a^(p/q): a y' = (p/q) a' y, so that
 * y_k = 1/(k a_0) sum_j (j p - (k-j) q)/q a_j y_{k-j},  j = 1..k,
 * where a's size does not count, and need not leave the range. */
static taylor power(taylor a, double p, double q, double y0)
{
  taylor y = start(y0, a.order);
  a = near_one(a);
  for (int k = 1; k <= y.order; k++) {
    double sum = 0;
    for (int j = 1; j <= k; j++)
      sum += ad_times((j * p - (k - j) * q) * y.c[k - j], a.c[j]);
    y.c[k] = sum / (k * q) / a.c[0];
  }
  return y;
}

/* y = y0 exp(a - a_0): y' = a' y, so that k y_k = sum_j j a_j y_{k-j} */
static taylor growth(double y0, taylor a)
{
  taylor y = start(y0, a.order);
  for (int k = 1; k <= y.order; k++) {
    double sum = 0;
    for (int j = 1; j <= k; j++)
      sum += ad_times(j * y.c[k - j], a.c[j]);
    y.c[k] = sum / k;
  }
  return y;
}

/* a y' = a': y_k = (a_k - 1/k sum_{0<j<k} j y_j a_{k-j}) / a_0 */
static taylor logarithm(taylor a)
{
  taylor y = start(log(a.c[0]), a.order);
  a = near_one(a);
  for (int k = 1; k <= y.order; k++) {
    double sum = 0;
    for (int j = 1; j < k; j++)
      sum += ad_times(j * y.c[j], a.c[k - j]);
    y.c[k] = (a.c[k] - sum / k) / a.c[0];
  }
  return y;
}

/* s' = a' c, c' = sign a' s: sine and cosine with sign -1, sinh and cosh with
 * 1.  The first of them; the other one into *c, if that is not NULL. */
static taylor wave(int sign, double s0, double c0, taylor a, taylor *c)
{
  taylor s = start(s0, a.order), own, *other = c ? c : &own;
  *other = start(c0, a.order);
  for (int k = 1; k <= s.order; k++) {
    double up = 0, down = 0;
    for (int j = 1; j <= k; j++) {
      up += ad_times(j * other->c[k - j], a.c[j]);
      down += ad_times(j * s.c[k - j], a.c[j]);
    }
    s.c[k] = up / k;
    other->c[k] = sign * down / k;
  }
  return s;
}

static taylor other_wave(int sign, double s0, double c0, taylor a)
{
  taylor c;
  wave(sign, s0, c0, a, &c);
  return c;
}

/* Adds the integral of g a', term by term: y_k += 1/k sum_j j a_j g_{k-j}. */
static void integrate(taylor *y, const taylor *g, const taylor *a, int k)
{
  double sum = 0;
  for (int j = 1; j <= k; j++)
    sum += ad_times(j * g->c[k - j], a->c[j]);
  y->c[k] += sum / k;
}

/* f(a), c being f's series at a_0 in u = (a - a_0)/s, by Horner's rule. */
static taylor compose(const double *c, double s, taylor a)
{
  taylor u = a, y = start(c[a.order], a.order);
  u.c[0] = 0;
  for (int k = 1; k <= a.order; k++)
    u.c[k] /= s;
  for (int k = a.order; k-- > 0;) {
    y = product(y, u);
    y.c[0] = c[k];
  }
  return y;
}

/* A power of two near the largest |a_k|, k > 0. */
static double scale_of(const taylor *a)
{
  double size = 0;
  for (int k = 1; k <= a->order; k++)
    size = fmax(size, fabs(a->c[k]));
  return size > 0 && isfinite(size) ? ldexp(1, ilogb(size)) : 1;
}

static taylor local(taylor_local *series, taylor a)
{
  double c[TAYLOR_MOST + 1];
  const double s = scale_of(&a);
  series(a.c[0], s, a.order, c);
  return compose(c, s, a);
}

/* ---- words of taylor.def --------------------------------------------------- */

/* Products, where a_0 = 0 and so the recurrence of powers fails. */
static taylor whole_power(taylor a, int n, double y)
{
  if (a.c[0] != 0 || n < 0)
    return power(a, n, 1, y);
  taylor z = taylor_const(1);
  z.order = a.order;
  for (int k = 0; k < n && k <= a.order; k++)
    z = product(z, a); /* a_0 = 0: the terms up to t^n vanish */
  return n > a.order ? start(0, a.order) : z;
}

static bool moves(const taylor *x)
{
  for (int k = 1; k <= x->order; k++)
    if (x->c[k] != 0)
      return true;
  return false;
}

/* a^b, or y exp(b log a - b_0 log a_0) where b moves. */
static taylor any_power(taylor a, taylor b, double y)
{
  const double p = b.c[0];
  if (!moves(&b) && p >= 0 && p <= TAYLOR_MOST && p == floor(p))
    return whole_power(a, (int)p, y);
  return moves(&b) ? growth(y, product(b, logarithm(a))) : power(a, p, 1, y);
}

/* 1/(1 + e^-a), or e^a/(1 + e^a) left of 0, so that nothing overflows. */
static taylor logistic(taylor a)
{
  const bool left = a.c[0] < 0;
  const double e = exp(-fabs(a.c[0]));
  const taylor grown = growth(e, left ? a : taylor_neg(a));
  const taylor y = quotient(left ? grown : number(1), taylor_add(number(1), grown));
  return y;
}

/* sech^2 = 4e/(1 + e)^2, e = exp(-2|a|): 1 - tanh^2 has no digits far out. */
static taylor bump(taylor a)
{
  const double side = a.c[0] < 0 ? 2 : -2;
  const taylor e = growth(exp(side * a.c[0]), taylor_mul(number(side), a));
  const taylor half = quotient(number(2), taylor_add(number(1), e));
  return product(e, product(half, half));
}

/* A power of two that brings the larger of a_0 and b_0 near 1. */
static int down_by(const taylor *a, const taylor *b)
{
  const double size = fmax(fabs(a->c[0]), fabs(b->c[0]));
  return size > 0 && isfinite(size) ? -ilogb(size) : 0;
}

/* sqrt(a^2 + b^2), scaled so that nothing overflows; where b is small beside a
 * as |a| sqrt(1 + (b/a)^2), so that it bends |a| by as little as it should. */
static taylor length(taylor a, taylor b)
{
  if (fabs(a.c[0]) < fabs(b.c[0])) {
    const taylor c = a;
    a = b, b = c;
  }
  if (fabs(b.c[0]) > 0.05 * fabs(a.c[0])) {
    const int n = down_by(&a, &b);
    a = times_power_of_two(a, n), b = times_power_of_two(b, n);
    const taylor square = taylor_add(product(a, a), product(b, b));
    return times_power_of_two(power(square, 1, 2, hypot(a.c[0], b.c[0])), -n);
  }
  const taylor slope = quotient(b, a);
  const taylor square = taylor_add(number(1), product(slope, slope));
  const taylor root = power(square, 1, 2, sqrt(square.c[0]));
  return product(a.c[0] < 0 ? taylor_neg(a) : a, root);
}

/* atan2(a, b): y' = (b a' - a b')/(a^2 + b^2) */
static taylor angle(taylor a, taylor b)
{
  const int n = down_by(&a, &b);
  a = times_power_of_two(a, n), b = times_power_of_two(b, n);
  const taylor square = taylor_add(product(a, a), product(b, b));
  const taylor by_a = quotient(b, square), by_b = quotient(a, square);
  taylor y = start(0, square.order), z = y;
  for (int k = 1; k <= y.order; k++) {
    integrate(&y, &by_a, &a, k);
    integrate(&z, &by_b, &b, k);
    y.c[k] -= z.c[k];
  }
  return y;
}

/* erfcx(a), left of 0 as 2 exp(a^2) - erfcx(-a): there its own series has terms
 * of both signs that are larger than what they add up to. */
static taylor scaled_erfc(taylor a, double y)
{
  if (a.c[0] >= 0)
    return local(taylor_local_erfcx, a);
  const taylor mirror = local(taylor_local_erfcx, taylor_neg(a));
  return taylor_sub(growth(y + mirror.c[0], product(a, a)), mirror);
}

/* Stirling's series of psi(a) = log a - 1/2a - sum_j B_2j/(2j a^2j), or of
 * psi'(a) = 1/a + 1/2a^2 + sum_j B_2j/a^(2j+1) (A&S 6.3.18, 6.4.12), far right:
 * for order K, a_0 has to be at least 2K + 20. */
static taylor polygamma_far(int n, taylor a)
{
  static const double bernoulli[] = {
    1.0 / 6, -1.0 / 30, 1.0 / 42, -1.0 / 30, 5.0 / 66, -691.0 / 2730,
    7.0 / 6, -3617.0 / 510, 43867.0 / 798, -174611.0 / 330};
  const taylor r = quotient(number(1), a), square = product(r, r);
  taylor sum = number(0);
  for (int j = 10; j >= 1; j--) {
    const double b = bernoulli[j - 1] / (n ? 1 : 2 * j);
    sum = product(taylor_add(sum, number(b)), square);
  }
  if (n)
    sum = product(taylor_add(number(1), sum), r);
  const taylor half = taylor_mul(number(0.5), n ? square : r);
  return n ? taylor_add(sum, half)
           : taylor_sub(logarithm(a), taylor_add(half, sum));
}

/* psi(a) or psi'(a).  From far right down by psi(a) = psi(a+1) - 1/a, so that
 * poles are those of quotients, however a moves; left of 0 by
 * psi(a) = psi(1-a) - pi cot(pi a). */
static taylor polygamma(int n, taylor a)
{
  const double far = 2 * a.order + 20;
  if (a.c[0] < 0) {
    const taylor mirror = polygamma(n, taylor_sub(number(1), a));
    const taylor sine = taylor_sinpi(a);
    const taylor part = n ? taylor_sqr(quotient(number(AD_PI), sine))
                          : quotient(taylor_mul(number(AD_PI), taylor_cospi(a)),
                                     sine);
    return taylor_sub(n ? part : mirror, n ? mirror : part);
  }
  const int steps = a.c[0] < far ? (int)ceil(far - a.c[0]) : 0;
  taylor sum = polygamma_far(n, taylor_add(a, number(steps)));
  for (int k = steps - 1; k >= 0; k--) {
    const taylor term = quotient(number(1), taylor_add(a, number(k)));
    sum = n ? taylor_add(sum, product(term, term)) : taylor_sub(sum, term);
  }
  return sum;
}

/* Y_0' = -Y_1 a', Y_1' = (Y_0 - Y_1/a) a' (A&S 9.1.28), Y_n alone; errors do
 * not grow, since Y does so more than J. */
static taylor bessel_y(int n, double y0, double y1, taylor a)
{
  taylor y[] = {start(y0, a.order), start(y1, a.order)};
  for (int k = 1; k <= a.order; k++) {
    const taylor before = cut(&y[1], k - 1);
    const taylor down = taylor_neg(before);
    const taylor up = taylor_sub(cut(&y[0], k - 1),
                                 quotient(before, cut(&a, k - 1)));
    integrate(&y[0], &down, &a, k);
    integrate(&y[1], &up, &a, k);
  }
  return y[n];
}

/* digamma(a) - digamma(a+b), all digits of which cancel where b is small beside
 * a; there it is -b times the mean of trigamma from a to a+b, by Gauss's and
 * Legendre's rule of 10 points: for b up to a/16, right to 1e-19 in each term up to t^40. */
static taylor digamma_fall(taylor a, taylor b)
{
  static const double at[] = {
    0.01304673574141413996, 0.06746831665550774463, 0.16029521585048779688,
    0.28330230293537640460, 0.42556283050918439456};
  static const double weight[] = {
    0.03333567215434406880, 0.07472567457529029657, 0.10954318125799102199,
    0.13463335965499817755, 0.14776211235737643509};
  taylor sum = number(0);
  if (!(b.c[0] <= a.c[0] / 16))
    return taylor_sub(taylor_digamma(a), taylor_digamma(taylor_add(a, b)));
  for (int k = 0; k < 10; k++) {
    const double x = k < 5 ? at[k] : 1 - at[9 - k];
    const taylor z = taylor_add(a, taylor_mul(number(x), b));
    sum = taylor_add(sum, taylor_mul(number(weight[k < 5 ? k : 9 - k]),
                                     taylor_trigamma(z)));
  }
  return taylor_neg(taylor_mul(b, sum));
}

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
