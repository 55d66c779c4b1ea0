/* value-sweep.c: exercise 502: the tape at new inputs.
 * README.md says what is to be done. */
#include <math.h>
#include <stddef.h>

enum op {
  INPUT, /* no arguments */
  CONST, /* no arguments: a number that stays */
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

/* Gives the n records their values at x, which has a number for each INPUT. */
void value_sweep(struct record *tape, size_t n, const double *x)
{
  /* TODO */
}
