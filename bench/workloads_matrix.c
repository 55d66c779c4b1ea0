/* workloads_matrix.c: workloads with matrices on the tape: few records, each a
 * loop.  */
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

const struct way matrix_ways[] = {
  {"W1bm", "W1b", "matrices", 0, matrix_w1b},
  {"W1bp", "W1b", "matrices in parts", 0, matrix_w1b_parts},
  {"W2m", "W2", "matrices", 5, matrix_w2},
  {"W2p", "W2", "matrices in parts", 5, matrix_w2_parts},
  {"W4m", "W4", "matrices", 4, matrix_w4},
  {"W4p", "W4", "matrices in parts", 4, matrix_w4_parts},
  {0},
};
