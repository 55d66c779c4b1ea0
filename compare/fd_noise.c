#include <config.h>

#include "fd_noise.h"

#include <float.h>
#include <stdbool.h>

#include "fd_impl.h"

enum { POINTS = 9, ORDERS = POINTS - 1, TRIES = 8 };

static int sign(double x) { return (x > 0) - (x < 0); }

/* The values at POINTS points around x, and what is wrong with them. */
static enum fd_noise_end sample(fd_function *f, void *data, double x, double h,
                                double *v)
{
  double low = INFINITY, high = -INFINITY;
  int same = 0;
  for (int i = 0; i < POINTS; i++) {
    v[i] = f(fd_point(x, (i - ORDERS / 2) * h), data);
    if (!isfinite(v[i]))
      return FD_NOISE_UNDEFINED;
    low = fmin(low, v[i]), high = fmax(high, v[i]);
    same += i > 0 && v[i] == v[i - 1];
  }
  if (same >= ORDERS / 2)
    return FD_NOISE_STEP_SMALL;
  return high - low > 0.1 * fmax(fabs(low), fabs(high)) ? FD_NOISE_STEP_LARGE
                                                        : FD_NOISE_FOUND;
}

/* sigma_k for k = 1, ... and whether the differences of order k change their
 * signs, as noise does and a smooth function does not. */
static void levels(double *t, double *sigma, bool *changes)
{
  double gamma = 1; /* (k!)^2 / (2k)! */
  const double size = fabs(t[0]); /* squares of differences might overflow */
  for (int i = 0; i < POINTS; i++)
    t[i] /= size > 0 ? size : 1;
  for (int k = 1; k <= ORDERS; k++) {
    double sum = 0;
    bool up = false, down = false;
    const int count = POINTS - k;
    gamma *= 0.5 * k / (2 * k - 1);
    for (int i = 0; i < count; i++) {
      t[i] = t[i + 1] - t[i];
      sum += t[i] * t[i];
      up |= sign(t[i]) > 0, down |= sign(t[i]) < 0;
    }
    sigma[k] = sqrt(gamma * sum / count) * (size > 0 ? size : 1);
    changes[k] = up && down;
  }
}

/* The first order from which on three levels agree within a factor of four. */
static int plateau(const double *sigma, const bool *changes)
{
  for (int k = 1; k + 2 <= ORDERS; k++) {
    const double low = fmin(sigma[k], fmin(sigma[k + 1], sigma[k + 2]));
    const double high = fmax(sigma[k], fmax(sigma[k + 1], sigma[k + 2]));
    if (changes[k] && high <= 4 * low)
      return k;
  }
  return 0;
}

struct fd_noise_result fd_noise(fd_function *f, void *data, double x, double h)
{
  struct fd_noise_result r = {FD_NOISE_UNDEFINED, NAN, h, 0};
  double v[POINTS], sigma[POINTS];
  bool changes[POINTS], grown = false, shrunk = false;
  if (!(r.h > 0))
    r.h = 1e-8 * fd_scale(x);
  for (int t = 0; t < TRIES; t++) {
    r.end = sample(f, data, x, r.h, v);
    if (r.end == FD_NOISE_FOUND) {
      levels(v, sigma, changes);
      r.order = plateau(sigma, changes);
      if (r.order) {
        r.noise = sigma[r.order];
        return r;
      }
      r.end = FD_NOISE_STEP_LARGE;
    }
    const bool grow = r.end == FD_NOISE_STEP_SMALL;
    if (grow ? shrunk : grown) /* there and back: no distance suits */
      return r;
    grown |= grow, shrunk |= !grow;
    r.h *= grow ? 100 : 0.01;
  }
  return r;
}

/* Values that are rounded to few bits make stairs, and points whose distance is
 * a whole number of stairs see none: so it is measured at distances that have
 * no common measure, and the largest counts. */
double fd_noise_bound(fd_function *f, void *data, double x)
{
  static const double distances[] = {1e-8, 0.618e-8, 1.414e-8, 0.282e-8};
  double bound = DBL_EPSILON * fabs(f(x, data));
  for (size_t i = 0; i < sizeof distances / sizeof *distances; i++) {
    const struct fd_noise_result r =
      fd_noise(f, data, x, distances[i] * fd_scale(x));
    if (r.end == FD_NOISE_FOUND)
      bound = fmax(bound, 6 * r.noise);
  }
  return bound > 0 ? bound : DBL_MIN;
}
