/* trace_rule.c: the rules of a step in words: its tangent, and what it hands
 * back to an argument. */
#include <config.h>

#include "trace.h"

#include <string.h>

/* The tangent's rule: the sum of partial times tangent over the arguments. */
void trace_tangent_rule(const struct trace *t, uint32_t i, char *text)
{
  const struct ad_node *node = &t->n.nodes[i];
  char factor[NOTATION_SIZE], value[NOTATION_SIZE], term[NOTATION_SIZE];
  size_t at = 0;
  for (int k = 0; k < ad_node_arguments(node); k++) {
    if (t->n.nodes[node->arg[k]].kind == AD_NODE_CONSTANT)
      continue;
    notation_partial(&t->n, i, k, factor);
    notation_value(&t->n, node->arg[k], '.', value);
    notation_product(&t->n, factor, value, term);
    const bool minus = at > 0 && term[0] == '-';
    at += (size_t)snprintf(text + at, NOTATION_SIZE - at, "%s%.80s",
                           at == 0 ? "" : minus ? " - " : " + ",
                           minus ? term + 1 : term);
  }
}

/* ---- the adjoint's -------------------------------------------------------- */

/* One letter of matrix.def's texts for the numbers of node i; NULL if it stands
 * for nothing.  Sets *used to the letter's bytes. */
static const char *letter(const struct trace *t, uint32_t i, const char *at,
                          size_t *used, char *text)
{
  const struct ad_node *n = &t->n.nodes[i];
  static const char *const bars[] = {"\u0232", "\u0233"}; /* Ȳ ȳ */
  for (size_t k = 0; k < 2; k++)
    if (strncmp(at, bars[k], strlen(bars[k])) == 0) {
      *used = strlen(bars[k]);
      notation_value(&t->n, i, '-', text);
      return text;
    }
  *used = 1;
  if (*at == 'Y')
    notation_value(&t->n, i, '\0', text);
  else if (*at >= 'A' && *at < 'A' + ad_node_arguments(n))
    notation_value(&t->n, n->arg[*at - 'A'], '\0', text);
  else
    return NULL;
  return text;
}

static bool is_letter(char c)
{
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         (unsigned char)c >= 0x80;
}

/* What a row of matrix.def says that argument k's adjoint gets: part k of its
 * text, between semicolons, in the names of the trace. */
static void whole_rule(const struct trace *t, uint32_t i, int k, char *text)
{
  const char *say = ad_matrix_info(t->n.nodes[i].more->whole)->say_adjoint;
  size_t at = 0;
  char before = ' ', value[NOTATION_SIZE];
  for (; k > 0 && strchr(say, ';'); k--)
    say = strchr(say, ';') + 1;
  say += strspn(say, " ");
  while (*say && *say != ';' && at + 1 < NOTATION_SIZE) {
    size_t used;
    const char *word = is_letter(before) ? NULL
                                         : letter(t, i, say, &used, value);
    if (word && is_letter(say[used]))
      word = NULL;
    before = word ? ' ' : *say;
    const int put = word ? snprintf(text + at, NOTATION_SIZE - at, "%s", word)
                         : snprintf(text + at, NOTATION_SIZE - at, "%c", *say);
    at += put > 0 ? (size_t)put : 0;
    say += word ? used : 1;
  }
  text[at < NOTATION_SIZE ? at : NOTATION_SIZE - 1] = '\0';
}

/* An elementwise factor times the adjoint, and its sum where the argument is
 * repeated. */
static void each_rule(const struct trace *t, uint32_t i, int k, char *text)
{
  char factor[NOTATION_SIZE], bar[NOTATION_SIZE], product[NOTATION_SIZE];
  const struct ad_shape y = ad_formula_node_shape(t->p->formula, i);
  const struct ad_shape x =
      ad_formula_node_shape(t->p->formula, t->n.nodes[i].arg[k]);
  notation_partial(&t->n, i, k, factor);
  notation_value(&t->n, i, '-', bar);
  notation_product(&t->n, factor, bar, product);
  const bool summed = x.rows != y.rows || x.cols != y.cols;
  snprintf(text, NOTATION_SIZE, summed ? _("sum of %.200s") : "%.200s", product);
}

void trace_adjoint_rule(const struct trace *t, uint32_t i, int k, char *text)
{
  const struct ad_node *n = &t->n.nodes[i];
  char bar[NOTATION_SIZE];
  notation_value(&t->n, i, '-', bar);
  if (n->kind == AD_NODE_OP)
    each_rule(t, i, k, text);
  else if (n->kind == AD_NODE_WHOLE)
    whole_rule(t, i, k, text);
  else if (n->kind == AD_NODE_TRANSPOSE)
    snprintf(text, NOTATION_SIZE, "%.80s'", bar);
  else if (n->kind == AD_NODE_RESHAPE)
    snprintf(text, NOTATION_SIZE, _("%.80s in its shape"), bar);
  else if (n->kind == AD_NODE_SLICE)
    snprintf(text, NOTATION_SIZE, _("%.80s in its place"), bar);
  else
    snprintf(text, NOTATION_SIZE, _("its part of %.80s"), bar);
}
