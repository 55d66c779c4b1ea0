/* check.c: exercise 102: forward differences of polynomials, for which the
 * quotient is known in closed form, remainder and all. */
#include "exercise.h"

enum { MOST = 4 }; /* inputs */

#if STUDENT

static const double *asked_c;
static size_t asked_calls;

/* c0 + c1 t + c2 t^2 + c3 t^3 */
static double asked_cubic(double t)
{
  return asked_c[0] + t * (asked_c[1] + t * (asked_c[2] + t * asked_c[3]));
}

/* The sum of a_i x_i^2 + b_i x_i x_{i+1}; a stands before b. */
static double asked_quadratic(size_t n, const double *x)
{
  double sum = 0;
  asked_calls++;
  for (size_t i = 0; i < n; i++)
    sum += asked_c[i] * x[i] * x[i];
  for (size_t i = 0; i + 1 < n; i++)
    sum += asked_c[n + i] * x[i] * x[i + 1];
  return sum;
}

CALL(difference)
{
  asked_c = in + 2;
  out[0] = forward_difference(asked_cubic, in[0], in[1]);
}

/* in: h, x, a, b; out: gradient, x afterwards, calls */
CALL(gradient)
{
  const size_t dim = (m - 1) / 2;
  double x[MOST];
  for (size_t i = 0; i < dim; i++)
    x[i] = in[1 + i];
  asked_c = in + 1 + dim;
  asked_calls = 0;
  forward_gradient(asked_quadratic, dim, x, in[0], out);
  for (size_t i = 0; i < dim; i++)
    out[dim + i] = x[i];
  out[2 * dim] = (double)asked_calls;
}

#else

/* Two digits behind the point. */
static double coefficient(struct judge *j, double example)
{
  const double c = nearbyint(judge_random(j, -300, 300)) / 100;
  return judge_is_example(j) ? example : c;
}

static void difference(struct judge *j)
{
  const double c[4] = {coefficient(j, 0), coefficient(j, 0), coefficient(j, 1),
                       coefficient(j, 0)};
  judge_tell(j, "f(t) = %g + %g t + %g t^2 + %g t^3", c[0], c[1], c[2], c[3]);
  const double x = judge_draw(j, "x", 3, -2, 2),
               h = judge_draw(j, "h", 0.5, 0.05, 0.5);
  const double slope = c[1] + 2 * c[2] * x + 3 * c[3] * x * x,
               bend = c[2] + 3 * c[3] * x, t = fabs(x) + h;
  const double want = slope + h * bend + h * h * c[3];
  double got;
  judge_call(j, "difference", 6, (double[]){x, h, c[0], c[1], c[2], c[3]}, 1,
             &got);
  /* rounding in f, divided by h */
  const double size =
      fabs(c[0]) + fabs(c[1]) * t + fabs(c[2]) * t * t + fabs(c[3]) * t * t * t;
  judge_tolerance(j, 0, 4e-15 * size / h);
  judge_compare(j, "difference", 1, &got, &want);
  judge_suspect(j, "no-h", 1, (double[]){want * h});
  judge_suspect(j, "sign", 1, (double[]){-want});
  judge_suspect(j, "backward", 1, (double[]){slope - h * bend + h * h * c[3]});
  judge_suspect(j, "central", 1, (double[]){slope + h * h * c[3]});
  judge_suspect(j, "half-step", 1, (double[]){slope + h * h / 4 * c[3]});
  judge_suspect(j, "central-half", 1, (double[]){2 * slope + 2 * h * h * c[3]});
}

/* f is a quadratic: the quotient by x_i when the inputs before it are moved by
 * `left` already. */
static double quotient(size_t n, const double *x, const double *a,
                       const double *b, double h, size_t i, double left)
{
  double q = a[i] * (2 * x[i] + h);
  if (i > 0)
    q += b[i - 1] * (x[i - 1] + left);
  if (i + 1 < n)
    q += b[i] * x[i + 1];
  return q;
}

static void gradient(struct judge *j)
{
  static const double example[2] = {3, 2};
  judge_forget(j);
  const size_t n = (size_t)judge_whole(j, "n", 2, 2, MOST);
  double x[MOST], in[1 + 3 * MOST], want[MOST], kept[MOST] = {0};
  double got[2 * MOST + 1], size = 0, sum = 0;
  judge_draws(j, "x", n, judge_is_example(j) ? example : NULL, -2, 2, x);
  const double h = judge_draw(j, "h", 0.5, 0.05, 0.5);
  double *a = in + 1 + n, *b = a + n;
  in[0] = h;
  for (size_t i = 0; i < n; i++) {
    in[1 + i] = x[i];
    a[i] = coefficient(j, i == 0);
    b[i] = coefficient(j, 1);
    size += (fabs(a[i]) + fabs(b[i])) * 6.25 * (1 + fabs(x[i]));
  }
  judge_show(j, "f = sum a_i x_i^2 + b_i x_i x_(i+1) with a", n, a);
  judge_show(j, "b", n - 1, b);
  for (size_t i = 0; i < n; i++) {
    want[i] = quotient(n, x, a, b, h, i, 0);
    sum += want[i] * h; /* f moves by as much, if what moved stays */
    kept[i] = sum + (i > 0 ? b[i - 1] * h * h : 0);
    sum = kept[i];
    kept[i] /= h;
  }
  judge_call(j, "gradient", 3 * n, in, 2 * n + 1, got);
  judge_tolerance(j, 0, 4e-15 * size / h);
  judge_compare(j, "gradient", n, got, want);
  judge_suspect(j, "stays-moved", n, kept);
  double each[MOST], times_h[MOST];
  for (size_t i = 0; i < n; i++) {
    each[i] = kept[n - 1];
    times_h[i] = want[i] * h;
  }
  judge_suspect(j, "all-moved", n, each);
  judge_suspect(j, "no-h", n, times_h);

  judge_tolerance(j, 0, 0);
  judge_compare(j, "x-afterwards", n, got + n, x);
  double off = 0;
  for (size_t i = 0; i < n; i++)
    off = fmax(off, fabs(got[n + i] - x[i]));
  judge_suspect_if(j, "minus-h", off < 1e-14);
  judge_require(j, "calls of f, at most n + 1", got[2 * n] <= (double)n + 1);
  judge_suspect_if(j, "too-many", got[2 * n] > (double)n + 1);
}

JUDGE(j)
{
  while (judge_next(j)) {
    difference(j);
    gradient(j);
  }
}

#endif
