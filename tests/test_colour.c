/* test_colour.c: colourings of random and of known patterns, against their
 * definition, and against the least number of colours by trying all. */
#include <config.h>

#include "close.h"
#include "sample.h"

#include "../reverse/colour.h"

static const enum ad_order orders[] = {AD_NATURAL, AD_LARGEST_FIRST};

/* ---- patterns --------------------------------------------------------------------- */

enum { MOST = 60 };
static double dense[MOST * MOST];

static void make(size_t rows, size_t cols, bool symmetric, double density,
                 uint64_t *state, struct ad_pattern *p)
{
  for (size_t i = 0; i < rows; i++)
    for (size_t j = 0; j < cols; j++)
      dense[i * cols + j] = symmetric && j < i ? dense[j * cols + i]
                            : sample_unit(state) < density ? 1
                                                           : 0;
  ck_assert_int_eq(ad_pattern_of(rows, cols, dense, p), AD_OK);
}

/* ---- definitions, word for word ------------------------------------------------------ */

static bool columns_by_definition(const struct ad_pattern *p,
                                  const uint32_t *colour)
{
  for (size_t i = 0; i < p->rows; i++)
    for (size_t a = p->start[i]; a < p->start[i + 1]; a++)
      for (size_t b = a + 1; b < p->start[i + 1]; b++)
        if (colour[p->col[a]] == colour[p->col[b]])
          return false;
  return true;
}

static bool edge(const struct ad_pattern *p, size_t i, size_t j)
{
  return i != j && ad_pattern_has(p, i, j);
}

/* Neighbours differ, and no path w, x, y, z has two colours. */
static bool star_by_definition(const struct ad_pattern *p, const uint32_t *c)
{
  const size_t n = p->rows;
  for (size_t x = 0; x < n; x++)
    for (size_t y = 0; y < n; y++) {
      if (!edge(p, x, y))
        continue;
      if (c[x] == c[y])
        return false;
      for (size_t w = 0; w < n; w++)
        for (size_t z = 0; z < n; z++)
          if (edge(p, w, x) && edge(p, y, z) && w != y && z != x && w != z &&
              c[w] == c[y] && c[x] == c[z])
            return false;
    }
  return true;
}

/* The least number of colours, all colourings being tried. */
static bool can(const struct ad_pattern *p, uint32_t *c, size_t k, size_t used,
                size_t most, bool (*good)(const struct ad_pattern *, const uint32_t *))
{
  if (k == p->cols)
    return good(p, c);
  for (uint32_t colour = 0; colour < most && colour <= used; colour++) {
    c[k] = colour;
    if (can(p, c, k + 1, colour == used ? used + 1 : used, most, good))
      return true;
  }
  return false;
}

static size_t least(const struct ad_pattern *p,
                    bool (*good)(const struct ad_pattern *, const uint32_t *))
{
  uint32_t c[MOST];
  for (size_t most = 1;; most++)
    if (can(p, c, 0, 0, most, good))
      return most;
}

/* ---- greedy colourings ------------------------------------------------------------- */

START_TEST(random_columns)
{
  uint64_t state = 11;
  for (int round = 0; round < 400; round++) {
    const size_t rows = 1 + sample_bits(&state) % MOST;
    const size_t cols = 1 + sample_bits(&state) % MOST;
    struct ad_pattern p, q;
    make(rows, cols, false, 0.3 * sample_unit(&state), &state, &p);
    ck_assert_int_eq(ad_pattern_transpose(&p, &q), AD_OK);
    for (int o = 0; o < 2; o++) {
      uint32_t c[MOST], r[MOST];
      size_t colours, again;
      ck_assert_int_eq(ad_colour_columns(&p, orders[o], c, &colours), AD_OK);
      ck_assert(columns_by_definition(&p, c));
      ck_assert(ad_columns_separate(&p, c, colours));
      for (size_t j = 0; j < cols; j++)
        ck_assert((c[j] == AD_NO_COLOUR) == (q.start[j] == q.start[j + 1]));
      ck_assert_int_eq(ad_colour_rows(&q, orders[o], r, &again), AD_OK);
      ck_assert_uint_eq(colours, again);
      ck_assert_int_eq(memcmp(c, r, cols * sizeof *c), 0);
      ck_assert(ad_rows_separate(&q, r, again));
    }
    ad_pattern_free(&p);
    ad_pattern_free(&q);
  }
}
END_TEST

START_TEST(random_stars)
{
  uint64_t state = 12;
  for (int round = 0; round < 600; round++) {
    const size_t n = 1 + sample_bits(&state) % 30;
    struct ad_pattern p;
    make(n, n, true, 0.5 * sample_unit(&state), &state, &p);
    for (int o = 0; o < 2; o++) {
      uint32_t c[MOST];
      size_t colours;
      ck_assert_int_eq(ad_colour_star(&p, orders[o], c, &colours), AD_OK);
      ck_assert(star_by_definition(&p, c));
      ck_assert(ad_star_separates(&p, c, colours));
    }
    ad_pattern_free(&p);
  }
}
END_TEST

/* Random colours: the check says what the definition says, either way.  (Where
 * the diagonal is full, to be able to read every entry is to be a star
 * colouring.) */
START_TEST(checks_are_right)
{
  uint64_t state = 13;
  int good[2] = {0, 0};
  for (size_t round = 0; round < 4000; round++) {
    const size_t n = 2 + sample_bits(&state) % 5, most = 1 + round % n;
    struct ad_pattern p;
    uint32_t c[MOST];
    make(n, n, true, 0.4, &state, &p);
    ad_pattern_free(&p);
    for (size_t j = 0; j < n; j++) {
      dense[j * n + j] = 1;
      c[j] = (uint32_t)(sample_bits(&state) % most);
    }
    ck_assert_int_eq(ad_pattern_of(n, n, dense, &p), AD_OK);
    const bool columns = columns_by_definition(&p, c);
    const bool star = star_by_definition(&p, c);
    ck_assert_int_eq(ad_columns_separate(&p, c, most), columns);
    ck_assert_int_eq(ad_star_separates(&p, c, most), star);
    good[0] += columns, good[1] += star;
    ad_pattern_free(&p);
  }
  ck_assert(good[0] > 100 && good[0] < 3900);
  ck_assert(good[1] > 100 && good[1] < 3900);
}
END_TEST

/* On small patterns greedy is never below the least, and seldom above. */
START_TEST(against_the_least)
{
  uint64_t state = 14;
  size_t over = 0;
  for (int round = 0; round < 150; round++) {
    uint32_t c[MOST];
    size_t colours, n = 3 + sample_bits(&state) % 4;
    struct ad_pattern p;
    make(n, n, true, 0.45, &state, &p);
    ad_pattern_free(&p);
    for (size_t j = 0; j < n; j++)
      dense[j * n + j] = 1;
    ck_assert_int_eq(ad_pattern_of(n, n, dense, &p), AD_OK);
    ck_assert_int_eq(ad_colour_columns(&p, AD_LARGEST_FIRST, c, &colours), AD_OK);
    size_t best = least(&p, columns_by_definition);
    ck_assert_uint_ge(colours, best);
    over += colours > best;
    ck_assert_int_eq(ad_colour_star(&p, AD_LARGEST_FIRST, c, &colours), AD_OK);
    best = least(&p, star_by_definition);
    ck_assert_uint_ge(colours, best);
    over += colours > best;
    ad_pattern_free(&p);
  }
  ck_assert_msg(over <= 30, "above the least %zu times of 300", over);
}
END_TEST

/* ---- known numbers ---------------------------------------------------------------- */

static void banded(size_t n, size_t half, struct ad_pattern *p)
{
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < n; j++)
      dense[i * n + j] = (i > j ? i - j : j - i) <= half;
  ck_assert_int_eq(ad_pattern_of(n, n, dense, p), AD_OK);
}

/* A band of 2 w + 1 takes 2 w + 1 colours; tridiagonal, 3 either way. */
START_TEST(bands)
{
  for (size_t half = 0; half < 5; half++) {
    struct ad_pattern p;
    uint32_t c[MOST];
    size_t colours;
    banded(50, half, &p);
    ck_assert_int_eq(ad_colour_columns(&p, AD_NATURAL, c, &colours), AD_OK);
    ck_assert_uint_eq(colours, 2 * half + 1);
    ck_assert_int_eq(ad_colour_star(&p, AD_NATURAL, c, &colours), AD_OK);
    ck_assert_uint_le(colours, 2 * half + 1);
    if (half == 1)
      ck_assert_uint_eq(colours, 3);
    ad_pattern_free(&p);
  }
}
END_TEST

/* An arrow: a column for each colour, but two colours of stars, wherever the hub
 * comes. */
START_TEST(arrows)
{
  for (size_t hub = 0; hub < MOST; hub += MOST - 1) {
    struct ad_pattern p;
    uint32_t c[MOST];
    size_t colours;
    for (size_t i = 0; i < MOST; i++)
      for (size_t j = 0; j < MOST; j++)
        dense[i * MOST + j] = i == j || i == hub || j == hub;
    ck_assert_int_eq(ad_pattern_of(MOST, MOST, dense, &p), AD_OK);
    for (int o = 0; o < 2; o++) {
      ck_assert_int_eq(ad_colour_columns(&p, orders[o], c, &colours), AD_OK);
      ck_assert_uint_eq(colours, MOST);
      ck_assert_int_eq(ad_colour_star(&p, orders[o], c, &colours), AD_OK);
      ck_assert_uint_eq(colours, 2);
    }
    ad_pattern_free(&p);
  }
}
END_TEST

START_TEST(errors)
{
  struct ad_pattern p = {0};
  uint32_t c[MOST];
  size_t colours = 7;
  ck_assert_int_eq(ad_colour_columns(NULL, AD_NATURAL, c, &colours), AD_BAD_ARGUMENT);
  ck_assert_int_eq(ad_colour_rows(&p, AD_NATURAL, c, &colours), AD_BAD_ARGUMENT);
  ck_assert_int_eq(ad_pattern_of(2, 3, (double[6]){0}, &p), AD_OK);
  ck_assert_int_eq(ad_colour_star(&p, AD_NATURAL, c, &colours), AD_BAD_ARGUMENT);
  ck_assert_int_eq(ad_colour_columns(&p, AD_NATURAL, NULL, &colours), AD_BAD_ARGUMENT);
  ck_assert_int_eq(ad_colour_columns(&p, AD_NATURAL, c, &colours), AD_OK);
  ck_assert_uint_eq(colours, 0); /* nothing to sweep for */
  ck_assert(c[0] == AD_NO_COLOUR && ad_columns_separate(&p, c, 0));
  c[0] = 3;
  ck_assert(!ad_columns_separate(&p, c, 2));
  ad_pattern_free(&p);
}
END_TEST

int main(void)
{
  Suite *s = suite_create("colour");
  ADD(s, random_columns);
  ADD(s, random_stars);
  ADD(s, checks_are_right);
  ADD(s, against_the_least);
  ADD(s, bands);
  ADD(s, arrows);
  ADD(s, errors);
  return run_suite(s);
}
