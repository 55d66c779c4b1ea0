/* emit.c: C text of a formula's value and gradient: what is needed, and the
 * text as a whole. */
#include <config.h>

#include "emit_impl.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *emit_last(const struct emitter *e)
{
  return e->m > 1 ? "jac" : "grad";
}

void emit_value_name(const struct emitter *e, uint32_t node,
                     char text[EMIT_NUMBER])
{
  if (e->nodes[node].kind == AD_NODE_CONSTANT)
    emit_number(e->nodes[node].constant, text);
  else
    emit_letter(e, 'v', node, text);
}

int emit_arrays(const struct emitter *e, struct emit_array_of a[EMIT_ARRAYS])
{
  int count = 0;
  a[count++] = (struct emit_array_of){"x", e->n, true, false};
  if (e->what >= AD_EMIT_JVP)
    a[count++] = (struct emit_array_of){"v", e->n, true, false};
  a[count++] = (struct emit_array_of){"y", e->m, false, false};
  if (e->what == AD_EMIT_GRADIENT)
    a[count++] =
      (struct emit_array_of){emit_last(e), e->m * e->n, false, true};
  if (e->what == AD_EMIT_JVP)
    a[count++] = (struct emit_array_of){"dy", e->m, false, false};
  if (e->what == AD_EMIT_HVP) {
    a[count++] = (struct emit_array_of){"grad", e->n, false, false};
    a[count++] = (struct emit_array_of){"hv", e->n, false, false};
  }
  return count;
}

/* ---- what is needed ------------------------------------------------------- */

bool emit_hands_down(const struct emitter *e, uint32_t node, int k)
{
  const struct ad_node *n = &e->nodes[node];
  if (n->kind != AD_NODE_OP)
    return e->useful[ad_node_argument(n, k)];
  const struct emit_names names = {
    .integer = ad_op_info(n->op)->kind == AD_INTEGER, .n = n->n};
  return e->useful[n->arg[k]] &&
         !emit_expression_is(ad_op_info(n->op)->d[k], &names, "0");
}

/* Inputs have the first slots, as on a tape; then comes the rest. */
static void number_slots(struct emitter *e)
{
  uint32_t input = 0, rest = (uint32_t)ad_formula_inputs(e->f);
  for (uint32_t i = 0; i < e->count; i++)
    if (e->nodes[i].kind == AD_NODE_INPUT)
      e->slot[i] = input++;
    else if (e->nodes[i].kind != AD_NODE_CONSTANT)
      e->slot[i] = rest++;
}

void emit_find_needed(struct emitter *e)
{
  for (size_t i = 0; i < ad_formula_outputs(e->f); i++) {
    uint32_t node;
    ad_formula_output(e->f, i, &node);
    e->live[node] = true;
  }
  for (uint32_t i = (uint32_t)e->count; i-- > 0;)
    for (int k = 0; e->live[i] && k < ad_node_arguments(&e->nodes[i]); k++)
      e->live[ad_node_argument(&e->nodes[i], k)] = true;
  for (uint32_t i = 0; i < e->count; i++) {
    e->useful[i] = e->nodes[i].kind == AD_NODE_INPUT;
    for (int k = 0; k < ad_node_arguments(&e->nodes[i]); k++)
      e->useful[i] = e->useful[i] || emit_hands_down(e, i, k);
  }
}

/* ---- the head --------------------------------------------------------------- */

/* x[0..2] = x, y, z */
static void add_list(struct emit_text *t, const struct emitter *e, bool inputs)
{
  const size_t count = inputs ? e->n : e->m;
  uint32_t node;
  emit_add(t, " * %s[0..%zu] =", inputs ? "x" : "y", count ? count - 1 : 0);
  for (size_t k = 0; k < count; k++)
    emit_add(t, "%s%s%s", k ? "," : "", k && k % 12 == 0 ? "\n *   " : " ",
             inputs ? ad_formula_input(e->f, k, NULL)
                    : ad_formula_output(e->f, k, &node));
  emit_add(t, "\n");
}

/* x[0..5] = W, 2x3, and so on, a line for each name. */
static void add_shapes(struct emit_text *t, const struct emitter *e, bool inputs)
{
  const size_t count =
    inputs ? ad_formula_inputs(e->f) : ad_formula_outputs(e->f);
  size_t at = 0;
  for (size_t k = 0; k < count; k++) {
    uint32_t node = inputs ? ad_formula_input_node(e->f, k) : 0;
    const char *name = inputs ? ad_formula_input(e->f, k, NULL)
                              : ad_formula_output(e->f, k, &node);
    const struct ad_shape s = emit_shape(e, node);
    const size_t last = at + s.rows * s.cols - 1;
    emit_add(t, " * %s[%zu", inputs ? "x" : "y", at);
    if (last > at)
      emit_add(t, "..%zu] = %s, %zux%zu\n", last, name, s.rows, s.cols);
    else
      emit_add(t, "] = %s\n", name);
    at = last + 1;
  }
}

static void add_interface(struct emit_text *t, const struct emitter *e)
{
  const bool matrices = ad_formula_has_matrices(e->f);
  if (matrices)
    emit_add(t, " * Matrices stand row by row.\n");
  if (e->n)
    (matrices ? add_shapes : add_list)(t, e, true);
  (matrices ? add_shapes : add_list)(t, e, false);
  if (e->what == AD_EMIT_JVP)
    emit_add(t, " * dy = J v: the derivative along v\n");
  else if (e->what == AD_EMIT_HVP)
    emit_add(t, " * grad[j] = dy/dx_j; hv = H v: its derivative along v\n");
  else if (e->what == AD_EMIT_VALUE || !e->n)
    ;
  else if (e->m > 1)
    emit_add(t, " * jac[i * %zu + j] = dy_i/dx_j; NULL: not wanted\n", e->n);
  else
    emit_add(t, " * grad[j] = dy/dx_j; NULL: not wanted\n");
  if (e->lanes)
    emit_add(t, " * Number i of point p is at [i * points + p]: x, y, and so on.\n");
  if (e->undefined)
    emit_add(t, " * NaN where a matrix is singular or not positive definite.\n");
  if (e->large)
    emit_add(t, " * Too large for the stack: each thread has arrays of its own.\n");
}

/* The headers that the text needs. */
static void add_includes(struct emit_text *t, const char *text, bool library)
{
  static const struct {
    const char *word, *header;
  } headers[] = {
    {"DBL_MAX", "float.h"}, {"", "math.h"},      {"size_t", "stddef.h"},
    {"uint64_t", "stdint.h"}, {"memset(", "string.h"},
  };
  if (library)
    emit_add(t, "#include <dualtape.h>\n");
  for (size_t k = 0; k < sizeof headers / sizeof *headers; k++)
    if ((!library || k) && strstr(text, headers[k].word))
      emit_add(t, "#include <%s>\n", headers[k].header);
  emit_add(t, "\n");
}

static const char *what_text(const struct emitter *e)
{
  switch (e->what) {
  case AD_EMIT_VALUE: break;
  case AD_EMIT_GRADIENT: return e->m > 1 ? " and Jacobian" : " and gradient";
  case AD_EMIT_JVP: return " and Jacobian-vector product";
  case AD_EMIT_HVP: return ", gradient and Hessian-vector product";
  }
  return "";
}

static void add_head(struct emit_text *t, const struct emitter *e,
                     const struct emit_helpers *h, const char *helpers)
{
  emit_add(t, "/* %s: a formula's value%s, written by dualtape emit.\n *\n",
           e->name, what_text(e));
  if (e->source) {
    emit_source(t, " *   ", e->source, e->size);
    emit_add(t, " *\n");
  }
  add_interface(t, e);
  emit_add(t, " *\n * Includes %s\n",
           h->library ? "<dualtape.h>: compile with\n"
                        " *   $(pkg-config --cflags --libs dualtape)"
                      : "standard headers alone: link with -lm");
  emit_add(t, " * -ffp-contract=off gives the engines' numbers %s.\n */\n",
           ad_formula_has_matrices(e->f)
             ? "but for the order of sums"
             : "to the last bit");
  struct emit_text code = {0};
  emit_add(&code, "%s%s%s", e->lanes ? "size_t" : "", helpers, e->body.at ? e->body.at : "");
  add_includes(t, code.at ? code.at : "", h->library);
  t->failed = t->failed || code.failed;
  free(code.at);
}

/* ---- the whole ------------------------------------------------------------ */

/* void f(const double *x, double *y, double *grad), or f_batch, or of a block. */
static void add_signature(struct emit_text *t, const struct emitter *e,
                          bool block)
{
  struct emit_array_of a[EMIT_ARRAYS];
  const int count = emit_arrays(e, a);
  emit_add(t, "%svoid %s%s(%s", block ? "static " : "", e->name,
           block ? "_block" : "",
           block      ? "size_t stride, "
           : e->lanes ? "size_t points, "
                      : "");
  for (int k = 0; k < count; k++)
    emit_add(t, "%s%sdouble *%s", k ? ", " : "", a[k].input ? "const " : "",
             a[k].name);
  emit_add(t, ")");
}

static void add_all(struct emit_text *t, const struct emitter *e)
{
  struct emit_helpers h = {0};
  struct emit_text helpers = {0};
  const char *body = e->body.at ? e->body.at : "";
  if (!emit_helpers_find(&h, body)) {
    t->failed = true;
    return;
  }
  emit_helpers_write(&helpers, &h, e->name);
  t->failed = t->failed || helpers.failed;
  add_head(t, e, &h, helpers.at ? helpers.at : "");
  add_signature(t, e, false);
  emit_add(t, ";\n\n%s", helpers.at ? helpers.at : "");
  add_signature(t, e, e->lanes > 0);
  emit_add(t, "\n{\n");
  if (e->lanes)
    emit_add(t, "  enum { LANES = %d };\n%s", e->lanes,
             strstr(body, "stride")
               ? ""
               : "  (void)stride; /* nothing has two numbers */\n");
  emit_renamed(t, body, e->name);
  if (e->lanes) {
    emit_add(t, "\n");
    add_signature(t, e, false);
    emit_add(t, "\n");
    emit_batch(t, e);
  }
  free(helpers.at);
  emit_helpers_free(&h);
}

static void add_body(struct emitter *e)
{
  number_slots(e);
  emit_find_needed(e);
  emit_find_wild(e);
  if (ad_formula_has_matrices(e->f))
    emit_matrix(e);
  else
    emit_scalar(e);
}

char *emit_full_name(const struct ad_emit *how)
{
  static const char *const ends[] = {"_value", "", "_jvp", "_hvp"};
  struct emit_text name = {0};
  emit_add(&name, "%s%s%s", how->name, ends[how->what],
           how->lanes ? "_batch" : "");
  return name.at;
}

static bool possible(const struct ad_emit *how, const struct emitter *e)
{
  return (!how->lanes || !ad_formula_has_matrices(e->f)) &&
         (how->what != AD_EMIT_HVP || e->m == 1) && emit_rules_there(e);
}

bool emit_how_good(const struct ad_emit *how)
{
  return ad_emit_name_good(how->name) && how->what >= AD_EMIT_VALUE &&
         how->what <= AD_EMIT_HVP && how->lanes >= 0 &&
         how->lanes <= AD_EMIT_LANES;
}

/* The text in *all; false: no memory. */
static bool write_all(struct emitter *e, struct emit_text *all)
{
  e->slot = calloc(e->count + 1, sizeof *e->slot);
  e->live = calloc(e->count + 1, 5 * sizeof *e->live);
  e->wild = calloc(e->count + 1, sizeof *e->wild);
  bool good = e->name && e->slot && e->live && e->wild;
  if (good) {
    e->useful = e->live + e->count, e->met = e->useful + e->count;
    e->curved = e->met + e->count, e->moved = e->curved + e->count;
    add_body(e);
    add_all(all, e);
  }
  good = good && !e->body.failed && !all->failed;
  free(e->slot);
  free(e->live);
  free(e->wild);
  free(e->body.at);
  return good;
}

enum ad_status ad_emit_as(const ad_formula *formula, const char *source,
                          size_t size, const struct ad_emit *how, char **text,
                          size_t *length)
{
  *text = NULL;
  if (!formula || !how || !emit_how_good(how))
    return AD_BAD_ARGUMENT;
  if (!ad_formula_shaped(formula))
    return AD_BAD_SHAPE;
  struct emitter e = {.f = formula, .source = source, .size = size,
                      .what = how->what, .lanes = how->lanes};
  struct emit_text all = {0};
  e.nodes = ad_formula_nodes(formula, &e.count);
  e.n = ad_formula_input_size(formula);
  e.m = ad_formula_output_size(formula);
  if (!possible(how, &e))
    return AD_BAD_ARGUMENT;
  char *const name = emit_full_name(how);
  e.name = name;
  const bool good = write_all(&e, &all);
  free(name);
  if (!good) {
    free(all.at);
    return AD_NO_MEMORY;
  }
  *text = all.at;
  *length = all.length;
  return AD_OK;
}

enum ad_status ad_emit_c(const ad_formula *formula, const char *source,
                         size_t size, const char *name, char **text,
                         size_t *length)
{
  const struct ad_emit how = {.name = name, .what = AD_EMIT_GRADIENT};
  return ad_emit_as(formula, source, size, &how, text, length);
}
