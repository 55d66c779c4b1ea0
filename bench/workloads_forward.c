/* workloads_forward.c: forward mode: one direction of W3, W5, W6 (dual numbers),
 * ten at once of W6, and the gradient of a Rosenbrock's function of ten
 * variables at many points (jets). */
#include <config.h>

#include "workloads_impl.h"

#include <math.h>
#include <stdlib.h>

#define JET_N 10
#include "../forward/dual.h"
#include "../forward/jet.h"

/* ---- directions ------------------------------------------------------------ */

/* The k-th: random numbers; and along the first input alone. */
void random_direction(size_t n, size_t k, double *v)
{
  bench_seed(100 + k);
  for (size_t j = 0; j < n; j++)
    v[j] = 2 * bench_unit() - 1;
}

void first_direction(size_t n, size_t k, double *v)
{
  (void)k;
  for (size_t j = 0; j < n; j++)
    v[j] = j == 0;
}

/* `count` of them, made once; NULL if out of memory. */
static const double *directions(size_t n, size_t count)
{
  static double *kept;
  static size_t kept_n, kept_count;
  if (kept_n != n || kept_count < count) {
    free(kept);
    kept = malloc(count * n * sizeof *kept);
    kept_n = kept ? n : 0, kept_count = count;
    for (size_t k = 0; kept && k < count; k++)
      random_direction(n, k, kept + k * n);
  }
  return kept;
}

/* By the adjoint: the gradient times each of them. */
static void hand_directions(void (*hand)(struct data *), struct data *d,
                            size_t count)
{
  static double grad[(int)MIX + (int)NET];
  const double *v = directions(d->n, count);
  struct data whole = *d;
  whole.grad = grad;
  hand(&whole);
  d->y = whole.y;
  for (size_t k = 0; v && k < count; k++) {
    d->grad[k] = 0;
    for (size_t j = 0; j < d->n; j++)
      d->grad[k] += grad[j] * v[k * d->n + j];
  }
}

/* ---- W3, along x_0 ------------------------------------------------------------ */

void hand_d1(struct data *d)
{
  double x = d->x[0], dx = 1, sum = 0, dsum = 0;
  for (size_t k = 1; k < d->n; k++) {
    double s, c, e = exp(-x);
    sincos(x, &s, &c);
    dx *= (c - s) * e + d->x[k];
    x = s * e + d->x[k] * x;
    sum += x;
    dsum += dx;
  }
  d->y = sum;
  d->grad[0] = dsum;
}

static void dual_d1(struct data *d)
{
  dual x = dual_make(d->x[0], 1), sum = dual_const(0);
  for (size_t k = 1; k < d->n; k++) {
    x = dual_add(dual_mul(dual_sin(x), dual_exp(dual_neg(x))),
                 dual_mul(dual_const(d->x[k]), x));
    sum = dual_add(sum, x);
  }
  d->y = sum.v;
  d->grad[0] = sum.d;
}

/* ---- W5 ------------------------------------------------------------------------ */

/* Of data, which are constants, and of values of the network. */
static void dual_layer_of_data(const double *x, const dual *w, const dual *b,
                               dual *h)
{
  for (int j = 0; j < WIDE; j++) {
    dual a = b[j];
    for (int i = 0; i < WIDE; i++)
      a = dual_add(a, dual_mul(dual_const(x[i]), w[WIDE * i + j]));
    h[j] = dual_tanh(a);
  }
}

static void dual_layer(const dual *x, const dual *w, const dual *b, dual *h)
{
  for (int j = 0; j < WIDE; j++) {
    dual a = b[j];
    for (int i = 0; i < WIDE; i++)
      a = dual_add(a, dual_mul(x[i], w[WIDE * i + j]));
    h[j] = dual_tanh(a);
  }
}

static void dual_d1w5(struct data *d)
{
  static dual w[NET];
  const double *v = directions(NET, 1);
  dual h1[WIDE], h2[WIDE], sum = dual_const(0);
  for (int j = 0; v && j < NET; j++)
    w[j] = dual_make(d->x[j], v[j]);
  for (int p = 0; p < BATCH; p++) {
    dual_layer_of_data(net_x + WIDE * p, w + NET_W1, w + NET_B1, h1);
    dual_layer(h1, w + NET_W2, w + NET_B2, h2);
    dual z = w[NET_B3];
    for (int i = 0; i < WIDE; i++)
      z = dual_add(z, dual_mul(h2[i], w[NET_W3 + i]));
    sum = dual_add(sum, dual_sqr(dual_sub(z, dual_const(net_y[p]))));
  }
  d->y = sum.v / BATCH;
  d->grad[0] = sum.d / BATCH;
}

void hand_d1w5(struct data *d) { hand_directions(hand_w5, d, 1); }

/* ---- W6 ------------------------------------------------------------------------ */

#define T dual
#define OP(name) dual_##name
#define CONST(c) dual_const(c)
#define VALUE(x) ((x).v)
#define PLUS_PRODUCT(y, a, b) OP(add)(y, OP(mul)(a, b))
#include "mixture.inc.h"

static void dual_d1w6(struct data *d)
{
  static dual x[MIX];
  const double *v = directions(MIX, 1);
  for (int j = 0; v && j < MIX; j++)
    x[j] = dual_make(d->x[j], v[j]);
  const dual y = mixture(x);
  d->y = y.v + mix_constant();
  d->grad[0] = y.d;
}

void hand_d1w6(struct data *d) { hand_directions(hand_w6, d, 1); }

#undef T
#undef OP
#undef CONST
#undef VALUE
#define T jet
#define OP(name) jet_##name
#define CONST(c) jet_const(c)
#define VALUE(x) ((x).v)
#define log_sum_exp jet_log_sum_exp
#define mixture_head jet_mixture_head
#define mixture_term jet_mixture_term
#define mixture_point jet_mixture_point
#define mixture jet_mixture
#include "mixture.inc.h"

static void jet_d10(struct data *d)
{
  static jet x[MIX];
  const double *v = directions(MIX, JET_N);
  for (size_t j = 0; v && j < MIX; j++) {
    x[j].v = d->x[j];
    for (size_t k = 0; k < JET_N; k++)
      x[j].d[k] = v[k * MIX + j];
  }
  const jet y = mixture(x);
  d->y = y.v + mix_constant();
  for (int k = 0; k < JET_N; k++)
    d->grad[k] = y.d[k];
}

void hand_d10(struct data *d) { hand_directions(hand_w6, d, JET_N); }

/* ---- R10: Rosenbrock's function of ten variables at 10^5 points ----------------- */

void plain_r10(struct data *d)
{
  double sum = 0;
  for (size_t p = 0; p + 10 <= d->n; p += 10)
    for (const double *x = d->x + p; x < d->x + p + 9; x++) {
      const double w = x[1] - x[0] * x[0], v = 1 - x[0];
      sum += 100 * (w * w) + v * v;
    }
  d->y = sum;
}

void hand_r10(struct data *d)
{
  double sum = 0;
  for (size_t p = 0; p + 10 <= d->n; p += 10) {
    const double *x = d->x + p;
    double *g = d->grad + p;
    g[0] = 0;
    for (int i = 0; i < 9; i++) {
      const double w = x[i + 1] - x[i] * x[i], v = 1 - x[i];
      sum += 100 * (w * w) + v * v;
      g[i] += -400 * w * x[i] - 2 * v;
      g[i + 1] = 200 * w;
    }
  }
  d->y = sum;
}

static void jet_r10(struct data *d)
{
  double sum = 0;
  for (size_t p = 0; p + 10 <= d->n; p += 10) {
    jet x[10], y = jet_const(0);
    for (int i = 0; i < 10; i++)
      x[i] = jet_seed(d->x[p + (size_t)i], i);
    for (int i = 0; i < 9; i++) {
      const jet w = jet_sub(x[i + 1], jet_sqr(x[i]));
      const jet v = jet_sub(jet_const(1), x[i]);
      y = jet_add(y, jet_add(jet_mul(jet_const(100), jet_sqr(w)),
                             jet_sqr(v)));
    }
    sum += y.v;
    for (int i = 0; i < 10; i++)
      d->grad[p + (size_t)i] = y.d[i];
  }
  d->y = sum;
}

const struct way forward_ways[] = {
  {"D1", "D1", "forward", 1.27, dual_d1},
  {"D1W5", "D1W5", "forward", 1.32, dual_d1w5},
  {"D1W6", "D1W6", "forward", 1.41, dual_d1w6},
  {"D10", "D10", "forward", 2.3, jet_d10},
  {"R10", "R10", "forward", 12, jet_r10},
  {0},
};
