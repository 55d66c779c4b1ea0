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

enum { PICTURES = 4 };

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

static int draw(const struct report *r, const struct plot_options *o,
                const char *data, FILE *in, const char *path, FILE *picture,
                size_t number, const char *title, FILE *out)
{
  int code = plot_vcurve(r->c->p, o, in);
  if (fflush(in) != 0 && !code)
    code = cli_error(NULL, "%s: %s", data, strerror(errno));
  if (!code)
    code = plot_draw("vcurve", data, path, "svg");
  char *svg = code ? NULL : read_all(picture);
  if (!code && !svg)
    code = cli_error(NULL, _("out of memory"));
  if (svg)
    copy_svg(svg, number, title, out);
  free(svg);
  return code;
}

static int add_curve(const struct report *r, size_t i, size_t j, size_t number,
                     FILE *out)
{
  const struct plot_options o = {.true_value = NAN, .i = i, .j = j};
  char data[256], path[256], title[512], input[200], output[200];
  ad_formula_input_name(r->c->p->formula, j, input, sizeof input);
  ad_formula_output_name(r->c->p->formula, i, output, sizeof output);
  snprintf(title, sizeof title, _("Errors of difference quotients for d%s/d%s"),
           output, input);
  FILE *in = temporary(data), *picture = in ? temporary(path) : NULL;
  int code = CLI_BAD;
  if (picture) {
    fputs("<figure>\n", out);
    code = draw(r, &o, data, in, path, picture, number, title, out);
    fputs("<figcaption>", out);
    html_text(out, title);
    fputs("</figcaption>\n</figure>\n", out);
    fclose(picture);
    unlink(path);
    cli_unguard(path);
  }
  if (in) {
    fclose(in);
    unlink(data);
    cli_unguard(data);
  }
  return code;
}

static void note(const char *word, FILE *out)
{
  fputs("<p class=\"note\">", out);
  html_text(out, report_word(word));
  fputs("</p>\n", out);
}

int report_pictures(const struct report *r, FILE *out)
{
  const struct check_report *all = r->c->r;
  size_t drawn = 0, left = 0;
  int code = CLI_OK;
  if (!plot_can_draw()) {
    note("no-gnuplot", out);
    return CLI_OK;
  }
  fputs("<div class=\"pictures\">\n", out);
  for (size_t i = 0; i < all->m && !r->c->edge; i++)
    for (size_t j = 0; j < all->n && !code; j++) {
      if (!isfinite(compare_entry(all, all->jac, COMPARE_FORWARD, i, j)))
        continue;
      if (drawn < PICTURES)
        code = add_curve(r, i, j, drawn++, out);
      else
        left++;
    }
  fputs("</div>\n", out);
  if (drawn == 0)
    note("no-curve", out);
  if (left > 0)
    note("pictures-cut", out);
  return code;
}
