#include <config.h>

#include "qr.h"

#include <float.h>
#include <math.h>

double qr_squares(const double *v, size_t n)
{
  double sum = 0;
  for (size_t i = 0; i < n; i++)
    sum += v[i] * v[i];
  return sum;
}

/* Reflects the columns k + 1... of a, and b, by the vector in column k. */
static void reflect(size_t rows, size_t n, size_t k, double *a, double *b,
                    double by)
{
  for (size_t j = k + 1; j <= n; j++) {
    double *column = j < n ? a + j : b;
    const size_t stride = j < n ? n : 1;
    double dot = 0;
    for (size_t i = k; i < rows; i++)
      dot += a[i * n + k] * column[i * stride];
    for (size_t i = k; i < rows; i++)
      column[i * stride] -= dot / by * a[i * n + k];
  }
}

void qr_factor(size_t rows, size_t n, double *a, double *b)
{
  for (size_t k = 0; k < n; k++) {
    double norm = 0;
    for (size_t i = k; i < rows; i++)
      norm += a[i * n + k] * a[i * n + k];
    norm = sqrt(norm);
    if (norm == 0)
      continue;
    const double diagonal = a[k * n + k] > 0 ? -norm : norm;
    a[k * n + k] -= diagonal; /* the vector is column k from here down */
    reflect(rows, n, k, a, b, -diagonal * a[k * n + k]);
    a[k * n + k] = diagonal;
  }
}

bool qr_solve(size_t n, const double *R, const double *b, double *h)
{
  for (size_t k = n; k-- > 0;) {
    double sum = -b[k];
    for (size_t j = k + 1; j < n; j++)
      sum -= R[k * n + j] * h[j];
    h[k] = sum / R[k * n + k];
    if (fabs(R[k * n + k]) < DBL_MIN || !isfinite(h[k]))
      return false;
  }
  return true;
}
