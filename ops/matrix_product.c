/* matrix_product.c: the rules of products. */
#include <config.h>

#include "dense_impl.h"
#include "matrix.h"

/* ---- Y = A B:  Ā += Ȳ B',  B̄ += A' Ȳ  (Giles, section 2.2.1) -------------- */

const char *ad_matrix_matmul_shape(const struct ad_shape *x, int n,
                                   struct ad_shape *y)
{
  (void)n;
  if (x[0].cols != x[1].rows)
    return "columns of the first and rows of the second have to be the same "
           "number";
  y->rows = x[0].rows;
  y->cols = x[1].cols;
  return NULL;
}

enum ad_status ad_matrix_matmul_value(const struct ad_matrix_call *c)
{
  ad_block_zero(c->y);
  ad_dense_multiply(c->x[0], c->x[1], c->y);
  return AD_OK;
}

enum ad_status ad_matrix_matmul_adjoint(const struct ad_matrix_call *c,
                                        const struct ad_block *ybar,
                                        const struct ad_block *xbar)
{
  if (xbar[0].v)
    ad_dense_multiply(*ybar, ad_block_transpose(c->x[1]), xbar[0]);
  if (xbar[1].v)
    ad_dense_multiply(ad_block_transpose(c->x[0]), *ybar, xbar[1]);
  return AD_OK;
}

enum ad_status ad_matrix_matmul_magnitude(const struct ad_matrix_call *c,
                                          const struct ad_block *ybar,
                                          const struct ad_block *xbar)
{
  return ad_matrix_absolute(ad_matrix_matmul_adjoint, c, ybar, xbar);
}

/* ---- Y = a b':  ā += Ȳ b,  b̄ += Ȳ' a --------------------------------------- */

/* A row or column, as a column; gradients go to the same places. */
static struct ad_block column(struct ad_block a)
{
  return a.cols == 1 ? a : ad_block_transpose(a);
}

static bool vector(const struct ad_shape *x)
{
  return x->rows == 1 || x->cols == 1;
}

const char *ad_matrix_outer_shape(const struct ad_shape *x, int n,
                                  struct ad_shape *y)
{
  (void)n;
  if (!vector(&x[0]) || !vector(&x[1]))
    return "both have to be vectors, a single column or row";
  y->rows = x[0].rows * x[0].cols;
  y->cols = x[1].rows * x[1].cols;
  return NULL;
}

enum ad_status ad_matrix_outer_value(const struct ad_matrix_call *c)
{
  ad_block_zero(c->y);
  ad_dense_multiply(column(c->x[0]), ad_block_transpose(column(c->x[1])), c->y);
  return AD_OK;
}

enum ad_status ad_matrix_outer_adjoint(const struct ad_matrix_call *c,
                                       const struct ad_block *ybar,
                                       const struct ad_block *xbar)
{
  if (xbar[0].v)
    ad_dense_multiply(*ybar, column(c->x[1]), column(xbar[0]));
  if (xbar[1].v)
    ad_dense_multiply(ad_block_transpose(*ybar), column(c->x[0]),
                      column(xbar[1]));
  return AD_OK;
}

enum ad_status ad_matrix_outer_magnitude(const struct ad_matrix_call *c,
                                         const struct ad_block *ybar,
                                         const struct ad_block *xbar)
{
  return ad_matrix_absolute(ad_matrix_outer_adjoint, c, ybar, xbar);
}

/* ---- y = sum of a_ij b_ij:  Ā += ȳ B,  B̄ += ȳ A ------------------------------ */

const char *ad_matrix_dot_shape(const struct ad_shape *x, int n,
                                struct ad_shape *y)
{
  (void)n;
  if (x[0].rows != x[1].rows || x[0].cols != x[1].cols)
    return "the shapes have to be the same";
  y->rows = y->cols = 1;
  return NULL;
}

/* Row by row a product of 1 x n and n x 1. */
enum ad_status ad_matrix_dot_value(const struct ad_matrix_call *c)
{
  const struct ad_block *a = &c->x[0], *b = &c->x[1];
  ad_block_zero(c->y);
  for (size_t i = 0; i < a->rows; i++)
    ad_dense_multiply(ad_dense_part(*a, i, 0, 1, a->cols),
                      ad_block_transpose(ad_dense_part(*b, i, 0, 1, b->cols)),
                      c->y);
  return AD_OK;
}

/* X̄ += w X, w a 1 by 1 block: its tangent counts, too. */
static void add_scaled(const struct ad_block *w, const struct ad_block *x,
                       struct ad_block xbar)
{
  ad_dense_add(*w->v, *x, xbar);
  if (xbar.d && w->d)
    ad_dense_add(*w->d, ad_block_primal(*x), ad_block_tangent(xbar));
}

static bool same_window(const struct ad_block *a, const struct ad_block *b)
{
  return a->v && a->v == b->v && a->d == b->d && a->rs == b->rs &&
         a->cs == b->cs;
}

enum ad_status ad_matrix_dot_adjoint(const struct ad_matrix_call *c,
                                     const struct ad_block *ybar,
                                     const struct ad_block *xbar)
{
  double w[2] = {2 * *ybar->v, ybar->d ? 2 * *ybar->d : 0};
  struct ad_block twice = ad_block_of(w, ybar->d ? w + 1 : NULL, 1, 1);
  if (same_window(&xbar[0], &xbar[1])) { /* A with itself: Ā += 2 ȳ A */
    add_scaled(&twice, &c->x[0], xbar[0]);
    return AD_OK;
  }
  for (int k = 0; k < 2; k++)
    if (xbar[k].v)
      add_scaled(ybar, &c->x[1 - k], xbar[k]);
  return AD_OK;
}

enum ad_status ad_matrix_dot_magnitude(const struct ad_matrix_call *c,
                                       const struct ad_block *ybar,
                                       const struct ad_block *xbar)
{
  return ad_matrix_absolute(ad_matrix_dot_adjoint, c, ybar, xbar);
}

/* ---- y = sum of a_ii:  Ā += ȳ I ----------------------------------------------- */

/* The diagonal, as a column. */
static struct ad_block diagonal(struct ad_block a)
{
  a.cols = 1;
  a.rs += a.cs;
  return a;
}

const char *ad_matrix_trace_shape(const struct ad_shape *x, int n,
                                  struct ad_shape *y)
{
  (void)n;
  y->rows = y->cols = 1;
  return x->rows == x->cols ? NULL : "the matrix has to be square";
}

enum ad_status ad_matrix_trace_value(const struct ad_matrix_call *c)
{
  const struct ad_block a = diagonal(c->x[0]);
  ad_block_zero(c->y);
  for (size_t i = 0; i < a.rows; i++)
    ad_dense_add(1, ad_dense_part(a, i, 0, 1, 1), c->y);
  return AD_OK;
}

enum ad_status ad_matrix_trace_adjoint(const struct ad_matrix_call *c,
                                       const struct ad_block *ybar,
                                       const struct ad_block *xbar)
{
  (void)c;
  const struct ad_block a = diagonal(xbar[0]);
  for (size_t i = 0; i < a.rows; i++)
    ad_dense_add(1, *ybar, ad_dense_part(a, i, 0, 1, 1));
  return AD_OK;
}

enum ad_status ad_matrix_trace_magnitude(const struct ad_matrix_call *c,
                                         const struct ad_block *ybar,
                                         const struct ad_block *xbar)
{
  return ad_matrix_absolute(ad_matrix_trace_adjoint, c, ybar, xbar);
}
