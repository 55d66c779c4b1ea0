/* colour_star.c: star colouring of a symmetric pattern, and its check.
 *
 * Vertices with colours a and b alone form stars: a hub of one colour, leaves of
 * the other.  v must not take colour c if that would make a path of four in two
 * colours:
 *
 *   v w x y   c(x) = c, c(y) = c(w): x is the hub of w and y.  So each vertex w
 *             keeps the colours of the hubs that it is a leaf of.
 *   w v u x   c(w) = c(u), c(x) = c: v would be the hub of w and u.  So colours
 *             around u are forbidden where another neighbour has u's colour.
 *
 * (A. Gebremedhin, A. Tarafdar, F. Manne, A. Pothen, "New acyclic and star
 * coloring algorithms with application to computing Hessians", SIAM J. Sci.
 * Comput. 29 (2007).)  An edge finds its star by a table of what is next to a
 * vertex in a colour, so that a vertex of many leaves is not gone through for
 * each of them. */
#include <config.h>

#include "colour_impl.h"

#include <stdlib.h>
#include <string.h>

/* The neighbours that vertex w has in a colour: the first, and how many. */
struct beside {
  uint32_t w, colour, first, count; /* count 0: no entry */
};

struct stars {
  const struct ad_pattern *p;
  uint32_t *colour;
  struct beside *table;
  size_t mask;
  uint32_t *hub, *next; /* lists of hubs' colours: place k, and the next one */
  uint32_t *list;       /* of each vertex; UINT32_MAX is the end */
  uint32_t hubs;
  uint32_t *seen;   /* colours forbidden to vertex seen[c] - 1 */
  uint32_t *around; /* colours of its neighbours, the same way; */
  uint32_t *twice;  /* and those that come twice */
};

static struct beside *beside(struct stars *s, uint32_t w, uint32_t colour)
{
  uint64_t hash = ((uint64_t)w << 32 | colour) * UINT64_C(0x9E3779B97F4A7C15);
  for (size_t k = (size_t)(hash >> 20) & s->mask;; k = (k + 1) & s->mask) {
    struct beside *b = &s->table[k];
    if (!b->count)
      b->w = w, b->colour = colour;
    if (b->w == w && b->colour == colour)
      return b;
  }
}

static void add_hub(struct stars *s, uint32_t leaf, uint32_t colour)
{
  s->hub[s->hubs] = colour;
  s->next[s->hubs] = s->list[leaf];
  s->list[leaf] = s->hubs++;
}

/* v of colour c is now beside w; two such make w their hub. */
static void put_beside(struct stars *s, uint32_t w, uint32_t v, uint32_t c)
{
  struct beside *b = beside(s, w, c);
  if (!b->count++) {
    b->first = v;
    return;
  }
  if (b->count == 2)
    add_hub(s, b->first, s->colour[w]);
  add_hub(s, v, s->colour[w]);
}

#define EACH_COLOURED(s, v, w, ...)                                           \
  for (size_t k_ = (s)->p->start[v]; k_ < (s)->p->start[(v) + 1]; k_++) {     \
    const uint32_t w = (s)->p->col[k_];                                       \
    if (w != (v) && (s)->colour[w] != AD_NO_COLOUR) {                         \
      __VA_ARGS__                                                             \
    }                                                                         \
  }

static void forbid(struct stars *s, uint32_t v)
{
  EACH_COLOURED(s, v, w, {
    const uint32_t c = s->colour[w];
    if (s->around[c] == v + 1)
      s->twice[c] = v + 1;
    s->around[c] = s->seen[c] = v + 1;
    for (uint32_t h = s->list[w]; h != UINT32_MAX; h = s->next[h])
      s->seen[s->hub[h]] = v + 1;
  })
  for (size_t k = s->p->start[v]; k < s->p->start[v + 1]; k++) {
    const uint32_t u = s->p->col[k], c = s->colour[u];
    if (u != v && c != AD_NO_COLOUR && s->twice[c] == v + 1)
      EACH_COLOURED(s, u, x, s->seen[s->colour[x]] = v + 1;)
  }
}

static size_t star_all(struct stars *s, const uint32_t *order)
{
  const size_t n = s->p->rows;
  size_t colours = 0;
  for (size_t k = 0; k < n; k++) {
    const uint32_t v = order ? order[k] : (uint32_t)k;
    uint32_t c = 0;
    if (s->p->start[v] == s->p->start[v + 1])
      continue;
    forbid(s, v);
    while (s->seen[c] == v + 1)
      c++;
    EACH_COLOURED(s, v, w, {
      put_beside(s, w, v, c);
    })
    s->colour[v] = c;
    EACH_COLOURED(s, v, w, {
      put_beside(s, v, w, s->colour[w]);
    })
    colours = c >= colours ? (size_t)c + 1 : colours;
  }
  return colours;
}

static bool stars_open(struct stars *s, const struct ad_pattern *p,
                       uint32_t *colour)
{
  const size_t n = p->rows, edges = ad_pattern_count(p);
  size_t room = 16;
  while (room < 2 * edges)
    room *= 2;
  *s = (struct stars){.p = p, .colour = colour, .mask = room - 1};
  s->table = calloc(room, sizeof *s->table);
  s->hub = malloc((edges + 1) * sizeof *s->hub);
  s->next = malloc((edges + 1) * sizeof *s->next);
  s->list = malloc((n + 1) * sizeof *s->list);
  s->seen = calloc(n + 1, sizeof *s->seen);
  s->around = calloc(n + 1, sizeof *s->around);
  s->twice = calloc(n + 1, sizeof *s->twice);
  for (size_t j = 0; s->list && j < n; j++)
    s->list[j] = UINT32_MAX, colour[j] = AD_NO_COLOUR;
  return s->table && s->hub && s->next && s->list && s->seen && s->around &&
         s->twice;
}

static void stars_close(struct stars *s)
{
  free(s->table);
  free(s->hub);
  free(s->next);
  free(s->list);
  free(s->seen);
  free(s->around);
  free(s->twice);
}

static uint32_t *star_order(const struct ad_pattern *p)
{
  size_t *degree = malloc((p->rows + 1) * sizeof *degree);
  if (!degree)
    return NULL;
  for (size_t j = 0; j < p->rows; j++)
    degree[j] = p->start[j + 1] - p->start[j];
  uint32_t *order = tape_colour_order(p->rows, degree);
  free(degree);
  return order;
}

enum ad_status ad_colour_star(const struct ad_pattern *p, enum ad_order order,
                              uint32_t *colour, size_t *colours)
{
  struct stars s;
  uint32_t *in_order = NULL;
  if (!p || !p->start || !colour || !colours || p->rows != p->cols ||
      ad_pattern_count(p) >= UINT32_MAX)
    return AD_BAD_ARGUMENT;
  enum ad_status status = stars_open(&s, p, colour) ? AD_OK : AD_NO_MEMORY;
  if (!status && order == AD_LARGEST_FIRST) {
    in_order = star_order(p);
    status = in_order ? AD_OK : AD_NO_MEMORY;
  }
  if (!status)
    *colours = star_all(&s, in_order);
  free(in_order);
  stars_close(&s);
  return status;
}

/* ---- checking ---------------------------------------------------------------- */

size_t tape_pattern_place(const struct ad_pattern *p, size_t i, size_t j)
{
  size_t low = p->start[i], high = p->start[i + 1];
  while (high - low > 1) {
    const size_t middle = low + (high - low) / 2;
    if (p->col[middle] <= j)
      low = middle;
    else
      high = middle;
  }
  return low;
}

enum ad_status tape_alone(const struct ad_pattern *p, const uint32_t *colour,
                          size_t colours, bool **alone)
{
  size_t *count = calloc(colours + 1, sizeof *count);
  bool *only = calloc(ad_pattern_count(p) + 1, sizeof *only), good = true;
  enum ad_status status = count && only ? AD_OK : AD_NO_MEMORY;
  for (size_t i = 0; !status && good && i < p->rows; i++) {
    for (size_t k = p->start[i]; good && k < p->start[i + 1]; k++) {
      good = colour[p->col[k]] < colours;
      if (good)
        count[colour[p->col[k]]]++;
    }
    for (size_t k = p->start[i]; good && k < p->start[i + 1]; k++)
      only[k] = count[colour[p->col[k]]] == 1;
    for (size_t k = p->start[i]; good && k < p->start[i + 1]; k++)
      count[colour[p->col[k]]] = 0;
  }
  free(count);
  if (!status && !good)
    status = AD_BAD_ARGUMENT;
  if (status) {
    free(only);
    only = NULL;
  }
  *alone = only;
  return status;
}

enum ad_status tape_check_star(const struct ad_pattern *p,
                               const uint32_t *colour, size_t colours)
{
  bool *alone, good = true;
  const enum ad_status status = tape_alone(p, colour, colours, &alone);
  if (status)
    return status;
  for (size_t i = 0; good && i < p->rows; i++)
    for (size_t k = p->start[i]; good && k < p->start[i + 1]; k++) {
      const size_t j = p->col[k];
      good = alone[k] || (ad_pattern_has(p, j, i) &&
                          alone[tape_pattern_place(p, j, i)]);
    }
  for (size_t j = 0; good && j < p->cols; j++)
    good = colour[j] < colours || colour[j] == AD_NO_COLOUR;
  free(alone);
  return good ? AD_OK : AD_BAD_ARGUMENT;
}

bool ad_star_separates(const struct ad_pattern *p, const uint32_t *colour,
                       size_t colours)
{
  return tape_check_star(p, colour, colours) == AD_OK;
}
