/* formula_run.c: the parsed formula under every engine's number type. */
#include <config.h>

#include "formula_impl.h"

#include <stdlib.h>

#define REAL double
#define JOIN(name) name##_double
#define OPS(name) ad_##name
#define UNDER
#define CONSTANT(c) (c)
#include "formula_run.inc.h"

#define REAL dual
#define JOIN(name) name##_dual
#define OPS(name) dual_##name##_under
#define UNDER f->policy,
#define CONSTANT(c) dual_const(c)
#include "formula_run.inc.h"

#define REAL hyper
#define JOIN(name) name##_hyper
#define OPS(name) hyper_##name##_under
#define UNDER f->policy,
#define CONSTANT(c) hyper_const(c)
#include "formula_run.inc.h"

#define REAL var
#define JOIN(name) name##_var
#define OPS(name) var_##name
#define UNDER
#define CONSTANT(c) var_const(c)
#include "formula_run.inc.h"

struct ad_function ad_formula_function(ad_formula *f)
{
  return (struct ad_function){
    .name = f->output_count == 1 ? f->outputs[0].name : "formula",
    .n = f->input_count,
    .m = f->output_count,
    .on_double = on_double,
    .on_dual = on_dual,
    .on_hyper = on_hyper,
    .on_var = on_var,
    .data = f,
    .policy = f->policy,
  };
}

int ad_node_arguments(const struct ad_node *node)
{
  return node->kind == AD_NODE_OP ? ad_op_variables(node->op) : 0;
}

/* An op node's arguments as the op table's functions take them. */
static void operands(const struct ad_node *n, const double *v,
                     double x[AD_OP_ARGS])
{
  const int count = ad_node_arguments(n);
  for (int k = 0; k < AD_OP_ARGS; k++)
    x[k] = k < count ? v[n->arg[k]] : 0;
  if (ad_op_info(n->op)->kind == AD_INTEGER)
    x[1] = n->n;
}

void ad_formula_policy(ad_formula *f, const struct ad_policy *policy)
{
  f->policy = policy;
}

struct ad_partials ad_formula_partials(const ad_formula *f, uint32_t node,
                                       const double *v)
{
  double x[AD_OP_ARGS];
  const enum ad_op op = f->nodes[node].op;
  operands(&f->nodes[node], v, x);
  struct ad_partials p = ad_op_eval(op, x[0], x[1], x[2]);
  for (int k = 0; k < ad_op_variables(op); k++)
    p.d[k] = ad_ruled(f->policy, op, k, x[0], x[1], x[2], p.d[k]);
  return p;
}

/* The first op node of which the table says what `asked` asks. */
static bool find(const ad_formula *f, const double *v,
                 bool (*asked)(enum ad_op, double, double, double), bool answer,
                 uint32_t *node)
{
  for (uint32_t i = 0; i < f->count; i++) {
    double x[AD_OP_ARGS];
    if (f->nodes[i].kind != AD_NODE_OP)
      continue;
    operands(&f->nodes[i], v, x);
    if (asked(f->nodes[i].op, x[0], x[1], x[2]) == answer) {
      *node = i;
      return true;
    }
  }
  return false;
}

bool ad_formula_undefined(const ad_formula *f, const double *v, uint32_t *node)
{
  return find(f, v, ad_op_defined, false, node);
}

bool ad_formula_edge(const ad_formula *f, const double *v, uint32_t *node)
{
  return find(f, v, ad_op_on_edge, true, node);
}
