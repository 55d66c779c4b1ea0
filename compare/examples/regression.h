/* regression.h: what the regressions' example and its tests share: the losses
 * on a tape, and answers that owe nothing to automatic differentiation. */
#ifndef REGRESSION_H
#define REGRESSION_H

#include <math.h>
#include <stdbool.h>

/* n points of `columns` numbers each, the first of them 1, row by row; and
 * what was observed there. */
enum { MOST_COLUMNS = 3 };
struct points {
  size_t n, columns;
  const double *x, *y;
};

/* ---- the losses ---------------------------------------------------------- */

/* The mean over all points: a 1 by 1 matrix, and its one element. */
static inline var regression_mean(var_mat a, const struct points *p)
{
  var_mat sum = var_mat_sum(a, AD_ALL);
  return var_mat_at(var_mat_div(sum, var_mat_const((double)p->n)), 0, 0);
}

/* Linear: the mean of (X w - y)^2. */
static inline var linear_loss(tape *t, const struct points *p, var_mat w)
{
  var_mat X = var_mat_fixed(t, p->n, p->columns, p->x);
  var_mat y = var_mat_fixed(t, p->n, 1, p->y);
  var_mat residual = var_mat_sub(var_mat_matmul(X, w), y);
  return regression_mean(var_mat_sqr(residual), p);
}

/* Logistic: y is 1 with probability 1/(1 + exp(-z)), z = X w, and the loss is
 * the mean of -log(probability of what was observed): log(1 + exp(z)) - y z. */
static inline var logistic_loss(tape *t, const struct points *p, var_mat w)
{
  var_mat X = var_mat_fixed(t, p->n, p->columns, p->x);
  var_mat y = var_mat_fixed(t, p->n, 1, p->y);
  var_mat z = var_mat_matmul(X, w);
  return regression_mean(var_mat_sub(var_mat_softplus(z), var_mat_mul(y, z)),
                         p);
}

/* ---- the answers, in long double ------------------------------------------ */

typedef long double system_of[MOST_COLUMNS][MOST_COLUMNS + 1];

/* Solves k equations, the right sides being column k, by elimination with
 * pivots; false if they are singular. */
static inline bool solve_system(size_t k, system_of a, long double *x)
{
  for (size_t c = 0; c < k; c++) {
    size_t pivot = c;
    for (size_t i = c + 1; i < k; i++)
      if (fabsl(a[i][c]) > fabsl(a[pivot][c]))
        pivot = i;
    if (a[pivot][c] == 0)
      return false;
    for (size_t j = 0; j <= k; j++) {
      const long double swapped = a[c][j];
      a[c][j] = a[pivot][j], a[pivot][j] = swapped;
    }
    for (size_t i = 0; i < k; i++)
      for (size_t j = k + 1; i != c && j-- > c;)
        a[i][j] -= a[i][c] / a[c][c] * a[c][j];
  }
  for (size_t i = 0; i < k; i++)
    x[i] = a[i][k] / a[i][i];
  return true;
}

static inline long double row_times(const struct points *p, size_t i,
                                    const long double *w)
{
  long double z = 0;
  for (size_t j = 0; j < p->columns; j++)
    z += p->x[i * p->columns + j] * w[j];
  return z;
}

/* Adds point i to the equations: weight * x x' and x * right. */
static inline void add_point(const struct points *p, size_t i,
                             long double weight, long double right,
                             system_of a)
{
  const double *x = p->x + i * p->columns;
  for (size_t j = 0; j < p->columns; j++) {
    for (size_t k = 0; k < p->columns; k++)
      a[j][k] += weight * x[j] * x[k];
    a[j][p->columns] += right * x[j];
  }
}

/* The normal equations X'X w = X'y. */
static inline bool linear_answer(const struct points *p, long double *w)
{
  system_of a = {{0}};
  for (size_t i = 0; i < p->n; i++)
    add_point(p, i, 1, p->y[i], a);
  return solve_system(p->columns, a, w);
}

/* Newton's method, which here is also called iteratively reweighted least
 * squares (P. McCullagh, J. Nelder, Generalized Linear Models, section 2.5):
 * X' diag(q (1 - q)) X step = X'(y - q), q = 1/(1 + exp(-X w)). */
static inline bool logistic_answer(const struct points *p, long double *w)
{
  bool good = true;
  for (size_t j = 0; j < p->columns; j++)
    w[j] = 0;
  for (int step = 0; good && step < 30; step++) {
    system_of a = {{0}};
    long double change[MOST_COLUMNS];
    for (size_t i = 0; i < p->n; i++) {
      const long double q = 1 / (1 + expl(-row_times(p, i, w)));
      add_point(p, i, q * (1 - q), p->y[i] - q, a);
    }
    good = solve_system(p->columns, a, change);
    for (size_t j = 0; good && j < p->columns; j++)
      w[j] += change[j];
  }
  return good;
}

/* The score, whose zero the best w is: X'(f - y), where f is X w, or the
 * probabilities.  Returns its largest component. */
static inline double score(const struct points *p, bool logistic,
                           const double *w, double *components)
{
  long double sum[MOST_COLUMNS] = {0}, v[MOST_COLUMNS] = {0}, most = 0;
  for (size_t j = 0; j < p->columns; j++)
    v[j] = w[j];
  for (size_t i = 0; i < p->n; i++) {
    const long double z = row_times(p, i, v);
    const long double f = logistic ? 1 / (1 + expl(-z)) : z;
    for (size_t j = 0; j < p->columns; j++)
      sum[j] += p->x[i * p->columns + j] * (f - p->y[i]);
  }
  for (size_t j = 0; j < p->columns; j++) {
    most = fmaxl(most, fabsl(sum[j]));
    if (components)
      components[j] = (double)sum[j];
  }
  return (double)most;
}

#endif
