/* backward_show.c: what a backward has left: a table, warnings, the walk over
 * the graph; or all of it as JSON. */
#include <config.h>

#include "backward.h"

#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "table.h"

enum { FUNCTION_NAME = 64 };

/* ---- functions -------------------------------------------------------------------- */

/* The functions f goes on to, *count of them; free them.  NULL: out of
 * memory. */
static struct tape_function *next_of(struct tape_function f, size_t *count)
{
  *count = tape_next_functions(f, 0, NULL);
  struct tape_function *next = malloc((*count + 1) * sizeof *next);
  if (next)
    tape_next_functions(f, *count, next);
  return next;
}

/* "MulBackward0, None", in memory of the caller's. */
static char *next_text(struct tape_function f)
{
  size_t count, at = 0;
  struct tape_function *next = next_of(f, &count);
  char *text = next ? malloc(count * (FUNCTION_NAME + 2) + 1) : NULL;
  for (size_t k = 0; text && k < count; k++) {
    char name[FUNCTION_NAME];
    tape_function_torch_name(next[k], name, sizeof name);
    at += (size_t)sprintf(text + at, "%s%s", k ? ", " : "", name);
  }
  if (text)
    text[at] = 0;
  free(next);
  return text;
}

/* By slot: the value that the function there has made, or the leaf that it
 * accumulates for; NULL if that has no name, or, all of it, out of memory. */
static const char **find_makers(const struct recorded *r)
{
  const size_t size = tape_size(r->t);
  const char **of = calloc(size + 1, sizeof *of);
  for (size_t k = 0; of && k < r->name_count; k++) {
    const uint32_t node = r->names[k].node;
    const var_mat x = r->v[node];
    const struct tape_function f = var_mat_grad_fn(x);
    const size_t leaf =
      r->nodes[node].kind == AD_NODE_INPUT ? (size_t)x.rows * x.cols : 0;
    if (f.on == r->t && !of[f.slot])
      of[f.slot] = r->names[k].name;
    for (size_t i = 0; x.on == r->t && i < leaf; i++)
      of[x.as.at.slot + i] = r->names[k].name;
  }
  return of;
}

/* Called for each function that backward goes through, the last one first, with
 * the name of its value, or "". */
typedef bool visit(struct tape_function f, const char *of, void *data);

static bool mark(bool *met, struct tape_function f)
{
  if (f.on)
    met[f.slot] = true;
  return f.on;
}

static bool walk(const struct recorded *r, visit *see, void *data)
{
  const size_t size = tape_size(r->t);
  const char **of = find_makers(r);
  bool *met = calloc(size + 1, sizeof *met), good = met && of;
  struct tape_function f = {r->t, 0, 0};
  for (size_t k = 0; good && k < r->p->outputs; k++) {
    uint32_t node;
    ad_formula_output(r->p->formula, k, &node);
    const struct tape_function first = var_mat_grad_fn(r->v[node]);
    if (mark(met, first))
      f.epoch = first.epoch;
  }
  for (size_t s = size; good && s-- > 0;) {
    size_t count = 0;
    f.slot = (uint32_t)s;
    struct tape_function *next = met[s] ? next_of(f, &count) : NULL;
    good = !met[s] || (next && see(f, of[s] ? of[s] : "", data));
    for (size_t k = 0; good && k < count; k++)
      mark(met, next[k]);
    free(next);
  }
  free(met);
  free(of);
  return good;
}

static bool add_step(struct tape_function f, const char *of, void *data)
{
  struct table *table = data;
  char name[FUNCTION_NAME], *next = next_text(f);
  tape_function_torch_name(f, name, sizeof name);
  table_row(table);
  table_cell(table, "%s", name);
  table_cell(table, "%s", of);
  table_cell(table, "%s", next ? next : "");
  table->failed = table->failed || !next;
  free(next);
  return true;
}

/* ---- for people --------------------------------------------------------------------- */

/* The .grad of x; NULL if it has none, or, with *failed, if out of memory. */
static double *grad_of(var_mat x, bool *failed)
{
  double *grad = malloc((size_t)x.rows * x.cols * sizeof *grad);
  *failed = *failed || !grad;
  if (grad && var_mat_grad(x, grad))
    return grad;
  free(grad);
  return NULL;
}

static void add_numbers(const struct recorded *r, struct table *table,
                        const double *v, struct ad_shape s)
{
  char text[CLI_TEXT];
  if (v)
    cli_matrix_text(v, s, r->o->digits, text);
  table_cell(table, "%s", v ? text : "None");
}

static void add_value(const struct recorded *r, struct table *table,
                      const struct named *named)
{
  const var_mat x = r->v[named->node];
  const struct ad_shape s = {x.rows, x.cols};
  double *value = malloc(s.rows * s.cols * sizeof *value);
  double *grad = grad_of(x, &table->failed);
  char name[FUNCTION_NAME];
  tape_function_torch_name(var_mat_grad_fn(x), name, sizeof name);
  if (value)
    var_mat_value(x, value);
  table->failed = table->failed || !value;
  table_row(table);
  table_cell(table, "%s", named->name);
  add_numbers(r, table, value, s);
  table_cell(table, "%s", var_mat_is_leaf(x) ? _("yes") : _("no"));
  table_cell(table, "%s", var_mat_requires_grad(x) ? _("yes") : _("no"));
  table_cell(table, "%s", name);
  add_numbers(r, table, grad, s);
  if (r->o->functions) {
    char *next = next_text(var_mat_grad_fn(x));
    table_cell(table, "%s", next ? next : "");
    table->failed = table->failed || !next;
    free(next);
  }
  free(grad);
  free(value);
}

static bool show_values(const struct recorded *r)
{
  struct table table = {0};
  table_row(&table);
  table_cell(&table, "%s", _("name"));
  table_cell(&table, "%s", _("value"));
  table_cell(&table, "%s", _("leaf"));
  table_cell(&table, "requires_grad");
  table_cell(&table, "grad_fn");
  table_cell(&table, "%s", r->o->create ? "H v" : ".grad");
  if (r->o->functions)
    table_cell(&table, "next_functions");
  for (size_t k = 0; k < r->name_count; k++)
    add_value(r, &table, &r->names[k]);
  return table_print(&table, stdout, "llllllll", 0);
}

static void show_reasons(const struct recorded *r)
{
  bool first = true;
  for (size_t k = 0; k < r->name_count; k++) {
    const char *why = var_mat_grad_none(r->v[r->names[k].node]);
    if (!why)
      continue;
    printf("%s%s.grad: None: %s\n", first ? "\n" : "", r->names[k].name,
           _(why));
    first = false;
  }
}

static void show_versions(const struct recorded *r)
{
  for (size_t k = 0; k < r->name_count; k++) {
    const uint32_t version = var_mat_version(r->v[r->names[k].node]);
    if (version)
      printf(_("%s is at version %u\n"), r->names[k].name, version);
  }
}

static bool show_graph(const struct recorded *r)
{
  struct table table = {0};
  table_row(&table);
  table_cell(&table, "%s", _("function"));
  table_cell(&table, "%s", _("of"));
  table_cell(&table, "next_functions");
  putchar('\n');
  const bool good = walk(r, add_step, &table);
  return table_print(&table, stdout, "lll", 0) && good;
}

/* Whether all custom ops' backwards are derivatives. */
static bool all_agree(const struct recorded *r)
{
  bool agree = true;
  for (int k = 0; k < r->o->customs; k++)
    agree = agree && r->o->custom[k].report.agree;
  return agree;
}

static void show_customs(const struct recorded *r)
{
  for (int k = 0; k < r->o->customs; k++) {
    const struct backward_custom *c = &r->o->custom[k];
    putchar('\n');
    if (c->report.agree)
      printf(_("the backward of `%s` agrees with differences of its value\n"),
             c->name);
    else
      printf(_("the backward of `%s` is not its derivative:\n%s\n"), c->name,
             c->report.text);
  }
}

static int show(const struct recorded *r)
{
  bool good = show_values(r);
  show_reasons(r);
  show_versions(r);
  if (r->o->graph)
    good = show_graph(r) && good;
  show_customs(r);
  return good ? CLI_OK : cli_error(NULL, _("out of memory"));
}

/* ---- for programs ------------------------------------------------------------------- */

#if HAVE_JSON_C
/* A number, or an array of rows; null if there is none. */
static void add_json_numbers(json_object *o, const char *key, const double *v,
                             struct ad_shape s)
{
  if (!v) {
    json_object_object_add(o, key, NULL);
  } else if (s.rows * s.cols == 1) {
    json_add_number(o, key, v[0]);
  } else {
    json_object *rows = json_object_new_array();
    for (size_t i = 0; i < s.rows; i++) {
      json_object *row = json_object_new_object(), *numbers;
      json_add_numbers(row, "row", v + i * s.cols, s.cols);
      json_object_object_get_ex(row, "row", &numbers);
      json_object_array_add(rows, json_object_get(numbers));
      json_object_put(row);
    }
    json_object_object_add(o, key, rows);
  }
}

static json_object *json_next(struct tape_function f)
{
  size_t count;
  struct tape_function *next = next_of(f, &count);
  json_object *all = json_object_new_array();
  for (size_t k = 0; next && k < count; k++) {
    char name[FUNCTION_NAME];
    tape_function_torch_name(next[k], name, sizeof name);
    json_object_array_add(all, json_object_new_string(name));
  }
  free(next);
  return all;
}

static void add_json_shape(json_object *o, struct ad_shape s)
{
  json_object *shape = json_object_new_array();
  json_object_array_add(shape, json_object_new_int64((int64_t)s.rows));
  json_object_array_add(shape, json_object_new_int64((int64_t)s.cols));
  json_object_object_add(o, "shape", shape);
}

static json_object *json_value(const struct recorded *r,
                               const struct named *named, bool *failed)
{
  const var_mat x = r->v[named->node];
  const struct ad_shape s = {x.rows, x.cols};
  double *value = malloc(s.rows * s.cols * sizeof *value);
  double *grad = grad_of(x, failed);
  const char *none = var_mat_grad_none(x);
  char name[FUNCTION_NAME];
  json_object *o = json_object_new_object();
  tape_function_torch_name(var_mat_grad_fn(x), name, sizeof name);
  if (value)
    var_mat_value(x, value);
  *failed = *failed || !value;
  json_add_text(o, "name", named->name);
  add_json_shape(o, s);
  add_json_numbers(o, "value", value, s);
  json_object_object_add(o, "is_leaf",
                         json_object_new_boolean(var_mat_is_leaf(x)));
  json_object_object_add(o, "requires_grad",
                         json_object_new_boolean(var_mat_requires_grad(x)));
  json_add_text(o, "grad_fn", name);
  json_object_object_add(o, "next_functions", json_next(var_mat_grad_fn(x)));
  json_object_object_add(
    o, "version", json_object_new_int64((int64_t)var_mat_version(x)));
  add_json_numbers(o, r->o->create ? "hessian_times_v" : "grad", grad, s);
  if (none)
    json_add_text(o, "why_none", none);
  free(grad);
  free(value);
  return o;
}

static bool add_json_step(struct tape_function f, const char *of, void *data)
{
  char name[FUNCTION_NAME];
  json_object *o = json_object_new_object();
  tape_function_torch_name(f, name, sizeof name);
  json_add_text(o, "function", name);
  json_add_text(o, "of", of);
  json_object_object_add(o, "next_functions", json_next(f));
  json_object_array_add(data, o);
  return true;
}

static void add_json_customs(json_object *all, const struct recorded *r)
{
  json_object *customs = json_object_new_array();
  for (int k = 0; k < r->o->customs; k++) {
    const struct backward_custom *c = &r->o->custom[k];
    json_object *o = json_object_new_object();
    json_add_text(o, "name", c->name);
    json_add_text(o, "verdict", c->report.agree ? "agree" : "disagree");
    json_add_text(o, "text", c->report.text);
    json_object_array_add(customs, o);
  }
  json_object_object_add(all, "custom", customs);
}

static int show_json(const struct recorded *r)
{
  json_object *all = json_object_new_object();
  json_object *values = json_object_new_array();
  bool failed = false;
  for (size_t k = 0; k < r->name_count; k++)
    json_object_array_add(values, json_value(r, &r->names[k], &failed));
  json_object_object_add(all, "values", values);
  if (r->o->graph) {
    json_object *graph = json_object_new_array();
    failed = !walk(r, add_json_step, graph) || failed;
    json_object_object_add(all, "graph", graph);
  }
  if (r->o->customs)
    add_json_customs(all, r);
  if (!failed)
    json_print(all, stdout);
  json_object_put(all);
  return failed ? cli_error(NULL, _("out of memory")) : CLI_OK;
}
#else
static int show_json(const struct recorded *r)
{
  (void)r;
  return json_missing();
}
#endif

int backward_show(const struct recorded *r)
{
  const int code = r->o->json ? show_json(r) : show(r);
  return code ? code : all_agree(r) ? CLI_OK : CLI_DISAGREE;
}
