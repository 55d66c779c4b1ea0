/* plot_sparsity.c: the pattern of a Jacobian or Hessian, in the colours of those
 * that share a sweep. */
#include <config.h>

#include "plot.h"

#include <string.h>

#include "sparsity.h"

enum { NAMES = 24, NAME = 200 };

static void write_names(const struct cli_sparsity *s, size_t count,
                        bool outputs, FILE *out)
{
  char name[NAME];
  fprintf(out, "\n\n# place   name of a %s\n", outputs ? "row" : "column");
  for (size_t k = 0; count <= NAMES && k < count; k++) {
    if (outputs)
      ad_formula_output_name(s->part.p->formula, k, name, sizeof name);
    else
      cli_part_name(&s->part, k, name, sizeof name);
    fprintf(out, "%zu \"%.20s\"\n", k + 1, name);
  }
  if (count > NAMES)
    fputs("0 \"\"\n", out); /* none */
}

/* An entry's colour is its column's, or its row's. */
static void write_entries(const struct ad_sparse *plan, FILE *out)
{
  const struct ad_pattern *p = &plan->at;
  fputs("\n\n# column   row   colour\n", out);
  for (size_t i = 0; i < p->rows; i++)
    for (size_t k = p->start[i]; k < p->start[i + 1]; k++)
      fprintf(out, "%u %zu %u\n", p->col[k] + 1, i + 1,
              plan->colour[plan->by_rows ? i : p->col[k]] + 1);
}

/* How many have each colour. */
static void write_colours(const struct ad_sparse *plan, FILE *out)
{
  const size_t n = plan->by_rows ? plan->at.rows : plan->at.cols;
  fputs("\n\n# colour   how many have it\n", out);
  for (size_t c = 0; c < plan->colours; c++) {
    size_t count = 0;
    for (size_t j = 0; j < n; j++)
      count += plan->colour[j] == c;
    fprintf(out, "%zu %zu\n", c + 1, count);
  }
}

static void write_all(const struct cli_sparsity *s, const struct ad_sparse *plan,
                      const char *of, bool hessian, FILE *out)
{
  const struct ad_pattern *p = &plan->at;
  fprintf(out, "# the pattern of a %s\n\n# of   rows   columns   entries   colours   "
               "coloured\n\"%.20s\" %zu %zu %zu %zu \"%s\"\n",
          hessian ? "Hessian" : "Jacobian", of, p->rows, p->cols,
          ad_pattern_count(p), plan->colours,
          hessian ? "star" : plan->by_rows ? "rows" : "columns");
  write_entries(plan, out);
  write_colours(plan, out);
  write_names(s, p->cols, false, out);
  write_names(s, p->rows, !hessian, out);
}

int plot_sparsity(const struct cli_problem *p, const struct plot_options *o,
                  FILE *out)
{
  struct cli_sparsity s;
  struct ad_sparse plan = {0};
  char name[NAME];
  const bool hessian = o->show ? strcmp(o->show, "hessian") == 0
                               : p->m == 1 || o->of;
  int code = cli_sparsity_open(&s, p, o->wrt);
  if (!code)
    code = hessian ? cli_sparsity_hessian(&s, o->i, &plan)
                   : cli_sparsity_jacobian(&s, &plan);
  if (!code && !ad_pattern_count(&plan.at))
    code = cli_error(NULL, _("every entry is 0; there is nothing to plot"));
  ad_formula_output_name(p->formula, o->i, name, sizeof name);
  if (!code)
    write_all(&s, &plan, name, hessian, out);
  ad_sparse_free(&plan);
  cli_sparsity_close(&s);
  return code;
}
