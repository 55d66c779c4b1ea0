/* emit_latex.c: the steps of a formula and of its derivatives in LaTeX. */
#include <config.h>

#include "latex_steps.h"

#include <stdlib.h>
#include <string.h>

/* Text that stands for itself in LaTeX, whatever it is. */
static void put_literal(struct emit_text *t, const char *text)
{
  for (; *text; text++)
    if (strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                     "0123456789 +-*/=(),.;:"))
      emit_add(t, "%c", *text);
    else
      emit_add(t, "\\symbol{%d}", *text > 0 && *text < 127 ? *text : '?');
}

/* The formula at the head of a document. */
static void put_formula(struct steps *s)
{
  struct emit_text lines = {0};
  emit_source(&lines, "%   ", s->e.source, s->e.size);
  emit_add(s->to, "\n{\\ttfamily\n");
  for (char *line = lines.at; line && *line;) {
    char *const end = strchr(line, '\n');
    if (!end) /* no memory */
      break;
    *end = 0;
    emit_add(s->to, "\\noindent ");
    put_literal(s->to, line + strlen("%   "));
    emit_add(s->to, "\\par\n");
    line = end + 1;
  }
  emit_add(s->to, "}\n");
  s->to->failed = s->to->failed || lines.failed;
  free(lines.at);
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
    emit_source(s->to, "%   ", s->e.source, s->e.size);
  }
  if (s->document)
    emit_add(s->to, "\\documentclass{article}\n"
                    "\\usepackage[a4paper, margin=25mm]{geometry}\n"
                    "\\usepackage{amsmath}\n"
                    "\\allowdisplaybreaks\n"
                    "\\setlength{\\jot}{5pt}\n"
                    "\\begin{document}\n");
  if (s->document && s->e.source)
    put_formula(s);
}

/* Inputs are v_{1-n} to v_0. */
static void number_values(struct steps *s)
{
  int input = 1 - (int)s->e.n, op = 1;
  for (uint32_t i = 0; i < s->e.count; i++)
    if (s->e.nodes[i].kind == AD_NODE_INPUT)
      s->index[i] = input++;
    else if (latex_is_op(s, i))
      s->index[i] = op++;
}

static void put_all(struct steps *s)
{
  number_values(s);
  emit_find_needed(&s->e);
  put_head(s);
  latex_put_trace(s);
  if (s->e.what != AD_EMIT_VALUE)
    latex_put_partials(s);
  if (s->e.what == AD_EMIT_GRADIENT)
    latex_put_adjoints(s);
  if (s->e.what == AD_EMIT_JVP)
    latex_put_tangents(s);
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
