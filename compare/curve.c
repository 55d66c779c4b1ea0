#include <config.h>

#include "curve.h"

#include <stdlib.h>
#include <string.h>

/* The residuals over each number type.  v has room for the values of all the
 * model's nodes, and after them for its inputs. */
#define RESIDUALS(type, constant)                                              \
  static enum ad_status on_##type(const type *b, type *r, void *data)          \
  {                                                                            \
    const struct ad_curve *c = data;                                           \
    const size_t inputs = ad_formula_inputs(c->model);                         \
    size_t nodes;                                                              \
    uint32_t output;                                                           \
    ad_formula_nodes(c->model, &nodes);                                        \
    if (ad_formula_has_matrices(c->model))                                     \
      return AD_BAD_SHAPE;                                                     \
    ad_formula_output(c->model, 0, &output);                                   \
    type *v = malloc((nodes + inputs + 1) * sizeof *v);                        \
    if (!v)                                                                    \
      return AD_NO_MEMORY;                                                     \
    for (size_t j = 0; j + 1 < inputs; j++)                                    \
      v[nodes + j] = b[j];                                                     \
    for (size_t i = 0; i < c->count; i++) {                                    \
      if (inputs)                                                              \
        v[nodes + inputs - 1] = constant(c->x[i]);                             \
      ad_formula_run_##type(c->model, v + nodes, v);                           \
      r[i] = type##_minus(v[output], constant(c->y[i]));                       \
    }                                                                          \
    free(v);                                                                   \
    return AD_OK;                                                              \
  }

#define double_minus ad_sub
#define dual_minus dual_sub
#define hyper_minus hyper_sub
#define var_minus var_sub

RESIDUALS(double, )
RESIDUALS(dual, dual_const)
RESIDUALS(hyper, hyper_const)
RESIDUALS(var, var_const)

struct ad_function ad_curve_residuals(struct ad_curve *curve)
{
  const size_t inputs = ad_formula_inputs(curve->model);
  return (struct ad_function){
      .name = "residuals",
      .n = inputs ? inputs - 1 : 0,
      .m = curve->count,
      .on_double = on_double,
      .on_dual = on_dual,
      .on_var = on_var,
      .on_hyper = on_hyper,
      .data = curve,
      .policy = ad_formula_function(curve->model).policy,
  };
}
