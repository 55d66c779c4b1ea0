/* plot_map.c: errors over the plane of two inputs: of differences, or of a
 * Taylor polynomial. */
#include <config.h>

#include "plot.h"

#include <float.h>
#include <stdlib.h>
#include <string.h>

#include "../derivatives.h"
#include "../fd_rule.h"
#include "one.h"
#include "part.h"

enum { GRID = 161 };

struct map {
  const struct ad_function *f;
  double at[2], span;
  double y, g[2], h[4]; /* value, gradient and Hessian at the point */
  int degree;           /* of the polynomial; 0: differences */
  double low, high;     /* of the colours */
};

static double value(const struct map *m, double a, double b)
{
  const double x[] = {a, b};
  double y;
  return m->f->on_double(x, &y, m->f->data) == AD_OK ? y : NAN;
}

/* How far the gradient by forward differences, with the step usual at x, is
 * from the exact one, relative to its norm. */
static double of_differences(const struct map *m, const double x[2])
{
  double y, off = 0, size = 0;
  for (int j = 0; j < 2; j++) {
    const double along[] = {j == 0, j == 1};
    const double h = fd_usual_step(FD_FORWARD, x[j], DBL_EPSILON);
    volatile double moved = x[j] + h;
    double exact;
    if (ad_jvp(m->f, x, along, &y, &exact))
      return NAN;
    const double there = value(m, j ? x[0] : moved, j ? moved : x[1]);
    const double d = (there - value(m, x[0], x[1])) / (moved - x[j]);
    off = hypot(off, d - exact), size = hypot(size, exact);
  }
  /* a constant has no gradient to miss */
  return off == 0 ? 0 : size > 0 ? off / size : NAN;
}

static double of_polynomial(const struct map *m, const double x[2])
{
  const double u = x[0] - m->at[0], v = x[1] - m->at[1];
  double left = value(m, x[0], x[1]) - m->y - (m->g[0] * u + m->g[1] * v);
  if (m->degree == 2)
    left -= (m->h[0] * u * u + (m->h[1] + m->h[2]) * u * v +
             m->h[3] * v * v) / 2;
  return fabs(left);
}

/* Powers of ten; none below what rounding leaves. */
static double measure(const struct map *m, const double x[2])
{
  const double e = m->degree ? of_polynomial(m, x) : of_differences(m, x);
  const double least =
    m->degree ? DBL_EPSILON * fmax(fabs(m->y), DBL_MIN / DBL_EPSILON) : 1e-17;
  return isfinite(e) ? log10(fmax(e, least)) : NAN;
}

static int by_size(const void *a, const void *b)
{
  const double *x = a, *y = b;
  return (*x > *y) - (*x < *y);
}

/* The colours reach over whole powers of ten that hold all but the least three
 * hundredths of the values and the greatest one.  False if there are none. */
static bool find_colours(struct map *m, const double *v, size_t count)
{
  double *sorted = malloc(count * sizeof *sorted);
  size_t n = 0;
  for (size_t k = 0; sorted && k < count; k++)
    if (!isnan(v[k]))
      sorted[n++] = v[k];
  if (n) {
    qsort(sorted, n, sizeof *sorted, by_size);
    m->low = floor(sorted[3 * n / 100]);
    m->high = ceil(sorted[n - 1 - n / 100]);
    if (m->high <= m->low)
      m->high = m->low + 1;
  }
  free(sorted);
  return n > 0;
}

static void place(const struct map *m, int i, int j, double x[2])
{
  x[0] = m->at[0] + m->span * (2. * i / (GRID - 1) - 1);
  x[1] = m->at[1] + m->span * (2. * j / (GRID - 1) - 1);
}

static void write_all(const struct map *m, const double *v, char name[2][200],
                      const char *output, const char *formula, FILE *out)
{
  fprintf(out, "# %s over the plane of two inputs\n\n"
               "# degree (0: differences)   inputs   output   formula   the "
               "point   half the width   lowest and highest colour\n"
               "%d \"%.20s\" \"%.20s\" \"%.20s\" \"%s\" %.6g %.6g %.6g %g %g\n",
          m->degree ? "what a Taylor polynomial leaves"
                    : "error of forward differences, relative to the gradient,",
          m->degree, name[0], name[1], output, formula, m->at[0], m->at[1],
          m->span, m->low, m->high);
  fputs("\n\n# first input   second input   log10 of the error\n", out);
  for (int i = 0; i < GRID; i++, fputc('\n', out))
    for (int j = 0; j < GRID; j++) {
      double x[2];
      place(m, i, j, x);
      fprintf(out, "%.6g %.6g %.4g\n", x[0], x[1], v[i * GRID + j]);
    }
}

/* The values over the grid, and the polynomial before them. */
static int compute(struct map *m, double *v)
{
  enum ad_status status = AD_OK;
  if (m->degree)
    status = ad_hessian(m->f, m->at, &m->y, m->g, m->h);
  if (status)
    return cli_status_error(status);
  bool finite = isfinite(m->y) && isfinite(m->g[0]) && isfinite(m->g[1]);
  for (int k = 0; m->degree == 2 && k < 4; k++)
    finite = finite && isfinite(m->h[k]);
  if (!finite)
    return cli_error(_("choose another point"),
                     _("there the derivative is not finite"));
  for (int i = 0; i < GRID; i++)
    for (int j = 0; j < GRID; j++) {
      double x[2];
      place(m, i, j, x);
      v[i * GRID + j] = measure(m, x);
    }
  return find_colours(m, v, (size_t)GRID * GRID)
           ? CLI_OK
           : cli_error(_("choose another point"),
                       _("the formula is not finite around the point"));
}

static int draw(const struct cli_problem *p, const struct plot_options *o,
                const struct cli_part *part, FILE *out)
{
  char name[2][200], output[200], text[48];
  struct cli_one one;
  struct map m = {.at = {part->x[0], part->x[1]}};
  double *v = malloc((size_t)GRID * GRID * sizeof *v);
  int code = cli_one_open(&one, &part->f, o->i);
  if (!code && !v)
    code = cli_error(NULL, _("out of memory"));
  m.f = &one.f;
  m.span = o->span > 0 ? o->span : fmax(1, fmax(fabs(m.at[0]), fabs(m.at[1])));
  m.degree = !o->show || strcmp(o->show, "error") == 0 ? 0
             : strcmp(o->show, "linear") == 0          ? 1
                                                       : 2;
  if (!code)
    code = compute(&m, v);
  for (size_t k = 0; k < 2; k++)
    cli_part_name(part, k, name[k], sizeof name[k]);
  ad_formula_output_name(p->formula, o->i, output, sizeof output);
  if (!code)
    write_all(&m, v, name, output, plot_short_formula(p, text, sizeof text),
              out);
  cli_one_close(&one);
  free(v);
  return code;
}

int plot_map(const struct cli_problem *p, const struct plot_options *o,
             FILE *out)
{
  struct cli_part part;
  int code = cli_part_open(&part, p, o->wrt);
  if (!code && part.f.n != 2)
    code = cli_error(_("name two of the inputs, for example --wrt=x,y"),
                     _("map wants two inputs; these are %zu"), part.f.n);
  if (!code)
    code = draw(p, o, &part, out);
  cli_part_close(&part);
  return code;
}
