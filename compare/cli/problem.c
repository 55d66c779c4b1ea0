/* problem.c: FORMULA | -f FILE, and name=value ... */
#include <config.h>

#include "cli.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../ops/shape.h"
#include "../nearest.h"

/* A formula's text is short; a file of this size is a mistake or an attack. */
static const size_t largest_file = (size_t)1 << 30;

/* Of one matrix, as in formulas. */
static const size_t most_numbers = (size_t)1 << 24;

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
  p->inputs = ad_formula_inputs(p->formula);
  p->outputs = ad_formula_outputs(p->formula);
  p->given = calloc(p->inputs + 1, sizeof *p->given);
  return p->given ? CLI_OK : cli_error(NULL, _("out of memory"));
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

int cli_option_number(const char *option, const char *text, double least,
                      double most, double *value)
{
  if (!cli_number(text, value) || !(*value >= least && *value <= most))
    return cli_error(NULL, _("--%s: `%s` is no number from %g to %g"), option,
                     text, least, most);
  return CLI_OK;
}

static bool all_finite(const double *v, size_t count)
{
  bool finite = true;
  for (size_t k = 0; k < count; k++)
    finite = finite && isfinite(v[k]);
  return finite;
}

/* The one output of a formula without inputs. */
static bool output_of(ad_formula *f, struct cli_value *value,
                      struct ad_formula_error *error)
{
  uint32_t node;
  double *v = malloc((ad_formula_size(f) + 1) * sizeof *v);
  enum ad_status status = v ? ad_formula_run(f, NULL, v, NULL) : AD_NO_MEMORY;
  ad_formula_output(f, 0, &node);
  value->shape = ad_formula_node_shape(f, node);
  const size_t count = value->shape.rows * value->shape.cols;
  if (status)
    snprintf(error->message, sizeof error->message, "%s",
             _(ad_status_text(status)));
  else
    memmove(v, v + ad_formula_start(f, node), count * sizeof *v);
  if (status || !all_finite(v, count)) {
    free(v);
    return false;
  }
  value->v = v;
  return true;
}

bool cli_matrix(const char *text, struct cli_value *value,
                struct ad_formula_error *error)
{
  struct ad_formula_error own, *e = error ? error : &own;
  ad_formula *f = ad_formula_parse(text, strlen(text), e);
  bool good = false;
  *value = (struct cli_value){.v = NULL};
  if (f && ad_formula_inputs(f) == 0 && ad_formula_outputs(f) == 1 &&
      ad_formula_shape(f, NULL, e))
    good = output_of(f, value, e);
  ad_formula_free(f);
  return good;
}

void cli_matrix_text(const double *v, struct ad_shape s, int digits,
                     char text[CLI_TEXT])
{
  const size_t count = s.rows * s.cols;
  double largest = 0, sum = 0;
  if (count == 1) {
    snprintf(text, CLI_TEXT, "%.*g", digits, v[0]);
    return;
  }
  if (count <= CLI_INLINE) {
    int at = snprintf(text, CLI_TEXT, "[");
    for (size_t k = 0; k < count; k++)
      at += snprintf(text + at, (size_t)(CLI_TEXT - at), "%.*g%s", digits,
                     v[k] + 0.0,
                     k + 1 == count              ? "]"
                     : (k + 1) % s.cols == 0 ? "; "
                                                 : " ");
    return;
  }
  for (size_t k = 0; k < count; k++)
    largest = fmax(largest, fabs(v[k]));
  for (size_t k = 0; k < count && largest > 0; k++)
    sum += v[k] / largest * (v[k] / largest);
  snprintf(text, CLI_TEXT, _("%zux%zu of norm %.*g"), s.rows, s.cols, digits,
           largest * sqrt(sum));
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
  size_t count = what == CLI_INPUT ? p->inputs : p->outputs;
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

/* Whether two names are the same but for blanks: W[2, 3] is W[2,3]. */
static bool same_name(const char *a, const char *b)
{
  for (;; a++, b++) {
    a += strspn(a, " ");
    b += strspn(b, " ");
    if (*a != *b || !*a)
      return *a == *b;
  }
}

static int element_name(const struct cli_problem *p, enum cli_what what,
                        size_t k, char *text, size_t size)
{
  return what == CLI_INPUT ? ad_formula_input_name(p->formula, k, text, size)
                           : ad_formula_output_name(p->formula, k, text, size);
}

/* A matrix's name alone, or an element that it does not have. */
static int fail_element(const struct cli_problem *p, enum cli_what what,
                        const char *name, size_t first)
{
  char hint[200], one[160];
  element_name(p, what, first, one, sizeof one);
  snprintf(hint, sizeof hint, _("choose an element, for example '%.150s'"),
           one);
  return cli_error(hint, _("`%s` is a matrix, or no element of one"), name);
}

int cli_find(const struct cli_problem *p, enum cli_what what,
             const char *name, size_t *place)
{
  const size_t count = what == CLI_INPUT ? p->n : p->m;
  const size_t length = name ? strcspn(name, "[ ") : 0;
  size_t of = SIZE_MAX;
  *place = 0;
  if (!name)
    return CLI_OK;
  for (; *place < count; ++*place) {
    char text[320];
    element_name(p, what, *place, text, sizeof text);
    if (same_name(text, name))
      return CLI_OK;
    if (of == SIZE_MAX && strcspn(text, "[") == length &&
        memcmp(text, name, length) == 0 && text[length] == '[')
      of = *place;
  }
  return of == SIZE_MAX ? fail_unknown(p, what, name, strlen(name))
                        : fail_element(p, what, name, of);
}

/* 2x3, as a matrix of zeros. */
static bool shape_of(const char *text, struct cli_value *value)
{
  unsigned rows, cols;
  int end = 0;
  const bool good = isdigit((unsigned char)*text) &&
                    sscanf(text, "%9ux%9u%n", &rows, &cols, &end) == 2 &&
                    isdigit((unsigned char)strchr(text, 'x')[1]) &&
                    text[end] == '\0' && rows && cols &&
                    ad_shape_size(rows, cols) && rows * cols <= most_numbers;
  *value = (struct cli_value){.v = NULL};
  if (good) {
    value->shape = ad_shape_of(rows, cols);
    value->v = calloc((size_t)rows * cols, sizeof *value->v);
  }
  return value->v;
}

/* name=value, of input j. */
static int set_value(struct cli_problem *p, size_t j, const char *value,
                     const char *setting)
{
  struct ad_formula_error error = {0};
  struct cli_value new;
  if (!(p->shapes && shape_of(value, &new)) &&
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
  return fail_unknown(p, CLI_INPUT, setting, length);
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
    explain(p, &error);
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
  return code ? code : parse(p);
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

/* ---- values ------------------------------------------------------------- */

/* The first element where the op is undefined. */
static void find_operands(const struct cli_problem *p, uint32_t node,
                          const double *v, double x[AD_OP_ARGS])
{
  const enum ad_op op = ad_formula_nodes(p->formula, NULL)[node].op;
  const struct ad_shape s = ad_formula_node_shape(p->formula, node);
  for (size_t k = 0; k < s.rows * s.cols; k++) {
    ad_formula_operands(p->formula, node, k, v, x);
    if (!ad_op_defined(op, x[0], x[1], x[2]))
      return;
  }
}

/* The condition with the argument's values, for people. */
static void describe_undefined(const struct cli_problem *p, uint32_t node,
                               const double *v, struct ad_formula_error *e)
{
  const struct ad_node *n = &ad_formula_nodes(p->formula, NULL)[node];
  const struct ad_op_info *op = ad_op_info(n->op);
  double x[AD_OP_ARGS];
  find_operands(p, node, v, x);
  e->offset = n->offset, e->length = n->length;
  size_t at = (size_t)snprintf(e->message, sizeof e->message,
                               _("%s is undefined at"), op->name);
  for (int k = 0; k < ad_node_arguments(n) && at < sizeof e->message; k++)
    at += (size_t)snprintf(e->message + at, sizeof e->message - at,
                           "%s %c = %.6g", k ? "," : "", 'a' + k, x[k]);
  if (strcmp(op->domain, "ANYWHERE") != 0)
    snprintf(e->hint, sizeof e->hint, _("%s needs %s"), op->name, op->domain);
}

static const char *name_of(const struct ad_node *n)
{
  return n->kind == AD_NODE_WHOLE ? ad_matrix_info(n->more->whole)->name
         : n->kind == AD_NODE_OP  ? ad_op_info(n->op)->name
                                  : "";
}

/* The first op whose value is not finite although its arguments are. */
static bool find_overflow(const struct cli_problem *p, const double *v,
                          struct ad_formula_error *e)
{
  size_t count;
  const struct ad_node *nodes = ad_formula_nodes(p->formula, &count);
  for (uint32_t i = 0; i < count; i++) {
    const struct ad_shape s = ad_formula_node_shape(p->formula, i);
    if (all_finite(v + ad_formula_start(p->formula, i), s.rows * s.cols))
      continue;
    e->offset = nodes[i].offset, e->length = nodes[i].length;
    snprintf(e->message, sizeof e->message,
             _("the value of %s is too large for a double"),
             name_of(&nodes[i]));
    return true;
  }
  return false;
}

/* An op on matrices that ended with a status: a singular matrix. */
static void describe_status(const struct cli_problem *p, uint32_t node,
                            enum ad_status status, struct ad_formula_error *e)
{
  const struct ad_node *n = &ad_formula_nodes(p->formula, NULL)[node];
  e->offset = n->offset, e->length = n->length;
  snprintf(e->message, sizeof e->message, "%s%s%s", name_of(n),
           *name_of(n) ? ": " : "", _(ad_status_text(status)));
}

bool cli_values(const struct cli_problem *p, double *v)
{
  struct ad_formula_error e = {0};
  uint32_t bad = 0;
  const enum ad_status status = ad_formula_run(p->formula, p->x, v, &bad);
  if (status)
    describe_status(p, bad, status, &e);
  else if (ad_formula_undefined(p->formula, v, &bad))
    describe_undefined(p, bad, v, &e);
  else if (!find_overflow(p, v, &e))
    return true;
  ad_formula_place(p->text, e.offset, &e.line, &e.column);
  explain(p, &e);
  return false;
}

int cli_defined(const struct cli_problem *p)
{
  double *v = malloc((ad_formula_size(p->formula) + 1) * sizeof *v);
  int code = !v                  ? cli_error(NULL, _("out of memory"))
             : cli_values(p, v) ? CLI_OK
                                : CLI_BAD;
  free(v);
  return code;
}

/* The point itself is good, but a step away from it a matrix is not symmetric
 * any more. */
int cli_status_error(enum ad_status status)
{
  return cli_error(status == AD_NOT_DEFINITE
                     ? _("differences change one element alone; where a matrix "
                         "S has to stay symmetric, write (S + S')/2 for S")
                     : NULL,
                   "%s", _(ad_status_text(status)));
}
