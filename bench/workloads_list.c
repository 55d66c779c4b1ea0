/* workloads_list.c: all workloads, and all ways of dualtape. */
#include <config.h>

#include "workloads_impl.h"

static const struct workload workloads[] = {
  {"W1", "z^2 (x^2 + y)^2 at 10^6 points", 3000000, fill_w1, plain_w1,
   hand_w1, 0, NULL},
  {"W1b", "the sum of W1 over 10^6 points", 3000000, fill_w1, plain_w1,
   hand_w1, 0, NULL},
  {"W2", "Rosenbrock, n = 10^5", 100000, fill_w2, plain_w2, hand_w2, 0, NULL},
  {"W2s", "Rosenbrock, n = 10^3", 1000, fill_w2, plain_w2, hand_w2, 0, NULL},
  {"W3", "x = sin(x) exp(-x) + p x, 10^6 steps", 1000001, fill_w3, plain_w3,
   hand_w3, 0, NULL},
  {"W4", "product of 10^6 numbers", 1000000, fill_w4, plain_w4, hand_w4, 0,
   NULL},
  {"W5", "network 64-64-64-1, batch of 32", NET, fill_w5, plain_w5, hand_w5,
   0, NULL},
  {"W6", "Gaussian mixture, d = 10, K = 25, N = 1000", MIX, fill_w6, plain_w6,
   hand_w6, 0, NULL},
  {"D1", "one direction of W3", 1000001, fill_w3, plain_w3, hand_d1, 1,
   first_direction},
  {"D1W5", "one direction of W5", NET, fill_w5, plain_w5, hand_d1w5, 1,
   random_direction},
  {"D1W6", "one direction of W6", MIX, fill_w6, plain_w6, hand_d1w6, 1,
   random_direction},
  {"D10", "ten directions at once of W6", MIX, fill_w6, plain_w6, hand_d10, 10,
   random_direction},
  {"R10", "gradient of Rosenbrock, n = 10, at 10^5 points", 1000000, fill_w2,
   plain_r10, hand_r10, 0, NULL},
};

const struct workload *workload_at(size_t k)
{
  return k < sizeof workloads / sizeof *workloads ? &workloads[k] : NULL;
}

const struct way *way_at(size_t k)
{
  static const struct way *const all[] = {scalar_ways, matrix_ways, network_ways,
                                          mixture_ways, emitted_ways, forward_ways};
  for (size_t t = 0; t < sizeof all / sizeof *all; t++)
    for (const struct way *w = all[t]; w->name; w++)
      if (k-- == 0)
        return w;
  return NULL;
}
