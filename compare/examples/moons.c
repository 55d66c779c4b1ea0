/* moons.c: a small neural network learns to tell two moons apart.
 *
 * Two half circles are entangled, and no line divides them.  A network of two
 * hidden layers (moons.h) learns the curve that does, from 200 points; 1000
 * others tell how well.  Each epoch records the loss over all points on the
 * same tape, about twenty records, and one sweep gives the gradient for all 337
 * weights, which Adam follows. */
#define JET_N 16 /* forward mode, for the check: this many weights at once */
#include <dualtape.h>

#include <errno.h>
#include <getopt.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "moons.h"

#define FN_FILE "moons.fn.c"
#include <dualtape_each.h>

enum { LEARNED, NOT_LEARNED, BAD };
enum { TRAINING = 200, HELD_OUT = 1000, MOST_EPOCHS = 100000, GRID = 100 };

static struct options {
  uint64_t seed;
  int epochs;
  double noise;
  bool data;
  const char *output; /* NULL: standard output */
} options = {1, 400, 0.1, false, NULL};

/* The loss after each epoch, for both sets. */
struct history {
  double training[MOST_EPOCHS], held_out[MOST_EPOCHS];
};

static int usage(void)
{
  puts("Usage: moons [OPTION...]\n"
       "\n"
       "A network of 2-16-16-1 learns to tell two moons apart.\n"
       "\n"
       "      --seed=N       of the points and of the first weights (default: 1)\n"
       "      --epochs=N     passes over the points (default: 400)\n"
       "      --noise=R      standard deviation of the points around their half\n"
       "                     circles, whose radius is 1 (default: 0.1)\n"
       "      --data         print what plots/moons.gp draws\n"
       "  -o, --output=FILE  print into FILE, which is there when complete\n"
       "  -h, --help         this text\n"
       "\n"
       "Exit status: 0 if the gradients agree and 98 % of held-out points are\n"
       "told apart, 1 if not, 2 for bad usage.");
  return LEARNED;
}

/* Ctrl-C: the loops look here, and end in order. */
static volatile sig_atomic_t stopped;
static void stop(int sig) { stopped = sig; }

/* ---- points, first weights ------------------------------------------------- */

/* Moon 0 is the upper half of the unit circle, moon 1 the lower half of one
 * whose centre is (1, 0.5). */
static void make_moons(struct ad_random *random, size_t n, double *x,
                       double *y)
{
  for (size_t p = 0; p < n; p++) {
    const double angle = 3.141592653589793 * ad_random_unit(random);
    const int moon = p % 2;
    x[2 * p] = moon ? 1 - cos(angle) : cos(angle);
    x[2 * p + 1] = moon ? 0.5 - sin(angle) : sin(angle);
    for (size_t k = 0; k < 2; k++)
      x[2 * p + k] += options.noise * ad_random_normal(random);
    y[p] = moon;
  }
}

/* Normal, with a variance of one over the number of inputs of the layer, so
 * that its results are neither tiny nor at the ends of tanh. */
static void first_weights(struct ad_random *random, double *w)
{
  for (int k = 0; k < WEIGHTS; k++)
    w[k] = 0;
  for (int k = W1; k < B1; k++)
    w[k] = ad_random_normal(random) / sqrt(SIDES);
  for (int k = W2; k < B2; k++)
    w[k] = ad_random_normal(random) / sqrt(HIDDEN);
  for (int k = W3; k < B3; k++)
    w[k] = ad_random_normal(random) / sqrt(HIDDEN);
}

/* ---- the network ------------------------------------------------------------ */

static enum ad_status gradient(tape *t, const struct moons *m, const double *w,
                               double *loss, double *g)
{
  tape_reset(t);
  var_mat weights = var_mat_input(t, 1, WEIGHTS, w);
  var y = moons_loss_on(t, m, weights);
  *loss = var_value(y);
  enum ad_status status = tape_gradient(y, 0, NULL, NULL);
  var_mat_adjoint(weights, g);
  return status;
}

/* The network's z at each point: values without a sweep. */
static enum ad_status outputs(tape *t, const struct moons *m, const double *w,
                              double *z)
{
  tape_reset(t);
  var_mat x = var_mat_fixed(t, m->n, SIDES, m->x);
  var_mat_value(moons_output(x, var_mat_fixed(t, 1, WEIGHTS, w)), z);
  return tape_status(t);
}

static double accuracy(const struct moons *m, const double *z)
{
  size_t right = 0;
  for (size_t p = 0; p < m->n; p++)
    right += (z[p] > 0) == (m->y[p] == 1);
  return (double)right / (double)m->n;
}

/* The gradient at the first weights, four times: by a tape of matrices, by hand,
 * and number by number, by forward mode and by a tape. */
static enum ad_status check(tape *t, struct moons *m, const double *w,
                            bool *agree)
{
  const struct ad_function f = {"moons",         WEIGHTS,         1,
                                moons_loss_double, moons_loss_dual,
                                moons_loss_var,  m,               NULL,
                                moons_loss_hyper, moons_loss_cplx,
                                moons_loss_float, NULL};
  double g[WEIGHTS], forward[WEIGHTS], scalar[WEIGHTS], hand[WEIGHTS], loss;
  double most = 0, off[3] = {0};
  tape *numbers = tape_new();
  enum ad_status status = numbers ? gradient(t, m, w, &loss, g) : AD_NO_MEMORY;
  if (!status)
    status = jet_jacobian(moons_loss_jet, m, f.n, w, f.m, NULL, forward);
  if (!status)
    status = var_jacobian(f.on_var, m, numbers, f.n, w, f.m, NULL, scalar);
  const size_t size = numbers ? tape_size(numbers) : 0;
  tape_free(numbers);
  if (status)
    return status;
  moons_by_hand(m, w, hand);
  for (int k = 0; k < WEIGHTS; k++) {
    most = fmax(most, fabs(hand[k]));
    off[0] = fmax(off[0], fabs(g[k] - forward[k]));
    off[1] = fmax(off[1], fabs(g[k] - scalar[k]));
    off[2] = fmax(off[2], fabs(g[k] - hand[k]));
  }
  printf("The gradient for %d weights, of which the largest is %.4f, is off\n"
         "  %.1e  from forward mode, number by number,\n"
         "  %.1e  from a tape of numbers, which holds %zu,\n"
         "  %.1e  from the adjoint written by hand.\n\n",
         WEIGHTS, most, off[0], off[1], size, off[2]);
  *agree = fmax(fmax(off[0], off[1]), off[2]) <= 1e-14;
  return AD_OK;
}

/* ---- learning ---------------------------------------------------------------- */

/* Adam (D. Kingma, J. Ba, ICLR 2015): each weight moves by the running mean of
 * its gradient over the root of the running mean of its square; both begin at
 * 0, for which the divisors make up. */
struct adam {
  double mean[WEIGHTS], square[WEIGHTS];
};

static void adam_step(struct adam *a, int step, const double *g, double *w)
{
  const double rate = 0.02, keep = 0.9, keep_square = 0.999, tiny = 1e-8;
  for (int k = 0; k < WEIGHTS; k++) {
    a->mean[k] = keep * a->mean[k] + (1 - keep) * g[k];
    a->square[k] =
        keep_square * a->square[k] + (1 - keep_square) * g[k] * g[k];
    const double mean = a->mean[k] / (1 - pow(keep, step));
    const double square = a->square[k] / (1 - pow(keep_square, step));
    w[k] -= rate * mean / (sqrt(square) + tiny);
  }
}

/* A bar, where somebody sees it. */
static void show_progress(int epoch, double loss)
{
  enum { WIDTH = 40 };
  static const char marks[] = "########################################";
  const int done = WIDTH * epoch / options.epochs;
  if (!isatty(STDERR_FILENO))
    return;
  fprintf(stderr, "\r[%-*.*s] epoch %d, loss %.4f ", WIDTH, done, marks, epoch,
          loss);
  if (epoch == options.epochs || stopped)
    fprintf(stderr, "\r%*s\r", WIDTH + 40, "");
}

static enum ad_status learn(tape *t, const struct moons *training,
                            const struct moons *held_out, double *w,
                            struct history *h)
{
  struct adam adam = {{0}, {0}};
  double g[WEIGHTS];
  enum ad_status status = AD_OK;
  for (int epoch = 0; !status && !stopped && epoch < options.epochs; epoch++) {
    status = gradient(t, training, w, &h->training[epoch], g);
    if (options.data && !status) {
      tape_reset(t);
      var_mat weights = var_mat_fixed(t, 1, WEIGHTS, w);
      h->held_out[epoch] = var_value(moons_loss_on(t, held_out, weights));
    }
    adam_step(&adam, epoch + 1, g, w);
    show_progress(epoch + 1, h->training[epoch]);
  }
  return status;
}

/* ---- what is printed --------------------------------------------------------- */

static void print_points(FILE *out, const char *title, const struct moons *m)
{
  fprintf(out, "# %s: x   y   moon\n", title);
  for (size_t p = 0; p < m->n; p++)
    fprintf(out, "%.5f %.5f %g\n", m->x[2 * p], m->x[2 * p + 1], m->y[p]);
  fputs("\n\n", out);
}

static enum ad_status print_data(FILE *out, tape *t,
                                 const struct moons *training,
                                 const struct moons *held_out,
                                 const double *w, const struct history *h)
{
  static double at[2 * (GRID + 1)], z[GRID + 1];
  const struct moons column = {GRID + 1, at, NULL};
  enum ad_status status = AD_OK;
  print_points(out, "learned from", training);
  print_points(out, "held out", held_out);
  fputs("# x   y   probability of moon 1\n", out);
  for (int i = 0; !status && !stopped && i <= GRID; i++) {
    for (int j = 0; j <= GRID; j++) {
      at[2 * j] = -1.6 + 4.2 * i / GRID;
      at[2 * j + 1] = -1.1 + 2.7 * j / GRID;
    }
    status = outputs(t, &column, w, z);
    for (int j = 0; j <= GRID; j++)
      fprintf(out, "%.4f %.4f %.6f\n", at[2 * j], at[2 * j + 1],
              ad_sigmoid(z[j]));
    fputc('\n', out);
  }
  fputs("\n# epoch   loss: of the points learned from, of those held out\n",
        out);
  for (int k = 0; k < options.epochs; k++)
    fprintf(out, "%d %.8g %.8g\n", k + 1, h->training[k], h->held_out[k]);
  return status;
}

/* ---- the experiment ------------------------------------------------------------ */

static int experiment(FILE *out, tape *t, struct history *h)
{
  static double x[2 * TRAINING], y[TRAINING], x2[2 * HELD_OUT], y2[HELD_OUT];
  static double z[HELD_OUT], w[WEIGHTS];
  struct moons training = {TRAINING, x, y}, held_out = {HELD_OUT, x2, y2};
  struct ad_random random = ad_random_seed(options.seed);
  bool agree = true;
  double right = 0;
  make_moons(&random, TRAINING, x, y);
  make_moons(&random, HELD_OUT, x2, y2);
  first_weights(&random, w);
  enum ad_status status = options.data ? AD_OK : check(t, &training, w, &agree);
  if (!status)
    status = learn(t, &training, &held_out, w, h);
  if (!status)
    status = outputs(t, &held_out, w, z);
  if (!status) {
    right = accuracy(&held_out, z);
    if (options.data)
      status = print_data(out, t, &training, &held_out, w, h);
  }
  if (status) {
    fprintf(stderr, "moons: error: %s\n", tape_error_text(t));
    return BAD;
  }
  if (!options.data && !stopped)
    printf("Loss %.4f before, %.4f after %d epochs.\n"
           "Of %d points held out, %.1f %% are told apart.\n",
           h->training[0], h->training[options.epochs - 1], options.epochs,
           HELD_OUT, 100 * right);
  return agree && right >= 0.98 ? LEARNED : NOT_LEARNED;
}

/* Standard output goes to FILE.part, which becomes FILE when all is well; to "-",
 * a device, or a pipe it goes at once: there is nothing to rename, and a file in
 * the place of /dev/null would be the end of it. */
static int run(void)
{
  char part[4096];
  struct stat s;
  const char *file = options.output;
  struct history *h = calloc(1, sizeof *h);
  tape *t = tape_new();
  int code = BAD;
  if (file && strcmp(file, "-") == 0)
    file = NULL;
  const bool direct = file && stat(file, &s) == 0 && !S_ISREG(s.st_mode);
  snprintf(part, sizeof part, "%s%s", file ? file : "", direct ? "" : ".part");
  signal(SIGTERM, stop);
  if (signal(SIGINT, stop) == SIG_IGN)
    signal(SIGINT, SIG_IGN); /* in the background */
  if (!h || !t)
    fputs("moons: error: out of memory\n", stderr);
  else if (file && !freopen(part, "w", stdout))
    fprintf(stderr, "moons: error: %s: %s\n", part, strerror(errno));
  else {
    code = experiment(stdout, t, h);
    const bool written = fflush(stdout) == 0 && !ferror(stdout);
    if (!written || (file && !direct && code != BAD && !stopped &&
                     rename(part, file) != 0)) {
      fprintf(stderr, "moons: error: cannot write: %s\n", strerror(errno));
      code = BAD;
    }
    if (file && !direct && (code == BAD || stopped))
      remove(part);
  }
  tape_free(t);
  free(h);
  if (stopped) { /* end as the signal would have, for who waits for us */
    fputs("moons: interrupted; no file is written\n", stderr);
    signal(stopped, SIG_DFL);
    raise(stopped);
  }
  return code;
}

static bool read_option(int c, const char *text)
{
  char *end;
  switch (c) {
  case 's':
    options.seed = strtoull(text, &end, 10);
    return *text >= '0' && *text <= '9' && !*end;
  case 'e': {
    const long n = strtol(text, &end, 10);
    options.epochs = n >= 1 && n <= MOST_EPOCHS ? (int)n : 0;
    return options.epochs && !*end;
  }
  case 'n':
    options.noise = strtod(text, &end);
    return options.noise >= 0 && options.noise <= 1 && !*end;
  case 'o': options.output = text; return *text != 0;
  default: options.data = true; return true;
  }
}

int main(int argc, char **argv)
{
  static const struct option longs[] = {
      {"seed", 1, NULL, 's'},   {"epochs", 1, NULL, 'e'},
      {"noise", 1, NULL, 'n'},  {"data", 0, NULL, 'd'},
      {"output", 1, NULL, 'o'}, {"help", 0, NULL, 'h'},
      {NULL, 0, NULL, 0}};
  bool good = true;
  setlocale(LC_NUMERIC, "C");
  for (int c; good && (c = getopt_long(argc, argv, "ho:", longs, NULL)) != -1;) {
    if (c == 'h')
      return usage();
    if (c == '?')
      return BAD;
    good = read_option(c, optarg);
  }
  if (good && optind == argc)
    return run();
  fprintf(stderr, "moons: error: %s: %s\n", good ? argv[optind] : optarg,
          good ? "nothing is read but options"
               : "not a whole number (--seed), one from 1 to 100000 "
                 "(--epochs), or not between 0 and 1 (--noise)");
  return BAD;
}
