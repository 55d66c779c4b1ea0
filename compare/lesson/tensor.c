/* tensor.c: numbers as PyTorch 1.13 prints a tensor of floats. */
#include <config.h>

#include "print.h"

#include <math.h>
#include <string.h>

/* PyTorch's printing options. */
enum { PRECISION = 4, LINE = 80, MOST = 1000, EDGE = 3 };

enum { INDENT = 7 /* of "tensor(" */, TEXT = 64 };

/* How each number of a tensor is written. */
struct format {
  bool whole, powers; /* as 2., as 2.0000e+00 */
  size_t width;
};

/* What is written, and how long its last line has become. */
struct writer {
  FILE *out;
  size_t column;
};

static void put(struct writer *w, const char *text)
{
  const char *end = strrchr(text, '\n');
  fputs(text, w->out);
  w->column = end ? strlen(end + 1) : w->column + strlen(text);
}

static void new_line(struct writer *w, size_t indent)
{
  put(w, ",\n");
  for (size_t k = 0; k < indent; k++)
    put(w, " ");
}

/* ---- which of the numbers are shown ---------------------------------------- */

/* The k-th that is shown of n, or n itself: dots stand there. */
static size_t shown(size_t k, size_t n, bool all)
{
  if (all || n <= 2 * EDGE || k < EDGE)
    return k;
  return k == EDGE ? n : n - (2 * EDGE + 1) + k;
}

static size_t count_shown(size_t n, bool all)
{
  return all || n <= 2 * EDGE ? n : 2 * EDGE + 1;
}

/* ---- the format that suits all of them ------------------------------------- */

static void write_number(const struct format *f, double v, char text[TEXT])
{
  if (isnan(v))
    snprintf(text, TEXT, "nan"); /* of either sign */
  else if (f->powers)
    snprintf(text, TEXT, "%.*e", PRECISION, v);
  else if (f->whole)
    snprintf(text, TEXT, isfinite(v) ? "%.0f." : "%.0f", v);
  else
    snprintf(text, TEXT, "%.*f", PRECISION, v);
}

static void widen(struct format *f, double v)
{
  char text[TEXT];
  write_number(f, v, text);
  f->width = strlen(text) > f->width ? strlen(text) : f->width;
}

/* Zeros, infinities and NaN have no say. */
static bool has_say(double v) { return isfinite(v) && v != 0; }

/* What v is as a float. */
static double as_float(double v) { return (double)(float)v; }

static struct format choose(size_t rows, size_t cols, const double *x,
                            bool all)
{
  struct format f = {.whole = true, .width = 1};
  double least = INFINITY, most = 0;
  const size_t m = count_shown(rows, all), n = count_shown(cols, all);
  for (int pass = 0; pass < 2; pass++) {
    for (size_t i = 0; i < m; i++)
      for (size_t j = 0; j < n; j++) {
        const size_t r = shown(i, rows, all), c = shown(j, cols, all);
        const double v =
          r < rows && c < cols ? as_float(x[r * cols + c]) : NAN;
        if (!has_say(v))
          continue;
        if (pass == 1) {
          widen(&f, v);
          continue;
        }
        f.whole = f.whole && v == ceil(v);
        least = fmin(least, fabs(v));
        most = fmax(most, fabs(v));
      }
    f.powers = most > 0 && (most / least > 1000 || most > 1e8 ||
                            (!f.whole && least < 1e-4));
  }
  return f;
}

/* ---- rows -------------------------------------------------------------------- */

static void put_number(struct writer *w, const struct format *f, double v)
{
  char text[TEXT], padded[2 * TEXT];
  write_number(f, as_float(v), text);
  snprintf(padded, sizeof padded, "%*s", (int)f->width, text);
  put(w, padded);
}

static void put_row(struct writer *w, const struct format *f, size_t cols,
                    const double *x, bool all)
{
  const size_t n = count_shown(cols, all);
  const size_t fit = (LINE - INDENT - 1) / (f->width + 2);
  const size_t a_line = fit > 0 ? fit : 1;
  put(w, "[");
  for (size_t j = 0; j < n; j++) {
    const size_t c = shown(j, cols, all);
    if (j > 0 && j % a_line == 0)
      new_line(w, INDENT + 2);
    else if (j > 0)
      put(w, ", ");
    if (c < cols)
      put_number(w, f, x[c]);
    else
      put(w, " ...");
  }
  put(w, "]");
}

static void put_rows(struct writer *w, const struct format *f, size_t rows,
                     size_t cols, const double *x, bool all)
{
  const size_t m = count_shown(rows, all);
  put(w, "[");
  for (size_t i = 0; i < m; i++) {
    const size_t r = shown(i, rows, all);
    if (i > 0)
      new_line(w, INDENT + 1);
    if (r < rows)
      put_row(w, f, cols, x + r * cols, all);
    else
      put(w, "...");
  }
  put(w, "]");
}

void print_tensor(FILE *out, size_t rows, size_t cols, const double *x,
                  const char *suffix)
{
  struct writer w = {.out = out};
  const bool all = rows * cols <= MOST;
  const struct format f =
    rows ? choose(rows, cols, x, all) : choose(1, 1, x, true);
  put(&w, "tensor(");
  if (rows)
    put_rows(&w, &f, rows, cols, x, all);
  else
    put_number(&w, &f, *x);
  /* PyTorch counts the last line two longer than it is, and the comma. */
  if (suffix && w.column + 2 + strlen(suffix) + 2 > LINE)
    new_line(&w, INDENT);
  else if (suffix)
    put(&w, ", ");
  if (suffix)
    put(&w, suffix);
  put(&w, ")");
}
