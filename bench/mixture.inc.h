/* mixture.inc.h: the log likelihood of a Gaussian mixture, W6, in the number
 * type T, whose ops are OP(add), OP(exp), ..., whose constants CONST(c), and
 * whose primals VALUE(x); PLUS_PRODUCT(y, a, b) is y + a b.
 *
 * ADBench's objective (F. Srajer, Z. Kukelova, A. Fitzgibbon, A benchmark of
 * selected algorithmic differentiation tools on some problems in computer
 * vision and machine learning, Optimization Methods & Software 33 (2018),
 * section 2.1): points x_i, i < N, components k < K with weights alpha_k,
 * means mu_k and the inverse factor Q_k of the covariance, lower triangular
 * with exp(q_k) as its diagonal and l_k below, column by column:
 *
 *   L = C + sum_i log sum_k exp(alpha_k + sum q_k - |Q_k (x_i - mu_k)|^2 / 2)
 *         - N log sum_k exp(alpha_k)
 *         + sum_k [(|exp(q_k)|^2 + |l_k|^2) gamma^2 / 2 - m sum q_k]
 *
 * The last line is the Wishart prior, with the signs of ADBench's code; as in
 * its data, gamma = 1 and m = 0.  Inputs: all alpha, all mu, all (q_k, l_k). */

/* log sum exp, without overflow: the largest is taken out as a constant. */
static inline T log_sum_exp(const T *a)
{
  double most = VALUE(a[0]);
  for (int k = 1; k < MIX_K; k++)
    most = VALUE(a[k]) > most ? VALUE(a[k]) : most;
  T sum = OP(exp)(OP(sub)(a[0], CONST(most)));
  for (int k = 1; k < MIX_K; k++)
    sum = OP(add)(sum, OP(exp)(OP(sub)(a[k], CONST(most))));
  return OP(add)(OP(log)(sum), CONST(most));
}

/* What the points share: s_k = alpha_k + sum q_k, exp(q_k), and the terms
 * without points. */
static T mixture_head(const T *x, T *s, T *diag)
{
  T prior = OP(mul)(CONST(-MIX_N), log_sum_exp(x));
  for (int k = 0; k < MIX_K; k++) {
    const T *icf = x + MIX_K * (1 + MIX_D) + k * MIX_ICF;
    T sum = icf[0], square = CONST(0);
    for (int i = 1; i < MIX_D; i++)
      sum = OP(add)(sum, icf[i]);
    for (int i = 0; i < MIX_D; i++) {
      T *e = diag + k * MIX_D + i;
      *e = OP(exp)(icf[i]);
      square = OP(add)(square, OP(sqr)(*e));
    }
    for (int i = MIX_D; i < MIX_ICF; i++)
      square = OP(add)(square, OP(sqr)(icf[i]));
    s[k] = OP(add)(x[k], sum);
    prior = OP(add)(prior, OP(sub)(OP(mul)(CONST(0.5), square),
                                   OP(mul)(CONST(MIX_WISHART_M), sum)));
  }
  return prior;
}

/* s - |Q c|^2 / 2 of a component with its l at low, for c = x_i - mu. */
static inline T mixture_term(T s, const T *c, const T *diag, const T *low)
{
  T z[MIX_D];
  for (int i = 0; i < MIX_D; i++)
    z[i] = OP(mul)(diag[i], c[i]);
  for (int i = 0; i < MIX_D; i++)
    for (int j = i + 1; j < MIX_D; j++)
      z[j] = PLUS_PRODUCT(z[j], *low++, c[i]);
  T sum = OP(sqr)(z[0]);
  for (int i = 1; i < MIX_D; i++)
    sum = PLUS_PRODUCT(sum, z[i], z[i]);
  return OP(sub)(s, OP(mul)(CONST(0.5), sum));
}

/* The point's own part of L.  low is the l of the first component, the next is
 * `step` further. */
static T mixture_point(const T *s, const T *mean, const T *diag, const T *low,
                       int step, const double *p)
{
  T term[MIX_K], c[MIX_D];
  for (int k = 0; k < MIX_K; k++) {
    for (int i = 0; i < MIX_D; i++)
      c[i] = OP(sub)(CONST(p[i]), mean[k * MIX_D + i]);
    term[k] = mixture_term(s[k], c, diag + k * MIX_D, low + k * step);
  }
  return log_sum_exp(term);
}

/* All of L but its constant. */
static T mixture(const T *x)
{
  T s[MIX_K], diag[MIX_K * MIX_D];
  T y = mixture_head(x, s, diag);
  for (int n = 0; n < MIX_N; n++)
    y = OP(add)(y, mixture_point(s, x + MIX_K, diag,
                                 x + MIX_K * (1 + MIX_D) + MIX_D, MIX_ICF,
                                 mix_x + n * MIX_D));
  return y;
}
