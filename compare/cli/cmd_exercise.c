/* cmd_exercise.c: `dualtape exercise`: coursework. */
#include <config.h>

#include "cli.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "../nearest.h"
#include "exercise.h"
#include "judge.h"

static int help(void)
{
  puts(_("Usage: dualtape exercise start [DIR]\n"
         "       dualtape exercise ACTION [OPTION...] [N...]\n"
         "\n"
         "Exercises in automatic differentiation, from a first gradient by hand to a\n"
         "network trained by a tape of your own.\n"
         "\n"
         "N is an exercise: 101, 101-lab or lab.  Without it, the next one that you\n"
         "have not solved yet.\n"
         "\n"
         "  start [DIR]   copies the exercises to DIR (default: my-exercises), for you to\n"
         "                solve there; what is there already is kept\n"
         "  list          the exercises, those solved and the next one\n"
         "  check [N]     compiles your file and asks it at random inputs; says what\n"
         "                was expected, what came, and what the mistake may be\n"
         "  watch [N]     the same whenever you save, and moves on when it is right\n"
         "  hint [N]      the next hint, each time you ask\n"
         "  reset N       the file as it was at first; yours is kept as NAME.c.1\n"
         "  solution N    a solution, once you have one\n"
         "  progress      what you have solved, when, and with how many tries and hints"));
  puts(_("\n"
         "For lecturers (doc/lecturer.md):\n"
         "  new NNN-NAME  makes a small exercise here, to be rewritten\n"
         "  verify        proves exercises sound, those of a folder ./NNN-NAME as\n"
         "                well; prints TAP\n"
         "\n"
         "  -f, --file=FILE    your file (check; default: NNN-NAME/NAME.c in your\n"
         "                     folder); not counted as progress\n"
         "  -C, --folder=DIR   your folder (default: this one, one above it, or\n"
         "                     my-exercises)\n"
         "      --all          all hints (hint)\n"
         "      --json         for programs (check, list, progress)\n"
         "      --poll         looks for changes twice a second, as in a folder of\n"
         "                     another machine (watch)\n"
         "  -y, --yes          although it is not solved (solution)\n"
         "      --seed=S       of the random inputs; printed with what is wrong\n"
         "      --time=S       seconds for one answer of your code (default 2)\n"
         "  -j, --jobs=N       how many exercises at a time (verify; default 1)\n"
         "      --seeds=N      how many seeds the solution is tried with (verify;\n"
         "                     default 3)\n"
         "  -h, --help         this text\n"
         "\n"
         "Examples:\n"
         "  dualtape exercise start\n"
         "  dualtape exercise watch\n"
         "  dualtape exercise check lab --file=lab.c\n"
         "  dualtape exercise verify 101\n"
         "\n"
         "Exit status: 0 right or done, 1 wrong, 2 bad usage or input."));
  return CLI_OK;
}

/* ---- verify ---------------------------------------------------------------------------- */

static int verify(struct coursework *c, const struct exercise_options *o, int argc,
                  char **argv)
{
  const size_t most = argc ? (size_t)argc : c->count;
  char **names = calloc(most + 1, sizeof *names);
  struct exercise **which = calloc(most + 1, sizeof *which);
  int code = names && which ? CLI_OK : cli_error(NULL, _("out of memory"));
  /* finding one may move them all: names first */
  for (size_t k = 0; !code && k < most; k++) {
    const struct exercise *e =
      argc ? coursework_find(c, argv[k]) : &c->exercises[k];
    names[k] = e ? e->folder : NULL;
    code = e ? CLI_OK : CLI_BAD;
  }
  for (size_t k = 0; !code && k < most; k++)
    for (size_t l = 0; l < c->count; l++)
      if (c->exercises[l].folder == names[k])
        which[k] = &c->exercises[l];
  if (!code)
    code = exercise_verify(c, which, most, &(struct verify_options){
      (int)o->jobs, (int)o->seeds, (uint64_t)o->seed});
  free(names);
  free(which);
  return code;
}

/* ---- the command ------------------------------------------------------------------------- */

static const struct {
  const char *name;
  exercise_action *run;
} actions[] = {
  {"check", exercise_check},       {"hint", exercise_hint},
  {"list", exercise_list},         {"new", exercise_new},
  {"progress", exercise_progress}, {"reset", exercise_reset},
  {"solution", exercise_solution_show},
  {"start", exercise_start},       {"verify", verify},
  {"watch", exercise_watch},
};
enum { ACTIONS = sizeof actions / sizeof *actions };

static int run(const struct exercise_options *o, int argc, char **argv)
{
  struct coursework c;
  const char *names[ACTIONS];
  if (argc < 1)
    return cli_error(_("`dualtape exercise --help` lists them"),
                     _("exercise: what is to be done?"));
  for (int k = 0; k < ACTIONS; k++) {
    names[k] = actions[k].name;
    if (strcmp(argv[0], actions[k].name) != 0)
      continue;
    int code = coursework_read(&c);
    if (!code)
      code = actions[k].run(&c, o, argc - 1, argv + 1);
    coursework_free(&c);
    return code;
  }
  char hint[160];
  const char *near = ad_nearest(argv[0], strlen(argv[0]), names, ACTIONS);
  snprintf(hint, sizeof hint,
           near ? _("did you mean `%s`?")
                : _("`dualtape exercise --help` lists them"), near);
  return cli_error(hint, _("exercise cannot `%s`"), argv[0]);
}

/* A seed that is another one each time, and short enough to be typed. */
static double any_seed(void)
{
  struct timespec t;
  clock_gettime(CLOCK_REALTIME, &t);
  const uint64_t mixed = ((uint64_t)t.tv_sec * 1000003u + (uint64_t)t.tv_nsec) ^
                         (uint64_t)getpid() << 20;
  return (double)(mixed % 1000000);
}

static const struct option longs[] = {
  {"all", no_argument, NULL, 'a'},
  {"file", required_argument, NULL, 'f'},
  {"folder", required_argument, NULL, 'C'},
  {"jobs", required_argument, NULL, 'j'},
  {"json", no_argument, NULL, 'J'},
  {"poll", no_argument, NULL, 'p'},
  {"seed", required_argument, NULL, 's'},
  {"seeds", required_argument, NULL, 'S'},
  {"time", required_argument, NULL, 't'},
  {"yes", no_argument, NULL, 'y'},
  {"help", no_argument, NULL, 'h'},
  {NULL, 0, NULL, 0},
};

int cmd_exercise(int argc, char **argv)
{
  struct exercise_options o = {
    .jobs = 1, .seed = any_seed(), .seeds = 3, .seconds = 2};
  int code = CLI_OK;
  for (int c; !code &&
              (c = getopt_long(argc, argv, ":f:C:j:yh", longs, NULL)) != -1;)
    switch (c) {
    case 'a': o.all = true; break;
    case 'C': o.folder = optarg; break;
    case 'f': o.file = optarg; break;
    case 'j': code = cli_option_number("jobs", optarg, 1, 1000, &o.jobs); break;
    case 'J': o.json = true; break;
    case 'p': o.poll = true; break;
    case 's':
      code = cli_option_number("seed", optarg, 0, 1e15, &o.seed);
      o.seeded = true;
      break;
    case 'S': code = cli_option_number("seeds", optarg, 1, 1e6, &o.seeds); break;
    case 't': code = cli_option_number("time", optarg, 0.01, 1e6, &o.seconds); break;
    case 'y': o.yes = true; break;
    case 'h': return help();
    default: return cli_bad_option("exercise", argv, c);
    }
  return code ? code : run(&o, argc - optind, argv + optind);
}
