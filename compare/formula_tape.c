/* formula_tape.c: a formula with matrices on a tape. */
#include <config.h>

#include "formula_impl.h"

#include <stdlib.h>

#include "../reverse/matrix.h"

static double var_mat_number(var_mat a) { return a.as.constant; }

#define MAT var_mat
#define SPACE tape
#define JOIN(name) var_mat_##name
#include "formula_matrix.inc.h"

var_mat ad_formula_record(const ad_formula *f, uint32_t node, tape *t,
                          const var_mat *m)
{
  return var_mat_node(t, &f->nodes[node], f->shape, m);
}

static tape *tape_of(const var *x, size_t n)
{
  for (size_t j = 0; j < n; j++)
    if (x[j].on)
      return x[j].on;
  return NULL;
}

/* Whether x are neighbours on one tape, as tape_inputs makes them. */
static bool in_a_row(const var *x, size_t n)
{
  for (size_t j = 0; j < n; j++)
    if (x[j].on != x[0].on || !x[j].on ||
        x[j].as.at.epoch != x[0].as.at.epoch ||
        x[j].as.at.slot != x[0].as.at.slot + j)
      return false;
  return true;
}

static bool all_constant(const var *x, size_t n)
{
  for (size_t j = 0; j < n; j++)
    if (x[j].on)
      return false;
  return true;
}

/* Constants are a matrix of numbers. */
static var_mat fixed(tape *t, const var *x, struct ad_shape s)
{
  const size_t n = s.rows * s.cols;
  double *v = malloc(n * sizeof *v);
  for (size_t j = 0; v && j < n; j++)
    v[j] = var_constant(x[j]);
  const var_mat a = v ? var_mat_fixed(t, s.rows, s.cols, v) : var_mat_const(NAN);
  free(v);
  return a;
}

/* The vars as a matrix: a window on them, or one record that gathers them. */
static var_mat gather(tape *t, const var *x, struct ad_shape s)
{
  const size_t n = s.rows * s.cols;
  if (n > 1 && all_constant(x, n))
    return fixed(t, x, s);
  var_mat a = var_mat_of(x[0]);
  if (in_a_row(x, n)) {
    a.rows = (uint32_t)s.rows;
    a.cols = (uint32_t)s.cols;
    a.rs = (int32_t)s.cols;
    return a;
  }
  var_mat *parts = malloc(n * sizeof *parts);
  for (size_t k = 0; parts && k < n; k++)
    parts[k] = var_mat_placed(t, var_mat_of(x[k]));
  a = parts ? var_mat_join(s.rows, s.cols, parts) : var_mat_const(NAN);
  free(parts);
  return a;
}

/* All elements of a matrix as vars. */
static void scatter(var_mat a, var *v)
{
  for (size_t i = 0; i < a.rows; i++)
    for (size_t j = 0; j < a.cols; j++)
      *v++ = var_mat_at(a, i, j);
}

static enum ad_status run(const ad_formula *f, tape *t, const var *x, var_mat *m)
{
  for (uint32_t i = 0; i < f->count && !tape_status(t); i++)
    if (f->nodes[i].kind == AD_NODE_INPUT) {
      m[i] = gather(t, x, f->shape[i]);
      x += f->shape[i].rows * f->shape[i].cols;
    } else {
      m[i] = var_mat_node(t, &f->nodes[i], f->shape, m);
    }
  return tape_status(t);
}

/* Without a tape all are constants. */
static enum ad_status run_constant(const ad_formula *f, const var *x, var *all)
{
  const size_t n = f->input_start[f->input_count];
  double *room = malloc((n + f->size + 1) * sizeof *room), *v = room + n;
  if (!room)
    return AD_NO_MEMORY;
  for (size_t j = 0; j < n; j++)
    room[j] = var_constant(x[j]);
  const enum ad_status status = ad_formula_run(f, room, v, NULL);
  for (size_t k = 0; !status && k < f->size; k++)
    all[k] = var_const(v[k]);
  free(room);
  return status;
}

enum ad_status formula_matrix_vars(const ad_formula *f, const var *x, var *all)
{
  if (!f->shaped)
    return AD_BAD_SHAPE;
  tape *t = tape_of(x, f->input_start[f->input_count]);
  if (!t)
    return run_constant(f, x, all);
  var_mat *m = malloc((f->count + 1) * sizeof *m);
  const enum ad_status status = m ? run(f, t, x, m) : AD_NO_MEMORY;
  for (uint32_t i = 0; !status && i < f->count; i++)
    scatter(m[i], all + f->start[i]);
  free(m);
  return status;
}

enum ad_status formula_matrix_var(const var *x, var *y, void *data)
{
  const ad_formula *f = data;
  tape *t = f->shaped ? tape_of(x, f->input_start[f->input_count]) : NULL;
  var_mat *m = malloc((f->count + 1) * sizeof *m);
  var *all = t ? NULL : malloc((f->size + 1) * sizeof *all);
  enum ad_status status = !m || (!t && !all) ? AD_NO_MEMORY
                          : t                ? run(f, t, x, m)
                                             : formula_matrix_vars(f, x, all);
  for (size_t i = 0; !status && i < f->output_count; i++) {
    const uint32_t node = f->outputs[i].node;
    if (t)
      scatter(m[node], y + f->output_start[i]);
    for (size_t k = f->output_start[i]; !t && k < f->output_start[i + 1]; k++)
      y[k] = all[f->start[node] + k - f->output_start[i]];
  }
  free(m);
  free(all);
  return status;
}
