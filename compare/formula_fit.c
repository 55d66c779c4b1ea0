/* formula_fit.c: the shape of one node, from those of its arguments; and what
 * to say where they do not fit. */
#include <config.h>

#include "formula_impl.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "../ops/shape.h"
#include "messages.h"

typedef struct ad_shape shape;

static bool fail(const struct ad_node *n, struct ad_formula_error *e,
                 const char *format, ...)
#ifdef __GNUC__
  __attribute__((format(printf, 3, 4)))
#endif
  ;

static bool fail(const struct ad_node *n, struct ad_formula_error *e,
                 const char *format, ...)
{
  va_list args;
  e->offset = n->offset, e->length = n->length;
  va_start(args, format);
  vsnprintf(e->message, sizeof e->message, format, args);
  va_end(args);
  return false;
}

static bool is_number(shape a) { return a.rows == 1 && a.cols == 1; }

/* The common size of two, one of which may be 1; 0 if they differ. */
static size_t common(size_t a, size_t b)
{
  return a == b || b == 1 ? a : a == 1 ? b : 0;
}

/* ---- elementwise ops -------------------------------------------------------- */

static void hint_each(const struct ad_node *n, shape a, shape b,
                      struct ad_formula_error *e)
{
  if (n->op == AD_OP_mul && a.cols == b.rows)
    snprintf(e->hint, sizeof e->hint,
             _("* works element by element; did you mean @ ?  It gives a "
               "%zux%zu matrix"), a.rows, b.cols);
  else if (common(a.rows, b.cols) && common(a.cols, b.rows))
    snprintf(e->hint, sizeof e->hint,
             _("transpose one with ': the second is %zux%zu then"), b.cols,
             b.rows);
  else
    snprintf(e->hint, sizeof e->hint,
             _("to a %zux%zu matrix fits another one, a 1x%zu row, a %zux1 "
               "column, or a number"), a.rows, a.cols, a.cols, a.rows);
}

static bool fit_each(const struct ad_node *n, const shape *all, shape *y,
                     struct ad_formula_error *e)
{
  const struct ad_op_info *info = ad_op_info(n->op);
  shape x[AD_OP_ARGS] = {{1, 1}, {1, 1}, {1, 1}};
  for (int k = 0; k < ad_node_arguments(n); k++)
    x[k] = all[n->arg[k]];
  const struct ad_fit fit = ad_fit_each(x, ad_node_arguments(n));
  *y = fit.y;
  if (!fit.wrong)
    return true;
  hint_each(n, fit.x[0], fit.x[1], e);
  return fail(n, e, _("`%s` of a %zux%zu and a %zux%zu matrix: %s"),
              *info->symbol ? info->symbol : info->name, fit.x[0].rows,
              fit.x[0].cols, fit.x[1].rows, fit.x[1].cols, _(fit.wrong));
}

/* ---- ops on whole matrices ------------------------------------------------- */

static void hint_product(shape a, shape b, struct ad_formula_error *e)
{
  if (is_number(a) || is_number(b))
    snprintf(e->hint, sizeof e->hint, "%s",
             _("a multiple is written with *"));
  else if (a.rows == b.rows && a.cols == b.cols)
    snprintf(e->hint, sizeof e->hint,
             _("transpose one with ', or write * for the products of "
               "elements"));
  else if (a.rows == b.rows)
    snprintf(e->hint, sizeof e->hint,
             _("transpose the first one with ': it is %zux%zu then"), a.cols,
             a.rows);
  else if (a.cols == b.cols)
    snprintf(e->hint, sizeof e->hint,
             _("transpose the second one with ': it is %zux%zu then"), b.cols,
             b.rows);
  else if (a.rows == b.cols)
    snprintf(e->hint, sizeof e->hint,
             _("the other way around they fit: the second @ the first"));
  else
    snprintf(e->hint, sizeof e->hint,
             _("to the right of a %zux%zu matrix fits one with as many rows as "
               "that has columns, %zu"), a.rows, a.cols, a.cols);
}

static bool fit_whole(const struct ad_node *n, const shape *all, shape *y,
                      struct ad_formula_error *e)
{
  const struct ad_matrix_info *info = ad_matrix_info(n->more->whole);
  const bool product = n->more->whole == AD_MATRIX_matmul;
  const char *name = product ? "@" : info->name;
  shape x[AD_MATRIX_ARGS] = {{1, 1}, {1, 1}};
  for (int k = 0; k < info->args; k++)
    x[k] = all[n->arg[k]];
  const struct ad_fit fit = ad_fit_matrix(n->more->whole, x, n->n);
  *y = fit.y;
  if (!fit.wrong)
    return true;
  if (product)
    hint_product(x[0], x[1], e);
  if (fit.args == 1)
    return fail(n, e, _("`%s` of a %zux%zu matrix: %s"), name, fit.x[0].rows,
                fit.x[0].cols, _(fit.wrong));
  return fail(n, e, _("`%s` of a %zux%zu and a %zux%zu matrix: %s"), name,
              fit.x[0].rows, fit.x[0].cols, fit.x[1].rows, fit.x[1].cols,
              _(fit.wrong));
}

/* ---- joins -------------------------------------------------------------------- */

/* The parts of a join and the shapes of all nodes. */
struct parts {
  const uint32_t *node;
  const shape *all;
};

static shape part_shape(const void *parts, size_t k)
{
  const struct parts *p = parts;
  return p->all[p->node[k]];
}

/* The first part that is not as high as the first one of its row. */
static const struct ad_node *ragged(const ad_formula *f, const struct ad_node *n,
                                    const shape *all, bool *beside)
{
  const struct ad_node_more *m = n->more;
  for (size_t k = 0; k < (size_t)m->rows * m->cols; k++) {
    const uint32_t here = m->parts[k], left = m->parts[k / m->cols * m->cols];
    *beside = all[here].rows != all[left].rows;
    if (*beside || all[here].cols != all[m->parts[k % m->cols]].cols)
      return &f->nodes[here];
  }
  return n;
}

static bool fit_join(const ad_formula *f, const struct ad_node *n,
                     const shape *all, shape *y, struct ad_formula_error *e)
{
  const struct parts parts = {n->more->parts, all};
  const struct ad_fit fit =
      ad_fit_join(n->more->rows, n->more->cols, part_shape, &parts);
  bool beside = false;
  *y = fit.y;
  if (!fit.wrong)
    return true;
  const struct ad_node *there = ragged(f, n, all, &beside);
  snprintf(e->hint, sizeof e->hint, "%s", _(fit.wrong));
  return fail(there, e,
              beside ? _("a %zux%zu matrix beside a %zux%zu one")
                     : _("a %zux%zu matrix below a %zux%zu one"),
              fit.x[1].rows, fit.x[1].cols, fit.x[0].rows, fit.x[0].cols);
}

/* ---- slices ------------------------------------------------------------------- */

/* An index of struct ad_range, from 0, into 1 ... size. */
static size_t place(int index, size_t size, size_t left_out)
{
  return index == 0  ? left_out
         : index > 0 ? (size_t)index - 1
         : (size_t)-(int64_t)index > size ? SIZE_MAX
                                          : size - (size_t)-(int64_t)index;
}

/* The first of a range, and how many; false if it is not inside. */
static bool take(struct ad_range r, size_t size, size_t *first, size_t *count)
{
  const size_t last = place(r.last, size, size - 1);
  *first = place(r.first, size, 0);
  *count = last - *first + 1;
  return *first < size && last < size && *first <= last;
}

bool formula_slice(const struct ad_node *n, shape of, size_t *row, size_t *col,
                   shape *y)
{
  struct ad_range r = n->more->row, c = n->more->col;
  const struct ad_range all = {0, 0};
  if (n->more->single && of.rows == 1 && of.cols > 1)
    c = r, r = all;
  else if (n->more->single)
    c = all;
  const bool rows = take(r, of.rows, row, &y->rows);
  return take(c, of.cols, col, &y->cols) && rows;
}

void ad_formula_slice(const ad_formula *f, uint32_t node, size_t *row,
                      size_t *col)
{
  const struct ad_node *n = &f->nodes[node];
  shape part;
  *row = *col = 0;
  formula_slice(n, ad_formula_node_shape(f, n->arg[0]), row, col, &part);
}

static bool fit_slice(const struct ad_node *n, const shape *all, shape *y,
                      struct ad_formula_error *e)
{
  const shape of = all[n->arg[0]];
  size_t row, col;
  if (n->more->single && of.rows > 1 && of.cols > 1) {
    snprintf(e->hint, sizeof e->hint, "%s",
             _("write two: A[2, 3], or A[2, :] for a row"));
    return fail(n, e, _("one index of a %zux%zu matrix"), of.rows, of.cols);
  }
  if (formula_slice(n, of, &row, &col, y))
    return true;
  snprintf(e->hint, sizeof e->hint,
           _("rows are 1 to %zu, columns 1 to %zu; a range goes up"), of.rows,
           of.cols);
  return fail(n, e, _("this index is outside the %zux%zu matrix, or empty"),
              of.rows, of.cols);
}

static bool fit_reshape(const struct ad_node *n, const shape *all, shape *y,
                        struct ad_formula_error *e)
{
  const shape x = all[n->arg[0]];
  *y = (shape){n->more->rows, n->more->cols};
  return x.rows * x.cols == y->rows * y->cols ||
         fail(n, e,
              _("a %zux%zu matrix has %zu numbers, a %zux%zu one would have "
                "%zu"),
              x.rows, x.cols, x.rows * x.cols, y->rows, y->cols,
              y->rows * y->cols);
}

/* ---- any node ------------------------------------------------------------------ */

static bool fit(const ad_formula *f, const struct ad_node *n, const shape *all,
                shape *y, struct ad_formula_error *e)
{
  switch (n->kind) {
  case AD_NODE_OP: return fit_each(n, all, y, e);
  case AD_NODE_WHOLE: return fit_whole(n, all, y, e);
  case AD_NODE_JOIN: return fit_join(f, n, all, y, e);
  case AD_NODE_SLICE: return fit_slice(n, all, y, e);
  case AD_NODE_RESHAPE: return fit_reshape(n, all, y, e);
  case AD_NODE_TRANSPOSE:
    *y = (shape){all[n->arg[0]].cols, all[n->arg[0]].rows};
    return true;
  case AD_NODE_DATA: *y = (shape){n->more->rows, n->more->cols}; return true;
  case AD_NODE_INPUT:
  case AD_NODE_CONSTANT: break;
  }
  *y = (shape){1, 1};
  return true;
}

bool formula_node_shape(const ad_formula *f, uint32_t i, shape *all,
                        struct ad_formula_error *e)
{
  const struct ad_node *n = &f->nodes[i];
  if (!fit(f, n, all, &all[i], e))
    return false;
  if (all[i].rows <= FORMULA_MOST && all[i].cols <= FORMULA_MOST / all[i].rows)
    return true;
  return fail(n, e,
              _("a result of %zux%zu is too large; %zu numbers are most"),
              all[i].rows, all[i].cols, FORMULA_MOST);
}
