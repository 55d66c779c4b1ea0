/* Mistake: the input's place on the tape as its number. */
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

void value_sweep(struct record *tape, size_t n, const double *x)
{
  size_t next = 0;
  for (size_t i = 0; i < n; i++) {
    struct record *r = &tape[i];
    const double a = tape[r->a].v, b = tape[r->b].v;
    switch (r->op) {
    case INPUT: r->v = x[i]; break;
    case CONST: break;
    case ADD: r->v = a + b; break;
    case SUB: r->v = a - b; break;
    case MUL: r->v = a * b; break;
    case SIN: r->v = sin(a); break;
    }
  }
}
