/* dualtape.h: everything in the library.
 *
 *   ops/      the op table, statuses
 *   forward/  dual numbers, jets, hyper-dual numbers: dual_*, jet_*, hyper_*
 *   reverse/  the tape: tape_*, var_*
 *   compare/  formulas, differences, checks, fits: ad_*, fd_*, check_*
 *
 * Compile with the flags that `pkg-config --cflags --libs dualtape` prints. */
#ifndef DUALTAPE_H
#define DUALTAPE_H

#include "compare/atlas.h"
#include "compare/check.h"
#include "compare/check_all.h"
#include "compare/check_custom.h"
#include "compare/check_dot.h"
#include "compare/check_gradient.h"
#include "compare/check_point.h"
#include "compare/check_taylor.h"
#include "compare/complex.h"
#include "compare/curve.h"
#include "compare/emit.h"
#include "compare/derivatives.h"
#include "compare/engine.h"
#include "compare/fd.h"
#include "compare/fd_complex.h"
#include "compare/fd_extrapolate.h"
#include "compare/fd_noise.h"
#include "compare/fd_rule.h"
#include "compare/fd_second.h"
#include "compare/fd_single.h"
#include "compare/fn.h"
#include "compare/formula.h"
#include "compare/function.h"
#include "compare/graph.h"
#include "compare/jacobian.h"
#include "compare/lm.h"
#include "compare/nearest.h"
#include "compare/optimize.h"
#include "compare/random.h"
#include "compare/single.h"
#include "compare/strd.h"
#include "compare/utf8.h"
#include "compare/vcurve.h"
#include "forward/drivers.h"
#include "forward/dual.h"
#include "forward/hyper.h"
#include "forward/hyper_drivers.h"
#include "forward/jet.h"
#include "forward/jet_drivers.h"
#include "forward/matrix.h"
#include "forward/taylor.h"
#include "ops/info.h"
#include "ops/ops.h"
#include "ops/policy.h"
#include "ops/matrix.h"
#include "ops/shape.h"
#include "ops/status.h"
#include "reverse/autograd.h"
#include "reverse/checkpoint.h"
#include "reverse/custom.h"
#include "reverse/drivers.h"
#include "reverse/lanes.h"
#include "reverse/matrix.h"
#include "reverse/schedule.h"
#include "reverse/second.h"
#include "reverse/tape.h"

#endif
