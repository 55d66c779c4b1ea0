/* derivative.c: the frame of the commands jacobian, hessian, jvp, vjp. */
#include <config.h>

#include "derivative.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "part.h"
#include "progress.h"
#include "table.h"

struct options {
  const char *file, *output, *policy, *wrt;
  const char **vector; /* as often as it is given */
  size_t vectors;
  bool json;
  double digits;
};

/* What is printed. */
struct shown {
  const struct derivative *d;
  const struct derivative_table *t;
  const struct cli_problem *p;
  struct cli_part part;
  size_t rows, cols;
  double *y, *table;
  double *v, *chosen; /* of all p->n or p->m numbers, or NULL; those in use */
  int digits;
};

enum { NAME = 200, COLUMNS = 7 };

/* More entries than that are for programs, which can take them in parts. */
static const size_t most_entries = (size_t)1 << 22;

static void input(const struct shown *s, size_t k, char name[NAME])
{
  cli_part_name(&s->part, k, name, NAME);
}

static void row_name(const struct shown *s, size_t i, char name[NAME])
{
  if (s->t->by_output)
    ad_formula_output_name(s->p->formula, i, name, NAME);
  else
    input(s, i, name);
}

/* ---- for people ------------------------------------------------------------- */

static void print_head(const struct shown *s, FILE *out)
{
  cli_print_all(s->p, CLI_OUTPUT, s->y, s->digits, false, out);
  fputs(_("  at "), out);
  cli_print_all(s->p, CLI_INPUT, s->p->x, s->digits, false, out);
  fputc('\n', out);
  if (!s->v)
    return;
  fprintf(out, "%s ", _(s->d->vector));
  cli_print_all(s->p, s->d->along, s->v, s->digits, false, out);
  fputc('\n', out);
}

/* Columns from `first`, as many as a table takes. */
static bool print_columns(const struct shown *s, size_t first, FILE *out)
{
  struct table t = {0};
  char name[NAME];
  const size_t last = first + COLUMNS < s->cols ? first + COLUMNS : s->cols;
  table_row(&t);
  table_cell(&t, "%s", s->t->corner);
  for (size_t j = first; s->t->by_input && j < last; j++) {
    input(s, j, name);
    table_cell(&t, "%s", name);
  }
  if (!s->t->by_input)
    table_cell(&t, "%s", s->t->column);
  for (size_t i = 0; i < s->rows; i++) {
    row_name(s, i, name);
    table_row(&t);
    table_cell(&t, "%s", name);
    for (size_t j = first; j < last; j++)
      table_cell(&t, "%.*g", s->digits, s->table[i * s->cols + j] + 0.0);
  }
  return table_print(&t, out, "lrrrrrrr", 2);
}

static int print_table(const struct shown *s, FILE *out)
{
  print_head(s, out);
  for (size_t j = 0; j < s->cols; j += COLUMNS)
    if (!print_columns(s, j, out))
      return cli_error(NULL, _("out of memory"));
  if (s->t->note)
    s->t->note(&s->part.f, s->part.x, out);
  return CLI_OK;
}

/* ---- for programs -------------------------------------------------------------- */

#if HAVE_JSON_C
static json_object *json_rows(const struct shown *s)
{
  json_object *rows = json_object_new_object();
  char name[NAME], column[NAME];
  for (size_t i = 0; i < s->rows; i++) {
    row_name(s, i, name);
    if (!s->t->by_input) {
      json_add_number(rows, name, s->table[i]);
      continue;
    }
    json_object *row = json_object_new_object();
    for (size_t j = 0; j < s->cols; j++) {
      input(s, j, column);
      json_add_number(row, column, s->table[i * s->cols + j]);
    }
    json_object_object_add(rows, name, row);
  }
  return rows;
}
#endif

static int print_json(const struct shown *s, FILE *out)
{
#if HAVE_JSON_C
  json_object *all = json_object_new_object();
  json_object_object_add(all, "inputs", json_all(s->p, CLI_INPUT, s->p->x));
  json_object_object_add(all, "outputs", json_all(s->p, CLI_OUTPUT, s->y));
  if (s->v)
    json_object_object_add(all, "vector", json_all(s->p, s->d->along, s->v));
  json_object_object_add(all, s->t->json, json_rows(s));
  json_print(all, out);
  json_object_put(all);
  return CLI_OK;
#else
  (void)s, (void)out;
  return json_missing();
#endif
}

/* ---- the command ---------------------------------------------------------------- */

/* Of the vector, the numbers that belong to the chosen inputs. */
static void choose(struct shown *s)
{
  for (size_t k = 0; k < s->part.f.n; k++)
    s->chosen[k] = s->v[s->part.place[k]];
}

static int compute(struct shown *s)
{
  const double *v = s->v;
  if (v && s->d->along == CLI_INPUT) {
    choose(s);
    v = s->chosen;
  }
  cli_progress_begin(s->d->command);
  enum ad_status status =
    s->t->compute(&s->part.f, s->part.x, v, s->y, s->table);
  cli_progress_end();
  return status ? cli_error(NULL, "%s", _(ad_status_text(status))) : CLI_OK;
}

static int read_vector(struct shown *s, const struct options *o)
{
  const enum cli_what along = s->d->along;
  const size_t count = along == CLI_INPUT ? s->p->n : s->p->m;
  if (!o->vectors && s->d->plain)
    return CLI_OK;
  s->v = calloc(2 * count + 1, sizeof *s->v);
  s->chosen = s->v ? s->v + count : NULL;
  if (!s->v)
    return cli_error(NULL, _("out of memory"));
  if (o->vectors)
    return cli_vector(s->p, along, o->vector, o->vectors, s->v);
  s->v[0] = 1; /* where there is but one */
  return count == 1 ? CLI_OK
                    : cli_error(_("write for example --vector=1,-1 or --vector "
                                  "x=1"),
                                _("say --vector=...: %zu numbers"), count);
}

static int make_room(struct shown *s)
{
  const size_t n = s->part.f.n, m = s->p->m;
  s->rows = s->t->by_output ? m : n;
  s->cols = s->t->by_input ? n : 1;
  if (s->cols && s->rows > most_entries / s->cols)
    return cli_error(_("choose some inputs by --wrt, or multiply by a vector: "
                       "jvp, vjp, hessian --vector"),
                     _("%zu by %zu derivatives are too many; %zu are most"),
                     s->rows, s->cols, most_entries);
  s->y = calloc(m + 1, sizeof *s->y);
  s->table = calloc(s->rows * s->cols + 1, sizeof *s->table);
  return s->y && s->table ? CLI_OK : cli_error(NULL, _("out of memory"));
}

static int show(struct shown *s, const struct options *o)
{
  struct cli_output out;
  s->t = o->vectors || !s->d->plain ? s->d->product : s->d->plain;
  int code = cli_part_open(&s->part, s->p, o->wrt);
  if (!code)
    code = make_room(s);
  if (!code)
    code = read_vector(s, o);
  if (!code)
    code = compute(s);
  if (!code)
    code = cli_output_open(&out, o->output);
  if (!code) {
    cli_progress_beside(s->d->command, out.stream);
    code = o->json ? print_json(s, out.stream) : print_table(s, out.stream);
    cli_progress_end();
    code = cli_output_close(&out, code);
  }
  cli_part_close(&s->part);
  free(s->y);
  free(s->table);
  free(s->v);
  return code;
}

static int run(const struct derivative *d, struct cli_problem *p,
               const struct options *o, int argc, char **argv)
{
  int code = cli_problem_read(p, o->file, argc, argv);
  if (!code)
    code = cli_problem_policy(p, o->policy);
  if (!code && !p->n)
    code = cli_error(_("name an input, for example x^2 x=3"),
                     _("the formula is a constant; there is nothing to "
                       "differentiate by"));
  if (!code && d->one_output && p->m != 1)
    code = cli_error(_("add up what you mean, for example by sum(...)"),
                     _("%s wants a formula of one number; this one has %zu"),
                     d->command, p->m);
  if (!code)
    code = cli_defined(p);
  if (code)
    return code;
  struct shown s = {.d = d, .p = p, .digits = (int)o->digits};
  return show(&s, o);
}

int derivative_run(const struct derivative *d, int argc, char **argv)
{
  /* Options that a command has not stand behind the end. */
  const struct option longs[] = {
    {"file", required_argument, NULL, 'f'},
    {"output", required_argument, NULL, 'o'},
    {"policy", required_argument, NULL, 'p'},
    {"digits", required_argument, NULL, 'd'},
    {"json", no_argument, NULL, 'j'},
    {"help", no_argument, NULL, 'h'},
    {d->product ? "vector" : d->wrt ? "wrt" : NULL, required_argument, NULL,
     d->product ? 'v' : 'w'},
    {d->product && d->wrt ? "wrt" : NULL, required_argument, NULL, 'w'},
    {NULL, 0, NULL, 0},
  };
  struct options o = {.digits = 12};
  o.vector = calloc((size_t)argc, sizeof *o.vector);
  int code = o.vector ? CLI_OK : cli_error(NULL, _("out of memory"));
  bool helped = false;
  for (int c; !code && !helped &&
              (c = getopt_long(argc, argv, ":f:o:h", longs, NULL)) != -1;)
    switch (c) {
    case 'f': o.file = optarg; break;
    case 'o': o.output = optarg; break;
    case 'p': o.policy = optarg; break;
    case 'd': code = cli_option_number("digits", optarg, 1, 17, &o.digits); break;
    case 'j': o.json = true; break;
    case 'v': o.vector[o.vectors++] = optarg; break;
    case 'w': o.wrt = optarg; break;
    case 'h':
      helped = true;
      code = d->help();
      break;
    default: code = cli_bad_option(d->command, argv, c);
    }
  struct cli_problem p = {0};
  if (!code && !helped)
    code = run(d, &p, &o, argc, argv);
  cli_problem_free(&p);
  free(o.vector);
  return code;
}
