/* check.c: exercise 103: central differences of polynomials, whose errors are
 * known in closed form: of c3 t^3 it is c3 h^2, of c5 t^5 it is 10 c5 x^2 h^2 +
 * c5 h^4. */
#include "exercise.h"

#if STUDENT

static const double *asked_c;

/* c0 + c1 t + c2 t^2 + c3 t^3 + c5 t^5 */
static double asked_f(double t)
{
  const double t2 = t * t;
  return asked_c[0] + t * (asked_c[1] + t * asked_c[2]) +
         t * t2 * (asked_c[3] + t2 * asked_c[4]);
}

CALL(difference)
{
  asked_c = in + 3;
  out[0] = central_difference(asked_f, in[0], in[1]);
}

CALL(order)
{
  asked_c = in + 3;
  out[0] = observed_order(asked_f, in[0], in[1], in[2]);
}

#else

static double coefficient(struct judge *j, double example, double from,
                          double to)
{
  const double c = nearbyint(judge_random(j, from, to) * 100) / 100;
  return judge_is_example(j) ? example : c;
}

/* f(x) with these coefficients. */
static double f(const double c[5], double x)
{
  return c[0] + c[1] * x + c[2] * x * x + c[3] * pow(x, 3) + c[4] * pow(x, 5);
}

/* D(h) - f'(x) */
static double error(const double c[5], double x, double h)
{
  return h * h * (c[3] + 10 * c[4] * x * x) + c[4] * pow(h, 4);
}

/* (f(x + h) - f(x)) / h - f'(x) for the forward difference, by Taylor's
 * formula. */
static double forward_error(const double c[5], double x, double h)
{
  return error(c, x, h) + h * (c[2] + 3 * c[3] * x + 10 * c[4] * pow(x, 3)) +
         5 * c[4] * x * pow(h, 3);
}

JUDGE(j)
{
  while (judge_next(j)) {
    const double sign =
        judge_random(j, -1, 1) < 0 && !judge_is_example(j) ? -1 : 1;
    const double c[5] = {coefficient(j, 0, -3, 3), coefficient(j, 0, -3, 3),
                         coefficient(j, 0, -3, 3),
                         sign * coefficient(j, 1, 0.5, 2),
                         sign * coefficient(j, 0, 0.5, 2)};
    judge_tell(j, "f(t) = %g + %g t + %g t^2 + %g t^3 + %g t^5", c[0], c[1],
               c[2], c[3], c[4]);
    const double x = judge_draw(j, "x", 1, -1.5, 1.5),
                 h = judge_draw(j, "h", 0.5, 0.25, 1);
    const double slope =
        c[1] + 2 * c[2] * x + 3 * c[3] * x * x + 5 * c[4] * pow(x, 4);
    const double e = error(c, x, h), half = error(c, x, h / 2);
    const double want = slope + e, order = log2(e / half);
    double got;

    const double in[8] = {x, h, slope, c[0], c[1], c[2], c[3], c[4]};
    judge_call(j, "difference", 8, in, 1, &got);
    judge_tolerance(j, 0, 1e-12);
    judge_compare(j, "difference", 1, &got, &want);
    judge_suspect(j, "one-h", 1, (double[]){2 * want});
    judge_suspect(j, "no-h", 1, (double[]){2 * h * want});
    judge_suspect(j, "times-h", 1, (double[]){want * h * h});
    judge_suspect(j, "forward", 1, (double[]){slope + forward_error(c, x, h)});
    judge_suspect(j, "forward", 1, (double[]){slope + forward_error(c, x, -h)});
    judge_suspect(j, "half-step", 1, (double[]){slope + half});
    judge_suspect(j, "plus", 1,
                  (double[]){(f(c, x + h) + f(c, x - h)) / (2 * h)});
    judge_suspect(j, "sign", 1, (double[]){-want});

    judge_call(j, "order", 8, in, 1, &got);
    judge_tolerance(j, 0, 1e-9);
    judge_compare(j, "order", 1, &got, &order);
    judge_suspect(j, "natural-log", 1, (double[]){order * log(2)});
    judge_suspect(j, "log10", 1, (double[]){order * log10(2)});
    judge_suspect(j, "no-log", 1, (double[]){e / half});
    judge_suspect(j, "inverted", 1, (double[]){-order});
    judge_suspect(j, "not-errors", 1,
                  (double[]){log2(fabs((slope + e) / (slope + half)))});
    judge_suspect(j, "doubled", 1, (double[]){log2(error(c, x, 2 * h) / e)});
    judge_suspect(j, "whole", 1, (double[]){2});
  }
}

#endif
