/* erf.h: the relatives of erf that libm lacks, each with its derivatives.
 * For each function NaN in gives NaN out; errors are stated in erf.c. */
#ifndef DUALTAPE_ERF_H
#define DUALTAPE_ERF_H

#ifdef __cplusplus
extern "C" {
#endif

double ad_sf_erfcx(double x);                /* exp(x^2) erfc(x) */
double ad_sf_erfcx_da(double x);             /* 2x erfcx(x) - 2/sqrt(pi) */
double ad_sf_erfcx_daa(double x);            /* 2 erfcx(x) + 2x erfcx'(x) */
double ad_sf_erfinv(double x);               /* y with erf(y) = x */
double ad_sf_erfinv_da(double x, double y);  /* y = erfinv(x), already known */
double ad_sf_erfinv_daa(double x, double y); /* the same */
double ad_sf_normcdf(double x);              /* Phi(x) = erfc(-x/sqrt(2))/2 */
double ad_sf_normpdf(double x);              /* exp(-x^2/2)/sqrt(2 pi) */

#ifdef __cplusplus
}
#endif
#endif
