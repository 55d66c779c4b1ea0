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
    snprintf(text, EMIT_NUMBER, "v_%u", (unsigned)e->slot[node]);
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

static void find_needed(struct emitter *e)
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

/* The formula, line by line. */
static void add_source(struct emit_text *t, const char *source, size_t size)
{
  for (size_t at = 0; at < size;) {
    const char *const line = source + at;
    const char *const end = memchr(line, '\n', size - at);
    const size_t length = end ? (size_t)(end - line) : size - at;
    emit_add(t, " *   ");
    emit_quote(t, line, length);
    emit_add(t, "\n");
    at += length + 1;
  }
  emit_add(t, " *\n");
}

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
  if (e->n && e->m > 1)
    emit_add(t, " * jac[i * %zu + j] = dy_i/dx_j; NULL: not wanted\n", e->n);
  else if (e->n)
    emit_add(t, " * grad[j] = dy/dx_j; NULL: not wanted\n");
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

static void add_head(struct emit_text *t, const struct emitter *e,
                     const struct emit_helpers *h, const char *helpers)
{
  emit_add(t, "/* %s: a formula's value and %s, written by dualtape emit.\n *\n",
           e->name, e->m > 1 ? "Jacobian" : "gradient");
  if (e->source)
    add_source(t, e->source, e->size);
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
  emit_add(&code, "%s%s", helpers, e->body.at ? e->body.at : "");
  add_includes(t, code.at ? code.at : "", h->library);
  t->failed = t->failed || code.failed;
  free(code.at);
}

/* ---- the whole ------------------------------------------------------------ */

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
  emit_add(t, "void %s(const double *x, double *y, double *%s);\n\n", e->name,
           emit_last(e));
  emit_add(t, "%s", helpers.at ? helpers.at : "");
  emit_add(t, "void %s(const double *x, double *y, double *%s)\n{\n", e->name,
           emit_last(e));
  emit_renamed(t, body, e->name);
  free(helpers.at);
  emit_helpers_free(&h);
}

static void add_body(struct emitter *e)
{
  number_slots(e);
  find_needed(e);
  if (ad_formula_has_matrices(e->f))
    emit_matrix(e);
  else
    emit_scalar(e);
}

enum ad_status ad_emit_c(const ad_formula *formula, const char *source,
                         size_t size, const char *name, char **text, size_t *length)
{
  *text = NULL;
  if (!formula || !ad_emit_name_good(name))
    return AD_BAD_ARGUMENT;
  if (!ad_formula_shaped(formula))
    return AD_BAD_SHAPE;
  struct emitter e = {
    .f = formula, .source = source, .name = name, .size = size};
  struct emit_text all = {0};
  e.nodes = ad_formula_nodes(formula, &e.count);
  e.n = ad_formula_input_size(formula);
  e.m = ad_formula_output_size(formula);
  e.slot = calloc(e.count + 1, sizeof *e.slot);
  e.live = calloc(e.count + 1, 3 * sizeof *e.live);
  bool good = e.slot && e.live;
  const bool rules = emit_rules_there(&e);
  if (good && rules) {
    e.useful = e.live + e.count, e.met = e.useful + e.count;
    add_body(&e);
    add_all(&all, &e);
  }
  good = good && !e.body.failed && !all.failed;
  free(e.slot);
  free(e.live);
  free(e.body.at);
  if (!good || !rules) {
    free(all.at);
    return rules ? AD_NO_MEMORY : AD_BAD_ARGUMENT;
  }
  *text = all.at;
  *length = all.length;
  return AD_OK;
}
