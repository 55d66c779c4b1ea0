/* workloads_matrix.c: workloads with matrices on the tape: few records, each a
 * loop.  Their gradients are also compared with those of scalar tapes. */
#include <config.h>

#include "workloads_impl.h"

#include <math.h>
#include <stdlib.h>

#include "../reverse/matrix.h"

/* The sweep, and the gradient for the inputs in `x`, which come first. */
static void sweep(struct data *d, var y, var_mat x, double *grad)
{
  tape_gradient(y, 0, NULL, NULL);
  var_mat_adjoint(x, grad);
  d->y = var_value(y);
  d->slots = tape_size(bench_tape);
}

static var only(var_mat a) { return var_mat_at(a, 0, 0); }

static var_mat number(double c) { return var_mat_const(c); }

/* ---- W1b: sum of z^2 (x^2 + y)^2: a row of numbers for each x, y, z -------- */

static void matrix_w1b(struct data *d)
{
  tape *t = bench_tape;
  tape_reset(t);
  var_mat p = var_mat_input(t, d->n / 3, 3, d->x);
  var_mat x = var_mat_slice(p, 0, 0, d->n / 3, 1);
  var_mat y = var_mat_slice(p, 0, 1, d->n / 3, 1);
  var_mat z = var_mat_slice(p, 0, 2, d->n / 3, 1);
  var_mat w = var_mat_mul(z, var_mat_add(var_mat_sqr(x), y));
  sweep(d, only(var_mat_sum(var_mat_sqr(w), AD_ALL)), p, d->grad);
}

/* The same by and by, 1024 points at a time, so that all stays in the cache:
 * the gradient of a sum comes from its parts. */
static void matrix_w1b_parts(struct data *d)
{
  enum { PART = 3 * 1024 };
  double sum = 0;
  struct data part = *d;
  for (size_t i = 0; i < d->n; i += PART) {
    part.x = d->x + i, part.grad = d->grad + i;
    part.n = d->n - i < PART ? d->n - i : PART;
    matrix_w1b(&part);
    sum += part.y;
  }
  d->y = sum;
  d->slots = part.slots;
}

/* ---- W2: Rosenbrock: x without its first and without its last -------------- */

static void matrix_w2(struct data *d)
{
  tape *t = bench_tape;
  tape_reset(t);
  var_mat x = var_mat_input(t, 1, d->n, d->x);
  var_mat left = var_mat_slice(x, 0, 0, 1, d->n - 1);
  var_mat right = var_mat_slice(x, 0, 1, 1, d->n - 1);
  var_mat w = var_mat_sub(right, var_mat_sqr(left));
  var_mat v = var_mat_sub(number(1), left);
  var_mat y = var_mat_add(var_mat_mul(number(100), var_mat_dot(w, w)),
                          var_mat_dot(v, v));
  sweep(d, only(y), x, d->grad);
}

/* The same by and by: parts share a number, whose derivatives add up. */
static void matrix_w2_parts(struct data *d)
{
  enum { PART = 4096 };
  double sum = 0, grad[PART + 1];
  struct data part = *d;
  part.grad = grad;
  for (size_t j = 0; j < d->n; j++)
    d->grad[j] = 0;
  for (size_t i = 0; i + 1 < d->n; i += PART) {
    part.x = d->x + i;
    part.n = d->n - i < PART + 1 ? d->n - i : PART + 1;
    matrix_w2(&part);
    sum += part.y;
    for (size_t j = 0; j < part.n; j++)
      d->grad[i + j] += grad[j];
  }
  d->y = sum;
  d->slots = part.slots;
}

/* ---- W4: the product, by halves: each record multiplies two halves ---------- */

static void matrix_w4(struct data *d)
{
  tape *t = bench_tape;
  tape_reset(t);
  var_mat x = var_mat_input(t, 1, d->n, d->x), y = x, odd = number(1);
  for (size_t n = d->n; n > 1; n /= 2) {
    if (n % 2)
      odd = var_mat_mul(odd, var_mat_slice(y, 0, n - 1, 1, 1));
    y = var_mat_mul(var_mat_slice(y, 0, 0, 1, n / 2),
                    var_mat_slice(y, 0, n / 2, 1, n / 2));
  }
  sweep(d, only(var_mat_mul(y, odd)), x, d->grad);
}

/* The same by and by: y is the product of the parts' products, and its
 * derivatives by these are the head gradients of the parts. */
static void matrix_w4_parts(struct data *d)
{
  enum { PART = 2048, MOST = 1024 };
  double product[MOST], head[MOST];
  size_t count = 0;
  struct data part = *d, whole = {.x = product, .grad = head};
  for (size_t i = 0; i < d->n && count < MOST; i += PART) {
    part.x = d->x + i, part.grad = d->grad + i;
    part.n = d->n - i < PART ? d->n - i : PART;
    matrix_w4(&part);
    product[count++] = part.y;
  }
  whole.n = count;
  matrix_w4(&whole);
  for (size_t j = 0; j < d->n; j++)
    d->grad[j] *= head[j / PART];
  d->y = whole.y;
  d->slots = part.slots;
}

/* ---- W5: a network of 64-64-64-1, batch of 32, mean squared error ----------- */

enum { WIDE = 64, BATCH = 32 };
enum {
  NET_W1 = 0,
  NET_B1 = NET_W1 + WIDE * WIDE,
  NET_W2 = NET_B1 + WIDE,
  NET_B2 = NET_W2 + WIDE * WIDE,
  NET_W3 = NET_B2 + WIDE,
  NET_B3 = NET_W3 + WIDE,
  NET = NET_B3 + 1
};

static double net_x[BATCH * WIDE], net_y[BATCH];

static void fill_w5(struct data *d)
{
  bench_seed(7);
  for (int k = 0; k < BATCH * WIDE; k++)
    net_x[k] = 2 * bench_unit() - 1;
  for (int k = 0; k < BATCH; k++)
    net_y[k] = 2 * bench_unit() - 1;
  for (size_t k = 0; k < d->n; k++)
    d->x[k] = 0.2 * (2 * bench_unit() - 1);
}

/* h = tanh(x W + b), W row by row; sums as a scalar program has them. */
static void plain_layer(const double *x, const double *w, const double *b,
                        double *h)
{
  for (int j = 0; j < WIDE; j++) {
    double a = b[j];
    for (int i = 0; i < WIDE; i++)
      a += x[i] * w[WIDE * i + j];
    h[j] = tanh(a);
  }
}

static double plain_point(const double *w, const double *x, double *h1,
                          double *h2)
{
  double z = w[NET_B3];
  plain_layer(x, w + NET_W1, w + NET_B1, h1);
  plain_layer(h1, w + NET_W2, w + NET_B2, h2);
  for (int i = 0; i < WIDE; i++)
    z += h2[i] * w[NET_W3 + i];
  return z;
}

static void plain_w5(struct data *d)
{
  double h1[WIDE], h2[WIDE], sum = 0;
  for (int p = 0; p < BATCH; p++) {
    const double e = plain_point(d->x, net_x + WIDE * p, h1, h2) - net_y[p];
    sum += e * e;
  }
  d->y = sum / BATCH;
}

/* Through a layer: da is the adjoint of what tanh is taken of; dx may be
 * NULL. */
static void hand_layer(const double *x, const double *w, const double *da,
                       double *dx, double *dw, double *db)
{
  for (int j = 0; j < WIDE; j++)
    db[j] += da[j];
  for (int i = 0; i < WIDE; i++) {
    double sum = 0;
    for (int j = 0; j < WIDE; j++) {
      dw[WIDE * i + j] += x[i] * da[j];
      sum += w[WIDE * i + j] * da[j];
    }
    if (dx)
      dx[i] = sum;
  }
}

static void hand_w5(struct data *d)
{
  const double *const w = d->x;
  double *const g = d->grad, sum = 0;
  for (int k = 0; k < NET; k++)
    g[k] = 0;
  for (int p = 0; p < BATCH; p++) {
    double h1[WIDE], h2[WIDE], d1[WIDE], d2[WIDE];
    const double *x = net_x + WIDE * p;
    const double e = plain_point(w, x, h1, h2) - net_y[p];
    const double dz = 2 * e / BATCH;
    sum += e * e;
    g[NET_B3] += dz;
    for (int i = 0; i < WIDE; i++) {
      g[NET_W3 + i] += dz * h2[i];
      d2[i] = dz * w[NET_W3 + i] * (1 - h2[i] * h2[i]);
    }
    hand_layer(h1, w + NET_W2, d2, d1, g + NET_W2, g + NET_B2);
    for (int i = 0; i < WIDE; i++)
      d1[i] *= 1 - h1[i] * h1[i];
    hand_layer(x, w + NET_W1, d1, NULL, g + NET_W1, g + NET_B1);
  }
  d->y = sum / BATCH;
}

static var_mat part(var_mat w, size_t first, size_t rows, size_t cols)
{
  return var_mat_reshape(var_mat_slice(w, 0, first, 1, rows * cols), rows,
                         cols);
}

static var_mat layer(var_mat x, var_mat w, size_t at, size_t cols)
{
  var_mat weights = part(w, at, WIDE, cols);
  return var_mat_add(var_mat_matmul(x, weights),
                     part(w, at + WIDE * cols, 1, cols));
}

static void matrix_w5(struct data *d)
{
  tape *t = bench_tape;
  tape_reset(t);
  var_mat w = var_mat_input(t, 1, NET, d->x);
  var_mat x = var_mat_fixed(t, BATCH, WIDE, net_x);
  var_mat y = var_mat_fixed(t, BATCH, 1, net_y);
  var_mat h1 = var_mat_tanh(layer(x, w, NET_W1, WIDE));
  var_mat h2 = var_mat_tanh(layer(h1, w, NET_W2, WIDE));
  var_mat e = var_mat_sub(layer(h2, w, NET_W3, 1), y);
  var_mat sum = var_mat_sum(var_mat_sqr(e), AD_ALL);
  sweep(d, only(var_mat_mul(sum, number(1.0 / BATCH))), w, d->grad);
}

static void scalar_layer(const var *x, var w, var b, var *h)
{
  for (size_t j = 0; j < WIDE; j++) {
    var a = var_after(b, j);
    for (size_t i = 0; i < WIDE; i++)
      a = var_add(a, var_mul(x[i], var_after(w, WIDE * i + j)));
    h[j] = var_tanh(a);
  }
}

static void scalar_w5(struct data *d)
{
  const var w = bench_inputs(d);
  var sum = var_const(0);
  for (int p = 0; p < BATCH; p++) {
    var x[WIDE], h1[WIDE], h2[WIDE], z = var_after(w, NET_B3);
    for (int i = 0; i < WIDE; i++)
      x[i] = var_const(net_x[WIDE * p + i]);
    scalar_layer(x, var_after(w, NET_W1), var_after(w, NET_B1), h1);
    scalar_layer(h1, var_after(w, NET_W2), var_after(w, NET_B2), h2);
    for (size_t i = 0; i < WIDE; i++)
      z = var_add(z, var_mul(h2[i], var_after(w, NET_W3 + i)));
    sum = var_add(sum, var_sqr(var_sub(z, var_const(net_y[p]))));
  }
  bench_sweep(d, var_mul(sum, var_const(1.0 / BATCH)));
}

const struct workload matrix_workloads[] = {
  {"W1bm", "W1b, matrices: five records", 0, 3000000, fill_w1, plain_w1,
   hand_w1, matrix_w1b, tape_w1b},
  {"W1bp", "W1b, matrices of 1024 points at a time", 0, 3000000, fill_w1,
   plain_w1, hand_w1, matrix_w1b_parts, tape_w1b},
  {"W2m", "W2, matrices: seven records", 5, 100000, fill_w2, plain_w2, hand_w2,
   matrix_w2, tape_w2},
  {"W2p", "W2, matrices of 4096 numbers at a time", 5, 100000, fill_w2, plain_w2,
   hand_w2, matrix_w2_parts, tape_w2},
  {"W4m", "W4, matrices: products of halves", 4, 1000000, fill_w4, plain_w4,
   hand_w4, matrix_w4, tape_w4},
  {"W4p", "W4, matrices of 2048 numbers at a time", 4, 1000000, fill_w4, plain_w4,
   hand_w4, matrix_w4_parts, tape_w4},
  {"W5", "network 64-64-64-1, batch of 32", 11, NET, fill_w5, plain_w5,
   hand_w5, scalar_w5, NULL},
  {"W5m", "W5, matrices", 0.9, NET, fill_w5, plain_w5, hand_w5, matrix_w5,
   scalar_w5},
};
const size_t matrix_workload_count =
  sizeof matrix_workloads / sizeof *matrix_workloads;
