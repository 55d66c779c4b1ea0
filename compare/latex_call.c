/* latex_call.c: functions with their arguments in LaTeX: \sin(x), |x|, e^{x}. */
#include <config.h>

#include "latex_write.h"

#include <stdlib.h>
#include <string.h>

/* #1 is the first argument, #(1) the same in parentheses, #(*) all of them. */
static const struct {
  const char *name, *text;
} functions[] = {
  {"sin", "\\sin#(*)"},
  {"cos", "\\cos#(*)"},
  {"tan", "\\tan#(*)"},
  {"sinh", "\\sinh#(*)"},
  {"cosh", "\\cosh#(*)"},
  {"tanh", "\\tanh#(*)"},
  {"asin", "\\arcsin#(*)"},
  {"acos", "\\arccos#(*)"},
  {"atan", "\\arctan#(*)"},
  {"asinh", "\\operatorname{arsinh}#(*)"},
  {"acosh", "\\operatorname{arcosh}#(*)"},
  {"atanh", "\\operatorname{artanh}#(*)"},
  {"log", "\\ln#(*)"},
  {"log2", "\\log_{2}#(*)"},
  {"log10", "\\log_{10}#(*)"},
  {"exp", "e^{#1}"},
  {"sqrt", "\\sqrt{#1}"},
  {"cbrt", "\\sqrt[3]{#1}"},
  {"fabs", "\\left|#1\\right|"},
  {"floor", "\\left\\lfloor #1\\right\\rfloor"},
  {"ceil", "\\left\\lceil #1\\right\\rceil"},
  {"fmax", "\\max#(*)"},
  {"tgamma", "\\Gamma#(*)"},
  {"sigmoid", "\\sigma#(*)"},
  {"Phi", "\\Phi#(*)"},
  {"phi", "\\varphi#(*)"},
  {"ad_sf_lgamma", "\\ln\\left|\\Gamma#(1)\\right|"},
  {"ad_sf_lbeta", "\\ln\\mathrm{B}#(*)"},
  {"ad_sf_erfinv", "\\operatorname{erf}^{-1}#(*)"},
  {"ad_sf_lambertw", "W#(*)"},
  {"ad_bessel_j", "J_{#1}#(2)"},
  {"ad_bessel_y", "Y_{#1}#(2)"},
};

/* "(a, b)": the arguments from the first to the one before `end`. */
static void add_arguments(struct emit_text *to, struct latex_tree *t,
                          const struct latex_node *n, int first, int end)
{
  struct emit_text inside = {0};
  for (int k = first; k < end; k++) {
    emit_add(&inside, k > first ? ", " : "");
    latex_write(&inside, t, n->arg[k]);
  }
  latex_write_parentheses(to, inside.at ? inside.at : "");
  to->failed = to->failed || inside.failed;
  free(inside.at);
}

/* \operatorname{bessel\_j}#(*) of what nobody has a sign for. */
static void add_unknown(struct emit_text *to, const struct latex_node *n)
{
  const size_t skip = n->length > 3 && strncmp(n->word, "ad_", 3) == 0 ? 3 : 0;
  emit_add(to, "\\operatorname{");
  for (size_t k = skip; k < n->length; k++)
    emit_add(to, n->word[k] == '_' ? "\\%c" : "%c", n->word[k]);
  emit_add(to, "}");
}

/* digamma and its derivatives */
static void add_psi(struct emit_text *to, struct latex_tree *t,
                    const struct latex_node *n)
{
  const struct latex_node *order = &t->at[n->arg[0]];
  if (order->kind != LATEX_NUMBER || order->number > 3)
    emit_add(to, "\\psi^{(%g)}", order->number);
  else
    emit_add(to, "\\psi%.*s", (int)order->number, "'''");
  add_arguments(to, t, n, 1, 2);
}

static const char *template_of(const struct latex_node *n)
{
  for (size_t k = 0; k < sizeof functions / sizeof *functions; k++)
    if (latex_is_call(n, functions[k].name))
      return functions[k].text;
  return NULL;
}

/* The function with its arguments; `power` (1: none) at its name: \sin^{2}(x). */
void latex_write_call(struct emit_text *to, struct latex_tree *t,
                     const struct latex_node *n, int power)
{
  const char *p = template_of(n);
  if (latex_is_call(n, "psi")) {
    add_psi(to, t, n);
    return;
  }
  if (!p) {
    add_unknown(to, n);
    p = n->count ? "#(*)" : "";
  }
  for (; *p; p++) {
    if (*p != '#') {
      emit_add(to, "%c", *p);
      continue;
    }
    const bool all = p[2] == '*';
    if (power > 1)
      emit_add(to, "^{%d}", power);
    if (p[1] == '(')
      add_arguments(to, t, n, all ? 0 : p[2] - '1', all ? n->count : p[2] - '0');
    else
      latex_write(to, t, n->arg[p[1] - '1']);
    p += p[1] == '(' ? 3 : 1;
  }
}

/* Whether a power can stand at the name. */
bool latex_takes_power(const struct latex_node *n)
{
  const char *p = n->kind == LATEX_CALL ? template_of(n) : NULL;
  return p && strchr(p, '#') && !strchr(p, '^') && !strchr(p, '_') &&
         strcmp(strchr(p, '#'), "#(*)") == 0;
}
