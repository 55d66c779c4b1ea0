/* report.c: the page: its places filled, written when it is complete. */
#include <config.h>

#include "report.h"

#include <errno.h>
#include <langinfo.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compare/report_text.h"
#include "html.h"
#include "json.h"
#include "progress.h"

void report_tangents_of(struct report *r, size_t k)
{
  r->t.wrt = k;
  const enum ad_status status = trace_run_forward(&r->t);
  if (!r->status)
    r->status = status;
}

void report_adjoints_of(struct report *r, size_t k)
{
  r->t.of = k;
  const enum ad_status status = trace_run_reverse(&r->t);
  if (!r->status)
    r->status = status;
}

/* ---- the places of the page ---------------------------------------------------- */

/* The language of the texts, as HTML names it. */
static void write_lang(struct report *r, FILE *out)
{
  (void)r;
  /* TRANSLATORS: the language of this catalogue, as in <html lang="en">. */
  fputs(_("en"), out);
}

static void write_version(struct report *r, FILE *out)
{
  (void)r;
  fputs(PACKAGE_VERSION, out);
}

static void write_lines(const char *const *lines, FILE *out)
{
  for (; *lines; lines++)
    fprintf(out, "%s\n", *lines);
}

static void write_css(struct report *r, FILE *out)
{
  (void)r;
  write_lines(report_text_css, out);
}

static void write_js(struct report *r, FILE *out)
{
  (void)r;
  write_lines(report_text_js, out);
}

/* The formula's length without the blanks at its end. */
static size_t formula_length(const struct report *r)
{
  size_t length = r->c->p->length;
  while (length > 0 && strchr(" \t\r\n", r->c->p->text[length - 1]))
    length--;
  return length;
}

static void write_formula(struct report *r, FILE *out)
{
  char *text = strndup(r->c->p->text, formula_length(r));
  if (text)
    html_text(out, text);
  else
    r->status = AD_NO_MEMORY;
  free(text);
}

/* A short formula, in one line; or else the names of the outputs. */
static void write_title(struct report *r, FILE *out)
{
  const size_t length = formula_length(r);
  if (length <= 80 && !memchr(r->c->p->text, '\n', length)) {
    write_formula(r, out);
  } else {
    for (size_t i = 0; i < r->c->p->outputs && i < 4; i++)
      html_format(out, "%s%.40s", i ? ", " : "",
                  ad_formula_output(r->c->p->formula, i, NULL));
  }
  fputs(" \u2013 dualtape", out);
}

static void write_pair(const struct report *r, const char *name, uint32_t node,
                       FILE *out)
{
  const size_t at = ad_formula_start(r->c->p->formula, node);
  char text[CLI_TEXT];
  const struct ad_shape s = ad_formula_node_shape(r->c->p->formula, node);
  cli_matrix_text(r->t.v + at, s, s.rows * s.cols == 1 ? 12 : 6, text);
  fputs("<div><dt>", out);
  html_text(out, name);
  fputs("</dt><dd>", out);
  html_text(out, text);
  fputs("</dd></div>\n", out);
}

static void write_point(struct report *r, FILE *out)
{
  const ad_formula *f = r->c->p->formula;
  fputs("<dl class=\"point\">\n", out);
  for (size_t j = 0; j < r->c->p->inputs; j++)
    write_pair(r, ad_formula_input(f, j, NULL), ad_formula_input_node(f, j),
               out);
  for (size_t i = 0; i < r->c->p->outputs; i++) {
    uint32_t node;
    const char *name = ad_formula_output(f, i, &node);
    write_pair(r, name, node, out);
  }
  fputs("</dl>\n", out);
}

/* The verdict is text, in which \1 and \2 stand for a mark's ends. */
static void write_verdict(struct report *r, FILE *out)
{
  char *text = NULL;
  size_t size;
  FILE *verdict = open_memstream(&text, &size);
  if (verdict)
    compare_verdict(r->c, "\1", "\2", verdict);
  if (!verdict || fclose(verdict) != 0)
    r->status = AD_NO_MEMORY;
  fprintf(out, "<p class=\"verdict%s\">", r->c->agree ? "" : " disagree");
  for (char *at = text; at && *at;) {
    const size_t plain = strcspn(at, "\1\2");
    const char end = at[plain];
    at[plain] = '\0';
    html_text(out, at);
    fputs(end == '\1' ? "<strong>" : end == '\2' ? "</strong>" : "", out);
    at += plain + (end != '\0');
  }
  fputs("</p>\n", out);
  free(text);
}

static void write_options(struct report *r, enum cli_what what, size_t count,
                          FILE *out)
{
  for (size_t k = 0; k < count; k++) {
    char name[200];
    if (what == CLI_INPUT)
      ad_formula_input_name(r->c->p->formula, k, name, sizeof name);
    else
      ad_formula_output_name(r->c->p->formula, k, name, sizeof name);
    fprintf(out, "<option value=\"%zu\">", k);
    html_text(out, name);
    fputs("</option>", out);
  }
}

static void write_wrt(struct report *r, FILE *out)
{
  write_options(r, CLI_INPUT, r->wrt, out);
}

static void write_of(struct report *r, FILE *out)
{
  write_options(r, CLI_OUTPUT, r->of, out);
}

static void write_cut(struct report *r, FILE *out)
{
  if (r->wrt == r->c->p->n && r->of == r->c->p->m)
    return;
  fputs("<p class=\"note\">", out);
  html_text(out, report_word("seeds-cut"));
  fputs("</p>\n", out);
}

static const struct place {
  const char *name;
  void (*write)(struct report *r, FILE *out);
} places[] = {
  {"lang", write_lang},
  {"version", write_version},
  {"title", write_title},
  {"css", write_css},
  {"js", write_js},
  {"formula", write_formula},
  {"point", write_point},
  {"verdict", write_verdict},
  {"comparison", report_comparison},
  {"wrt-options", write_wrt},
  {"of-options", write_of},
  {"graph", report_graph},
  {"cut", write_cut},
  {"forward", report_forward},
  {"reverse", report_reverse},
  {"data", report_data},
};

/* {{name}}, or {{word name}}. */
static int fill(struct report *r, const char *name, FILE *out)
{
  static const char word[] = "word ";
  if (strncmp(name, word, strlen(word)) == 0)
    html_text(out, report_word(name + strlen(word)));
  if (strcmp(name, "pictures") == 0)
    return report_pictures(r, out);
  for (size_t k = 0; k < sizeof places / sizeof *places; k++)
    if (strcmp(name, places[k].name) == 0)
      places[k].write(r, out);
  return r->status ? cli_error(NULL, "%s", _(ad_status_text(r->status)))
                   : CLI_OK;
}

static int write_page(struct report *r, FILE *out)
{
  int code = CLI_OK;
  for (const char *const *line = report_text_html; *line && !code; line++) {
    const char *at = *line, *open;
    while (!code && (open = strstr(at, "{{"))) {
      char name[64];
      const size_t length = strcspn(open + 2, "}");
      snprintf(name, sizeof name, "%.*s", (int)length, open + 2);
      fwrite(at, 1, (size_t)(open - at), out);
      code = fill(r, name, out);
      at = open + 2 + length + 2;
    }
    fprintf(out, "%s\n", at);
  }
  return code;
}

/* ---- all of it ------------------------------------------------------------------ */

static size_t least(size_t a, size_t b)
{
  return a < b ? a : b;
}

/* The nodes in the order of the trace's tables. */
static void order_nodes(struct report *r)
{
  for (int input = 1; input >= 0; input--)
    for (uint32_t i = 0; i < r->t.count; i++) {
      const struct ad_node *node = &r->t.n.nodes[i];
      if (ad_node_is_constant(node) ||
          (node->kind == AD_NODE_INPUT) != (input == 1))
        continue;
      r->place[i] = r->steps;
      r->order[r->steps++] = i;
    }
}

static enum ad_status make(struct report *r, const double *v)
{
  const struct cli_problem *p = r->c->p;
  const size_t size = ad_formula_size(p->formula) + 1;
  enum { DIGITS = 6 };
  if (!trace_make(&r->t, p, DIGITS))
    return AD_NO_MEMORY;
  r->t.n.utf8 = true; /* the page is, whatever the locale */
  r->order = calloc(r->t.count + 1, sizeof *r->order);
  r->place = calloc(r->t.count + 1, sizeof *r->place);
  r->share = calloc(size, sizeof *r->share);
  if (!r->order || !r->place || !r->share)
    return AD_NO_MEMORY;
  memcpy(r->t.v, v, (size - 1) * sizeof *v);
  r->wrt = least(p->n, REPORT_SEEDS);
  r->of = least(p->m, REPORT_SEEDS);
  order_nodes(r);
  return ad_graph_make(p->formula, &r->graph);
}

/* The whole page in memory, so that nothing is written of one that fails. */
static int make_page(const struct comparison *c, const double *v, char **page,
                     size_t *size)
{
  struct report r = {.c = c};
  FILE *out = open_memstream(page, size);
  const enum ad_status status = out ? make(&r, v) : AD_NO_MEMORY;
  int code = status ? cli_error(NULL, "%s", _(ad_status_text(status)))
                    : write_page(&r, out);
  if (out && fclose(out) != 0 && !code)
    code = cli_error(NULL, _("out of memory"));
  trace_free(&r.t);
  ad_graph_release(&r.graph);
  free(r.order);
  free(r.place);
  free(r.share);
  return code;
}

static int write_file(const char *folder, const char *page, size_t size)
{
  struct cli_output out;
  const size_t room = strlen(folder) + sizeof "/index.html";
  char *path = malloc(room);
  if (!path)
    return cli_error(NULL, _("out of memory"));
  snprintf(path, room, "%s/index.html", folder);
  int code = CLI_OK;
  const bool made = mkdir(folder, 0777) == 0;
  if (!made && errno != EEXIST)
    code = cli_error(NULL, "%s: %s", folder, strerror(errno));
  if (!code)
    code = cli_output_open(&out, path);
  if (!code) {
    fwrite(page, 1, size, out.stream);
    code = cli_output_close(&out, CLI_OK);
  }
  if (code && made)
    rmdir(folder);
  free(path);
  return code;
}

/* What there is no page of. */
static int check(const struct comparison *c)
{
  size_t count;
  ad_formula_nodes(c->p->formula, &count);
  if (c->p->n == 0)
    return cli_error(_("name an input, for example x^2 x=3"),
                     _("the formula is a constant; there is nothing to report"));
  if (count > REPORT_NODES)
    return cli_error(_("report a part of the formula"),
                     _("a graph of %zu nodes is too large to draw; %d is most"),
                     count, REPORT_NODES);
#if HAVE_JSON_C
  return CLI_OK;
#else
  return json_missing();
#endif
}

int report_write(const struct comparison *c, const double *v,
                 const char *folder)
{
  char *page = NULL;
  size_t size = 0;
  int code = check(c);
  if (code)
    return code;
#ifdef ENABLE_NLS
  bind_textdomain_codeset(PACKAGE, "UTF-8");
#endif
  cli_progress_begin("compare");
  code = make_page(c, v, &page, &size);
  cli_progress_end();
#ifdef ENABLE_NLS
  bind_textdomain_codeset(PACKAGE, nl_langinfo(CODESET));
#endif
  if (!code)
    code = write_file(folder, page, size);
  free(page);
  return code;
}
