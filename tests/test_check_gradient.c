/* test_check_gradient.c: right gradients pass; of wrong ones the component and
 * the kind of mistake are named. */
#include <config.h>

#include <stdio.h>
#include <string.h>

#include "close.h"
#include "compare/check_gradient.h"
#include "compare/random.h"

/* f = x0^2 x1 + sin(x2) x3 + exp(x4) + x5 x0 + 3 x1: one mistake at a time. */
enum { N = 6 };
enum planted {
  NONE, SIGN, ALL_SIGNS, HALF, TWICE, ZERO, TERM, CONSTANT, PRODUCT, EXCHANGED,
  SHIFTED, TRANSPOSED, STALE, ADDED, NOT_FINITE, OTHER, TIMES, PLANTED
};

static double value(const double *x)
{
  return x[0] * x[0] * x[1] + sin(x[2]) * x[3] + exp(x[4]) + x[5] * x[0] +
         3 * x[1];
}

static void right(const double *x, double *g)
{
  g[0] = 2 * x[0] * x[1] + x[5];
  g[1] = x[0] * x[0] + 3;
  g[2] = cos(x[2]) * x[3];
  g[3] = sin(x[2]);
  g[4] = exp(x[4]);
  g[5] = x[0];
}

static double planted(unsigned n, const double *x, double *grad, void *data)
{
  static double kept[N];
  const enum planted mistake = *(const enum planted *)data;
  double g[N], h[N];
  ck_assert_int_eq((int)n, N);
  if (!grad)
    return value(x);
  right(x, g);
  memcpy(h, g, sizeof g);
  switch (mistake) {
  case NONE: case PLANTED: break;
  case SIGN: g[3] = -g[3]; break;
  case ALL_SIGNS: for (int j = 0; j < N; j++) g[j] = -g[j]; break;
  case HALF: g[0] /= 2; break;
  case TWICE: g[1] *= 2; break;
  case ZERO: g[4] = 0; break;
  case TERM: g[0] -= x[5]; break;
  case CONSTANT: g[1] -= 3; break;
  case PRODUCT: g[0] -= 2 * x[0] * x[1]; break;
  case EXCHANGED: g[2] = h[3], g[3] = h[2]; break;
  case SHIFTED: for (int j = 0; j < N; j++) g[j] = h[(j + 1) % N]; break;
  case TRANSPOSED: for (int j = 0; j < N; j++) g[j] = h[j % 2 * 3 + j / 2]; break;
  case STALE: memcpy(g, kept, sizeof g); memcpy(kept, h, sizeof h); break;
  case ADDED: for (int j = 0; j < N; j++) g[j] += grad[j]; break;
  case NOT_FINITE: g[5] = NAN; break;
  case TIMES: g[2] = cos(x[2]); break;
  case OTHER: g[4] = exp(2 * x[4]); break;
  }
  memcpy(grad, g, sizeof g);
  return value(x);
}

static const struct {
  enum check_mistake mistake;
  int index; /* -1: any */
  double factor;
  size_t other, second, wrong;
  const char *text;
} expected[PLANTED] = {
  [NONE] = {CHECK_RIGHT, 0, 0, 0, N, 0, "is right"},
  [SIGN] = {CHECK_SIGN, 3, -1, 0, N, 1, "wrong sign"},
  [ALL_SIGNS] = {CHECK_SIGN, -1, -1, 0, N, N, "wrong sign"},
  [HALF] = {CHECK_FACTOR, 0, 0.5, 0, N, 1, "is 0.5 times"},
  [TWICE] = {CHECK_FACTOR, 1, 2, 0, N, 1, "is 2 times"},
  [ZERO] = {CHECK_ZERO, 4, 0, 0, N, 1, "ever written"},
  [TERM] = {CHECK_TERM, 0, 1, 5, N, 1, "1 * x[5] would"},
  [CONSTANT] = {CHECK_TERM, 1, 3, N, N, 1, "3 * 1 would"},
  [PRODUCT] = {CHECK_TERM, 0, 2, 1, 0, 1, "2 * x[0] * x[1] would"},
  [EXCHANGED] = {CHECK_EXCHANGED, -1, 0, 0, N, 2, "exchanged"},
  [SHIFTED] = {CHECK_SHIFTED, -1, 0, 0, N, N, "shifted"},
  [TRANSPOSED] = {CHECK_TRANSPOSED, -1, 0, 0, N, 4, "2 x 3 it is transposed"},
  [STALE] = {CHECK_STALE, -1, 0, 0, N, N, "call before"},
  [ADDED] = {CHECK_ACCUMULATES, -1, 0, 0, N, N, "not +="},
  [NOT_FINITE] = {CHECK_NOT_FINITE, 5, 0, 0, N, 1, "not finite"},
  [TIMES] = {CHECK_TIMES, 2, 1, 3, N, 1, "times 1 * x[3] it"},
  [OTHER] = {CHECK_WRONG, 4, 0, 0, N, 1, "no simple"},
};

static const double place[N] = {0.7, -1.2, 0.4, 2.5, 0.3, 1.9};

START_TEST(mistakes)
{
  enum planted mistake = (enum planted)_i;
  for (uint64_t seed = 1; seed <= 20; seed++) {
    const struct check_gradient_options o = {.seed = seed};
    struct check_gradient_report r;
    char text[400];
    ck_assert_int_eq(check_gradient(planted, &mistake, N, place, &o, &r), AD_OK);
    ck_assert_int_eq(r.right, mistake == NONE);
    ck_assert(check_gradient_text(&r, text, sizeof text) > 0);
    ck_assert_msg(r.mistake == expected[_i].mistake, "%d: %s", _i, text);
    ck_assert_msg(strstr(text, expected[_i].text) != NULL, "%d: %s", _i, text);
    ck_assert_msg(r.wrong == expected[_i].wrong, "%d: %zu wrong: %s", _i, r.wrong,
                  text);
    if (expected[_i].index >= 0)
      ck_assert_int_eq((int)r.index, expected[_i].index);
    if (expected[_i].factor != 0)
      ck_assert(is_close(r.factor, expected[_i].factor, 1e-6));
    if (r.mistake == CHECK_TERM) {
      ck_assert_uint_eq(r.other, expected[_i].other);
      ck_assert_uint_eq(r.second, expected[_i].second);
    }
    ck_assert_uint_eq(r.judged, N * 6);
  }
}
END_TEST

/* ---- no false alarm, no miss ------------------------------------------------------ */

/* Quadratics with random coefficients, and one of them slightly wrong. */
struct quadratic {
  double a[N][N], b[N], off;
};
static double quadratic(unsigned n, const double *x, double *grad, void *data)
{
  const struct quadratic *q = data;
  double y = 0;
  for (unsigned i = 0; i < n; i++) {
    double g = q->b[i];
    y += q->b[i] * x[i];
    for (unsigned j = 0; j < n; j++) {
      y += q->a[i][j] * x[i] * x[j];
      g += (q->a[i][j] + q->a[j][i]) * x[j];
    }
    if (grad)
      grad[i] = i == 2 ? g + q->off : g;
  }
  return y;
}
START_TEST(random_gradients)
{
  struct ad_random random = ad_random_seed(5);
  for (int k = 0; k < 300; k++) {
    struct quadratic q;
    double x[N];
    struct check_gradient_report r;
    const struct check_gradient_options o = {.seed = (uint64_t)k};
    for (int i = 0; i < N; i++) {
      q.b[i] = ad_random_normal(&random), x[i] = ad_random_normal(&random);
      for (int j = 0; j < N; j++)
        q.a[i][j] = ad_random_normal(&random);
    }
    q.off = 0;
    ck_assert_int_eq(check_gradient(quadratic, &q, N, x, &o, &r), AD_OK);
    ck_assert_msg(r.right, "false alarm %d", k);
    q.off = 1e-6;
    ck_assert_int_eq(check_gradient(quadratic, &q, N, x, &o, &r), AD_OK);
    ck_assert_msg(!r.right && r.index == 2 && r.wrong == 1, "missed %d", k);
  }
}
END_TEST

/* ---- what cannot be judged ----------------------------------------------------------- */

static double undefined(unsigned n, const double *x, double *grad, void *data)
{
  (void)n, (void)data;
  if (grad)
    grad[0] = 1;
  return sqrt(-1 - x[0] * x[0]);
}
START_TEST(nothing_to_say)
{
  const double x[] = {0};
  struct check_gradient_report r;
  char text[200];
  ck_assert_int_eq(check_gradient(undefined, NULL, 1, x, NULL, &r), AD_OK);
  ck_assert(!r.right && r.judged == 0 && r.unjudged == 6);
  check_gradient_text(&r, text, sizeof text);
  ck_assert(strstr(text, "nothing") != NULL);
  ck_assert_int_eq(check_gradient(NULL, NULL, 1, x, NULL, &r), AD_BAD_ARGUMENT);
  ck_assert_int_eq(check_gradient(undefined, NULL, 0, x, NULL, &r),
                   AD_BAD_ARGUMENT);
}
END_TEST

int main(void)
{
  Suite *s = suite_create("check_gradient");
  ADD_EACH(s, "mistakes", mistakes, expected);
  ADD(s, random_gradients);
  ADD(s, nothing_to_say);
  return run_suite(s);
}
