#include <config.h>

#include "workloads_impl.h"

#include <math.h>
#include <stdlib.h>

#include "../reverse/batch.h"

tape *bench_tape;
static var first; /* of the inputs of the large workloads */
static struct kept *all_kept;

void workloads_begin(void) { bench_tape = tape_new(); }

/* ---- data: SplitMix64 (Steele, Lea, Flood, OOPSLA 2014) ----------------- */

static uint64_t state;

void bench_seed(unsigned long long seed) { state = seed; }

double bench_unit(void)
{
  uint64_t z = state += 0x9e3779b97f4a7c15u;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return (double)((z ^ (z >> 31)) >> 11) * 0x1p-53;
}

void fill_w1(struct data *d)
{
  bench_seed(1);
  for (size_t i = 0; i < d->n; i++)
    d->x[i] = 0.5 + bench_unit();
}

void fill_w2(struct data *d)
{
  bench_seed(1);
  for (size_t i = 0; i < d->n; i++)
    d->x[i] = -1.5 + 3 * bench_unit();
}

void fill_w3(struct data *d)
{
  bench_seed(1);
  d->x[0] = 0.5;
  for (size_t i = 1; i < d->n; i++)
    d->x[i] = 0.2 + 0.3 * bench_unit();
}

void fill_w4(struct data *d)
{
  bench_seed(1);
  for (size_t i = 0; i < d->n; i++)
    d->x[i] = 1 + 1e-3 * (2 * bench_unit() - 1);
}

/* All inputs of a large workload on an empty tape. */
var bench_inputs(struct data *d)
{
  tape_reset(bench_tape);
  return first = tape_input_range(bench_tape, d->n, d->x);
}

void bench_sweep(struct data *d, var y)
{
  tape_gradient_range(y, d->n, first, d->grad);
  d->y = var_value(y);
  d->slots = tape_size(bench_tape);
}

static void forget(struct kept *k)
{
  tape_free(k->t);
  free(k->x);
  k->t = NULL, k->x = NULL, k->n = 0;
}

void bench_replay(struct kept *k, var (*record)(struct data *),
                  struct data *d)
{
  if (k->n != d->n) {
    tape *const other = bench_tape;
    if (!k->t)
      k->next = all_kept, all_kept = k;
    else
      forget(k);
    bench_tape = k->t = tape_new();
    k->y = record(d);
    k->x = malloc(d->n * sizeof *k->x);
    k->n = d->n;
    for (size_t j = 0; k->x && j < d->n; j++)
      k->x[j] = var_after(first, j);
    bench_tape = other;
  }
  if (!k->x || tape_replay(k->t, d->n, k->x, d->x) != AD_OK)
    return;
  tape_gradient_range(k->y, d->n, k->x[0], d->grad);
  d->y = var_value(k->y);
  d->slots = tape_size(k->t);
}

/* ---- W1: z^2 (x^2 + y)^2, point by point; W1b: their sum, one function --- */

void plain_w1(struct data *d)
{
  double sum = 0;
  for (const double *x = d->x; x < d->x + d->n; x += 3) {
    double w = x[2] * (x[0] * x[0] + x[1]);
    sum += w * w;
  }
  d->y = sum;
}

void hand_w1(struct data *d)
{
  double sum = 0;
  for (size_t i = 0; i < d->n; i += 3) {
    const double *x = d->x + i;
    double v = x[0] * x[0] + x[1], w = x[2] * v;
    double dv = 2 * w * x[2];
    sum += w * w;
    d->grad[i] = 2 * x[0] * dv;
    d->grad[i + 1] = dv;
    d->grad[i + 2] = 2 * w * v;
  }
  d->y = sum;
}

/* z (x^2 + y) */
static inline var z_times(var x)
{
  return var_mul(var_after(x, 2), var_fma(x, x, var_after(x, 1)));
}

static inline var w1(var x)
{
  return var_sqr(z_times(x));
}

static void tape_w1(struct data *d)
{
  double sum = 0;
  for (size_t i = 0; i < d->n; i += 3) {
    tape_reset(bench_tape);
    const var x = tape_input_range(bench_tape, 3, d->x + i);
    const var r = w1(x);
    tape_gradient_range(r, 3, x, d->grad + i);
    sum += var_value(r);
  }
  d->y = sum;
  d->slots = tape_size(bench_tape);
}

static var record_w1b(struct data *d)
{
  const var x = bench_inputs(d);
  var sum = w1(x);
  for (size_t i = 3; i < d->n; i += 3) {
    const var w = z_times(var_after(x, i));
    sum = var_fma(w, w, sum);
  }
  return sum;
}

static void tape_w1b(struct data *d) { bench_sweep(d, record_w1b(d)); }

static void replay_w1b(struct data *d)
{
  static struct kept kept;
  bench_replay(&kept, record_w1b, d);
}

/* Recorded once, at any point, and replayed at all of them in lanes. */
static void batch_w1(struct data *d)
{
  static const double any[] = {1, 1, 1};
  tape_reset(bench_tape);
  const var first_one = tape_input_range(bench_tape, 3, any);
  const var x[] = {first_one, var_after(first_one, 1), var_after(first_one, 2)};
  struct tape_batch b = {.y = w1(first_one), .n = 3, .x = x, .points = d->n / 3,
                         .at = d->x, .grad = d->grad, .sum = &d->y};
  tape_batch(bench_tape, &b);
  d->slots = tape_size(bench_tape);
}

/* The same, replayed at one point after the other. */
static var record_w1(struct data *d) { return w1(bench_inputs(d)); }

static void replay_w1(struct data *d)
{
  static struct kept kept;
  double sum = 0;
  for (size_t i = 0; i < d->n; i += 3) {
    struct data one = {.n = 3, .x = d->x + i, .grad = d->grad + i};
    bench_replay(&kept, record_w1, &one);
    sum += one.y;
  }
  d->y = sum;
}

/* ---- W2: Rosenbrock ----------------------------------------------------- */

void plain_w2(struct data *d)
{
  double sum = 0;
  for (size_t i = 0; i + 1 < d->n; i++) {
    double w = d->x[i + 1] - d->x[i] * d->x[i], v = 1 - d->x[i];
    sum += 100 * (w * w) + v * v;
  }
  d->y = sum;
}

void hand_w2(struct data *d)
{
  double sum = 0;
  d->grad[0] = 0;
  for (size_t i = 0; i + 1 < d->n; i++) {
    double w = d->x[i + 1] - d->x[i] * d->x[i], v = 1 - d->x[i];
    sum += 100 * (w * w) + v * v;
    d->grad[i] += -400 * w * d->x[i] - 2 * v;
    d->grad[i + 1] = 200 * w;
  }
  d->y = sum;
}

static var record_w2(struct data *d)
{
  const var x = bench_inputs(d);
  var sum = var_const(0);
  for (size_t i = 0; i + 1 < d->n; i++) {
    const var this = var_after(x, i);
    var w = var_sub(var_after(x, i + 1), var_sqr(this));
    var v = var_sub(var_const(1), this);
    sum = var_fma(v, v, var_fma(var_mul(var_const(100), w), w, sum));
  }
  return sum;
}

static void tape_w2(struct data *d) { bench_sweep(d, record_w2(d)); }

static void replay_w2(struct data *d)
{
  static struct kept kept;
  bench_replay(&kept, record_w2, d);
}

/* ---- W3: x_k = sin(x) exp(-x) + p_k x, output sum x_k ------------------- */

void plain_w3(struct data *d)
{
  double x = d->x[0], sum = 0;
  for (size_t k = 1; k < d->n; k++) {
    x = sin(x) * exp(-x) + d->x[k] * x;
    sum += x;
  }
  d->y = sum;
}

/* The values of x are kept on the way up; on the way down
 * x̄ = 1 + x̄ ((cos x - sin x) exp(-x) + p). */
void hand_w3(struct data *d)
{
  static double *kept;
  static size_t room;
  if (room < 2 * d->n) {
    free(kept);
    kept = malloc(2 * d->n * sizeof *kept);
    room = 2 * d->n;
  }
  double x = d->x[0], sum = 0, bar = 0;
  for (size_t k = 1; k < d->n; k++) {
    double s, c, e = exp(-x);
    sincos(x, &s, &c);
    kept[2 * k] = x;
    kept[2 * k + 1] = (c - s) * e + d->x[k];
    x = s * e + d->x[k] * x;
    sum += x;
  }
  for (size_t k = d->n - 1; k > 0; k--) {
    bar += 1;
    d->grad[k] = bar * kept[2 * k];
    bar *= kept[2 * k + 1];
  }
  d->grad[0] = bar;
  d->y = sum;
}

static var record_w3(struct data *d)
{
  const var p = bench_inputs(d);
  var x = p, sum = var_const(0);
  for (size_t k = 1; k < d->n; k++) {
    x = var_fma(var_after(p, k), x, var_mul(var_sin(x), var_exp(var_neg(x))));
    sum = var_add(sum, x);
  }
  return sum;
}

static void tape_w3(struct data *d) { bench_sweep(d, record_w3(d)); }

static void replay_w3(struct data *d)
{
  static struct kept kept;
  bench_replay(&kept, record_w3, d);
}

/* ---- W4: Speelpenning's product ----------------------------------------- */

void plain_w4(struct data *d)
{
  double y = 1;
  for (size_t i = 0; i < d->n; i++)
    y *= d->x[i];
  d->y = y;
}

/* Products from the left, then times those from the right. */
void hand_w4(struct data *d)
{
  double y = 1, right = 1;
  for (size_t i = 0; i < d->n; i++) {
    d->grad[i] = y;
    y *= d->x[i];
  }
  for (size_t i = d->n; i-- > 0;) {
    d->grad[i] *= right;
    right *= d->x[i];
  }
  d->y = y;
}

static var record_w4(struct data *d)
{
  const var x = bench_inputs(d);
  var y = x;
  for (size_t i = 1; i < d->n; i++)
    y = var_mul(y, var_after(x, i));
  return y;
}

static void tape_w4(struct data *d) { bench_sweep(d, record_w4(d)); }

static void replay_w4(struct data *d)
{
  static struct kept kept;
  bench_replay(&kept, record_w4, d);
}

void workloads_end(void)
{
  for (; all_kept; all_kept = all_kept->next)
    forget(all_kept);
  tape_free(bench_tape);
}

const struct way scalar_ways[] = {
  {"W1", "W1", "record", 22, tape_w1},
  {"W1q", "W1", "replay", 0, replay_w1},
  {"W1r", "W1", "batch", 3.5, batch_w1},
  {"W1b", "W1b", "record", 16, tape_w1b},
  {"W1bq", "W1b", "replay", 0, replay_w1b},
  {"W1br", "W1b", "batch", 3.5, batch_w1},
  {"W2", "W2", "record", 32, tape_w2},
  {"W2q", "W2", "replay", 0, replay_w2},
  {"W2s", "W2s", "record", 32, tape_w2},
  {"W2sq", "W2s", "replay", 0, replay_w2},
  {"W3", "W3", "record", 2.4, tape_w3},
  {"W3q", "W3", "replay", 0, replay_w3},
  {"W4", "W4", "record", 8, tape_w4},
  {"W4q", "W4", "replay", 0, replay_w4},
  {0},
};
