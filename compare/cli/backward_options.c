/* backward_options.c: the options of `dualtape backward`. */
#include <config.h>

#include "backward.h"

#include <getopt.h>
#include <stdio.h>
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
         "      --head=N,...      the head gradient, a number for each output\n"
         "      --retain=NAME,... keep the gradient of these intermediate values\n"
         "      --no-grad=NAME,...  these inputs require no gradient\n"
         "      --detach=NAME,... these values go on without a gradient\n"
         "      --accumulate=N    go backward N times; gradients add up\n"
         "      --zero-grad       make gradients 0 before each time but the first\n"
         "      --retain-graph    keep the graph for another backward\n"
         "      --twice           go backward twice, whether or not it is kept\n"
         "      --set=NAME:N      after recording, change a value in place\n"
         "      --hook=NAME:F     on its way the gradient of NAME passes through\n"
         "                        F: clip(N) or scale(N)\n"
         "      --create-graph=N,...  differentiate the gradient: shows the Hessian\n"
         "                        times the vector N,... (a number for each input)\n"
         "      --grad-fn         show the functions that gradients go on to\n"
         "      --digits=N        digits of the numbers, 1 to 17 (default: 6)\n"
         "  -h, --help            this text\n"
         "\n"
         "Examples:\n"
         "  dualtape backward 'u = x^2; v = u + y; w = z*v; r = w^2' x=1 y=2 z=4\n"
         "  dualtape backward --retain=u,w 'u = x^2; w = z*u; w^2' x=1 z=4\n"
         "  dualtape backward --create-graph=1,0 'x^2 * y^3' x=3 y=2\n"
         "\n"
         "Exit status: 0 done, 2 bad usage or input, or a backward that is\n"
         "refused."));
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

int backward_numbers(const char *option, const char *text, size_t count,
                     double *x)
{
  size_t got = 0;
  for (const char *at = text; got <= count; got++) {
    char word[64];
    const size_t n = strcspn(at, ",");
    if (n >= sizeof word || n == 0)
      return cli_error(NULL, _("%s: `%s` is no list of numbers"), option, text);
    memcpy(word, at, n);
    word[n] = 0;
    double number;
    if (!cli_number(word, &number))
      return cli_error(NULL, _("%s: `%s` is no number"), option, word);
    if (got < count)
      x[got] = number;
    if (!at[n]) {
      got++;
      break;
    }
    at += n + 1;
  }
  if (got != count)
    return cli_error(NULL, _("%s: %zu numbers are needed, not `%s`"), option,
                     count, text);
  return CLI_OK;
}

/* NAME:N, or NAME:clip(N), NAME:scale(N). */
static int read_change(const char *option, struct change *to, int *count,
                       bool hook)
{
  const char *colon = strchr(optarg, ':');
  char number[64];
  struct change c = {.clip = false};
  if (*count == BACKWARD_MOST)
    return cli_error(NULL, _("%s: too many"), option);
  if (!colon || colon == optarg || (size_t)(colon - optarg) >= sizeof c.name)
    return cli_error(NULL, _("%s: write NAME:..., not `%s`"), option, optarg);
  memcpy(c.name, optarg, (size_t)(colon - optarg));
  const char *what = colon + 1;
  if (hook) {
    const size_t word = strcspn(what, "("), n = strlen(what);
    c.clip = strncmp(what, "clip(", 5) == 0;
    if ((!c.clip && strncmp(what, "scale(", 6) != 0) || what[n - 1] != ')' ||
        n - word - 2 >= sizeof number)
      return cli_error(_("it is clip(N) or scale(N)"),
                       _("there is no hook `%s`"), what);
    memcpy(number, what + word + 1, n - word - 2);
    number[n - word - 2] = 0;
    what = number;
  }
  if (!cli_number(what, &c.number))
    return cli_error(NULL, _("%s: `%s` is no number"), option, what);
  to[(*count)++] = c;
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
  case 'd': o->detach = optarg; return CLI_OK;
  case 'a': return whole("--accumulate", 1, 1000, &o->times);
  case 'D': return whole("--digits", 1, 17, &o->digits);
  case 'z': o->zero = true; return CLI_OK;
  case 'k': o->retain_graph = true; return CLI_OK;
  case 't': o->times = -2; return CLI_OK;
  case 'g': o->functions = true; return CLI_OK;
  case 'c': o->create = optarg; return CLI_OK;
  case 's': return read_change("--set", o->set, &o->sets, false);
  case 'K': return read_change("--hook", o->hook, &o->hooks, true);
  default:
    return cli_bad_option("backward", argv, c);
  }
}

int backward_options(struct backward_options *o, int argc, char **argv)
{
  static const struct option longs[] = {
    {"file", required_argument, NULL, 'f'},
    {"head", required_argument, NULL, 'H'},
    {"retain", required_argument, NULL, 'R'},
    {"no-grad", required_argument, NULL, 'n'},
    {"detach", required_argument, NULL, 'd'},
    {"accumulate", required_argument, NULL, 'a'},
    {"digits", required_argument, NULL, 'D'},
    {"zero-grad", no_argument, NULL, 'z'},
    {"retain-graph", no_argument, NULL, 'k'},
    {"twice", no_argument, NULL, 't'},
    {"grad-fn", no_argument, NULL, 'g'},
    {"create-graph", required_argument, NULL, 'c'},
    {"set", required_argument, NULL, 's'},
    {"hook", required_argument, NULL, 'K'},
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
