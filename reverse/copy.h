/* copy.h: copying and clearing a few numbers, for reverse/ alone; not
 * installed.
 *
 * A function that is recorded anew at each point has a handful of inputs and a
 * short tape, and a call of memcpy or memset is long beside its ops.  With
 * sizes that the compiler knows there is no call. */
#ifndef DUALTAPE_COPY_H
#define DUALTAPE_COPY_H

#include <stddef.h>
#include <string.h>

enum { TAPE_FEW = 16, TAPE_BLOCK = 8, TAPE_SHORT = 64 };

/* Number by number, which `volatile` enforces: a load of two numbers at once
 * would wait until both are out of the store buffer, if they were written
 * one by one just before. */
static inline void tape_copy(double *to, const double *from, size_t n)
{
  if (n > TAPE_FEW)
    memcpy(to, from, n * sizeof *to);
  else
    for (size_t k = 0; k < n; k++)
      to[k] = *(const volatile double *)&from[k];
}

/* n zeros, or up to TAPE_BLOCK - 1 more: there has to be room for them. */
static inline void tape_zero(double *adj, size_t n)
{
  if (n > TAPE_SHORT)
    memset(adj, 0, n * sizeof *adj);
  else
    for (size_t k = 0; k < n; k += TAPE_BLOCK)
      memset(adj + k, 0, TAPE_BLOCK * sizeof *adj);
}

#endif
