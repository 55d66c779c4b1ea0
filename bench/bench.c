/* bench.c: times the workloads, each as plain C, with an adjoint written by
 * hand, by dualtape in all ways, and by the peers that are built.  What counts is
 * ratios in one run: the machine may be busy, but it is so for all of them,
 * which take turns. */
#include <config.h>

#include "workloads.h"

#include <getopt.h>
#include <libgen.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "peer.h"
#include "right.h"

enum { MOST_COLUMNS = 48, MOST_PEERS = 8, MOST_MODES = 8 };

/* What is timed: plain and by hand, ways, modes of peers. */
struct column {
  char who[64], mode[40];
  double target;
  void (*run)(struct data *); /* NULL: a peer's */
  double *seconds;            /* of each round; NAN: was left out */
};

struct options {
  int runs;
  size_t divide;
  bool json, wrong, alone;
  const char *mode;
  FILE *save;
};

static struct peer peers[MOST_PEERS];
static size_t peer_count;

static int ascending(const void *a, const void *b)
{
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static double quantile(const double *sorted, int count, double q)
{
  return sorted[(int)(q * (count - 1) + 0.5)];
}

/* ---- the table ---------------------------------------------------------- */

/* The median of what is a number, and the quartiles. */
static int quartiles(const double *a, const double *over, int runs, double *q)
{
  double *kept = malloc((size_t)runs * sizeof *kept);
  int count = 0;
  for (int r = 0; kept && r < runs; r++)
    if (!isnan(a[r]))
      kept[count++] = over ? a[r] / over[r] : a[r];
  if (count > 0) {
    qsort(kept, (size_t)count, sizeof *kept, ascending);
    for (int k = 0; k < 3; k++)
      q[k] = quantile(kept, count, 0.25 * (k + 1));
  }
  free(kept);
  return count;
}

static void print_json(FILE *out, const struct workload *w,
                       const struct column *c, double ms, const double *q,
                       int count)
{
  fprintf(out, "{\"workload\": \"%s\", \"who\": \"%s\", \"mode\": \"%s\", "
               "\"seconds\": %.4g, \"ratio\": %.4g, \"low\": %.4g, "
               "\"high\": %.4g, \"target\": %.4g, \"runs\": %d}\n",
          w->name, c->who, c->mode, ms, q[1], q[0], q[2], c->target, count);
  fflush(out);
}

static void print_column(const struct workload *w, const struct column *c,
                         const struct column *plain, const struct options *o)
{
  double q[3], time[3];
  const int count = quartiles(c->seconds, plain->seconds, o->runs, q);
  if (count == 0)
    return;
  quartiles(c->seconds, NULL, o->runs, time);
  if (o->save)
    print_json(o->save, w, c, time[1], q, count);
  if (o->json) {
    print_json(stdout, w, c, time[1], q, count);
    return;
  }
  printf("  %-18s %-18s %11.3f ms %9.2f  %8.2f ..%8.2f", c->who, c->mode,
         1e3 * time[1], q[1], q[0], q[2]);
  if (c->target > 0)
    printf("  %6.4g%s", c->target, q[1] > c->target ? "  missed" : "");
  putchar('\n');
  fflush(stdout);
}

/* ---- columns --------------------------------------------------------------- */

static struct column *add(struct column *c, size_t *count, int runs)
{
  if (*count == MOST_COLUMNS)
    return NULL;
  struct column *const new = &c[*count];
  *new = (struct column){0};
  new->seconds = malloc((size_t)runs * sizeof(double));
  if (!new->seconds)
    return NULL;
  for (int r = 0; r < runs; r++)
    new->seconds[r] = NAN;
  ++*count;
  return new;
}

static void own_columns(const struct workload *w, const struct options *o,
                        struct column *c, size_t *count)
{
  struct column *new = add(c, count, o->runs);
  if (new)
    strcpy(new->who, "plain C"), new->run = w->plain;
  new = add(c, count, o->runs);
  if (new)
    strcpy(new->who, "by hand"), new->run = w->hand;
  for (size_t k = 0; way_at(k); k++) {
    const struct way *way = way_at(k);
    if (strcmp(way->of, w->name) != 0 ||
        (o->mode && strcmp(way->mode, o->mode) != 0))
      continue;
    if (!(new = add(c, count, o->runs)))
      return;
    strcpy(new->who, "dualtape");
    snprintf(new->mode, sizeof new->mode, "%.39s", way->mode);
    new->target = way->target, new->run = way->run;
  }
}

/* The place of a peer's mode among the columns; a new one in the first round,
 * when its results are also looked at. */
static struct column *peer_column(struct column *c, size_t *count, int runs,
                                  const char *who, const char *mode)
{
  for (size_t k = 0; k < *count; k++)
    if (!c[k].run && !strcmp(c[k].who, who) && !strcmp(c[k].mode, mode))
      return &c[k];
  struct column *const new = add(c, count, runs);
  if (new) {
    snprintf(new->who, sizeof new->who, "%.63s", who);
    snprintf(new->mode, sizeof new->mode, "%.39s", mode);
  }
  return new;
}

/* A peer is slow in some workloads: then three rounds are enough. */
static bool tired(const struct column *c, size_t count, const char *who,
                  int round)
{
  double sum = 0;
  for (size_t k = 0; k < count; k++)
    if (!c[k].run && !strcmp(c[k].who, who) && !isnan(c[k].seconds[0]))
      sum += c[k].seconds[0];
  return round >= 3 && sum > 0.3;
}

static bool peers_round(const struct workload *w, const struct data *d,
                        const struct options *o, int round, struct column *c,
                        size_t *count)
{
  bool good = true;
  for (size_t p = 0; p < peer_count; p++) {
    struct peer_run run[MOST_MODES];
    if (tired(c, *count, peers[p].name, round))
      continue;
    const size_t modes = peer_ask(&peers[p], w->name, MOST_MODES, run);
    for (size_t k = 0; k < modes; k++) {
      double size;
      const double want = peer_checksum(w->directions ? w->directions : d->n,
                                        d->grad, &size);
      struct column *to =
        peer_column(c, count, o->runs, peers[p].name, run[k].mode);
      if (!to)
        continue;
      to->seconds[round] = run[k].seconds;
      if (close_to(run[k].value, d->y, 0) &&
          close_to(run[k].gradient, want, 1e-3 * size))
        continue;
      fprintf(stderr, "bench: error: %s: %s, %s: value %.17g, checksum "
                      "%.17g; by hand %.17g, %.17g\n", w->name, peers[p].name,
              run[k].mode, run[k].value, run[k].gradient, d->y, want);
      good = false;
    }
  }
  return good;
}

/* ---- one workload ------------------------------------------------------- */

static bool check(const struct workload *w, struct data *d,
                  const struct column *c, size_t count, bool wrong)
{
  bool good = hand_right(w, d);
  for (size_t j = 0; wrong && j < d->n; j++)
    d->grad[j] *= 1.0001; /* to be noticed */
  if (!good)
    fprintf(stderr, "bench: error: %s: the derivatives written by hand are not "
                    "those of the plain function\n", w->name);
  for (size_t k = 2; good && k < count; k++)
    if (!same(c[k].run, d)) {
      fprintf(stderr, "bench: error: %s: the derivatives of dualtape (%s) "
                      "differ from those by hand\n", w->name, c[k].mode);
      good = false;
    }
  return good;
}

static void rounds(const struct workload *w, struct data *d,
                   const struct options *o, struct column *c, size_t *count,
                   bool *good)
{
  const size_t own = *count;
  for (int r = 0; r < o->runs && *good; r++) {
    for (size_t k = 0; k < own; k++)
      c[k].seconds[r] = seconds(c[k].run, d);
    w->hand(d);
    *good = peers_round(w, d, o, r, c, count);
    if (isatty(STDERR_FILENO))
      fprintf(stderr, "\r%s %d/%d \r", w->name, r + 1, o->runs);
  }
}

static bool measure(const struct workload *w, const struct options *o)
{
  struct column c[MOST_COLUMNS];
  size_t count = 0;
  struct data d = {.n = workload_size(w, o->divide)};
  d.x = malloc(d.n * sizeof *d.x);
  d.grad = malloc(d.n * sizeof *d.grad);
  workloads_begin(); /* with tapes that no other workload has made large */
  own_columns(w, o, c, &count);
  bool good = d.x && d.grad && count >= 2;
  if (good) {
    w->fill(&d);
    good = check(w, &d, c, count, o->wrong);
    rounds(w, &d, o, c, &count, &good);
  }
  if (good && !o->json)
    printf("%s: %s\n", w->name, w->about);
  for (size_t k = 0; good && k < count; k++)
    print_column(w, &c[k], &c[0], o);
  workloads_end();
  for (size_t k = 0; k < count; k++)
    free(c[k].seconds);
  free(d.x);
  free(d.grad);
  return good;
}

/* ---- peers ---------------------------------------------------------------- */

/* All that are built, beside this program; scripts beside its source. */
static void start_peers(const char *program, const struct options *o)
{
  static const char *const built[] = {"adolc", "sacado", "eigen", "ceres"};
  char file[4200], place[4096];
  snprintf(place, sizeof place, "%s", program);
  const char *const folder = dirname(place);
  for (size_t k = 0; k < sizeof built / sizeof *built; k++) {
    snprintf(file, sizeof file, "%s/peers/%s", folder, built[k]);
    if (peer_start(&peers[peer_count], NULL, file, o->divide))
      peer_count++;
    else
      fprintf(stderr, "bench: without the peer %s, which is not built\n",
              built[k]);
  }
  /* the Python that has PyTorch may not be the first */
  static const char *const python[] = {"python3", "/usr/bin/python3"};
  for (size_t k = 0; k < sizeof python / sizeof *python; k++)
    if (peer_start(&peers[peer_count], python[k], PEER_SCRIPTS "/pytorch.py",
                   o->divide)) {
      peer_count++;
      return;
    }
  fputs("bench: without the peer PyTorch, which is not installed\n", stderr);
}

/* ---- the program -------------------------------------------------------- */

static int help(void)
{
  puts("Usage: bench [OPTION...] [WORKLOAD...]\n"
       "\n"
       "Times value and gradient of each workload against the plain function:\n"
       "by an adjoint written by hand, by dualtape in all its ways, and by the\n"
       "peers that are built (bench/peers).  Ratios are medians over runs that\n"
       "take turns, with quartiles; first all are checked to agree, with central\n"
       "differences, too.  Forward mode's workloads ask for directions; by hand\n"
       "they are the gradient's, times these.\n"
       "\n"
       "      --runs=N  rounds (default: 15)\n"
       "      --quick   a hundredth of the data, 3 rounds; a test, no measure\n"
       "      --mode=M  of dualtape's ways only `record', `replay', ...\n"
       "      --alone   without peers\n"
       "      --json    a JSON object for each row, one a line\n"
       "      --save=F  the same into the file F, beside the table\n"
       "      --wrong   a mistake in the gradients, which has to be found\n"
       "  -h, --help    this text\n");
  for (size_t k = 0; workload_at(k); k++)
    printf("  %-5s %s\n", workload_at(k)->name, workload_at(k)->about);
  return 0;
}

static bool wanted(const struct workload *w, int count, char **names)
{
  for (int i = 0; i < count; i++)
    if (strcmp(names[i], w->name) == 0)
      return true;
  return count == 0;
}

static bool known(const char *name)
{
  for (size_t k = 0; workload_at(k); k++)
    if (strcmp(workload_at(k)->name, name) == 0)
      return true;
  fprintf(stderr, "bench: error: there is no workload `%s`; --help lists "
                  "them\n", name);
  return false;
}

/* 0, or the code to end with; -1: it was a call for help. */
static int read_options(int argc, char **argv, struct options *o)
{
  static const struct option longs[] = {
    {"runs", required_argument, NULL, 'r'},
    {"quick", no_argument, NULL, 'q'},
    {"mode", required_argument, NULL, 'm'},
    {"alone", no_argument, NULL, 'a'},
    {"json", no_argument, NULL, 'j'},
    {"save", required_argument, NULL, 's'},
    {"wrong", no_argument, NULL, 'w'},
    {"help", no_argument, NULL, 'h'},
    {NULL, 0, NULL, 0},
  };
  for (int c; (c = getopt_long(argc, argv, "h", longs, NULL)) != -1;)
    switch (c) {
    case 'r': o->runs = atoi(optarg); break;
    case 'q': o->divide = 100, o->runs = 3; break;
    case 'm': o->mode = optarg; break;
    case 'a': o->alone = true; break;
    case 'j': o->json = true; break;
    case 's':
      o->save = fopen(optarg, "w");
      if (!o->save) {
        fprintf(stderr, "bench: error: cannot write %s\n", optarg);
        return 2;
      }
      break;
    case 'w': o->wrong = true; break;
    case 'h': help(); return -1;
    default: return 2;
    }
  if (o->runs < 1 || o->runs > 10000) {
    fputs("bench: error: --runs takes a number from 1 to 10000\n", stderr);
    return 2;
  }
  for (int i = optind; i < argc; i++)
    if (!known(argv[i]))
      return 2;
  return 0;
}

int main(int argc, char **argv)
{
  struct options o = {.runs = 15, .divide = 1};
  const int code = read_options(argc, argv, &o);
  bool good = true;
  if (code != 0)
    return code < 0 ? 0 : code;
  if (!o.alone)
    start_peers(argv[0], &o);
  if (!o.json)
    puts("                                             "
         "time     ratio          quartiles  target");
  for (size_t k = 0; workload_at(k); k++)
    if (wanted(workload_at(k), argc - optind, argv + optind))
      good = measure(workload_at(k), &o) && good;
  for (size_t p = 0; p < peer_count; p++)
    peer_end(&peers[p]);
  if (o.save && fclose(o.save) != 0) {
    fputs("bench: error: --save: the file could not be written\n", stderr);
    return 2;
  }
  return good ? 0 : 1;
}
