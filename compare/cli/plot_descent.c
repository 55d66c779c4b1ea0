/* plot_descent.c: contours of a function of two numbers, and the ways that the
 * optimisers take over them. */
#include <config.h>

#include "plot.h"

#include <stdlib.h>

#include "../derivatives.h"
#include "../optimize.h"

enum { GRID = 301, ARROWS = 17, MOST = 4000, HALVINGS = 12 };

struct path {
  size_t count;
  double x[MOST][2], least;
  double rate, momentum; /* 0 where the method has none */
  enum ad_minimize_end end;
};

static int keep(size_t step, const double *x, double y, const double *grad,
                void *data)
{
  struct path *p = data;
  (void)step, (void)grad;
  p->least = fmin(p->least, y);
  if (p->count == MOST)
    return 1;
  p->x[p->count][0] = x[0];
  p->x[p->count++][1] = x[1];
  return 0;
}

/* ---- ways ----------------------------------------------------------------------- */

static enum ad_status walk(const struct ad_function *f, const double *at,
                           enum ad_method method, struct path *p)
{
  struct ad_minimize_options o = {.method = method,
                                  .rate = p->rate,
                                  .momentum = p->momentum,
                                  .tolerance = 1e-4,
                                  .watch = keep,
                                  .data = p};
  struct ad_minimize_result r;
  double x[] = {at[0], at[1]};
  p->count = 0, p->least = INFINITY;
  enum ad_status status = ad_minimize(f, x, &o, &r);
  p->end = r.end;
  return status;
}

/* A rate that gradient descent can live with: one over the Hessian's size at
 * the start (its row sums bound its eigenvalues); halved, if that was too bold
 * elsewhere. */
static enum ad_status descend(const struct ad_function *f, const double *at,
                              struct path *p)
{
  double h[4];
  enum ad_status status = ad_hessian(f, at, NULL, NULL, h);
  const double size = fmax(fabs(h[0]) + fabs(h[1]), fabs(h[2]) + fabs(h[3]));
  p->momentum = 0.9;
  p->rate = isfinite(size) && size > 0 ? 1 / size : 1e-3;
  for (int k = 0; !status && k < HALVINGS; k++) {
    status = walk(f, at, AD_GRADIENT_DESCENT, p);
    if (p->end != AD_MINIMIZE_DIVERGED)
      break;
    p->rate /= 2;
  }
  return status;
}

/* Adam's steps are about as long as its rate: a hundredth of the way.  `p` has
 * a point at least. */
static double adams_rate(const struct path *p)
{
  const double *a = p->x[0], *b = p->x[p->count - 1];
  const double way = hypot(b[0] - a[0], b[1] - a[1]);
  return isfinite(way) && way > 0 ? way / 100 : 1e-2;
}

/* Newton's path is empty, and the others are not walked, where the derivative
 * is not finite at the start. */
static enum ad_status find_paths(const struct ad_function *f, const double *at,
                                 struct path *p)
{
  enum ad_status status = walk(f, at, AD_NEWTON, &p[AD_NEWTON]);
  if (status || !p[AD_NEWTON].count)
    return status;
  p[AD_ADAM].rate = adams_rate(&p[AD_NEWTON]);
  status = descend(f, at, &p[AD_GRADIENT_DESCENT]);
  if (!status)
    status = walk(f, at, AD_ADAM, &p[AD_ADAM]);
  p[AD_LBFGS].least = INFINITY;
  if (!status && ad_method_available(AD_LBFGS))
    status = walk(f, at, AD_LBFGS, &p[AD_LBFGS]);
  return status;
}

/* ---- data ------------------------------------------------------------------------ */

/* A box around all ways, a fifth wider on each side, and nowhere less than half
 * as wide as elsewhere, so that both directions can have one scale. */
static void box(const struct path *p, double low[2], double high[2])
{
  for (int j = 0; j < 2; j++) {
    low[j] = INFINITY, high[j] = -INFINITY;
    for (int m = 0; m < AD_METHOD_COUNT; m++)
      for (size_t k = 0; k < p[m].count; k++) {
        low[j] = fmin(low[j], p[m].x[k][j]);
        high[j] = fmax(high[j], p[m].x[k][j]);
      }
  }
  const double wider = fmax(high[0] - low[0], high[1] - low[1]);
  for (int j = 0; j < 2; j++) {
    const double own = high[j] - low[j];
    const double margin = fmax(0.2 * own, 0.35 * wider - 0.5 * own) + 1e-3;
    low[j] -= margin, high[j] += margin;
  }
}

/* Height over the least value met, in powers of ten. */
static void write_grid(const struct ad_function *f, const double low[2],
                       const double high[2], double least, FILE *out)
{
  fputs("\n\n# first number   second number   log10 of the height over the "
        "least value met\n", out);
  for (int i = 0; i < GRID; i++, fputc('\n', out))
    for (int j = 0; j < GRID; j++) {
      const double x[] = {low[0] + (high[0] - low[0]) * i / (GRID - 1),
                          low[1] + (high[1] - low[1]) * j / (GRID - 1)};
      double y;
      const bool good = f->on_double(x, &y, f->data) == AD_OK && isfinite(y);
      fprintf(out, "%.6g %.6g %.5g\n", x[0], x[1],
              good ? log10(fmax(y - least, 0) + 1e-4) : NAN);
    }
}

/* The gradient field, turned downhill, in the middle of squares. */
static void write_field(const struct ad_function *f, const double low[2],
                        const double high[2], FILE *out)
{
  fputs("\n\n# the direction of steepest descent, -gradient / its norm: first "
        "number   second number   its parts   the gradient's norm\n", out);
  const double side = fmax(high[0] - low[0], high[1] - low[1]) / ARROWS;
  for (int i = 0; low[0] + (i + 0.5) * side < high[0]; i++)
    for (int j = 0; low[1] + (j + 0.5) * side < high[1]; j++) {
      const double x[] = {low[0] + (i + 0.5) * side, low[1] + (j + 0.5) * side};
      const double one = 1;
      double y, g[2] = {0, 0};
      const bool good = ad_vjp(f, x, &one, &y, g) == AD_OK;
      const double size = hypot(g[0], g[1]);
      if (good && isfinite(y) && isfinite(size) && size > 0)
        fprintf(out, "%.6g %.6g %.4f %.4f %.6g\n", x[0], x[1], -g[0] / size,
                -g[1] / size, size);
    }
  fputs("NaN NaN 0 0 0\n", out); /* a block is never empty */
}

static void write_path(enum ad_method method, const struct path *p, FILE *out)
{
  fprintf(out, "\n\n# %s: %zu steps%s\n", ad_method_name(method),
          p->count ? p->count - 1 : 0,
          !p->count                         ? ", not in this build"
          : p->end == AD_MINIMIZE_CONVERGED ? ""
                                            : ", not converged");
  for (size_t k = 0; k < p->count; k++)
    fprintf(out, "%.6g %.6g\n", p->x[k][0], p->x[k][1]);
  if (!p->count)
    fputs("NaN NaN\n", out);
}

static void write_all(const struct cli_problem *p, const struct ad_function *f,
                      const struct path *paths, FILE *out)
{
  double low[2], high[2], least = INFINITY;
  char name[2][200];
  for (int j = 0; j < 2; j++)
    ad_formula_input_name(p->formula, (size_t)j, name[j], sizeof name[j]);
  for (int m = 0; m < AD_METHOD_COUNT; m++)
    least = fmin(least, paths[m].least);
  box(paths, low, high);
  fprintf(out, "# the ways of optimisers over the contours of a function\n\n"
               "# names of the numbers, the box, the rates of gradient descent "
               "(momentum 0.9) and Adam;\n# steps of Newton, gradient descent, "
               "Adam, L-BFGS (-1: not in this build), and whether they converged\n"
               "\"%.30s\" \"%.30s\" %.6g %.6g %.6g %.6g %.3g %.3g", name[0],
          name[1], low[0], high[0], low[1], high[1],
          paths[AD_GRADIENT_DESCENT].rate, paths[AD_ADAM].rate);
  for (int m = 0; m < AD_METHOD_COUNT; m++)
    fprintf(out, " %zd", (ssize_t)paths[m].count - 1);
  for (int m = 0; m < AD_METHOD_COUNT; m++)
    fprintf(out, " %d", paths[m].end == AD_MINIMIZE_CONVERGED);
  fputc('\n', out);
  write_grid(f, low, high, least, out);
  for (int m = 0; m < AD_METHOD_COUNT; m++)
    write_path((enum ad_method)m, &paths[m], out);
  write_field(f, low, high, out);
}

int plot_descent(const struct cli_problem *p, const struct plot_options *o,
                 FILE *out)
{
  const struct ad_function f = ad_formula_function(p->formula);
  (void)o;
  if (f.n != 2 || f.m != 1)
    return cli_error(_("write for example: x^2 + 3*y^2 x=2 y=1"),
                     _("descent wants a formula of two numbers with one number "
                       "as result; this one takes %zu and yields %zu"),
                     f.n, f.m);
  struct path *paths = calloc(AD_METHOD_COUNT, sizeof *paths);
  if (!paths)
    return cli_error(NULL, _("out of memory"));
  enum ad_status status = find_paths(&f, p->x, paths);
  int code = status ? cli_error(NULL, "%s", _(ad_status_text(status)))
             : paths[AD_NEWTON].count
               ? CLI_OK
               : cli_error(NULL, _("the derivative is not finite at the start"));
  if (!code)
    write_all(p, &f, paths, out);
  free(paths);
  return code;
}
