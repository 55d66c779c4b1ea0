/* formula_run.c: the parsed formula under every engine's number type. */
#include <config.h>

#include "formula_impl.h"

#include <stdlib.h>

static enum ad_status doubles(const ad_formula *f, const double *x, double *v)
{
  return f->shape ? ad_formula_run(f, x, v, NULL) : AD_BAD_SHAPE;
}

static enum ad_status no_hypers(const ad_formula *f, const hyper *x, hyper *v)
{
  (void)f, (void)x, (void)v;
  return AD_BAD_ARGUMENT;
}

#define REAL double
#define MATRICES doubles
#define JOIN(name) name##_double
#define OPS(name) ad_##name
#define UNDER
#define CONSTANT(c) (c)
#include "formula_run.inc.h"

#define REAL dual
#define MATRICES formula_matrix_duals
#define JOIN(name) name##_dual
#define OPS(name) dual_##name##_under
#define UNDER f->policy,
#define CONSTANT(c) dual_const(c)
#include "formula_run.inc.h"

#define REAL hyper
#define MATRICES no_hypers
#define JOIN(name) name##_hyper
#define OPS(name) hyper_##name##_under
#define UNDER f->policy,
#define CONSTANT(c) hyper_const(c)
#include "formula_run.inc.h"

static enum ad_status no_taylors(const ad_formula *f, const taylor *x,
                                 taylor *v)
{
  (void)f, (void)x, (void)v;
  return AD_BAD_ARGUMENT;
}

#define REAL taylor
#define MATRICES no_taylors
#define JOIN(name) name##_taylor
#define OPS(name) taylor_##name##_under
#define UNDER f->policy,
#define CONSTANT(c) taylor_const(c)
#include "formula_run.inc.h"

#define REAL var
#define MATRICES formula_matrix_vars
#define JOIN(name) name##_var
#define OPS(name) var_##name
#define UNDER
#define CONSTANT(c) var_const(c)
#include "formula_run.inc.h"

struct ad_function ad_formula_function(ad_formula *f)
{
  const bool matrices = ad_formula_has_matrices(f);
  return (struct ad_function){
    .name = f->output_count == 1 ? f->outputs[0].name : "formula",
    .n = ad_formula_input_size(f),
    .m = ad_formula_output_size(f),
    .on_double = matrices ? formula_matrix_double : on_double,
    .on_dual = matrices ? formula_matrix_dual : on_dual,
    .on_hyper = matrices ? NULL : on_hyper,
    .on_taylor = matrices ? NULL : on_taylor,
    .on_var = matrices ? formula_matrix_var : on_var,
    .on_complex = formula_plain_cplx,
    .on_float = formula_plain_float,
    .data = f,
    .policy = f->policy,
  };
}

int ad_node_arguments(const struct ad_node *node)
{
  switch (node->kind) {
  case AD_NODE_OP: return ad_op_variables(node->op);
  case AD_NODE_WHOLE: return ad_matrix_info(node->more->whole)->args;
  case AD_NODE_JOIN: return (int)(node->more->rows * node->more->cols);
  case AD_NODE_TRANSPOSE:
  case AD_NODE_SLICE:
  case AD_NODE_RESHAPE: return 1;
  case AD_NODE_INPUT:
  case AD_NODE_CONSTANT:
  case AD_NODE_DATA: break;
  }
  return 0;
}

uint32_t ad_node_argument(const struct ad_node *node, int k)
{
  return node->kind == AD_NODE_JOIN ? node->more->parts[k] : node->arg[k];
}

bool ad_node_is_constant(const struct ad_node *node)
{
  return node->kind == AD_NODE_CONSTANT || node->kind == AD_NODE_DATA;
}

void ad_formula_operands(const ad_formula *f, uint32_t node, size_t element,
                         const double *v, double x[AD_OP_ARGS])
{
  const struct ad_node *n = &f->nodes[node];
  const int count = ad_op_variables(n->op);
  const size_t cols = ad_formula_node_shape(f, node).cols;
  for (int k = 0; k < AD_OP_ARGS; k++) {
    x[k] = 0;
    if (k >= count)
      continue;
    const struct ad_shape s = ad_formula_node_shape(f, n->arg[k]);
    const size_t row = s.rows == 1 ? 0 : element / cols;
    const size_t col = s.cols == 1 ? 0 : element % cols;
    x[k] = v[ad_formula_start(f, n->arg[k]) + row * s.cols + col];
  }
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
  ad_formula_operands(f, node, 0, v, x);
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
    if (f->nodes[i].kind != AD_NODE_OP)
      continue;
    const struct ad_shape s = ad_formula_node_shape(f, i);
    for (size_t k = 0; k < s.rows * s.cols; k++) {
      double x[AD_OP_ARGS];
      ad_formula_operands(f, i, k, v, x);
      if (asked(f->nodes[i].op, x[0], x[1], x[2]) != answer)
        continue;
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
