/* bessel.h: Bessel functions.  POSIX has those of order 0, 1 and n, C has
 * none, so that they are called from bessel.c alone. */
#ifndef DUALTAPE_BESSEL_H
#define DUALTAPE_BESSEL_H

#ifdef __cplusplus
extern "C" {
#endif

/* J_n(x) and Y_n(x), for n = 0, 1, 2: libm's. */
double ad_bessel_j(int n, double x);
double ad_bessel_y(int n, double x);

#ifdef __cplusplus
}
#endif
#endif
