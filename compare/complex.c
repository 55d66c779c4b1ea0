/* complex.c: the forms of complex.def, and who refuses.
 *
 * z = x + iy; y may be 10^20 times smaller than x, and has to keep its bits. */
#include <config.h>

#include "complex.h"

#include <complex.h>
#include <float.h>
#include <stdio.h>

#include "messages.h"

static double complex both(double re, double im)
{
  /* CMPLX is missing in some compilers; an array has the same layout (C11,
   * 6.2.5); re + I * im would lose the sign of 0. */
  const union {
    double parts[2];
    double complex z;
  } u = {{re, im}};
  return u.z;
}

static double complex scaled(double complex z, int n)
{
  return both(ldexp(creal(z), n), ldexp(cimag(z), n));
}

/* ab + c, its large real parts rounded once. */
static double complex product_and_sum(double complex a, double complex b,
                                      double complex c)
{
  return both(fma(creal(a), creal(b), creal(c)) - cimag(a) * cimag(b),
              creal(a) * cimag(b) + cimag(a) * creal(b) + cimag(c));
}

/* (z/x)^p = (1 + it)^p with t = y/x: the small turn apart from the size, so
 * that x may be negative where p is an integer or the root is odd. */
static double complex turned(double complex z, double complex p)
{
  const double t = cimag(z) / creal(z);
  return cexp(p * both(log1p(t * t) / 2, atan(t)));
}

/* a^b = x^u (a/x)^b exp(i v log x) with b = u + iv. */
static double complex power(double complex a, double complex b)
{
  const double x = creal(a), v = cimag(b);
  const double phase = v == 0 ? 0 : v * log(x);
  return pow(x, creal(b)) * (turned(a, b) * cexp(both(0, phase)));
}

static double complex integer_power(double complex a, int n)
{
  const double size = pow(cimag(a), n);
  if (n == 0)
    return 1;
  if (creal(a) != 0)
    return pow(creal(a), n) * turned(a, n);
  switch (n & 3) { /* (iy)^n */
  case 0: return size;
  case 1: return both(0, size);
  case 2: return -size;
  default: return both(0, -size);
  }
}

/* e^z - 1 = (e^x - 1) cos y - 2 sin^2(y/2) + i e^x sin y. */
static double complex exp_minus_one(double complex z)
{
  const double x = creal(z), y = cimag(z), s = sin(y / 2);
  return both(expm1(x) * cos(y) - 2 * s * s, exp(x) * sin(y));
}

/* log|1 + z| + i arg(1 + z), with |1 + z|^2 = (1+x)^2 (1 + (y/(1+x))^2). */
static double complex log_of_one_plus(double complex z)
{
  const double x = creal(z), y = cimag(z), t = y / (1 + x);
  return both(log1p(x) + log1p(t * t) / 2, atan2(y, 1 + x));
}

/* z log z = x (1 + it)(log x + log(1 + it)); its imaginary part is y times
 * 1 + log x and terms in t^3, gathered before 1 and log x cancel. */
static double complex times_log(double complex z)
{
  const double x = creal(z), y = cimag(z), t = y / x;
  const double size = log1p(t * t) / 2, angle = atan(t);
  return both(x * (log(x) + size) - y * angle,
              y * ad_one_plus_log(x) + x * (angle - t) + y * size);
}

/* e^(a - b), with what the rounding of the real difference took. */
static double complex exp_of_difference(double complex a, double complex b)
{
  const double d = creal(a) - creal(b);
  if (d < -1000)
    return 0;
  return cexp(both(d, cimag(a) - cimag(b))) *
         exp(ad_rest_of_difference(creal(a), creal(b), d));
}

/* log(z/(1-z)): sizes of z and 1 - z beside their real parts' odds. */
static double complex log_odds(double complex z)
{
  const double x = creal(z), y = cimag(z), t = y / x, u = y / (1 - x);
  return both(ad_log_odds(x) + (log1p(t * t) - log1p(u * u)) / 2,
              atan2(y, x) + atan2(y, 1 - x));
}

/* 1/(1 + e^-z), with the exponential that does not overflow. */
static double complex logistic(double complex z)
{
  const double complex e = cexp(creal(z) < 0 ? z : -z);
  return (creal(z) < 0 ? e : 1) / (1 + e);
}

static double complex log_of_one_plus_exp(double complex z)
{
  return creal(z) <= 0 ? log_of_one_plus(cexp(z))
                       : z + log_of_one_plus(cexp(-z));
}

/* sin(z)/z; near 0, where that cancels, the power series. */
static double complex cardinal(double complex z)
{
  const double complex q = z * z;
  double complex sum = 1;
  if (fabs(creal(z)) >= 1 || fabs(cimag(z)) >= 1)
    return csin(z) / z;
  for (int k = 18; k > 0; k -= 2)
    sum = 1 - q * sum / (k * (k + 1));
  return sum;
}

/* sqrt(a^2 + b^2), scaled so that no square overflows: no modulus. */
static double complex length(double complex a, double complex b)
{
  int e;
  (void)frexp(fmax(fabs(creal(a)), fabs(creal(b))), &e);
  a = scaled(a, -e), b = scaled(b, -e);
  return scaled(csqrt(a * a + b * b), e);
}

/* The angle of the point (b, a), by the quotient that is at most 1. */
static double complex angle(double complex a, double complex b)
{
  if (fabs(creal(a)) > fabs(creal(b)))
    return copysign(AD_PI / 2, creal(a)) - catan(b / a);
  return (creal(b) > 0 ? 0 : copysign(AD_PI, creal(a))) + catan(a / b);
}

/* ---- the table ---------------------------------------------------------- */

typedef double complex form(double complex a, double complex b,
                            double complex c, int n);
typedef double largest_term(double complex a);

#define CANCELS(name, value, size)                                            \
  static double term_##name(double complex a)                                 \
  {                                                                           \
    (void)a;                                                                  \
    return size;                                                              \
  }                                                                           \
  ANALYTIC(name, value)
#define ANALYTIC(name, value)                                                 \
  static double complex form_##name(double complex a, double complex b,       \
                                    double complex c, int n)                  \
  {                                                                           \
    (void)a, (void)b, (void)c, (void)n;                                       \
    return value;                                                             \
  }
#include "complex.def"

/* Ops that complex.def does not have stay all NULL. */
static const struct line {
  form *form;
  largest_term *term;
  const char *why;
} lines[AD_OP_COUNT] = {
#define ANALYTIC(name, value) [AD_OP_##name] = {form_##name, NULL, NULL},
#define CANCELS(name, ...) [AD_OP_##name] = {form_##name, term_##name, NULL},
#define NOT_ANALYTIC(name, why) [AD_OP_##name] = {NULL, NULL, why},
#define NO_FORM(name, why) [AD_OP_##name] = {NULL, NULL, why},
#include "complex.def"
};

const char *ad_complex_refusal(enum ad_op op)
{
  if ((unsigned)op >= AD_OP_COUNT)
    return N_("is no op");
  return lines[op].form  ? NULL
         : lines[op].why ? lines[op].why
                         : N_("has no known complex form");
}

/* ---- refusals ----------------------------------------------------------- */

/* What `refused` says: one of these, plus an op. */
enum {
  NO_FUNCTION = 1,
  NO_OP,
  ON_EDGE = NO_OP + AD_OP_COUNT,
  NO_MATRIX = ON_EDGE + AD_OP_COUNT,
};

static cplx refuse(int refused)
{
  cplx z = cplx_const(NAN);
  z.refused = refused;
  return z;
}

cplx ad_complex_refuse_function(void) { return refuse(NO_FUNCTION); }

cplx ad_complex_refuse_matrix(enum ad_matrix_op op)
{
  return refuse(NO_MATRIX + (int)op);
}

int ad_complex_reason(int refused, char *text, size_t size)
{
  if (refused >= NO_MATRIX && refused < NO_MATRIX + AD_MATRIX_COUNT)
    return snprintf(text, size, _("%s %s"),
                    ad_matrix_info((enum ad_matrix_op)(refused - NO_MATRIX))
                      ->name,
                    _("has no known complex form"));
  if (refused >= ON_EDGE && refused < NO_MATRIX) {
    const struct ad_op_info *op = ad_op_info((enum ad_op)(refused - ON_EDGE));
    return snprintf(text, size, _("%s is not analytic on its edge, %s"),
                    op->name, op->edge);
  }
  if (refused >= NO_OP && refused < ON_EDGE) {
    const enum ad_op op = (enum ad_op)(refused - NO_OP);
    const char *why = ad_complex_refusal(op);
    return snprintf(text, size, _("%s %s"), ad_op_info(op)->name,
                    why ? _(why) : "");
  }
  return snprintf(text, size, "%s", refused == NO_FUNCTION
                  ? _("the function is not written over complex numbers") : "");
}

/* ---- an op -------------------------------------------------------------- */

/* The real part y of a form is the op's own value where only rounding lies
 * between the two. */
static double same(double y, double value)
{
  return fabs(y - value) <= 16 * DBL_EPSILON * fabs(value) ? value : y;
}

/* What slack of the arguments does to the result, by the op's partials, and
 * what the op adds. */
static double slack(enum ad_op op, const double *re, const cplx *x)
{
  double sum = 0;
  for (int k = 0; k < ad_op_variables(op); k++)
    if (x[k].slack > 0)
      sum += x[k].slack * fabs(ad_op_eval(op, re[0], re[1], re[2]).d[k]) +
             DBL_TRUE_MIN; /* once there is slack, there is */
  if (lines[op].term && x->im != 0)
    sum += 8 * DBL_EPSILON * fabs(x->im) *
           lines[op].term(both(x->re, x->im));
  return sum;
}

cplx ad_complex_op(enum ad_op op, const cplx *x, int n)
{
  double re[AD_OP_ARGS] = {0}, im[AD_OP_ARGS] = {0};
  bool varies = false;
  if ((unsigned)op >= AD_OP_COUNT)
    return refuse(NO_FUNCTION);
  for (int k = 0; k < ad_op_variables(op); k++) {
    if (x[k].refused)
      return x[k];
    re[k] = x[k].re, im[k] = x[k].im;
    varies = varies || im[k] != 0;
  }
  if (ad_op_info(op)->kind == AD_INTEGER)
    re[1] = n;
  const double value = ad_op_value(op, re[0], re[1], re[2]);
  if (!varies) {
    cplx z = cplx_const(value);
    z.slack = slack(op, re, x);
    return z;
  }
  if (!lines[op].form)
    return refuse(NO_OP + (int)op);
  if (ad_op_on_edge(op, re[0], re[1], re[2]))
    return refuse(ON_EDGE + (int)op);
  if (!ad_op_defined(op, re[0], re[1], re[2]))
    return cplx_make(NAN, NAN);
  const double complex y = lines[op].form(
    both(re[0], im[0]), both(re[1], im[1]), both(re[2], im[2]), n);
  cplx z = cplx_make(same(creal(y), value), cimag(y));
  z.slack = slack(op, re, x);
  if (fabs(z.im) < DBL_MIN)
    z.slack += 4 * DBL_TRUE_MIN; /* it underflowed, or may have */
  return z;
}
