/* taylor_recurrence.inc.h: Taylor polynomials by recurrence: of each new term
 * from those below it.  Included by taylor.c alone. */

static int higher(int j, int k) { return j > k ? j : k; }

/* A polynomial of this order, all terms but the first still 0. */
static taylor start(double y, int order)
{
  taylor x = taylor_const(y);
  x.order = order;
  return x;
}

static taylor number(double c) { return taylor_const(c); }

static taylor cut(const taylor *x, int order)
{
  taylor y = *x;
  for (int k = order + 1; k <= y.order; k++)
    y.c[k] = 0;
  y.order = y.order < order ? y.order : order;
  return y;
}

/* Factors that are 0 take infinite ones along: ad_times. */

/* y_k = sum_j a_j b_{k-j} */
static taylor product(taylor a, taylor b)
{
  taylor y = start(a.c[0] * b.c[0], higher(a.order, b.order));
  for (int k = 1; k <= y.order; k++)
    for (int j = 0; j <= k; j++)
      y.c[k] += ad_times(a.c[j], b.c[k - j]);
  return y;
}

/* y b = a: y_k = (a_k - sum_{j<k} y_j b_{k-j}) / b_0 */
static taylor quotient(taylor a, taylor b)
{
  taylor y = start(a.c[0] / b.c[0], higher(a.order, b.order));
  for (int k = 1; k <= y.order; k++) {
    double sum = a.c[k];
    for (int j = 0; j < k; j++)
      sum -= ad_times(y.c[j], b.c[k - j]);
    y.c[k] = sum / b.c[0];
  }
  return y;
}

static taylor times_power_of_two(taylor a, int n)
{
  for (int k = 0; k <= a.order; k++)
    a.c[k] = ldexp(a.c[k], n);
  return a;
}

/* a times a power of two so that a_0 is near 1, which is exact. */
static taylor near_one(taylor a)
{
  const double a0 = fabs(a.c[0]);
  return times_power_of_two(a, a0 > 0 && isfinite(a0) ? -ilogb(a0) : 0);
}

/* y = a^(p/q): a y' = (p/q) a' y, so that
 * y_k = 1/(k a_0) sum_j (j p - (k-j) q)/q a_j y_{k-j},  j = 1..k,
 * where a's size does not count, and need not leave the range. */
static taylor power(taylor a, double p, double q, double y0)
{
  taylor y = start(y0, a.order);
  a = near_one(a);
  for (int k = 1; k <= y.order; k++) {
    double sum = 0;
    for (int j = 1; j <= k; j++)
      sum += ad_times((j * p - (k - j) * q) * y.c[k - j], a.c[j]);
    y.c[k] = sum / (k * q) / a.c[0];
  }
  return y;
}

/* y = y0 exp(a - a_0): y' = a' y, so that k y_k = sum_j j a_j y_{k-j} */
static taylor growth(double y0, taylor a)
{
  taylor y = start(y0, a.order);
  for (int k = 1; k <= y.order; k++) {
    double sum = 0;
    for (int j = 1; j <= k; j++)
      sum += ad_times(j * y.c[k - j], a.c[j]);
    y.c[k] = sum / k;
  }
  return y;
}

/* a y' = a': y_k = (a_k - 1/k sum_{0<j<k} j y_j a_{k-j}) / a_0 */
static taylor logarithm(taylor a)
{
  taylor y = start(log(a.c[0]), a.order);
  a = near_one(a);
  for (int k = 1; k <= y.order; k++) {
    double sum = 0;
    for (int j = 1; j < k; j++)
      sum += ad_times(j * y.c[j], a.c[k - j]);
    y.c[k] = (a.c[k] - sum / k) / a.c[0];
  }
  return y;
}

/* s' = a' c, c' = sign a' s: sine and cosine with sign -1, sinh and cosh with
 * 1.  The first of them; the other one into *c, if that is not NULL. */
static taylor wave(int sign, double s0, double c0, taylor a, taylor *c)
{
  taylor s = start(s0, a.order), own, *other = c ? c : &own;
  *other = start(c0, a.order);
  for (int k = 1; k <= s.order; k++) {
    double up = 0, down = 0;
    for (int j = 1; j <= k; j++) {
      up += ad_times(j * other->c[k - j], a.c[j]);
      down += ad_times(j * s.c[k - j], a.c[j]);
    }
    s.c[k] = up / k;
    other->c[k] = sign * down / k;
  }
  return s;
}

static taylor other_wave(int sign, double s0, double c0, taylor a)
{
  taylor c;
  wave(sign, s0, c0, a, &c);
  return c;
}

/* Adds the integral of g a', term by term: y_k += 1/k sum_j j a_j g_{k-j}. */
static void integrate(taylor *y, const taylor *g, const taylor *a, int k)
{
  double sum = 0;
  for (int j = 1; j <= k; j++)
    sum += ad_times(j * g->c[k - j], a->c[j]);
  y->c[k] += sum / k;
}

/* f(a), c being f's series at a_0 in u = (a - a_0)/s, by Horner's rule. */
static taylor compose(const double *c, double s, taylor a)
{
  taylor u = a, y = start(c[a.order], a.order);
  u.c[0] = 0;
  for (int k = 1; k <= a.order; k++)
    u.c[k] /= s;
  for (int k = a.order; k-- > 0;) {
    y = product(y, u);
    y.c[0] = c[k];
  }
  return y;
}

/* A power of two near the largest |a_k|, k > 0. */
static double scale_of(const taylor *a)
{
  double size = 0;
  for (int k = 1; k <= a->order; k++)
    size = fmax(size, fabs(a->c[k]));
  return size > 0 && isfinite(size) ? ldexp(1, ilogb(size)) : 1;
}

static taylor local(taylor_local *series, taylor a)
{
  double c[TAYLOR_MOST + 1];
  const double s = scale_of(&a);
  series(a.c[0], s, a.order, c);
  return compose(c, s, a);
}
