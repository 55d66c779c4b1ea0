/* backward_options.c: the options of `dualtape backward`. */
#include <config.h>

#include "backward.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int help(void)
{
  puts(_("Usage: dualtape backward [OPTION...] FORMULA name=value...\n"
         "       dualtape backward [OPTION...] -f FILE [name=value...]\n"
         "\n"
         "Records the formula, goes backward from its outputs as PyTorch's\n"
         "autograd does, and shows for each named value: whether it is a leaf,\n"
         "whether it requires a gradient, the function that made it, and its\n"
         "gradient, or why it has none.\n"
         "\n"
         "  -f, --file=FILE       read the formula from FILE, - for standard input\n"
         "      --json            print JSON\n"
         "      --digits=N        digits of the numbers, 1 to 17 (default: 6)\n"
         "  -h, --help            this text\n"));
  puts(_("What requires a gradient:\n"
         "      --requires-grad=NAME,...  only these inputs require one\n"
         "      --no-grad=NAME,...  these inputs require none\n"
         "      --no-grad-region=NAME,...  these results are computed within a\n"
         "                        no-gradient region\n"
         "      --detach=NAME,... these values go on without a gradient\n"
         "\n"
         "Going backward:\n"
         "      --head=V,...      the head gradient, one for each output, of its\n"
         "                        shape: 2, [1; 2; 3], ones(2, 2)\n"
         "      --retain=NAME,... keep the gradient of these intermediate values\n"
         "      --accumulate=N    go backward N times; gradients add up\n"
         "      --zero-grad       make gradients 0 before each time but the first\n"
         "      --retain-graph    keep the graph for another backward\n"
         "      --twice           go backward twice, whether or not it is kept\n"
         "      --create-graph=V,...  differentiate the gradient: shows the Hessian\n"
         "                        times the vector V,... (one for each input, of its\n"
         "                        shape)\n"));
  puts(_("What is done in between:\n"
         "      --set=PLACE:V     after recording, change a value in place; a place\n"
         "                        is W, W[1, 2] or W[1:2, :]\n"
         "      --hook=PLACE:F    on its way the gradient there passes through F:\n"
         "                        clip(N) or scale(N)\n"
         "      --custom='NAME: A = FORMULA; ...'  NAME is a custom op: on the way\n"
         "                        back its argument A gets what FORMULA says of the\n"
         "                        arguments, of NAME and of its gradient, `bar`;\n"
         "                        it is checked against differences\n"
         "      --other-tape=NAME put this input on another tape\n"
         "      --reset-tape      reset the tape before going backward\n"
         "\n"
         "The graph:\n"
         "      --grad-fn         show the functions that gradients go on to\n"
         "      --graph           walk from function to function, down to leaves\n"));
  puts(_("Examples:\n"
         "  dualtape backward 'u = x^2; v = u + y; w = z*v; r = w^2' x=1 y=2 z=4\n"
         "  dualtape backward --retain=u,w 'u = x^2; w = z*u; w^2' x=1 z=4\n"
         "  dualtape backward --head='[1; 2]' 'W @ x' 'W=[1, 2; 3, 4]' 'x=[5; 6]'\n"
         "  dualtape backward --create-graph=1,0 'x^2 * y^3' x=3 y=2\n"
         "  dualtape backward --custom='u: x = 2*x*bar' 'u = x^2; 5*u' x=3\n"
         "\n"
         "Exit status: 0 done, 1 the backward of a custom op disagrees with\n"
         "differences, 2 bad usage or input, or a backward that is refused."));
  return -1;
}

bool backward_lists(const char *names, const char *name)
{
  const size_t n = strlen(name);
  while (names && *names) {
    const size_t word = strcspn(names, ",");
    if (word == n && memcmp(names, name, n) == 0)
      return true;
    names += word + (names[word] == ',');
  }
  return false;
}

size_t backward_span(const char *text, const char *ends)
{
  int depth = 0;
  size_t n = 0;
  for (; text[n]; n++) {
    if (depth == 0 && strchr(ends, text[n]))
      break;
    depth += strchr("[(", text[n]) ? 1 : strchr("])", text[n]) ? -1 : 0;
  }
  return n;
}

int backward_matrix(const char *option, const char **text, const char *of,
                    struct ad_shape shape, double *x)
{
  struct ad_formula_error error = {0};
  struct cli_value value;
  if (!*text)
    return cli_error(NULL, _("%s: there is none for `%s`"), option, of);
  const size_t n = backward_span(*text, ",");
  char *word = strndup(*text, n);
  if (!word)
    return cli_error(NULL, _("out of memory"));
  *text = (*text)[n] ? *text + n + 1 : NULL;
  int code = CLI_OK;
  if (!cli_matrix(word, &value, &error))
    code = cli_error(error.message[0] ? error.message : NULL,
                     _("%s: `%s` is no number or matrix"), option, word);
  else if (value.shape.rows != shape.rows || value.shape.cols != shape.cols)
    code = cli_error(_("write rows with commas and end them with semicolons: "
                       "[1, 2; 3, 4]"),
                     _("%s: `%s` is %zux%zu, and has to be given %zux%zu "
                       "numbers, not %zux%zu"),
                     option, of, shape.rows, shape.cols, shape.rows, shape.cols,
                     value.shape.rows, value.shape.cols);
  else
    memcpy(x, value.v, shape.rows * shape.cols * sizeof *x);
  free(value.v);
  free(word);
  return code;
}

/* NAME or NAME[...] before the colon; what stands behind it in *rest. */
static int read_place(const char *option, struct change *c, const char **rest)
{
  const size_t n = backward_span(optarg, ":");
  if (!optarg[n] || n == 0 || n >= sizeof c->place)
    return cli_error(NULL, _("%s: write NAME:..., not `%s`"), option, optarg);
  memcpy(c->place, optarg, n);
  c->place[n] = 0;
  *rest = optarg + n + 1;
  return CLI_OK;
}

static int read_set(struct backward_options *o)
{
  struct change *c = &o->set[o->sets];
  if (o->sets == BACKWARD_MOST)
    return cli_error(NULL, _("%s: too many"), "--set");
  o->sets++;
  return read_place("--set", c, &c->text);
}

/* clip(N) or scale(N). */
static int read_hook(struct backward_options *o)
{
  struct change *c = &o->hook[o->hooks];
  const char *what;
  char number[64];
  if (o->hooks == BACKWARD_MOST)
    return cli_error(NULL, _("%s: too many"), "--hook");
  o->hooks++;
  const int code = read_place("--hook", c, &what);
  if (code)
    return code;
  const size_t word = strcspn(what, "("), n = strlen(what);
  c->clip = strncmp(what, "clip(", 5) == 0;
  if ((!c->clip && strncmp(what, "scale(", 6) != 0) || what[n - 1] != ')' ||
      n - word - 2 >= sizeof number)
    return cli_error(_("it is clip(N) or scale(N)"), _("there is no hook `%s`"),
                     what);
  memcpy(number, what + word + 1, n - word - 2);
  number[n - word - 2] = 0;
  if (!cli_number(number, &c->number))
    return cli_error(NULL, _("%s: `%s` is no number"), "--hook", number);
  return CLI_OK;
}

static int read_custom(struct backward_options *o)
{
  if (o->customs == BACKWARD_MOST)
    return cli_error(NULL, _("%s: too many"), "--custom");
  o->custom[o->customs++].text = optarg;
  return CLI_OK;
}

static int whole(const char *option, int low, int high, int *to)
{
  double number;
  if (!cli_number(optarg, &number) || number < low || number > high ||
      number != (int)number)
    return cli_error(NULL, _("%s: `%s` is no whole number from %d to %d"),
                     option, optarg, low, high);
  *to = (int)number;
  return CLI_OK;
}

static int option(struct backward_options *o, char **argv, int c)
{
  switch (c) {
  case 'f': o->file = optarg; return CLI_OK;
  case 'H': o->head = optarg; return CLI_OK;
  case 'R': o->retain = optarg; return CLI_OK;
  case 'n': o->no_grad = optarg; return CLI_OK;
  case 'q': o->requires = optarg; return CLI_OK;
  case 'r': o->region = optarg; return CLI_OK;
  case 'd': o->detach = optarg; return CLI_OK;
  case 'o': o->other = optarg; return CLI_OK;
  case 'a': return whole("--accumulate", 1, 1000, &o->times);
  case 'D': return whole("--digits", 1, 17, &o->digits);
  case 'z': o->zero = true; return CLI_OK;
  case 'k': o->retain_graph = true; return CLI_OK;
  case 't': o->times = -2; return CLI_OK;
  case 'g': o->functions = true; return CLI_OK;
  case 'G': o->graph = true; return CLI_OK;
  case 'x': o->reset = true; return CLI_OK;
  case 'j': o->json = true; return CLI_OK;
  case 'c': o->create = optarg; return CLI_OK;
  case 's': return read_set(o);
  case 'K': return read_hook(o);
  case 'C': return read_custom(o);
  default: return cli_bad_option("backward", argv, c);
  }
}

int backward_options(struct backward_options *o, int argc, char **argv)
{
  static const struct option longs[] = {
    {"file", required_argument, NULL, 'f'},
    {"head", required_argument, NULL, 'H'},
    {"retain", required_argument, NULL, 'R'},
    {"no-grad", required_argument, NULL, 'n'},
    {"requires-grad", required_argument, NULL, 'q'},
    {"no-grad-region", required_argument, NULL, 'r'},
    {"detach", required_argument, NULL, 'd'},
    {"other-tape", required_argument, NULL, 'o'},
    {"accumulate", required_argument, NULL, 'a'},
    {"digits", required_argument, NULL, 'D'},
    {"zero-grad", no_argument, NULL, 'z'},
    {"retain-graph", no_argument, NULL, 'k'},
    {"twice", no_argument, NULL, 't'},
    {"grad-fn", no_argument, NULL, 'g'},
    {"graph", no_argument, NULL, 'G'},
    {"reset-tape", no_argument, NULL, 'x'},
    {"json", no_argument, NULL, 'j'},
    {"create-graph", required_argument, NULL, 'c'},
    {"set", required_argument, NULL, 's'},
    {"hook", required_argument, NULL, 'K'},
    {"custom", required_argument, NULL, 'C'},
    {"help", no_argument, NULL, 'h'},
    {NULL, 0, NULL, 0},
  };
  *o = (struct backward_options){.times = 1, .digits = 6};
  for (int c; (c = getopt_long(argc, argv, ":f:h", longs, NULL)) != -1;) {
    const int code = c == 'h' ? help() : option(o, argv, c);
    if (code)
      return code;
  }
  return CLI_OK;
}
