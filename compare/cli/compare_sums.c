/* compare_sums.c: many derivatives, which matrices make: one row for each
 * output and input instead of one for each entry. */
#include <config.h>

#include "compare.h"

/* The entries of one output's derivatives by one input. */
struct part {
  size_t i, j, rows, cols; /* of the whole Jacobian: first, and how many */
};

/* Where two engines differ most, and by how much; and the largest entry. */
struct worst {
  size_t i, j;
  double difference, error, size;
  bool agree, none; /* no quotient stayed in the domain anywhere */
};

static struct worst find_worst(const struct check_report *r, struct part a,
                               size_t p, size_t q)
{
  struct worst w = {.i = a.i, .j = a.j, .agree = true, .none = true};
  for (size_t i = a.i; i < a.i + a.rows; i++)
    for (size_t j = a.j; j < a.j + a.cols; j++) {
      const double x = compare_entry(r, r->jac, p, i, j);
      const double y = compare_entry(r, r->jac, q, i, j);
      const bool agree = check_entry(r, p, q, i, j);
      const double d = x == y ? 0 : fabs(x - y);
      w.size = fmax(w.size, fabs(x));
      if (isnan(y) && agree)
        continue;
      if (w.none || (w.agree && !agree) ||
          (w.agree == agree && !(d <= w.difference)))
        w.i = i, w.j = j, w.difference = d,
        w.error = compare_entry(r, r->error, q, i, j);
      w.agree = w.agree && agree;
      w.none = false;
    }
  return w;
}

static void place_cell(struct table *t, const struct cli_problem *p,
                       const struct worst *w)
{
  char output[200], input[200];
  ad_formula_output_name(p->formula, w->i, output, sizeof output);
  ad_formula_input_name(p->formula, w->j, input, sizeof input);
  table_cell(t, "d%.80s/d%.80s", output, input);
}

static void add_part(const struct comparison *c, struct table *t,
                     struct part a)
{
  const ad_formula *f = c->p->formula;
  const struct worst exact =
      find_worst(c->r, a, COMPARE_FORWARD, COMPARE_REVERSE);
  const struct worst quotient =
      find_worst(c->r, a, COMPARE_REVERSE, COMPARE_CENTRAL);
  const struct worst step =
      find_worst(c->r, a, COMPARE_REVERSE, COMPARE_COMPLEX);
  table_row(t);
  table_cell(t, "d%.40s/d%.40s",
             ad_formula_output(f, ad_formula_output_of(f, a.i, NULL), NULL),
             ad_formula_input(f, ad_formula_input_of(f, a.j, NULL), NULL));
  table_cell(t, "%zux%zu", a.rows, a.cols);
  table_cell(t, "%.6g", exact.size);
  table_cell(t, "%.1e", exact.difference);
  if (step.none)
    table_cell(t, "%s", _("none"));
  else
    table_cell(t, "%.1e", step.difference);
  if (quotient.none) {
    table_cell(t, "%s", _("none"));
  } else {
    table_cell(t, "%.1e", quotient.difference);
    table_cell(t, "%.1e", quotient.error);
    place_cell(t, c->p, exact.agree ? &quotient : &exact);
  }
  if (!exact.agree || (!c->edge && !(quotient.agree && step.agree)))
    table_cell(t, _("<-- disagree"));
}

/* How many numbers the output, or input, has that begins at number k. */
static size_t output_numbers(const struct cli_problem *p, size_t k)
{
  uint32_t node;
  ad_formula_output(p->formula, ad_formula_output_of(p->formula, k, NULL),
                    &node);
  const struct ad_shape s = ad_formula_node_shape(p->formula, node);
  return s.rows * s.cols;
}

static size_t input_numbers(const struct cli_problem *p, size_t k)
{
  const size_t j = ad_formula_input_of(p->formula, k, NULL);
  const struct ad_shape s =
      ad_formula_node_shape(p->formula, ad_formula_input_node(p->formula, j));
  return s.rows * s.cols;
}

bool compare_is_summed(const struct comparison *c)
{
  return c->r->n > 0 && ad_formula_has_matrices(c->p->formula) &&
         (c->r->m > COMPARE_ROWS || c->r->n > COMPARE_ROWS ||
          c->r->m * c->r->n > COMPARE_ROWS);
}

void compare_sums(const struct comparison *c, struct table *t)
{
  size_t rows, cols;
  table_row(t);
  table_cell(t, "d/d");
  table_cell(t, "%s", _("entries"));
  table_cell(t, "%s", _("largest"));
  table_cell(t, _("fwd-rev"));
  table_cell(t, _("rev-cpx"));
  table_cell(t, _("rev-cen"));
  table_cell(t, _("cen +-"));
  table_cell(t, "%s", _("worst at"));
  for (size_t i = 0; i < c->r->m; i += rows) {
    rows = output_numbers(c->p, i);
    for (size_t j = 0; j < c->r->n; j += cols) {
      cols = input_numbers(c->p, j);
      add_part(c, t, (struct part){i, j, rows, cols});
    }
  }
}
