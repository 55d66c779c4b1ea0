/* dense_multiply.c: the matrix product.
 *
 * Method: A is cut into pieces of at most 64 x 256 numbers and B into panels
 * of 256 x 4; both are copied (packed) in the order in which they are needed,
 * whatever their strides, so that one kernel serves all.  The kernel keeps a
 * tile of 4 x 4 sums in registers.  (K. Goto & R. van de Geijn, "Anatomy of
 * high-performance matrix multiplication", ACM TOMS 34 (2008).)
 *
 * Each element of Y gets sums over at most 256 products at a time, added in
 * the order of k; so results do not depend on strides, if BLAS stays out. */
#include <config.h>

#include "dense.h"

#include <limits.h>
#include <string.h>

#include "dense_impl.h"

enum { TILE = 4, PIECE = 64, DEPTH = 256 };

/* From this many products on, BLAS multiplies: below, the cost of its threads
 * is more than what they save. */
static const double blas_from = 1e6;

/* ---- own loops ------------------------------------------------------------ */

#ifdef __GNUC__
/* Four numbers that the compiler puts into vector registers. */
typedef double four __attribute__((vector_size(4 * sizeof(double))));
#else
typedef struct {
  double v[4];
} four;
#endif

/* sum_ij = sum over k of a_ki b_kj; a and b packed, four numbers for each k. */
static void kernel(size_t depth, const double *restrict a,
                   const double *restrict b, double sum[TILE][TILE])
{
#ifdef __GNUC__
  four s0 = {0}, s1 = {0}, s2 = {0}, s3 = {0};
  for (size_t k = 0; k < depth; k++, a += TILE, b += TILE) {
    four row;
    memcpy(&row, b, sizeof row);
    s0 += a[0] * row;
    s1 += a[1] * row;
    s2 += a[2] * row;
    s3 += a[3] * row;
  }
  memcpy(sum[0], &s0, sizeof s0);
  memcpy(sum[1], &s1, sizeof s1);
  memcpy(sum[2], &s2, sizeof s2);
  memcpy(sum[3], &s3, sizeof s3);
#else
  memset(sum, 0, TILE * sizeof *sum);
  for (size_t k = 0; k < depth; k++, a += TILE, b += TILE)
    for (size_t i = 0; i < TILE; i++)
      for (size_t j = 0; j < TILE; j++)
        sum[i][j] += a[i] * b[j];
#endif
}

/* Copies `lines` lines of `depth` numbers, four lines at a time, the four
 * numbers of one depth side by side; lines that are not there are zeros. */
static void pack(const double *from, ptrdiff_t line, ptrdiff_t deeper,
                 size_t lines, size_t depth, double *to)
{
  for (size_t i = 0; i < lines; i += TILE)
    for (size_t k = 0; k < depth; k++)
      for (size_t r = i; r < i + TILE; r++)
        *to++ = r < lines
                  ? from[(ptrdiff_t)r * line + (ptrdiff_t)k * deeper]
                  : 0;
}

static size_t least(size_t a, size_t b) { return a < b ? a : b; }

/* Adds f times a tile of sums to Y at (i, j), as far as Y reaches. */
static void deliver(double f, double sum[TILE][TILE],
                    const struct ad_block *y, size_t i, size_t j)
{
  const size_t rows = least(TILE, y->rows - i), cols = least(TILE, y->cols - j);
  for (size_t r = 0; r < rows; r++) {
    double *const to = y->v + ad_dense_at(y, i + r, j);
    for (size_t c = 0; c < cols; c++)
      to[(ptrdiff_t)c * y->cs] += f * sum[r][c];
  }
}

/* Y += f A B in tiles. */
static void by_tiles(double f, struct ad_block a, struct ad_block b,
                     struct ad_block y)
{
  double piece[PIECE * DEPTH], panel[TILE * DEPTH], sum[TILE][TILE];
  for (size_t k = 0; k < a.cols; k += DEPTH) {
    const size_t depth = least(DEPTH, a.cols - k);
    for (size_t i = 0; i < y.rows; i += PIECE) {
      const size_t rows = least(PIECE, y.rows - i);
      pack(a.v + ad_dense_at(&a, i, k), a.rs, a.cs, rows, depth, piece);
      for (size_t j = 0; j < y.cols; j += TILE) {
        pack(b.v + ad_dense_at(&b, k, j), b.cs, b.rs,
             least(TILE, y.cols - j), depth, panel);
        for (size_t r = 0; r < rows; r += TILE) {
          kernel(depth, piece + r * depth, panel, sum);
          deliver(f, sum, &y, i + r, j);
        }
      }
    }
  }
}

/* Y += f A B with few columns: the innermost loop runs down the columns. */
static void by_columns(double f, struct ad_block a, struct ad_block b,
                       struct ad_block y)
{
  for (size_t j = 0; j < y.cols; j++)
    for (size_t k = 0; k < a.cols; k++) {
      const double g = f * b.v[ad_dense_at(&b, k, j)];
      const double *const from = a.v + ad_dense_at(&a, 0, k);
      double *const to = y.v + ad_dense_at(&y, 0, j);
      for (size_t i = 0; i < y.rows; i++)
        to[(ptrdiff_t)i * y.rs] += from[(ptrdiff_t)i * a.rs] * g;
    }
}

/* The dot product of n numbers without gaps: eight sums, so that additions need
 * not wait for each other, and vector registers are filled. */
static double dot_line(size_t n, const double *a, const double *b)
{
  double sum[8] = {0}, rest = 0;
  size_t k = 0;
  for (; k + 8 <= n; k += 8)
    for (size_t r = 0; r < 8; r++)
      sum[r] += a[k + r] * b[k + r];
  for (; k < n; k++)
    rest += a[k] * b[k];
  return ((sum[0] + sum[4]) + (sum[1] + sum[5])) +
         ((sum[2] + sum[6]) + (sum[3] + sum[7])) + rest;
}

/* The same, where those of b have gaps. */
static double dot_gaps(size_t n, const double *a, const double *b, ptrdiff_t gap)
{
  double sum[8] = {0}, rest = 0;
  size_t k = 0;
  for (; k + 8 <= n; k += 8)
    for (size_t r = 0; r < 8; r++)
      sum[r] += a[k + r] * b[(ptrdiff_t)(k + r) * gap];
  for (; k < n; k++)
    rest += a[k] * b[(ptrdiff_t)k * gap];
  return ((sum[0] + sum[4]) + (sum[1] + sum[5])) +
         ((sum[2] + sum[6]) + (sum[3] + sum[7])) + rest;
}

/* One column of dot products, where rows of A lie without gaps.  Gaps in b
 * change no bit of them. */
static void by_rows(double f, struct ad_block a, struct ad_block b,
                    struct ad_block y)
{
  for (size_t i = 0; i < y.rows; i++) {
    const double *const row = a.v + ad_dense_at(&a, i, 0);
    y.v[ad_dense_at(&y, i, 0)] +=
      f * (b.rs == 1 ? dot_line(a.cols, row, b.v)
                     : dot_gaps(a.cols, row, b.v, b.rs));
  }
}

static void by_own_loops(double f, struct ad_block a, struct ad_block b,
                         struct ad_block y)
{
  if (y.rows >= TILE && y.cols >= TILE)
    by_tiles(f, a, b, y);
  else if (y.cols == 1 && a.cs == 1)
    by_rows(f, a, b, y);
  else if (y.rows == 1 && b.rs == 1)
    by_rows(f, ad_block_transpose(b), ad_block_transpose(a),
            ad_block_transpose(y));
  else if (y.cols < TILE)
    by_columns(f, a, b, y);
  else
    by_columns(f, ad_block_transpose(b), ad_block_transpose(a),
               ad_block_transpose(y));
}

/* ---- BLAS ------------------------------------------------------------------- */

static enum ad_dense_way chosen = AD_DENSE_BY_SIZE;

void ad_dense_choose(enum ad_dense_way way) { chosen = way; }
enum ad_dense_way ad_dense_chosen(void) { return chosen; }

bool ad_dense_has_blas(void) { return HAVE_BLAS; }

char ad_dense_seen(const struct ad_block *b, int *distance)
{
  const bool columns = b->rs == 1 && b->cs >= (ptrdiff_t)b->rows;
  const bool rows = b->cs == 1 && b->rs >= (ptrdiff_t)b->cols;
  const ptrdiff_t d = columns ? b->cs : b->rs;
  if ((!columns && !rows) || d > INT_MAX || b->rows > INT_MAX ||
      b->cols > INT_MAX)
    return 0;
  *distance = (int)d;
  return columns ? 'N' : 'T';
}

#if HAVE_BLAS
/* Its Fortran interface, which every BLAS has: columns one after the other. */
void dgemm_(const char *transa, const char *transb, const int *m, const int *n,
            const int *k, const double *alpha, const double *a, const int *lda,
            const double *b, const int *ldb, const double *beta, double *c,
            const int *ldc);

static bool by_blas(double f, struct ad_block a, struct ad_block b,
                    struct ad_block y)
{
  int lda, ldb, ldy;
  const double one = 1;
  const char way = ad_dense_seen(&y, &ldy);
  if (way == 'T') /* Y' += f B' A' */
    return by_blas(f, ad_block_transpose(b), ad_block_transpose(a),
                   ad_block_transpose(y));
  const char way_a = ad_dense_seen(&a, &lda), way_b = ad_dense_seen(&b, &ldb);
  if (!way || !way_a || !way_b)
    return false;
  const int m = (int)y.rows, n = (int)y.cols, k = (int)a.cols;
  dgemm_(&way_a, &way_b, &m, &n, &k, &f, a.v, &lda, b.v, &ldb, &one, y.v,
         &ldy);
  return true;
}
#else
static bool by_blas(double f, struct ad_block a, struct ad_block b,
                    struct ad_block y)
{
  (void)f, (void)a, (void)b, (void)y;
  return false;
}
#endif

/* ---- both ------------------------------------------------------------------- */

static void multiply(double f, struct ad_block a, struct ad_block b,
                     struct ad_block y)
{
  const double products = (double)y.rows * (double)y.cols * (double)a.cols;
  const bool large = chosen == AD_DENSE_BLAS ||
                     (chosen == AD_DENSE_BY_SIZE && products >= blas_from);
  if (products > 0 && !(large && by_blas(f, a, b, y)))
    by_own_loops(f, a, b, y);
}

static void multiply_all(double f, struct ad_block a, struct ad_block b,
                         struct ad_block y)
{
  multiply(f, a, b, y);
  if (y.d && a.d)
    multiply(f, ad_block_tangent(a), b, ad_block_tangent(y));
  if (y.d && b.d)
    multiply(f, a, ad_block_tangent(b), ad_block_tangent(y));
}

void ad_dense_multiply(struct ad_block a, struct ad_block b,
                       struct ad_block y)
{
  multiply_all(1, a, b, y);
}

void ad_dense_subtract_product(struct ad_block a, struct ad_block b,
                               struct ad_block y)
{
  multiply_all(-1, a, b, y);
}

/* y += f x over a run of numbers without gaps; x may be y. */
static void add_line(double f, size_t n, const double *x, double *y)
{
  for (size_t k = 0; k < n; k++)
    y[k] += f * x[k];
}

/* Row by row, where rows lie without gaps. */
static void add_lines(double f, struct ad_block x, struct ad_block y)
{
  for (size_t i = 0; i < y.rows; i++) {
    add_line(f, y.cols, x.v + ad_dense_at(&x, i, 0), y.v + ad_dense_at(&y, i, 0));
    if (y.d && x.d)
      add_line(f, y.cols, x.d + ad_dense_at(&x, i, 0),
               y.d + ad_dense_at(&y, i, 0));
  }
}

void ad_dense_add(double f, struct ad_block x, struct ad_block y)
{
  if (x.cs == 1 && y.cs == 1) {
    add_lines(f, x, y);
    return;
  }
  for (size_t i = 0; i < y.rows; i++)
    for (size_t j = 0; j < y.cols; j++) {
      y.v[ad_dense_at(&y, i, j)] += f * x.v[ad_dense_at(&x, i, j)];
      if (y.d && x.d)
        y.d[ad_dense_at(&y, i, j)] += f * x.d[ad_dense_at(&x, i, j)];
    }
}
