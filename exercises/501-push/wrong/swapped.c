/* Mistake: the difference the other way round. */
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

size_t push(struct tape *t, enum op op, size_t a, size_t b, double v)
{
  const size_t i = t->n;
  t->record[i] = (struct record){op, a, b, v};
  t->n = i + 1;
  return i;
}

size_t input(struct tape *t, double x) { return push(t, INPUT, 0, 0, x); }

size_t add(struct tape *t, size_t a, size_t b)
{
  return push(t, ADD, a, b, t->record[a].v + t->record[b].v);
}

size_t sub(struct tape *t, size_t a, size_t b)
{
  return push(t, SUB, a, b, t->record[b].v - t->record[a].v);
}

size_t mul(struct tape *t, size_t a, size_t b)
{
  return push(t, MUL, a, b, t->record[a].v * t->record[b].v);
}

size_t sine(struct tape *t, size_t a)
{
  return push(t, SIN, a, a, sin(t->record[a].v));
}
