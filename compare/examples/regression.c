/* regression.c: a line through points, and the probability of a class, both
 * found by gradient descent with matrices on a tape.
 *
 * The data are a matrix X, one row per point, which needs no gradient; the
 * parameters are a column w, which does.  Both losses are functions of X w, and
 * their gradients take two records on the tape more than the formula has. */
#include <dualtape.h>

#include <getopt.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>

#include "regression.h"

enum { AGREE, DISAGREE, BAD };
enum { LINE_POINTS = 40, CLASS_POINTS = 200, GRID = 60, MOST_STEPS = 5000 };

static const char *const names[] = {"a", "b", "c"};

/* y = 1.5 + 0.8 x, plus noise. */
static const double true_line[] = {1.5, 0.8}, line_noise = 0.4;

/* Two clouds around (0.5, -0.25) -+ (0.9, 0.6), each normal with variance 1;
 * by Bayes' rule the log of the odds is then 2 (0.9, 0.6)'(u - center). */
static const double center[] = {0.5, -0.25}, apart[] = {0.9, 0.6};
static const double true_odds[] = {-0.6, 1.8, 1.2};

/* One of the two regressions. */
struct regression {
  const char *title, *check;
  bool logistic;
  var (*loss)(tape *t, const struct points *p, var_mat w);
  bool (*answer)(const struct points *p, long double *w);
  const double *truth;
};
static const struct regression linear = {
    "A line y = a + b x", "normal eq.", false, linear_loss, linear_answer,
    true_line};
static const struct regression logistic = {
    "A probability p = sigmoid(a + b u + c v)", "Newton", true, logistic_loss,
    logistic_answer, true_odds};

static int usage(void)
{
  puts("Usage: regression [OPTION...]\n"
       "\n"
       "Fits a line, and the probability of a class, by gradient descent with\n"
       "matrices on a tape, and checks both: against the normal equations, and\n"
       "against Newton's method.\n"
       "\n"
       "      --seed=N  of the data (default: 1)\n"
       "      --data    print what plots/regression.gp draws\n"
       "  -h, --help    this text\n"
       "\n"
       "Exit status: 0 if all parameters agree to 1e-8, 1 if not, 2 for bad\n"
       "usage.");
  return AGREE;
}

/* ---- data ---------------------------------------------------------------- */

static void make_line(struct ad_random *random, double *x, double *y)
{
  for (int i = 0; i < LINE_POINTS; i++) {
    const double at = 4 * ad_random_unit(random) - 2;
    x[2 * i] = 1;
    x[2 * i + 1] = at;
    y[i] = true_line[0] + true_line[1] * at +
           line_noise * ad_random_normal(random);
  }
}

static void make_classes(struct ad_random *random, double *x, double *y)
{
  for (int i = 0; i < CLASS_POINTS; i++) {
    y[i] = i % 2;
    x[3 * i] = 1;
    for (int j = 0; j < 2; j++)
      x[3 * i + 1 + j] = center[j] + (2 * y[i] - 1) * apart[j] +
                         ad_random_normal(random);
  }
}

/* ---- gradient descent ------------------------------------------------------ */

/* w moves down the gradient, and keeps nine tenths of its last move (momentum),
 * until the gradient is 0 but for rounding.  Each step records the loss afresh
 * on the same tape. */
static enum ad_status descend(const struct regression *r,
                              const struct points *p, tape *t, double *w,
                              int *steps)
{
  double gradient[MOST_COLUMNS], move[MOST_COLUMNS] = {0}, most = INFINITY;
  enum ad_status status = AD_OK;
  for (*steps = 0; !status && most > 1e-13 && *steps < MOST_STEPS; ++*steps) {
    tape_reset(t);
    var_mat on_tape = var_mat_input(t, p->columns, 1, w);
    var loss = r->loss(t, p, on_tape);
    status = tape_gradient(loss, 0, NULL, NULL);
    var_mat_adjoint(on_tape, gradient);
    most = 0;
    for (size_t j = 0; j < p->columns; j++) {
      move[j] = 0.9 * move[j] - 0.3 * gradient[j];
      w[j] += move[j];
      most = fmax(most, fabs(gradient[j]));
    }
  }
  return status;
}

/* ---- what is printed ------------------------------------------------------- */

static bool report(const struct regression *r, const struct points *p,
                   const double *w, int steps)
{
  long double answer[MOST_COLUMNS];
  bool agree = r->answer(p, answer);
  printf("%s, from %zu points: %d steps of gradient descent.\n\n"
         "parameter    true             found  %16s  difference\n",
         r->title, p->n, steps, r->check);
  for (size_t j = 0; agree && j < p->columns; j++) {
    const double off = (double)(w[j] - answer[j]);
    printf("%-9s %7.2f  %16.12f  %16.12f  %10.1e\n", names[j], r->truth[j],
           w[j], (double)answer[j], off);
    agree = fabs(off) <= 1e-8;
  }
  const double most = score(p, r->logistic, w, NULL);
  printf("\nThe largest component of X'(%s - y), which should be 0: %.1e.\n\n",
         r->logistic ? "p" : "X w", most);
  return agree && most <= 1e-9;
}

static void print_data(const struct points *line, const double *w,
                       const struct points *classes, const double *odds)
{
  puts("# x   y, observed");
  for (size_t i = 0; i < line->n; i++)
    printf("%.6f %.6f\n", line->x[2 * i + 1], line->y[i]);
  puts("\n\n# x   y: fitted, true");
  for (int x = -2; x <= 2; x++)
    printf("%d %.6f %.6f\n", x, w[0] + w[1] * x,
           true_line[0] + true_line[1] * x);
  puts("\n\n# u   v   class");
  for (size_t i = 0; i < classes->n; i++)
    printf("%.6f %.6f %g\n", classes->x[3 * i + 1], classes->x[3 * i + 2],
           classes->y[i]);
  puts("\n\n# u   v   probability: fitted, true");
  for (int i = 0; i <= GRID; i++, puts(""))
    for (int j = 0; j <= GRID; j++) {
      const double u = -3.5 + 8.0 * i / GRID, v = -4 + 7.5 * j / GRID;
      printf("%.4f %.4f %.6f %.6f\n", u, v,
             ad_sigmoid(odds[0] + odds[1] * u + odds[2] * v),
             ad_sigmoid(true_odds[0] + true_odds[1] * u + true_odds[2] * v));
    }
}

static int run(uint64_t seed, bool data)
{
  static double x[2 * LINE_POINTS], y[LINE_POINTS];
  static double u[3 * CLASS_POINTS], class_of[CLASS_POINTS];
  const struct points line = {LINE_POINTS, 2, x, y};
  const struct points classes = {CLASS_POINTS, 3, u, class_of};
  struct ad_random random = ad_random_seed(seed);
  double w[MOST_COLUMNS] = {0}, odds[MOST_COLUMNS] = {0};
  int steps[2] = {0};
  bool agree = true;
  make_line(&random, x, y);
  make_classes(&random, u, class_of);
  tape *t = tape_new();
  enum ad_status status = t ? AD_OK : AD_NO_MEMORY;
  if (!status)
    status = descend(&linear, &line, t, w, &steps[0]);
  if (!status)
    status = descend(&logistic, &classes, t, odds, &steps[1]);
  if (status) {
    fprintf(stderr, "regression: error: %s\n",
            t ? tape_error_text(t) : ad_status_text(status));
  } else if (data) {
    print_data(&line, w, &classes, odds);
  } else {
    agree = report(&linear, &line, w, steps[0]);
    agree = report(&logistic, &classes, odds, steps[1]) && agree;
  }
  tape_free(t);
  return status ? BAD : agree ? AGREE : DISAGREE;
}

int main(int argc, char **argv)
{
  static const struct option longs[] = {{"seed", 1, NULL, 's'},
                                        {"data", 0, NULL, 'd'},
                                        {"help", 0, NULL, 'h'},
                                        {NULL, 0, NULL, 0}};
  uint64_t seed = 1;
  bool data = false, good = true;
  char *end;
  setlocale(LC_NUMERIC, "C");
  for (int c; good && (c = getopt_long(argc, argv, "h", longs, NULL)) != -1;)
    switch (c) {
    case 's':
      seed = strtoull(optarg, &end, 10);
      good = *optarg >= '0' && *optarg <= '9' && !*end;
      break;
    case 'd': data = true; break;
    case 'h': return usage();
    default: return BAD;
    }
  if (good && optind == argc)
    return run(seed, data);
  fprintf(stderr, "regression: error: %s: %s\n", good ? argv[optind] : optarg,
          good ? "nothing is read but options" : "not a whole number");
  return BAD;
}
