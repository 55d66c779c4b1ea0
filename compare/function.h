/* function.h: one mathematical function, ready for every engine.
 *
 * The engines take different number types; an ad_function holds one and the
 * same function of n inputs and m outputs in all of them.  A formula gives
 * one (ad_formula_function), and so does a C function written once for all
 * number types (AD_FUNCTION in fn.h). */
#ifndef DUALTAPE_FUNCTION_H
#define DUALTAPE_FUNCTION_H

#include "../forward/drivers.h"
#include "../forward/hyper.h"
#include "../forward/taylor.h"
#include "../reverse/drivers.h"
#include "complex.h"

#ifdef __cplusplus
extern "C" {
#endif

/* f over doubles: reads x[0..n-1], writes y[0..m-1]. */
typedef enum ad_status double_map(const double *x, double *y, void *data);

/* f over hyper-dual numbers. */
typedef enum ad_status hyper_map(const hyper *x, hyper *y, void *data);

/* f over complex numbers, for the complex step; and in single precision. */
typedef enum ad_status cplx_map(const cplx *x, cplx *y, void *data);
typedef enum ad_status float_map(const float *x, float *y, void *data);

struct ad_function {
  const char *name;
  size_t n, m;
  double_map *on_double;
  dual_map *on_dual;
  var_map *on_var;
  void *data; /* handed to all of them */
  const struct ad_policy *policy; /* set on tapes; NULL: the rows' own rules */
  hyper_map *on_hyper; /* NULL: no second derivatives */
  cplx_map *on_complex; /* NULL: no complex step */
  float_map *on_float;  /* NULL: not in single precision */
  taylor_map *on_taylor; /* NULL: no derivatives of any order */
};

#ifdef __cplusplus
}
#endif
#endif
