/* batch_avx512.c: the loops over lanes, compiled for AVX-512. */
#include <config.h>

#include "batch_impl.h"

#if HAVE_BATCH_X86
#define BATCH_KERNELS tape_batch_avx512
#define BATCH_NAME "AVX-512"
#define BATCH_MVEC 0
#include "batch_kernel.inc.h"
#endif
