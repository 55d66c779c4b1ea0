/* latex_rows.c: rows of an align*, and what stands in them. */
#include <config.h>

#include "latex_steps.h"

#include <stdlib.h>
#include <string.h>

/* ---- rows -------------------------------------------------------------- */

enum { WIDEST = 62 /* characters before a sum goes on in the next line */ };

void latex_begin_row(struct steps *s)
{
  emit_add(&s->rows, s->rows.length ? " \\\\\n  " : "  ");
  s->width = 0;
}

void latex_put_number(struct steps *s, double x)
{
  if (!s->v)
    return;
  emit_add(&s->rows, " & \\qquad &%s ", latex_is_short(x) ? "=" : "\\approx");
  latex_rounded(&s->rows, x);
}

void latex_put_term(struct steps *s, struct emit_text *text, bool minus,
                    bool first)
{
  const char *const term = text->at ? text->at : "";
  const size_t width = latex_width(term) + 3;
  if (!first && s->width + width > WIDEST) {
    emit_add(&s->rows, " \\\\\n  &\\quad {}");
    s->width = 0;
  }
  emit_add(&s->rows, "%s%s",
           first   ? minus ? "-" : ""
           : minus ? " - "
                   : " + ",
           term);
  s->width += width;
  s->rows.failed = s->rows.failed || text->failed;
  free(text->at);
}

/* The rows as an align*, with numbers an alignat*, if there are any; the title,
 * of an output or NULL, in a document as a heading. */
void latex_close_rows(struct steps *s, const char *title, const char *of)
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
    emit_add(s->to, "\\begin{%s\n%s\n\\end{%s}\n",
             s->v ? "alignat*}{2}" : "align*}", s->rows.at,
             s->v ? "alignat*" : "align*");
  }
  s->to->failed = s->to->failed || s->rows.failed;
  free(s->rows.at);
  s->rows = (struct emit_text){0};
}

/* ---- what stands in them ----------------------------------------------- */

static uint32_t name_node(struct steps *s, uint32_t node, char *text)
{
  if (s->e.nodes[node].kind == AD_NODE_CONSTANT)
    return latex_make_number(&s->tree, s->e.nodes[node].constant);
  latex_value(text, "", s->index[node]);
  return latex_make_name(&s->tree, text);
}

void latex_name_letters(struct steps *s, uint32_t node,
                        struct latex_letters *names)
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

void latex_put_tree(struct steps *s, struct emit_text *text, uint32_t tree,
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

bool latex_is_partial(const struct steps *s, uint32_t node, int k)
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

void latex_put_partial(struct steps *s, struct emit_text *text, uint32_t node,
                       int k, enum latex_level least)
{
  const struct ad_node *n = &s->e.nodes[node];
  struct latex_letters names;
  uint32_t sum = LATEX_NONE;
  latex_name_letters(s, node, &names);
  for (int l = k; l < ad_node_arguments(n) && !s->tree.failed; l++) {
    if (n->arg[l] != n->arg[k])
      continue;
    const uint32_t d =
        latex_read(&s->tree, ad_op_info(n->op)->d[l], names.letter);
    sum =
        sum == LATEX_NONE || d == LATEX_NONE ? d
        : latex_same(&s->tree, sum, d)
            ? latex_make(&s->tree, LATEX_MUL, latex_make_number(&s->tree, 2), d)
            : latex_make(&s->tree, LATEX_ADD, sum, d);
  }
  latex_put_tree(s, text, sum, least);
}

double latex_partial_number(const struct steps *s, uint32_t node, int k)
{
  const struct ad_node *n = &s->e.nodes[node];
  const struct ad_partials p = ad_formula_partials(s->e.f, node, s->v);
  double sum = 0;
  for (int l = k; l < ad_node_arguments(n); l++)
    if (n->arg[l] == n->arg[k])
      sum += p.d[l];
  return sum;
}

void latex_put_symbol(const struct steps *s, struct emit_text *text,
                      uint32_t node, int k)
{
  emit_add(text, "\\frac{\\partial v_{%d}}{\\partial v_{%d}}", s->index[node],
           s->index[s->e.nodes[node].arg[k]]);
}

void latex_put_value(struct steps *s, struct emit_text *text,
                     const char *accent, uint32_t node)
{
  char name[LATEX_SIZE];
  latex_value(name, accent, s->index[node]);
  emit_add(text, "%s", name);
}
