/* plot_checkpoint.c: memory against recomputation: what the gradient of a long
 * loop costs with few states kept, counted, beside what theory says. */
#include <config.h>

#include "plot.h"

#include "../../reverse/checkpoint.h"
#include "../../reverse/drivers.h"

/* x_{k+1} = sin(x_k) exp(-x_k) + p x_k, and the sum of all x. */
static enum ad_status step(uint64_t k, const var *x, const var *q,
                           const var *p, var *y, void *data)
{
  (void)k, (void)p, (void)data;
  y[0] = var_add(var_mul(var_sin(x[0]), var_exp(var_neg(x[0]))),
                 var_mul(q[0], x[0]));
  y[1] = var_add(x[1], y[0]);
  return AD_OK;
}

static enum ad_status plain(uint64_t k, const double *x, const double *q,
                            const double *p, double *y, void *data)
{
  (void)k, (void)p, (void)data;
  y[0] = sin(x[0]) * exp(-x[0]) + q[0] * x[0];
  y[1] = x[1] + y[0];
  return AD_OK;
}

static bool more(uint64_t k, const double *x, void *data)
{
  (void)x;
  return k < *(const uint64_t *)data;
}

enum { N = 2 };
static const double start[N] = {0.5, 0}, seed[N] = {0, 1}, rate = 0.3;

static enum ad_status measure(uint64_t steps, size_t snapshots, bool online,
                              struct tape_loop_cost *cost)
{
  double grad;
  const struct tape_loop loop = {.steps = online ? 0 : steps,
                                 .snapshots = snapshots,
                                 .n = N,
                                 .shared = 1,
                                 .q = &rate,
                                 .step = step,
                                 .plain = plain,
                                 .more = online ? more : NULL,
                                 .data = &steps};
  return tape_checkpointed(&loop, start, seed, NULL, NULL, &grad, NULL, cost);
}

/* All steps on one tape: its bytes, and those that its values need. */
static enum ad_status whole(uint64_t steps, double *bytes, double *needed)
{
  tape *t = tape_new();
  var x[N], y[N], q;
  double grad;
  if (!t)
    return AD_NO_MEMORY;
  for (int i = 0; i < N; i++)
    x[i] = tape_input(t, start[i]);
  q = tape_input(t, rate);
  for (uint64_t k = 0; k < steps; k++) {
    step(k, x, &q, NULL, y, NULL);
    x[0] = y[0], x[1] = y[1];
  }
  const enum ad_status status = tape_gradient(x[1], 1, &q, &grad);
  *bytes = (double)tape_bytes(t);
  /* value, arguments, code, adjoint */
  *needed = (double)tape_size(t) *
            (sizeof(double) + sizeof(struct tape_args) + 1 + sizeof(double));
  tape_free(t);
  return status;
}

/* How often a step runs, the recorded run included. */
static double runs(uint64_t advances, uint64_t steps)
{
  return (double)(advances + steps) / (double)steps;
}

/* ---- recomputation -------------------------------------------------------------- */

static const uint64_t lengths[] = {100, 1000, 10000};
static const size_t kept[] = {2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192,
                              256, 512};
enum { LENGTHS = sizeof lengths / sizeof *lengths,
       KEPT = sizeof kept / sizeof *kept };

static void write_theory(FILE *out)
{
  for (int i = 0; i < LENGTHS; i++) {
    fprintf(out, "\n\n# theory, %d steps\n# snapshots   runs of each step\n",
            (int)lengths[i]);
    for (size_t s = 2; s <= kept[KEPT - 1]; s += 1 + s / 32)
      fprintf(out, "%zu %.6g\n", s,
              runs(tape_schedule_optimum(lengths[i], s), lengths[i]));
  }
}

static enum ad_status write_counted(FILE *out)
{
  enum ad_status status = AD_OK;
  for (int i = 0; i < LENGTHS; i++) {
    fprintf(out, "\n\n# counted, %d steps\n# snapshots   runs of each step   the "
                 "same, length not known   most kept\n", (int)lengths[i]);
    for (int k = 0; k < KEPT && !status; k++) {
      struct tape_loop_cost known, online;
      status = measure(lengths[i], kept[k], false, &known);
      if (!status)
        status = measure(lengths[i], kept[k], true, &online);
      if (!status)
        fprintf(out, "%zu %.6g %.6g %zu\n", kept[k],
                runs(known.advances, lengths[i]),
                runs(online.advances, lengths[i]), known.snapshots);
    }
  }
  return status;
}

/* ---- memory --------------------------------------------------------------------- */

/* A state, and its place in the schedule, beside what a call needs anyway. */
static enum ad_status write_memory(FILE *out)
{
  enum ad_status status = AD_OK;
  struct tape_loop_cost one, ten, hundred;
  fputs("\n\n# memory, in bytes\n# steps   one tape   the same, theory   10 "
        "snapshots   theory   100 snapshots   theory\n", out);
  for (uint64_t steps = 100; steps <= 100000 && !status; steps *= 10) {
    double bytes, needed;
    status = whole(steps, &bytes, &needed);
    if (!status)
      status = measure(steps < 1000 ? steps : 1000, 1, false, &one);
    if (!status)
      status = measure(steps, 10, false, &ten);
    if (!status)
      status = measure(steps, 100, false, &hundred);
    const double each = (double)(N * sizeof(double)) + 4 * sizeof(uint64_t);
    if (!status)
      fprintf(out, "%d %.6g %.6g %zu %.6g %zu %.6g\n", (int)steps, bytes, needed,
              ten.bytes, (double)one.bytes + 9 * each, hundred.bytes,
              (double)one.bytes + 99 * each);
  }
  return status;
}

int plot_checkpoint(const struct cli_problem *p, const struct plot_options *o,
                    FILE *out)
{
  (void)p, (void)o;
  fputs("# gradient of a loop with few states kept: memory against "
        "recomputation\n", out);
  write_theory(out);
  enum ad_status status = write_counted(out);
  if (!status)
    status = write_memory(out);
  return status ? cli_error(NULL, "%s", _(ad_status_text(status))) : CLI_OK;
}
