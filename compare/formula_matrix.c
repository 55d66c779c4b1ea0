/* formula_matrix.c: a formula with matrices in doubles and in forward mode. */
#include <config.h>

#include "formula_impl.h"

#include <stdlib.h>
#include <string.h>

#include "../forward/matrix.h"

static double dual_mat_number(dual_mat a) { return a.constant; }

#define MAT dual_mat
#define SPACE dual_space
#define JOIN(name) dual_mat_##name
#include "formula_matrix.inc.h"

/* The numbers of a node; a constant number stands once. */
static void keep(dual_mat a, double *v, double *d)
{
  dual_mat_value(a, v);
  if (d)
    dual_mat_tangent(a, d);
}

static enum ad_status run(const ad_formula *f, const struct ad_shape *shape,
                          const size_t *start, const bool *needed,
                          const double *x, const double *dx, double *v,
                          double *d, dual_space *s, dual_mat *m, uint32_t *node)
{
  dual_space_policy(s, f->policy);
  for (uint32_t i = 0; i < f->count && !dual_space_status(s); i++) {
    const struct ad_node *n = &f->nodes[i];
    const size_t size = shape[i].rows * shape[i].cols;
    if (needed && !needed[i])
      continue;
    *node = i;
    if (n->kind == AD_NODE_INPUT) {
      m[i] = dual_mat_input(s, shape[i].rows, shape[i].cols, x, dx);
      x += size;
      dx = dx ? dx + size : NULL;
    } else {
      m[i] = dual_mat_node(s, n, shape, m);
    }
    keep(m[i], v + start[i], d ? d + start[i] : NULL);
  }
  return dual_space_status(s);
}

enum ad_status formula_run_duals(const ad_formula *f, const struct ad_shape *shape,
                                 const size_t *start, const bool *needed,
                                 const double *x, const double *dx, double *v,
                                 double *d, uint32_t *node)
{
  dual_space *s = dual_space_new(d != NULL);
  dual_mat *m = malloc((f->count + 1) * sizeof *m);
  uint32_t own;
  enum ad_status status = s && m ? AD_OK : AD_NO_MEMORY;
  if (!status)
    status = run(f, shape, start, needed, x, dx, v, d, s, m,
                 node ? node : &own);
  dual_space_free(s);
  free(m);
  return status;
}

enum ad_status ad_formula_run(const ad_formula *f, const double *x, double *v,
                              uint32_t *node)
{
  if (!f->shaped)
    return AD_BAD_SHAPE;
  if (f->shape)
    return formula_run_duals(f, f->shape, f->start, NULL, x, NULL, v, NULL,
                             node);
  ad_formula_run_double(f, x, v);
  return AD_OK;
}

/* ---- the engines' maps ------------------------------------------------------ */

enum ad_status formula_matrix_double(const double *x, double *y, void *data)
{
  const ad_formula *f = data;
  double *v = f->shaped ? malloc((f->size + 1) * sizeof *v) : NULL;
  if (!v)
    return f->shaped ? AD_NO_MEMORY : AD_BAD_SHAPE;
  const enum ad_status status = formula_run_duals(
      f, f->shape, f->start, NULL, x, NULL, v, NULL, NULL);
  for (size_t i = 0; !status && i < f->output_count; i++)
    memcpy(y + f->output_start[i], v + f->start[f->outputs[i].node],
           (f->output_start[i + 1] - f->output_start[i]) * sizeof *y);
  free(v);
  return status;
}

enum ad_status formula_matrix_duals(const ad_formula *f, const dual *x,
                                    dual *all)
{
  if (!f->shaped)
    return AD_BAD_SHAPE;
  const size_t n = f->input_start[f->input_count], size = f->size;
  double *room = malloc(2 * (n + size + 1) * sizeof *room);
  if (!room)
    return AD_NO_MEMORY;
  double *value = room, *dot = room + n, *v = room + 2 * n, *d = v + size;
  for (size_t j = 0; j < n; j++)
    value[j] = x[j].v, dot[j] = x[j].d;
  const enum ad_status status = formula_run_duals(f, f->shape, f->start, NULL,
                                                  value, dot, v, d, NULL);
  for (size_t k = 0; !status && k < size; k++)
    all[k] = dual_make(v[k], d[k]);
  free(room);
  return status;
}

enum ad_status formula_matrix_dual(const dual *x, dual *y, void *data)
{
  const ad_formula *f = data;
  dual *v = f->shaped ? malloc((f->size + 1) * sizeof *v) : NULL;
  if (!v)
    return f->shaped ? AD_NO_MEMORY : AD_BAD_SHAPE;
  const enum ad_status status = formula_matrix_duals(f, x, v);
  for (size_t i = 0; !status && i < f->output_count; i++)
    memcpy(y + f->output_start[i], v + f->start[f->outputs[i].node],
           (f->output_start[i + 1] - f->output_start[i]) * sizeof *y);
  free(v);
  return status;
}
