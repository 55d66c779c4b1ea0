/* check.c: exercise 404: partials on arrows, in closed form; and sums over
 * paths of random graphs, which the engine reads as linear formulas. */
#include "exercise.h"

#include <stdio.h>
#include <string.h>

enum { ARROWS = 16, PLACES = 8 };

#if STUDENT

CALL(partials) { local_partials(in[0], in[1], out); }

/* in: from, to, and three numbers for each arrow */
CALL(paths)
{
  struct arrow arrows[ARROWS];
  const size_t count = (n - 2) / 3;
  for (size_t k = 0; k < count; k++)
    arrows[k] =
        (struct arrow){(int)in[2 + 3 * k], (int)in[3 + 3 * k], in[4 + 3 * k]};
  out[0] = sum_over_paths(arrows, count, (int)in[0], (int)in[1]);
}

#else

struct graph {
  int n, places;
  struct {
    int from, to;
    double partial;
  } arrow[ARROWS];
};

/* ---- graphs
 * ----------------------------------------------------------------------- */

/* That of the README at (2, 5); or up to 8 places, each of which uses two
 * before it. */
static void draw(struct judge *j, struct graph *g)
{
  static const int from[8] = {0, 0, 1, 1, 2, 3, 5, 4},
                   to[8] = {2, 3, 3, 4, 5, 5, 6, 6};
  const double partial[8] = {0.5, 5, 2, cos(5), 1, 1, 1, -1};
  g->n = g->places = 0;
  if (judge_is_example(j)) {
    for (g->places = 7; g->n < 8; g->n++) {
      g->arrow[g->n].from = from[g->n];
      g->arrow[g->n].to = to[g->n];
      g->arrow[g->n].partial = partial[g->n];
    }
    return;
  }
  g->places = 4 + (int)judge_random(j, 0, PLACES - 4 + 0.999);
  for (int to_place = 1; to_place < g->places; to_place++)
    for (int k = 0; k < 2; k++) {
      const double c = nearbyint(judge_random(j, 20, 200)) / 100;
      const int at = (int)judge_random(j, 0, g->n + 0.999); /* in any order */
      memmove(g->arrow + at + 1, g->arrow + at,
              (size_t)(g->n - at) * sizeof *g->arrow);
      g->arrow[at].to = to_place;
      g->arrow[at].from = (int)judge_random(j, 0, to_place - 1e-9);
      g->arrow[at].partial = judge_random(j, -1, 1) < 0 ? -c : c;
      g->n++;
    }
}

/* "input v1; v2 = (0.5) * v1; ...; v4": what comes before `from` is constant.
 */
static void write_formula(const struct graph *g, int from, int to, char *text,
                          size_t size)
{
  size_t at = (size_t)snprintf(text, size, "input v%d", from);
  for (int place = from + 1; place <= to; place++) {
    at +=
        (size_t)snprintf(text + at, size - at, "; v%d = 0 * v%d", place, from);
    for (int k = 0; k < g->n; k++)
      if (g->arrow[k].to == place && g->arrow[k].from >= from)
        at += (size_t)snprintf(text + at, size - at, " + (%.17g) * v%d",
                               g->arrow[k].partial, g->arrow[k].from);
  }
}

/* ---- what known mistakes make of them
 * --------------------------------------------- */

enum mistake { FIRST, LAST, COUNT, DIRECT, ADDS, ZERO, MAGNITUDE };

static double sum(const struct graph *g, int from, int to, enum mistake how)
{
  double total = 0;
  if (from == to)
    return how == ADDS || how == ZERO ? 0 : 1;
  for (int k = 0; k < g->n; k++) {
    if (g->arrow[k].from != from)
      continue;
    const double c = g->arrow[k].partial,
                 rest = sum(g, g->arrow[k].to, to, how);
    switch (how) {
    case FIRST: return c * rest;
    case LAST: total = c * rest; break;
    case COUNT: total += rest; break;
    case DIRECT: total += g->arrow[k].to == to ? c : 0; break;
    case ADDS: total += c + rest; break;
    case ZERO: break;
    case MAGNITUDE: total += fabs(c) * rest; break;
    }
  }
  return total;
}

static void suspect(struct judge *j, const char *id, const struct graph *g,
                    int from, int to, enum mistake how)
{
  judge_suspect(j, id, 1, (double[]){sum(g, from, to, how)});
}

static void paths(struct judge *j)
{
  struct graph g;
  char formula[2000];
  double in[2 + 3 * ARROWS], want = 1, got;
  draw(j, &g);
  const bool first = judge_is_example(j);
  const int from = first ? 0 : (int)judge_random(j, 0, g.places - 1e-9);
  const int to =
      first ? 6 : from + (int)judge_random(j, 0, g.places - from - 1e-9);
  in[0] = from, in[1] = to;
  for (int k = 0; k < g.n; k++) {
    in[2 + 3 * k] = g.arrow[k].from;
    in[3 + 3 * k] = g.arrow[k].to;
    in[4 + 3 * k] = g.arrow[k].partial;
  }
  judge_tell(j, "paths from %d to %d, arrows", from, to);
  for (int k = 0; k < g.n; k++)
    judge_tell(j, "%d -> %d: %g", g.arrow[k].from, g.arrow[k].to,
               g.arrow[k].partial);
  write_formula(&g, from, to, formula, sizeof formula);
  if (from != to)
    judge_gradient(j, formula, (double[]){1}, NULL, &want);

  judge_call(j, "paths", 2 + 3 * (size_t)g.n, in, 1, &got);
  judge_tolerance(j, 0,
                  1e-13 * sum(&g, from, to, MAGNITUDE)); /* terms may cancel */
  judge_compare(j, "paths", 1, &got, &want);
  suspect(j, "zero", &g, from, to, ZERO);
  suspect(j, "first-path", &g, from, to, FIRST);
  suspect(j, "last-path", &g, from, to, LAST);
  suspect(j, "count", &g, from, to, COUNT);
  suspect(j, "direct", &g, from, to, DIRECT);
  suspect(j, "adds", &g, from, to, ADDS);
}

/* ---- partials
 * --------------------------------------------------------------------- */

static void one(struct judge *j, const char *id, const double *want, int k,
                double c)
{
  double wrong[8];
  memcpy(wrong, want, sizeof wrong);
  wrong[k] = c;
  judge_suspect(j, id, 8, wrong);
}

static void partials(struct judge *j)
{
  const double x[2] = {judge_draw(j, "x1", 2, 0.2, 5),
                       judge_draw(j, "x2", 5, -5, 5)};
  double log_by, mul_by[2], sin_by, sub_by[2], got[8];
  judge_gradient(j, "log(v)", x, NULL, &log_by);
  judge_gradient(j, "input v, w; v * w", x, NULL, mul_by);
  judge_gradient(j, "sin(w)", x + 1, NULL, &sin_by);
  judge_gradient(j, "input v, w; v - w", x, NULL, sub_by);
  const double want[8] = {log_by, mul_by[0], mul_by[1], sin_by,
                          1,      1,         sub_by[0], sub_by[1]};
  judge_call(j, "partials", 2, x, 8, got);
  judge_tolerance(j, 1e-13, 0);
  judge_compare(j, "partials c[*8]", 8, got, want);
  one(j, "log", want, 0, log(x[0]));
  one(j, "log", want, 0, x[0]);
  one(j, "sin", want, 3, sin(x[1]));
  one(j, "cos-sign", want, 3, -sin_by);
  one(j, "minus", want, 7, 1);
  judge_suspect(j, "own-factor", 8,
                (double[]){log_by, x[0], x[1], sin_by, 1, 1, 1, -1});
  judge_suspect(j, "sum-of-values", 8,
                (double[]){log_by, x[1], x[0], sin_by, log(x[0]), x[0] * x[1],
                           log(x[0]) + x[0] * x[1], -sin(x[1])});
}

JUDGE(j)
{
  judge_points(j, 40); /* some pairs of places have no path, or one */
  while (judge_next(j)) {
    partials(j);
    judge_forget(j);
    paths(j);
  }
}

#endif
