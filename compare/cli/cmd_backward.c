/* cmd_backward.c: `dualtape backward`: a formula under autograd.h. */
#include <config.h>

#include "backward.h"

#include <stdlib.h>
#include <string.h>

#include "../../reverse/autograd.h"
#include "../nearest.h"
#include "table.h"

/* The formula on a tape: v_i by node; the values that have a name. */
struct recorded {
  const struct cli_problem *p;
  struct backward_options *o;
  tape *t;
  const struct ad_node *nodes;
  size_t count;
  var *v;
  struct named *names;
  size_t name_count;
};

/* ---- names -------------------------------------------------------------------- */

/* The named nodes, and outputs that the formula gives no name. */
static void list_names(struct recorded *r)
{
  for (size_t i = 0; i < r->count; i++)
    if (r->nodes[i].name)
      r->names[r->name_count++] =
        (struct named){r->nodes[i].name, (uint32_t)i};
  for (size_t k = 0; k < r->p->m; k++) {
    uint32_t node;
    const char *name = ad_formula_output(r->p->formula, k, &node);
    if (!r->nodes[node].name)
      r->names[r->name_count++] = (struct named){name, node};
  }
}

static int find_name(const struct recorded *r, const char *name, size_t length,
                     uint32_t *node)
{
  const char **all = calloc(r->name_count + 1, sizeof *all);
  char hint[120] = "";
  for (size_t k = 0; k < r->name_count; k++) {
    if (strlen(r->names[k].name) == length &&
        memcmp(r->names[k].name, name, length) == 0) {
      *node = r->names[k].node;
      free(all);
      return CLI_OK;
    }
    if (all)
      all[k] = r->names[k].name;
  }
  const char *near = all ? ad_nearest(name, length, all, r->name_count) : NULL;
  if (near)
    snprintf(hint, sizeof hint, _("did you mean `%s`?"), near);
  free(all);
  return cli_error(near ? hint : NULL, _("%s has no value `%.*s`"), r->p->file,
                   (int)length, name);
}

/* All names in a list are known; of inputs, if `inputs`. */
static int check_names(const struct recorded *r, const char *names,
                       bool inputs)
{
  while (names && *names) {
    const size_t n = strcspn(names, ",");
    uint32_t node;
    const int code = find_name(r, names, n, &node);
    if (code)
      return code;
    if (inputs && r->nodes[node].kind != AD_NODE_INPUT)
      return cli_error(_("for a result use --detach"),
                       _("`%.*s` is no input"), (int)n, names);
    names += n + (names[n] == ',');
  }
  return CLI_OK;
}

/* ---- recording ------------------------------------------------------------------ */

static var apply(const struct ad_node *n, const var *v)
{
  switch (ad_op_info(n->op)->kind) {
  case AD_BINARY: return tape_record2(n->op, v[n->arg[0]], v[n->arg[1]]);
  case AD_TERNARY:
    return tape_record3(n->op, v[n->arg[0]], v[n->arg[1]], v[n->arg[2]]);
  default: return tape_record1(n->op, v[n->arg[0]], n->n);
  }
}

static void record(struct recorded *r)
{
  size_t input = 0;
  for (size_t i = 0; i < r->count; i++) {
    const struct ad_node *n = &r->nodes[i];
    const char *name = n->name ? n->name : "";
    if (n->kind == AD_NODE_CONSTANT)
      r->v[i] = var_const(n->constant);
    else if (n->kind == AD_NODE_INPUT && backward_lists(r->o->no_grad, name))
      r->v[i] = var_const(r->p->x[input++]);
    else if (n->kind == AD_NODE_INPUT)
      r->v[i] = tape_input(r->t, r->p->x[input++]);
    else
      r->v[i] = apply(n, r->v);
    if (backward_lists(r->o->detach, name))
      r->v[i] = var_detach(r->v[i]);
  }
}

/* ---- hooks, changes --------------------------------------------------------------- */

static void hook(double *grad, size_t rows, size_t cols, void *data)
{
  const struct change *c = data;
  for (size_t k = 0; k < rows * cols; k++)
    grad[k] = c->clip ? fmax(-c->number, fmin(c->number, grad[k]))
                      : grad[k] * c->number;
}

static int refuse(const struct recorded *r, enum ad_status status)
{
  const char *message = tape_message(r->t);
  return cli_error(NULL, "%s", *message ? message : _(ad_status_text(status)));
}

static int prepare(struct recorded *r)
{
  uint32_t node;
  int code = CLI_OK;
  for (size_t k = 0; k < r->name_count && !code; k++)
    if (backward_lists(r->o->retain, r->names[k].name)) {
      const enum ad_status status = var_retain_grad(r->v[r->names[k].node]);
      if (status)
        code = refuse(r, status);
    }
  for (int k = 0; k < r->o->hooks && !code; k++) {
    struct change *c = &r->o->hook[k];
    code = find_name(r, c->name, strlen(c->name), &node);
    if (!code && !var_hook(r->v[node], hook, c))
      code = refuse(r, AD_NO_GRADIENT);
  }
  for (int k = 0; k < r->o->sets && !code; k++) {
    const struct change *c = &r->o->set[k];
    code = find_name(r, c->name, strlen(c->name), &node);
    const enum ad_status status =
      code ? AD_OK : var_set(r->v[node], c->number);
    if (status)
      code = cli_error(NULL, _("`%s` cannot be set: it is a constant"),
                       c->name);
  }
  return code;
}

/* ---- backward ----------------------------------------------------------------------- */

/* The outputs as one column; a single one as it is. */
static var_mat root_of(const struct recorded *r)
{
  var_mat *y = calloc(r->p->m, sizeof *y), all = var_mat_const(NAN);
  for (size_t k = 0; y && k < r->p->m; k++) {
    uint32_t node;
    ad_formula_output(r->p->formula, k, &node);
    y[k] = var_mat_of(r->v[node]);
  }
  if (y)
    all = r->p->m == 1 ? y[0] : var_mat_join(r->p->m, 1, y);
  free(y);
  return all;
}

static int go_backward(struct recorded *r)
{
  const struct backward_options *o = r->o;
  const var_mat root = root_of(r);
  double *head = o->head ? calloc(r->p->m, sizeof *head) : NULL;
  int code = o->head ? head ? backward_numbers("--head", o->head, r->p->m, head)
                            : cli_error(NULL, _("out of memory"))
                     : CLI_OK;
  const int times = abs(o->times);
  for (int k = 0; k < times && !code; k++) {
    const bool more = o->times > 0 && k + 1 < times;
    const int flags = (more || o->retain_graph ? TAPE_RETAIN_GRAPH : 0) |
                      (o->create ? TAPE_CREATE_GRAPH : 0);
    if (k > 0 && o->zero)
      tape_zero_grad(r->t);
    const enum ad_status status = var_mat_backward(root, head, flags);
    if (status)
      code = refuse(r, status);
  }
  free(head);
  return code;
}

/* Instead of the gradient g, its derivative: H v, the sum of d(g_j v_j). */
static int differentiate(struct recorded *r)
{
  double *v = calloc(r->p->n + 1, sizeof *v);
  if (!v)
    return cli_error(NULL, _("out of memory"));
  int code = backward_numbers("--create-graph", r->o->create, r->p->n, v);
  size_t j = 0;
  tape_forget_grad(r->t);
  for (size_t i = 0; i < r->count && !code; i++) {
    if (r->nodes[i].kind != AD_NODE_INPUT)
      continue;
    const enum ad_status status =
      var_requires_grad(r->v[i]) ? var_backward_gradient(r->v[i], v[j], 0)
                                 : AD_OK;
    if (status)
      code = refuse(r, status);
    j++;
  }
  free(v);
  return code;
}

/* ---- what is shown --------------------------------------------------------------------- */

static void add_functions(struct table *table, struct tape_function f)
{
  struct tape_function next[AD_OP_ARGS];
  char text[3 * 40] = "", name[40];
  const size_t n = tape_next_functions(f, AD_OP_ARGS, next);
  for (size_t k = 0; k < n && k < AD_OP_ARGS; k++) {
    tape_function_torch_name(next[k], name, sizeof name);
    const size_t at = strlen(text);
    snprintf(text + at, sizeof text - at, "%s%s", at ? ", " : "", name);
  }
  table_cell(table, "%s", text);
}

static void add_value(const struct recorded *r, struct table *table,
                      const struct named *named)
{
  const var x = r->v[named->node];
  double grad;
  char name[40];
  tape_function_torch_name(var_grad_fn(x), name, sizeof name);
  table_row(table);
  table_cell(table, "%s", named->name);
  table_cell(table, "%.*g", r->o->digits, var_value(x));
  table_cell(table, "%s", var_is_leaf(x) ? _("yes") : _("no"));
  table_cell(table, "%s", var_requires_grad(x) ? _("yes") : _("no"));
  table_cell(table, "%s", name);
  if (var_grad(x, &grad))
    table_cell(table, "%.*g", r->o->digits, grad);
  else
    table_cell(table, "None");
  if (r->o->functions)
    add_functions(table, var_grad_fn(x));
}

static int show(const struct recorded *r)
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
  if (!table_print(&table, stdout, "lllllll", 0))
    return cli_error(NULL, _("out of memory"));
  bool first = true;
  for (size_t k = 0; k < r->name_count; k++) {
    const char *why = var_grad_none(r->v[r->names[k].node]);
    if (!why)
      continue;
    printf("%s%s.grad: None: %s\n", first ? "\n" : "", r->names[k].name,
           _(why));
    first = false;
  }
  return CLI_OK;
}

/* ---- the command -------------------------------------------------------------------------- */

static int backward(struct recorded *r)
{
  r->nodes = ad_formula_nodes(r->p->formula, &r->count);
  r->t = tape_new();
  r->v = calloc(r->count + 1, sizeof *r->v);
  r->names = calloc(r->count + r->p->m + 1, sizeof *r->names);
  double *values = calloc(r->count + 1, sizeof *values);
  if (!r->t || !r->v || !r->names || !values) {
    free(values);
    return cli_error(NULL, _("out of memory"));
  }
  const bool defined = cli_values(r->p, values);
  free(values);
  if (!defined)
    return CLI_BAD;
  list_names(r);
  int code = check_names(r, r->o->retain, false);
  if (!code)
    code = check_names(r, r->o->no_grad, true);
  if (!code)
    code = check_names(r, r->o->detach, false);
  if (code)
    return code;
  record(r);
  code = prepare(r);
  if (!code)
    code = go_backward(r);
  if (!code && r->o->create)
    code = differentiate(r);
  return code ? code : show(r);
}

int cmd_backward(int argc, char **argv)
{
  struct backward_options o;
  struct cli_problem p = {0};
  int code = backward_options(&o, argc, argv);
  if (code)
    return code < 0 ? CLI_OK : code;
  struct recorded r = {.p = &p, .o = &o};
  code = cli_problem_read(&p, o.file, argc, argv);
  if (!code && ad_formula_has_matrices(p.formula))
    code = cli_error(_("`dualtape trace` and `dualtape compare` take them"),
                     _("backward of a formula with matrices is not shown"));
  if (!code)
    code = backward(&r);
  free(r.v);
  free(r.names);
  tape_free(r.t);
  cli_problem_free(&p);
  return code;
}
