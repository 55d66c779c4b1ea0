/* formula_run.c: the parsed formula under every engine's number type. */
#include <config.h>

#include "formula_impl.h"

#include <stdlib.h>

#define REAL double
#define JOIN(name) name##_double
#define OPS(name) ad_##name
#define CONSTANT(c) (c)
#include "formula_run.inc.h"

#define REAL dual
#define JOIN(name) name##_dual
#define OPS(name) dual_##name
#define CONSTANT(c) dual_const(c)
#include "formula_run.inc.h"

#define REAL var
#define JOIN(name) name##_var
#define OPS(name) var_##name
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
    .on_var = on_var,
    .data = f,
  };
}

/* The second argument as the op table's conditions take it. */
static double second(const struct ad_node *n, const double *v)
{
  switch (ad_op_info(n->op)->kind) {
  case AD_UNARY:
    return 0;
  case AD_BINARY:
    return v[n->b];
  case AD_INTEGER:
    break;
  }
  return n->n;
}

bool ad_formula_undefined(const ad_formula *f, const double *v, uint32_t *node)
{
  for (uint32_t i = 0; i < f->count; i++) {
    const struct ad_node *n = &f->nodes[i];
    if (n->kind == AD_NODE_OP && !ad_op_defined(n->op, v[n->a], second(n, v))) {
      *node = i;
      return true;
    }
  }
  return false;
}

bool ad_formula_edge(const ad_formula *f, const double *v, uint32_t *node)
{
  for (uint32_t i = 0; i < f->count; i++) {
    const struct ad_node *n = &f->nodes[i];
    if (n->kind == AD_NODE_OP && ad_op_on_edge(n->op, v[n->a], second(n, v))) {
      *node = i;
      return true;
    }
  }
  return false;
}
