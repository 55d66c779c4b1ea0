/* hand.c: a gradient in formulas, written by hand. */
#include <config.h>

#include "hand.h"

#include <stdlib.h>
#include <string.h>

#include "../check_point.h"
#include "json.h"
#include "progress.h"

/* The formula and its gradient; the gradient's inputs are some of the
 * formula's, `from` says which. */
struct hand {
  const struct cli_problem *p;
  ad_formula *gradient;
  size_t *from;
  double *x, *v, *w; /* the gradient's inputs; room for values of both */
};

static double value_and_gradient(unsigned n, const double *x, double *grad,
                                 void *data)
{
  const struct hand *h = data;
  uint32_t node;
  ad_formula_run_double(h->p->formula, x, h->v);
  for (size_t k = 0; grad && k < ad_formula_inputs(h->gradient); k++)
    h->x[k] = x[h->from[k]];
  if (grad)
    ad_formula_run_double(h->gradient, h->x, h->w);
  for (unsigned j = 0; grad && j < n; j++) {
    ad_formula_output(h->gradient, j, &node);
    grad[j] = h->w[node];
  }
  ad_formula_output(h->p->formula, 0, &node);
  return h->v[node];
}

static int parse(struct hand *h, const char *text)
{
  struct ad_formula_error error;
  h->gradient = ad_formula_parse(text, strlen(text), &error);
  if (h->gradient)
    return CLI_OK;
  char message[2000];
  ad_formula_explain(&error, "--gradient", text, strlen(text), message,
                     sizeof message);
  fputs(message, stderr);
  return CLI_BAD;
}

/* Finds the gradient's inputs among the formula's. */
static int match(struct hand *h)
{
  const size_t count = ad_formula_inputs(h->gradient);
  for (size_t k = 0; k < count; k++) {
    const char *name = ad_formula_input(h->gradient, k, NULL);
    size_t j = 0;
    while (j < h->p->n && strcmp(name, ad_formula_input(h->p->formula, j, NULL)))
      j++;
    if (j == h->p->n)
      return cli_error(_("write it in the formula's inputs"),
                       _("the gradient uses `%s`, which is no input of the "
                         "formula"), name);
    h->from[k] = j;
  }
  const size_t outputs = ad_formula_outputs(h->gradient);
  if (outputs != h->p->n)
    return cli_error(_("give one formula for each input, separated by commas"),
                     _("the gradient has %zu components, the formula %zu "
                       "inputs"), outputs, h->p->n);
  return CLI_OK;
}

/* "x[0] = a, x[1] = b": the sentence names x[1]; people named it.  To free. */
static char *names(const struct cli_problem *p)
{
  char *text = NULL;
  size_t size;
  FILE *out = open_memstream(&text, &size);
  for (size_t j = 0; out && j < p->n; j++)
    fprintf(out, "%sx[%zu] = %s", j ? ", " : "", j,
            ad_formula_input(p->formula, j, NULL));
  return out && fclose(out) == 0 ? text : NULL;
}

void hand_print_point(size_t n, const double *x, uint64_t seed, double spread,
                      size_t point, FILE *out)
{
  enum { SHOWN = 8 };
  double *at = malloc(n * sizeof *at);
  if (!at)
    return;
  check_point(n, x, seed, spread, point, at);
  fprintf(out, _("point %zu of seed %.0f is ("), point, (double)seed);
  for (size_t j = 0; j < n && j < SHOWN; j++)
    fprintf(out, "%s%.17g", j ? ", " : "", at[j]);
  fputs(n > SHOWN ? ", ...)\n" : ")\n", out);
  free(at);
}

int hand_print(const struct hand_result *h, bool json, FILE *out)
{
  const struct check_gradient_report *r = h->report;
  const int code = r->right ? CLI_OK : CLI_DISAGREE;
  char text[600];
  check_gradient_text(r, text, sizeof text);
  if (!json) {
    fprintf(out, "%s\n", text);
    if (r->right)
      return code;
    hand_print_point(r->n, h->x, h->how->seed, h->how->spread, r->point, out);
    fprintf(out, _("here %s\n"), h->names);
    return code;
  }
#if HAVE_JSON_C
  json_object *all = json_object_new_object();
  json_add_text(all, "verdict", r->right ? "right" : "wrong");
  json_add_text(all, "text", text);
  if (!r->right && r->judged) {
    json_add_text(all, "input", h->input);
    json_add_number(all, "point", (double)r->point);
    json_add_number(all, "got", r->got);
    json_add_number(all, "want", r->want);
    json_add_number(all, "error", r->error);
  }
  json_print(all, out);
  json_object_put(all);
  return code;
#else
  return json_missing();
#endif
}

static int check(struct hand *h, const struct check_gradient_options *how,
                 bool json, FILE *out)
{
  struct check_gradient_report r;
  cli_progress_begin("check");
  const enum ad_status status =
    check_gradient(value_and_gradient, h, (unsigned)h->p->n, h->p->x, how, &r);
  cli_progress_end();
  if (status)
    return cli_error(NULL, "%s", _(ad_status_text(status)));
  char *known = names(h->p);
  const struct hand_result result = {
    &r, how, h->p->x, ad_formula_input(h->p->formula, r.index, NULL), known};
  const int code = known ? hand_print(&result, json, out)
                         : cli_error(NULL, _("out of memory"));
  free(known);
  return code;
}

int check_by_hand(struct cli_problem *p, const char *text,
                  const struct check_gradient_options *how, bool json,
                  FILE *out)
{
  struct hand h = {.p = p};
  int code = parse(&h, text);
  if (!code && (ad_formula_has_matrices(p->formula) ||
                ad_formula_has_matrices(h.gradient)))
    code = cli_error(NULL, _("--gradient is for formulas of numbers, not of "
                             "matrices"));
  if (!code && p->m != 1)
    code = cli_error(NULL, _("--gradient wants a formula of one output; this one "
                             "has %zu"), p->m);
  if (!code) {
    h.from = malloc((ad_formula_inputs(h.gradient) + 1) * sizeof *h.from);
    h.x = malloc((ad_formula_inputs(h.gradient) + 1) * sizeof *h.x);
    h.v = malloc((ad_formula_size(p->formula) + 1) * sizeof *h.v);
    h.w = malloc((ad_formula_size(h.gradient) + 1) * sizeof *h.w);
    code = h.from && h.x && h.v && h.w ? match(&h)
                                       : cli_error(NULL, _("out of memory"));
  }
  if (!code)
    code = check(&h, how, json, out);
  free(h.from);
  free(h.x);
  free(h.v);
  free(h.w);
  ad_formula_free(h.gradient);
  return code;
}
