/* each.c: the loops of each.h, generated from the table.
 *
 * A call is cut into lines: runs of elements with one stride for each array.
 * For each op there are four loops over a line, value_NAME, tangent_NAME,
 * adjoint_NAME and second_NAME. */
#include <config.h>

#include "each.h"

struct line {
  size_t n;
  int integer;
  const struct ad_policy *policy;
  bool magnitude;
  const double *x[AD_OP_ARGS], *dx[AD_OP_ARGS]; /* dx NULL: constant */
  ptrdiff_t sx[AD_OP_ARGS];
  double *y, *dy;
  ptrdiff_t sy;
  const double *w, *dw; /* the adjoint of y, and its tangent */
  ptrdiff_t sw;
  double *xbar[AD_OP_ARGS], *dxbar[AD_OP_ARGS]; /* xbar NULL: not wanted */
  ptrdiff_t sxbar[AD_OP_ARGS];
};

typedef void loop(const struct line *l);

/* ---- elements ----------------------------------------------------------- */

/* Element k of argument i, of its tangent, of the value. */
#define X(i) (l->x[i][(ptrdiff_t)k * l->sx[i]])
#define DX(i) (l->dx[i] ? l->dx[i][(ptrdiff_t)k * l->sx[i]] : 0)
#define Y (l->y[(ptrdiff_t)k * l->sy])
#define W (l->w[(ptrdiff_t)k * l->sw])
#define DW (l->dw[(ptrdiff_t)k * l->sw])
#define EACH_ELEMENT for (size_t k = 0; k < l->n; k++)

/* First partial i of op NAME under the line's policy. */
#define RULED(name, i, a, b, c, partial)                                      \
  ad_ruled(l->policy, AD_OP_##name, i, a, b, c, partial)

/* Whether the arrays of the first `args` arguments, of the value and of the
 * adjoints lie without gaps: then the loop is one that compilers vectorise. */
static inline bool unit_value(const struct line *l, int args)
{
  bool unit = l->sy == 1;
  for (int i = 0; i < args; i++)
    unit = unit && l->sx[i] == 1;
  return unit;
}
static inline bool unit_adjoint(const struct line *l, int args, int i)
{
  return unit_value(l, args) && l->sw == 1 && l->sxbar[i] == 1 &&
         !l->policy && !l->magnitude;
}

/* The same, but that argument i is one number, repeated; the adjoint wanted is
 * that of the other. */
static inline bool unit_but(const struct line *l, int i)
{
  return l->sy == 1 && l->sx[i] == 0 && l->sx[1 - i] == 1;
}
static inline bool unit_adjoint_but(const struct line *l, int i)
{
  return unit_but(l, i) && l->sw == 1 && l->sxbar[1 - i] == 1 &&
         !l->policy && !l->magnitude;
}

/* ---- values ------------------------------------------------------------- */

/* y does not overlap the arguments. */
#define OP1(name, ...)                                                        \
  static void value_##name(const struct line *l)                              \
  {                                                                           \
    const double *restrict const a = l->x[0];                                 \
    double *restrict const y = l->y;                                          \
    if (unit_value(l, 1))                                                     \
      EACH_ELEMENT y[k] = ad_##name(a[k]);                                    \
    else                                                                      \
      EACH_ELEMENT Y = ad_##name(X(0));                                       \
  }
#define OPN(name, ...)                                                        \
  static void value_##name(const struct line *l)                              \
  {                                                                           \
    EACH_ELEMENT Y = ad_##name(X(0), l->integer);                             \
  }
#define OP2(name, ...)                                                        \
  static void value_##name(const struct line *l)                              \
  {                                                                           \
    const double *restrict const a = l->x[0], *restrict const b = l->x[1];    \
    double *restrict const y = l->y;                                          \
    if (unit_value(l, 2)) {                                                   \
      EACH_ELEMENT y[k] = ad_##name(a[k], b[k]);                              \
    } else if (unit_but(l, 1)) {                                              \
      const double one = *b;                                                  \
      EACH_ELEMENT y[k] = ad_##name(a[k], one);                               \
    } else if (unit_but(l, 0)) {                                              \
      const double one = *a;                                                  \
      EACH_ELEMENT y[k] = ad_##name(one, b[k]);                               \
    } else                                                                      \
      EACH_ELEMENT Y = ad_##name(X(0), X(1));                                 \
  }
#define OP3(name, ...)                                                        \
  static void value_##name(const struct line *l)                              \
  {                                                                           \
    EACH_ELEMENT Y = ad_##name(X(0), X(1), X(2));                             \
  }
#include "ops.def"

/* ---- tangents ----------------------------------------------------------- */

#define TERM(name, i, a, b, c, partial)                                       \
  ad_times(RULED(name, i, a, b, c, partial), DX(i))

#define OP1(name, ...)                                                        \
  static void tangent_##name(const struct line *l)                            \
  {                                                                           \
    EACH_ELEMENT                                                              \
    {                                                                         \
      const double a = X(0), y = Y;                                           \
      l->dy[(ptrdiff_t)k * l->sy] =                                           \
        TERM(name, 0, a, 0, 0, ad_##name##_da(a, y));                         \
    }                                                                         \
  }
#define OPN(name, ...)                                                        \
  static void tangent_##name(const struct line *l)                            \
  {                                                                           \
    const int n = l->integer;                                                 \
    EACH_ELEMENT                                                              \
    {                                                                         \
      const double a = X(0), y = Y;                                           \
      l->dy[(ptrdiff_t)k * l->sy] =                                           \
        TERM(name, 0, a, n, 0, ad_##name##_da(a, n, y));                      \
    }                                                                         \
  }
#define OP2(name, ...)                                                        \
  static void tangent_##name(const struct line *l)                            \
  {                                                                           \
    EACH_ELEMENT                                                              \
    {                                                                         \
      const double a = X(0), b = X(1), y = Y;                                 \
      l->dy[(ptrdiff_t)k * l->sy] =                                           \
        TERM(name, 0, a, b, 0, ad_##name##_da(a, b, y)) +                     \
        TERM(name, 1, a, b, 0, ad_##name##_db(a, b, y));                      \
    }                                                                         \
  }
#define OP3(name, ...)                                                        \
  static void tangent_##name(const struct line *l)                            \
  {                                                                           \
    EACH_ELEMENT                                                              \
    {                                                                         \
      const double a = X(0), b = X(1), c = X(2), y = Y;                       \
      l->dy[(ptrdiff_t)k * l->sy] =                                           \
        TERM(name, 0, a, b, c, ad_##name##_da(a, b, c, y)) +                  \
        TERM(name, 1, a, b, c, ad_##name##_db(a, b, c, y)) +                  \
        TERM(name, 2, a, b, c, ad_##name##_dc(a, b, c, y));                   \
    }                                                                         \
  }
#include "ops.def"
#undef TERM

/* ---- adjoints ----------------------------------------------------------- */

/* One loop for each argument, so that in x * x, or where one number is
 * repeated, each share is added afresh. */
#define SHARE(i, p)                                                           \
  l->xbar[i][(ptrdiff_t)k * l->sxbar[i]] +=                                   \
    ad_times(l->magnitude ? fabs(p) : (p), W)
#define FAST(i, partial)                                                      \
  double *restrict const xbar = l->xbar[i];                                   \
  const double *restrict const w = l->w;                                      \
  EACH_ELEMENT xbar[k] += ad_times(partial, w[k]);
#define GIVE(args, i, fast, partial)                                          \
  if (l->xbar[i] && unit_adjoint(l, args, i)) {                               \
    FAST(i, fast)                                                             \
  } else if (l->xbar[i]) {                                                    \
    EACH_ELEMENT SHARE(i, partial);                                           \
  }

#define OP1(name, ...)                                                        \
  static void adjoint_##name(const struct line *l)                            \
  {                                                                           \
    const double *const a = l->x[0], *const y = l->y;                         \
    (void)a, (void)y;                                                         \
    GIVE(1, 0, ad_##name##_da(a[k], y[k]),                                    \
         RULED(name, 0, X(0), 0, 0, ad_##name##_da(X(0), Y)))                 \
  }
#define OPN(name, ...)                                                        \
  static void adjoint_##name(const struct line *l)                            \
  {                                                                           \
    const int n = l->integer;                                                 \
    if (l->xbar[0])                                                           \
      EACH_ELEMENT SHARE(0, RULED(name, 0, X(0), n, 0,                        \
                                  ad_##name##_da(X(0), n, Y)));               \
  }
#define OP2(name, ...)                                                        \
  static void adjoint_##name(const struct line *l)                            \
  {                                                                           \
    const double *const a = l->x[0], *const b = l->x[1], *const y = l->y;     \
    (void)a, (void)b, (void)y;                                                \
    if (l->xbar[0] && !l->xbar[1] && unit_adjoint_but(l, 1)) {                \
      const double one = *b;                                                  \
      (void)one;                                                              \
      FAST(0, ad_##name##_da(a[k], one, y[k]))                                \
      return;                                                                 \
    }                                                                         \
    if (l->xbar[1] && !l->xbar[0] && unit_adjoint_but(l, 0)) {                \
      const double one = *a;                                                  \
      (void)one;                                                              \
      FAST(1, ad_##name##_db(one, b[k], y[k]))                                \
      return;                                                                 \
    }                                                                         \
    GIVE(2, 0, ad_##name##_da(a[k], b[k], y[k]),                              \
         RULED(name, 0, X(0), X(1), 0, ad_##name##_da(X(0), X(1), Y)))        \
    GIVE(2, 1, ad_##name##_db(a[k], b[k], y[k]),                              \
         RULED(name, 1, X(0), X(1), 0, ad_##name##_db(X(0), X(1), Y)))        \
  }
#define GIVE3(name, i, suffix)                                                \
  if (l->xbar[i])                                                             \
    EACH_ELEMENT SHARE(i, RULED(name, i, X(0), X(1), X(2),                    \
                                ad_##name##suffix(X(0), X(1), X(2), Y)));
#define OP3(name, ...)                                                        \
  static void adjoint_##name(const struct line *l)                            \
  {                                                                           \
    GIVE3(name, 0, _da)                                                       \
    GIVE3(name, 1, _db)                                                       \
    GIVE3(name, 2, _dc)                                                       \
  }
#include "ops.def"
#undef GIVE3
#undef GIVE
#undef FAST
#undef SHARE

/* ---- tangents of adjoints ------------------------------------------------ */

/* x̄_i' += ȳ' f_i + ȳ (f_i1 x_1' + f_i2 x_2' + ...). */
#define SECOND(i, first, curve)                                               \
  if (l->xbar[i])                                                             \
    l->dxbar[i][(ptrdiff_t)k * l->sxbar[i]] +=                                \
      ad_times(first, DW) + ad_times(curve, W);

#define OP1(name, ...)                                                        \
  static void second_##name(const struct line *l)                             \
  {                                                                           \
    EACH_ELEMENT                                                              \
    {                                                                         \
      const double a = X(0), y = Y;                                           \
      SECOND(0, RULED(name, 0, a, 0, 0, ad_##name##_da(a, y)),                \
             ad_times(ad_##name##_daa(a, y), DX(0)))                          \
    }                                                                         \
  }
#define OPN(name, ...)                                                        \
  static void second_##name(const struct line *l)                             \
  {                                                                           \
    const int n = l->integer;                                                 \
    EACH_ELEMENT                                                              \
    {                                                                         \
      const double a = X(0), y = Y;                                           \
      SECOND(0, RULED(name, 0, a, n, 0, ad_##name##_da(a, n, y)),             \
             ad_times(ad_##name##_daa(a, n, y), DX(0)))                       \
    }                                                                         \
  }
#define OP2(name, ...)                                                        \
  static void second_##name(const struct line *l)                             \
  {                                                                           \
    EACH_ELEMENT                                                              \
    {                                                                         \
      const double a = X(0), b = X(1), y = Y;                                 \
      const double ab = ad_##name##_dab(a, b, y);                             \
      SECOND(0, RULED(name, 0, a, b, 0, ad_##name##_da(a, b, y)),             \
             ad_times(ad_##name##_daa(a, b, y), DX(0)) + ad_times(ab, DX(1))) \
      SECOND(1, RULED(name, 1, a, b, 0, ad_##name##_db(a, b, y)),             \
             ad_times(ab, DX(0)) + ad_times(ad_##name##_dbb(a, b, y), DX(1))) \
    }                                                                         \
  }
#define OP3(name, ...)                                                        \
  static void second_##name(const struct line *l)                             \
  {                                                                           \
    EACH_ELEMENT                                                              \
    {                                                                         \
      const double a = X(0), b = X(1), c = X(2), y = Y;                       \
      const double ab = ad_##name##_dab(a, b, c, y);                          \
      const double ac = ad_##name##_dac(a, b, c, y);                          \
      const double bc = ad_##name##_dbc(a, b, c, y);                          \
      SECOND(0, RULED(name, 0, a, b, c, ad_##name##_da(a, b, c, y)),          \
             ad_times(ad_##name##_daa(a, b, c, y), DX(0)) +                   \
               ad_times(ab, DX(1)) + ad_times(ac, DX(2)))                     \
      SECOND(1, RULED(name, 1, a, b, c, ad_##name##_db(a, b, c, y)),          \
             ad_times(ab, DX(0)) + ad_times(bc, DX(2)) +                      \
               ad_times(ad_##name##_dbb(a, b, c, y), DX(1)))                  \
      SECOND(2, RULED(name, 2, a, b, c, ad_##name##_dc(a, b, c, y)),          \
             ad_times(ac, DX(0)) + ad_times(bc, DX(1)) +                      \
               ad_times(ad_##name##_dcc(a, b, c, y), DX(2)))                  \
    }                                                                         \
  }
#include "ops.def"
#undef SECOND

static const struct {
  loop *value, *tangent, *adjoint, *second;
} loops[] = {
#define ROW(name)                                                             \
  [AD_OP_##name] = {value_##name, tangent_##name, adjoint_##name,             \
                    second_##name},
#define OP1(name, ...) ROW(name)
#define OPN(name, ...) ROW(name)
#define OP2(name, ...) ROW(name)
#define OP3(name, ...) ROW(name)
#include "ops.def"
};

/* ---- calls, cut into lines ------------------------------------------------ */

/* The stride along lines: within a row, or, if the whole is one line, through
 * all of it. */
static ptrdiff_t along(const struct ad_block *b)
{
  return b->cols == 1 ? b->rs : b->cs;
}

/* Whether an array can be walked as one line. */
static bool straight(const struct ad_block *b)
{
  return b->rows == 1 || b->cols == 1 ||
         b->rs == (ptrdiff_t)b->cols * b->cs;
}

/* The arrays of a call: arguments, value, adjoints. */
struct arrays {
  const struct ad_each *e;
  const struct ad_block *ybar, *xbar; /* NULL for values */
  int args;
};

static bool one_line(const struct arrays *s)
{
  bool one = straight(&s->e->y) && (!s->ybar || straight(s->ybar));
  for (int i = 0; i < s->args; i++)
    one = one && straight(&s->e->x[i]) &&
          (!s->xbar || !s->xbar[i].v || straight(&s->xbar[i]));
  return one;
}

/* The line that is row `row`. */
static struct line line_at(const struct arrays *s, size_t row, size_t n)
{
#define AT(b, array) ((b).array ? (b).array + (ptrdiff_t)row * (b).rs : NULL)
  struct line l = {.n = n, .integer = s->e->n, .policy = s->e->policy};
  for (int i = 0; i < s->args; i++) {
    l.x[i] = AT(s->e->x[i], v);
    l.dx[i] = AT(s->e->x[i], d);
    l.sx[i] = along(&s->e->x[i]);
    if (s->xbar) {
      l.xbar[i] = AT(s->xbar[i], v);
      l.dxbar[i] = AT(s->xbar[i], d);
      l.sxbar[i] = along(&s->xbar[i]);
    }
  }
  l.y = AT(s->e->y, v), l.dy = AT(s->e->y, d), l.sy = along(&s->e->y);
  if (s->ybar)
    l.w = AT(*s->ybar, v), l.dw = AT(*s->ybar, d), l.sw = along(s->ybar);
  return l;
#undef AT
}

static void run(const struct arrays *s, bool magnitude, loop *primal,
                loop *tangent)
{
  const size_t rows = s->e->y.rows, cols = s->e->y.cols;
  const bool one = one_line(s);
  for (size_t row = 0; row < (one ? 1 : rows); row++) {
    struct line l = line_at(s, row, one ? rows * cols : cols);
    l.magnitude = magnitude;
    primal(&l);
    if (tangent)
      tangent(&l);
  }
}

void ad_each_value(const struct ad_each *e)
{
  const struct arrays s = {e, NULL, NULL, ad_op_variables(e->op)};
  run(&s, false, loops[e->op].value, e->y.d ? loops[e->op].tangent : NULL);
}

void ad_each_adjoint(const struct ad_each *e, const struct ad_block *ybar,
                     const struct ad_block *xbar, bool magnitude)
{
  const struct arrays s = {e, ybar, xbar, ad_op_variables(e->op)};
  run(&s, magnitude, loops[e->op].adjoint,
      ybar->d ? loops[e->op].second : NULL);
}
