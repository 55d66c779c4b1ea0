/* check.c: exercise @NUMBER@: a product and its derivative. */
#include "exercise.h"

#if STUDENT

CALL(value) { out[0] = @C@_value(in[0]); }
CALL(derivative) { out[0] = @C@_derivative(in[0]); }

#else

JUDGE(j)
{
  judge_tolerance(j, 1e-13, 1e-14); /* the two terms of f' may cancel */
  while (judge_next(j)) {
    const double x = judge_draw(j, "x", 1, -3, 3);
    double f, df, value, derivative;
    judge_gradient(j, "x^2 * sin(x)", &x, &f, &df);

    judge_call(j, "value", 1, &x, 1, &value);
    judge_compare(j, "value", 1, &value, &f);

    judge_call(j, "derivative", 1, &x, 1, &derivative);
    judge_compare(j, "derivative", 1, &derivative, &df);

    /* what each file of wrong/ gives */
    judge_suspect(j, "product", 1, (double[]){2 * x * cos(x)});
    judge_suspect(j, "one-term", 1, (double[]){2 * x * sin(x)});
    judge_suspect(j, "one-term", 1, (double[]){x * x * cos(x)});
    judge_suspect(j, "sign", 1, (double[]){2 * x * sin(x) - x * x * cos(x)});
  }
}

#endif
