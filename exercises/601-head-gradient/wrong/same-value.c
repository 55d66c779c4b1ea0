/* Mistake: a value that is two outputs keeps the last seed. */
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

/* Exercise 504: hands the adjoints on, from the last record to the first.  It adds to
 * what adj holds, and sets nothing to 0. */
static void sweep_back(const struct record *tape, size_t n, double *adj)
{
  for (size_t i = n; i-- > 0;) {
    const struct record *r = &tape[i];
    switch (r->op) {
    case INPUT: break;
    case ADD:
      adj[r->a] += adj[i];
      adj[r->b] += adj[i];
      break;
    case SUB:
      adj[r->a] += adj[i];
      adj[r->b] -= adj[i];
      break;
    case MUL:
      adj[r->a] += adj[i] * tape[r->b].v;
      adj[r->b] += adj[i] * tape[r->a].v;
      break;
    case SIN:
      adj[r->a] += adj[i] * cos(tape[r->a].v);
      break;
    }
  }
}

void vjp(const struct record *tape, size_t n, const size_t *out, size_t m,
         const double *w, double *adj)
{
  for (size_t i = 0; i < n; i++)
    adj[i] = 0;
  for (size_t k = 0; k < m; k++)
    adj[out[k]] = w[k];
  sweep_back(tape, n, adj);
}

void jacobian(const struct record *tape, size_t n, size_t inputs, const size_t *out,
              size_t m, double *jac)
{
  for (size_t k = 0; k < m; k++) {
    double w[MOST] = {0}, adj[MOST];
    w[k] = 1;
    vjp(tape, n, out, m, w, adj);
    for (size_t i = 0; i < inputs; i++)
      jac[k * inputs + i] = adj[i];
  }
}
