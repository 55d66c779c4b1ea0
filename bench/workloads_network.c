/* workloads_network.c: W5, the gradient of a neural network's loss, number by
 * number and with matrices. */
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

/* ---- W5: a network of 64-64-64-1, batch of 32, mean squared error ----------- */

double net_x[BATCH * WIDE], net_y[BATCH];

void fill_w5(struct data *d)
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

void plain_w5(struct data *d)
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

void hand_w5(struct data *d)
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

static void scalar_first_layer(const double *x, var w, var b, var *h)
{
  for (size_t j = 0; j < WIDE; j++) {
    var a = var_after(b, j);
    for (size_t i = 0; i < WIDE; i++)
      a = var_fma(var_const(x[i]), var_after(w, WIDE * i + j), a);
    h[j] = var_tanh(a);
  }
}

static void scalar_layer(const var *x, var w, var b, var *h)
{
  for (size_t j = 0; j < WIDE; j++) {
    var a = var_after(b, j);
    for (size_t i = 0; i < WIDE; i++)
      a = var_fma(x[i], var_after(w, WIDE * i + j), a);
    h[j] = var_tanh(a);
  }
}

static var record_w5(struct data *d)
{
  const var w = bench_inputs(d);
  var sum = var_const(0);
  for (int p = 0; p < BATCH; p++) {
    var h1[WIDE], h2[WIDE], z = var_after(w, NET_B3);
    scalar_first_layer(net_x + WIDE * p, var_after(w, NET_W1),
                       var_after(w, NET_B1), h1);
    scalar_layer(h1, var_after(w, NET_W2), var_after(w, NET_B2), h2);
    for (size_t i = 0; i < WIDE; i++)
      z = var_fma(h2[i], var_after(w, NET_W3 + i), z);
    sum = var_add(sum, var_sqr(var_sub(z, var_const(net_y[p]))));
  }
  return var_mul(sum, var_const(1.0 / BATCH));
}

static void tape_w5(struct data *d) { bench_sweep(d, record_w5(d)); }

static void replay_w5(struct data *d)
{
  static struct kept kept;
  bench_replay(&kept, record_w5, d);
}

const struct way network_ways[] = {
  {"W5", "W5", "record", 11, tape_w5},
  {"W5q", "W5", "replay", 0, replay_w5},
  {"W5m", "W5", "matrices", 0.9, matrix_w5},
  {0},
};
