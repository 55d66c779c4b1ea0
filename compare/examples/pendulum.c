/* pendulum.c: a pendulum's length, damping and release angle, found from noisy
 * measurements of its angle by differentiating through the integration of its
 * equation of motion.
 *
 * The measurements are made here: the motion with known parameters, and noise
 * from a seed.  Least squares then looks for the parameters again, from a start
 * that is wrong by 10 to 40 %. */
#define JET_N 3 /* tangents at once: one for each parameter */
#include <dualtape.h>

#include <getopt.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>

#include "pendulum.h"

#define FN_FILE "pendulum.fn.c"
#include <dualtape_each.h>

enum { FOUND, NOT_FOUND, BAD };
enum { SAMPLES = 50, MOST_WATCHED = 100 };

static const char *const names[] = {"length L", "damping c", "release"};
static const char *const units[] = {"m", "1/s", "rad"};
static const double truth[] = {1.2, 0.25, 1.2}, start[] = {1.0, 0.15, 1.0};

/* The history of a fit. */
struct history {
  size_t count;
  double squares[MOST_WATCHED];
};

static void watch(size_t step, const double *x, double squares, void *data)
{
  struct history *h = data;
  (void)step, (void)x;
  if (h->count < MOST_WATCHED)
    h->squares[h->count++] = squares;
}

static int usage(void)
{
  puts(
      "Usage: pendulum [OPTION...]\n"
      "\n"
      "Finds a pendulum's length, damping and release angle from noisy\n"
      "measurements, by derivatives through the integration of its motion.\n"
      "\n"
      "      --seed=N     of the noise (default: 1)\n"
      "      --noise=RAD  its standard deviation (default: 0.05)\n"
      "      --data       print what plots/pendulum.gp draws\n"
      "  -h, --help       this text\n"
      "\n"
      "Exit status: 0 if each parameter is found within 4 standard errors and\n"
      "the derivatives agree, 1 if not, 2 for bad usage.");
  return FOUND;
}

/* ---- derivatives -------------------------------------------------------- */

/* The gradient 2 J'r of the sum of squares, three times: forward mode with the
 * three tangents of a jet in one run; reverse mode with the head gradient 2r
 * in one sweep over the tape of all steps; the variational equations. */
static enum ad_status gradients(const struct ad_function *f, bool *agree)
{
  double r[SAMPLES], w[SAMPLES], jac[SAMPLES * PARAMETERS];
  double sum[3][PARAMETERS] = {{0}}, size[PARAMETERS] = {0};
  tape *t = tape_new();
  enum ad_status status =
      jet_jacobian(swing_jet, f->data, f->n, start, f->m, r, jac);
  for (int i = 0; !status && i < SAMPLES; i++) {
    w[i] = 2 * r[i];
    for (int k = 0; k < PARAMETERS; k++) {
      sum[0][k] += w[i] * jac[i * PARAMETERS + k];
      size[k] += fabs(w[i] * jac[i * PARAMETERS + k]);
    }
  }
  if (!status)
    status =
        t ? var_vjp(f->on_var, f->data, t, f->n, start, f->m, w, NULL, sum[1])
          : AD_NO_MEMORY;
  if (!status)
    printf("Reverse mode's tape holds %zu values, %.1f MB.\n\n", tape_size(t),
           (double)tape_bytes(t) / 1e6);
  pendulum_sensitivities(f->data, start, r, jac);
  for (int i = 0; i < SAMPLES; i++)
    for (int k = 0; k < PARAMETERS; k++)
      sum[2][k] += w[i] * jac[i * PARAMETERS + k];
  printf("d S/d           forward          reverse  variational eq.\n");
  for (int k = 0; !status && k < PARAMETERS; k++) {
    printf("%-9s %13.10g %16.10g %16.10g\n", names[k], sum[0][k], sum[1][k],
           sum[2][k]);
    *agree = *agree && fabs(sum[0][k] - sum[1][k]) <= 1e-11 * size[k] &&
             fabs(sum[0][k] - sum[2][k]) <= 1e-11 * size[k];
  }
  tape_free(t);
  return status;
}

/* ---- what is printed ---------------------------------------------------- */

static bool report(const double *x, const double *error,
                   const struct ad_lm_result *result, double noise)
{
  bool found = result->end == AD_LM_CONVERGED;
  printf("\nLevenberg-Marquardt: %zu steps, %s; noise %.4f rad, found %.4f.\n\n"
         "parameter         true    start    found  std. error  off by\n",
         result->steps, ad_lm_end_text(result->end), noise,
         sqrt(result->squares / (SAMPLES - PARAMETERS)));
  for (int k = 0; k < PARAMETERS; k++) {
    const double off = (x[k] - truth[k]) / error[k];
    printf("%-9s %-4s %7.4f  %7.4f  %7.4f  %10.4f  %+5.1f std. errors\n",
           names[k], units[k], truth[k], start[k], x[k], error[k], off);
    found = found && fabs(off) <= 4;
  }
  return found;
}

static enum ad_status print_data(const struct pendulum *p, const double *x,
                                 const struct history *h, double noise)
{
  double line[3][SAMPLES * 10];
  struct pendulum fine = {p->gravity, p->h, SAMPLES * 10, p->every / 10, NULL};
  swing_double(truth, line[0], &fine);
  swing_double(start, line[1], &fine);
  swing_double(x, line[2], &fine);
  printf("# t in s   angle in rad, measured\n");
  for (size_t i = 0; i < p->samples; i++)
    printf("%g %.6f\n", (double)((i + 1) * p->every) * p->h, p->measured[i]);
  printf("\n\n# t in s   angle in rad: true, at the start, fitted\n");
  printf("0 %.6f %.6f %.6f\n", truth[RELEASE], start[RELEASE], x[RELEASE]);
  for (size_t i = 0; i < fine.samples; i++)
    printf("%g %.6f %.6f %.6f\n", (double)((i + 1) * fine.every) * fine.h,
           line[0][i], line[1][i], line[2][i]);
  printf(
      "\n\n# step   sum of squares in rad^2   what the noise leaves of it\n");
  for (size_t k = 0; k < h->count; k++)
    printf("%zu %.9g %.9g\n", k, h->squares[k],
           (SAMPLES - PARAMETERS) * noise * noise);
  return AD_OK;
}

/* ---- the experiment ----------------------------------------------------- */

static int run(uint64_t seed, double noise, bool data)
{
  double measured[SAMPLES], error[PARAMETERS];
  double x[] = {start[0], start[1], start[2]};
  struct pendulum p = {9.80665, 0.01, SAMPLES, 20, NULL}; /* 10 s */
  const struct ad_function f = {"pendulum",   PARAMETERS, SAMPLES,
                                swing_double, swing_dual, swing_var,
                                &p,           NULL,       swing_hyper,
                                swing_cplx,   swing_float, NULL};
  struct ad_random random = ad_random_seed(seed);
  struct history history = {0};
  const struct ad_lm_options options = {
      .offset = 1e-6, .watch = watch, .data = &history};
  struct ad_lm_result result;
  bool agree = true, found = true;
  swing_double(truth, measured, &p);
  for (int i = 0; i < SAMPLES; i++)
    measured[i] += noise * ad_random_normal(&random);
  p.measured = measured;
  enum ad_status status = data ? AD_OK : gradients(&f, &agree);
  if (!status)
    status = ad_lm_fit(&f, x, error, &options, &result);
  if (!status && data)
    status = print_data(&p, x, &history, noise);
  else if (!status)
    found = report(x, error, &result, noise);
  if (status)
    fprintf(stderr, "pendulum: error: %s\n", ad_status_text(status));
  return status ? BAD : agree && found ? FOUND : NOT_FOUND;
}

int main(int argc, char **argv)
{
  static const struct option longs[] = {{"seed", 1, NULL, 's'},
                                        {"noise", 1, NULL, 'n'},
                                        {"data", 0, NULL, 'd'},
                                        {"help", 0, NULL, 'h'},
                                        {NULL, 0, NULL, 0}};
  uint64_t seed = 1;
  double noise = 0.05;
  bool data = false, good = true;
  char *end;
  setlocale(LC_NUMERIC, "C");
  for (int c; good && (c = getopt_long(argc, argv, "h", longs, NULL)) != -1;)
    switch (c) {
    case 's':
      seed = strtoull(optarg, &end, 10);
      good = *optarg >= '0' && *optarg <= '9' && !*end;
      break;
    case 'n':
      noise = strtod(optarg, &end);
      good = noise > 0 && noise <= 1 && !*end;
      break;
    case 'd': data = true; break;
    case 'h': return usage();
    default: return BAD;
    }
  if (good && optind == argc)
    return run(seed, noise, data);
  fprintf(stderr, "pendulum: error: %s: %s\n", good ? argv[optind] : optarg,
          good ? "nothing is read but options"
               : "not a whole number (--seed), or between 0 and 1 (--noise)");
  return BAD;
}
