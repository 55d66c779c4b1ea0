/* emitted.c: gradients by C that `dualtape emit` has written of the formulas in
 * bench/emitted, compiled with the bench: terms, steps and factors, most of them
 * side by side in SIMD lanes.  The loops around them are written by hand, as by
 * who uses emitted code. */
#include <config.h>

#include "workloads_impl.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/emitted.inc"

#if HAVE_LIBMVEC /* loops that call exp call glibc's vector form of it */
__attribute__((__simd__("notinbranch"), __const__)) double exp(double);
#endif

/* So many points at a time, that what belongs to them stays in the cache. */
enum { BLOCK = 256, WIDTH = 8 };

static size_t least(size_t a, size_t b) { return a < b ? a : b; }

/* In lanes, too: one sum has to wait for each addition. */
static double sum_of(const double *y, size_t count)
{
  const size_t whole = count - count % WIDTH;
  double sum[WIDTH] = {0}, all = 0;
  for (size_t i = 0; i < whole; i += WIDTH)
    for (size_t k = 0; k < WIDTH; k++)
      sum[k] += y[i + k];
  for (size_t i = whole; i < count; i++)
    all += y[i];
  for (size_t k = 0; k < WIDTH; k++)
    all += sum[k];
  return all;
}

/* ---- W1, W1b: a point's numbers are side by side in d, and memory is what takes
 * time: so point by point, which the compiler takes into this loop --------- */

static void emitted_w1(struct data *d)
{
  double y, sum = 0;
  for (size_t i = 0; i < d->n; i += 3) {
    w1(d->x + i, &y, d->grad + i);
    sum += y;
  }
  d->y = sum;
}

/* ---- W2: a variable is `this` of one term and `next` of the term before -- */

static void emitted_w2(struct data *d)
{
  double x[2 * BLOCK], y[BLOCK], grad[2 * BLOCK], sum = 0, before = 0;
  const size_t terms = d->n - 1;
  for (size_t i = 0; i < terms; i += BLOCK) {
    const size_t count = least(BLOCK, terms - i);
    memcpy(x, d->x + i, count * sizeof *x);
    memcpy(x + count, d->x + i + 1, count * sizeof *x);
    w2_batch(count, x, y, grad);
    d->grad[i] = grad[0] + before;
    for (size_t k = 1; k < count; k++)
      d->grad[i + k] = grad[k] + grad[count + k - 1];
    before = grad[2 * count - 1];
    sum += sum_of(y, count);
  }
  d->grad[terms] = before;
  d->y = sum;
}

/* ---- W3: a step's two partials on the way up, the chain rule on the way down  */

static void emitted_w3(struct data *d)
{
  static double *kept;
  static size_t room;
  if (room < 2 * d->n) {
    free(kept);
    kept = malloc(2 * d->n * sizeof *kept);
    room = kept ? 2 * d->n : 0;
  }
  if (!kept)
    return;
  double at[2] = {d->x[0], 0}, sum = 0, bar = 0;
  for (size_t k = 1; k < d->n; k++) {
    at[1] = d->x[k];
    w3(at, at, kept + 2 * k);
    sum += at[0];
  }
  for (size_t k = d->n - 1; k > 0; k--) {
    bar += 1;
    d->grad[k] = bar * kept[2 * k + 1];
    bar *= kept[2 * k];
  }
  d->grad[0] = bar;
  d->y = sum;
}

/* ---- W4: products of eight; then products of these, from both sides ------ */

/* Those of a block are EIGHT columns in d->x: factor i of product c is at
 * i * count + c.  Their number is a multiple of EIGHT. */
enum { EIGHT = 8 };

static void values_w4(size_t products, const double *x, double *y)
{
  for (size_t c = 0; c < products; c += BLOCK)
    w4_value_batch(least(BLOCK, products - c), x + EIGHT * c, y + c);
}

static void gradients_w4(size_t products, const double *x, const double *rest,
                         double *grad)
{
  double y[BLOCK];
  for (size_t c = 0; c < products; c += BLOCK) {
    const size_t count = least(BLOCK, products - c);
    double *const here = grad + EIGHT * c;
    w4_batch(count, x + EIGHT * c, y, here);
    for (size_t i = 0; i < EIGHT; i++)
      for (size_t k = 0; k < count; k++)
        here[i * count + k] *= rest[c + k];
  }
}

/* The products of all others. */
static double others(size_t count, const double *y, double *rest)
{
  double left = 1, right = 1;
  for (size_t c = 0; c < count; c++) {
    rest[c] = left;
    left *= y[c];
  }
  for (size_t c = count; c-- > 0;) {
    rest[c] *= right;
    right *= y[c];
  }
  return left;
}

static void emitted_w4(struct data *d)
{
  const size_t products = d->n / EIGHT;
  double *const y = malloc((2 * products + 1) * sizeof *y);
  if (!y)
    return;
  double *const rest = y + products;
  values_w4(products, d->x, y);
  d->y = d->n % EIGHT ? NAN : others(products, y, rest);
  gradients_w4(products, d->x, rest, d->grad);
  free(y);
}

/* ---- W6: a component's term at eight points ------------------------------ */

enum { D = MIX_D, K = MIX_K, N = MIX_N, LOW = MIX_LOW, ICF = MIX_ICF };
enum { BLOCKS = (N + WIDTH - 1) / WIDTH, ALL = BLOCKS * WIDTH };
/* The formula's inputs: w, p, and the component's m, q, l. */
enum { AT_W = 0, AT_P = 1, AT_OWN = AT_P + D, OWN = 2 * D + LOW,
       INPUTS = AT_OWN + OWN };
typedef double lanes[WIDTH];

/* The points, eight beside each other; the last one is repeated. */
static void points_w6(lanes (*p)[D])
{
  for (int n = 0; n < ALL; n++)
    for (int i = 0; i < D; i++)
      p[n / WIDTH][i][n % WIDTH] = mix_x[(n < N ? n : N - 1) * D + i];
}

/* The component's own numbers in all lanes. */
static void component_w6(const double *x, const double *diag, int k,
                         lanes *in)
{
  const double *const mean = x + K + k * D;
  const double *const low = x + K + K * D + k * ICF + D;
  for (int i = 0; i < OWN; i++)
    for (int l = 0; l < WIDTH; l++)
      in[AT_OWN + i][l] = i < D       ? mean[i]
                          : i < 2 * D ? diag[k * D + i - D]
                                      : low[i - 2 * D];
}

/* Terms to weights: exp(t_k - log sum_k exp(t_k)); returns the sum of the
 * logarithms over all points. */
static double weights_w6(double (*t)[ALL])
{
  static double most[ALL], sum[ALL];
  double all = 0;
  memcpy(most, t[0], sizeof most);
  memset(sum, 0, sizeof sum);
  for (int k = 1; k < K; k++)
    for (int n = 0; n < ALL; n++)
      most[n] = t[k][n] > most[n] ? t[k][n] : most[n];
  for (int k = 0; k < K; k++)
    for (int n = 0; n < ALL; n++) {
      t[k][n] = exp(t[k][n] - most[n]);
      sum[n] += t[k][n];
    }
  for (int n = 0; n < ALL; n++) {
    all += n < N ? log(sum[n]) + most[n] : 0;
    sum[n] = n < N ? 1 / sum[n] : 0;
  }
  for (int k = 0; k < K; k++)
    for (int n = 0; n < ALL; n++)
      t[k][n] *= sum[n];
  return all;
}

static void terms_w6(lanes *in, lanes (*p)[D], double s, double *t)
{
  for (int l = 0; l < WIDTH; l++)
    in[AT_W][l] = 1;
  for (int b = 0; b < BLOCKS; b++) {
    memcpy(in + AT_P, p[b], sizeof p[b]);
    w6_value_batch(WIDTH, in[0], t + b * WIDTH);
  }
  for (int n = 0; n < ALL; n++)
    t[n] += s;
}

/* The component's adjoints, added up over the points, w being their weights. */
static void adjoints_w6(lanes *in, lanes (*p)[D], const double *w, double *own)
{
  lanes y, grad[INPUTS], sum[OWN] = {{0}};
  for (int b = 0; b < BLOCKS; b++) {
    memcpy(in + AT_P, p[b], sizeof p[b]);
    memcpy(in[AT_W], w + b * WIDTH, sizeof in[AT_W]);
    w6_batch(WIDTH, in[0], y, grad[0]);
    for (int i = 0; i < OWN; i++)
      for (int l = 0; l < WIDTH; l++)
        sum[i][l] += grad[AT_OWN + i][l];
  }
  for (int i = 0; i < OWN; i++)
    own[i] = sum_of(sum[i], WIDTH);
}

/* What the points share, s and exp(q), and the terms without points, by
 * hand. */
static void emitted_w6(struct data *d)
{
  static double t[K][ALL];
  static lanes p[BLOCKS][D], in[INPUTS];
  double sum[K], diag[K * D], ds[K], ddiag[K * D], own[OWN];
  const double head = plain_head_w6(d->x, sum, diag);
  points_w6(p);
  for (int k = 0; k < K; k++) {
    component_w6(d->x, diag, k, in);
    terms_w6(in, p, d->x[k] + sum[k], t[k]);
  }
  d->y = mix_constant() + head + weights_w6(t);
  memset(d->grad, 0, d->n * sizeof *d->grad);
  for (int k = 0; k < K; k++) {
    component_w6(d->x, diag, k, in);
    adjoints_w6(in, p, t[k], own);
    ds[k] = sum_of(t[k], N);
    memcpy(d->grad + K + k * D, own, D * sizeof *own);
    memcpy(ddiag + k * D, own + D, D * sizeof *own);
    memcpy(d->grad + K + K * D + k * ICF + D, own + 2 * D, LOW * sizeof *own);
  }
  hand_head_w6(d->x, ds, diag, ddiag, d->grad);
}

const struct way emitted_ways[] = {
  {"W1e", "W1", "emitted", 1.5, emitted_w1},
  {"W1be", "W1b", "emitted", 1.5, emitted_w1},
  {"W2e", "W2", "emitted", 2, emitted_w2},
  {"W2se", "W2s", "emitted", 0, emitted_w2},
  {"W3e", "W3", "emitted", 2.3, emitted_w3},
  {"W4e", "W4", "emitted", 3, emitted_w4},
  {"W6e", "W6", "emitted", 0.25, emitted_w6},
  {0},
};
