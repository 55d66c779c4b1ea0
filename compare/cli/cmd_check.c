/* cmd_check.c: `dualtape check`: are the derivatives right, or a gradient that
 * somebody wrote by hand? */
#include <config.h>

#include "cli.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "../check_all.h"
#include "check_source.h"
#include "hand.h"
#include "json.h"
#include "progress.h"
#include "single.h"
#include "table.h"

struct options {
  const char *file, *output, *policy, *gradient, *c, *function;
  double points, seed, spread;
  bool json, single;
};

static int help(void)
{
  puts(_("Usage: dualtape check [OPTION...] FORMULA name=value...\n"
       "       dualtape check --c=FILE.c [OPTION...] name=value...\n"
       "\n"
       "Decides whether the derivatives of a formula are right, at a point and at\n"
       "random points around it: forward mode against reverse mode, the\n"
       "dot-product identity, the rates of Taylor remainders, differences, the\n"
       "complex step where the formula is analytic, and second derivatives.\n"
       "\n"
       "With --gradient, whether a gradient that you wrote yourself is right: one\n"
       "formula for each input, in the order of the inputs. If it is not, which\n"
       "component is wrong, by how much, and what kind of mistake it looks like.\n"
       "\n"
       "With --c, a function in C is checked: your gradient, if the function is\n"
       "double f(unsigned n, const double *x, double *grad, void *data), as NLopt\n"
       "wants it, or the derivatives that dualtape finds of a function written\n"
       "once for all number types, REAL FN(f)(const REAL *x). The values are\n"
       "those of x[0], x[1], ..., under names of your own.\n"
       "\n"
       "With --float, why differences fail in single precision at the steps that\n"
       "are usual in double, and which steps mend it.\n"
       "\n"
       "      --float        differences in single precision, at the point alone\n"
       "      --gradient=FORMULAS  your gradient, separated by commas\n"
       "      --c=FILE.c     the function's C file\n"
       "      --function=NAME  which function of the file (default: the last)\n"
       "      --points=N     how many points (default 5)\n"
       "      --seed=S       of the random points (default 1)\n"
       "      --spread=D     how far they are: D max(1, |x|) (default 0.1)\n"
       "  -f, --file=FILE    read the formula from FILE, - for standard input\n"
       "  -o, --output=FILE  write to FILE instead, - for standard output\n"
       "      --policy=WORDS what derivatives are at edges; see\n"
       "                     `dualtape ops --edges`\n"
       "      --json         print JSON\n"
       "  -h, --help         this text\n"
       "\n"
       "Examples:\n"
       "  dualtape check '(x + y)^3 * z^2' x=1 y=2 z=3\n"
       "  dualtape check --gradient='2*x*y, x' 'x^2*y' x=3 y=2\n"
       "  dualtape check --c=rosenbrock.c x=-1.2 y=1\n"
       "  dualtape check --float 'exp(x)/(cos(x)^3 + sin(x)^3)' x=1.5\n"
       "\n"
       "Exit status: 0 right, 1 wrong, 2 bad usage or input."));
  return CLI_OK;
}

/* ---- the formula's own derivatives ---------------------------------------------- */

struct visit {
  const struct cli_problem *p;
  size_t point;  /* from 1 */
  double points; /* how many */
};

/* Whether no op is on its edge or outside its domain at x; asked once a
 * point. */
static bool smooth(const double *x, void *data)
{
  struct visit *visit = data;
  const struct cli_problem *p = visit->p;
  uint32_t node;
  visit->point++;
  if (cli_progress_due())
    cli_progress_text(_("point %zu of %.0f"), visit->point, visit->points);
  double *v = malloc((ad_formula_size(p->formula) + 1) * sizeof *v);
  const bool good = v && !ad_formula_run(p->formula, x, v, NULL) &&
                    !ad_formula_edge(p->formula, v, &node) &&
                    !ad_formula_undefined(p->formula, v, &node);
  free(v);
  return good;
}

static void found_cell(struct table *t, enum check_kind kind,
                       const struct check_part *part)
{
  if (!part->asked) {
    table_cell(t, "%s", _("nothing to ask"));
  } else if (kind == CHECK_TAYLOR_1 || kind == CHECK_TAYLOR_2) {
    table_cell(t, _("rate %.2f, at least %.1f"), part->found, part->allowed);
  } else {
    table_cell(t, _("differ by %.1e, at most %.1e"), part->found, part->allowed);
  }
}

static bool print_parts(const struct check_all_report *r, FILE *out)
{
  struct table t = {0};
  for (int k = 0; k < CHECK_KINDS; k++) {
    const struct check_part *part = &r->part[k];
    table_row(&t);
    table_cell(&t, "%s", check_kind_text((enum check_kind)k));
    table_cell(&t, "%zu", part->asked);
    found_cell(&t, (enum check_kind)k, part);
    table_cell(&t, "%s", !part->asked  ? "-"
                         : part->failed ? _("WRONG")
                                        : _("right"));
    if (part->failed)
      table_cell(&t, _("at point %zu, %zu times"), part->point, part->failed);
  }
  return table_print(&t, out, "lrlll", 2);
}

/* Where the points are at which parts are wrong. */
static void print_points(const struct options *o, const double *x, size_t n,
                         const struct check_all_report *r, FILE *out)
{
  size_t said = SIZE_MAX;
  for (int k = 0; k < CHECK_KINDS; k++) {
    const struct check_part *part = &r->part[k];
    if (part->failed && part->point != said)
      hand_print_point(n, x, (uint64_t)o->seed, o->spread, part->point, out);
    said = part->failed ? part->point : said;
  }
}

static int print_report(const struct options *o, const double *x, size_t n,
                        const struct check_all_report *r, FILE *out)
{
  fprintf(out, ngettext_("%zu point, seed %.0f; comparisons made, and the worst "
                         "of them\n",
                         "%zu points, seed %.0f; comparisons made, and the "
                         "worst of them\n",
                         (unsigned long)r->points),
          r->points, o->seed);
  if (!print_parts(r, out))
    return cli_error(NULL, _("out of memory"));
  print_points(o, x, n, r, out);
  if (r->undefined)
    fprintf(out, _("%zu points are left out: the formula is not defined there\n"),
            r->undefined);
  if (r->edges)
    fprintf(out, _("at %zu points, on edges, only forward and reverse mode are "
                   "asked\n"), r->edges);
  fputs(r->right ? _("the derivatives are right\n")
                 : _("the derivatives are WRONG\n"), out);
  return CLI_OK;
}

static int print_json(const struct check_all_report *r, FILE *out)
{
#if HAVE_JSON_C
  json_object *all = json_object_new_object();
  json_add_number(all, "points", (double)r->points);
  for (int k = 0; k < CHECK_KINDS; k++) {
    const struct check_part *part = &r->part[k];
    json_object *o = json_object_new_object();
    json_add_number(o, "asked", (double)part->asked);
    json_add_number(o, "failed", (double)part->failed);
    json_add_number(o, "found", part->found);
    json_add_number(o, "allowed", part->allowed);
    json_object_object_add(all, check_kind_name((enum check_kind)k), o);
  }
  json_add_text(all, "verdict", r->right ? "right" : "wrong");
  json_print(all, out);
  json_object_put(all);
  return CLI_OK;
#else
  (void)r, (void)out;
  return json_missing();
#endif
}

/* The report, in the form asked for. */
static int report(const struct options *o, const double *x, size_t n,
                  const struct check_all_report *r, FILE *out)
{
  if (!r->part[CHECK_EXACT].asked)
    return cli_error(_("give a point inside its domain"),
                     _("the formula has no finite derivative at any of the "
                       "points"));
  const int code = o->json ? print_json(r, out) : print_report(o, x, n, r, out);
  return code ? code : r->right ? CLI_OK : CLI_DISAGREE;
}

static int check_formula(struct cli_problem *p, const struct options *o,
                         FILE *out)
{
  const struct ad_function f = ad_formula_function(p->formula);
  struct visit visit = {.p = p, .points = o->points};
  const struct check_all_options how = {(size_t)o->points, (uint64_t)o->seed,
                                        o->spread, smooth, &visit};
  struct check_all_report r;
  cli_progress_begin("check");
  const enum ad_status status = check_all(&f, p->x, &how, &r);
  cli_progress_end();
  if (status)
    return cli_error(NULL, "%s", _(ad_status_text(status)));
  return report(o, p->x, p->n, &r, out);
}

/* ---- a function in C ------------------------------------------------------------- */

struct c_report {
  const struct options *o;
  const struct check_gradient_options *how;
  FILE *out;
};
static int report_by_hand(const struct check_gradient_report *r,
                          const double *x, const char *names, void *data)
{
  const struct c_report *c = data;
  char input[40];
  snprintf(input, sizeof input, "x[%zu]", r->index);
  const struct hand_result result = {r, c->how, x, input, names};
  return hand_print(&result, c->o->json, c->out);
}
static int report_of_all(const struct check_all_report *r, const double *x,
                         size_t n, void *data)
{
  const struct c_report *c = data;
  return report(c->o, x, n, r, c->out);
}

static int check_c(const struct options *o, int argc, char **argv)
{
  const struct check_all_options all = {
    .points = (size_t)o->points, .seed = (uint64_t)o->seed, .spread = o->spread};
  const struct check_gradient_options gradient = {
    (size_t)o->points, (uint64_t)o->seed, o->spread, 0};
  const struct check_source s = {o->c, o->function, argc, optind, argv, &all,
                                 &gradient};
  struct cli_output out;
  if (o->file || o->gradient || o->policy || o->single)
    return cli_error(_("`dualtape check --help` shows what goes together"),
                     _("--c stands for the formula; -f, --gradient, --policy and "
                       "--float do not go with it"));
  const int code = cli_output_open(&out, o->output);
  struct c_report c = {o, &gradient, out.stream};
  return code ? code
              : cli_output_close(&out, check_source(&s, report_by_hand,
                                                    report_of_all, &c));
}

/* ---- the command ------------------------------------------------------------------- */

static int run(struct cli_problem *p, const struct options *o, int argc,
               char **argv)
{
  struct cli_output out;
  int code = cli_problem_read(p, o->file, argc, argv);
  if (!code && o->single && o->gradient)
    code = cli_error(NULL, _("--float and --gradient do not go together"));
  if (!code)
    code = cli_problem_policy(p, o->policy);
  if (!code && p->n == 0)
    code = cli_error(_("name an input, for example x^2 x=3"),
                     _("the formula is a constant; there is nothing to "
                       "differentiate by"));
  if (!code)
    code = cli_defined(p);
  if (!code)
    code = cli_output_open(&out, o->output);
  if (code)
    return code;
  const struct check_gradient_options how = {(size_t)o->points,
                                             (uint64_t)o->seed, o->spread, 0};
  if (o->single)
    return cli_output_close(&out, check_in_single(p, o->json, out.stream));
  return cli_output_close(
    &out, o->gradient ? check_by_hand(p, o->gradient, &how, o->json, out.stream)
                      : check_formula(p, o, out.stream));
}

int cmd_check(int argc, char **argv)
{
  static const struct option longs[] = {
    {"file", required_argument, NULL, 'f'},
    {"output", required_argument, NULL, 'o'},
    {"policy", required_argument, NULL, 'p'},
    {"gradient", required_argument, NULL, 'g'},
    {"c", required_argument, NULL, 'c'},
    {"function", required_argument, NULL, 'F'},
    {"points", required_argument, NULL, 'n'},
    {"seed", required_argument, NULL, 's'},
    {"spread", required_argument, NULL, 'd'},
    {"float", no_argument, NULL, '1'},
    {"json", no_argument, NULL, 'j'},
    {"help", no_argument, NULL, 'h'},
    {NULL, 0, NULL, 0},
  };
  struct options o = {.points = 5, .seed = 1, .spread = 0.1};
  int code = CLI_OK;
  for (int c; !code && (c = getopt_long(argc, argv, ":f:o:h", longs, NULL)) != -1;)
    switch (c) {
    case 'f': o.file = optarg; break;
    case 'o': o.output = optarg; break;
    case 'p': o.policy = optarg; break;
    case 'g': o.gradient = optarg; break;
    case 'c': o.c = optarg; break;
    case 'F': o.function = optarg; break;
    case 'n': code = cli_option_number("points", optarg, 1, 1e6, &o.points); break;
    case 's': code = cli_option_number("seed", optarg, 0, 1e15, &o.seed); break;
    case 'd': code = cli_option_number("spread", optarg, 1e-12, 1e12, &o.spread); break;
    case '1': o.single = true; break;
    case 'j': o.json = true; break;
    case 'h': return help();
    default: return cli_bad_option("check", argv, c);
    }
  struct cli_problem p = {0};
  if (!code)
    code = o.c ? check_c(&o, argc, argv) : run(&p, &o, argc, argv);
  cli_problem_free(&p);
  return code;
}
