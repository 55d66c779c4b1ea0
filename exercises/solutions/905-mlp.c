/* 905-mlp.c: a solution of exercise 905: all samples on one tape. */
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

static size_t hyperbolic(struct tape *t, size_t a)
{
  return push(t, TANH, a, a, tanh(t->record[a].v));
}

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
    case TANH:
      adj[r->a] += adj[i] * (1 - r->v * r->v);
      break;
    }
  }
}

size_t record_sample(struct tape *t, struct net net, const size_t *p, const double *x,
                     double y)
{
  const size_t *w1 = p, *b1 = w1 + net.h * net.d, *w2 = b1 + net.h;
  size_t f = w2[net.h];
  for (size_t k = 0; k < net.h; k++) {
    size_t z = b1[k];
    for (size_t l = 0; l < net.d; l++)
      z = add(t, z, mul(t, w1[k * net.d + l], constant(t, x[l])));
    f = add(t, f, mul(t, w2[k], hyperbolic(t, z)));
  }
  const size_t error = sub(t, f, constant(t, y));
  return mul(t, error, error);
}

double mlp_gradient(struct net net, size_t N, const double *x, const double *y,
                    const double *p, double *grad)
{
  static struct tape t;
  size_t place[PARAMETERS];
  t.n = 0;
  for (size_t i = 0; i < parameters(net); i++)
    place[i] = input(&t, p[i]);
  size_t sum = constant(&t, 0);
  for (size_t i = 0; i < N; i++)
    sum = add(&t, sum, record_sample(&t, net, place, x + i * net.d, y[i]));
  const size_t loss = mul(&t, sum, constant(&t, 1 / (double)N));
  sweep_back(&t);
  for (size_t i = 0; i < parameters(net); i++)
    grad[i] = t.adj[place[i]];
  return t.record[loss].v;
}

void mlp_train(struct net net, size_t N, const double *x, const double *y, double *p,
               double rate, int steps)
{
  double grad[PARAMETERS];
  for (int k = 0; k < steps; k++) {
    mlp_gradient(net, N, x, y, p, grad);
    for (size_t i = 0; i < parameters(net); i++)
      p[i] -= rate * grad[i];
  }
}
