/* latex_sweep.c: the sums of the chain rule in LaTeX, in both orders. */
#include <config.h>

#include "latex_steps.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Edge 3 i + k: node i has the argument k. */
static uint32_t edge_of(uint32_t node, int k)
{
  return AD_OP_ARGS * node + (uint32_t)k;
}

/* ---- sums of the chain rule -------------------------------------------- */

/* One factor is a partial, the other \bar v_i before it or \dot v_j after it;
 * 1 is left out, and a sign comes first. */
static void product_term(struct steps *s, uint32_t node, int k, bool adjoint,
                         bool first)
{
  const uint32_t other = adjoint ? node : s->e.nodes[node].arg[k];
  struct emit_text partial = {0}, term = {0};
  latex_put_partial(s, &partial, node, k, LATEX_PRODUCT);
  const char *p = partial.at ? partial.at : "";
  const bool minus = *p == '-';
  p += minus;
  const bool one = strcmp(p, "1") == 0;
  if (!adjoint && !one)
    emit_add(&term, "%s \\cdot ", p);
  latex_put_value(s, &term, adjoint ? "\\bar" : "\\dot", other);
  if (adjoint && !one)
    emit_add(&term, " \\cdot %s", p);
  term.failed = term.failed || partial.failed;
  free(partial.at);
  latex_put_term(s, &term, minus, first);
}

static void symbol_term(struct steps *s, uint32_t node, int k, bool adjoint,
                        bool first)
{
  struct emit_text term = {0};
  if (adjoint) {
    latex_put_value(s, &term, "\\bar", node);
    emit_add(&term, " \\, ");
  }
  latex_put_symbol(s, &term, node, k);
  if (!adjoint) {
    emit_add(&term, " \\, ");
    latex_put_value(s, &term, "\\dot", s->e.nodes[node].arg[k]);
  }
  latex_put_term(s, &term, false, first);
}

/* ---- reverse mode ------------------------------------------------------ */

/* Who uses which node, once for each argument: lists from the last user on. */
static void find_users(struct steps *s)
{
  for (uint32_t i = 0; i < s->e.count; i++)
    s->head[i] = LATEX_NONE;
  for (uint32_t i = 0; i < s->e.count; i++)
    for (int k = 0; latex_is_op(s, i) && k < ad_node_arguments(&s->e.nodes[i]);
         k++) {
      const uint32_t to = s->e.nodes[i].arg[k];
      if (!latex_is_partial(s, i, k))
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
    latex_begin_row(s);
    emit_add(&s->rows, "&= ");
  } else {
    emit_add(&s->rows, " = ");
  }
}

static void adjoint_rows(struct steps *s, uint32_t node, bool seed)
{
  latex_begin_row(s);
  latex_put_value(s, &s->rows, "\\bar", node);
  emit_add(&s->rows, " &= ");
  if (seed) {
    emit_add(&s->rows, "1");
    return;
  }
  put_worked_out(s, adjoint_sum(s, node, true));
  adjoint_sum(s, node, false);
  latex_put_number(s, s->v ? s->adj[node] : 0);
}

static void gradient_row(struct steps *s, const char *output, uint32_t node)
{
  latex_begin_row(s);
  emit_add(&s->rows, "\\frac{\\partial ");
  latex_name(&s->rows, output);
  emit_add(&s->rows, "}{\\partial ");
  latex_name(&s->rows, s->e.nodes[node].name);
  emit_add(&s->rows, "} &= ");
  if (!s->e.met[node]) {
    emit_add(&s->rows, "0");
    return;
  }
  latex_put_value(s, &s->rows, "\\bar", node);
  latex_put_number(s, s->v ? s->adj[node] : 0);
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

void latex_put_adjoints(struct steps *s)
{
  find_users(s);
  for (size_t o = 0; o < s->e.m; o++) {
    uint32_t seed;
    const char *const name = ad_formula_output(s->e.f, o, &seed);
    sweep(s, seed);
    for (int ops = 1; ops >= 0; ops--)
      for (uint32_t i = seed + 1; i-- > 0;)
        if (s->e.met[i] && latex_is_op(s, i) == (ops == 1))
          adjoint_rows(s, i, i == seed);
    for (uint32_t i = 0; i < s->e.count; i++)
      if (s->e.nodes[i].kind == AD_NODE_INPUT)
        gradient_row(s, name, i);
    latex_close_rows(s, "Adjoints, in the reverse order: the gradient", name);
  }
}

/* ---- forward mode ------------------------------------------------------ */

/* 5 \dot v_{-1} + 2 \dot v_0 */
static void tangent_numbers(struct steps *s, uint32_t node)
{
  const int arguments = ad_node_arguments(&s->e.nodes[node]);
  bool exact = true, first = true;
  for (int k = 0; k < arguments; k++)
    exact = exact && (!latex_is_partial(s, node, k) ||
                      latex_is_short(latex_partial_number(s, node, k)));
  emit_add(&s->rows, " & \\qquad &%s ", exact ? "=" : "\\approx");
  for (int k = 0; k < arguments; k++) {
    if (!latex_is_partial(s, node, k))
      continue;
    const double x = latex_partial_number(s, node, k);
    emit_add(&s->rows, first ? x < 0 ? "-" : "" : x < 0 ? " - " : " + ");
    if (fabs(x) != 1) {
      latex_rounded(&s->rows, fabs(x));
      emit_add(&s->rows, " \\, ");
    }
    latex_put_value(s, &s->rows, "\\dot", s->e.nodes[node].arg[k]);
    first = false;
  }
}

/* As adjoint_sum. */
static int tangent_sum(struct steps *s, uint32_t node, bool symbols)
{
  int terms = 0;
  for (int k = 0; k < ad_node_arguments(&s->e.nodes[node]); k++) {
    if (!latex_is_partial(s, node, k))
      continue;
    (symbols ? symbol_term : product_term)(s, node, k, false, terms == 0);
    terms++;
  }
  return terms;
}

static void tangent_rows(struct steps *s, uint32_t node)
{
  latex_begin_row(s);
  latex_put_value(s, &s->rows, "\\dot", node);
  if (!latex_is_op(s, node)) {
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

void latex_put_tangents(struct steps *s)
{
  for (int ops = 0; ops < 2; ops++)
    for (uint32_t i = 0; i < s->e.count; i++)
      if (latex_is_step(s, i) && s->e.useful[i] &&
          latex_is_op(s, i) == (ops == 1))
        tangent_rows(s, i);
  for (size_t o = 0; o < s->e.m; o++) {
    uint32_t node;
    const char *const name = ad_formula_output(s->e.f, o, &node);
    latex_begin_row(s);
    emit_add(&s->rows, "\\dot{");
    latex_name(&s->rows, name);
    emit_add(&s->rows, "} &= ");
    if (s->e.useful[node])
      latex_put_value(s, &s->rows, "\\dot", node);
    else
      emit_add(&s->rows, "0");
  }
  latex_close_rows(s, "Tangents", NULL);
}
