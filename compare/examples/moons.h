/* moons.h: what the two moons' example and its tests share: the network with
 * matrices on a tape, and its adjoint written by hand. */
#ifndef MOONS_H
#define MOONS_H

#include <math.h>

/* A network of 2 inputs, two hidden layers of 16, and 1 output:
 *
 *   H1 = tanh(X W1 + b1),   H2 = tanh(H1 W2 + b2),   z = H2 w3 + b3
 *
 * with a row of X for each point.  All weights lie in one array; here is where
 * each matrix begins, row by row. */
enum { SIDES = 2, HIDDEN = 16 };
enum {
  W1 = 0,
  B1 = W1 + SIDES * HIDDEN,
  W2 = B1 + HIDDEN,
  B2 = W2 + HIDDEN * HIDDEN,
  W3 = B2 + HIDDEN,
  B3 = W3 + HIDDEN,
  WEIGHTS = B3 + 1
};

/* n points, two coordinates each, and which moon they are from: 0 or 1. */
struct moons {
  size_t n;
  const double *x, *y;
};

/* ---- on a tape ------------------------------------------------------------- */

/* The weights from `first` on as a matrix.  A view: it costs no record, and
 * its adjoint is that of the weights. */
static inline var_mat moons_part(var_mat w, size_t first, size_t rows,
                                 size_t cols)
{
  return var_mat_reshape(var_mat_slice(w, 0, first, 1, rows * cols), rows,
                         cols);
}

/* X W + b, the row b being added to every row. */
static inline var_mat moons_layer(var_mat x, var_mat w, var_mat b)
{
  return var_mat_add(var_mat_matmul(x, w), b);
}

/* z for each row of x; the probability of moon 1 is 1/(1 + exp(-z)). */
static inline var_mat moons_output(var_mat x, var_mat w)
{
  var_mat w1 = moons_part(w, W1, SIDES, HIDDEN);
  var_mat b1 = moons_part(w, B1, 1, HIDDEN);
  var_mat w2 = moons_part(w, W2, HIDDEN, HIDDEN);
  var_mat b2 = moons_part(w, B2, 1, HIDDEN);
  var_mat w3 = moons_part(w, W3, HIDDEN, 1);
  var_mat b3 = moons_part(w, B3, 1, 1);
  var_mat h1 = var_mat_tanh(moons_layer(x, w1, b1));
  var_mat h2 = var_mat_tanh(moons_layer(h1, w2, b2));
  return moons_layer(h2, w3, b3);
}

/* The mean of -log(probability of the right moon) = log(1 + exp(z)) - y z. */
static inline var moons_loss_on(tape *t, const struct moons *m, var_mat w)
{
  var_mat x = var_mat_fixed(t, m->n, SIDES, m->x);
  var_mat y = var_mat_fixed(t, m->n, 1, m->y);
  var_mat z = moons_output(x, w);
  var_mat each = var_mat_sub(var_mat_softplus(z), var_mat_mul(y, z));
  var_mat n = var_mat_const((double)m->n);
  return var_mat_at(var_mat_div(var_mat_sum(each, AD_ALL), n), 0, 0);
}

/* ---- by hand ---------------------------------------------------------------- */

/* The loss; the gradient into g.  What the chain rule brings to a variable is
 * named d and the variable, as in every textbook's "backpropagation". */
static inline double moons_by_hand(const struct moons *m, const double *w,
                                   double *g)
{
  double loss = 0;
  for (int k = 0; k < WEIGHTS; k++)
    g[k] = 0;
  for (size_t p = 0; p < m->n; p++) {
    const double *x = m->x + SIDES * p;
    double h1[HIDDEN], h2[HIDDEN], z = w[B3];
    for (int j = 0; j < HIDDEN; j++)
      h1[j] = tanh(w[B1 + j] + x[0] * w[W1 + j] + x[1] * w[W1 + HIDDEN + j]);
    for (int j = 0; j < HIDDEN; j++) {
      double a = w[B2 + j];
      for (int i = 0; i < HIDDEN; i++)
        a += h1[i] * w[W2 + HIDDEN * i + j];
      h2[j] = tanh(a);
      z += h2[j] * w[W3 + j];
    }
    loss += fmax(z, 0) + log1p(exp(-fabs(z))) - m->y[p] * z;

    double dz = (1 / (1 + exp(-z)) - m->y[p]) / (double)m->n;
    double dh1[HIDDEN] = {0};
    g[B3] += dz;
    for (int j = 0; j < HIDDEN; j++) {
      const double da = dz * w[W3 + j] * (1 - h2[j] * h2[j]);
      g[W3 + j] += dz * h2[j];
      g[B2 + j] += da;
      for (int i = 0; i < HIDDEN; i++) {
        g[W2 + HIDDEN * i + j] += h1[i] * da;
        dh1[i] += w[W2 + HIDDEN * i + j] * da;
      }
    }
    for (int i = 0; i < HIDDEN; i++) {
      const double da = dh1[i] * (1 - h1[i] * h1[i]);
      g[B1 + i] += da;
      g[W1 + i] += x[0] * da;
      g[W1 + HIDDEN + i] += x[1] * da;
    }
  }
  return loss / (double)m->n;
}

#endif
