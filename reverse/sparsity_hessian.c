/* sparsity_hessian.c: patterns of Hessians: nonlinear interaction domains.
 *
 * Only records count that y depends on, not by way of floor and the like.  A
 * record that bends says that two sets of inputs interact, A x B; these stay
 * pairs of sets until all are known, and then row j is the union of all B with j
 * in A.  So memory goes with |A| + |B|, not with |A| |B|. */
#include <config.h>

#include "sparsity_impl.h"

#include <stdlib.h>

/* ---- what y depends on ---------------------------------------------------------- */

static bool live_slots(struct sparsity *s, uint32_t y)
{
  s->live[y] = 1;
  for (uint32_t i = s->t->used; i-- > 0;) {
    const struct span r = tape_span_to(s->t, i);
    i = r.first;
    if (r.m && !tape_live_matrix(s, r.m))
      return false;
    if (!r.m && !r.input && s->live[r.last])
      for (int k = 0; k < r.args; k++)
        if (!r.x[k].constant && !s->flat[r.op][k])
          s->live[r.x[k].slot] = 1;
  }
  return true;
}

/* ---- what interacts --------------------------------------------------------------- */

bool tape_interact(struct sparsity *s, uint32_t a, uint32_t b)
{
  if (a == SET_EMPTY || b == SET_EMPTY || (a == b && s->sets[a].squared))
    return true;
  if (a == b)
    s->sets[a].squared = true;
  return tape_index_push(&s->pairs, a) && tape_index_push(&s->pairs, b);
}

static bool interact_op(struct sparsity *s, const struct span *r)
{
  for (int k = 0; k < r->args; k++)
    for (int l = k; l < r->args; l++) {
      uint32_t a, b;
      if (r->x[k].constant || r->x[l].constant || !s->curved[r->op][k][l])
        continue;
      if (!tape_domain_set(s, r->x[k].slot, &a) ||
          !tape_domain_set(s, r->x[l].slot, &b) || !tape_interact(s, a, b))
        return false;
    }
  return true;
}

static enum ad_status all_interactions(struct sparsity *s)
{
  for (uint32_t i = 0; i < s->t->used;) {
    const struct span r = tape_span_from(s->t, i);
    i = r.last + 1;
    if (r.m && !tape_interact_matrix(s, r.m))
      return AD_NO_MEMORY;
    if (!r.m && !r.input && s->live[r.last] && !interact_op(s, &r))
      return AD_NO_MEMORY;
    if ((r.m || s->live[r.last]) && !tape_domain_record(s, &r))
      return AD_NO_MEMORY;
  }
  return AD_OK;
}

/* ---- rows -------------------------------------------------------------------------- */

/* For each input the sets that it interacts with: with.at from start[j] on. */
struct partners {
  size_t *start;
  uint32_t *with;
};

static void count_partners(const struct sparsity *s, uint32_t of, size_t *start)
{
  const struct index_set f = s->sets[of];
  for (uint32_t k = 0; k < f.size; k++)
    start[s->arena.at[f.from + k] + 1]++;
}

static void put_partners(const struct sparsity *s, uint32_t of, uint32_t with,
                         struct partners *p)
{
  const struct index_set f = s->sets[of];
  for (uint32_t k = 0; k < f.size; k++)
    p->with[p->start[s->arena.at[f.from + k]]++] = with;
}

static enum ad_status find_partners(const struct sparsity *s,
                                    struct partners *p)
{
  const uint32_t *const both = s->pairs.at;
  p->start = calloc(s->n + 2, sizeof *p->start);
  if (!p->start)
    return AD_NO_MEMORY;
  for (size_t k = 0; k < s->pairs.count; k += 2) {
    count_partners(s, both[k], p->start + 1);
    if (both[k] != both[k + 1])
      count_partners(s, both[k + 1], p->start + 1);
  }
  for (size_t j = 0; j < s->n; j++)
    p->start[j + 2] += p->start[j + 1];
  p->with = malloc((p->start[s->n + 1] + 1) * sizeof *p->with);
  if (!p->with)
    return AD_NO_MEMORY;
  p->start++; /* each start moves on to the next while they are put in */
  for (size_t k = 0; k < s->pairs.count; k += 2) {
    put_partners(s, both[k], both[k + 1], p);
    if (both[k] != both[k + 1])
      put_partners(s, both[k + 1], both[k], p);
  }
  p->start--;
  return AD_OK;
}

/* Row j: all that its partners hold. */
static enum ad_status write_hessian(struct sparsity *s,
                                    const struct partners *with,
                                    struct ad_pattern *p)
{
  struct index_list col = {0};
  enum ad_status status = tape_pattern_open(s->n, s->n, 0, p);
  for (size_t j = 0; !status && j < s->n; j++) {
    bool good = true;
    s->stamp++;
    s->found.count = 0;
    for (size_t k = with->start[j]; good && k < with->start[j + 1]; k++)
      good = tape_find_set(s, with->with[k]);
    if (good)
      tape_sort_found(s);
    for (size_t k = 0; good && k < s->found.count; k++)
      good = tape_index_push(&col, s->found.at[k]);
    p->start[j + 1] = col.count;
    status = good ? AD_OK : AD_NO_MEMORY;
  }
  if (!status && col.count) {
    free(p->col);
    p->col = col.at, col.at = NULL;
  }
  free(col.at);
  if (status)
    ad_pattern_free(p);
  return status;
}

enum ad_status tape_hessian_pattern(var y, size_t n, const var *x,
                                    struct ad_pattern *p)
{
  const tape *t = n && x ? x[0].on : NULL;
  struct partners with = {0};
  struct sparsity s;
  if (!p)
    return AD_BAD_ARGUMENT;
  *p = (struct ad_pattern){0};
  if (n && !x)
    return AD_BAD_ARGUMENT;
  if (!n)
    return tape_pattern_open(0, 0, 0, p);
  enum ad_status status = t ? t->status : AD_NOT_INPUT;
  if (!status && y.on)
    status = tape_check(t, y);
  if (status)
    return status;
  status = tape_sparsity_open(&s, t, n, x, true);
  if (!status && y.on)
    status = live_slots(&s, y.as.at.slot) ? all_interactions(&s) : AD_NO_MEMORY;
  if (!status)
    status = find_partners(&s, &with);
  if (!status)
    status = write_hessian(&s, &with, p);
  free(with.start);
  free(with.with);
  tape_sparsity_close(&s);
  return status;
}
