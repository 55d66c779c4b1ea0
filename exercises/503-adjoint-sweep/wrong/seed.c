/* Mistake: the value of the result as seed. */
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

void partials(const struct record *tape, size_t i, double *by_a, double *by_b)
{
  const struct record *r = &tape[i];
  const double a = tape[r->a].v;
  *by_a = 0;
  *by_b = 0;
  switch (r->op) {
  case INPUT: break;
  case ADD:
    *by_a = 1;
    *by_b = 1;
    break;
  case SUB:
    *by_a = 1;
    *by_b = -1;
    break;
  case MUL:
    *by_a = tape[r->b].v;
    *by_b = a;
    break;
  case DIV:
    *by_a = 1 / tape[r->b].v;
    *by_b = -a / (tape[r->b].v * tape[r->b].v);
    break;
  case SIN:
    *by_a = cos(a);
    break;
  case EXP:
    *by_a = r->v;
    break;
  }
}

void adjoint_sweep(const struct record *tape, size_t n, double *adj)
{
  adj[n - 1] = tape[n - 1].v;
  for (size_t i = n; i-- > 0;) {
    const struct record *r = &tape[i];
    double by_a, by_b;
    partials(tape, i, &by_a, &by_b);
    if (r->op != INPUT)
      adj[r->a] = adj[i] * by_a;
    if (r->op != INPUT && r->op != SIN && r->op != EXP)
      adj[r->b] = adj[i] * by_b;
  }
}
