/* sample.h: arguments from all of an op's domain: numbers that matter, their
 * neighbours, and random ones of every size; the same ones in every run. */
#ifndef SAMPLE_H
#define SAMPLE_H

#include <float.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "../ops/info.h"

/* SplitMix64 (G. Steele, D. Lea, C. Flood, OOPSLA 2014). */
static inline uint64_t sample_bits(uint64_t *state)
{
  uint64_t z = *state += UINT64_C(0x9E3779B97F4A7C15);
  z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
  z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
  return z ^ z >> 31;
}

static inline double sample_unit(uint64_t *state)
{
  return (double)(sample_bits(state) >> 11) * 0x1p-53;
}

/* Tails, poles, corners, branch points, zeros of partials, the ends of the
 * range; each also occurs with a minus, and next to itself. */
static const double sample_points[] = {
  0, 5e-324, 1e-310, DBL_MIN, 1e-300, 1e-160, 1e-100, 1e-20, 1e-16, 1e-8, 1e-4,
  0.01, 0.1, 0.25, 0.3, 1 / 2.718281828459045, 0.5, 0.6931471805599453, 0.75,
  0.99, 1, 1.2784645427610738, 1.4616321449683623, 1.5, 1.5707963267948966, 2,
  2.302585092994046, 2.718281828459045, 3, 3.141592653589793, 5, 7.5, 8, 10,
  16, 20, 26.6, 33.3, 37, 40, 100, 170.5, 354, 700, 708.4, 709.7, 745, 1e3,
  1e5, 1e8, 1e15, 4503599627370497.5, 1e17, 1e50, 1e100, 1e154, 1e200, 1e300,
  DBL_MAX};
enum { SAMPLE_POINTS = sizeof sample_points / sizeof *sample_points };

static inline double sample_number(uint64_t *state)
{
  const double sign = sample_bits(state) & 1 ? 1 : -1;
  const double u = sample_unit(state);
  switch (sample_bits(state) % 8) {
  case 0: return sign * sample_points[sample_bits(state) % SAMPLE_POINTS];
  case 1: {
    double x = sign * sample_points[sample_bits(state) % SAMPLE_POINTS];
    return nextafter(x, u < 0.5 ? -INFINITY : INFINITY);
  }
  case 2: return sign * ldexp(0.5 + u, (int)(sample_bits(state) % 2098) - 1074);
  case 3: return sign * u;
  case 4: return sign * 10 * u;
  case 5: return sign * 800 * u;
  case 6: return sign * (1 + ldexp(u - 0.5, -(int)(sample_bits(state) % 52)));
  default:
    return sign * (floor(20 * u) +
                   ldexp(1, -1 - (int)(sample_bits(state) % 40)));
  }
}

/* Finite arguments of the op, inside its domain and off its edges; false if
 * 100 attempts found none. */
static inline bool sample(enum ad_op op, uint64_t *state, double *x)
{
  for (int attempt = 0; attempt < 100; attempt++) {
    for (int k = 0; k < AD_OP_ARGS; k++)
      x[k] = k < ad_op_arity(op) ? sample_number(state) : 0;
    /* Arguments of a like size meet more often than chance would have it. */
    if (sample_bits(state) & 1)
      for (int k = 1; k < ad_op_arity(op); k++)
        x[k] = x[0] * (1 + x[k] / (1 + fabs(x[k])));
    bool finite = true;
    for (int k = 0; k < AD_OP_ARGS; k++)
      finite = finite && isfinite(x[k]);
    if (!finite)
      continue;
    if (ad_op_info(op)->kind == AD_INTEGER)
      x[1] = (double)(sample_bits(state) % 41) - 20;
    if (ad_op_defined(op, x[0], x[1], x[2]) &&
        !ad_op_on_edge(op, x[0], x[1], x[2]))
      return true;
  }
  return false;
}

#endif
