/* jvp.c: exercise 602: tangents on the tape; the dot-product identity.
 * README.md says what is to be done. */
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

/* The tangents of all n records; those of INPUTs stand in d already. */
void jvp(const struct record *tape, size_t n, double *d)
{
  /* TODO */
}

/* <w, J v> - <J'w, v>; v has n numbers, w has m. */
double dot_gap(linear_map *forward, linear_map *backward, size_t n, size_t m,
               const double *v, const double *w)
{
  return 1; /* TODO */
}
