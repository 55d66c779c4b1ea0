/* search.c: the frame of the commands minimize and solve. */
#include <config.h>

#include "search.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "progress.h"

/* One search on its way. */
struct job {
  const struct search_kind *kind;
  const struct search_options *o;
  const struct cli_problem *p;
  struct cli_part part;
  double *x, *all, *y; /* the chosen numbers, all, and the outputs there */
  FILE *out;
#if HAVE_JSON_C
  json_object *path;
#endif
};

enum { NAME = 200, TRACED = 6 }; /* so many inputs have a column in a trace */

/* ---- each step ---------------------------------------------------------------- */

static void print_step(struct job *job, size_t step, const double *x, double y,
                       double largest)
{
  fprintf(job->out, "%6zu %19.12g %10.2e", step, y, largest);
  for (size_t k = 0; k < job->part.f.n && k < TRACED; k++)
    fprintf(job->out, " %16.9g", x[k]);
  fputc('\n', job->out);
}

static void print_trace_head(struct job *job)
{
  char name[NAME];
  fprintf(job->out, "%6s %19s %10s", "step", job->kind->system ? "|f|^2/2" : "f",
          job->kind->system ? "|J'f|" : "|df/dx|");
  for (size_t k = 0; k < job->part.f.n && k < TRACED; k++) {
    cli_part_name(&job->part, k, name, sizeof name);
    fprintf(job->out, " %16s", name);
  }
  fputc('\n', job->out);
}

#if HAVE_JSON_C
static void add_step(struct job *job, size_t step, const double *x, double y,
                     double largest)
{
  json_object *row = json_object_new_object();
  json_add_number(row, "step", (double)step);
  json_add_number(row, "value", y);
  json_add_number(row, "largest_derivative", largest);
  json_add_numbers(row, "at", x, job->part.f.n);
  json_object_array_add(job->path, row);
}
#endif

static int watch(size_t step, const double *x, double y, const double *grad,
                 void *data)
{
  struct job *job = data;
  double largest = 0;
  if (cli_progress_due())
    cli_progress_text(_("step %zu, value %.6g"), step, y);
  if (!job->o->trace)
    return 0;
  for (size_t k = 0; k < job->part.f.n; k++)
    largest = fmax(largest, fabs(grad[k]));
  if (!job->o->json)
    print_step(job, step, x, y, largest);
#if HAVE_JSON_C
  else
    add_step(job, step, x, y, largest);
#endif
  return ferror(job->out);
}

/* ---- the end --------------------------------------------------------------------- */

static void print_result(const struct job *job,
                         const struct ad_minimize_result *r)
{
  const int digits = (int)job->o->digits;
  cli_print_all(job->p, CLI_OUTPUT, job->y, digits, false, job->out);
  fputs(_("  at "), job->out);
  cli_print_all(job->p, CLI_INPUT, job->all, digits, true, job->out);
  fprintf(job->out, "\n%s: %s\n",
          ad_method_name(job->o->search.method), ad_minimize_end_text(r->end));
  if (job->kind->system)
    fprintf(job->out, _("steps %zu, Jacobians %zu; largest output %.1e\n"),
            r->steps, r->gradients, r->gradient);
  else
    fprintf(job->out,
            _("steps %zu, gradients %zu, Hessians %zu; largest derivative "
              "%.1e\n"),
            r->steps, r->gradients, r->hessians, r->gradient);
}

static int print_json(struct job *job, const struct ad_minimize_result *r)
{
#if HAVE_JSON_C
  static const char *const ends[] = {"converged", "too_many_steps", "stuck",
                                     "undefined", "diverged", "stopped"};
  json_object *all = json_object_new_object();
  json_add_text(all, "method", ad_method_name(job->o->search.method));
  json_add_text(all, "end", ends[r->end]);
  json_object_object_add(all, "outputs", json_all(job->p, CLI_OUTPUT, job->y));
  json_object_object_add(all, "at", json_all(job->p, CLI_INPUT, job->all));
  json_add_number(all, job->kind->system ? "largest_output"
                                         : "largest_derivative", r->gradient);
  json_add_number(all, "steps", (double)r->steps);
  json_add_number(all, job->kind->system ? "jacobians" : "gradients",
                  (double)r->gradients);
  if (!job->kind->system)
    json_add_number(all, "hessians", (double)r->hessians);
  if (job->o->trace)
    json_object_object_add(all, "path", json_object_get(job->path));
  json_print(all, job->out);
  json_object_put(all);
  return CLI_OK;
#else
  (void)job, (void)r;
  return json_missing();
#endif
}

/* ---- the search -------------------------------------------------------------------- */

static int search(struct job *job)
{
  struct ad_minimize_options o = job->o->search;
  struct ad_minimize_result r;
  o.watch = watch, o.data = job;
  if (job->o->trace && !job->o->json)
    print_trace_head(job);
  cli_progress_begin(job->kind->command);
  enum ad_status status = job->kind->run(&job->part.f, job->x, &o, &r);
  cli_progress_end();
  if (!status) {
    cli_part_point(&job->part, job->x, job->all);
    status = job->part.whole.on_double(job->all, job->y, job->part.whole.data);
  }
  if (status)
    return cli_error(NULL, "%s", _(ad_status_text(status)));
  int code = CLI_OK;
  if (job->o->json)
    code = print_json(job, &r);
  else
    print_result(job, &r);
  return code ? code : r.end == AD_MINIMIZE_CONVERGED ? CLI_OK : CLI_DISAGREE;
}

/* Whether the formula has as many outputs as the search wants. */
static int check(const struct job *job)
{
  const size_t n = job->part.f.n, m = job->p->m;
  if (!n)
    return cli_error(_("name an input, for example x^2 x=3"),
                     _("the formula is a constant; there is nothing to look "
                       "for"));
  if (job->kind->system && m != n)
    return cli_error(_("--wrt=INPUTS says which inputs are looked for"),
                     _("a system of %zu equations for %zu numbers"), m, n);
  if (!job->kind->system && m != 1)
    return cli_error(_("add up what you mean, for example by sum(...)"),
                     _("%s wants a formula of one number; this one has %zu"),
                     job->kind->command, m);
  return cli_defined(job->p);
}

static int look(struct job *job)
{
  struct cli_output out;
  int code = cli_part_open(&job->part, job->p, job->o->wrt);
  if (!code)
    code = check(job);
  job->x = malloc((job->p->n + 1) * sizeof *job->x);
  job->all = malloc((job->p->n + 1) * sizeof *job->all);
  job->y = malloc((job->p->m + 1) * sizeof *job->y);
  if (!code && (!job->x || !job->all || !job->y))
    code = cli_error(NULL, _("out of memory"));
#if HAVE_JSON_C
  job->path = json_object_new_array();
#endif
  if (!code)
    code = cli_output_open(&out, job->o->output);
  if (!code) {
    memcpy(job->x, job->part.x, job->part.f.n * sizeof *job->x);
    job->out = out.stream;
    code = cli_output_close(&out, search(job));
  }
#if HAVE_JSON_C
  json_object_put(job->path);
#endif
  cli_part_close(&job->part);
  free(job->x);
  free(job->all);
  free(job->y);
  return code;
}

int search_run(const struct search_kind *kind, const struct search_options *o,
               int argc, char **argv)
{
  struct cli_problem p = {0};
  struct job job = {.kind = kind, .o = o, .p = &p};
  int code = cli_problem_read(&p, o->file, argc, argv);
  if (!code)
    code = cli_problem_policy(&p, o->policy);
  if (!code)
    code = look(&job);
  cli_problem_free(&p);
  return code;
}

int search_option(struct search_options *o, const char *command, char **argv,
                  int c)
{
  double number;
  int code = CLI_OK;
  switch (c) {
  case 'f': o->file = optarg; break;
  case 'o': o->output = optarg; break;
  case 'p': o->policy = optarg; break;
  case 'w': o->wrt = optarg; break;
  case 't': o->trace = true; break;
  case 'j': o->json = true; break;
  case 'd': return cli_option_number("digits", optarg, 1, 17, &o->digits);
  case 'T':
    return cli_option_number("tolerance", optarg, 1e-300, 1e300,
                             &o->search.tolerance);
  case 's':
    code = cli_option_number("steps", optarg, 1, 1e9, &number);
    if (!code)
      o->search.steps = (size_t)number;
    break;
  default: return cli_bad_option(command, argv, c);
  }
  return code;
}
