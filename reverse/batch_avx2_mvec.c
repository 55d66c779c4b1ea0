/* batch_avx2_mvec.c: the loops over lanes, compiled for AVX2, with libmvec. */
#include <config.h>

#if HAVE_LIBMVEC
#include "batch_mvec.inc.h"
#endif

#include "batch_impl.h"

#if HAVE_LIBMVEC
#define BATCH_KERNELS tape_batch_avx2_mvec
#define BATCH_NAME "AVX2, libmvec"
#define BATCH_MVEC 1
#include "batch_kernel.inc.h"
#endif
