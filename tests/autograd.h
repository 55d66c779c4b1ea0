/* autograd.h: what the rooms test_autograd_*.c share: a tape for each test, and
 * short ways to ask. */
#ifndef TEST_AUTOGRAD_H
#define TEST_AUTOGRAD_H

#include <stdio.h>

#include "close.h"

#include "../dualtape.h"

static tape *t;

static inline void autograd_begin(void) { t = tape_new(); }
static inline void autograd_end(void) { tape_free(t); }

static inline TCase *autograd_case(Suite *s)
{
  TCase *c = tcase_create("autograd");
  suite_add_tcase(s, c);
  tcase_add_checked_fixture(c, autograd_begin, autograd_end);
  return c;
}

/* What x.grad is; NaN if there is none. */
static inline double grad(var x)
{
  double g = NAN;
  var_grad(x, &g);
  return g;
}

static inline bool message_has(const char *text)
{
  if (strstr(tape_message(t), text))
    return true;
  fprintf(stderr, "message: %s\n", tape_message(t));
  return false;
}

/* The .grad of a matrix of n numbers is `want`. */
#define assert_grad(x, n, want, rel)                                          \
  do {                                                                        \
    double grad_[n];                                                          \
    ck_assert(var_mat_grad(x, grad_));                                        \
    for (int k_ = 0; k_ < (n); k_++)                                          \
      assert_close(grad_[k_], (want)[k_], rel);                               \
  } while (0)

#endif
