/* hessian-vector.c: exercise 902: H v by tangents over adjoints.
 * README.md says what is to be done. */
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

/* hv = H direction, of the last value by the first `inputs` records. */
void hessian_vector(const struct record *tape, size_t n, size_t inputs,
                    const double *direction, double *hv)
{
  /* TODO: tangents upwards; then adjoints and their tangents downwards. */
  for (size_t i = 0; i < inputs; i++)
    hv[i] = 0;
}
