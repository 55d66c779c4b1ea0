/* close.h: comparing numbers in tests.  Check's own macros print six digits;
 * these print all. */
#ifndef CLOSE_H
#define CLOSE_H

#include <check.h>
#include <inttypes.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

/* |a - b| <= rel * max(|a|, |b|); infinities and NaN have to be the same. */
static inline int is_close(double a, double b, double rel)
{
  if (isnan(a) || isnan(b))
    return isnan(a) && isnan(b);
  if (isinf(a) || isinf(b))
    return a == b;
  return fabs(a - b) <= rel * fmax(fabs(a), fabs(b));
}

#define assert_close(a, b, rel)                                               \
  do {                                                                        \
    double a_ = (a), b_ = (b);                                                \
    ck_assert_msg(is_close(a_, b_, rel), "%s = %.17g, not %.17g (%s)", #a,    \
                  a_, b_, #b);                                                \
  } while (0)

#define assert_same(a, b) assert_close(a, b, 0)

/* How many doubles lie between a and b: 0 if they are the same, 1 if they are
 * neighbours; UINT64_MAX if just one is NaN.  Doubles of one sign are ordered
 * like their bits. */
static inline uint64_t ulps_between(double a, double b)
{
  int64_t i, j;
  if (isnan(a) || isnan(b))
    return isnan(a) && isnan(b) ? 0 : UINT64_MAX;
  memcpy(&i, &a, sizeof i);
  memcpy(&j, &b, sizeof j);
  i = i < 0 ? INT64_MIN - i : i;
  j = j < 0 ? INT64_MIN - j : j;
  return i < j ? (uint64_t)j - (uint64_t)i : (uint64_t)i - (uint64_t)j;
}

/* A suite's main function: Check speaks TAP when the environment says so. */
static inline int run_suite(Suite *suite)
{
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed != 0;
}

/* Adds a case of one test function, both named alike. */
#define ADD(suite, test)                                                      \
  do {                                                                        \
    TCase *case_ = tcase_create(#test);                                       \
    tcase_set_timeout(case_, 120);                                            \
    tcase_add_test(case_, test);                                              \
    suite_add_tcase(suite, case_);                                            \
  } while (0)

/* Adds a case that runs a test for each element of an array, by _i. */
#define ADD_EACH(suite, name, test, array)                                    \
  do {                                                                        \
    TCase *case_ = tcase_create(name);                                        \
    tcase_set_timeout(case_, 120);                                            \
    tcase_add_loop_test(case_, test, 0, sizeof array / sizeof *array);        \
    suite_add_tcase(suite, case_);                                            \
  } while (0)

#endif
