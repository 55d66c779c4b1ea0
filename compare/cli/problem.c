/* problem.c: FORMULA | -f FILE, and name=value ... */
#include <config.h>

#include "cli.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../nearest.h"

/* A formula's text is short; a file of this size is a mistake or an attack. */
static const size_t largest_file = (size_t)1 << 30;

static int read_all(struct cli_problem *p, FILE *in)
{
  size_t room = 4096, got;
  p->text = malloc(room);
  while (p->text && (got = fread(p->text + p->length, 1, room - p->length,
                                 in)) > 0) {
    p->length += got;
    if (p->length > largest_file)
      return cli_error(NULL, _("%s: larger than 1 GiB"), p->file);
    if (p->length < room)
      continue;
    room *= 2;
    char *more = realloc(p->text, room);
    if (!more)
      free(p->text);
    p->text = more;
  }
  if (!p->text)
    return cli_error(NULL, _("%s: out of memory"), p->file);
  if (ferror(in))
    return cli_error(NULL, "%s: %s", p->file, strerror(errno));
  return CLI_OK;
}

static int read_file(struct cli_problem *p, const char *file)
{
  bool standard = strcmp(file, "-") == 0;
  p->file = standard ? _("standard input") : file;
  FILE *in = standard ? stdin : fopen(file, "rb");
  if (!in)
    return cli_error(NULL, "%s: %s", file, strerror(errno));
  int code = read_all(p, in);
  if (!standard)
    fclose(in);
  return code;
}

static int read_operand(struct cli_problem *p, const char *text)
{
  p->file = _("formula");
  p->length = strlen(text);
  p->text = strdup(text);
  return p->text ? CLI_OK : cli_error(NULL, _("out of memory"));
}

static int explain(const struct cli_problem *p,
                   const struct ad_formula_error *error)
{
  char text[2048];
  ad_formula_explain(error, p->file, p->text, p->length, text, sizeof text);
  fputs(text, stderr);
  return CLI_BAD;
}

static int parse(struct cli_problem *p)
{
  struct ad_formula_error error;
  p->formula = ad_formula_parse(p->text, p->length, &error);
  if (!p->formula)
    return explain(p, &error);
  p->n = ad_formula_inputs(p->formula);
  p->m = ad_formula_outputs(p->formula);
  p->x = malloc((p->n + 1) * sizeof *p->x);
  if (!p->x)
    return cli_error(NULL, _("out of memory"));
  for (size_t j = 0; j < p->n; j++)
    ad_formula_input(p->formula, j, &p->x[j]);
  return CLI_OK;
}

/* ---- the point ---------------------------------------------------------- */

/* Takes any formula without inputs: 2, -1e3, pi/4. */
bool cli_number(const char *text, double *value)
{
  ad_formula *f = ad_formula_parse(text, strlen(text), NULL);
  size_t count = 0;
  const struct ad_node *nodes = f ? ad_formula_nodes(f, &count) : NULL;
  bool good = count == 1 && nodes[0].kind == AD_NODE_CONSTANT;
  if (good)
    *value = nodes[0].constant;
  ad_formula_free(f);
  return good;
}

static const char *nth(const struct cli_problem *p, enum cli_what what,
                       size_t k)
{
  return what == CLI_INPUT ? ad_formula_input(p->formula, k, NULL)
                           : ad_formula_output(p->formula, k, NULL);
}

/* "its inputs are x y z" */
static void list_names(const char *const *names, size_t count,
                       enum cli_what what, char *text, size_t size)
{
  int at = snprintf(text, size, "%s", what == CLI_INPUT ? _("its inputs are")
                                                     : _("its outputs are"));
  for (size_t k = 0; k < count && at >= 0 && (size_t)at < size; k++)
    at += snprintf(text + at, size - (size_t)at, " %s", names[k]);
}

static int fail_unknown(const struct cli_problem *p, enum cli_what what,
                        const char *word, size_t length)
{
  size_t count = what == CLI_INPUT ? p->n : p->m;
  char hint[256];
  const char **names = calloc(count + 1, sizeof *names);
  if (!names)
    return cli_error(NULL, _("out of memory"));
  for (size_t k = 0; k < count; k++)
    names[k] = nth(p, what, k);
  const char *near = ad_nearest(word, length, names, count);
  if (near)
    snprintf(hint, sizeof hint, _("did you mean `%s`?"), near);
  else
    list_names(names, count, what, hint, sizeof hint);
  free(names);
  return cli_error(count ? hint : NULL,
                   what == CLI_INPUT ? _("%s has no input `%.*s`")
                                     : _("%s has no output `%.*s`"),
                   p->file, (int)length, word);
}

int cli_find(const struct cli_problem *p, enum cli_what what,
             const char *name, size_t *place)
{
  size_t count = what == CLI_INPUT ? p->n : p->m;
  *place = 0;
  if (!name)
    return CLI_OK;
  for (; *place < count; ++*place)
    if (strcmp(nth(p, what, *place), name) == 0)
      return CLI_OK;
  return fail_unknown(p, what, name, strlen(name));
}

static int set(struct cli_problem *p, const char *setting)
{
  const char *equals = strchr(setting, '=');
  if (!equals || equals == setting)
    return cli_error(_("set inputs as name=value, and put the formula in "
                       "quotes"),
                     _("`%s` is no setting"), setting);
  size_t length = (size_t)(equals - setting);
  for (size_t j = 0; j < p->n; j++) {
    const char *name = ad_formula_input(p->formula, j, NULL);
    if (strlen(name) != length || memcmp(name, setting, length) != 0)
      continue;
    if (!cli_number(equals + 1, &p->x[j]))
      return cli_error(_("write for example x=2, x=-1.5e3 or x=pi/4"),
                       _("`%s` is not a finite number, in `%s`"), equals + 1,
                       setting);
    return CLI_OK;
  }
  return fail_unknown(p, CLI_INPUT, setting, length);
}

static int check_all_set(const struct cli_problem *p)
{
  char missing[256] = "", hint[320];
  size_t at = 0;
  for (size_t j = 0; j < p->n; j++) {
    const char *name = ad_formula_input(p->formula, j, NULL);
    if (isnan(p->x[j]) && at < sizeof missing)
      at += (size_t)snprintf(missing + at, sizeof missing - at, " %s=...",
                             name);
  }
  if (at == 0)
    return CLI_OK;
  snprintf(hint, sizeof hint, _("add%s"), missing);
  return cli_error(hint, _("%s: not all inputs have a value"), p->file);
}

int cli_problem_read(struct cli_problem *p, const char *file, int argc,
                     char **argv)
{
  *p = (struct cli_problem){.file = _("formula")};
  int at = optind;
  if (!file && at >= argc)
    return cli_error(_("write for example: 'x^2 + y' x=3 y=1"),
                     _("there is no formula"));
  int code = file ? read_file(p, file) : read_operand(p, argv[at++]);
  if (!code)
    code = parse(p);
  for (; !code && at < argc; at++)
    code = set(p, argv[at]);
  return code ? code : check_all_set(p);
}

void cli_problem_free(struct cli_problem *p)
{
  ad_formula_free(p->formula);
  free(p->text);
  free(p->x);
  *p = (struct cli_problem){0};
}

int cli_problem_policy(struct cli_problem *p, const char *text)
{
  const char *wrong;
  if (!text)
    return CLI_OK;
  if (!ad_policy_parse(text, &p->policy, &wrong))
    return cli_error(_("`dualtape ops --edges` shows the rules and the tools; "
                     "write for example --policy=abs=right,max=left"),
                     _("there is no policy `%.*s`"),
                     (int)strcspn(wrong, ","), wrong);
  ad_formula_policy(p->formula, &p->policy);
  return CLI_OK;
}

/* ---- values ------------------------------------------------------------- */

/* The condition with the argument's values, for people. */
static void describe_undefined(const struct ad_node *n, const double *v,
                               struct ad_formula_error *e)
{
  const struct ad_op_info *op = ad_op_info(n->op);
  e->offset = n->offset, e->length = n->length;
  size_t at = (size_t)snprintf(e->message, sizeof e->message,
                               _("%s is undefined at"), op->name);
  for (int k = 0; k < ad_node_arguments(n) && at < sizeof e->message; k++)
    at += (size_t)snprintf(e->message + at, sizeof e->message - at,
                           "%s %c = %.6g", k ? "," : "", 'a' + k,
                           v[n->arg[k]]);
  if (strcmp(op->domain, "ANYWHERE") != 0)
    snprintf(e->hint, sizeof e->hint, _("%s needs %s"), op->name, op->domain);
}

/* The first op whose value is not finite although its arguments are. */
static bool find_overflow(const struct ad_node *nodes, size_t count,
                          const double *v, struct ad_formula_error *e)
{
  for (size_t i = 0; i < count; i++) {
    if (isfinite(v[i]))
      continue;
    e->offset = nodes[i].offset, e->length = nodes[i].length;
    snprintf(e->message, sizeof e->message,
             _("the value of %s is too large for a double"),
             ad_op_info(nodes[i].op)->name);
    return true;
  }
  return false;
}

bool cli_values(const struct cli_problem *p, double *v)
{
  struct ad_formula_error e = {0};
  uint32_t bad;
  size_t count;
  const struct ad_node *nodes = ad_formula_nodes(p->formula, &count);
  ad_formula_run_double(p->formula, p->x, v);
  if (ad_formula_undefined(p->formula, v, &bad))
    describe_undefined(&nodes[bad], v, &e);
  else if (!find_overflow(nodes, count, v, &e))
    return true;
  ad_formula_place(p->text, e.offset, &e.line, &e.column);
  explain(p, &e);
  return false;
}
