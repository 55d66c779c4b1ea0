/* batch_plain.c: the loops over lanes in plain C, as the compiler's default
 * machine has them. */
#include <config.h>

#include "batch_impl.h"

#define BATCH_KERNELS tape_batch_plain
#define BATCH_NAME "plain C"
#define BATCH_MVEC 0
#include "batch_kernel.inc.h"
