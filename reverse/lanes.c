/* lanes.c: Jacobians in chunks: a sweep carries several rows or columns. */
#include <config.h>

#include "lanes_impl.h"

#include <stdlib.h>
#include <string.h>

#include "replay_impl.h"

/* ---- chunks -------------------------------------------------------------------- */

/* The planes' distance keeps them out of each other's way in a cache. */
enum ad_status tape_lanes_open(struct lanes *l, tape *t)
{
  const size_t used = t->used, plane = (used / 8 + 1) * 8 + 8;
  *l = (struct lanes){.t = t, .slot = TAPE_LANES, .lane = 1};
  if (t->matrices)
    l->slot = 1, l->lane = plane;
  if (plane > SIZE_MAX / sizeof *l->all / TAPE_LANES)
    return AD_NO_MEMORY;
  l->all = malloc(plane * TAPE_LANES * sizeof *l->all);
  return l->all ? AD_OK : AD_NO_MEMORY;
}

/* All directions 0, those of the next sweep being `count`. */
void tape_lanes_clear(struct lanes *l, size_t count)
{
  const size_t plane = l->lane == 1 ? l->t->used * (size_t)TAPE_LANES
                                    : l->lane * count;
  l->count = l->lane == 1 ? (size_t)TAPE_LANES : count; /* all: a fixed length */
  memset(l->all, 0, plane * sizeof *l->all);
}

static size_t chunk(size_t first, size_t end)
{
  return end - first < TAPE_LANES ? end - first : (size_t)TAPE_LANES;
}

static enum ad_status rows_of(struct lanes *l, size_t m, const var *y,
                              size_t n, const var *x, double *jac)
{
  enum ad_status status = AD_OK;
  for (size_t i = 0; !status && i < m; i += TAPE_LANES) {
    const size_t count = chunk(i, m);
    tape_lanes_clear(l, count);
    for (size_t k = 0; k < count; k++)
      if (y[i + k].on)
        *tape_lane_at(l, y[i + k], k) += 1;
    status = tape_sweep_lanes(l, true);
    for (size_t j = 0; !status && j < n; j++)
      for (size_t k = 0; k < count; k++)
        jac[(i + k) * n + j] = *tape_lane_at(l, x[j], k);
  }
  return status;
}

static enum ad_status columns_of(struct lanes *l, size_t m, const var *y,
                                 size_t n, const var *x, double *jac)
{
  enum ad_status status = AD_OK;
  for (size_t j = 0; !status && j < n; j += TAPE_LANES) {
    const size_t count = chunk(j, n);
    tape_lanes_clear(l, count);
    for (size_t k = 0; k < count; k++)
      *tape_lane_at(l, x[j + k], k) = 1;
    status = tape_sweep_lanes(l, false);
    for (size_t i = 0; !status && i < m; i++)
      for (size_t k = 0; k < count; k++)
        jac[i * n + j + k] = y[i].on ? *tape_lane_at(l, y[i], k) : 0;
  }
  return status;
}

/* ---- what is asked for ------------------------------------------------------------ */

/* What lies inside a range was never written, so records are followed from a
 * place where one begins: the end of the range found last, or the start of the
 * tape. */
bool tape_is_input(const tape *t, uint32_t slot, uint32_t *begin,
                   uint32_t *end)
{
  if (slot >= *begin && slot < *end)
    return true;
  for (uint32_t i = slot >= *end ? *end : 0; i <= slot;) {
    const uint32_t made = t->code[i] == TAPE_INPUT    ? t->arg[i].a
                          : t->code[i] == TAPE_MATRIX ? t->arg[i].b
                                                      : 1;
    if (slot < i + made) {
      *begin = i, *end = i + made;
      return t->code[i] == TAPE_INPUT;
    }
    i += made;
  }
  return false;
}

enum ad_status tape_lanes_check(const tape *t, size_t m, const var *y,
                                size_t n, const var *x, bool inputs)
{
  enum ad_status status = t->status;
  uint32_t begin = 0, end = 0;
  for (size_t i = 0; !status && i < m; i++)
    status = y[i].on ? tape_check(t, y[i]) : AD_OK;
  for (size_t j = 0; !status && j < n; j++)
    status = tape_check(t, x[j]);
  for (size_t j = 0; inputs && !status && j < n; j++)
    status =
      tape_is_input(t, x[j].as.at.slot, &begin, &end) ? AD_OK : AD_NOT_INPUT;
  return status;
}

/* The one tape of x and y, NULL if all are constants. */
static tape *lanes_tape(size_t m, const var *y, size_t n, const var *x)
{
  for (size_t i = 0; i < m; i++)
    if (y[i].on)
      return y[i].on;
  return n ? x[0].on : NULL;
}

static enum ad_status lanes_jacobian(size_t m, const var *y, size_t n,
                                     const var *x, double *jac, bool rows)
{
  struct lanes l;
  if ((m && !y) || (n && !x) || (m && n && !jac))
    return AD_BAD_ARGUMENT;
  tape *const t = lanes_tape(m, y, n, x);
  if (!t)
    return n ? AD_NOT_INPUT : AD_OK;
  enum ad_status status = tape_lanes_check(t, m, y, n, x, !rows);
  if (status || !m || !n)
    return status;
  status = tape_lanes_open(&l, t);
  if (!status)
    status = rows ? rows_of(&l, m, y, n, x, jac)
                  : columns_of(&l, m, y, n, x, jac);
  free(l.all);
  return status;
}

enum ad_status tape_jacobian_rows(size_t m, const var *y, size_t n,
                                  const var *x, double *jac)
{
  return lanes_jacobian(m, y, n, x, jac, true);
}

enum ad_status tape_jacobian_columns(size_t m, const var *y, size_t n,
                                     const var *x, double *jac)
{
  return lanes_jacobian(m, y, n, x, jac, false);
}
