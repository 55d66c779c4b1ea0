/* formula_plain.inc.h: a formula with matrices, number by number, over a type
 * that needs no tape and no tangents.  Included by formula_plain.c with
 *
 *   REAL            the number type
 *   JOIN(name)      name_REAL
 *   OPS(name)       the type's function for an op of the table
 *   BY_NUMBER(op, x, n)  the op by its number
 *   CONSTANT(c)     a constant of the type
 *   VALUE(x)        its real value, to choose by
 *   SIZE(x)         its modulus, or about that
 *   UNKNOWN(op)     what a matrix op is that is not written here
 *
 * For teaching sizes: products are triple loops, factors are not blocked. */

/* A matrix, row by row. */
struct JOIN(view) {
  const REAL *at;
  size_t rows, cols;
};

/* ---- products ----------------------------------------------------------- */

static void JOIN(matmul)(struct JOIN(view) a, struct JOIN(view) b, REAL *y)
{
  for (size_t i = 0; i < a.rows; i++)
    for (size_t j = 0; j < b.cols; j++) {
      REAL sum = CONSTANT(0);
      for (size_t k = 0; k < a.cols; k++)
        sum = OPS(add)(sum, OPS(mul)(a.at[i * a.cols + k],
                                     b.at[k * b.cols + j]));
      y[i * b.cols + j] = sum;
    }
}

static void JOIN(outer)(struct JOIN(view) a, struct JOIN(view) b, REAL *y)
{
  const size_t m = a.rows * a.cols, n = b.rows * b.cols;
  for (size_t i = 0; i < m; i++)
    for (size_t j = 0; j < n; j++)
      y[i * n + j] = OPS(mul)(a.at[i], b.at[j]);
}

static REAL JOIN(dot)(struct JOIN(view) a, struct JOIN(view) b)
{
  REAL sum = CONSTANT(0);
  for (size_t k = 0; k < a.rows * a.cols; k++)
    sum = OPS(add)(sum, OPS(mul)(a.at[k], b.at[k]));
  return sum;
}

/* ---- reductions: over count numbers, stride apart ----------------------- */

/* The place of the one with the largest value. */
static size_t JOIN(largest)(const REAL *x, size_t count, size_t stride)
{
  size_t best = 0;
  for (size_t k = 1; k < count; k++)
    if (VALUE(x[k * stride]) > VALUE(x[best * stride]))
      best = k;
  return best;
}

/* sqrt of the sum of squares, scaled by a power of 2 so that none overflows. */
static REAL JOIN(norm)(const REAL *x, size_t count, size_t stride)
{
  double most = 0;
  int e;
  REAL sum = CONSTANT(0);
  for (size_t k = 0; k < count; k++)
    most = fmax(most, SIZE(x[k * stride]));
  (void)frexp(isfinite(most) ? most : 0, &e);
  for (size_t k = 0; k < count; k++)
    sum = OPS(add)(sum, OPS(sqr)(OPS(ldexp)(x[k * stride], -e)));
  return OPS(ldexp)(OPS(sqrt)(sum), e);
}

/* The sum of e^(x - m), m the largest value, as a constant: it cancels. */
static REAL JOIN(sum_of_exp)(const REAL *x, size_t count, size_t stride,
                             double *m)
{
  REAL sum = CONSTANT(0);
  *m = VALUE(x[JOIN(largest)(x, count, stride) * stride]);
  for (size_t k = 0; k < count; k++)
    sum = OPS(add)(sum, OPS(exp)(OPS(sub)(x[k * stride], CONSTANT(*m))));
  return sum;
}

static REAL JOIN(fold)(enum ad_matrix_op op, const REAL *x, size_t count,
                       size_t stride)
{
  REAL y = x[0];
  double m;
  switch (op) {
  case AD_MATRIX_norm: return JOIN(norm)(x, count, stride);
  case AD_MATRIX_logsumexp:
    y = OPS(log)(JOIN(sum_of_exp)(x, count, stride, &m));
    return OPS(add)(y, CONSTANT(m));
  default: break;
  }
  for (size_t k = 1; k < count; k++)
    switch (op) {
    case AD_MATRIX_prod: y = OPS(mul)(y, x[k * stride]); break;
    case AD_MATRIX_amax: y = OPS(max)(y, x[k * stride]); break;
    case AD_MATRIX_amin: y = OPS(min)(y, x[k * stride]); break;
    default: y = OPS(add)(y, x[k * stride]); break; /* sum, mean */
    }
  return op == AD_MATRIX_mean ? OPS(div)(y, CONSTANT((double)count)) : y;
}

static void JOIN(softmax)(const REAL *x, size_t count, size_t stride, REAL *y)
{
  double m;
  const REAL sum = JOIN(sum_of_exp)(x, count, stride, &m);
  for (size_t k = 0; k < count; k++)
    y[k * stride] =
      OPS(div)(OPS(exp)(OPS(sub)(x[k * stride], CONSTANT(m))), sum);
}

/* Over all elements, down the columns (0), or along the rows (1). */
static void JOIN(reduce)(enum ad_matrix_op op, int axis, struct JOIN(view) a,
                         REAL *y)
{
  const size_t lanes = axis == 0 ? a.cols : axis == 1 ? a.rows : 1;
  const size_t count = a.rows * a.cols / lanes;
  const size_t stride = axis == 0 ? a.cols : 1;
  for (size_t l = 0; l < lanes; l++) {
    const size_t first = axis == 0 ? l : l * count;
    if (op == AD_MATRIX_softmax)
      JOIN(softmax)(a.at + first, count, stride, y + first);
    else
      y[l] = JOIN(fold)(op, a.at + first, count, stride);
  }
}

/* ---- square matrices ---------------------------------------------------- */

static REAL JOIN(trace)(struct JOIN(view) a)
{
  REAL sum = a.at[0];
  for (size_t i = 1; i < a.rows; i++)
    sum = OPS(add)(sum, a.at[i * (a.cols + 1)]);
  return sum;
}

static void JOIN(swap_rows)(REAL *x, size_t cols, size_t i, size_t j)
{
  for (size_t k = 0; i != j && k < cols; k++) {
    const REAL keep = x[i * cols + k];
    x[i * cols + k] = x[j * cols + k];
    x[j * cols + k] = keep;
  }
}

/* Gauss: a (n x n) becomes upper triangular, b (n x m) goes along.  det is the
 * product of the pivots, by rows exchanged for the largest. */
static REAL JOIN(eliminate)(REAL *a, size_t n, REAL *b, size_t m)
{
  REAL det = CONSTANT(1);
  for (size_t c = 0; c < n; c++) {
    size_t best = c;
    for (size_t r = c + 1; r < n; r++)
      if (SIZE(a[r * n + c]) > SIZE(a[best * n + c]))
        best = r;
    JOIN(swap_rows)(a, n, c, best);
    JOIN(swap_rows)(b, m, c, best);
    det = OPS(mul)(best == c ? det : OPS(neg)(det), a[c * n + c]);
    for (size_t r = c + 1; r < n && SIZE(a[c * n + c]) > 0; r++) {
      const REAL factor = OPS(div)(a[r * n + c], a[c * n + c]);
      for (size_t k = c; k < n; k++)
        a[r * n + k] = OPS(sub)(a[r * n + k], OPS(mul)(factor, a[c * n + k]));
      for (size_t k = 0; k < m; k++)
        b[r * m + k] = OPS(sub)(b[r * m + k], OPS(mul)(factor, b[c * m + k]));
    }
  }
  return det;
}

/* y = a^-1 b, b given in y; a is destroyed. */
static void JOIN(solve)(REAL *a, size_t n, REAL *y, size_t m)
{
  JOIN(eliminate)(a, n, y, m);
  for (size_t i = n; i-- > 0;)
    for (size_t k = 0; k < m; k++) {
      REAL left = y[i * m + k];
      for (size_t j = i + 1; j < n; j++)
        left = OPS(sub)(left, OPS(mul)(a[i * n + j], y[j * m + k]));
      y[i * m + k] = OPS(div)(left, a[i * n + i]);
    }
}

/* L L' = (A + A')/2: no conjugates, since those are not analytic. */
static void JOIN(cholesky)(struct JOIN(view) a, REAL *l)
{
  const size_t n = a.rows;
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < n; j++) {
      REAL left = OPS(ldexp)(OPS(add)(a.at[i * n + j], a.at[j * n + i]), -1);
      for (size_t k = 0; k < j && j <= i; k++)
        left = OPS(sub)(left, OPS(mul)(l[i * n + k], l[j * n + k]));
      l[i * n + j] = j > i    ? CONSTANT(0)
                     : j == i ? OPS(sqrt)(left)
                              : OPS(div)(left, l[j * n + j]);
    }
}

static REAL JOIN(logdet)(struct JOIN(view) a, REAL *room)
{
  REAL sum = CONSTANT(0);
  JOIN(cholesky)(a, room);
  for (size_t i = 0; i < a.rows; i++)
    sum = OPS(add)(sum, OPS(log)(room[i * (a.rows + 1)]));
  return OPS(ldexp)(sum, 1);
}

/* An op on square matrices, in a copy of the first. */
static enum ad_status JOIN(square)(enum ad_matrix_op op,
                                   const struct JOIN(view) *x, REAL *y)
{
  const size_t n = x->rows;
  REAL *room = malloc((n * n + 1) * sizeof *room);
  if (!room)
    return AD_NO_MEMORY;
  memcpy(room, x->at, n * n * sizeof *room);
  switch (op) {
  case AD_MATRIX_det: y[0] = JOIN(eliminate)(room, n, NULL, 0); break;
  case AD_MATRIX_logdet: y[0] = JOIN(logdet)(*x, room); break;
  case AD_MATRIX_solve:
    memcpy(y, x[1].at, n * x[1].cols * sizeof *y);
    JOIN(solve)(room, n, y, x[1].cols);
    break;
  default: /* inverse */
    for (size_t k = 0; k < n * n; k++)
      y[k] = CONSTANT(k % (n + 1) == 0);
    JOIN(solve)(room, n, y, n);
  }
  free(room);
  return AD_OK;
}

/* ---- nodes -------------------------------------------------------------- */

static enum ad_status JOIN(whole)(const struct ad_node *node,
                                  const struct JOIN(view) *x, REAL *y,
                                  size_t size)
{
  const enum ad_matrix_op op = node->more->whole;
  switch (op) {
  case AD_MATRIX_matmul: JOIN(matmul)(x[0], x[1], y); return AD_OK;
  case AD_MATRIX_outer: JOIN(outer)(x[0], x[1], y); return AD_OK;
  case AD_MATRIX_dot: y[0] = JOIN(dot)(x[0], x[1]); return AD_OK;
  case AD_MATRIX_sum:
  case AD_MATRIX_mean:
  case AD_MATRIX_prod:
  case AD_MATRIX_amax:
  case AD_MATRIX_amin:
  case AD_MATRIX_norm:
  case AD_MATRIX_logsumexp:
  case AD_MATRIX_softmax: JOIN(reduce)(op, node->n, x[0], y); return AD_OK;
  case AD_MATRIX_trace: y[0] = JOIN(trace)(x[0]); return AD_OK;
  case AD_MATRIX_cholesky: JOIN(cholesky)(x[0], y); return AD_OK;
  case AD_MATRIX_det:
  case AD_MATRIX_inverse:
  case AD_MATRIX_solve:
  case AD_MATRIX_logdet: return JOIN(square)(op, x, y);
  default: break; /* a row that is not known here */
  }
  for (size_t k = 0; k < size; k++)
    y[k] = UNKNOWN(op);
  return AD_OK;
}

/* An op of the table, element by element: a number, a row or a column stands
 * for a whole matrix. */
static void JOIN(each)(const struct ad_node *node, const struct JOIN(view) *x,
                       REAL *y, struct ad_shape s)
{
  for (size_t i = 0; i < s.rows; i++)
    for (size_t j = 0; j < s.cols; j++) {
      REAL at[AD_OP_ARGS] = {CONSTANT(0), CONSTANT(0), CONSTANT(0)};
      for (int k = 0; k < ad_node_arguments(node); k++)
        at[k] = x[k].at[(x[k].rows == 1 ? 0 : i) * x[k].cols +
                        (x[k].cols == 1 ? 0 : j)];
      y[i * s.cols + j] = BY_NUMBER(node->op, at, node->n);
    }
}

/* A matrix of matrices. */
static void JOIN(join)(const ad_formula *f, const struct ad_node *node,
                       const REAL *v, REAL *y, struct ad_shape s)
{
  size_t row = 0, part = 0;
  for (size_t i = 0; i < node->more->rows; i++) {
    size_t col = 0, high = 0;
    for (size_t j = 0; j < node->more->cols; j++, part++) {
      const uint32_t from = node->more->parts[part];
      const struct ad_shape p = ad_formula_node_shape(f, from);
      for (size_t k = 0; k < p.rows * p.cols; k++)
        y[(row + k / p.cols) * s.cols + col + k % p.cols] =
          v[ad_formula_start(f, from) + k];
      col += p.cols;
      high = p.rows;
    }
    row += high;
  }
}

/* Node i, which is no input. */
static enum ad_status JOIN(node)(const ad_formula *f, uint32_t i, REAL *v)
{
  const struct ad_node *node = &f->nodes[i];
  const struct ad_shape s = ad_formula_node_shape(f, i);
  const size_t size = s.rows * s.cols;
  REAL *y = v + ad_formula_start(f, i);
  struct JOIN(view) x[AD_OP_ARGS] = {{NULL, 1, 1}};
  struct ad_shape part;
  size_t row, col;
  if (node->kind == AD_NODE_JOIN) {
    JOIN(join)(f, node, v, y, s);
    return AD_OK;
  }
  for (int k = 0; k < ad_node_arguments(node); k++) {
    const struct ad_shape of = ad_formula_node_shape(f, node->arg[k]);
    x[k] = (struct JOIN(view)){v + ad_formula_start(f, node->arg[k]), of.rows,
                               of.cols};
  }
  switch (node->kind) {
  case AD_NODE_OP: JOIN(each)(node, x, y, s); break;
  case AD_NODE_WHOLE: return JOIN(whole)(node, x, y, size);
  case AD_NODE_TRANSPOSE:
    for (size_t k = 0; k < size; k++)
      y[k] = x->at[k % s.cols * x->cols + k / s.cols];
    break;
  case AD_NODE_RESHAPE: memcpy(y, x->at, size * sizeof *y); break;
  case AD_NODE_SLICE:
    formula_slice(node, (struct ad_shape){x->rows, x->cols}, &row, &col, &part);
    for (size_t k = 0; k < size; k++)
      y[k] = x->at[(row + k / s.cols) * x->cols + col + k % s.cols];
    break;
  case AD_NODE_DATA:
    for (size_t k = 0; k < size; k++)
      y[k] = CONSTANT(node->more->data[k]);
    break;
  case AD_NODE_JOIN:
  case AD_NODE_INPUT:
  case AD_NODE_CONSTANT: y[0] = CONSTANT(node->constant); break;
  }
  return AD_OK;
}

/* All nodes. */
static enum ad_status JOIN(run)(const ad_formula *f, const REAL *x, REAL *v)
{
  enum ad_status status = f->shaped ? AD_OK : AD_BAD_SHAPE;
  for (uint32_t i = 0; !status && i < f->count; i++)
    if (f->nodes[i].kind == AD_NODE_INPUT) {
      const struct ad_shape s = ad_formula_node_shape(f, i);
      memcpy(v + ad_formula_start(f, i), x, s.rows * s.cols * sizeof *v);
      x += s.rows * s.cols;
    } else {
      status = JOIN(node)(f, i, v);
    }
  return status;
}

enum ad_status JOIN(formula_plain)(const REAL *x, REAL *y, void *data)
{
  const ad_formula *f = data;
  REAL *v = malloc((ad_formula_size(f) + 1) * sizeof *v);
  enum ad_status status = v ? JOIN(run)(f, x, v) : AD_NO_MEMORY;
  for (size_t i = 0; !status && i < f->output_count; i++) {
    const uint32_t node = f->outputs[i].node;
    const struct ad_shape s = ad_formula_node_shape(f, node);
    memcpy(y, v + ad_formula_start(f, node), s.rows * s.cols * sizeof *y);
    y += s.rows * s.cols;
  }
  free(v);
  return status;
}

#undef REAL
#undef JOIN
#undef OPS
#undef BY_NUMBER
#undef CONSTANT
#undef VALUE
#undef SIZE
#undef UNKNOWN
