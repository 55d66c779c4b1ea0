/* check.c: exercise 403, the adjoint trace.  An order is right if adjoints that
 * are handed on in it are complete at each turn; this is tried with numbers. */
#include "exercise.h"

enum { ORDERS = 6 };

#if STUDENT

CALL(adjoints) { adjoint_trace(in[0], in[1], out); }

CALL(orders)
{
  for (size_t k = 0; k < m; k++) {
    int order[7];
    for (size_t i = 0; i < 7; i++)
      order[i] = (int)in[7 * k + i];
    out[k] = is_right_order(order) != 0;
  }
}

#else

/* ---- adjoints
 * --------------------------------------------------------------------- */

/* The table if the inputs' adjoints were these. */
static void inputs(struct judge *j, const char *id, double a0, double a1)
{
  judge_suspect(j, id, 7, (double[]){a0, a1, 1, 1, -1, 1, 1});
}

static void adjoints(struct judge *j, const double x[2], const double g[2],
                     double y, double got[7])
{
  const double c = cos(x[1]), r = 1 / x[0];
  const double want[7] = {g[0], g[1], 1, 1, -1, 1, 1};
  judge_tolerance(j, 0, 1e-13 * (fabs(x[0]) + fabs(x[1]) + r + 1));
  judge_compare(j, "adjoints v_-1 v_0 v_1 v_2 v_3 v_4 v_5", 7, got, want);
  inputs(j, "overwrite", r, x[0]);
  inputs(j, "overwrite", r, -c);
  inputs(j, "overwrite", x[1], x[0]);
  inputs(j, "overwrite", x[1], -c);
  inputs(j, "own-factor", r + x[0], x[1] - c);
  inputs(j, "log-times", x[1] + x[0], g[1]);
  inputs(j, "cos-sign", g[0], x[0] + c);
  inputs(j, "sin", g[0], x[0] - sin(x[1]));
  inputs(j, "inputs-exchanged", g[1], g[0]);
  judge_suspect(j, "sign", 7, (double[]){g[0], x[0] + c, 1, 1, 1, 1, 1});
  judge_suspect(j, "seed", 7, (double[]){g[0] * y, g[1] * y, y, y, -y, y, y});
  judge_suspect(j, "tangents", 7,
                (double[]){1, 0, r, x[1], 0, r + x[1], r + x[1]});
  judge_suspect(j, "tangents", 7, (double[]){0, 1, 0, x[0], c, x[0], x[0] - c});
  judge_suspect(j, "values", 7,
                (double[]){x[0], x[1], log(x[0]), x[0] * x[1], sin(x[1]),
                           log(x[0]) + x[0] * x[1], y});
}

/* ---- orders
 * ----------------------------------------------------------------------- */

/* Hands adjoints on in this order: is each what it should be, at its turn? */
static bool complete(const int order[7], const double x[2], const double g[2])
{
  const double want[7] = {g[0], g[1], 1, 1, -1, 1, 1};
  double adj[7] = {0, 0, 0, 0, 0, 0, 1};
  for (int k = 0; k < 7; k++) {
    const int place = order[k];
    const double a = adj[place];
    if (fabs(a - want[place]) > 1e-9)
      return false;
    switch (place) {
    case 2: adj[0] += a / x[0]; break;
    case 3: adj[0] += a * x[1], adj[1] += a * x[0]; break;
    case 4: adj[1] += a * cos(x[1]); break;
    case 5: adj[2] += a, adj[3] += a; break;
    case 6: adj[5] += a, adj[4] -= a; break;
    default: break;
    }
  }
  return true;
}

static void exchange(struct judge *j, int order[7])
{
  const int a = (int)judge_random(j, 0, 7 - 1e-9);
  const int b = (int)judge_random(j, 0, 7 - 1e-9);
  const int kept = order[a];
  order[a] = order[b];
  order[b] = kept;
}

/* A right order that is not the descending one, mostly; and one that may be
 * wrong. */
static void draw(struct judge *j, int order[7], bool right, const double x[2],
                 const double g[2])
{
  for (int k = 0; k < 7; k++)
    order[k] = 6 - k;
  for (int turns = 0; turns < 30; turns++) {
    int next[7];
    for (int k = 0; k < 7; k++)
      next[k] = order[k];
    exchange(j, next);
    for (int k = 0; k < 7; k++)
      if (complete(next, x, g))
        order[k] = next[k];
  }
  if (!right)
    exchange(j, order);
}

/* What known mistakes say of an order. */
static bool descends(const int order[7])
{
  for (int k = 0; k < 7; k++)
    if (order[k] != 6 - k)
      return false;
  return true;
}

static bool complete_forwards(const int order[7], const double x[2],
                              const double g[2])
{
  int back[7];
  for (int k = 0; k < 7; k++)
    back[k] = order[6 - k];
  return complete(back, x, g);
}

/* Only the arrows from inputs are left out: they may come at any time. */
static bool but_inputs(const int order[7], const double x[2], const double g[2])
{
  int sorted[7], n = 0;
  for (int k = 0; k < 7; k++)
    if (order[k] > 1)
      sorted[n++] = order[k];
  sorted[5] = 1, sorted[6] = 0;
  return complete(sorted, x, g);
}

static void orders(struct judge *j, const double x[2], const double g[2])
{
  static const int example[3][7] = {
      {6, 5, 4, 3, 2, 1, 0}, {6, 4, 5, 3, 1, 2, 0}, {6, 3, 5, 4, 2, 1, 0}};
  double in[7 * ORDERS], got[ORDERS], want[ORDERS], strict[ORDERS],
      back[ORDERS];
  double inputs_free[ORDERS], ends[ORDERS], ones[ORDERS], opposite[ORDERS];
  for (int k = 0; k < ORDERS; k++) {
    int order[7];
    draw(j, order, k < ORDERS / 2, x, g);
    for (int i = 0; i < 7; i++) {
      if (judge_is_example(j) && k < 3)
        order[i] = example[k][i];
      in[7 * k + i] = order[i];
    }
    want[k] = complete(order, x, g);
    strict[k] = descends(order);
    back[k] = complete_forwards(order, x, g);
    inputs_free[k] = but_inputs(order, x, g);
    ends[k] = order[0] == 6 && order[5] < 2 && order[6] < 2;
    ones[k] = 1;
    opposite[k] = want[k] == 0;
    judge_tell(j, "order[%d]: %d %d %d %d %d %d %d", k, order[0], order[1],
               order[2], order[3], order[4], order[5], order[6]);
  }
  judge_call(j, "orders", 7 * ORDERS, in, ORDERS, got);
  judge_tolerance(j, 0, 1e-13);
  judge_compare(j, "order", ORDERS, got, want);
  judge_suspect(j, "only-descending", ORDERS, strict);
  judge_suspect(j, "forwards", ORDERS, back);
  judge_suspect(j, "inputs-any-time", ORDERS, inputs_free);
  judge_suspect(j, "ends-only", ORDERS, ends);
  judge_suspect(j, "always", ORDERS, ones);
  judge_suspect(j, "opposite", ORDERS, opposite);
}

JUDGE(j)
{
  while (judge_next(j)) {
    const double x[2] = {judge_draw(j, "x1", 2, 0.2, 5),
                         judge_draw(j, "x2", 5, -5, 5)};
    double y, g[2], got[7];
    judge_gradient(j, "input x1, x2; log(x1) + x1 * x2 - sin(x2)", x, &y, g);
    judge_call(j, "adjoints", 2, x, 7, got);
    adjoints(j, x, g, y, got);
    /* no partial is 0 at this point, whatever x is */
    orders(j, (double[]){2, 5}, (double[]){5.5, 2 - cos(5)});
  }
}

#endif
