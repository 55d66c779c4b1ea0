/* formula_matrix.inc.h: one node of a formula with matrices, in forward or in
 * reverse mode, whose functions have the same names.  Included by
 * formula_matrix.c and formula_tape.c with
 *
 *   MAT         the type of matrices
 *   SPACE       where they live
 *   JOIN(name)  the function of this name
 */

/* A number without a place gets one, for ops that look at shapes. */
static MAT JOIN(placed)(SPACE *s, MAT a)
{
  return a.on ? a : JOIN(fixed)(s, 1, 1, &(const double){JOIN(number)(a)});
}

static MAT JOIN(whole)(SPACE *s, const struct ad_node *n, const MAT *m)
{
  MAT x[AD_MATRIX_ARGS];
  for (int k = 0; k < ad_node_arguments(n); k++)
    x[k] = JOIN(placed)(s, m[n->arg[k]]);
  return JOIN(apply)(n->more->whole, x, n->n);
}

static MAT JOIN(each_of)(const struct ad_node *n, const MAT *m)
{
  MAT x[AD_OP_ARGS];
  for (int k = 0; k < ad_node_arguments(n); k++)
    x[k] = m[n->arg[k]];
  return JOIN(each)(n->op, x, n->n);
}

static MAT JOIN(joined)(SPACE *s, const struct ad_node *n, const MAT *m)
{
  const size_t count = (size_t)n->more->rows * n->more->cols;
  MAT *x = malloc((count + 1) * sizeof *x);
  MAT y = JOIN(const)(NAN);
  for (size_t k = 0; x && k < count; k++)
    x[k] = JOIN(placed)(s, m[n->more->parts[k]]);
  if (x)
    y = JOIN(join)(n->more->rows, n->more->cols, x);
  free(x);
  return y;
}

/* Node n, which is no input; m are those before it. */
static MAT JOIN(node)(SPACE *s, const struct ad_node *n,
                      const struct ad_shape *shape, const MAT *m)
{
  struct ad_shape part;
  size_t row, col;
  switch (n->kind) {
  case AD_NODE_OP: return JOIN(each_of)(n, m);
  case AD_NODE_WHOLE: return JOIN(whole)(s, n, m);
  case AD_NODE_JOIN: return JOIN(joined)(s, n, m);
  case AD_NODE_TRANSPOSE:
    return JOIN(transpose)(JOIN(placed)(s, m[n->arg[0]]));
  case AD_NODE_RESHAPE:
    return JOIN(reshape)(JOIN(placed)(s, m[n->arg[0]]), n->more->rows,
                         n->more->cols);
  case AD_NODE_SLICE:
    formula_slice(n, shape[n->arg[0]], &row, &col, &part);
    return JOIN(slice)(JOIN(placed)(s, m[n->arg[0]]), row, col, part.rows,
                       part.cols);
  case AD_NODE_DATA:
    return JOIN(fixed)(s, n->more->rows, n->more->cols, n->more->data);
  case AD_NODE_INPUT:
  case AD_NODE_CONSTANT: break;
  }
  return JOIN(const)(n->constant);
}

#undef MAT
#undef SPACE
#undef JOIN
