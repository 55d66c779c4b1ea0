/* fan-out.c: exercise 504: the adjoint sweep accumulates.
 * README.md says what is to be done. */
#include <math.h>
#include <stddef.h>

enum op {
  INPUT, /* no arguments */
  ADD,   /* v_a + v_b */
  SUB,   /* v_a - v_b */
  MUL,   /* v_a * v_b */
  SIN,   /* sin(v_a) */
};

/* Record i says how v_i was made, from values before it: a, b < i. */
struct record {
  enum op op;
  size_t a, b; /* the places of its arguments */
  double v;    /* its value, v_i */
};

/* adj[i] = how fast the last value changes with v_i, for all n records. */
void adjoint_sweep(const struct record *tape, size_t n, double *adj)
{
  /* TODO: set all of adj to 0, and the last to 1. */

  /* TODO: go from the last record to the first, and hand adj[i] on to the
   * arguments of record i, by the partials of its op. */
  for (size_t i = 0; i < n; i++)
    adj[i] = tape[i].v;
}
