/* mlp.c: exercise 905: a network on a tape of your own.
 * README.md says what is to be done. */
#include <math.h>
#include <stddef.h>

enum op {
  INPUT, /* a parameter */
  CONST, /* a number that stays */
  ADD,   /* v_a + v_b */
  SUB,   /* v_a - v_b */
  MUL,   /* v_a * v_b */
  TANH,  /* tanh(v_a) */
};

struct record {
  enum op op;
  size_t a, b; /* the places of its arguments */
  double v;    /* its value */
};

enum { ROOM = 4000, PARAMETERS = 50 }; /* never more than these */
struct tape {
  size_t n;
  struct record record[ROOM];
  double adj[ROOM];
};

static size_t push(struct tape *t, enum op op, size_t a, size_t b, double v)
{
  t->record[t->n] = (struct record){op, a, b, v};
  return t->n++;
}

static size_t input(struct tape *t, double v) { return push(t, INPUT, 0, 0, v); }

static size_t constant(struct tape *t, double v) { return push(t, CONST, 0, 0, v); }

static size_t add(struct tape *t, size_t a, size_t b)
{
  return push(t, ADD, a, b, t->record[a].v + t->record[b].v);
}

static size_t sub(struct tape *t, size_t a, size_t b)
{
  return push(t, SUB, a, b, t->record[a].v - t->record[b].v);
}

static size_t mul(struct tape *t, size_t a, size_t b)
{
  return push(t, MUL, a, b, t->record[a].v * t->record[b].v);
}

/* d inputs, h hidden units */
struct net {
  size_t d, h;
};

static size_t parameters(struct net net) { return net.h * net.d + 2 * net.h + 1; }

/* tanh(v_a) */
static size_t hyperbolic(struct tape *t, size_t a)
{
  return a; /* TODO */
}

/* The adjoints of all records, from that of the last one, 1. */
static void sweep_back(struct tape *t)
{
  double *adj = t->adj;
  for (size_t i = 0; i < t->n; i++)
    adj[i] = 0;
  adj[t->n - 1] = 1;
  for (size_t i = t->n; i-- > 0;) {
    const struct record *r = &t->record[i];
    switch (r->op) {
    case INPUT:
    case CONST: break;
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
    case TANH: /* TODO */ break;
    }
  }
}

/* Records (f(x) - y)² and returns its place; p[i] is the place of parameter i. */
size_t record_sample(struct tape *t, struct net net, const size_t *p, const double *x,
                     double y)
{
  /* TODO: by constant, mul, add, hyperbolic, sub */
  return 0;
}

/* L of N samples, of which sample i is x[i * d] ...; its gradient into grad. */
double mlp_gradient(struct net net, size_t N, const double *x, const double *y,
                    const double *p, double *grad)
{
  static struct tape t;
  t.n = 0;
  /* TODO: the parameters, the samples, their mean; sweep_back */
  for (size_t i = 0; i < parameters(net); i++)
    grad[i] = 0;
  return 0;
}

/* `steps` times p -= rate · gradient. */
void mlp_train(struct net net, size_t N, const double *x, const double *y, double *p,
               double rate, int steps)
{
  /* TODO */
}
