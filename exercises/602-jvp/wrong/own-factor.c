/* Mistake: the product rule with the own factors. */
#include <math.h>
#include <stddef.h>

enum { MOST = 16 };

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

typedef void linear_map(const double *in, double *out);

void jvp(const struct record *tape, size_t n, double *d)
{
  for (size_t i = 0; i < n; i++) {
    const struct record *r = &tape[i];
    const double a = tape[r->a].v, b = tape[r->b].v;
    switch (r->op) {
    case INPUT: break;
    case ADD: d[i] = d[r->a] + d[r->b]; break;
    case SUB: d[i] = d[r->a] - d[r->b]; break;
    case MUL: d[i] = d[r->a] * a + b * d[r->b]; break;
    case SIN: d[i] = cos(a) * d[r->a]; break;
    }
  }
}

static double dot(size_t n, const double *a, const double *b)
{
  double sum = 0;
  for (size_t i = 0; i < n; i++)
    sum += a[i] * b[i];
  return sum;
}

double dot_gap(linear_map *forward, linear_map *backward, size_t n, size_t m,
               const double *v, const double *w)
{
  double jv[MOST], jtw[MOST];
  forward(v, jv);
  backward(w, jtw);
  return dot(m, w, jv) - dot(n, jtw, v);
}
