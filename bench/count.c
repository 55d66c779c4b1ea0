/* count.c: one way of a workload, once, for valgrind to count the instructions of what
 * measured() runs, which repeat exactly:
 *
 *   valgrind --tool=callgrind --toggle-collect=measured bench/count W2 tape
 *
 * `product` is the Hessian times a vector on the tape that the workload left: a
 * tangent sweep and a second-order adjoint sweep, seeds and results included.
 *
 * tests/instructions.tap holds them against recorded ones. */
#include <config.h>

#include "workloads_impl.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../reverse/second.h"

/* Not inlined, nor cloned under another name: valgrind looks for it. */
#ifdef __clang__
#define ALONE __attribute__((noinline))
#else
#define ALONE __attribute__((noinline, noclone))
#endif
ALONE void measured(void (*run)(struct data *), struct data *d);
void measured(void (*run)(struct data *), struct data *d) { run(d); }

static const struct way *way_named(const char *name)
{
  for (size_t k = 0; way_at(k); k++)
    if (strcmp(way_at(k)->name, name) == 0)
      return way_at(k);
  return NULL;
}

/* H v, v being all ones, in place of the gradient: inputs are the first slots, the
 * output is the last one. */
static void product(struct data *d)
{
  tape *const t = bench_tape;
  const var x = var_at(t, 0), y = var_at(t, t->used - 1);
  tape_clear_tangents(t);
  for (size_t j = 0; j < d->n; j++)
    tape_seed_tangent(var_after(x, j), 1);
  tape_sweep_tangents(t);
  tape_clear_adjoints(t);
  tape_seed(y, 1);
  tape_sweep_second(t);
  for (size_t j = 0; j < d->n; j++)
    d->grad[j] = var_adjoint_tangent(var_after(x, j));
}

static const struct workload *workload_named(const char *name)
{
  for (size_t k = 0; workload_at(k); k++)
    if (strcmp(workload_at(k)->name, name) == 0)
      return workload_at(k);
  return NULL;
}

int main(int argc, char **argv)
{
  const struct way *way = argc == 3 ? way_named(argv[1]) : NULL;
  const struct workload *w = way ? workload_named(way->of) : NULL;
  void (*const run)(struct data *) = !w                            ? NULL
                                     : !strcmp(argv[2], "plain") ? w->plain
                                     : !strcmp(argv[2], "hand")  ? w->hand
                                     : !strcmp(argv[2], "tape")  ? way->run
                                     : !strcmp(argv[2], "product") ? product
                                                                   : NULL;
  if (!run) {
    fputs("Usage: count WAY plain|hand|tape|product\n", stderr);
    return 2;
  }
  struct data d = {.n = workload_size(w, 100)};
  d.x = calloc(d.n, sizeof *d.x);
  d.grad = calloc(d.n, sizeof *d.grad);
  if (d.x && d.grad) {
    workloads_begin();
    w->fill(&d);
    if (run == product)
      way->run(&d);
    run(&d); /* memory is asked for here */
    measured(run, &d);
    workloads_end();
  }
  const int code = d.x && d.grad ? 0 : 1;
  free(d.x);
  free(d.grad);
  return code;
}
