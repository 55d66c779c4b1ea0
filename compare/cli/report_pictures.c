/* report_pictures.c: gnuplot's pictures inside the page.  Their elements' names
 * are made different from picture to picture, as in one page they have to be. */
#include <config.h>

#include "report.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "html.h"
#include "plot.h"

/* Of all derivatives, one by one, and of the function. */
enum { CURVES = 4 };

/* One of gnuplot's pictures: the kind of `dualtape plot`, and its title, with the
 * names of an output and an input. */
struct kind {
  const char *name;
  int (*write)(const struct cli_problem *p, const struct plot_options *o,
               FILE *out);
  const char *title;
};
static const struct kind curve = {
  "vcurve", plot_vcurve, N_("Errors of difference quotients for d%s/d%s")};
static const struct kind ways = {
  "descent", plot_descent,
  N_("The contours of %s, and the ways of four optimisers from the point given")};

/* Whether the text at `at` begins so. */
static bool begins(const char *at, const char *with)
{
  return strncmp(at, with, strlen(with)) == 0;
}

/* Copies the SVG from its first tag on: names get the picture's number before
 * them, the title and its description are ours. */
static void copy_svg(const char *svg, size_t number, const char *title,
                     FILE *out)
{
  static const char *const names[] = {" id='", " id=\"", "href='#", "href=\"#",
                                      "url(#"};
  const char *at = strstr(svg, "<svg");
  while (at && *at) {
    size_t length = 1;
    if (begins(at, "<title>")) {
      fputs("<title>", out);
      html_text(out, title);
      fputs("</title>", out);
      at = strstr(at, "</title>");
      at += at ? strlen("</title>") : 0;
      continue;
    }
    if (begins(at, "<desc>")) {
      at = strstr(at, "</desc>");
      at += at ? strlen("</desc>") : 0;
      continue;
    }
    for (size_t k = 0; k < sizeof names / sizeof *names; k++)
      if (begins(at, names[k]))
        length = strlen(names[k]);
    fwrite(at, 1, length, out);
    if (length > 1)
      fprintf(out, "picture-%zu-", number);
    if (begins(at, "<svg")) {
      fputs("svg role=\"img\"", out);
      length = strlen("<svg");
    }
    at += length;
  }
}

/* A file of our own, for the signal to remove; its name in `path`. */
static FILE *temporary(char path[256])
{
  const char *folder = getenv("TMPDIR");
  snprintf(path, 256, "%.200s/dualtape.XXXXXX",
           folder && *folder ? folder : "/tmp");
  const int fd = cli_temporary(path);
  FILE *file = fd >= 0 ? fdopen(fd, "w+") : NULL;
  if (!file) {
    cli_unguard(path);
    cli_error(NULL, "%s: %s", path, strerror(errno));
  }
  return file;
}

static char *read_all(FILE *in)
{
  size_t room = 1 << 16, length = 0, got;
  char *text = malloc(room);
  while (text && (got = fread(text + length, 1, room - 1 - length, in)) > 0) {
    length += got;
    char *more = length + 1 < room ? text : realloc(text, room *= 2);
    if (!more)
      free(text);
    text = more;
  }
  if (text)
    text[length] = '\0';
  return text;
}

/* Two files of our own: gnuplot's data, and what it draws. */
struct files {
  char data[256], path[256];
  FILE *in, *picture;
};

static int draw(const struct report *r, const struct kind *kind,
                const struct plot_options *o, const struct files *f,
                size_t number, const char *title, FILE *out)
{
  int code = kind->write(r->c->p, o, f->in);
  if (fflush(f->in) != 0 && !code)
    code = cli_error(NULL, "%s: %s", f->data, strerror(errno));
  if (!code)
    code = plot_draw(kind->name, f->data, f->path, "svg");
  char *svg = code ? NULL : read_all(f->picture);
  if (!code && !svg)
    code = cli_error(NULL, _("out of memory"));
  if (svg)
    copy_svg(svg, number, title, out);
  free(svg);
  return code;
}

static void close_file(FILE *file, const char *path)
{
  if (!file)
    return;
  fclose(file);
  unlink(path);
  cli_unguard(path);
}

static int add(const struct report *r, const struct kind *kind, size_t i,
               size_t j, size_t number, FILE *out)
{
  const struct plot_options o = {.true_value = NAN, .i = i, .j = j};
  char title[512], input[200], output[200];
  struct files f = {.in = NULL};
  int code = CLI_BAD;
  ad_formula_input_name(r->c->p->formula, j, input, sizeof input);
  ad_formula_output_name(r->c->p->formula, i, output, sizeof output);
  snprintf(title, sizeof title, _(kind->title), output, input);
  f.in = temporary(f.data);
  f.picture = f.in ? temporary(f.path) : NULL;
  if (f.picture) {
    fputs("<figure>\n", out);
    code = draw(r, kind, &o, &f, number, title, out);
    fputs("<figcaption>", out);
    html_text(out, title);
    fputs("</figcaption>\n</figure>\n", out);
  }
  close_file(f.picture, f.path);
  close_file(f.in, f.data);
  return code;
}

static bool has_curve(const struct report *r, size_t i, size_t j)
{
  const struct check_report *all = r->c->r;
  return !r->c->edge &&
         isfinite(compare_entry(all, all->jac, COMPARE_FORWARD, i, j));
}

static void note(const char *word, FILE *out)
{
  fputs("<p class=\"note\">", out);
  html_text(out, report_word(word));
  fputs("</p>\n", out);
}

int report_pictures(const struct report *r, FILE *out)
{
  const size_t n = r->c->r->n, m = r->c->r->m;
  size_t drawn = 0, left = 0;
  int code = CLI_OK;
  if (!plot_can_draw()) {
    note("no-gnuplot", out);
    return CLI_OK;
  }
  fputs("<div class=\"pictures\">\n", out);
  for (size_t i = 0; i < m; i++)
    for (size_t j = 0; j < n && !code; j++) {
      if (!has_curve(r, i, j))
        continue;
      if (drawn < CURVES)
        code = add(r, &curve, i, j, drawn++, out);
      else
        left++;
    }
  const bool none = drawn == 0;
  if (!code && n == 2 && m == 1 && has_curve(r, 0, 0) && has_curve(r, 0, 1))
    code = add(r, &ways, 0, 0, drawn, out);
  fputs("</div>\n", out);
  if (none)
    note("no-curve", out);
  if (left > 0)
    note("pictures-cut", out);
  return code;
}
