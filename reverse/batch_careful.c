/* batch_careful.c: the adjoint sweep over lanes with ad_times, for which 0 times
 * anything is 0, and under a policy; where the plain one has found a NaN. */
#include <config.h>

#include "batch_impl.h"
#include "batch_loop.inc.h"

#define TIMES(p, w) ad_times(p, w)
#define RULED(name, i, a, b, c, p) ad_ruled(policy, AD_OP_##name, i, a, b, c, p)

/* UBSan's check that no address overflows, for each lane of each op's partials,
 * takes gcc eight times as long to compile as all the rest; as in the kernels
 * (BATCH_CFLAGS), it is left out.  ASan still looks at what is read and
 * written. */
#if defined __clang__ || (defined __GNUC__ && __GNUC__ >= 8)
#define NO_ADDRESS_SUMS __attribute__((no_sanitize("pointer-overflow")))
#else
#define NO_ADDRESS_SUMS
#endif

NO_ADDRESS_SUMS enum ad_status tape_batch_careful(struct batch_lanes *l)
{
  const struct ad_policy *const policy = l->plan->t->policy;
  ADJOINTS
  {
#define OP1(name, ...)                                                        \
  case TAPE_##name:                                                           \
    GIVE(1, s->to_a, RULED(name, 0, a[k], 0, 0, ad_##name##_da(a[k], y[k])))     \
    break;
#define OPN(name, ...)                                                        \
  case TAPE_##name:                                                           \
    GIVE(1, s->to_a,                                                             \
         RULED(name, 0, a[k], s->n, 0, ad_##name##_da(a[k], s->n, y[k])))     \
    break;
#define OP2(name, ...)                                                        \
  case TAPE_##name:                                                           \
    GIVE(1, s->to_a,                                                             \
         RULED(name, 0, a[k], b[k], 0, ad_##name##_da(a[k], b[k], y[k])))     \
    GIVE(2, s->to_b,                                                             \
         RULED(name, 1, a[k], b[k], 0, ad_##name##_db(a[k], b[k], y[k])))     \
    break;                                                                    \
  case TAPE_##name##_vc:                                                      \
    GIVE(1, s->to_a,                                                             \
         RULED(name, 0, a[k], constant, 0,                                    \
               ad_##name##_da(a[k], constant, y[k])))                         \
    break;                                                                    \
  case TAPE_##name##_cv:                                                      \
    GIVE(2, s->to_b,                                                             \
         RULED(name, 1, constant, b[k], 0,                                    \
               ad_##name##_db(constant, b[k], y[k])))                         \
    break;
#define OP3(name, ...)                                                        \
  TAPE_WITH_CONSTANTS(name): /* is never met */                               \
  case TAPE_##name:                                                           \
    GIVE(1, s->to_a, RULED(name, 0, a[k], b[k], c[k],                            \
                        ad_##name##_da(a[k], b[k], c[k], y[k])))              \
    GIVE(2, s->to_b, RULED(name, 1, a[k], b[k], c[k],                            \
                        ad_##name##_db(a[k], b[k], c[k], y[k])))              \
    GIVE(4, s->to_c, RULED(name, 2, a[k], b[k], c[k],                            \
                        ad_##name##_dc(a[k], b[k], c[k], y[k])))              \
    break;
#include "../ops/ops.def"
    MATRIX_CASES
  }
  }
  return AD_OK;
}
