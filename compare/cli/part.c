/* part.c: some inputs of a formula. */
#include <config.h>

#include "part.h"

#include <stdlib.h>
#include <string.h>

/* ---- the function ------------------------------------------------------------ */

static enum ad_status on_double(const double *x, double *y, void *data)
{
  const struct cli_part *part = data;
  cli_part_point(part, x, part->doubles);
  return part->whole.on_double(part->doubles, y, part->whole.data);
}

static enum ad_status on_dual(const dual *x, dual *y, void *data)
{
  const struct cli_part *part = data;
  for (size_t j = 0; j < part->p->n; j++)
    part->duals[j] = dual_const(part->p->x[j]);
  for (size_t k = 0; k < part->f.n; k++)
    part->duals[part->place[k]] = x[k];
  return part->whole.on_dual(part->duals, y, part->whole.data);
}

static enum ad_status on_var(const var *x, var *y, void *data)
{
  const struct cli_part *part = data;
  for (size_t j = 0; j < part->p->n; j++)
    part->vars[j] = var_const(part->p->x[j]);
  for (size_t k = 0; k < part->f.n; k++)
    part->vars[part->place[k]] = x[k];
  return part->whole.on_var(part->vars, y, part->whole.data);
}

void cli_part_point(const struct cli_part *part, const double *x, double *all)
{
  memcpy(all, part->p->x, part->p->n * sizeof *all);
  for (size_t k = 0; k < part->f.n; k++)
    all[part->place[k]] = x[k];
}

void cli_part_name(const struct cli_part *part, size_t k, char *text,
                   size_t size)
{
  ad_formula_input_name(part->p->formula, part->place[k], text, size);
}

/* ---- names ------------------------------------------------------------------- */

const char *cli_list_next(const char *list)
{
  for (int depth = 0; *list; list++) {
    depth += (*list == '[' || *list == '(') - (*list == ']' || *list == ')');
    if (*list == ',' && depth <= 0)
      return list;
  }
  return list;
}

static const char *name_of(const struct cli_problem *p, enum cli_what what,
                           size_t k, uint32_t *node)
{
  if (what == CLI_OUTPUT)
    return ad_formula_output(p->formula, k, node);
  *node = ad_formula_input_node(p->formula, k);
  return ad_formula_input(p->formula, k, NULL);
}

/* How many numbers input or output k has. */
static size_t numbers_of(const struct cli_problem *p, uint32_t node)
{
  const struct ad_shape s = ad_formula_node_shape(p->formula, node);
  return s.rows * s.cols;
}

/* The numbers that a name stands for: a whole input or output, or an element. */
static int find(const struct cli_problem *p, enum cli_what what,
                const char *name, size_t *first, size_t *count)
{
  const size_t names = what == CLI_INPUT ? p->inputs : p->outputs;
  *first = 0;
  for (size_t k = 0; k < names; k++) {
    uint32_t node;
    const bool same = strcmp(name_of(p, what, k, &node), name) == 0;
    *count = numbers_of(p, node);
    if (same)
      return CLI_OK;
    *first += *count;
  }
  *count = 1;
  return cli_find(p, what, name, first);
}

/* Marks the numbers that the list names. */
static int choose(const struct cli_problem *p, const char *wrt, bool *chosen)
{
  for (const char *at = wrt, *end;; at = end + 1) {
    size_t first, count;
    end = cli_list_next(at);
    char *name = strndup(at, (size_t)(end - at));
    if (!name)
      return cli_error(NULL, _("out of memory"));
    const int code = find(p, CLI_INPUT, name, &first, &count);
    free(name);
    if (code)
      return code;
    memset(chosen + first, true, count);
    if (!*end)
      return CLI_OK;
  }
}

int cli_part_open(struct cli_part *part, const struct cli_problem *p,
                  const char *wrt)
{
  const size_t n = p->n;
  *part = (struct cli_part){.p = p, .whole = ad_formula_function(p->formula)};
  part->place = malloc((n + 1) * sizeof *part->place);
  part->x = malloc((n + 1) * sizeof *part->x);
  part->doubles = malloc((n + 1) * sizeof *part->doubles);
  part->duals = malloc((n + 1) * sizeof *part->duals);
  part->vars = malloc((n + 1) * sizeof *part->vars);
  bool *chosen = calloc(n + 1, 1);
  const bool good = part->place && part->x && part->doubles && part->duals &&
                    part->vars && chosen;
  int code = good ? CLI_OK : cli_error(NULL, _("out of memory"));
  if (good && wrt)
    code = choose(p, wrt, chosen);
  part->f = part->whole;
  if (wrt) {
    part->f.on_double = on_double, part->f.on_dual = on_dual;
    part->f.on_var = on_var, part->f.on_hyper = NULL;
    part->f.on_complex = NULL, part->f.on_float = NULL;
    part->f.on_taylor = NULL;
    part->f.data = part;
  }
  part->f.n = 0;
  for (size_t j = 0; !code && j < n; j++)
    if (!wrt || chosen[j]) {
      part->place[part->f.n] = j;
      part->x[part->f.n++] = p->x[j];
    }
  free(chosen);
  return code;
}

void cli_part_close(struct cli_part *part)
{
  free(part->place);
  free(part->x);
  free(part->doubles);
  free(part->duals);
  free(part->vars);
}

/* ---- for people ----------------------------------------------------------------- */

static void print_full(const double *v, struct ad_shape s, int digits,
                       FILE *out)
{
  for (size_t k = 0; k < s.rows * s.cols; k++)
    fprintf(out, "%s%.*g", k == 0 ? "[" : k % s.cols ? " " : "; ", digits,
            v[k] + 0.0);
  fputc(']', out);
}

void cli_print_all(const struct cli_problem *p, enum cli_what what,
                   const double *v, int digits, bool full, FILE *out)
{
  const size_t count = what == CLI_INPUT ? p->inputs : p->outputs;
  for (size_t k = 0; k < count; k++) {
    uint32_t node;
    char text[CLI_TEXT];
    const char *name = name_of(p, what, k, &node);
    const struct ad_shape s = ad_formula_node_shape(p->formula, node);
    fprintf(out, "%s%s = ", k ? ", " : "", name);
    if (full && s.rows * s.cols > 1) {
      print_full(v, s, digits, out);
    } else {
      cli_matrix_text(v, s, digits, text);
      fputs(text, out);
    }
    v += s.rows * s.cols;
  }
}

/* ---- directions -------------------------------------------------------------------- */

static int wrong_count(size_t got, size_t wanted)
{
  return cli_error(NULL, _("--vector has %zu numbers, where %zu are wanted"),
                   got, wanted);
}

static int wrong_value(const char *text)
{
  return cli_error(_("write for example --vector=1,-1 or --vector x=1"),
                   _("--vector: `%s` has no finite numbers"), text);
}

/* "name=value". */
static int set_named(const struct cli_problem *p, enum cli_what what,
                     const char *text, double *v)
{
  const char *equals = strchr(text, '=');
  size_t first, count;
  struct cli_value value;
  char *name = strndup(text, (size_t)(equals - text));
  if (!name)
    return cli_error(NULL, _("out of memory"));
  int code = find(p, what, name, &first, &count);
  free(name);
  if (code)
    return code;
  if (!cli_matrix(equals + 1, &value, NULL))
    return wrong_value(text);
  const size_t got = value.shape.rows * value.shape.cols;
  if (got != count)
    code = wrong_count(got, count);
  else
    memcpy(v + first, value.v, count * sizeof *v);
  free(value.v);
  return code;
}

/* All numbers in their order. */
static int set_all(const char *text, size_t count, double *v)
{
  struct cli_value value;
  const size_t size = strlen(text) + 3;
  char *list = malloc(size);
  if (!list)
    return cli_error(NULL, _("out of memory"));
  snprintf(list, size, "[%s]", text);
  const bool good = cli_matrix(list, &value, NULL);
  free(list);
  if (!good)
    return wrong_value(text);
  const size_t got = value.shape.rows * value.shape.cols;
  int code = CLI_OK;
  if (got != count)
    code = wrong_count(got, count);
  else
    memcpy(v, value.v, count * sizeof *v);
  free(value.v);
  return code;
}

int cli_vector(const struct cli_problem *p, enum cli_what what,
               const char *const *text, size_t count, double *v)
{
  int code = CLI_OK;
  for (size_t k = 0; !code && k < count; k++)
    code = strchr(text[k], '=')
             ? set_named(p, what, text[k], v)
             : set_all(text[k], what == CLI_INPUT ? p->n : p->m, v);
  return code;
}
