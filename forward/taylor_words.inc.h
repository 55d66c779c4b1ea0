/* taylor_words.inc.h: what taylor.def's lines call beside the recurrences: ops
 * that want more than one of them, to keep digits.  Included by taylor.c
 * alone. */

/* Products, where a_0 = 0 and so the recurrence of powers fails. */
static taylor whole_power(taylor a, int n, double y)
{
  if (a.c[0] != 0 || n < 0)
    return power(a, n, 1, y);
  taylor z = taylor_const(1);
  z.order = a.order;
  for (int k = 0; k < n && k <= a.order; k++)
    z = product(z, a); /* a_0 = 0: the terms up to t^n vanish */
  return n > a.order ? start(0, a.order) : z;
}

static bool moves(const taylor *x)
{
  for (int k = 1; k <= x->order; k++)
    if (x->c[k] != 0)
      return true;
  return false;
}

/* a^b, or y exp(b log a - b_0 log a_0) where b moves. */
static taylor any_power(taylor a, taylor b, double y)
{
  const double p = b.c[0];
  if (!moves(&b) && p >= 0 && p <= TAYLOR_MOST && p == floor(p))
    return whole_power(a, (int)p, y);
  return moves(&b) ? growth(y, product(b, logarithm(a))) : power(a, p, 1, y);
}

/* 1/(1 + e^-a), or e^a/(1 + e^a) left of 0, so that nothing overflows. */
static taylor logistic(taylor a)
{
  const bool left = a.c[0] < 0;
  const double e = exp(-fabs(a.c[0]));
  const taylor grown = growth(e, left ? a : taylor_neg(a));
  return quotient(left ? grown : number(1), taylor_add(number(1), grown));
}

/* sech^2 = 4e/(1 + e)^2, e = exp(-2|a|): 1 - tanh^2 has no digits far out. */
static taylor bump(taylor a)
{
  const double side = a.c[0] < 0 ? 2 : -2;
  const taylor e = growth(exp(side * a.c[0]), taylor_mul(number(side), a));
  const taylor half = quotient(number(2), taylor_add(number(1), e));
  return product(e, product(half, half));
}

/* A power of two that brings the larger of a_0 and b_0 near 1. */
static int down_by(const taylor *a, const taylor *b)
{
  const double size = fmax(fabs(a->c[0]), fabs(b->c[0]));
  return size > 0 && isfinite(size) ? -ilogb(size) : 0;
}

/* sqrt(a^2 + b^2), scaled so that nothing overflows; where b is small beside a
 * as |a| sqrt(1 + (b/a)^2), so that it bends |a| by as little as it should. */
static taylor length(taylor a, taylor b)
{
  if (fabs(a.c[0]) < fabs(b.c[0])) {
    const taylor c = a;
    a = b, b = c;
  }
  if (fabs(b.c[0]) > 0.05 * fabs(a.c[0])) {
    const int n = down_by(&a, &b);
    a = times_power_of_two(a, n), b = times_power_of_two(b, n);
    const taylor square = taylor_add(product(a, a), product(b, b));
    return times_power_of_two(power(square, 1, 2, hypot(a.c[0], b.c[0])), -n);
  }
  const taylor slope = quotient(b, a);
  const taylor square = taylor_add(number(1), product(slope, slope));
  const taylor root = power(square, 1, 2, sqrt(square.c[0]));
  return product(a.c[0] < 0 ? taylor_neg(a) : a, root);
}

/* atan2(a, b): y' = (b a' - a b')/(a^2 + b^2) */
static taylor angle(taylor a, taylor b)
{
  const int n = down_by(&a, &b);
  a = times_power_of_two(a, n), b = times_power_of_two(b, n);
  const taylor square = taylor_add(product(a, a), product(b, b));
  const taylor by_a = quotient(b, square), by_b = quotient(a, square);
  taylor y = start(0, square.order), z = y;
  for (int k = 1; k <= y.order; k++) {
    integrate(&y, &by_a, &a, k);
    integrate(&z, &by_b, &b, k);
    y.c[k] -= z.c[k];
  }
  return y;
}

/* erfcx(a), left of 0 as 2 exp(a^2) - erfcx(-a): there its own series has terms
 * of both signs that are larger than what they add up to. */
static taylor scaled_erfc(taylor a, double y)
{
  if (a.c[0] >= 0)
    return local(taylor_local_erfcx, a);
  const taylor mirror = local(taylor_local_erfcx, taylor_neg(a));
  return taylor_sub(growth(y + mirror.c[0], product(a, a)), mirror);
}

/* Stirling's series of psi(a) = log a - 1/2a - sum_j B_2j/(2j a^2j), or of
 * psi'(a) = 1/a + 1/2a^2 + sum_j B_2j/a^(2j+1) (A&S 6.3.18, 6.4.12), far right:
 * for order K, a_0 has to be at least 2K + 20. */
static taylor polygamma_far(int n, taylor a)
{
  static const double bernoulli[] = {
    1.0 / 6, -1.0 / 30, 1.0 / 42, -1.0 / 30, 5.0 / 66, -691.0 / 2730,
    7.0 / 6, -3617.0 / 510, 43867.0 / 798, -174611.0 / 330};
  const taylor r = quotient(number(1), a), square = product(r, r);
  taylor sum = number(0);
  for (int j = 10; j >= 1; j--) {
    const double b = bernoulli[j - 1] / (n ? 1 : 2 * j);
    sum = product(taylor_add(sum, number(b)), square);
  }
  if (n)
    sum = product(taylor_add(number(1), sum), r);
  const taylor half = taylor_mul(number(0.5), n ? square : r);
  return n ? taylor_add(sum, half)
           : taylor_sub(logarithm(a), taylor_add(half, sum));
}

/* psi(a) or psi'(a).  From far right down by psi(a) = psi(a+1) - 1/a, so that
 * poles are those of quotients, however a moves; left of 0 by
 * psi(a) = psi(1-a) - pi cot(pi a). */
static taylor polygamma(int n, taylor a)
{
  const double far = 2 * a.order + 20;
  if (a.c[0] < 0) {
    const taylor mirror = polygamma(n, taylor_sub(number(1), a));
    const taylor sine = taylor_sinpi(a);
    const taylor part = n ? taylor_sqr(quotient(number(AD_PI), sine))
                          : quotient(taylor_mul(number(AD_PI), taylor_cospi(a)),
                                     sine);
    return taylor_sub(n ? part : mirror, n ? mirror : part);
  }
  const int steps = a.c[0] < far ? (int)ceil(far - a.c[0]) : 0;
  taylor sum = polygamma_far(n, taylor_add(a, number(steps)));
  for (int k = steps - 1; k >= 0; k--) {
    const taylor term = quotient(number(1), taylor_add(a, number(k)));
    sum = n ? taylor_add(sum, product(term, term)) : taylor_sub(sum, term);
  }
  return sum;
}

/* Y_0' = -Y_1 a', Y_1' = (Y_0 - Y_1/a) a' (A&S 9.1.28), Y_n alone; errors do
 * not grow, since Y does so more than J. */
static taylor bessel_y(int n, double y0, double y1, taylor a)
{
  taylor y[] = {start(y0, a.order), start(y1, a.order)};
  for (int k = 1; k <= a.order; k++) {
    const taylor before = cut(&y[1], k - 1);
    const taylor down = taylor_neg(before);
    const taylor up = taylor_sub(cut(&y[0], k - 1),
                                 quotient(before, cut(&a, k - 1)));
    integrate(&y[0], &down, &a, k);
    integrate(&y[1], &up, &a, k);
  }
  return y[n];
}

/* digamma(a) - digamma(a+b), all digits of which cancel where b is small beside
 * a; there it is -b times the mean of trigamma from a to a+b, by Gauss's and
 * Legendre's rule of 10 points: for b up to a/16 right to 1e-19 in each term up
 * to t^40. */
static taylor digamma_fall(taylor a, taylor b)
{
  static const double at[] = {
    0.01304673574141413996, 0.06746831665550774463, 0.16029521585048779688,
    0.28330230293537640460, 0.42556283050918439456};
  static const double weight[] = {
    0.03333567215434406880, 0.07472567457529029657, 0.10954318125799102199,
    0.13463335965499817755, 0.14776211235737643509};
  taylor sum = number(0);
  if (!(b.c[0] <= a.c[0] / 16))
    return taylor_sub(taylor_digamma(a), taylor_digamma(taylor_add(a, b)));
  for (int k = 0; k < 10; k++) {
    const double x = k < 5 ? at[k] : 1 - at[9 - k];
    const taylor z = taylor_add(a, taylor_mul(number(x), b));
    sum = taylor_add(sum, taylor_mul(number(weight[k < 5 ? k : 9 - k]),
                                     taylor_trigamma(z)));
  }
  return taylor_neg(taylor_mul(b, sum));
}
