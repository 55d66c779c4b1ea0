/* Mistake: = where += belongs. */
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

void adjoint_sweep(const struct record *tape, size_t n, double *adj)
{
  for (size_t i = 0; i < n; i++)
    adj[i] = 0;
  adj[n - 1] = 1;
  for (size_t i = n; i-- > 0;) {
    const struct record *r = &tape[i];
    switch (r->op) {
    case INPUT: break;
    case ADD:
      adj[r->a] = adj[i];
      adj[r->b] = adj[i];
      break;
    case SUB:
      adj[r->a] = adj[i];
      adj[r->b] = -adj[i];
      break;
    case MUL:
      adj[r->a] = adj[i] * tape[r->b].v;
      adj[r->b] = adj[i] * tape[r->a].v;
      break;
    case SIN:
      adj[r->a] = adj[i] * cos(tape[r->a].v);
      break;
    }
  }
}
