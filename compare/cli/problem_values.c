/* problem_values.c: the formula at its point: is it defined there, and if not,
 * why? */
#include <config.h>

#include "cli.h"

#include <stdlib.h>
#include <string.h>

#include "problem.h"

/* The first element where the op is undefined. */
static void find_operands(const struct cli_problem *p, uint32_t node,
                          const double *v, double x[AD_OP_ARGS])
{
  const enum ad_op op = ad_formula_nodes(p->formula, NULL)[node].op;
  const struct ad_shape s = ad_formula_node_shape(p->formula, node);
  for (size_t k = 0; k < s.rows * s.cols; k++) {
    ad_formula_operands(p->formula, node, k, v, x);
    if (!ad_op_defined(op, x[0], x[1], x[2]))
      return;
  }
}

/* The condition with the argument's values, for people. */
static void describe_undefined(const struct cli_problem *p, uint32_t node,
                               const double *v, struct ad_formula_error *e)
{
  const struct ad_node *n = &ad_formula_nodes(p->formula, NULL)[node];
  const struct ad_op_info *op = ad_op_info(n->op);
  double x[AD_OP_ARGS];
  find_operands(p, node, v, x);
  e->offset = n->offset, e->length = n->length;
  size_t at = (size_t)snprintf(e->message, sizeof e->message,
                               _("%s is undefined at"), op->name);
  for (int k = 0; k < ad_node_arguments(n) && at < sizeof e->message; k++)
    at += (size_t)snprintf(e->message + at, sizeof e->message - at,
                           "%s %c = %.6g", k ? "," : "", 'a' + k, x[k]);
  if (strcmp(op->domain, "ANYWHERE") != 0)
    snprintf(e->hint, sizeof e->hint, _("%s needs %s"), op->name, op->domain);
}

static const char *name_of(const struct ad_node *n)
{
  return n->kind == AD_NODE_WHOLE ? ad_matrix_info(n->more->whole)->name
         : n->kind == AD_NODE_OP  ? ad_op_info(n->op)->name
                                  : "";
}

/* The first op whose value is not finite although its arguments are. */
static bool find_overflow(const struct cli_problem *p, const double *v,
                          struct ad_formula_error *e)
{
  size_t count;
  const struct ad_node *nodes = ad_formula_nodes(p->formula, &count);
  for (uint32_t i = 0; i < count; i++) {
    const struct ad_shape s = ad_formula_node_shape(p->formula, i);
    if (cli_all_finite(v + ad_formula_start(p->formula, i), s.rows * s.cols))
      continue;
    e->offset = nodes[i].offset, e->length = nodes[i].length;
    snprintf(e->message, sizeof e->message,
             _("the value of %s is too large for a double"),
             name_of(&nodes[i]));
    return true;
  }
  return false;
}

/* An op on matrices that ended with a status: a singular matrix. */
static void describe_status(const struct cli_problem *p, uint32_t node,
                            enum ad_status status, struct ad_formula_error *e)
{
  const struct ad_node *n = &ad_formula_nodes(p->formula, NULL)[node];
  e->offset = n->offset, e->length = n->length;
  snprintf(e->message, sizeof e->message, "%s%s%s", name_of(n),
           *name_of(n) ? ": " : "", _(ad_status_text(status)));
}

bool cli_values(const struct cli_problem *p, double *v)
{
  struct ad_formula_error e = {0};
  uint32_t bad = 0;
  const enum ad_status status = ad_formula_run(p->formula, p->x, v, &bad);
  if (status)
    describe_status(p, bad, status, &e);
  else if (ad_formula_undefined(p->formula, v, &bad))
    describe_undefined(p, bad, v, &e);
  else if (!find_overflow(p, v, &e))
    return true;
  ad_formula_place(p->text, e.offset, &e.line, &e.column);
  cli_explain(p, &e);
  return false;
}

int cli_defined(const struct cli_problem *p)
{
  double *v = malloc((ad_formula_size(p->formula) + 1) * sizeof *v);
  int code = !v                  ? cli_error(NULL, _("out of memory"))
             : cli_values(p, v) ? CLI_OK
                                : CLI_BAD;
  free(v);
  return code;
}

/* The point itself is good, but a step away from it a matrix is not symmetric
 * any more. */
int cli_status_error(enum ad_status status)
{
  return cli_error(status == AD_NOT_DEFINITE
                     ? _("differences change one element alone; where a matrix "
                         "S has to stay symmetric, write (S + S')/2 for S")
                     : NULL,
                   "%s", _(ad_status_text(status)));
}
