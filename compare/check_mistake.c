/* check_mistake.c: what kind of mistake a wrong gradient looks like.
 *
 * Each kind is a hypothesis g_j = h(x, d) that has to hold at every point where
 * d is known, within d's error; one point could be an accident, six are not. */
#include <config.h>

#include "check_gradient_impl.h"

#include <math.h>
#include <stdio.h>

#include "messages.h"

static size_t at(const struct gradients *v, size_t p, size_t j)
{
  return p * v->n + j;
}

static bool known(const struct gradients *v, size_t p, size_t j)
{
  return isfinite(v->error[at(v, p, j)]);
}

/* ---- hypotheses about all components ------------------------------------------ */

/* The second call, with grad holding other numbers, tells. */
static bool accumulates(const struct gradients *v)
{
  for (size_t k = 0; k < v->n * v->points; k++)
    if (isfinite(v->error[k]) &&
        (!gradients_same(v->g[k] - v->before[k], v->d[k], v->error[k]) ||
         !gradients_same(v->again[k] + v->before[k], v->d[k], v->error[k])))
      return false;
  return true;
}

/* g at each point but the first is d at the one before. */
static bool stale(const struct gradients *v)
{
  bool moved = false;
  for (size_t p = 1; p < v->points; p++)
    for (size_t j = 0; j < v->n; j++) {
      if (!known(v, p - 1, j))
        continue;
      if (!gradients_same(v->g[at(v, p, j)], v->d[at(v, p - 1, j)],
                          v->error[at(v, p - 1, j)]))
        return false;
      moved |= gradients_wrong(v, p, j);
    }
  return moved;
}

/* Whether g_j is d_k at every point. */
static bool is_other(const struct gradients *v, size_t j, size_t k)
{
  size_t seen = 0;
  for (size_t p = 0; p < v->points; p++) {
    if (!known(v, p, k))
      continue;
    if (!gradients_same(v->g[at(v, p, j)], v->d[at(v, p, k)],
                        v->error[at(v, p, k)]))
      return false;
    seen++;
  }
  return seen > 1;
}

/* The rows of a matrix that g is the transpose of; 0: none. */
static size_t transposed(const struct gradients *v)
{
  for (size_t rows = 2; rows <= v->n / 2; rows++) {
    const size_t cols = v->n / rows;
    bool fits = rows * cols == v->n;
    for (size_t j = 0; fits && j < v->n; j++)
      fits = is_other(v, j, j % rows * cols + j / rows);
    if (fits)
      return rows;
  }
  return 0;
}

/* Whether all components that are wrong hold the one `by` places on, around the
 * end or not. */
static bool shifted(const struct gradients *v, size_t by)
{
  size_t fits = 0, others = 0;
  for (size_t j = 0; j < v->n; j++) {
    if (is_other(v, j, (j + by) % v->n))
      fits++;
    else
      others++;
  }
  return fits > 1 && others <= (by < v->n - by ? by : v->n - by);
}

/* ---- hypotheses about one component --------------------------------------------- */

/* A factor by least squares over all points, and whether it holds at each. */
struct fit {
  double c;
  bool holds;
};

/* g_j = c d_j. */
static struct fit factor(const struct gradients *v, size_t j)
{
  double gd = 0, dd = 0;
  struct fit f = {0, false};
  for (size_t p = 0; p < v->points; p++)
    if (known(v, p, j)) {
      gd += v->g[at(v, p, j)] * v->d[at(v, p, j)];
      dd += v->d[at(v, p, j)] * v->d[at(v, p, j)];
      f.holds = f.holds || dd > 0;
    }
  f.c = gd / dd;
  for (size_t p = 0; f.holds && p < v->points; p++)
    if (known(v, p, j))
      f.holds = gradients_same(v->g[at(v, p, j)], f.c * v->d[at(v, p, j)],
                               fmax(1, fabs(f.c)) * v->error[at(v, p, j)]);
  return f;
}

/* 1, x_k or x_k x_l at point p; n stands for 1. */
static double monomial(const struct gradients *v, size_t p, size_t k, size_t l)
{
  return (k < v->n ? v->x[at(v, p, k)] : 1) * (l < v->n ? v->x[at(v, p, l)] : 1);
}

/* d_j - g_j = c x_k x_l. */
static struct fit lacks(const struct gradients *v, size_t j, size_t k, size_t l)
{
  double dm = 0, mm = 0;
  struct fit f = {0, false};
  for (size_t p = 0; p < v->points; p++)
    if (known(v, p, j)) {
      const double m = monomial(v, p, k, l);
      dm += (v->d[at(v, p, j)] - v->g[at(v, p, j)]) * m;
      mm += m * m;
      f.holds = f.holds || mm > 0;
    }
  f.c = dm / mm;
  for (size_t p = 0; f.holds && p < v->points; p++)
    if (known(v, p, j))
      f.holds = gradients_same(v->g[at(v, p, j)] + f.c * monomial(v, p, k, l),
                               v->d[at(v, p, j)], 2 * v->error[at(v, p, j)]);
  return f;
}

/* d_j = c x_k g_j. */
static struct fit times(const struct gradients *v, size_t j, size_t k)
{
  double dm = 0, mm = 0;
  struct fit f = {0, false};
  for (size_t p = 0; p < v->points; p++)
    if (known(v, p, j)) {
      const double m = v->x[at(v, p, k)] * v->g[at(v, p, j)];
      dm += v->d[at(v, p, j)] * m;
      mm += m * m;
      f.holds = f.holds || mm > 0;
    }
  f.c = dm / mm;
  for (size_t p = 0; f.holds && p < v->points; p++)
    if (known(v, p, j))
      f.holds =
        gradients_same(f.c * v->x[at(v, p, k)] * v->g[at(v, p, j)],
                       v->d[at(v, p, j)], 2 * v->error[at(v, p, j)]);
  return f;
}

static bool missing_factor(const struct gradients *v,
                           struct check_gradient_report *r)
{
  for (size_t k = 0; k < v->n; k++) {
    const struct fit f = times(v, r->index, k);
    if (f.holds) {
      r->factor = f.c;
      r->other = k;
      return true;
    }
  }
  return false;
}

static bool term(const struct gradients *v, struct check_gradient_report *r)
{
  const size_t most = v->n < 8 ? v->n : 8;
  for (size_t k = 0; k <= most; k++)
    for (size_t l = k; l <= most; l++) {
      /* 1 first, then x_k, then products: n comes before 0 here */
      const size_t a = k ? k - 1 : v->n, b = l ? l - 1 : v->n;
      const struct fit f = lacks(v, r->index, a, b);
      if (f.holds) {
        r->factor = f.c;
        r->other = b, r->second = a;
        return true;
      }
    }
  return false;
}

/* ---- which one ---------------------------------------------------------------------- */

static enum check_mistake of_component(const struct gradients *v,
                                       struct check_gradient_report *r)
{
  const struct fit f = factor(v, r->index);
  if (f.holds) {
    r->factor = f.c;
    return f.c == 0               ? CHECK_ZERO
           : fabs(f.c + 1) < 1e-6 ? CHECK_SIGN
                                  : CHECK_FACTOR;
  }
  if ((r->rows = transposed(v)))
    return CHECK_TRANSPOSED;
  for (size_t by = 1; by < v->n; by++)
    if (is_other(v, r->index, (r->index + by) % v->n)) {
      r->other = (r->index + by) % v->n;
      return shifted(v, by) ? CHECK_SHIFTED : CHECK_EXCHANGED;
    }
  if (missing_factor(v, r))
    return CHECK_TIMES;
  return term(v, r) ? CHECK_TERM : CHECK_WRONG;
}

void gradients_diagnose(const struct gradients *v,
                        struct check_gradient_report *r)
{
  if (!isfinite(r->got))
    r->mistake = CHECK_NOT_FINITE;
  else if (accumulates(v))
    r->mistake = CHECK_ACCUMULATES;
  else if (stale(v))
    r->mistake = CHECK_STALE;
  else
    r->mistake = of_component(v, r);
}

/* ---- in words ------------------------------------------------------------------------- */

/* 1, x[k] or x[k] * x[l]. */
static void say_monomial(const struct check_gradient_report *r, char *text,
                         size_t size)
{
  if (r->second < r->n)
    snprintf(text, size, "x[%zu] * x[%zu]", r->second, r->other);
  else if (r->other < r->n)
    snprintf(text, size, "x[%zu]", r->other);
  else
    snprintf(text, size, "1");
}

/* What is typical of the mistake, or how it comes about. */
static int say_mistake(const struct check_gradient_report *r, char *text,
                       size_t size)
{
  char term[64];
  switch (r->mistake) {
  case CHECK_RIGHT:
    return snprintf(text, size, "%s", "");
  case CHECK_NOT_FINITE:
    return snprintf(text, size, _("It is not finite, though the derivative is."));
  case CHECK_ACCUMULATES:
    return snprintf(text, size, _("It adds to what grad holds before the call: "
                                  "write =, not +=, or set grad to 0 first."));
  case CHECK_STALE:
    return snprintf(text, size, _("It is the gradient of the call before: "
                                  "something is kept that has to be computed "
                                  "anew."));
  case CHECK_SIGN:
    return snprintf(text, size, _("It has the wrong sign at all points."));
  case CHECK_ZERO:
    return snprintf(text, size, _("It is 0 at all points: is it ever written?"));
  case CHECK_FACTOR:
    return snprintf(text, size, _("It is %.6g times what it should be at all "
                                  "points."), r->factor);
  case CHECK_TRANSPOSED:
    return snprintf(text, size, _("As a matrix of %zu x %zu it is transposed."),
                    r->rows, r->n / r->rows);
  case CHECK_SHIFTED:
    return snprintf(text, size, _("It is the derivative by x[%zu]: an index is "
                                  "shifted."), r->other);
  case CHECK_EXCHANGED:
    return snprintf(text, size, _("It is the derivative by x[%zu]: the two are "
                                  "exchanged."), r->other);
  case CHECK_TIMES:
    return snprintf(text, size, _("A factor is missing: times %.6g * x[%zu] it "
                                  "would be right."), r->factor, r->other);
  case CHECK_TERM:
    say_monomial(r, term, sizeof term);
    return snprintf(text, size, _("A term is missing or has a wrong factor: "
                                  "%.6g * %s would make it right."),
                    r->factor, term);
  case CHECK_WRONG:
    break;
  }
  return snprintf(text, size, _("Look at its formula: it is wrong in no simple "
                                "way."));
}

int check_gradient_text(const struct check_gradient_report *r, char *text,
                        size_t size)
{
  if (!r->judged)
    return snprintf(text, size, _("nothing can be said: differences settle at no "
                                  "point"));
  if (r->right)
    return snprintf(text, size, _("the gradient is right: %zu components at "
                                  "%zu points agree with differences"),
                    r->n, r->points);
  char mistake[200];
  say_mistake(r, mistake, sizeof mistake);
  return snprintf(text, size, _("grad[%zu] is wrong at point %zu: it is %.10g, "
                                "differences say %.10g +- %.1g. %s"),
                  r->index, r->point, r->got, r->want, r->error, mistake);
}
