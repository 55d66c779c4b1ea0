/* sparsity.c: index domains, from the start of a tape to its end; patterns of
 * Jacobians.
 *
 * Slots with the same domain share a set.  A domain of two different ones is
 * made at once while it is small; a large one waits until somebody asks, and
 * then its records are followed down to sets that are known. */
#include <config.h>

#include "sparsity_impl.h"

#include <stdlib.h>
#include <string.h>

enum { SMALL = 16 };

/* ---- sets ------------------------------------------------------------------- */

bool tape_index_push(struct index_list *l, uint32_t i)
{
  if (l->count == l->room) {
    const size_t room = l->room ? 2 * l->room : 64;
    if (!tape_resize(&l->at, room, sizeof *l->at))
      return false;
    l->room = room;
  }
  l->at[l->count++] = i;
  return true;
}

static int ascending(const void *a, const void *b)
{
  const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
  return (x > y) - (x < y);
}

/* s->found in order: sorted, or where they are many, read off the marks. */
void tape_sort_found(struct sparsity *s)
{
  struct index_list *const f = &s->found;
  if (f->count <= s->n / 16) {
    qsort(f->at, f->count, sizeof *f->at, ascending);
    return;
  }
  f->count = 0;
  for (size_t j = 0; j < s->n; j++)
    if (s->mark[j] == s->stamp)
      f->at[f->count++] = (uint32_t)j;
}

static bool new_set(struct sparsity *s, uint32_t *set)
{
  const size_t from = s->arena.count;
  if (s->set_count == s->set_room) {
    const size_t room = s->set_room ? 2 * s->set_room : 64;
    if (room >= SET_PENDING || !tape_resize(&s->sets, room, sizeof *s->sets))
      return false;
    s->set_room = room;
  }
  for (size_t k = 0; k < s->found.count; k++)
    if (!tape_index_push(&s->arena, s->found.at[k]))
      return false;
  *set = (uint32_t)s->set_count;
  s->sets[s->set_count++] =
    (struct index_set){.from = from, .size = (uint32_t)s->found.count};
  return true;
}

/* ---- domains ------------------------------------------------------------------ */

/* The slots, each standing for its domain, that an op's arguments have; their
 * number. */
static int arguments(const struct sparsity *s, const struct span *r,
                     uint32_t *slot)
{
  int count = 0;
  for (int k = 0; k < r->args; k++) {
    if (r->x[k].constant || s->flat[r->op][k])
      continue;
    const uint32_t rep = s->rep[r->x[k].slot];
    bool known = s->set[rep] == SET_EMPTY;
    for (int l = 0; l < count; l++)
      known = known || slot[l] == rep;
    if (!known)
      slot[count++] = rep;
  }
  return count;
}

bool tape_find_set(struct sparsity *s, uint32_t set)
{
  const struct index_set f = s->sets[set];
  for (uint32_t k = 0; k < f.size; k++) {
    const uint32_t j = s->arena.at[f.from + k];
    if (s->mark[j] == s->stamp)
      continue;
    s->mark[j] = s->stamp;
    if (!tape_index_push(&s->found, j))
      return false;
  }
  return true;
}

bool tape_domain_gather(struct sparsity *s, uint32_t *set)
{
  uint32_t largest = SET_EMPTY;
  s->stamp++;
  s->found.count = s->stack.count = 0;
  for (size_t k = 0; k < s->roots.count; k++)
    if (!tape_index_push(&s->stack, s->rep[s->roots.at[k]]))
      return false;
  while (s->stack.count) {
    const uint32_t slot = s->stack.at[--s->stack.count], known = s->set[slot];
    if (s->seen[slot] == s->stamp)
      continue;
    s->seen[slot] = s->stamp;
    if (known != SET_PENDING) {
      if (!tape_find_set(s, known))
        return false;
      if (s->sets[known].size > s->sets[largest].size)
        largest = known;
      continue;
    }
    uint32_t a[AD_OP_ARGS];
    const struct span r = tape_span_to(s->t, slot);
    for (int k = arguments(s, &r, a); k-- > 0;)
      if (!tape_index_push(&s->stack, a[k]))
        return false;
  }
  if (s->found.count == s->sets[largest].size) {
    *set = largest;
    return true;
  }
  tape_sort_found(s);
  return new_set(s, set);
}

bool tape_domain_set(struct sparsity *s, uint32_t slot, uint32_t *set)
{
  slot = s->rep[slot];
  if (s->set[slot] == SET_PENDING) {
    s->roots.count = 0;
    if (!tape_index_push(&s->roots, slot) ||
        !tape_domain_gather(s, &s->set[slot]))
      return false;
  }
  *set = s->set[slot];
  return true;
}

static bool set_has(const struct sparsity *s, uint32_t set, uint32_t part)
{
  const struct index_set in = s->sets[set], f = s->sets[part];
  for (uint32_t k = 0; k < f.size; k++)
    if (!bsearch(&s->arena.at[f.from + k], s->arena.at + in.from, in.size,
                 sizeof *s->arena.at, ascending))
      return false;
  return true;
}

/* One of the slots whose domain is known to hold those of the others, which are
 * small; or the count. */
static int holds_all(const struct sparsity *s, const uint32_t *a, int count)
{
  int large = 0;
  for (int k = 0; k < count; k++) {
    if (s->set[a[k]] == SET_PENDING)
      return count;
    if (s->sets[s->set[a[k]]].size > s->sets[s->set[a[large]]].size)
      large = k;
  }
  for (int k = 0; k < count; k++)
    if (k != large && (s->sets[s->set[a[k]]].size > SMALL ||
                       !set_has(s, s->set[a[large]], s->set[a[k]])))
      return count;
  return large;
}

static bool is_small(const struct sparsity *s, const uint32_t *a, int count)
{
  size_t size = 0;
  for (int k = 0; k < count; k++) {
    if (s->set[a[k]] == SET_PENDING)
      return false;
    size += s->sets[s->set[a[k]]].size;
  }
  return size <= SMALL;
}

bool tape_domain_record(struct sparsity *s, const struct span *r)
{
  uint32_t a[AD_OP_ARGS];
  const uint32_t slot = r->last;
  if (r->m)
    return tape_domain_matrix(s, r->m);
  if (r->input)
    return true;
  const int count = arguments(s, r, a);
  const int held = count > 1 ? holds_all(s, a, count) : 0;
  s->set[slot] = count ? SET_PENDING : SET_EMPTY;
  if (held < count)
    s->rep[slot] = a[held];
  else if (count && is_small(s, a, count))
    return tape_domain_set(s, slot, &s->set[slot]);
  return true;
}

/* ---- memory ------------------------------------------------------------------- */

static void read_table(struct sparsity *s)
{
  for (int op = 0; op < AD_OP_COUNT; op++)
    for (int k = 0; k < AD_OP_ARGS; k++) {
      s->flat[op][k] = !s->t->policy && ad_op_flat((enum ad_op)op, k);
      for (int l = 0; l < AD_OP_ARGS; l++)
        s->curved[op][k][l] = !ad_op_straight((enum ad_op)op, k, l);
    }
}

/* The sets {}, {0}, {1}, ..., the last of which are the inputs'. */
static enum ad_status first_sets(struct sparsity *s, const var *x)
{
  uint32_t set;
  if (!new_set(s, &set))
    return AD_NO_MEMORY;
  for (size_t j = 0; j < s->n; j++) {
    const uint32_t slot = x[j].as.at.slot;
    s->found.count = 0;
    if (s->set[slot] != SET_EMPTY)
      return AD_BAD_ARGUMENT;
    if (!tape_index_push(&s->found, (uint32_t)j) || !new_set(s, &s->set[slot]))
      return AD_NO_MEMORY;
  }
  return AD_OK;
}

enum ad_status tape_sparsity_open(struct sparsity *s, const tape *t, size_t n,
                                  const var *x, bool hessian)
{
  const size_t used = t->used;
  *s = (struct sparsity){.t = t, .n = n};
  const enum ad_status status = tape_check_inputs(t, n, x);
  if (status)
    return status;
  s->rep = malloc((used + 1) * sizeof *s->rep);
  s->set = calloc(used + 1, sizeof *s->set); /* all of them empty */
  s->seen = calloc(used + 1, sizeof *s->seen);
  s->mark = calloc(n + 1, sizeof *s->mark);
  s->live = hessian ? calloc(used + 1, 1) : NULL;
  if (!s->rep || !s->set || !s->seen || !s->mark || (hessian && !s->live))
    return AD_NO_MEMORY;
  for (size_t i = 0; i < used; i++)
    s->rep[i] = (uint32_t)i;
  read_table(s);
  return first_sets(s, x);
}

void tape_sparsity_close(struct sparsity *s)
{
  free(s->rep);
  free(s->set);
  free(s->seen);
  free(s->live);
  free(s->mark);
  free(s->sets);
  free(s->arena.at);
  free(s->stack.at);
  free(s->found.at);
  free(s->roots.at);
  free(s->pairs.at);
}

/* ---- the Jacobian --------------------------------------------------------------- */

static enum ad_status all_domains(struct sparsity *s)
{
  for (uint32_t i = 0; i < s->t->used;) {
    const struct span r = tape_span_from(s->t, i);
    if (!tape_domain_record(s, &r))
      return AD_NO_MEMORY;
    i = r.last + 1;
  }
  return AD_OK;
}

/* Row i is the domain of y_i. */
static enum ad_status write_rows(struct sparsity *s, size_t m, const var *y,
                                 struct ad_pattern *p)
{
  size_t count = 0;
  uint32_t set;
  for (size_t i = 0; i < m; i++)
    if (y[i].on) {
      if (!tape_domain_set(s, y[i].as.at.slot, &set))
        return AD_NO_MEMORY;
      count += s->sets[set].size;
    }
  const enum ad_status status = tape_pattern_open(m, s->n, count, p);
  count = 0;
  for (size_t i = 0; !status && i < m; i++) {
    set = y[i].on ? s->set[s->rep[y[i].as.at.slot]] : SET_EMPTY;
    const struct index_set f = s->sets[set];
    if (f.size)
      memcpy(p->col + count, s->arena.at + f.from, f.size * sizeof *p->col);
    p->start[i + 1] = count += f.size;
  }
  return status;
}

enum ad_status tape_jacobian_pattern(size_t m, const var *y, size_t n,
                                     const var *x, struct ad_pattern *p)
{
  const tape *t = n && x ? x[0].on : NULL;
  struct sparsity s;
  if (!p)
    return AD_BAD_ARGUMENT;
  *p = (struct ad_pattern){0};
  if ((m && !y) || (n && !x))
    return AD_BAD_ARGUMENT;
  if (!n)
    return tape_pattern_open(m, 0, 0, p);
  enum ad_status status = t ? t->status : AD_NOT_INPUT;
  for (size_t i = 0; !status && i < m; i++)
    status = y[i].on ? tape_check(t, y[i]) : AD_OK;
  if (status)
    return status;
  status = tape_sparsity_open(&s, t, n, x, false);
  if (!status)
    status = all_domains(&s);
  if (!status)
    status = write_rows(&s, m, y, p);
  tape_sparsity_close(&s);
  return status;
}
