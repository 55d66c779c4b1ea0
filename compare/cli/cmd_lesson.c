/* cmd_lesson.c: `dualtape lesson`: the lesson's cells with explanations. */
#include <config.h>

#include "cli.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "../nearest.h"
#include "compare/lesson_code.h"
#include "lesson_show.h"

static const struct lesson_cell cells[] = {
#define CELL(word, name, picture, title, before, after)                       \
  {word, lesson_##name, lesson_code_##name, picture, title, before, after},
#include "../lesson/lesson.def"
};
enum { CELLS = sizeof cells / sizeof *cells };

static int help(void)
{
  puts(_("Usage: dualtape lesson [OPTION...] [CELL...]\n"
         "\n"
         "Runs the lesson: eight cells from a first gradient to a lab, then the\n"
         "traps.  Beside each stands what it does and why.  The cells are written\n"
         "in C and print what the same cells print in PyTorch; a line that begins\n"
         "with `dualtape:` is what dualtape alone says.\n"
         "\n"
         "A CELL is a number, the name of a trap, or `traps` for all of them;\n"
         "without one, all cells run.\n"
         "\n"
         "  -l, --list           list the cells\n"
         "  -b, --brief          only what the cells print\n"
         "  -c, --code           show the C code of each cell, too\n"
         "  -o, --plots=DIR      draw the pictures of cells 3 to 5 into DIR, as\n"
         "                       lesson-3.svg, .png and .pdf, and so on\n"
         "      --terminal=dumb  draw them on the terminal, in letters; so it is\n"
         "                       done without --plots, where there is gnuplot\n"
         "      --seed=N         another x in cell 1, random by this seed\n"
         "  -h, --help           this text\n"
         "\n"
         "Examples:\n"
         "  dualtape lesson 1\n"
         "  dualtape lesson --code 5 6\n"
         "  dualtape lesson --plots=pictures 3 4 5\n"
         "  LANGUAGE=ko dualtape lesson\n"
         "\n"
         "Exit status: 0 done, 2 bad usage."));
  return CLI_OK;
}

static int list(void)
{
  for (int k = 0; k < CELLS; k++)
    printf("%-8s  %s\n", cells[k].word, _(cells[k].title));
  return CLI_OK;
}

/* ---- the command ---------------------------------------------------------------- */

static int unknown(const char *word)
{
  const char *words[CELLS + 1] = {"traps"};
  char hint[160];
  for (int k = 0; k < CELLS; k++)
    words[k + 1] = cells[k].word;
  const char *near = ad_nearest(word, strlen(word), words, CELLS + 1);
  snprintf(hint, sizeof hint, near ? _("did you mean `%s`?")
                                   : _("`dualtape lesson --list` lists them"),
           near);
  return cli_error(hint, _("there is no cell `%s`"), word);
}

/* Marks the cells that a word names. */
static int choose(const char *word, bool chosen[CELLS])
{
  bool found = false;
  for (int k = 0; k < CELLS; k++)
    if (strcmp(word, cells[k].word) == 0 ||
        (strcmp(word, "traps") == 0 && lesson_is_trap(&cells[k])))
      found = chosen[k] = true;
  return found ? CLI_OK : unknown(word);
}

static int run(const struct lesson_options *o, int argc, char **argv)
{
  const bool all = optind >= argc;
  bool chosen[CELLS] = {false}, first = true;
  int code = CLI_OK;
  for (int k = optind; k < argc && !code; k++)
    code = choose(argv[k], chosen);
  if (!code && o->plots && mkdir(o->plots, 0777) != 0 && errno != EEXIST)
    code = cli_error(NULL, "%s: %s", o->plots, strerror(errno));
  for (int k = 0; k < CELLS && !code; k++) {
    if (!all && !chosen[k])
      continue;
    if (!first && !o->brief)
      fputs("\n\n", stdout);
    first = false;
    code = lesson_show(&cells[k], o);
  }
  return code;
}

static bool read_seed(const char *text, struct lesson *l)
{
  char *end;
  errno = 0;
  l->random = true;
  l->seed = strtoull(text, &end, 10);
  return *text >= '0' && *text <= '9' && !*end && !errno;
}

int cmd_lesson(int argc, char **argv)
{
  static const struct option longs[] = {
    {"list", no_argument, NULL, 'l'},
    {"brief", no_argument, NULL, 'b'},
    {"code", no_argument, NULL, 'c'},
    {"plots", required_argument, NULL, 'o'},
    {"terminal", required_argument, NULL, 't'},
    {"seed", required_argument, NULL, 's'},
    {"help", no_argument, NULL, 'h'},
    {NULL, 0, NULL, 0},
  };
  struct lesson_options o = {0};
  for (int c; (c = getopt_long(argc, argv, ":lbco:h", longs, NULL)) != -1;)
    switch (c) {
    case 'l': o.list = true; break;
    case 'b': o.brief = true; break;
    case 'c': o.code = true; break;
    case 'o': o.plots = optarg; break;
    case 't':
      if (strcmp(optarg, "dumb") != 0)
        return cli_error(_("it is dumb; other pictures go to a folder: "
                           "--plots=DIR"),
                         _("there is no terminal `%s`"), optarg);
      o.letters = true;
      break;
    case 's':
      if (!read_seed(optarg, &o.lesson))
        return cli_error(_("a whole number, from 0 to 2^64 - 1"),
                         _("--seed: `%s` is not a seed"), optarg);
      break;
    case 'h': return help();
    default: return cli_bad_option("lesson", argv, c);
    }
  if (o.list && optind < argc)
    return cli_error(NULL, _("--list takes no cell"));
  return o.list ? list() : run(&o, argc, argv);
}
