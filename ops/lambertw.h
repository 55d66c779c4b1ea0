/* lambertw.h: Lambert's W, the inverse of w exp(w), principal branch, with
 * its derivatives.  NaN in gives NaN out; errors are stated in lambertw.c. */
#ifndef DUALTAPE_LAMBERTW_H
#define DUALTAPE_LAMBERTW_H

#ifdef __cplusplus
extern "C" {
#endif

double ad_sf_lambertw(double x);               /* NaN for x < -1/e */
double ad_sf_lambertw_da(double x, double y);  /* y = W(x), already known */
double ad_sf_lambertw_daa(double x, double y); /* the same */

#ifdef __cplusplus
}
#endif
#endif
