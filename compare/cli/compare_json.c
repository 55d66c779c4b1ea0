/* compare_json.c: the report of `dualtape compare` for programs. */
#include <config.h>

#include "../fd_complex.h"
#include "compare.h"
#include "json.h"

#if HAVE_JSON_C
static json_object *output(const struct comparison *c, size_t i)
{
  const struct check_report *r = c->r;
  json_object *o = json_object_new_object(), *rows = json_object_new_array();
  char name[200];
  ad_formula_output_name(c->p->formula, i, name, sizeof name);
  json_add_text(o, "name", name);
  json_add_number(o, "value", r->y[i]);
  for (size_t j = 0; j < c->p->n; j++) {
    json_object *row = json_object_new_object();
    ad_formula_input_name(c->p->formula, j, name, sizeof name);
    json_add_text(row, "input", name);
    for (size_t e = 0; e < ad_engine_count; e++)
      json_add_number(row, ad_engines[e].name,
                      compare_entry(r, r->jac, e, i, j));
    json_add_number(row, "rounding",
                    compare_entry(r, r->error, COMPARE_REVERSE, i, j));
    json_add_number(row, "central_error",
                    compare_entry(r, r->error, COMPARE_CENTRAL, i, j));
    json_add_number(row, "complex_error",
                    compare_entry(r, r->error, COMPARE_COMPLEX, i, j));
    if (c->refused && c->refused[i * r->n + j]) {
      ad_complex_reason(c->refused[i * r->n + j], name, sizeof name);
      json_add_text(row, "complex_refused", name);
    }
    json_object_array_add(rows, row);
  }
  json_object_object_add(o, "gradient", rows);
  return o;
}

int compare_print_json(const struct comparison *c, FILE *out)
{
  json_object *all = json_object_new_object();
  json_object *outputs = json_object_new_array();
  for (size_t i = 0; i < c->p->m; i++)
    json_object_array_add(outputs, output(c, i));
  json_object_object_add(all, "inputs", json_all(c->p, CLI_INPUT, c->p->x));
  json_object_object_add(all, "outputs", outputs);
  if (c->edge)
    json_add_text(all, "edge", ad_op_info(c->edge->op)->name);
  json_add_text(all, "verdict", c->agree ? "agree" : "disagree");
  json_print(all, out);
  json_object_put(all);
  return CLI_OK;
}
#else
int compare_print_json(const struct comparison *c, FILE *out)
{
  (void)c, (void)out;
  return json_missing();
}
#endif
