/* random.h: random numbers that are the same in every run and on every machine
 * with the same libm: SplitMix64 (G. Steele, D. Lea, C. Flood, OOPSLA 2014).
 *
 *   struct ad_random random = ad_random_seed(7);
 *   double noise = 0.02 * ad_random_normal(&random);
 *
 * For data of examples and starts of searches; not for secrets. */
#ifndef DUALTAPE_RANDOM_H
#define DUALTAPE_RANDOM_H

#include <math.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct ad_random {
  uint64_t state;
};

/* A generator; any seed will do, and each gives a sequence of its own. */
static inline struct ad_random ad_random_seed(uint64_t seed)
{
  struct ad_random r;
  r.state = seed;
  return r;
}

/* 64 random bits. */
static inline uint64_t ad_random_bits(struct ad_random *r)
{
  uint64_t z = r->state += UINT64_C(0x9E3779B97F4A7C15);
  z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
  z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
  return z ^ z >> 31;
}

/* Uniform in [0, 1), a multiple of 2^-53. */
static inline double ad_random_unit(struct ad_random *r)
{
  return (double)(ad_random_bits(r) >> 11) / 9007199254740992.0;
}

/* Normal, of mean 0 and variance 1, by G. Box and M. Muller (Ann. Math. Stat.
 * 29 (1958)): sqrt(-2 log u) cos(2 pi v), of whose pair only one is used. */
static inline double ad_random_normal(struct ad_random *r)
{
  const double u = 1 - ad_random_unit(r); /* in (0, 1] */
  const double v = ad_random_unit(r);
  return sqrt(-2 * log(u)) * cos(6.283185307179586 * v);
}

#ifdef __cplusplus
}
#endif
#endif
