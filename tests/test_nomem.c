/* test_nomem.c: the tape when memory runs out, at every allocation in turn.
 * The engine's sources are included here with allocators that fail at the
 * k-th call. */
#include <config.h>

#include <stdlib.h>

static long calls_left = -1; /* -1: never fail */

static int may_allocate(void)
{
  if (calls_left < 0)
    return 1;
  return calls_left-- > 0;
}
static void *test_malloc(size_t size)
{
  return may_allocate() ? malloc(size) : NULL;
}
static void *test_calloc(size_t count, size_t size)
{
  return may_allocate() ? calloc(count, size) : NULL;
}
static void *test_realloc(void *old, size_t size)
{
  return may_allocate() ? realloc(old, size) : NULL;
}

#define malloc test_malloc
#define calloc test_calloc
#define realloc test_realloc
#include "../reverse/sweep.c"
#include "../reverse/tape.c"
#include "../reverse/drivers.c"
#undef malloc
#undef calloc
#undef realloc

#include "close.h"

/* Grows the tape and its constants past several doublings. */
static var long_function(const var *x)
{
  var y = x[0];
  for (int k = 0; k < 3000; k++)
    y = var_add(var_mul(y, var_const(1e-3 * k)), x[1]);
  return y;
}

START_TEST(every_allocation_may_fail)
{
  const double x[] = {1, 2};
  int failures = 0;
  for (long k = 0;; k++) {
    double y = 0, grad[2] = {9, 9};
    calls_left = k;
    enum ad_status status = var_gradient(long_function, NULL, 2, x, &y, grad);
    calls_left = -1;
    if (status == AD_OK)
      break;
    ck_assert_int_eq(status, AD_NO_MEMORY);
    assert_same(grad[0], 9);
    assert_same(grad[1], 9);
    failures++;
  }
  ck_assert_int_ge(failures, 10);
}
END_TEST

START_TEST(a_tape_recovers)
{
  const double x[] = {1, 2};
  double want, got, grad[2];
  ck_assert_int_eq(var_gradient(long_function, NULL, 2, x, &want, grad),
                   AD_OK);
  for (long k = 0; k < 12; k++) {
    tape *t = tape_new();
    calls_left = k;
    enum ad_status status = var_gradient(long_function, t, 2, x, &got, grad);
    calls_left = -1;
    ck_assert_int_eq(status, AD_NO_MEMORY);
    ck_assert_int_eq(var_gradient(long_function, t, 2, x, &got, grad), AD_OK);
    assert_same(got, want);
    tape_free(t);
  }
}
END_TEST

START_TEST(no_tape)
{
  calls_left = 0;
  tape *t = tape_new();
  calls_left = -1;
  ck_assert_ptr_null(t);
}
END_TEST

int main(void)
{
  Suite *s = suite_create("nomem");
  ADD(s, every_allocation_may_fail);
  ADD(s, a_tape_recovers);
  ADD(s, no_tape);
  return run_suite(s);
}
