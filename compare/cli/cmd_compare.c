/* cmd_compare.c: `dualtape compare`: every engine's gradient side by side. */
#include <config.h>

#include "cli.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "../fd_complex.h"
#include "compare.h"
#include "progress.h"
#include "report.h"

/* More entries than that are too many to compute. */
enum { MOST_ENTRIES = 1 << 22 };

struct options {
  const char *file, *output, *policy, *report;
  bool json;
};

static int help(void)
{
  puts(_("Usage: dualtape compare [OPTION...] FORMULA name=value...\n"
       "       dualtape compare [OPTION...] -f FILE [name=value...]\n"
       "\n"
       "Prints the value of the formula and, for each input, the derivative\n"
       "by forward mode, by reverse mode and by central differences at their\n"
       "best step, the differences between them (fwd-cpx: to the complex step,\n"
       "Im f(x + ih)/h, which is refused where f is not analytic) and what the\n"
       "difference quotient may be wrong by; then the verdict.\n"
       "\n"
       "  -f, --file=FILE    read the formula from FILE, - for standard input\n"
       "  -o, --output=FILE  write to FILE instead, - for standard output\n"
       "      --policy=WORDS what derivatives are at edges, for example\n"
       "                     abs=right,max=left or pytorch; see\n"
       "                     `dualtape ops --edges`\n"
       "      --report=DIR   also write a page to step through both sweeps,\n"
       "                     DIR/index.html\n"
       "      --json         print JSON\n"
       "  -h, --help         this text\n"
       "\n"
       "A formula is statements separated by ; or newline; the values of the\n"
       "last one are the outputs. `dualtape ops` lists the functions.\n"
       "\n"
       "Examples:\n"
       "  dualtape compare '(x + y)^3 * z^2' x=1 y=2 z=3\n"
       "  dualtape compare 'u = x*y; sin(u), exp(-u)' x=1 y=pi/2\n"
       "  dualtape compare \"2*(x' @ x)\" 'x=[1; 2; 3]'\n"
       "  dualtape compare 'r = x*y; r*sin(r)' x=1 y=2 --report=page\n"
       "  echo 'x^2' | dualtape compare -f - x=3 --json\n"
       "\n"
       "Exit status: 0 all agree, 1 they disagree, 2 bad usage or input."));
  return CLI_OK;
}

/* Whether the place is an edge, where only forward and reverse count. */
static const struct ad_node *find_edge(const struct cli_problem *p,
                                       const double *v)
{
  uint32_t i;
  return ad_formula_edge(p->formula, v, &i)
             ? &ad_formula_nodes(p->formula, NULL)[i]
             : NULL;
}

/* The refusals of all entries; NULL where there is none, or no memory. */
static int *find_refusals(const struct ad_function *f, const double *x,
                          const struct check_report *r)
{
  const size_t entries = r->m * r->n;
  bool any = false;
  for (size_t k = 0; k < entries; k++)
    any = any || !compare_says(r, COMPARE_COMPLEX, k / r->n, k % r->n);
  int *refused = any ? malloc(entries * sizeof *refused) : NULL;
  double *jac = refused ? malloc(entries * sizeof *jac) : NULL;
  if (!jac || fd_complex_jacobian(f, x, 0, NULL, jac, NULL, refused)) {
    free(refused);
    refused = NULL;
  }
  free(jac);
  return refused;
}

/* ---- the command -------------------------------------------------------- */

static int compare(const struct cli_problem *p, const struct options *o,
                   const double *v, FILE *out)
{
  struct check_report r;
  struct ad_function f = ad_formula_function(p->formula);
  if (p->n > 0 && p->m > MOST_ENTRIES / p->n)
    return cli_error(_("compare a part, or sum(...) of the result"),
                     _("%zu derivatives of %zu results by %zu inputs are too "
                       "many; %d are most"), p->n * p->m, p->m, p->n,
                     MOST_ENTRIES);
  cli_progress_begin("compare");
  enum ad_status status = check_compare(&f, p->x, &r);
  cli_progress_end();
  if (status)
    return cli_status_error(status);
  struct comparison c = {.p = p, .r = &r, .edge = find_edge(p, v)};
  int *refused = find_refusals(&f, p->x, &r);
  c.refused = refused;
  c.agree = c.edge ? r.exact_agree : r.agree;
  int code = o->report ? report_write(&c, v, o->report) : CLI_OK;
  cli_progress_beside("compare", out);
  if (!code)
    code = o->json ? compare_print_json(&c, out) : compare_print(&c, out);
  cli_progress_end();
  if (!code && o->report && !o->json)
    fprintf(out, _("page: %s/index.html\n"), o->report);
  free(refused);
  check_release(&r);
  return code ? code : c.agree ? CLI_OK : CLI_DISAGREE;
}

static int run(struct cli_problem *p, const struct options *o, int argc,
               char **argv)
{
  struct cli_output out;
  int code = cli_problem_read(p, o->file, argc, argv);
  if (!code)
    code = cli_problem_policy(p, o->policy);
  if (code)
    return code;
  double *v = malloc((ad_formula_size(p->formula) + 1) * sizeof *v);
  if (!v)
    return cli_error(NULL, _("out of memory"));
  code = cli_values(p, v) ? cli_output_open(&out, o->output) : CLI_BAD;
  if (!code)
    code = cli_output_close(&out, compare(p, o, v, out.stream));
  free(v);
  return code;
}

int cmd_compare(int argc, char **argv)
{
  static const struct option longs[] = {
    {"file", required_argument, NULL, 'f'},
    {"output", required_argument, NULL, 'o'},
    {"policy", required_argument, NULL, 'p'},
    {"report", required_argument, NULL, 'r'},
    {"json", no_argument, NULL, 'j'},
    {"help", no_argument, NULL, 'h'},
    {NULL, 0, NULL, 0},
  };
  struct options o = {0};
  for (int c; (c = getopt_long(argc, argv, ":f:o:h", longs, NULL)) != -1;)
    switch (c) {
    case 'f': o.file = optarg; break;
    case 'o': o.output = optarg; break;
    case 'p': o.policy = optarg; break;
    case 'r': o.report = optarg; break;
    case 'j': o.json = true; break;
    case 'h': return help();
    default: return cli_bad_option("compare", argv, c);
    }
  struct cli_problem p = {0};
  int code = run(&p, &o, argc, argv);
  cli_problem_free(&p);
  return code;
}
