/* cmd_plot.c: `dualtape plot`: writes a plot's data, or draws it. */
#include <config.h>

#include "cli.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../nearest.h"
#include "plot.h"
#include "progress.h"

/* Options that not every kind has a use for. */
enum {
  WRT = 1,
  OF = 2,
  TRUTH = 4,
  SHOW = 8,
  SPAN = 16,
  WRONG = 32,
  DOT = 64,
  TIME = 128
};

static const struct kind {
  const char *name;
  bool formula; /* whether it wants one */
  unsigned uses;
  int (*write)(const struct cli_problem *p, const struct plot_options *o,
               FILE *out);
  const char *parts; /* of --show, the first being the default */
} kinds[] = {
  {"vcurve", true, WRT | OF | TRUTH, plot_vcurve, NULL},
  {"rules", true, WRT | OF | TRUTH, plot_rules, NULL},
  {"taylor", true, OF | WRONG, plot_taylor, NULL},
  {"tangent", true, WRT | OF | SPAN, plot_tangent, NULL},
  {"map", true, WRT | OF | SHOW | SPAN, plot_map, "error linear quadratic"},
  {"graph", true, OF | SHOW | DOT, plot_graph, "backward forward structure"},
  {"descent", true, 0, plot_descent, NULL},
  {"sparsity", true, OF | SHOW, plot_sparsity, "jacobian hessian"},
  {"cost", false, TIME, plot_cost, NULL},
  {"checkpoint", false, 0, plot_checkpoint, NULL},
  {"accuracy", false, 0, plot_accuracy, NULL},
  {"edges", false, 0, plot_edges, NULL},
};
enum { KINDS = sizeof kinds / sizeof *kinds };

/* By the ending of the file's name. */
static const struct {
  const char *ending, *terminal;
} formats[] = {
  {".svg", "svg"}, {".png", "png"}, {".pdf", "pdf"}, {".txt", "dumb"},
  {".dat", NULL}, {".dot", NULL},
};
enum { FORMATS = sizeof formats / sizeof *formats };

static int help(void)
{
  puts(_("Usage: dualtape plot KIND [OPTION...] [FORMULA name=value...]\n"
       "       dualtape plot KIND [OPTION...] -f FILE [name=value...]\n"
       "\n"
       "Kinds, of a formula:\n"
       "  vcurve   error of forward and central differences against the step,\n"
       "           the predicted optimum, and automatic differentiation's error\n"
       "  rules    the same for difference rules of order 1, 2, 4, 6 and 8\n"
       "  taylor   what Taylor polynomials of degree 0, 1, 2 leave, against the\n"
       "           step, with the slopes that a right gradient and Hessian have\n"
       "  tangent  the function, its tangent line, and secants that approach it\n"
       "  map      error of forward differences over the plane of two inputs\n"
       "  graph    the computational graph, with values, partials, adjoints\n"
       "  descent  contours of a function of two numbers, its gradient field, and\n"
       "           the ways of Newton, gradient descent, Adam and L-BFGS from the\n"
       "           point given\n"
       "  sparsity which entries of a Jacobian or Hessian can differ from 0, in\n"
       "           the colours of those that share a sweep\n"
       "Kinds without a formula:\n"
       "  cost     operations for all derivatives, against the number of inputs\n"
       "           and of outputs, by differences, forward and reverse mode\n"
       "  checkpoint  gradients of long loops: memory against recomputation\n"
       "  accuracy  how far each op's value and partials may be from the truth\n"
       "  edges    what tools answer where there is no derivative\n"
       "\n"
       "  -o, --output=FILE    the picture, by its ending: .svg .png .pdf, .txt\n"
       "                       (letters), .dat (the data), of a graph .dot\n"
       "                       (for Graphviz); - or no FILE: the data, on\n"
       "                       standard output\n"
       "      --terminal=dumb  draw on the terminal\n"
       "  -f, --file=FILE      read the formula from FILE, - for standard input\n"
       "      --wrt=INPUT      which input (vcurve, rules, tangent; default: the\n"
       "                       first); which two, x,y (map)\n"
       "      --of=OUTPUT      which output (default: the first)\n"
       "      --truth=VALUE    the true derivative, if known (vcurve, rules)\n"
       "      --wrong=FACTOR   a gradient wrong by this factor, too (taylor)\n"
       "      --span=WIDTH     how far from the point the picture reaches\n"
       "                       (tangent, map; default: 1, or |x| where larger)\n"
       "      --show=PART      of a graph, structure: the nodes alone; forward:\n"
       "                       with values; backward: with partials and adjoints,\n"
       "                       too (default); of a map, error: of differences\n"
       "                       (default); linear, quadratic: of a Taylor\n"
       "                       polynomial of that degree from the point given;\n"
       "                       sparsity: jacobian, hessian (default, where there\n"
       "                       is one output)\n"
       "      --dot            write the graph for Graphviz (graph)\n"
       "      --time           measure times, too (cost; takes a few seconds)\n"
       "  -h, --help           this text\n"
       "\n"
       "Drawing needs gnuplot: the one that $GNUPLOT names, or on the PATH.\n"
       "\n"
       "Examples:\n"
       "  dualtape plot vcurve 'exp(x)' x=1 --terminal=dumb\n"
       "  dualtape plot tangent 'sin(x) + x/2' x=1 -o tangent.svg\n"
       "  dualtape plot graph 'u = x^2; v = u + y; r = z*v' x=1 y=2 z=4 -o g.svg\n"
       "  dualtape plot cost -o cost.png\n"
       "\n"
       "Exit status: 0 done, 2 bad usage or input."));
  return CLI_OK;
}

/* ---- drawing ------------------------------------------------------------ */

static bool ends_in(const char *path, const char *ending)
{
  const char *dot = path ? strrchr(path, '.') : NULL;
  return dot && strcmp(dot, ending) == 0;
}

/* Graphviz' language is asked for by --dot or by a file's ending; false, having
 * said so, where that does not fit the rest. */
static bool find_dot(const struct kind *kind, struct plot_options *o)
{
  const bool to_stdout = !o->output || strcmp(o->output, "-") == 0;
  const bool named = ends_in(o->output, ".dot");
  if (named && !(kind->uses & DOT)) {
    cli_error(NULL, _("`%s` has no %s"), kind->name, ".dot");
    return false;
  }
  o->dot = o->dot || named;
  if (o->dot && o->terminal) {
    cli_error(NULL, _("--dot draws nothing: leave --terminal out"));
    return false;
  }
  if (o->dot && !named && !to_stdout) {
    cli_error(_("end it in .dot, or leave --dot out"),
              _("%s: --dot writes text for Graphviz"), o->output);
    return false;
  }
  return true;
}

/* The gnuplot terminal of an output, NULL for data; false if unknown. */
static bool find_terminal(const struct plot_options *o, const char **terminal)
{
  const char *dot = o->output ? strrchr(o->output, '.') : NULL;
  bool to_stdout = !o->output || strcmp(o->output, "-") == 0;
  *terminal = o->terminal;
  if (o->terminal && strcmp(o->terminal, "dumb") != 0) {
    cli_error(_("it is dumb; other pictures go to a file: -o FILE.svg"),
              _("there is no terminal `%s`"), o->terminal);
    return false;
  }
  if (o->terminal && !to_stdout && !(dot && strcmp(dot, ".txt") == 0)) {
    cli_error(_("end it in .txt, or leave --terminal out"),
              _("%s: --terminal=dumb draws with letters"), o->output);
    return false;
  }
  if (to_stdout || o->terminal)
    return true;
  for (int i = 0; dot && i < FORMATS; i++)
    if (strcmp(dot, formats[i].ending) == 0) {
      *terminal = formats[i].terminal;
      return true;
    }
  cli_error(_("end it in .svg .png .pdf .txt or .dat"),
            _("%s: what kind of file is that?"), o->output);
  return false;
}

/* Writes the data to a file of its own and has gnuplot draw it to `path`, NULL
 * being standard output. */
static int draw(const struct kind *kind, const struct cli_problem *p,
                const struct plot_options *o, const char *terminal,
                const char *path)
{
  const char *folder = getenv("TMPDIR");
  char data[256];
  snprintf(data, sizeof data, "%.200s/dualtape.XXXXXX",
           folder && *folder ? folder : "/tmp");
  int fd = cli_temporary(data);
  FILE *out = fd >= 0 ? fdopen(fd, "w") : NULL;
  if (!out) {
    cli_unguard(data);
    return cli_error(NULL, "%s: %s", data, strerror(errno));
  }
  int code = kind->write(p, o, out);
  if (fclose(out) != 0 && !code)
    code = cli_error(NULL, "%s: %s", data, strerror(errno));
  if (!code)
    code = plot_draw(kind->name, data, path, terminal);
  unlink(data);
  cli_unguard(data);
  return code;
}

static int make(const struct kind *kind, const struct cli_problem *p,
                struct plot_options *o)
{
  const char *terminal;
  struct cli_output out;
  if (!find_dot(kind, o) || !find_terminal(o, &terminal))
    return CLI_BAD;
  int code = cli_output_open(&out, o->output);
  if (code)
    return code;
  cli_progress_beside("plot", out.stream);
  if (!terminal)
    code = kind->write(p, o, out.stream);
  else
    code = draw(kind, p, o, terminal,
                out.temporary ? out.temporary
                : out.stream != stdout ? o->output : NULL);
  cli_progress_end();
  return cli_output_close(&out, code);
}

/* ---- the problem -------------------------------------------------------- */

static int read_problem(const struct kind *kind, struct cli_problem *p,
                        struct plot_options *o, int argc, char **argv)
{
  int code = cli_problem_read(p, o->file, argc, argv);
  if (!code && p->n == 0)
    code = cli_error(_("name an input, for example x^2 x=3"),
                     _("the formula is a constant; there is nothing to plot"));
  if (!code && kind->write != plot_map) /* which takes two */
    code = cli_find(p, CLI_INPUT, o->wrt, &o->j);
  if (!code)
    code = cli_find(p, CLI_OUTPUT, o->of, &o->i);
  if (code)
    return code;
  double *v = malloc((ad_formula_size(p->formula) + 1) * sizeof *v);
  code = v && cli_values(p, v) ? CLI_OK : CLI_BAD;
  free(v);
  return code;
}

/* "vcurve, rules, ..." */
static const char *all_kinds(char text[200])
{
  size_t used = 0;
  for (int k = 0; k < KINDS; k++)
    used += (size_t)snprintf(text + used, 200 - used, "%s%s",
                             k ? ", " : "", kinds[k].name);
  return text;
}

static const struct kind *find_kind(const char *word)
{
  const char *names[KINDS];
  for (int k = 0; k < KINDS; k++) {
    names[k] = kinds[k].name;
    if (strcmp(word, names[k]) == 0)
      return &kinds[k];
  }
  const char *near = ad_nearest(word, strlen(word), names, KINDS);
  char hint[300], all[200];
  if (near)
    snprintf(hint, sizeof hint, _("did you mean `%s`?"), near);
  else
    snprintf(hint, sizeof hint, _("they are %s"), all_kinds(all));
  cli_error(hint, _("there is no plot `%s`"), word);
  return NULL;
}

/* The part that --show names, one of the kind's. */
static int check_part(const struct kind *kind, struct plot_options *o)
{
  char hint[120];
  const size_t length = o->show ? strlen(o->show) : 0;
  for (const char *part = kind->parts; o->show && part; part++) {
    if (strcspn(part, " ") == length && memcmp(part, o->show, length) == 0)
      return CLI_OK;
    part = strchr(part, ' ');
    if (!part)
      break;
  }
  if (!o->show)
    return CLI_OK;
  snprintf(hint, sizeof hint, _("they are %s"), kind->parts);
  return cli_error(hint, _("--show: there is no part `%s`"), o->show);
}

/* An option that the kind has no use for is a mistake. */
static int check_options(const struct kind *kind, struct plot_options *o)
{
  const struct {
    bool given;
    unsigned use;
    const char *name;
  } options[] = {
    {o->wrt != NULL, WRT, "--wrt"},
    {o->of != NULL, OF, "--of"},
    {!isnan(o->true_value), TRUTH, "--truth"},
    {o->show != NULL, SHOW, "--show"},
    {o->span > 0, SPAN, "--span"},
    {o->wrong != 0, WRONG, "--wrong"},
    {o->dot, DOT, "--dot"},
    {o->time, TIME, "--time"},
  };
  for (size_t k = 0; k < sizeof options / sizeof *options; k++)
    if (options[k].given && !(kind->uses & options[k].use))
      return cli_error(NULL, _("`%s` has no %s"), kind->name, options[k].name);
  return check_part(kind, o);
}

int plot_formula(struct plot_options *o, int count, char **operands)
{
  const struct kind *graph = find_kind("graph");
  struct cli_problem p = {0};
  const int kept = optind;
  optind = 0; /* the operands are all there is */
  int code = read_problem(graph, &p, o, count, operands);
  optind = kept;
  if (!code)
    code = make(graph, &p, o);
  cli_problem_free(&p);
  return code;
}

static int run(struct plot_options *o, int argc, char **argv)
{
  char hint[300], all[200];
  if (optind >= argc) {
    snprintf(hint, sizeof hint, _("they are %s"), all_kinds(all));
    return cli_error(hint, _("which plot?"));
  }
  const struct kind *kind = find_kind(argv[optind]);
  if (!kind)
    return CLI_BAD;
  optind++;
  if (!kind->formula && (optind < argc || o->file))
    return cli_error(NULL, _("`%s` takes no formula"), kind->name);
  struct cli_problem p = {0};
  int code = check_options(kind, o);
  if (!code && kind->formula)
    code = read_problem(kind, &p, o, argc, argv);
  if (!code)
    code = make(kind, &p, o);
  cli_problem_free(&p);
  return code;
}

int cmd_plot(int argc, char **argv)
{
  static const struct option longs[] = {
    {"output", required_argument, NULL, 'o'},
    {"terminal", required_argument, NULL, 't'},
    {"file", required_argument, NULL, 'f'},
    {"wrt", required_argument, NULL, 'w'},
    {"of", required_argument, NULL, 'O'},
    {"truth", required_argument, NULL, 'T'},
    {"show", required_argument, NULL, 's'},
    {"span", required_argument, NULL, 'S'},
    {"wrong", required_argument, NULL, 'W'},
    {"dot", no_argument, NULL, 'd'},
    {"time", no_argument, NULL, 'm'},
    {"help", no_argument, NULL, 'h'},
    {NULL, 0, NULL, 0},
  };
  struct plot_options o = {.true_value = NAN};
  for (int c; (c = getopt_long(argc, argv, ":o:f:h", longs, NULL)) != -1;)
    switch (c) {
    case 'o': o.output = optarg; break;
    case 't': o.terminal = optarg; break;
    case 'f': o.file = optarg; break;
    case 'w': o.wrt = optarg; break;
    case 'O': o.of = optarg; break;
    case 'T':
      if (!cli_number(optarg, &o.true_value))
        return cli_error(NULL, _("--truth: `%s` is not a number"), optarg);
      break;
    case 's': o.show = optarg; break;
    case 'S':
      if (cli_option_number("span", optarg, 1e-6, 1e6, &o.span))
        return CLI_BAD;
      break;
    case 'W':
      if (cli_option_number("wrong", optarg, -1e6, 1e6, &o.wrong))
        return CLI_BAD;
      if (o.wrong == 0 || o.wrong == 1)
        return cli_error(_("for example --wrong=1.01"),
                         _("--wrong: a factor of %g is not what a mistake "
                           "looks like"),
                         o.wrong);
      break;
    case 'd': o.dot = true; break;
    case 'm': o.time = true; break;
    case 'h': return help();
    default: return cli_bad_option("plot", argv, c);
    }
  return run(&o, argc, argv);
}
