/* gamma.h: the relatives of the gamma function that libm lacks.  NaN in, NaN
 * out; errors are stated in gamma.c. */
#ifndef DUALTAPE_GAMMA_H
#define DUALTAPE_GAMMA_H

#ifdef __cplusplus
extern "C" {
#endif

/* log |Gamma(x)|, libm's; NaN at -Inf, where there is no limit. */
double ad_sf_lgamma(double x);

/* psi^(n)(x), the n-th derivative of psi = (log Gamma)', n = 0 .. 3: digamma,
 * trigamma, and two more.  At the poles 0, -1, -2, ... the limit if both sides
 * agree (n odd), else NaN; at -0 and +0 the side is known. */
double ad_sf_polygamma(int n, double x);

/* log B(a, b) = log(Gamma(a) Gamma(b)/Gamma(a+b)), a, b > 0. */
double ad_sf_lbeta(double a, double b);

/* psi^(n)(a) - psi^(n)(a+b), n = 0, 1, a, b > 0, without cancellation where b
 * is small: the partials of log B with respect to a. */
double ad_sf_lbeta_da(double a, double b);
double ad_sf_lbeta_daa(double a, double b);

#ifdef __cplusplus
}
#endif
#endif
