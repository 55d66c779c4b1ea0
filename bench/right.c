#include <config.h>

#include "right.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "workloads_impl.h"

bool close_to(double a, double b, double size)
{
  return fabs(a - b) <= 1e-9 * fmax(fmax(fabs(a), fabs(b)), fmax(size, 1e-300));
}

/* (f(x + h v) - f(x - h v)) / 2h. */
static double difference(const struct workload *w, const struct data *d,
                         double h, const double *v, double *moved)
{
  double y[2];
  struct data other = *d;
  other.x = moved;
  for (int side = 0; side < 2; side++) {
    for (size_t j = 0; j < d->n; j++)
      moved[j] = d->x[j] + (side ? -h : h) * v[j];
    w->plain(&other);
    y[side] = other.y;
  }
  return (y[0] - y[1]) / (2 * h);
}

/* Along one direction: v'grad, or what stands there for the k-th. */
static bool along(const struct workload *w, const struct data *d, size_t k,
                  double *v, double *moved)
{
  double want = 0, size = 0;
  if (w->directions) {
    w->toward(d->n, k, v);
    want = size = d->grad[k];
  } else {
    random_direction(d->n, k, v);
    for (size_t j = 0; j < d->n; j++) {
      want += d->grad[j] * v[j];
      size += fabs(d->grad[j] * v[j]);
    }
  }
  const double got = difference(w, d, 1e-6, v, moved);
  /* the noise of a value of many terms, over h */
  const double noise = 3e-9 * fabs(d->y);
  return fabs(got - want) <= 1e-5 * fabs(size) + noise;
}

bool hand_right(const struct workload *w, struct data *d)
{
  const size_t count = w->directions ? w->directions : 3;
  double *v = malloc(2 * d->n * sizeof *v);
  w->plain(d);
  const double y = d->y;
  memset(d->grad, 0, d->n * sizeof *d->grad);
  w->hand(d);
  bool good = v && close_to(y, d->y, 0);
  for (size_t k = 0; good && k < count; k++)
    good = along(w, d, k, v, v + d->n);
  free(v);
  return good;
}

bool same(void (*run)(struct data *), struct data *d)
{
  struct data other = *d;
  bool good = false;
  double largest = 0;
  for (size_t j = 0; j < d->n; j++)
    largest = fmax(largest, fabs(d->grad[j]));
  other.grad = calloc(d->n, sizeof *other.grad);
  if (other.grad) {
    other.y = NAN;
    run(&other);
    good = close_to(d->y, other.y, 0);
    for (size_t j = 0; good && j < d->n; j++)
      good = close_to(d->grad[j], other.grad[j], 1e-5 * largest);
  }
  free(other.grad);
  return good;
}
