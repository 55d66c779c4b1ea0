/* problem.c: FORMULA | -f FILE, and name=value ... */
#include <config.h>

#include "cli.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../ops/shape.h"
#include "problem.h"
#include "progress.h"

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

int cli_explain(const struct cli_problem *p,
                const struct ad_formula_error *error)
{
  char text[2048];
  ad_formula_explain(error, p->file, p->text, p->length, text, sizeof text);
  fputs(text, stderr);
  return CLI_BAD;
}

static int parse(struct cli_problem *p, const char *command)
{
  struct ad_formula_error error;
  cli_progress_begin(command);
  p->formula = ad_formula_parse(p->text, p->length, &error);
  cli_progress_end();
  if (!p->formula)
    return cli_explain(p, &error);
  p->inputs = ad_formula_inputs(p->formula);
  p->outputs = ad_formula_outputs(p->formula);
  p->given = calloc(p->inputs + 1, sizeof *p->given);
  return p->given ? CLI_OK : cli_error(NULL, _("out of memory"));
}

/* ---- the point ---------------------------------------------------------- */

/* name=value, of input j. */
static int set_value(struct cli_problem *p, size_t j, const char *value,
                     const char *setting)
{
  struct ad_formula_error error = {0};
  struct cli_value new;
  if (!(p->shapes && cli_shape(value, &new)) &&
      !cli_matrix(value, &new, &error) && p->shapes)
    return cli_error(error.message[0] && strpbrk(value, "[(@'")
                       ? error.message
                       : _("write for example W=2x3, or a value: x=[1; 2]"),
                     _("`%s` is no shape and no value, in `%s`"), value,
                     setting);
  if (!new.v)
    return cli_error(error.message[0] && strpbrk(value, "[(@'")
                         ? error.message
                         : _("write for example x=2, x=-1.5e3 or x=pi/4"),
                     _("`%s` is not a finite number, in `%s`"), value, setting);
  free(p->given[j].v);
  p->given[j] = new;
  return CLI_OK;
}

static int set(struct cli_problem *p, const char *setting)
{
  const char *equals = strchr(setting, '=');
  if (!equals || equals == setting)
    return cli_error(_("set inputs as name=value, and put the formula in "
                       "quotes"),
                     _("`%s` is no setting"), setting);
  size_t length = (size_t)(equals - setting);
  for (size_t j = 0; j < p->inputs; j++) {
    const char *name = ad_formula_input(p->formula, j, NULL);
    if (strlen(name) != length || memcmp(name, setting, length) != 0)
      continue;
    return set_value(p, j, equals + 1, setting);
  }
  return cli_unknown(p, CLI_INPUT, setting, length);
}

/* Whether nothing in the formula, nor of what was given, is of matrices. */
static bool only_numbers(const struct cli_problem *p)
{
  size_t count;
  const struct ad_node *nodes = ad_formula_nodes(p->formula, &count);
  bool numbers = true;
  for (size_t i = 0; i < count; i++)
    numbers = numbers && !nodes[i].more;
  for (size_t j = 0; j < p->inputs; j++)
    numbers = numbers && (!p->given[j].v || p->given[j].shape.rows *
                                                p->given[j].shape.cols == 1);
  return numbers;
}

/* Inputs without a value are numbers. */
static int set_numbers(struct cli_problem *p)
{
  bool room = true;
  for (size_t j = 0; j < p->inputs; j++)
    if (!p->given[j].v && !ad_formula_default(p->formula, j, NULL)) {
      p->given[j] = (struct cli_value){ad_shape_of(1, 1),
                                       calloc(1, sizeof(double))};
      room = room && p->given[j].v;
    }
  return room ? CLI_OK : cli_error(NULL, _("out of memory"));
}

static int check_all_set(const struct cli_problem *p)
{
  char missing[256] = "", hint[320];
  size_t at = 0;
  for (size_t j = 0; j < p->inputs; j++) {
    const char *name = ad_formula_input(p->formula, j, NULL);
    if (!p->given[j].v && !ad_formula_default(p->formula, j, NULL) && at < sizeof missing)
      at += (size_t)snprintf(missing + at, sizeof missing - at, p->shapes ? " %s=1x1" : " %s=...",
                             name);
  }
  if (at == 0)
    return CLI_OK;
  snprintf(hint, sizeof hint, _("add%s"), missing);
  return cli_error(hint, p->shapes ? _("%s: not all inputs have a shape")
                                   : _("%s: not all inputs have a value"),
                   p->file);
}

/* The shapes of everything, and the numbers of all inputs in a row. */
static int lay_out(struct cli_problem *p)
{
  struct ad_formula_error error;
  struct ad_shape *shapes = malloc((p->inputs + 1) * sizeof *shapes);
  for (size_t j = 0; shapes && j < p->inputs; j++) {
    shapes[j] = p->given[j].shape;
    if (!p->given[j].v)
      ad_formula_default(p->formula, j, &shapes[j]);
  }
  const bool good = shapes && ad_formula_shape(p->formula, shapes, &error);
  if (shapes && !good)
    cli_explain(p, &error);
  if (good) {
    p->n = ad_formula_input_size(p->formula);
    p->m = ad_formula_output_size(p->formula);
    p->x = malloc((p->n + 1) * sizeof *p->x);
  }
  size_t at = 0;
  for (size_t j = 0; p->x && j < p->inputs; j++) {
    const size_t count = shapes[j].rows * shapes[j].cols;
    memcpy(p->x + at,
           p->given[j].v ? p->given[j].v
                         : ad_formula_default(p->formula, j, NULL),
           count * sizeof *p->x);
    at += count;
  }
  free(shapes);
  return !good && shapes ? CLI_BAD
         : p->x          ? CLI_OK
                         : cli_error(NULL, _("out of memory"));
}

int cli_problem_formula(struct cli_problem *p, const char *file, int argc,
                        char **argv, int *at)
{
  *p = (struct cli_problem){.file = _("formula")};
  *at = optind;
  if (!file && *at >= argc)
    return cli_error(_("write for example: 'x^2 + y' x=3 y=1"),
                     _("there is no formula"));
  int code = file ? read_file(p, file) : read_operand(p, argv[(*at)++]);
  return code ? code : parse(p, argv[0]);
}

static int read_problem(struct cli_problem *p, const char *file, int argc,
                        char **argv, bool shapes)
{
  int at, code = cli_problem_formula(p, file, argc, argv, &at);
  p->shapes = shapes;
  for (; !code && at < argc; at++)
    code = set(p, argv[at]);
  if (!code && shapes && only_numbers(p))
    code = set_numbers(p);
  if (!code)
    code = check_all_set(p);
  return code ? code : lay_out(p);
}

int cli_problem_read(struct cli_problem *p, const char *file, int argc,
                     char **argv)
{
  return read_problem(p, file, argc, argv, false);
}

int cli_problem_shapes(struct cli_problem *p, const char *file, int argc,
                       char **argv)
{
  return read_problem(p, file, argc, argv, true);
}

void cli_problem_free(struct cli_problem *p)
{
  for (size_t j = 0; p->given && j < p->inputs; j++)
    free(p->given[j].v);
  free(p->given);
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
