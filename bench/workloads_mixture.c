/* workloads_mixture.c: W6, the gradient of a Gaussian mixture's log
 * likelihood: the formula is in mixture.inc.h. */
#include <config.h>

#include "workloads_impl.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../reverse/batch.h"
#include "../reverse/mark.h"
#include "../reverse/matrix.h"

enum { D = MIX_D, K = MIX_K, N = MIX_N, LOW = MIX_LOW, ICF = MIX_ICF };
enum { MEAN = K, FACTOR = K + K * D }; /* places among the inputs */

double mix_x[N * D];

/* ADBench's shapes; its data are normal numbers, these are uniform. */
void fill_w6(struct data *d)
{
  bench_seed(6);
  for (int k = 0; k < N * D; k++)
    mix_x[k] = 2 * (2 * bench_unit() - 1);
  for (size_t k = 0; k < d->n; k++)
    d->x[k] = 2 * bench_unit() - 1;
}

/* C = -N D log(2 pi) / 2 - K [n D (log gamma - log(2) / 2) - log Gamma_D(n/2)],
 * n = D + m + 1, Gamma_D being the multivariate gamma function. */
double mix_constant(void)
{
  const double pi = acos(-1), n = D + 1;
  double gamma = 0.25 * D * (D - 1) * log(pi);
  for (int j = 1; j <= D; j++)
    gamma += lgamma(0.5 * n + 0.5 * (1 - j));
  return -0.5 * N * D * log(2 * pi) + K * (0.5 * n * D * log(2) + gamma);
}

/* ---- plain C, as ADBench has it ------------------------------------------- */

static double plain_lse(const double *a)
{
  double most = a[0], sum = 0;
  for (int k = 1; k < K; k++)
    most = a[k] > most ? a[k] : most;
  for (int k = 0; k < K; k++)
    sum += exp(a[k] - most);
  return log(sum) + most;
}

/* sum q_k and exp(q_k); the terms without points. */
double plain_head_w6(const double *x, double *sum, double *diag)
{
  double prior = -N * plain_lse(x);
  for (int k = 0; k < K; k++) {
    const double *icf = x + FACTOR + k * ICF;
    double square = 0;
    sum[k] = 0;
    for (int i = 0; i < D; i++) {
      diag[k * D + i] = exp(icf[i]);
      sum[k] += icf[i];
      square += diag[k * D + i] * diag[k * D + i];
    }
    for (int i = D; i < ICF; i++)
      square += icf[i] * icf[i];
    prior += 0.5 * square;
  }
  return prior;
}

/* c = p - mu, z = Q c; the term is s - |z|^2 / 2. */
static inline double plain_term(double s, const double *mean,
                                const double *diag, const double *low,
                                const double *p, double *c, double *z)
{
  double sum = 0;
  for (int i = 0; i < D; i++) {
    c[i] = p[i] - mean[i];
    z[i] = diag[i] * c[i];
  }
  for (int i = 0; i < D; i++)
    for (int j = i + 1; j < D; j++)
      z[j] += *low++ * c[i];
  for (int i = 0; i < D; i++)
    sum += z[i] * z[i];
  return s - 0.5 * sum;
}

void plain_w6(struct data *d)
{
  double sum[K], diag[K * D], term[K], c[D], z[D];
  double y = mix_constant() + plain_head_w6(d->x, sum, diag);
  for (int n = 0; n < N; n++) {
    for (int k = 0; k < K; k++)
      term[k] = plain_term(d->x[k] + sum[k], d->x + MEAN + k * D, diag + k * D,
                           d->x + FACTOR + k * ICF + D, mix_x + n * D, c, z);
    y += plain_lse(term);
  }
  d->y = y;
}

/* ---- the adjoint by hand ---------------------------------------------------- */

/* The term's adjoint is w:  z̄ = -w z,  Q̄ = z̄ c',  c̄ = Q' z̄,  mū = -c̄. */
static inline void hand_term(double w, const double *diag, const double *low,
                             const double *c, const double *z, double *dmean,
                             double *ddiag, double *dlow)
{
  double dz[D], dc[D];
  for (int i = 0; i < D; i++) {
    dz[i] = -w * z[i];
    dc[i] = diag[i] * dz[i];
    ddiag[i] += dz[i] * c[i];
  }
  for (int i = 0; i < D; i++) {
    double more = 0;
    for (int j = i + 1; j < D; j++, low++, dlow++) {
      *dlow += dz[j] * c[i];
      more += *low * dz[j];
    }
    dmean[i] -= dc[i] + more;
  }
}

/* The adjoints of s and exp(q) go on to alpha and q; with those of the terms
 * without points. */
void hand_head_w6(const double *x, const double *ds, const double *diag,
                  const double *ddiag, double *grad)
{
  const double lse = plain_lse(x);
  for (int k = 0; k < K; k++) {
    const double *icf = x + FACTOR + k * ICF;
    double *dicf = grad + FACTOR + k * ICF;
    grad[k] += ds[k] - N * exp(x[k] - lse);
    for (int i = 0; i < D; i++) {
      const double e = diag[k * D + i];
      dicf[i] += ds[k] + (ddiag[k * D + i] + e) * e;
    }
    for (int i = D; i < ICF; i++)
      dicf[i] += icf[i];
  }
}

void hand_w6(struct data *d)
{
  double sum[K], diag[K * D], ds[K] = {0}, ddiag[K * D] = {0};
  double term[K], c[K * D], z[K * D];
  double y = mix_constant() + plain_head_w6(d->x, sum, diag);
  memset(d->grad, 0, d->n * sizeof *d->grad);
  for (int n = 0; n < N; n++) {
    for (int k = 0; k < K; k++)
      term[k] = plain_term(d->x[k] + sum[k], d->x + MEAN + k * D, diag + k * D,
                           d->x + FACTOR + k * ICF + D, mix_x + n * D,
                           c + k * D, z + k * D);
    const double lse = plain_lse(term);
    y += lse;
    for (int k = 0; k < K; k++) {
      const double w = exp(term[k] - lse);
      ds[k] += w;
      hand_term(w, diag + k * D, d->x + FACTOR + k * ICF + D, c + k * D,
                z + k * D, d->grad + MEAN + k * D, ddiag + k * D,
                d->grad + FACTOR + k * ICF + D);
    }
  }
  hand_head_w6(d->x, ds, diag, ddiag, d->grad);
  d->y = y;
}

/* ---- the tape ---------------------------------------------------------------- */

#define T var
#define OP(name) var_##name
#define CONST(c) var_const(c)
#define VALUE(x) var_value(x)
#define PLUS_PRODUCT(y, a, b) var_fma(a, b, y)
#include "mixture.inc.h"

static void range(var x, int n, var *out)
{
  for (int j = 0; j < n; j++)
    out[j] = var_after(x, (size_t)j);
}

/* All points on one tape. */
static var record_w6(struct data *d)
{
  var x[MIX];
  range(bench_inputs(d), MIX, x);
  return var_add(mixture(x), var_const(mix_constant()));
}

static void tape_w6(struct data *d) { bench_sweep(d, record_w6(d)); }

/* As it is done when the tape should stay small: L = sum_i f_i(u) + g(x), where u
 * is what the points share: s, mu, exp(q), l.  The adjoints of u gather from all
 * points; then u(x) and g(x) are recorded and swept once, with the adjoints
 * as seeds. */
enum { S = 0, MU = K, DIAG = MU + K * D, TRI = DIAG + K * D,
       SHARED = TRI + K * LOW };

static var shared_of(struct data *d, var *u)
{
  var x[MIX];
  range(bench_inputs(d), MIX, x);
  const var g = mixture_head(x, u + S, u + DIAG);
  for (int j = 0; j < K * D; j++)
    u[MU + j] = x[MEAN + j];
  for (int k = 0; k < K; k++)
    for (int i = 0; i < LOW; i++)
      u[TRI + k * LOW + i] = x[FACTOR + k * ICF + D + i];
  return g;
}

/* The gradient, of the adjoints of u; sum is that of the points' parts. */
static void finish(struct data *d, double sum, const double *ubar)
{
  var x[MIX], y[SHARED + 1];
  double w[SHARED + 1];
  const var g = y[SHARED] = shared_of(d, y);
  memcpy(w, ubar, SHARED * sizeof *w);
  w[SHARED] = 1;
  for (size_t j = 0; j < MIX; j++) /* the tape's first slots */
    x[j] = y[MU], x[j].as.at.slot = (uint32_t)j;
  tape_vjp(SHARED + 1, y, w, MIX, x, d->grad);
  d->y = mix_constant() + var_value(g) + sum;
}

static void shared_values(struct data *d, double *u)
{
  var v[SHARED];
  shared_of(d, v);
  for (int j = 0; j < SHARED; j++)
    u[j] = var_value(v[j]);
}

/* What points share is recorded once, and each point above a mark: it is swept
 * down to there, where adjoints gather, and forgotten. */
static void parts_w6(struct data *d)
{
  struct tape_mark m;
  var u[SHARED];
  double sum = 0;
  const var g = shared_of(d, u);
  var x = u[MU];
  x.as.at.slot = 0; /* the first input */
  tape_mark(bench_tape, &m);
  for (int n = 0; n < N; n++) {
    const var y = mixture_point(u + S, u + MU, u + DIAG, u + TRI, LOW,
                                mix_x + n * D);
    tape_gather(&m, y, 1);
    sum += var_value(y);
    tape_rewind(&m);
  }
  tape_seed(g, 1);
  tape_sweep(bench_tape);
  tape_adjoints(x, MIX, d->grad);
  d->y = mix_constant() + var_value(g) + sum;
  d->slots = tape_size(bench_tape);
}

/* ---- in lanes: the point is an input, too ----------------------------------- */

/* Whose largest term is another one at another point. */
static var log_sum_exp_anywhere(const var *a)
{
  var most = a[0];
  for (int k = 1; k < K; k++)
    most = var_max(most, a[k]);
  var sum = var_exp(var_sub(a[0], most));
  for (int k = 1; k < K; k++)
    sum = var_add(sum, var_exp(var_sub(a[k], most)));
  return var_add(var_log(sum), most);
}

static void batch_w6(struct data *d)
{
  double u[SHARED], ubar[SHARED], sum;
  var v[SHARED], p[D], term[K], c[D];
  shared_values(d, u);
  tape_reset(bench_tape);
  range(tape_input_range(bench_tape, SHARED, u), SHARED, v);
  range(tape_input_range(bench_tape, D, mix_x), D, p);
  for (int k = 0; k < K; k++) {
    for (int i = 0; i < D; i++)
      c[i] = var_sub(p[i], v[MU + k * D + i]);
    term[k] = mixture_term(v[S + k], c, v + DIAG + k * D, v + TRI + k * LOW);
  }
  struct tape_batch b = {.y = log_sum_exp_anywhere(term), .n = D, .x = p,
                         .points = N, .at = mix_x, .shared = SHARED, .p = v,
                         .sum = &sum, .sum_grad = ubar};
  if (tape_batch(bench_tape, &b) == AD_OK)
    finish(d, sum, ubar);
}

/* ---- matrices: 250 points at a time ------------------------------------------ */

/* Z = X [Q_1' ... Q_K'] - [Q_1 mu_1 ... Q_K mu_K] has a row for each point, in
 * which D numbers belong to a component; W = [Q_1' ... Q_K'].  W and v are
 * made, and their adjoints taken to Q and mu, by hand. */
struct mixture_matrices {
  double s[K], w[D * K * D], v[K * D]; /* v: all Q mu */
};

static void points(const struct mixture_matrices *u, int first, int count,
                   double *y, struct mixture_matrices *bar)
{
  tape *t = bench_tape;
  tape_reset(t);
  var_mat s = var_mat_input(t, 1, K, u->s);
  var_mat w = var_mat_input(t, D, K * D, u->w);
  var_mat v = var_mat_input(t, 1, K * D, u->v);
  var_mat x = var_mat_fixed(t, (size_t)count, D, mix_x + first * D);
  var_mat z = var_mat_sub(var_mat_matmul(x, w), v);
  var_mat square = var_mat_reshape(var_mat_sqr(z), (size_t)(count * K), D);
  var_mat sums = var_mat_reshape(var_mat_sum(square, 1), (size_t)count, K);
  var_mat term = var_mat_sub(s, var_mat_mul(var_mat_const(0.5), sums));
  var_mat sum = var_mat_sum(var_mat_logsumexp(term, 1), AD_ALL);
  const var one = var_mat_at(sum, 0, 0);
  tape_gradient(one, 0, NULL, NULL);
  struct mixture_matrices here;
  var_mat_adjoint(s, here.s);
  var_mat_adjoint(w, here.w);
  var_mat_adjoint(v, here.v);
  for (int j = 0; j < K; j++)
    bar->s[j] += here.s[j];
  for (int j = 0; j < D * K * D; j++)
    bar->w[j] += here.w[j];
  for (int j = 0; j < K * D; j++)
    bar->v[j] += here.v[j];
  *y += var_value(one);
}

/* The place in w of Q_k's element (j, i). */
static int place(int k, int j, int i) { return i * K * D + k * D + j; }

/* s, W and v of u; and of their adjoints those of u:  Q̄ = W̄' + v̄ mu',
 * mū = Q' v̄. */
static void to_matrices(const double *u, struct mixture_matrices *m)
{
  *m = (struct mixture_matrices){.s = {0}};
  memcpy(m->s, u + S, sizeof m->s);
  for (int k = 0; k < K; k++) {
    const double *low = u + TRI + k * LOW;
    for (int i = 0; i < D; i++) {
      m->w[place(k, i, i)] = u[DIAG + k * D + i];
      for (int j = i + 1; j < D; j++)
        m->w[place(k, j, i)] = *low++;
      for (int j = i; j < D; j++)
        m->v[k * D + j] += m->w[place(k, j, i)] * u[MU + k * D + i];
    }
  }
}

static void from_matrices(const double *u, const struct mixture_matrices *m,
                          const struct mixture_matrices *bar, double *ubar)
{
  memcpy(ubar + S, bar->s, sizeof bar->s);
  for (int k = 0; k < K; k++) {
    double *low = ubar + TRI + k * LOW;
    for (int i = 0; i < D; i++) {
      const double mu = u[MU + k * D + i];
      double sum = 0;
      for (int j = i; j < D; j++) {
        const double v = bar->v[k * D + j], q = bar->w[place(k, j, i)] + v * mu;
        if (j == i)
          ubar[DIAG + k * D + i] = q;
        else
          *low++ = q;
        sum += m->w[place(k, j, i)] * v;
      }
      ubar[MU + k * D + i] = sum;
    }
  }
}

static void matrix_w6(struct data *d)
{
  enum { PART = 250 };
  double u[SHARED], ubar[SHARED], sum = 0;
  struct mixture_matrices m, bar = {.s = {0}};
  shared_values(d, u);
  to_matrices(u, &m);
  for (int n = 0; n < N; n += PART)
    points(&m, n, PART, &sum, &bar);
  from_matrices(u, &m, &bar, ubar);
  finish(d, sum, ubar);
}

static void replay_w6(struct data *d)
{
  static struct kept kept;
  bench_replay(&kept, record_w6, d);
}

const struct way mixture_ways[] = {
  {"W6", "W6", "record", 7, tape_w6},
  {"W6p", "W6", "record by points", 3.7, parts_w6},
  {"W6q", "W6", "replay", 0, replay_w6},
  {"W6r", "W6", "batch", 1.0, batch_w6},
  {"W6m", "W6", "matrices in parts", 2, matrix_w6},
  {0},
};
