/* cmd_fuzz.c: `dualtape fuzz`: random formulas, judged by all engines. */
#include <config.h>

#include "cli.h"

#include <getopt.h>
#include <signal.h>
#include <string.h>

#include "../check_sketch.h"
#include "json.h"
#include "progress.h"
#include "table.h"

struct options {
  const char *file;
  double count, seed, first;
  bool list, json;
};

static int help(void)
{
  puts(_("Usage: dualtape fuzz [OPTION...]\n"
       "       dualtape fuzz FORMULA name=value...\n"
       "\n"
       "Makes random formulas out of the functions that formulas know, at points\n"
       "where they are smooth, and compares everything that computes derivatives:\n"
       "dual numbers, jets, the tape, differences, Taylor remainders; of second\n"
       "derivatives hyper-dual numbers and the second-order adjoint. A formula\n"
       "about which they disagree is shrunk to a small one and printed with a\n"
       "command that repeats it. With a formula, the same for this one.\n"
       "\n"
       "      --count=N      how many formulas (default 1000)\n"
       "      --seed=S       of the random numbers (default 1)\n"
       "      --first=K      begin with formula number K of the seed (default 0)\n"
       "      --list         print the formulas; judge nothing\n"
       "  -f, --file=FILE    read the formula from FILE, - for standard input\n"
       "      --json         print JSON\n"
       "  -h, --help         this text\n"
       "\n"
       "Examples:\n"
       "  dualtape fuzz --count=100000 --seed=7\n"
       "  dualtape fuzz --list --count=5\n"
       "  dualtape fuzz 'sin(x)*y' x=1 y=2\n"
       "\n"
       "Exit status: 0 all agree, 1 they disagree, 2 bad usage or input."));
  return CLI_OK;
}

/* ---- what is counted ---------------------------------------------------- */

enum { PARTS = CHECK_KINDS + 2 };

struct tally {
  size_t formulas, steps;
  size_t asked[PARTS], failed[PARTS];
  size_t seen[AD_OP_COUNT]; /* in how many formulas an op occurs */
};

static const struct check_part *part_of(const struct check_formula_report *r,
                                        int k)
{
  return k < CHECK_KINDS ? &r->all.part[k]
         : k == CHECK_KINDS ? &r->jets
                            : &r->hypers;
}

static const char *part_name(int k)
{
  return k < CHECK_KINDS    ? check_kind_text((enum check_kind)k)
         : k == CHECK_KINDS ? _("jets = reverse")
                            : _("hyper-dual = second-order adjoint");
}

static void count(struct tally *t, const struct check_formula_report *r)
{
  t->formulas++;
  for (int k = 0; k < PARTS; k++) {
    t->asked[k] += part_of(r, k)->asked;
    t->failed[k] += part_of(r, k)->failed;
  }
}

static void count_ops(struct tally *t, const struct ad_sketch *s)
{
  size_t used[AD_SKETCH_STEPS];
  bool here[AD_OP_COUNT] = {false};
  ad_sketch_used(s, used);
  for (size_t i = 0; i < s->count; i++)
    if (used[i] && s->step[i].kind == AD_STEP_OP)
      here[s->step[i].op] = true;
  for (int op = 0; op < AD_OP_COUNT; op++)
    t->seen[op] += here[op];
}

static size_t ops_seen(const struct tally *t)
{
  size_t seen = 0;
  for (int op = 0; op < AD_OP_COUNT; op++)
    seen += t->seen[op] > 0;
  return seen;
}

/* ---- a formula that fails ----------------------------------------------- */

struct failure {
  size_t number, tries;
  char text[AD_SKETCH_TEXT];   /* as it was made, */
  char small[AD_SKETCH_TEXT];  /* and shrunk, */
  char point[200];
  char command[AD_SKETCH_TEXT + 300];
  struct check_formula_report report;
};

/* compare asks the least; check more; fuzz itself all. */
static void command_of(struct failure *f)
{
  const char *what = !f->report.compared   ? "compare"
                     : !f->report.all.right ? "check --points=1"
                                            : "fuzz";
  snprintf(f->command, sizeof f->command, "dualtape %s '%s' %s", what, f->small,
           f->point);
}

static void shrink(struct failure *f, struct ad_sketch *s)
{
  ad_sketch_text(s, f->text, sizeof f->text);
  f->tries = check_sketch_shrink(s, &f->report);
  ad_sketch_text(s, f->small, sizeof f->small);
  ad_sketch_point(s, f->point, sizeof f->point);
  command_of(f);
}

/* ---- what is printed ---------------------------------------------------- */

static bool print_tally(const struct tally *t)
{
  struct table table = {0};
  for (int k = 0; k < PARTS; k++) {
    table_row(&table);
    table_cell(&table, "%s", part_name(k));
    table_cell(&table, "%zu", t->asked[k]);
    table_cell(&table, "%s", t->failed[k]  ? _("WRONG")
                             : t->asked[k] ? _("right")
                                           : "-");
  }
  return table_print(&table, stdout, "lrl", 2);
}

static int print_text(const struct options *o, const struct tally *t,
                      const struct failure *f)
{
  if (f)
    printf(_("formula %zu of seed %.0f is WRONG:\n  %s\n"
             "shrunk in %zu steps:\n  %s\n"
             "to repeat it:\n  %s\n"),
           f->number, o->seed, f->text, f->tries, f->small, f->command);
  printf(ngettext_("%zu formula, seed %.0f, %zu of %d functions; comparisons\n",
                   "%zu formulas, seed %.0f, %zu of %d functions; "
                   "comparisons\n", (unsigned long)t->formulas),
         t->formulas, o->seed, ops_seen(t), (int)AD_OP_COUNT);
  if (!print_tally(t))
    return cli_error(NULL, _("out of memory"));
  if (!f)
    puts(_("all engines agree"));
  return f ? CLI_DISAGREE : CLI_OK;
}

/* f is NULL if all agree, or if the formula was given. */
static int print_json(const struct options *o, const struct tally *t,
                      const struct failure *f, bool agree)
{
#if HAVE_JSON_C
  json_object *all = json_object_new_object();
  json_object *asked = json_object_new_object();
  json_add_number(all, "formulas", (double)t->formulas);
  json_add_number(all, "seed", o->seed);
  if (ops_seen(t))
    json_add_number(all, "functions", (double)ops_seen(t));
  for (int k = 0; k < PARTS; k++)
    json_add_number(asked,
                    k < CHECK_KINDS    ? check_kind_name((enum check_kind)k)
                    : k == CHECK_KINDS ? "jets"
                                       : "hypers",
                    (double)t->asked[k]);
  json_object_object_add(all, "asked", asked);
  if (f) {
    json_add_number(all, "number", (double)f->number);
    json_add_text(all, "formula", f->text);
    json_add_text(all, "shrunk", f->small);
    json_add_text(all, "point", f->point);
    json_add_text(all, "command", f->command);
  }
  json_add_text(all, "verdict", agree ? "agree" : "disagree");
  json_print(all, stdout);
  json_object_put(all);
  return agree ? CLI_OK : CLI_DISAGREE;
#else
  (void)o, (void)t, (void)f, (void)agree;
  return json_missing();
#endif
}

static int print(const struct options *o, const struct tally *t,
                 const struct failure *f)
{
  return o->json ? print_json(o, t, f, !f) : print_text(o, t, f);
}

/* ---- random ones -------------------------------------------------------- */

/* Ctrl-C: what is known so far is printed, and then the signal ends us. */
static volatile sig_atomic_t stopped;
static void stop(int sig)
{
  stopped = sig;
  signal(sig, SIG_DFL); /* a second one does not wait */
}

static void list(const struct ad_sketch *s)
{
  char text[AD_SKETCH_TEXT], point[200];
  ad_sketch_text(s, text, sizeof text);
  ad_sketch_point(s, point, sizeof point);
  printf("'%s' %s\n", text, point);
}

/* Judges formula k; *wrong tells. */
static int judge(const struct options *o, size_t k, struct tally *t,
                 struct failure *f, bool *wrong)
{
  struct ad_sketch s;
  check_sketch_random((uint64_t)o->seed, k, &s);
  if (o->list) {
    list(&s);
    return CLI_OK;
  }
  const enum ad_status status = check_sketch(&s, &f->report);
  if (status) {
    ad_sketch_text(&s, f->text, sizeof f->text);
    return cli_error(f->text, "%s", _(ad_status_text(status)));
  }
  count(t, &f->report);
  count_ops(t, &s);
  *wrong = !f->report.right;
  if (*wrong) {
    f->number = k;
    shrink(f, &s);
  }
  return CLI_OK;
}

static int run(const struct options *o)
{
  static struct failure f;
  struct tally t = {0};
  const size_t first = (size_t)o->first, end = first + (size_t)o->count;
  bool wrong = false;
  int code = CLI_OK;
  cli_progress_begin("fuzz");
  if (signal(SIGINT, stop) == SIG_IGN)
    signal(SIGINT, SIG_IGN);
  for (size_t k = first; k < end && !code && !wrong && !stopped; k++) {
    code = judge(o, k, &t, &f, &wrong);
    if (cli_progress_due())
      cli_progress_text(_("%zu of %.0f formulas"), t.formulas, o->count);
  }
  cli_progress_end();
  if (stopped) {
    print(o, &t, wrong ? &f : NULL);
    fflush(stdout);
    raise(stopped);
  }
  return code || o->list ? code : print(o, &t, wrong ? &f : NULL);
}

/* ---- one formula that is given ------------------------------------------ */

static int print_given(const struct check_formula_report *r)
{
  struct table t = {0};
  for (int k = 0; k < PARTS; k++) {
    const struct check_part *part = part_of(r, k);
    const bool rate = k == CHECK_TAYLOR_1 || k == CHECK_TAYLOR_2;
    table_row(&t);
    table_cell(&t, "%s", part_name(k));
    if (!part->asked)
      table_cell(&t, "%s", _("nothing to ask"));
    else
      table_cell(&t, rate ? _("rate %.2f, at least %.1f")
                          : _("differ by %.1e, at most %.1e"),
                 part->found, part->allowed);
    table_cell(&t, "%s", part->failed  ? _("WRONG")
                         : part->asked ? _("right")
                                       : "-");
  }
  if (!table_print(&t, stdout, "lll", 2))
    return cli_error(NULL, _("out of memory"));
  puts(r->right ? _("all engines agree") : _("the engines do NOT agree"));
  return r->right ? CLI_OK : CLI_DISAGREE;
}

static int given(struct cli_problem *p, const struct options *o, int argc,
                 char **argv)
{
  struct check_formula_report r;
  int code = cli_problem_read(p, o->file, argc, argv);
  if (!code && p->n == 0)
    code = cli_error(_("name an input, for example x^2 x=3"),
                     _("the formula is a constant; there is nothing to "
                       "differentiate by"));
  if (!code && ad_formula_has_matrices(p->formula))
    code = cli_error(_("`dualtape check` takes matrices"),
                     _("fuzz takes formulas of numbers only"));
  if (!code)
    code = cli_defined(p);
  if (code)
    return code;
  const enum ad_status status = check_formula(p->formula, p->x, 1, &r);
  if (status)
    return cli_error(NULL, "%s", _(ad_status_text(status)));
  struct tally t = {0};
  count(&t, &r);
  return o->json ? print_json(o, &t, NULL, r.right) : print_given(&r);
}

int cmd_fuzz(int argc, char **argv)
{
  static const struct option longs[] = {
    {"count", required_argument, NULL, 'n'},
    {"seed", required_argument, NULL, 's'},
    {"first", required_argument, NULL, 'k'},
    {"list", no_argument, NULL, 'l'},
    {"file", required_argument, NULL, 'f'},
    {"json", no_argument, NULL, 'j'},
    {"help", no_argument, NULL, 'h'},
    {NULL, 0, NULL, 0},
  };
  struct options o = {.count = 1000, .seed = 1};
  int code = CLI_OK;
  for (int c; !code && (c = getopt_long(argc, argv, ":f:h", longs, NULL)) != -1;)
    switch (c) {
    case 'n': code = cli_option_number("count", optarg, 1, 1e12, &o.count); break;
    case 's': code = cli_option_number("seed", optarg, 0, 1e15, &o.seed); break;
    case 'k': code = cli_option_number("first", optarg, 0, 1e12, &o.first); break;
    case 'l': o.list = true; break;
    case 'f': o.file = optarg; break;
    case 'j': o.json = true; break;
    case 'h': return help();
    default: return cli_bad_option("fuzz", argv, c);
    }
  if (code)
    return code;
  if (!o.file && optind == argc)
    return run(&o);
  struct cli_problem p = {0};
  code = given(&p, &o, argc, argv);
  cli_problem_free(&p);
  return code;
}
