/* pieces.h: functions as polynomials on short intervals, for erf.c and
 * gamma.c; not installed.
 *
 * A table row is a polynomial in u, the argument less the middle of its
 * interval, short enough that u is small, and its constant term is two
 * doubles, high and low part.  So a row's value comes as two doubles as well,
 * right to some 2^-57, and what is done with it afterwards is all the rounding
 * there is.  tables/make_tables.c makes the rows. */
#ifndef DUALTAPE_PIECES_H
#define DUALTAPE_PIECES_H

enum { AD_DEG = 16 }; /* the degree of all of them */

typedef double piece[AD_DEG + 2];

typedef struct {
  double hi, lo;
} pair; /* the number hi + lo */

/* The polynomial in row a at u, by Horner's rule.  The constant term is the
 * largest by far, so that the rounding of the last sum can be taken back
 * exactly.  (T. Dekker, A floating-point technique for extending the available
 * precision, Numer. Math. 18 (1971).) */
static inline pair piece_at(const double *a, double u)
{
  double q = a[AD_DEG + 1];
  for (int k = AD_DEG; k >= 2; k--)
    q = q * u + a[k];
  double t = a[1] + u * q, hi = a[0] + t;
  return (pair){hi, t - (hi - a[0])};
}

/* The value at x + shift, from a table of rows of this width that begins at
 * start; u is exact, or harmless where it is not, even if x + shift rounds.
 * Just below the end it may round up to the end. */
static inline pair pieces_at(const piece *table, int rows, double start,
                             double width, double x, double shift)
{
  int i = (int)((x + shift - start) / width);
  if (i >= rows)
    i = rows - 1;
  return piece_at(table[i], x - (start - shift + width * (0.5 + i)));
}
#define PIECES_AT(table, start, width, x, shift)                              \
  pieces_at(table, (int)(sizeof(table) / sizeof *(table)), start, width, x,   \
            shift)

#endif
