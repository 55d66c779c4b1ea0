/* matrix_scalar.fn.c: the ops of matrix.def once more, number by number, for
 * all number types: what the rules are compared with.  The plainest method
 * each, of small well-conditioned matrices; nothing is shared with ops/. */

/* One output of a lane: x has n numbers, stride apart. */
static inline void FN(lane)(enum ad_matrix_op op, size_t n, size_t stride,
                     const REAL *x, REAL *y)
{
  const bool product = op == AD_MATRIX_prod;
  REAL sum = mul(1, x[0]), squares = mul(x[0], x[0]), exps = exp(x[0]);
  for (size_t k = 1; k < n; k++) {
    const REAL a = x[k * stride];
    sum = op == AD_MATRIX_amax   ? max(sum, a)
          : op == AD_MATRIX_amin ? min(sum, a)
          : product              ? mul(sum, a)
                                 : add(sum, a);
    squares = add(squares, mul(a, a));
    exps = add(exps, exp(a));
  }
  *y = op == AD_MATRIX_mean        ? div(sum, (double)n)
       : op == AD_MATRIX_norm      ? sqrt(squares)
       : op == AD_MATRIX_logsumexp ? log(exps)
                                   : sum;
  for (size_t k = 0; op == AD_MATRIX_softmax && k < n; k++)
    y[k * stride] = div(exp(x[k * stride]), exps);
}

static inline void FN(lanes)(enum ad_matrix_op op, struct ad_shape s, int axis,
                      const REAL *x, REAL *y)
{
  const bool wide = op == AD_MATRIX_softmax;
  if (axis == AD_ALL)
    FN(lane)(op, s.rows * s.cols, 1, x, y);
  for (size_t j = 0; axis == 0 && j < s.cols; j++)
    FN(lane)(op, s.rows, s.cols, x + j, y + j);
  for (size_t i = 0; axis == 1 && i < s.rows; i++)
    FN(lane)(op, s.cols, 1, x + i * s.cols, y + (wide ? i * s.cols : i));
}

static inline void FN(product)(size_t m, size_t k, size_t n, const REAL *a,
                        const REAL *b, REAL *y)
{
  for (size_t i = 0; i < m; i++)
    for (size_t j = 0; j < n; j++) {
      REAL sum = mul(a[i * k], b[j]);
      for (size_t l = 1; l < k; l++)
        sum = add(sum, mul(a[i * k + l], b[l * n + j]));
      y[i * n + j] = sum;
    }
}

/* By Laplace's expansion along the rows; `left` are the columns not used. */
static inline REAL FN(laplace)(size_t n, size_t row, unsigned left, const REAL *a)
{
  REAL sum = mul(0, a[0]);
  double sign = 1;
  for (size_t j = 0; j < n; j++) {
    if (!(left >> j & 1))
      continue;
    const REAL x = mul(sign, a[row * n + j]);
    if (row + 1 == n)
      return x;
    sum = add(sum, mul(x, FN(laplace)(n, row + 1, left & ~(1u << j), a)));
    sign = -sign;
  }
  return sum;
}

/* Gauss and Jordan without pivots: y holds B, then A^-1 B. */
static inline void FN(eliminate)(size_t n, size_t m, const REAL *x, REAL *y)
{
  REAL a[SCALARS];
  for (size_t k = 0; k < n * n; k++)
    a[k] = x[k];
  for (size_t k = 0; k < n; k++)
    for (size_t i = 0; i < n; i++) {
      if (i == k)
        continue;
      const REAL f = div(a[i * n + k], a[k * n + k]);
      for (size_t j = 0; j < n; j++)
        a[i * n + j] = sub(a[i * n + j], mul(f, a[k * n + j]));
      for (size_t j = 0; j < m; j++)
        y[i * m + j] = sub(y[i * m + j], mul(f, y[k * m + j]));
    }
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < m; j++)
      y[i * m + j] = div(y[i * m + j], a[i * n + i]);
}

/* Column by column, of the symmetric part. */
static inline void FN(cholesky)(size_t n, const REAL *a, REAL *l)
{
  for (size_t j = 0; j < n; j++)
    for (size_t i = 0; i < n; i++) {
      REAL sum = mul(0.5, add(a[i * n + j], a[j * n + i]));
      for (size_t k = 0; k < j && i >= j; k++)
        sum = sub(sum, mul(l[i * n + k], l[j * n + k]));
      l[i * n + j] = i < j    ? mul(0, sum)
                     : i == j ? sqrt(sum)
                              : div(sum, l[j * n + j]);
    }
}

static inline void FN(scalar)(enum ad_matrix_op op, const struct ad_shape *s,
                              int axis, const REAL *a, const REAL *b, REAL *y)
{
  const size_t n = s[0].rows, all = s[0].rows * s[0].cols;
  REAL l[SCALARS];
  switch ((int)op) {
  case AD_MATRIX_matmul:
    FN(product)(n, s[0].cols, s[1].cols, a, b, y);
    break;
  case AD_MATRIX_outer:
    FN(product)(all, 1, s[1].rows * s[1].cols, a, b, y);
    break;
  case AD_MATRIX_dot:
    FN(product)(1, all, 1, a, b, y);
    break;
  case AD_MATRIX_trace:
    *y = mul(1, a[0]);
    for (size_t i = 1; i < n; i++)
      *y = add(*y, a[i * n + i]);
    break;
  case AD_MATRIX_det:
    *y = FN(laplace)(n, 0, (1u << n) - 1, a);
    break;
  case AD_MATRIX_inverse:
    for (size_t i = 0; i < n * n; i++)
      y[i] = add(i % (n + 1) == 0, mul(0, a[0]));
    FN(eliminate)(n, n, a, y);
    break;
  case AD_MATRIX_solve:
    for (size_t i = 0; i < n * s[1].cols; i++)
      y[i] = b[i];
    FN(eliminate)(n, s[1].cols, a, y);
    break;
  case AD_MATRIX_cholesky:
    FN(cholesky)(n, a, y);
    break;
  case AD_MATRIX_logdet:
    FN(cholesky)(n, a, l);
    *y = log(mul(l[0], l[0]));
    for (size_t i = 1; i < n; i++)
      *y = add(*y, log(mul(l[i * n + i], l[i * n + i])));
    break;
  default:
    FN(lanes)(op, s[0], axis, a, y);
  }
}
