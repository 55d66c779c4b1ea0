/* emit.c: C text of a formula's value and gradient. */
#include <config.h>

#include "emit_impl.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct emitter {
  const ad_formula *f;
  const struct ad_node *nodes;
  size_t count, n, m;
  const char *source, *name;
  size_t size; /* of source */
  uint32_t *slot;    /* i of v_i, by node; constants have none */
  bool *live;        /* an output needs the value */
  bool *useful;      /* an input needs the adjoint */
  bool *met;         /* the adjoint is defined, in the row being written */
  struct emit_text body;
  bool library, times; /* what the body needs: <dualtape.h>, NAME_times */
};

/* ---- names ---------------------------------------------------------------- */

static const char *const taken[] = {
  /* C11 and C++ */
  "alignas alignof and and_eq asm auto bitand bitor bool break case catch char "
  "char16_t char32_t class compl const const_cast constexpr continue decltype "
  "default delete do double dynamic_cast else enum explicit export extern false "
  "float for friend goto if inline int long mutable namespace new noexcept not "
  "not_eq nullptr operator or or_eq private protected public register "
  "reinterpret_cast restrict return short signed sizeof static static_assert "
  "static_cast struct switch template this thread_local throw true try typedef "
  "typeid typename typeof union unsigned using virtual void volatile wchar_t "
  "while xor xor_eq main",
  /* <math.h> and what compilers know of themselves */
  "acos acosh asin asinh atan atan2 atanh cbrt ceil copysign cos cosh erf erfc "
  "exp exp10 exp2 expm1 fabs fdim floor fma fmax fmin fmod fpclassify frexp "
  "gamma hypot ilogb isfinite isgreater isgreaterequal isinf isless "
  "islessequal islessgreater isnan isnormal isunordered j0 j1 jn ldexp lgamma "
  "llrint llround log log10 log1p log2 logb lrint lround modf nan nearbyint "
  "nextafter nexttoward pow remainder remquo rint round scalb scalbln scalbn "
  "signbit significand signgam sin sincos sinh sqrt tan tanh tgamma trunc y0 "
  "y1 yn drem finite infnan double_t float_t abs labs div exit abort free "
  "malloc calloc realloc printf puts memcpy memset strlen index rindex",
  /* <dualtape.h> */
  "dual hyper jet tape var add sub mul neg"};

static bool listed(const char *name)
{
  const size_t length = strlen(name);
  for (size_t k = 0; k < sizeof taken / sizeof *taken; k++)
    for (const char *p = taken[k]; *p; p += strspn(p, " ")) {
      const size_t word = strcspn(p, " ");
      if (word == length && memcmp(p, name, length) == 0)
        return true;
      p += word;
    }
  return false;
}

/* Names of dualtape begin with one of these. */
static bool prefixed(const char *name)
{
  static const char *const prefixes[] = {"ad_",   "dual_", "jet_", "hyper_",
                                         "tape_", "var_",  "fd_",  "check_"};
  for (size_t k = 0; k < sizeof prefixes / sizeof *prefixes; k++)
    if (strncmp(name, prefixes[k], strlen(prefixes[k])) == 0)
      return true;
  return false;
}

bool ad_emit_name_good(const char *name)
{
  if (!name || !isalpha((unsigned char)*name) || strlen(name) > 200)
    return false;
  for (const char *p = name; *p; p++)
    if ((*p & 0x80) || (!isalnum((unsigned char)*p) && *p != '_'))
      return false;
  return !listed(name) && !prefixed(name);
}

/* ---- what is needed ------------------------------------------------------- */

static bool is_constant(const struct emitter *e, uint32_t node)
{
  return e->nodes[node].kind == AD_NODE_CONSTANT;
}

/* An operand in the text: v_i or a number. */
static void operand_text(const struct emitter *e, uint32_t node,
                         char text[EMIT_NUMBER])
{
  if (is_constant(e, node))
    emit_number(e->nodes[node].constant, text);
  else
    snprintf(text, EMIT_NUMBER, "v_%u", (unsigned)e->slot[node]);
}

/* The names in an op node's expressions. */
struct operands {
  struct emit_names names;
  char text[AD_OP_ARGS + 1][EMIT_NUMBER];
};

static void operands_of(const struct emitter *e, uint32_t node,
                        struct operands *o)
{
  const struct ad_node *n = &e->nodes[node];
  *o = (struct operands){.names = {.y = o->text[AD_OP_ARGS], .n = n->n}};
  o->names.integer = ad_op_info(n->op)->kind == AD_INTEGER;
  operand_text(e, node, o->text[AD_OP_ARGS]);
  for (int k = 0; k < ad_node_arguments(n); k++) {
    operand_text(e, n->arg[k], o->text[k]);
    o->names.a[k] = o->text[k];
  }
}

/* Whether argument k of an op node gets a share of its adjoint. */
static bool hands_down(const struct emitter *e, uint32_t node, int k)
{
  struct operands o;
  const struct ad_node *n = &e->nodes[node];
  operands_of(e, node, &o);
  return e->useful[n->arg[k]] &&
         !emit_expression_is(ad_op_info(n->op)->d[k], &o.names, "0");
}

/* Inputs have the first slots, as on a tape; then come the ops. */
static void number_slots(struct emitter *e)
{
  uint32_t input = 0, op = (uint32_t)e->n;
  for (uint32_t i = 0; i < e->count; i++)
    if (e->nodes[i].kind == AD_NODE_INPUT)
      e->slot[i] = input++;
    else if (e->nodes[i].kind == AD_NODE_OP)
      e->slot[i] = op++;
}

static void find_needed(struct emitter *e)
{
  for (size_t i = 0; i < e->m; i++) {
    uint32_t node;
    ad_formula_output(e->f, i, &node);
    e->live[node] = true;
  }
  for (uint32_t i = (uint32_t)e->count; i-- > 0;)
    for (int k = 0; e->live[i] && k < ad_node_arguments(&e->nodes[i]); k++)
      e->live[e->nodes[i].arg[k]] = true;
  for (uint32_t i = 0; i < e->count; i++) {
    e->useful[i] = e->nodes[i].kind == AD_NODE_INPUT;
    for (int k = 0; k < ad_node_arguments(&e->nodes[i]); k++)
      e->useful[i] = e->useful[i] || hands_down(e, i, k);
  }
}

/* ---- values --------------------------------------------------------------- */

/* What people call a value: its name, else as operand_text. */
static void add_word(struct emitter *e, uint32_t node)
{
  char text[EMIT_NUMBER];
  operand_text(e, node, text);
  emit_add(&e->body, "%s",
           e->nodes[node].name ? e->nodes[node].name : text);
}

/* "u = x * y (mul)", "sin(u)" */
static void comment(struct emitter *e, uint32_t node)
{
  const struct ad_node *n = &e->nodes[node];
  emit_add(&e->body, " /* ");
  if (n->name)
    emit_add(&e->body, n->kind == AD_NODE_OP ? "%s = " : "%s", n->name);
  if (n->kind == AD_NODE_OP) {
    const struct ad_op_info *op = ad_op_info(n->op);
    const bool infix = op->notation == AD_INFIX;
    if (!infix)
      emit_add(&e->body, op->notation == AD_CALL ? "%s(" : "%s",
               op->notation == AD_CALL ? op->name : op->symbol);
    for (int k = 0; k < ad_node_arguments(n); k++) {
      if (k)
        emit_add(&e->body, infix ? " %s " : ", ", op->symbol);
      add_word(e, n->arg[k]);
    }
    if (op->kind == AD_INTEGER)
      emit_add(&e->body, infix ? " %s %d" : ",%s %d", infix ? op->symbol : "",
               n->n);
    emit_add(&e->body, op->notation == AD_CALL ? ")" : " (%s)", op->name);
  }
  emit_add(&e->body, " */\n");
}

/* The library's function for the value (suffix "") or a partial. */
static void add_call(struct emitter *e, uint32_t node, const char *suffix,
                     const struct operands *o)
{
  const struct ad_op_info *op = ad_op_info(e->nodes[node].op);
  e->library = true;
  emit_add(&e->body, "ad_%s%s(", op->name, suffix);
  for (int k = 0; k < ad_op_variables(e->nodes[node].op); k++)
    emit_add(&e->body, "%s%s", k ? ", " : "", o->names.a[k]);
  if (o->names.integer)
    emit_add(&e->body, ", %d", o->names.n);
  emit_add(&e->body, *suffix ? ", %s)" : ")", o->names.y);
}

static void add_value(struct emitter *e, uint32_t node, size_t *input)
{
  const struct ad_node *n = &e->nodes[node];
  struct operands o;
  if (n->kind == AD_NODE_INPUT)
    ++*input;
  if (n->kind == AD_NODE_CONSTANT || !e->live[node])
    return;
  emit_add(&e->body, "  const double v_%u = ", (unsigned)e->slot[node]);
  if (n->kind == AD_NODE_INPUT) {
    emit_add(&e->body, "x[%zu]", *input - 1);
  } else {
    operands_of(e, node, &o);
    if (emit_is_plain(ad_op_info(n->op)->value))
      emit_expression(&e->body, ad_op_info(n->op)->value, &o.names);
    else
      add_call(e, node, "", &o);
  }
  emit_add(&e->body, ";");
  comment(e, node);
}

static void add_values(struct emitter *e)
{
  size_t input = 0;
  bool reads = false;
  for (uint32_t i = 0; i < e->count; i++)
    reads = reads || (e->nodes[i].kind == AD_NODE_INPUT && e->live[i]);
  if (!reads)
    emit_add(&e->body, "  (void)x;\n");
  for (uint32_t i = 0; i < e->count; i++)
    add_value(e, i, &input);
  emit_add(&e->body, "\n");
  for (size_t i = 0; i < e->m; i++) {
    uint32_t node;
    char text[EMIT_NUMBER];
    const char *name = ad_formula_output(e->f, i, &node);
    operand_text(e, node, text);
    emit_add(&e->body, "  y[%zu] = %s; /* %s */\n", i, text, name);
  }
}

/* ---- adjoints ------------------------------------------------------------- */

/* "double b_3 = b_5 * v_4;" or, once it is defined, "b_3 += ...". */
static void add_share(struct emitter *e, uint32_t node, int k,
                      const char *indent)
{
  static const char *const suffixes[AD_OP_ARGS] = {"_da", "_db", "_dc"};
  const struct ad_op_info *op = ad_op_info(e->nodes[node].op);
  const uint32_t to = e->nodes[node].arg[k];
  struct operands o;
  struct emit_text *t = &e->body;
  operands_of(e, node, &o);
  const char *d = op->d[k];
  const bool plain = emit_is_plain(d), one = emit_expression_is(d, &o.names, "1");
  const bool minus = emit_expression_is(d, &o.names, "-1");
  const bool care = !plain || !emit_is_tame(d), first = !e->met[to];
  emit_add(t, "%s%sb_%u %s ", indent, first ? "double " : "",
           (unsigned)e->slot[to], first ? "=" : minus ? "-=" : "+=");
  e->met[to] = true;
  if (one || minus) {
    emit_add(t, "%sb_%u", first && minus ? "-" : "", (unsigned)e->slot[node]);
  } else {
    const bool bare = care || emit_is_factor(d);
    if (care)
      emit_add(t, "%s_times(b_%u, ", e->name, (unsigned)e->slot[node]);
    else
      emit_add(t, "b_%u * %s", (unsigned)e->slot[node], bare ? "" : "(");
    if (plain)
      emit_expression(t, d, &o.names);
    else
      add_call(e, node, suffixes[k], &o);
    emit_add(t, care || !bare ? ")" : "");
    e->times = e->times || care;
  }
  emit_add(t, "; /* %s */\n", op->name);
}

/* One row of the Jacobian: the sweep from one output down. */
static void add_row(struct emitter *e, size_t row, const char *indent)
{
  uint32_t seed;
  const char *name = ad_formula_output(e->f, row, &seed);
  memset(e->met, 0, e->count * sizeof *e->met);
  if (e->useful[seed]) {
    emit_add(&e->body, "%sconst double b_%u = 1; /* %s */\n", indent,
             (unsigned)e->slot[seed], name);
    e->met[seed] = true;
  }
  for (uint32_t i = seed + 1; i-- > 0;)
    for (int k = 0; e->met[i] && k < ad_node_arguments(&e->nodes[i]); k++)
      if (hands_down(e, i, k))
        add_share(e, i, k, indent);
  size_t input = 0;
  for (uint32_t i = 0; i < e->count; i++) {
    if (e->nodes[i].kind != AD_NODE_INPUT)
      continue;
    emit_add(&e->body, "%s%s[%zu] = ", indent, e->m > 1 ? "jac" : "grad",
             row * e->n + input++);
    emit_add(&e->body, e->met[i] ? "b_%u;" : "0;", (unsigned)e->slot[i]);
    emit_add(&e->body, " /* d%s/d%s */\n", name, e->nodes[i].name);
  }
}

static void add_adjoints(struct emitter *e)
{
  const char *last = e->m > 1 ? "jac" : "grad";
  if (!e->n) {
    emit_add(&e->body, "  (void)%s;\n}\n", last);
    return;
  }
  emit_add(&e->body, "  if (!%s)\n    return;\n", last);
  for (size_t i = 0; i < e->m; i++) {
    emit_add(&e->body, e->m > 1 ? "\n  {\n" : "\n");
    add_row(e, i, e->m > 1 ? "    " : "  ");
    emit_add(&e->body, e->m > 1 ? "  }\n" : "");
  }
  emit_add(&e->body, "}\n");
}

/* ---- the whole ------------------------------------------------------------ */

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

static void add_head(struct emit_text *t, const struct emitter *e)
{
  const char *last = e->m > 1 ? "jac" : "grad";
  emit_add(t, "/* %s: a formula's value and %s, written by dualtape emit.\n *\n",
           e->name, e->m > 1 ? "Jacobian" : "gradient");
  if (e->source)
    add_source(t, e->source, e->size);
  if (e->n)
    add_list(t, e, true);
  add_list(t, e, false);
  if (e->n && e->m > 1)
    emit_add(t, " * jac[i * %zu + j] = dy_i/dx_j; NULL: not wanted\n", e->n);
  else if (e->n)
    emit_add(t, " * grad[j] = dy/dx_j; NULL: not wanted\n");
  emit_add(t, " *\n * Includes %s\n",
           e->library ? "<dualtape.h>: compile with\n"
                        " *   $(pkg-config --cflags --libs dualtape)"
                      : "<math.h> alone: link with -lm");
  emit_add(t, " * -ffp-contract=off gives the engines' numbers to the last bit.\n"
              " */\n#include <%s>\n\n",
           e->library ? "dualtape.h" : "math.h");
  emit_add(t, "void %s(const double *x, double *y, double *%s);\n\n", e->name,
           last);
  if (e->times)
    emit_add(t,
             "/* adjoint times partial; 0 times anything is 0 */\n"
             "static double %s_times(double b, double d)\n"
             "{\n  return b == 0 || d == 0 ? 0 : b * d;\n}\n\n",
             e->name);
  emit_add(t, "void %s(const double *x, double *y, double *%s)\n{\n", e->name,
           last);
}

enum ad_status ad_emit_c(const ad_formula *formula, const char *source,
                         size_t size, const char *name, char **text, size_t *length)
{
  *text = NULL;
  if (!formula || !ad_emit_name_good(name))
    return AD_BAD_ARGUMENT;
  struct emitter e = {
    .f = formula, .source = source, .name = name, .size = size};
  struct emit_text all = {0};
  e.nodes = ad_formula_nodes(formula, &e.count);
  e.n = ad_formula_inputs(formula);
  e.m = ad_formula_outputs(formula);
  e.slot = calloc(e.count + 1, sizeof *e.slot);
  e.live = calloc(e.count + 1, 3 * sizeof *e.live);
  if (e.slot && e.live) {
    e.useful = e.live + e.count, e.met = e.useful + e.count;
    number_slots(&e);
    find_needed(&e);
    add_values(&e);
    add_adjoints(&e);
    add_head(&all, &e);
    emit_add(&all, "%s", e.body.failed ? "" : e.body.at);
  }
  const bool good = e.slot && e.live && !e.body.failed && !all.failed;
  free(e.slot);
  free(e.live);
  free(e.body.at);
  if (!good) {
    free(all.at);
    return AD_NO_MEMORY;
  }
  *text = all.at;
  *length = all.length;
  return AD_OK;
}
