/* emit_latex.c: the steps of a formula and of its derivatives in LaTeX. */
#include <config.h>

#include "latex.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct steps {
  struct emitter e;
  struct latex_tree tree;
  bool document;
  int *index;          /* i of v_i, by node */
  double *v, *adj;     /* by node; v is NULL without a point */
  uint32_t *head, *next; /* who uses a node: edges, from the last to the first */
  struct emit_text *to;
  struct emit_text rows; /* of the align* that is being written */
  size_t width;          /* of the row so far */
};

/* Edge 3 i + k: node i has the argument k. */
static uint32_t edge_of(uint32_t node, int k)
{
  return AD_OP_ARGS * node + (uint32_t)k;
}

static bool is_op(const struct steps *s, uint32_t node)
{
  return s->e.nodes[node].kind == AD_NODE_OP;
}

/* ---- rows ------------------------------------------------------------------- */

enum { WIDEST = 62 /* characters before a sum goes on in the next line */ };

static void begin_row(struct steps *s)
{
  emit_add(&s->rows, s->rows.length ? " \\\\\n  " : "  ");
  s->width = 0;
}

static void put_number(struct steps *s, double x)
{
  if (!s->v)
    return;
  emit_add(&s->rows, " & &");
  latex_equals(&s->rows, x);
}

/* A term of a sum; takes the text. */
static void put_term(struct steps *s, struct emit_text *text, bool minus,
                     bool first)
{
  const char *const term = text->at ? text->at : "";
  const size_t width = latex_width(term) + 3;
  if (!first && s->width + width > WIDEST) {
    emit_add(&s->rows, " \\\\\n  &\\quad {}");
    s->width = 0;
  }
  emit_add(&s->rows, "%s%s", first ? minus ? "-" : "" : minus ? " - " : " + ",
           term);
  s->width += width;
  s->rows.failed = s->rows.failed || text->failed;
  free(text->at);
}

/* The rows as an align*, if there are any; the title, of an output or NULL, in
 * a document as a heading. */
static void close_rows(struct steps *s, const char *title, const char *of)
{
  if (s->rows.length) {
    emit_add(s->to, "\n%% %s%s%s\n", title, of ? " of " : "", of ? of : "");
    if (s->document) {
      emit_add(s->to, "\\subsection*{%s", title);
      if (of) {
        emit_add(s->to, " of $");
        latex_name(s->to, of);
        emit_add(s->to, "$");
      }
      emit_add(s->to, "}\n");
    }
    emit_add(s->to, "\\begin{align*}\n%s\n\\end{align*}\n", s->rows.at);
  }
  s->to->failed = s->to->failed || s->rows.failed;
  free(s->rows.at);
  s->rows = (struct emit_text){0};
}

/* ---- the row of an op -------------------------------------------------------- */

struct names {
  char text[AD_OP_ARGS + 1][LATEX_SIZE];
  uint32_t letter[LATEX_LETTERS];
};

static uint32_t name_node(struct steps *s, uint32_t node, char *text)
{
  if (s->e.nodes[node].kind == AD_NODE_CONSTANT)
    return latex_make_number(&s->tree, s->e.nodes[node].constant);
  latex_value(text, "", s->index[node]);
  return latex_make_name(&s->tree, text);
}

/* What a, b, c, y and n are in the op's expressions. */
static void name_letters(struct steps *s, uint32_t node, struct names *names)
{
  const struct ad_node *n = &s->e.nodes[node];
  latex_clear(&s->tree);
  for (int k = 0; k < LATEX_LETTERS; k++)
    names->letter[k] = LATEX_NONE;
  for (int k = 0; k < ad_node_arguments(n); k++)
    names->letter[k] = name_node(s, n->arg[k], names->text[k]);
  names->letter['y' - 'a'] = name_node(s, node, names->text[AD_OP_ARGS]);
  if (ad_op_info(n->op)->kind == AD_INTEGER)
    names->letter['n' - 'a'] = latex_make_number(&s->tree, n->n);
}

/* Rows that are not understood are told at the end. */
static void put_tree(struct steps *s, struct emit_text *text, uint32_t tree,
                     enum latex_level least)
{
  struct emit_text inside = {0};
  const bool good = !s->tree.failed && !s->tree.strange && tree != LATEX_NONE;
  const enum latex_level level =
    good ? latex_write(&inside, &s->tree, tree) : LATEX_ATOM;
  text->failed = text->failed || inside.failed || s->tree.failed;
  s->e.undefined = s->e.undefined || !good || s->tree.strange;
  emit_add(text, level < least ? "\\left(%s\\right)" : "%s",
           inside.at ? inside.at : "");
  free(inside.at);
}

/* Whether edge (node, k) is the first to this argument, and not 0 for certain:
 * x x has one partial, by x. */
static bool is_partial(const struct steps *s, uint32_t node, int k)
{
  const struct ad_node *n = &s->e.nodes[node];
  bool there = false;
  for (int l = 0; l < ad_node_arguments(n); l++) {
    if (n->arg[l] != n->arg[k])
      continue;
    if (l < k)
      return false;
    there = there || emit_hands_down(&s->e, node, l);
  }
  return there;
}

/* dv_i/dv_j, j being the argument k, all its places together. */
static void put_partial(struct steps *s, struct emit_text *text, uint32_t node,
                        int k, enum latex_level least)
{
  const struct ad_node *n = &s->e.nodes[node];
  struct names names;
  uint32_t sum = LATEX_NONE;
  name_letters(s, node, &names);
  for (int l = k; l < ad_node_arguments(n) && !s->tree.failed; l++) {
    if (n->arg[l] != n->arg[k])
      continue;
    const uint32_t d =
      latex_read(&s->tree, ad_op_info(n->op)->d[l], names.letter);
    sum = sum == LATEX_NONE || d == LATEX_NONE
            ? d
            : latex_same(&s->tree, sum, d)
                ? latex_make(&s->tree, LATEX_MUL,
                             latex_make_number(&s->tree, 2), d)
                : latex_make(&s->tree, LATEX_ADD, sum, d);
  }
  put_tree(s, text, sum, least);
}

static double partial_number(const struct steps *s, uint32_t node, int k)
{
  const struct ad_node *n = &s->e.nodes[node];
  const struct ad_partials p = ad_formula_partials(s->e.f, node, s->v);
  double sum = 0;
  for (int l = k; l < ad_node_arguments(n); l++)
    if (n->arg[l] == n->arg[k])
      sum += p.d[l];
  return sum;
}

static void put_symbol(const struct steps *s, struct emit_text *text,
                       uint32_t node, int k)
{
  emit_add(text, "\\frac{\\partial v_{%d}}{\\partial v_{%d}}", s->index[node],
           s->index[s->e.nodes[node].arg[k]]);
}

/* ---- the trace ---------------------------------------------------------------- */

static void put_value(struct steps *s, struct emit_text *text,
                      const char *accent, uint32_t node)
{
  char name[LATEX_SIZE];
  latex_value(name, accent, s->index[node]);
  emit_add(text, "%s", name);
}

static void trace_row(struct steps *s, uint32_t node)
{
  const struct ad_node *n = &s->e.nodes[node];
  begin_row(s);
  put_value(s, &s->rows, "", node);
  if (is_op(s, node)) {
    struct names names;
    if (n->name) {
      emit_add(&s->rows, " = ");
      latex_name(&s->rows, n->name);
    }
    emit_add(&s->rows, " &= ");
    name_letters(s, node, &names);
    const uint32_t tree =
      s->tree.failed
        ? LATEX_NONE
        : latex_read(&s->tree, ad_op_info(n->op)->value, names.letter);
    put_tree(s, &s->rows, tree, LATEX_CASES);
  } else {
    emit_add(&s->rows, " &= ");
    latex_name(&s->rows, n->name);
  }
  put_number(s, s->v ? s->v[node] : 0);
}

/* f = v_5, unless v_5 has that name already. */
static void output_row(struct steps *s, size_t i)
{
  uint32_t node;
  const char *const name = ad_formula_output(s->e.f, i, &node);
  const struct ad_node *n = &s->e.nodes[node];
  if (n->name && strcmp(n->name, name) == 0)
    return;
  begin_row(s);
  latex_name(&s->rows, name);
  emit_add(&s->rows, " &= ");
  if (n->kind == AD_NODE_CONSTANT) {
    latex_number(&s->rows, n->constant);
    return;
  }
  put_value(s, &s->rows, "", node);
  put_number(s, s->v ? s->v[node] : 0);
}

static bool is_step(const struct steps *s, uint32_t node)
{
  return s->e.live[node] && s->e.nodes[node].kind != AD_NODE_CONSTANT;
}

/* Inputs first, as books do. */
static void put_trace(struct steps *s)
{
  for (int ops = 0; ops < 2; ops++)
    for (uint32_t i = 0; i < s->e.count; i++)
      if (is_step(s, i) && is_op(s, i) == (ops == 1))
        trace_row(s, i);
  for (size_t i = 0; i < s->e.m; i++)
    output_row(s, i);
  close_rows(s, "Evaluation trace", NULL);
}

static void put_partials(struct steps *s)
{
  for (uint32_t i = 0; i < s->e.count; i++)
    for (int k = 0; is_step(s, i) && is_op(s, i) &&
                    k < ad_node_arguments(&s->e.nodes[i]); k++) {
      if (!is_partial(s, i, k))
        continue;
      begin_row(s);
      put_symbol(s, &s->rows, i, k);
      emit_add(&s->rows, " &= ");
      put_partial(s, &s->rows, i, k, LATEX_CASES);
      put_number(s, s->v ? partial_number(s, i, k) : 0);
    }
  close_rows(s, "Local partial derivatives", NULL);
}

/* ---- sums of the chain rule ------------------------------------------------------ */

/* One factor is a partial, the other \bar v_i before it or \dot v_j after it;
 * 1 is left out, and a sign comes first. */
static void product_term(struct steps *s, uint32_t node, int k, bool adjoint,
                         bool first)
{
  const uint32_t other = adjoint ? node : s->e.nodes[node].arg[k];
  struct emit_text partial = {0}, term = {0};
  put_partial(s, &partial, node, k, LATEX_PRODUCT);
  const char *p = partial.at ? partial.at : "";
  const bool minus = *p == '-';
  p += minus;
  const bool one = strcmp(p, "1") == 0;
  if (!adjoint && !one)
    emit_add(&term, "%s \\cdot ", p);
  put_value(s, &term, adjoint ? "\\bar" : "\\dot", other);
  if (adjoint && !one)
    emit_add(&term, " \\cdot %s", p);
  term.failed = term.failed || partial.failed;
  free(partial.at);
  put_term(s, &term, minus, first);
}

static void symbol_term(struct steps *s, uint32_t node, int k, bool adjoint,
                        bool first)
{
  struct emit_text term = {0};
  if (adjoint) {
    put_value(s, &term, "\\bar", node);
    emit_add(&term, " \\, ");
  }
  put_symbol(s, &term, node, k);
  if (!adjoint) {
    emit_add(&term, " \\, ");
    put_value(s, &term, "\\dot", s->e.nodes[node].arg[k]);
  }
  put_term(s, &term, false, first);
}

/* ---- reverse mode ---------------------------------------------------------------- */

/* Who uses which node, once for each argument: lists from the last user on. */
static void find_users(struct steps *s)
{
  for (uint32_t i = 0; i < s->e.count; i++)
    s->head[i] = LATEX_NONE;
  for (uint32_t i = 0; i < s->e.count; i++)
    for (int k = 0; is_op(s, i) && k < ad_node_arguments(&s->e.nodes[i]); k++) {
      const uint32_t to = s->e.nodes[i].arg[k];
      if (!is_partial(s, i, k))
        continue;
      s->next[edge_of(i, k)] = s->head[to];
      s->head[to] = edge_of(i, k);
    }
}

/* The right side of an adjoint, in symbols or worked out; returns the number of
 * terms. */
static int adjoint_sum(struct steps *s, uint32_t node, bool symbols)
{
  int terms = 0;
  for (uint32_t edge = s->head[node]; edge != LATEX_NONE;
       edge = s->next[edge]) {
    const uint32_t from = edge / AD_OP_ARGS;
    if (!s->e.met[from])
      continue;
    (symbols ? symbol_term : product_term)(s, from, (int)(edge % AD_OP_ARGS),
                                           true, terms == 0);
    terms++;
  }
  return terms;
}

/* Between the two: a sum begins a line of its own. */
static void put_worked_out(struct steps *s, int terms)
{
  if (terms > 1) {
    begin_row(s);
    emit_add(&s->rows, "&= ");
  } else {
    emit_add(&s->rows, " = ");
  }
}

static void adjoint_rows(struct steps *s, uint32_t node, bool seed)
{
  begin_row(s);
  put_value(s, &s->rows, "\\bar", node);
  emit_add(&s->rows, " &= ");
  if (seed) {
    emit_add(&s->rows, "1");
    return;
  }
  put_worked_out(s, adjoint_sum(s, node, true));
  adjoint_sum(s, node, false);
  put_number(s, s->v ? s->adj[node] : 0);
}

static void gradient_row(struct steps *s, const char *output, uint32_t node)
{
  begin_row(s);
  emit_add(&s->rows, "\\frac{\\partial ");
  latex_name(&s->rows, output);
  emit_add(&s->rows, "}{\\partial ");
  latex_name(&s->rows, s->e.nodes[node].name);
  emit_add(&s->rows, "} &= ");
  if (!s->e.met[node]) {
    emit_add(&s->rows, "0");
    return;
  }
  put_value(s, &s->rows, "\\bar", node);
  put_number(s, s->v ? s->adj[node] : 0);
}

/* The adjoint sweep from one output: which adjoints there are, and their
 * numbers. */
static void sweep(struct steps *s, uint32_t seed)
{
  memset(s->e.met, 0, s->e.count * sizeof *s->e.met);
  for (uint32_t i = 0; s->v && i < s->e.count; i++)
    s->adj[i] = i == seed;
  s->e.met[seed] = s->e.useful[seed];
  for (uint32_t i = seed + 1; i-- > 0;)
    for (int k = 0; s->e.met[i] && k < ad_node_arguments(&s->e.nodes[i]); k++) {
      if (!emit_hands_down(&s->e, i, k))
        continue;
      s->e.met[s->e.nodes[i].arg[k]] = true;
      if (s->v)
        ad_formula_hand_back(s->e.f, i, k, s->v, s->adj);
    }
}

static void put_adjoints(struct steps *s)
{
  find_users(s);
  for (size_t o = 0; o < s->e.m; o++) {
    uint32_t seed;
    const char *const name = ad_formula_output(s->e.f, o, &seed);
    sweep(s, seed);
    for (int ops = 1; ops >= 0; ops--)
      for (uint32_t i = seed + 1; i-- > 0;)
        if (s->e.met[i] && is_op(s, i) == (ops == 1))
          adjoint_rows(s, i, i == seed);
    for (uint32_t i = 0; i < s->e.count; i++)
      if (s->e.nodes[i].kind == AD_NODE_INPUT)
        gradient_row(s, name, i);
    close_rows(s, "Adjoints, in the reverse order: the gradient", name);
  }
}

/* ---- forward mode ---------------------------------------------------------------- */

/* 5 \dot v_{-1} + 2 \dot v_0 */
static void tangent_numbers(struct steps *s, uint32_t node)
{
  bool first = true;
  emit_add(&s->rows, " & &");
  for (int k = 0; k < ad_node_arguments(&s->e.nodes[node]); k++) {
    struct emit_text number = {0};
    if (!is_partial(s, node, k))
      continue;
    const double x = partial_number(s, node, k);
    latex_equals(&number, fabs(x));
    const char *digits = number.at ? strchr(number.at, ' ') : NULL;
    if (first)
      emit_add(&s->rows, "%s%s", number.at && *number.at == '=' ? "=" : "\\approx",
               x < 0 ? " -" : "");
    else
      emit_add(&s->rows, x < 0 ? " -" : " +");
    emit_add(&s->rows, "%s \\, ", digits ? digits : "");
    put_value(s, &s->rows, "\\dot", s->e.nodes[node].arg[k]);
    s->rows.failed = s->rows.failed || number.failed;
    free(number.at);
    first = false;
  }
}

/* As adjoint_sum. */
static int tangent_sum(struct steps *s, uint32_t node, bool symbols)
{
  int terms = 0;
  for (int k = 0; k < ad_node_arguments(&s->e.nodes[node]); k++) {
    if (!is_partial(s, node, k))
      continue;
    (symbols ? symbol_term : product_term)(s, node, k, false, terms == 0);
    terms++;
  }
  return terms;
}

static void tangent_rows(struct steps *s, uint32_t node)
{
  begin_row(s);
  put_value(s, &s->rows, "\\dot", node);
  if (!is_op(s, node)) {
    emit_add(&s->rows, " &= \\dot{");
    latex_name(&s->rows, s->e.nodes[node].name);
    emit_add(&s->rows, "}");
    return;
  }
  emit_add(&s->rows, " &= ");
  put_worked_out(s, tangent_sum(s, node, true));
  tangent_sum(s, node, false);
  if (s->v)
    tangent_numbers(s, node);
}

static void put_tangents(struct steps *s)
{
  for (int ops = 0; ops < 2; ops++)
    for (uint32_t i = 0; i < s->e.count; i++)
      if (is_step(s, i) && s->e.useful[i] && is_op(s, i) == (ops == 1))
        tangent_rows(s, i);
  for (size_t o = 0; o < s->e.m; o++) {
    uint32_t node;
    const char *const name = ad_formula_output(s->e.f, o, &node);
    begin_row(s);
    emit_add(&s->rows, "\\dot{");
    latex_name(&s->rows, name);
    emit_add(&s->rows, "} &= ");
    if (s->e.useful[node])
      put_value(s, &s->rows, "\\dot", node);
    else
      emit_add(&s->rows, "0");
  }
  close_rows(s, "Tangents", NULL);
}

/* ---- the whole ---------------------------------------------------------------------- */

/* The formula, line by line, in comments. */
static void put_source(struct emit_text *t, const char *source, size_t size)
{
  for (size_t at = 0; at < size;) {
    const char *const line = source + at;
    const char *const end = memchr(line, '\n', size - at);
    const size_t length = end ? (size_t)(end - line) : size - at;
    emit_add(t, "%%   ");
    emit_quote(t, line, length);
    emit_add(t, "\n");
    at += length + 1;
  }
}

static void put_head(struct steps *s)
{
  emit_add(s->to, "%% The steps of a formula's %s, written by dualtape emit.\n",
           s->e.what == AD_EMIT_VALUE ? "value" : "derivatives");
  if (!s->document)
    emit_add(s->to, "%% Needs \\usepackage{amsmath}; after \\allowdisplaybreaks "
                    "long ones go over pages.\n");
  if (s->e.source) {
    emit_add(s->to, "%%\n");
    put_source(s->to, s->e.source, s->e.size);
  }
  if (s->document)
    emit_add(s->to, "\\documentclass{article}\n"
                    "\\usepackage[a4paper, margin=25mm]{geometry}\n"
                    "\\usepackage{amsmath}\n"
                    "\\allowdisplaybreaks\n"
                    "\\begin{document}\n");
}

/* Inputs are v_{1-n} to v_0. */
static void number_values(struct steps *s)
{
  int input = 1 - (int)s->e.n, op = 1;
  for (uint32_t i = 0; i < s->e.count; i++)
    if (s->e.nodes[i].kind == AD_NODE_INPUT)
      s->index[i] = input++;
    else if (is_op(s, i))
      s->index[i] = op++;
}

static void put_all(struct steps *s)
{
  number_values(s);
  emit_find_needed(&s->e);
  put_head(s);
  put_trace(s);
  if (s->e.what != AD_EMIT_VALUE)
    put_partials(s);
  if (s->e.what == AD_EMIT_GRADIENT)
    put_adjoints(s);
  if (s->e.what == AD_EMIT_JVP)
    put_tangents(s);
  if (s->document)
    emit_add(s->to, "\n\\end{document}\n");
}

/* Room for what is known of every node; false: no memory. */
static bool make_room(struct steps *s, const double *x)
{
  const size_t count = s->e.count + 1;
  s->index = calloc(count, sizeof *s->index);
  s->head = calloc(count, (1 + AD_OP_ARGS) * sizeof *s->head);
  s->e.live = calloc(count, 3 * sizeof *s->e.live);
  s->v = x ? calloc(count, 2 * sizeof *s->v) : NULL;
  if (!s->index || !s->head || !s->e.live || (x && !s->v))
    return false;
  s->next = s->head + count;
  s->e.useful = s->e.live + count, s->e.met = s->e.useful + count;
  s->adj = x ? s->v + count : NULL;
  if (x)
    ad_formula_run_double(s->e.f, x, s->v);
  return true;
}

enum ad_status ad_emit_latex(const ad_formula *formula, const char *source,
                             size_t size, const struct ad_latex *how,
                             char **text, size_t *length)
{
  struct emit_text all = {0};
  *text = NULL;
  if (!formula || !how || how->what < AD_EMIT_VALUE || how->what > AD_EMIT_JVP)
    return AD_BAD_ARGUMENT;
  if (!ad_formula_shaped(formula))
    return AD_BAD_SHAPE;
  if (ad_formula_has_matrices(formula))
    return AD_BAD_ARGUMENT;
  struct steps s = {.e = {.f = formula, .source = source, .size = size,
                          .what = how->what},
                    .document = how->document, .to = &all};
  s.e.nodes = ad_formula_nodes(formula, &s.e.count);
  s.e.n = ad_formula_inputs(formula);
  s.e.m = ad_formula_outputs(formula);
  const bool room = make_room(&s, how->x);
  if (room)
    put_all(&s);
  free(s.index);
  free(s.head);
  free(s.e.live);
  free(s.v);
  latex_free(&s.tree);
  if (!room || all.failed || s.e.undefined) {
    free(all.at);
    return room && !all.failed ? AD_BAD_ARGUMENT : AD_NO_MEMORY;
  }
  *text = all.at;
  *length = all.length;
  return AD_OK;
}
