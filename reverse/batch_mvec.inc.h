/* batch_mvec.inc.h: tells the compiler that there are vector functions beside
 * libm's: then loops that call one call libmvec.  glibc's own <math.h> says so
 * only under -ffast-math, which would change all other arithmetic, too. */
#include <math.h>

#define VECTOR __attribute__((__simd__("notinbranch")))
VECTOR double exp(double);
VECTOR double log(double);
VECTOR double sin(double);
VECTOR double cos(double);
VECTOR double pow(double, double);
#if HAVE_LIBMVEC_MORE /* glibc 2.35 */
VECTOR double acos(double);
VECTOR double acosh(double);
VECTOR double asin(double);
VECTOR double asinh(double);
VECTOR double atan(double);
VECTOR double atan2(double, double);
VECTOR double atanh(double);
VECTOR double cbrt(double);
VECTOR double cosh(double);
VECTOR double erf(double);
VECTOR double erfc(double);
VECTOR double exp2(double);
VECTOR double expm1(double);
VECTOR double hypot(double, double);
VECTOR double log10(double);
VECTOR double log1p(double);
VECTOR double log2(double);
VECTOR double sinh(double);
VECTOR double tan(double);
VECTOR double tanh(double);
#endif
#undef VECTOR
