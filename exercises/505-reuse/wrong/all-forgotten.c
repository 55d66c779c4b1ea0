/* Mistake: the inputs are forgotten, too. */
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

enum { ROOM = 100 };
struct tape {
  size_t n; /* how many records there are */
  struct record record[ROOM];
  double adj[ROOM];
};

/* Exercise 501: records an operation, whose value is computed later. */
size_t push(struct tape *t, enum op op, size_t a, size_t b)
{
  t->record[t->n] = (struct record){op, a, b, 0};
  return t->n++;
}

/* Exercise 502: all values, at x. */
static void value_sweep(struct tape *t, const double *x)
{
  for (size_t i = 0, next = 0; i < t->n; i++) {
    struct record *r = &t->record[i];
    const double a = t->record[r->a].v, b = t->record[r->b].v;
    switch (r->op) {
    case INPUT: r->v = x[next++]; break;
    case ADD: r->v = a + b; break;
    case SUB: r->v = a - b; break;
    case MUL: r->v = a * b; break;
    case SIN: r->v = sin(a); break;
    }
  }
}

/* Exercise 504: hands the adjoints on, from the last record to the first. */
static void sweep_back(struct tape *t)
{
  double *adj = t->adj;
  for (size_t i = t->n; i-- > 0;) {
    const struct record *r = &t->record[i];
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
      adj[r->a] += adj[i] * t->record[r->b].v;
      adj[r->b] += adj[i] * t->record[r->a].v;
      break;
    case SIN:
      adj[r->a] += adj[i] * cos(t->record[r->a].v);
      break;
    }
  }
}

void gradient_at(struct tape *t, size_t inputs, const double *x, double *grad)
{
  value_sweep(t, x);
  for (size_t i = 0; i < t->n; i++)
    t->adj[i] = 0;
  t->adj[t->n - 1] = 1;
  sweep_back(t);
  for (size_t i = 0; i < inputs; i++)
    grad[i] = t->adj[i];
}

void cut_back(struct tape *t, size_t n)
{
  t->n = 0 * n;
}
