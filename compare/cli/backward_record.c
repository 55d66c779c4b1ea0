/* backward_record.c: the formula on a tape, with what the options say of its
 * values. */
#include <config.h>

#include "backward.h"

#include <stdlib.h>
#include <string.h>

#include "../nearest.h"

/* ---- names -------------------------------------------------------------------- */

/* The named nodes, and outputs that the formula gives no name. */
static void list_names(struct recorded *r)
{
  for (size_t i = 0; i < r->count; i++)
    if (r->nodes[i].name)
      r->names[r->name_count++] =
        (struct named){r->nodes[i].name, (uint32_t)i};
  for (size_t k = 0; k < r->p->outputs; k++) {
    uint32_t node;
    const char *name = ad_formula_output(r->p->formula, k, &node);
    if (!r->nodes[node].name)
      r->names[r->name_count++] = (struct named){name, node};
  }
}

/* A statement's nodes are those behind the one before, up to its own, which is
 * named or an output. */
static void find_owners(struct recorded *r)
{
  for (uint32_t i = 0; i < r->count; i++)
    r->owner[i] = r->nodes[i].name ? i : UINT32_MAX;
  for (size_t k = 0; k < r->p->outputs; k++) {
    uint32_t node;
    ad_formula_output(r->p->formula, k, &node);
    r->owner[node] = node;
  }
  uint32_t last = UINT32_MAX;
  for (uint32_t i = (uint32_t)r->count; i-- > 0;) {
    if (r->owner[i] == i && r->nodes[i].kind != AD_NODE_INPUT)
      last = i;
    r->owner[i] = r->nodes[i].kind == AD_NODE_INPUT ? i : last;
  }
}

int backward_find(const struct recorded *r, const char *name, size_t length,
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

/* All names in a list are known; inputs, or results, if that is asked. */
enum kind { ANY, INPUT, RESULT };
static int check_names(const struct recorded *r, const char *names,
                       enum kind kind)
{
  while (names && *names) {
    const size_t n = strcspn(names, ",");
    uint32_t node;
    const int code = backward_find(r, names, n, &node);
    if (code)
      return code;
    const bool input = r->nodes[node].kind == AD_NODE_INPUT;
    if (kind == INPUT && !input)
      return cli_error(_("for a result use --detach or --no-grad-region"),
                       _("`%.*s` is no input"), (int)n, names);
    if (kind == RESULT && input)
      return cli_error(_("for an input use --no-grad"),
                       _("`%.*s` is no result"), (int)n, names);
    names += n + (names[n] == ',');
  }
  return CLI_OK;
}

/* ---- memory ------------------------------------------------------------------- */

bool backward_prepare(struct recorded *r)
{
  r->nodes = ad_formula_nodes(r->p->formula, &r->count);
  r->t = tape_new();
  r->other = tape_new();
  r->v = calloc(r->count + 1, sizeof *r->v);
  r->owner = calloc(r->count + 1, sizeof *r->owner);
  r->names = calloc(r->count + r->p->outputs + 1, sizeof *r->names);
  r->values = calloc(ad_formula_size(r->p->formula) + 1, sizeof *r->values);
  if (!r->t || !r->other || !r->v || !r->owner || !r->names || !r->values)
    return false;
  list_names(r);
  find_owners(r);
  return true;
}

void backward_release(struct recorded *r)
{
  for (int k = 0; k < r->o->customs; k++)
    backward_custom_free(&r->o->custom[k]);
  free(r->v);
  free(r->owner);
  free(r->names);
  free(r->values);
  tape_free(r->t);
  tape_free(r->other);
}

int backward_refuse(const struct recorded *r, enum ad_status status,
                    const char *hint)
{
  const char *message = tape_message(r->t);
  if (!*message && tape_status(r->t))
    message = tape_error_text(r->t);
  return cli_error(hint, "%s", *message ? message : _(ad_status_text(status)));
}

/* ---- recording ------------------------------------------------------------------ */

static var_mat record_input(const struct recorded *r, const char *name,
                            struct ad_shape s, const double *x)
{
  tape *t = backward_lists(r->o->other, name) ? r->other : r->t;
  const bool fixed =
    backward_lists(r->o->no_grad, name) ||
    (r->o->requires && !backward_lists(r->o->requires, name));
  return fixed ? var_mat_fixed(t, s.rows, s.cols, x)
               : var_mat_input(t, s.rows, s.cols, x);
}

static const struct backward_custom *custom_of(const struct recorded *r,
                                               uint32_t owner)
{
  for (int k = 0; k < r->o->customs; k++)
    if (r->o->custom[k].node == owner)
      return &r->o->custom[k];
  return NULL;
}

static var_mat record_custom(const struct recorded *r,
                             const struct backward_custom *c)
{
  var_mat x[TAPE_CUSTOM_ARGS];
  for (int k = 0; k < c->args; k++)
    x[k] = r->v[c->arg[k]];
  return var_mat_custom(&c->op, x);
}

static const char *owner_name(const struct recorded *r, uint32_t node)
{
  for (size_t k = 0; k < r->name_count; k++)
    if (r->names[k].node == r->owner[node])
      return r->names[k].name;
  return "";
}

/* The node i, no input, as a step of its statement. */
static var_mat record_step(const struct recorded *r, uint32_t i)
{
  const struct backward_custom *c =
    ad_node_is_constant(&r->nodes[i]) ? NULL : custom_of(r, r->owner[i]);
  const bool region =
    r->o->region && backward_lists(r->o->region, owner_name(r, i));
  var_mat y = var_mat_const(NAN); /* within a custom op nothing is recorded */
  if (region)
    tape_no_grad_begin(r->t);
  if (c && i == c->node)
    y = record_custom(r, c);
  else if (!c)
    y = ad_formula_record(r->p->formula, i, r->t, r->v);
  if (region)
    tape_no_grad_end(r->t);
  return y;
}

static void record_all(struct recorded *r)
{
  const double *x = r->p->x;
  for (uint32_t i = 0; i < r->count && !tape_status(r->t); i++) {
    const char *name = r->nodes[i].name ? r->nodes[i].name : "";
    if (r->nodes[i].kind == AD_NODE_INPUT) {
      const struct ad_shape s = ad_formula_node_shape(r->p->formula, i);
      r->v[i] = record_input(r, name, s, x);
      x += s.rows * s.cols;
    } else {
      r->v[i] = record_step(r, i);
    }
    if (backward_lists(r->o->detach, name))
      r->v[i] = var_mat_detach(r->v[i]);
  }
}

int backward_record(struct recorded *r)
{
  struct backward_options *o = r->o;
  const struct {
    const char *names;
    enum kind kind;
  } lists[] = {{o->retain, ANY},     {o->no_grad, INPUT}, {o->requires, INPUT},
               {o->region, RESULT},  {o->detach, ANY},    {o->other, INPUT}};
  int code = CLI_OK;
  for (size_t k = 0; k < sizeof lists / sizeof *lists && !code; k++)
    code = check_names(r, lists[k].names, lists[k].kind);
  for (int k = 0; k < o->customs && !code; k++)
    code = backward_custom_read(r, &o->custom[k]);
  if (code)
    return code;
  record_all(r);
  return tape_status(r->t) ? backward_refuse(r, tape_status(r->t), NULL)
                           : CLI_OK;
}

/* ---- places: W, W[1, :] ----------------------------------------------------------- */

/* The part of x that an index takes, by the formula `input a = zeros(2, 3);
 * a[1, :]`. */
static int part_of(const struct recorded *r, const char *place,
                   const char *index, var_mat x, var_mat *part)
{
  char text[BACKWARD_NAME + 64];
  struct ad_formula_error e = {0};
  uint32_t node = 0;
  snprintf(text, sizeof text, "input a = zeros(%u, %u); a%s", x.rows, x.cols,
           index);
  ad_formula *f = ad_formula_parse(text, strlen(text), &e);
  const bool good = f && ad_formula_shape(f, NULL, &e) &&
                    ad_formula_outputs(f) == 1 && ad_formula_inputs(f) == 1;
  size_t count = 0;
  const struct ad_node *nodes = f ? ad_formula_nodes(f, &count) : NULL;
  var_mat *m = calloc(count + 1, sizeof *m);
  if (good && m)
    ad_formula_output(f, 0, &node);
  const bool slice = good && m && nodes[node].kind == AD_NODE_SLICE &&
                     nodes[nodes[node].arg[0]].kind == AD_NODE_INPUT;
  if (slice) {
    m[nodes[node].arg[0]] = x;
    *part = ad_formula_record(f, node, r->t, m);
  }
  free(m);
  ad_formula_free(f);
  return slice ? CLI_OK
               : cli_error(e.message[0] ? e.message : NULL,
                           _("there is no place `%s`"), place);
}

static int find_place(const struct recorded *r, const char *place, var_mat *x)
{
  const size_t n = strcspn(place, "[");
  uint32_t node;
  const int code = backward_find(r, place, n, &node);
  if (code)
    return code;
  *x = r->v[node];
  return place[n] ? part_of(r, place, place + n, *x, x) : CLI_OK;
}

/* ---- hooks, changes --------------------------------------------------------------- */

static void hook(double *grad, size_t rows, size_t cols, void *data)
{
  const struct change *c = data;
  for (size_t k = 0; k < rows * cols; k++)
    grad[k] = c->clip ? fmax(-c->number, fmin(c->number, grad[k]))
                      : grad[k] * c->number;
}

static void hook_derivative(const double *grad, double *dot, size_t rows,
                            size_t cols, void *data)
{
  const struct change *c = data;
  for (size_t k = 0; k < rows * cols; k++)
    dot[k] *= !c->clip ? c->number : fabs(grad[k]) <= c->number ? 1 : 0;
}

static int set(const struct recorded *r, const struct change *c)
{
  var_mat x;
  int code = find_place(r, c->place, &x);
  if (code)
    return code;
  if (!x.on)
    return cli_error(NULL, _("`%s` cannot be set: it is a constant"), c->place);
  const struct ad_shape s = {x.rows, x.cols};
  double *values = malloc(s.rows * s.cols * sizeof *values), one;
  if (!values)
    return cli_error(NULL, _("out of memory"));
  const char *text = c->text;
  if (cli_number(text, &one)) /* a number stands for every element */
    for (size_t k = 0; k < s.rows * s.cols; k++)
      values[k] = one;
  else
    code = backward_matrix("--set", &text, c->place, s, values);
  const enum ad_status status = code ? AD_OK : var_mat_set(x, values);
  free(values);
  return status ? backward_refuse(r, status, NULL) : code;
}

int backward_change(struct recorded *r)
{
  int code = CLI_OK;
  for (size_t k = 0; k < r->name_count && !code; k++)
    if (backward_lists(r->o->retain, r->names[k].name)) {
      const enum ad_status status =
        var_mat_retain_grad(r->v[r->names[k].node]);
      if (status)
        code = backward_refuse(r, status, NULL);
    }
  for (int k = 0; k < r->o->hooks && !code; k++) {
    struct change *c = &r->o->hook[k];
    var_mat x;
    code = find_place(r, c->place, &x);
    if (!code && !var_mat_hook_with_derivative(x, hook, hook_derivative, c))
      code = backward_refuse(r, AD_NO_GRADIENT, NULL);
  }
  for (int k = 0; k < r->o->sets && !code; k++)
    code = set(r, &r->o->set[k]);
  return code;
}
