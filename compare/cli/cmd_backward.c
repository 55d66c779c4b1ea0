/* cmd_backward.c: `dualtape backward`: a formula under autograd.h. */
#include <config.h>

#include "backward.h"

#include <stdlib.h>
#include <string.h>

#include "progress.h"

/* ---- the root ------------------------------------------------------------------ */

/* An output as a column, for one of several; by itself as it is. */
static var_mat root_part(const struct recorded *r, size_t k)
{
  uint32_t node;
  ad_formula_output(r->p->formula, k, &node);
  var_mat y = r->v[node];
  if (!y.on && r->p->outputs > 1)
    y = var_mat_fixed(r->t, 1, 1, &y.as.constant);
  return r->p->outputs > 1 ? var_mat_reshape(y, (size_t)y.rows * y.cols, 1) : y;
}

/* The outputs below each other; a single one as it is. */
static var_mat root_of(const struct recorded *r)
{
  var_mat *y = calloc(r->p->outputs, sizeof *y), all = var_mat_const(NAN);
  for (size_t k = 0; y && k < r->p->outputs; k++)
    y[k] = root_part(r, k);
  if (y)
    all = r->p->outputs == 1 ? y[0] : var_mat_join(r->p->outputs, 1, y);
  free(y);
  return all;
}

static struct ad_shape output_shape(const struct recorded *r, size_t k,
                                    const char **name)
{
  uint32_t node;
  *name = ad_formula_output(r->p->formula, k, &node);
  return ad_formula_node_shape(r->p->formula, node);
}

/* The head gradients, one behind the other. */
static int read_head(const struct recorded *r, double *head)
{
  const char *text = r->o->head, *name;
  int code = CLI_OK;
  for (size_t k = 0; k < r->p->outputs && !code; k++) {
    const struct ad_shape s = output_shape(r, k, &name);
    code = backward_matrix("--head", &text, name, s, head);
    head += s.rows * s.cols;
  }
  return code || !text ? code
                       : cli_error(NULL, _("%s: `%s` is more than is needed"),
                                   "--head", text);
}

/* "--head='ones(3, 1),1' gives the gradient of the sum" */
static void suggest_head(const struct recorded *r, char *hint, size_t size)
{
  char heads[160] = "";
  const char *name;
  for (size_t k = 0; k < r->p->outputs; k++) {
    const struct ad_shape s = output_shape(r, k, &name);
    const size_t at = strlen(heads);
    if (s.rows * s.cols == 1)
      snprintf(heads + at, sizeof heads - at, "%s1", k ? "," : "");
    else
      snprintf(heads + at, sizeof heads - at, "%sones(%zu, %zu)", k ? "," : "",
               s.rows, s.cols);
  }
  snprintf(hint, size, _("--head='%s' gives the gradient of the sum of all"),
           heads);
}

/* ---- backward ------------------------------------------------------------------- */

static int go_backward(struct recorded *r, var_mat root, const double *head)
{
  const struct backward_options *o = r->o;
  const int times = abs(o->times);
  for (int k = 0; k < times; k++) {
    const bool more = o->times > 0 && k + 1 < times;
    const int flags = (more || o->retain_graph ? TAPE_RETAIN_GRAPH : 0) |
                      (o->create ? TAPE_CREATE_GRAPH : 0);
    if (k > 0 && o->zero)
      tape_zero_grad(r->t);
    const enum ad_status status = var_mat_backward(root, head, flags);
    char hint[240];
    if (status == AD_NEEDS_SEED)
      suggest_head(r, hint, sizeof hint);
    if (status)
      return backward_refuse(r, status, status == AD_NEEDS_SEED ? hint : NULL);
  }
  return CLI_OK;
}

static int from_root(struct recorded *r)
{
  const var_mat root = root_of(r);
  double *head = r->o->head ? calloc(r->p->m + 1, sizeof *head) : NULL;
  int code = !r->o->head ? CLI_OK
             : head      ? read_head(r, head)
                         : cli_error(NULL, _("out of memory"));
  if (r->o->reset)
    tape_reset(r->t);
  if (!code)
    code = go_backward(r, root, head);
  free(head);
  return code;
}

/* Instead of the gradient g, its derivative: H v, the sum of d(g_j v_j). */
static int differentiate(struct recorded *r)
{
  double *v = calloc(r->p->n + 1, sizeof *v);
  const char *text = r->o->create;
  int code = v ? CLI_OK : cli_error(NULL, _("out of memory"));
  tape_forget_grad(r->t);
  for (size_t j = 0; j < r->p->inputs && !code; j++) {
    const uint32_t i = ad_formula_input_node(r->p->formula, j);
    code = backward_matrix("--create-graph", &text, r->nodes[i].name,
                           ad_formula_node_shape(r->p->formula, i), v);
    const enum ad_status status =
      !code && var_mat_requires_grad(r->v[i])
        ? var_mat_backward_gradient(r->v[i], v, 0)
        : AD_OK;
    if (status)
      code = backward_refuse(r, status, NULL);
  }
  if (!code && text)
    code = cli_error(NULL, _("%s: `%s` is more than is needed"),
                     "--create-graph", text);
  free(v);
  return code;
}

/* ---- the command ------------------------------------------------------------------ */

static int backward(struct recorded *r)
{
  if (!backward_prepare(r))
    return cli_error(NULL, _("out of memory"));
  if (!cli_values(r->p, r->values))
    return CLI_BAD;
  cli_progress_begin("backward");
  int code = backward_record(r);
  if (!code)
    code = backward_change(r);
  if (!code)
    code = from_root(r);
  if (!code && r->o->create)
    code = differentiate(r);
  cli_progress_end();
  return code ? code : backward_show(r);
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
  if (!code)
    code = backward(&r);
  backward_release(&r);
  cli_problem_free(&p);
  return code;
}
