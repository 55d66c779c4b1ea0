/* custom.c: records of the user's own ops. */
#include <config.h>

#include "graph_impl.h"

#include <stdio.h>

const char *tape_custom_name(const tape *t, const struct tape_matrix *m)
{
  return t->graph->custom[m->op]->name;
}

/* ---- what goes wrong -------------------------------------------------------- */

static enum ad_status bad_shape(tape *t, const struct tape_custom *c,
                                const var_mat *x, const char *why)
{
  if (!t->status && c->args == 1)
    snprintf(t->error, sizeof t->error, "%s of a %ux%u matrix (record %u): %s",
             c->name, x[0].rows, x[0].cols, t->used, why);
  else if (!t->status)
    snprintf(t->error, sizeof t->error,
             "%s of a %ux%u and a %ux%u matrix (record %u): %s", c->name,
             x[0].rows, x[0].cols, x[1].rows, x[1].cols, t->used, why);
  return tape_fail(t, AD_BAD_SHAPE);
}

/* A user's function did not return AD_OK. */
static enum ad_status reported(tape *t, const struct tape_matrix *m,
                               const char *which, enum ad_status status)
{
  return tape_refuse(t->graph, AD_CUSTOM,
                     "the %s of the custom op %s (slot %u) reported: %s", which,
                     tape_custom_name(t, m), m->slot, ad_status_text(status));
}

/* ---- recording ---------------------------------------------------------------- */

/* The shape of the result; what is wrong, or NULL. */
static const char *shape_of(const struct tape_custom *c, const var_mat *x,
                            struct ad_shape *y)
{
  struct ad_shape shapes[TAPE_CUSTOM_ARGS];
  for (int k = 0; k < c->args; k++)
    shapes[k] = (struct ad_shape){x[k].rows, x[k].cols};
  *y = shapes[0];
  if (c->shape) {
    const char *wrong = c->shape(shapes, y, c->data);
    if (wrong)
      return wrong;
  } else {
    for (int k = 1; k < c->args; k++)
      if (shapes[k].rows != y->rows || shapes[k].cols != y->cols)
        return "the shapes have to be the same";
  }
  return y->rows && y->cols && y->rows <= INT32_MAX && y->cols <= INT32_MAX &&
             y->rows <= UINT32_MAX / y->cols
           ? NULL
           : "the result would be empty, or larger than a tape";
}

bool tape_custom_place(struct tape_graph *g, const struct tape_custom *c,
                       int *place)
{
  for (*place = 0; *place < (int)g->customs; ++*place)
    if (g->custom[*place] == c)
      return true;
  if (g->customs == g->custom_room) {
    const uint32_t room = g->custom_room ? 2 * g->custom_room : 4;
    if (!tape_resize(&g->custom, room, sizeof *g->custom))
      return false;
    g->custom_room = room;
  }
  g->custom[g->customs++] = c;
  return true;
}

var_mat var_mat_custom(const struct tape_custom *c, const var_mat *x)
{
  const bool good = c && x && c->name && c->args >= 1 &&
                    c->args <= TAPE_CUSTOM_ARGS && c->value && c->adjoint;
  tape *t = c && x && c->args >= 1 && c->args <= TAPE_CUSTOM_ARGS
              ? tape_of_matrices(x, (size_t)c->args)
              : NULL;
  struct ad_shape shape;
  if (t && !good)
    tape_fail(t, AD_BAD_ARGUMENT);
  if (!t || tape_admit_matrices(t, c->name, x, (size_t)c->args))
    return t ? tape_no_matrix(t, 1, 1) : var_mat_const(NAN);
  const char *wrong = shape_of(c, x, &shape);
  struct tape_graph *g = tape_graph_of(t);
  struct tape_matrix m = {.kind = TAPE_CUSTOM, .args = c->args};
  if (wrong)
    bad_shape(t, c, x, wrong);
  else if (!g || !tape_custom_place(g, c, &m.op))
    tape_fail(t, AD_NO_MEMORY);
  if (t->status)
    return tape_no_matrix(t, 1, 1);
  m.rows = (uint32_t)shape.rows;
  m.cols = (uint32_t)shape.cols;
  for (int k = 0; k < c->args; k++)
    m.x[k] = tape_operand_of(x[k], x[k].rows, x[k].cols);
  return tape_record_matrix(t, &m);
}

/* ---- values and adjoints -------------------------------------------------------- */

/* x as a block without gaps: itself, or a copy.  Its v is NULL if out of
 * memory. */
static struct ad_block packed(struct ad_scratch *scratch, struct ad_block x)
{
  if (ad_block_packed(&x))
    return x;
  struct ad_block y = ad_scratch_block(scratch, x.rows, x.cols, x.d != NULL);
  if (y.v)
    ad_block_copy(x, y);
  return y;
}

static bool pack_all(tape *t, const struct tape_matrix *m,
                     const struct ad_block *x, struct ad_block *out)
{
  ad_scratch_reset(&t->scratch);
  for (int k = 0; k < m->args; k++) {
    out[k] = packed(&t->scratch, x[k]);
    if (!out[k].v)
      return false;
  }
  return true;
}

/* Where no tangents are there, zeros; false if out of memory. */
static bool fill_tangents_of(tape *t, const struct tape_matrix *m,
                             struct ad_block *in)
{
  for (int k = 0; k < m->args; k++)
    if (!in[k].d) { /* a constant: its tangent is 0 */
      struct ad_block zero =
        ad_scratch_block(&t->scratch, in[k].rows, in[k].cols, true);
      if (!zero.v)
        return false;
      ad_block_copy(in[k], zero);
      in[k] = zero;
    }
  return true;
}

/* Whether tangents come here at all; what is linear in them is 0 else. */
static bool moves(const struct tape_matrix *m, const struct ad_block *in)
{
  for (int k = 0; k < m->args; k++)
    for (size_t i = 0; i < in[k].rows * in[k].cols; i++)
      if (in[k].d[i] != 0)
        return true;
  return false;
}

static enum ad_status without(tape *t, const struct tape_matrix *m,
                              const char *which)
{
  return tape_refuse(t->graph, AD_CUSTOM,
                     "the custom op %s (slot %u) has no %s function, which second "
                     "derivatives need: give tape_custom.%s",
                     tape_custom_name(t, m), m->slot, which, which);
}

enum ad_status tape_custom_value(tape *t, struct tape_matrix *m,
                                 const struct ad_block *x, struct ad_block y)
{
  const struct tape_custom *c = t->graph->custom[m->op];
  struct ad_block in[TAPE_CUSTOM_ARGS];
  if (!pack_all(t, m, x, in))
    return AD_NO_MEMORY;
  enum ad_status status = c->value(in, ad_block_primal(y), c->data);
  if (status)
    return reported(t, m, "value", status);
  if (!y.d)
    return AD_OK;
  if (!fill_tangents_of(t, m, in))
    return AD_NO_MEMORY;
  ad_block_zero(ad_block_tangent(y));
  if (!moves(m, in))
    return AD_OK;
  if (!c->tangent)
    return without(t, m, "tangent");
  status = c->tangent(in, y, c->data);
  return status ? reported(t, m, "tangent", status) : AD_OK;
}

/* The tangents of adjoints: (dy/dx)' ȳ' by the adjoint's own function, and the
 * curvature by `second`. */
static enum ad_status curvature(tape *t, const struct tape_matrix *m,
                                struct ad_block *in,
                                const struct ad_block *ybar,
                                const struct ad_block *out)
{
  const struct tape_custom *c = t->graph->custom[m->op];
  const struct ad_block along = ad_block_tangent(*ybar);
  const struct ad_block held = ad_block_primal(*ybar);
  struct ad_block to[TAPE_CUSTOM_ARGS];
  for (int k = 0; k < TAPE_CUSTOM_ARGS; k++)
    to[k] = ad_block_tangent(out[k]);
  enum ad_status status = c->adjoint(in, &along, to, c->data);
  if (status)
    return reported(t, m, "adjoint", status);
  if (!fill_tangents_of(t, m, in))
    return AD_NO_MEMORY;
  if (!moves(m, in))
    return AD_OK;
  if (!c->second)
    return without(t, m, "second");
  status = c->second(in, &held, out, c->data);
  return status ? reported(t, m, "second", status) : AD_OK;
}

enum ad_status tape_custom_adjoint(tape *t, struct tape_matrix *m,
                                   const struct ad_block *x,
                                   const struct ad_block *ybar,
                                   const struct ad_block *xbar, bool magnitude)
{
  const struct tape_custom *c = t->graph->custom[m->op];
  struct ad_block in[TAPE_CUSTOM_ARGS], out[TAPE_CUSTOM_ARGS] = {{0}};
  struct ad_block to[TAPE_CUSTOM_ARGS];
  const struct ad_block held = ad_block_primal(*ybar);
  if (!pack_all(t, m, x, in))
    return AD_NO_MEMORY;
  for (int k = 0; k < m->args; k++)
    if (xbar[k].v) {
      out[k] =
        ad_scratch_block(&t->scratch, xbar[k].rows, xbar[k].cols, ybar->d);
      if (!out[k].v)
        return AD_NO_MEMORY;
    }
  for (int k = 0; k < TAPE_CUSTOM_ARGS; k++)
    to[k] = ad_block_primal(out[k]);
  enum ad_status status = c->adjoint(in, &held, to, c->data);
  if (status)
    return reported(t, m, "adjoint", status);
  status = ybar->d ? curvature(t, m, in, ybar, out) : AD_OK;
  for (int k = 0; k < m->args && !status; k++)
    if (out[k].v) {
      if (magnitude)
        for (size_t i = 0; i < out[k].rows * out[k].cols; i++)
          out[k].v[i] = fabs(out[k].v[i]);
      ad_block_add(out[k], xbar[k]);
    }
  return status;
}
