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

static const struct kind {
  const char *name;
  bool formula; /* whether it wants one */
  int (*write)(const struct cli_problem *p, const struct plot_options *o,
               FILE *out);
} kinds[] = {
  {"vcurve", true, plot_vcurve},
  {"graph", true, plot_graph},
  {"descent", true, plot_descent},
  {"cost", false, plot_cost},
  {"accuracy", false, plot_accuracy},
  {"edges", false, plot_edges},
};
enum { KINDS = sizeof kinds / sizeof *kinds };

/* By the ending of the file's name. */
static const struct {
  const char *ending, *terminal;
} formats[] = {
  {".svg", "svg"}, {".png", "png"}, {".pdf", "pdf"}, {".txt", "dumb"},
  {".dat", NULL},
};
enum { FORMATS = sizeof formats / sizeof *formats };

static int help(void)
{
  puts(_("Usage: dualtape plot KIND [OPTION...] [FORMULA name=value...]\n"
       "       dualtape plot KIND [OPTION...] -f FILE [name=value...]\n"
       "\n"
       "Kinds:\n"
       "  vcurve  error of forward and central differences against the step,\n"
       "          the predicted optimum, and automatic differentiation's error\n"
       "  graph   the computational graph, with values, partials, adjoints\n"
       "  descent  contours of a function of two numbers, and the ways of Newton,\n"
       "          gradient descent, Adam and L-BFGS from the point given\n"
       "  cost    cost of a gradient against the number of inputs, by forward\n"
       "          and by reverse mode (no formula; takes a few seconds)\n"
       "  accuracy  how far each op's value and partials may be from the truth\n"
       "          (no formula)\n"
       "  edges   what tools answer where there is no derivative (no formula)\n"
       "\n"
       "  -o, --output=FILE    the picture, by its ending: .svg .png .pdf, .txt\n"
       "                       (letters), .dat (the data); - or no FILE: the\n"
       "                       data, on standard output\n"
       "      --terminal=dumb  draw on the terminal\n"
       "  -f, --file=FILE      read the formula from FILE, - for standard input\n"
       "      --wrt=INPUT      which input (vcurve; default: the first)\n"
       "      --of=OUTPUT      which output (default: the first)\n"
       "      --truth=VALUE    the true derivative, if known (vcurve)\n"
       "      --show=PART      structure: the nodes alone; forward: with values;\n"
       "                       backward: with partials and adjoints, too (graph;\n"
       "                       default: backward)\n"
       "  -h, --help           this text\n"
       "\n"
       "Drawing needs gnuplot: the one that $GNUPLOT names, or on the PATH.\n"
       "\n"
       "Examples:\n"
       "  dualtape plot vcurve 'exp(x)' x=1 --terminal=dumb\n"
       "  dualtape plot graph 'u = x^2; v = u + y; r = z*v' x=1 y=2 z=4 -o g.svg\n"
       "  dualtape plot cost -o cost.png\n"
       "\n"
       "Exit status: 0 done, 2 bad usage or input."));
  return CLI_OK;
}

/* ---- drawing ------------------------------------------------------------ */

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
  int fd = mkstemp(data);
  FILE *out = fd >= 0 ? fdopen(fd, "w") : NULL;
  if (!out)
    return cli_error(NULL, "%s: %s", data, strerror(errno));
  cli_guard(data);
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
                const struct plot_options *o)
{
  const char *terminal;
  struct cli_output out;
  if (!find_terminal(o, &terminal))
    return CLI_BAD;
  int code = cli_output_open(&out, o->output);
  if (code)
    return code;
  if (!terminal)
    code = kind->write(p, o, out.stream);
  else
    code = draw(kind, p, o, terminal,
                out.temporary ? out.temporary
                : out.stream != stdout ? o->output : NULL);
  return cli_output_close(&out, code);
}

/* ---- the problem -------------------------------------------------------- */

static int read_problem(struct cli_problem *p, struct plot_options *o,
                        int argc, char **argv)
{
  int code = cli_problem_read(p, o->file, argc, argv);
  if (!code && p->n == 0)
    code = cli_error(_("name an input, for example x^2 x=3"),
                     _("the formula is a constant; there is nothing to plot"));
  if (!code)
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

static const struct kind *find_kind(const char *word)
{
  const char *names[KINDS];
  for (int k = 0; k < KINDS; k++) {
    names[k] = kinds[k].name;
    if (strcmp(word, names[k]) == 0)
      return &kinds[k];
  }
  const char *near = ad_nearest(word, strlen(word), names, KINDS);
  char hint[160];
  snprintf(hint, sizeof hint, "%s",
           _("they are vcurve, graph, descent, cost, accuracy and edges"));
  if (near)
    snprintf(hint, sizeof hint, _("did you mean `%s`?"), near);
  cli_error(hint, _("there is no plot `%s`"), word);
  return NULL;
}

/* An option that the kind has no use for is a mistake. */
static int check_options(const struct kind *kind, const struct plot_options *o)
{
  bool curve = kind->write == plot_vcurve;
  const char *idle = o->wrt && !curve ? "--wrt"
                     : !isnan(o->true_value) && !curve ? "--truth"
                     : o->show && kind->write != plot_graph ? "--show"
                     : o->of && (!kind->formula || kind->write == plot_descent)
                         ? "--of" : NULL;
  return idle ? cli_error(NULL, _("`%s` has no %s"), kind->name, idle) : CLI_OK;
}

static bool is_part(const char *word)
{
  return strcmp(word, "structure") == 0 || strcmp(word, "forward") == 0 ||
         strcmp(word, "backward") == 0;
}

int plot_formula(struct plot_options *o, int count, char **operands)
{
  static const struct kind graph = {"graph", true, plot_graph};
  struct cli_problem p = {0};
  const int kept = optind;
  optind = 0; /* the operands are all there is */
  int code = read_problem(&p, o, count, operands);
  optind = kept;
  if (!code)
    code = make(&graph, &p, o);
  cli_problem_free(&p);
  return code;
}

static int run(struct plot_options *o, int argc, char **argv)
{
  if (optind >= argc)
    return cli_error(_("they are vcurve, graph, descent, cost, accuracy and edges"),
                     _("which plot?"));
  const struct kind *kind = find_kind(argv[optind]);
  if (!kind)
    return CLI_BAD;
  optind++;
  if (!kind->formula && (optind < argc || o->file))
    return cli_error(NULL, _("`%s` takes no formula"), kind->name);
  struct cli_problem p = {0};
  int code = check_options(kind, o);
  if (!code && kind->formula)
    code = read_problem(&p, o, argc, argv);
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
    case 's':
      if (!is_part(optarg))
        return cli_error(_("they are structure, forward and backward"),
                         _("--show: there is no part `%s`"), optarg);
      o.show = optarg;
      break;
    case 'h': return help();
    default: return cli_bad_option("plot", argv, c);
    }
  return run(&o, argc, argv);
}
