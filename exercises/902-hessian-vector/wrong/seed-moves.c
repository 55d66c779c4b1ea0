/* Mistake: the tangent of the seed is 1. */
#include <math.h>
#include <stddef.h>

enum { MOST = 16 }; /* records */

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

static void tangents(const struct record *tape, size_t n, const double *direction,
                     double *d)
{
  for (size_t i = 0; i < n; i++) {
    const struct record *r = &tape[i];
    const double a = tape[r->a].v, b = tape[r->b].v;
    switch (r->op) {
    case INPUT: d[i] = direction[i]; break;
    case ADD: d[i] = d[r->a] + d[r->b]; break;
    case SUB: d[i] = d[r->a] - d[r->b]; break;
    case MUL: d[i] = d[r->a] * b + a * d[r->b]; break;
    case SIN: d[i] = cos(a) * d[r->a]; break;
    }
  }
}

void hessian_vector(const struct record *tape, size_t n, size_t inputs,
                    const double *direction, double *hv)
{
  double d[MOST] = {0}, adj[MOST] = {0}, t[MOST] = {0};
  tangents(tape, n, direction, d);
  adj[n - 1] = 1;
  t[n - 1] = 1;
  for (size_t i = n; i-- > 0;) {
    const struct record *r = &tape[i];
    const size_t a = r->a, b = r->b;
    switch (r->op) {
    case INPUT: break;
    case ADD:
      adj[a] += adj[i];
      adj[b] += adj[i];
      t[a] += t[i];
      t[b] += t[i];
      break;
    case SUB:
      adj[a] += adj[i];
      adj[b] -= adj[i];
      t[a] += t[i];
      t[b] -= t[i];
      break;
    case MUL:
      adj[a] += adj[i] * tape[b].v;
      adj[b] += adj[i] * tape[a].v;
      t[a] += t[i] * tape[b].v + adj[i] * d[b];
      t[b] += t[i] * tape[a].v + adj[i] * d[a];
      break;
    case SIN:
      adj[a] += adj[i] * cos(tape[a].v);
      t[a] += t[i] * cos(tape[a].v) - adj[i] * sin(tape[a].v) * d[a];
      break;
    }
  }
  for (size_t i = 0; i < inputs; i++)
    hv[i] = t[i];
}
