/* batch_avx512_mvec.c: the loops over lanes, compiled for AVX-512, with libmvec. */
#include <config.h>

#if HAVE_LIBMVEC
#include "batch_mvec.inc.h"
#endif

#include "batch_impl.h"

#if HAVE_LIBMVEC
#define BATCH_KERNELS tape_batch_avx512_mvec
#define BATCH_NAME "AVX-512, libmvec"
#define BATCH_MVEC 1
#include "batch_kernel.inc.h"
#endif
