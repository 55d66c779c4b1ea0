/* batch_avx2.c: the loops over lanes, compiled for AVX2. */
#include <config.h>

#include "batch_impl.h"

#if HAVE_BATCH_X86
#define BATCH_KERNELS tape_batch_avx2
#define BATCH_NAME "AVX2"
#define BATCH_MVEC 0
#include "batch_kernel.inc.h"
#endif
