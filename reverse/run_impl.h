/* run_impl.h: what the drivers have in common, a function recorded at a point. */
#ifndef RUN_IMPL_H
#define RUN_IMPL_H

#include <stdlib.h>

#include "drivers.h"

/* The tape and the vars of one driver call: inputs in [0, n), outputs in
 * [n, n + m). */
struct run {
  tape *t, *own;
  var *u;
};

static inline void run_end(struct run *r)
{
  free(r->u);
  tape_free(r->own);
}

/* Records f at x, on t or on a tape of its own, and reads its values.  To be
 * followed by run_end(), however it ends. */
static inline enum ad_status run_begin(struct run *r, var_map *f, void *data,
                                       tape *t, size_t n, const double *x,
                                       size_t m, double *y)
{
  const struct run begun = {t, NULL, NULL};
  *r = begun;
  if (!f || (n && !x))
    return AD_BAD_ARGUMENT;
  if (!t)
    r->t = r->own = tape_new();
  const size_t most = SIZE_MAX / sizeof(var);
  if (m < most && n < most - m)
    r->u = (var *)malloc((n + m + 1) * sizeof *r->u);
  if (!r->t || !r->u)
    return AD_NO_MEMORY;
  tape_reset(r->t);
  enum ad_status status = tape_inputs(r->t, n, x, r->u);
  if (!status)
    status = f(r->u, r->u + n, data);
  if (!status)
    status = tape_status(r->t);
  for (size_t i = 0; !status && y && i < m; i++)
    y[i] = var_value(r->u[n + i]);
  return status;
}

#endif
