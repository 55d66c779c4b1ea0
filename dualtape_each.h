/* dualtape_each.h: includes the file FN_FILE once per number type; see
 * compare/fn.h.
 * No include guard: define FN_FILE and include this again for the next. */
#ifdef FN_FILE /* without, there is nothing to do */

#include "compare/fn.h"
#include "compare/fn_ops.h"

#define REAL double
#define FN_TYPE double
#define FN_OPS ad
#include FN_FILE
#undef REAL
#undef FN_TYPE
#undef FN_OPS

#define REAL dual
#define FN_TYPE dual
#define FN_OPS dual
#include FN_FILE
#undef REAL
#undef FN_TYPE
#undef FN_OPS

#define REAL var
#define FN_TYPE var
#define FN_OPS var
#include FN_FILE
#undef REAL
#undef FN_TYPE
#undef FN_OPS

#define REAL jet
#define FN_TYPE jet
#define FN_OPS jet
#include FN_FILE
#undef REAL
#undef FN_TYPE
#undef FN_OPS

#define REAL hyper
#define FN_TYPE hyper
#define FN_OPS hyper
#include FN_FILE
#undef REAL
#undef FN_TYPE
#undef FN_OPS

#define REAL cplx
#define FN_TYPE cplx
#define FN_OPS cplx
#include FN_FILE
#undef REAL
#undef FN_TYPE
#undef FN_OPS

#define REAL float
#define FN_TYPE float
#define FN_OPS single
#include FN_FILE
#undef REAL
#undef FN_TYPE
#undef FN_OPS

#include "compare/fn_ops_end.h"
#undef FN_FILE

#endif
