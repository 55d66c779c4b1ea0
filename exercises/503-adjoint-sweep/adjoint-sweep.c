/* adjoint-sweep.c: exercise 503: the adjoint sweep of a tree.
 * README.md says what is to be done. */
#include <math.h>
#include <stddef.h>

enum op {
  INPUT, /* no arguments */
  ADD,   /* v_a + v_b */
  SUB,   /* v_a - v_b */
  MUL,   /* v_a * v_b */
  DIV,   /* v_a / v_b */
  SIN,   /* sin(v_a) */
  EXP,   /* exp(v_a) */
};

/* Record i says how v_i was made, from values before it: a, b < i. */
struct record {
  enum op op;
  size_t a, b; /* the places of its arguments; SIN and EXP have only a */
  double v;    /* its value, v_i */
};

/* The local partials of record i: of v_i by v_a and by v_b, 0 without such. */
void partials(const struct record *tape, size_t i, double *by_a, double *by_b)
{
  *by_a = 0;
  *by_b = 0;
  switch (tape[i].op) {
  case INPUT: break;
  case ADD: /* TODO */ break;
  case SUB: /* TODO */ break;
  case MUL: /* TODO */ break;
  case DIV: /* TODO */ break;
  case SIN: /* TODO */ break;
  case EXP: /* TODO */ break;
  }
}

/* adj[i] = how fast the last value changes with v_i, for all n records. */
void adjoint_sweep(const struct record *tape, size_t n, double *adj)
{
  /* TODO: seed, then go back from record to record. */
  for (size_t i = 0; i < n; i++)
    adj[i] = 0;
}
