/* push.c: exercise 501: writing the tape.
 * README.md says what is to be done. */
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
  size_t n; /* how many records there are; 0 at the beginning */
  struct record record[ROOM];
};

/* Puts a record behind the last one; returns its place. */
size_t push(struct tape *t, enum op op, size_t a, size_t b, double v)
{
  /* TODO */
  return 0;
}

/* Each pushes one record and returns its place; a and b are places. */
size_t input(struct tape *t, double x)
{
  return 0; /* TODO */
}

size_t add(struct tape *t, size_t a, size_t b)
{
  return 0; /* TODO */
}

size_t sub(struct tape *t, size_t a, size_t b)
{
  return 0; /* TODO */
}

size_t mul(struct tape *t, size_t a, size_t b)
{
  return 0; /* TODO */
}

/* sin(v_a) */
size_t sine(struct tape *t, size_t a)
{
  return 0; /* TODO */
}
