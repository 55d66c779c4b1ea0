/* strd.h: reads the nonlinear regression sets of the NIST Statistical Reference
 * Datasets (https://www.itl.nist.gov/div898/strd/), in the format in which NIST
 * publishes them: a model, two starts, data, and parameters, standard
 * deviations and sums of squares certified to 11 digits.  Such a set judges a
 * fit. */
#ifndef DUALTAPE_STRD_H
#define DUALTAPE_STRD_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
  AD_STRD_PARAMETERS = 32, /* at most; NIST's largest set has 9 */
  AD_STRD_DIGITS = 11,     /* the digits that are certified */
  AD_STRD_LONGEST =
      1 << 24 /* bytes of a file; NIST's largest has 13 thousand */
};

struct ad_strd {
  char name[32];
  char *formula; /* the model as ad_formula_parse takes it; its inputs are b1,
                  * b2, ..., x */
  size_t parameters, count; /* b1, b2, ...; observations */
  double start[2][AD_STRD_PARAMETERS];
  double certified[AD_STRD_PARAMETERS], deviation[AD_STRD_PARAMETERS];
  double squares;            /* certified residual sum of squares */
  double residual_deviation; /* sqrt(squares / freedom) */
  size_t freedom;            /* count - parameters */
  double *x, *y;             /* the observations */
};

struct ad_strd_error {
  size_t line; /* from 1; 0: of the whole file */
  char message[160];
};

/* Reads a set from text (length bytes, any bytes; lines may end in CR LF), or
 * from a file.  Sets of one response y and one predictor x can be read.
 * Returned is a new set, to be freed with ad_strd_free, which takes NULL too;
 * NULL on error, with *error filled; error may be NULL.  Numbers are read by
 * strtod, so that LC_NUMERIC has to be "C". */
struct ad_strd *ad_strd_parse(const char *text, size_t length,
                              struct ad_strd_error *error);
struct ad_strd *ad_strd_read(const char *path, struct ad_strd_error *error);
void ad_strd_free(struct ad_strd *set);

/* Digits to which a number agrees with a certified one, NIST's log relative
 * error -log10(|number - certified| / |certified|), between 0 and
 * AD_STRD_DIGITS; 0 for NaN.  If the certified one is 0, the absolute error
 * counts.  (B. McCullough, The American Statistician 52 (1998), section 2.) */
double ad_strd_digits(double number, double certified);

#ifdef __cplusplus
}
#endif
#endif
