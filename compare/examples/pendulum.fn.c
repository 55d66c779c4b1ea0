/* pendulum.fn.c: a damped pendulum released at rest,
 *
 *   theta'' = -(g/L) sin theta - c theta',   theta(0) = x[RELEASE],
 *
 * by the classical steps of Runge and Kutta, of order 4; once for all number
 * types. */

/* theta''; pull is g/L. */
static REAL FN(acceleration)(REAL pull, REAL c, REAL theta, REAL omega)
{
  REAL fall = mul(pull, sin(theta));
  REAL drag = mul(c, omega);
  return neg(add(fall, drag));
}

/* u + h slope */
static REAL FN(ahead)(REAL u, double h, REAL slope)
{
  REAL change = mul(h, slope);
  return add(u, change);
}

/* u + h/6 (k1 + 2 k2 + 2 k3 + k4) */
static REAL FN(mean_step)(REAL u, double h, REAL k1, REAL k2, REAL k3, REAL k4)
{
  REAL middle = mul(2, add(k2, k3));
  REAL sum = add(add(k1, middle), k4);
  return FN(ahead)(u, h / 6, sum);
}

static void FN(step)(REAL pull, REAL c, double h, REAL *theta, REAL *omega)
{
  REAL v1 = *omega;
  REAL a1 = FN(acceleration)(pull, c, *theta, v1);
  REAL v2 = FN(ahead)(*omega, h / 2, a1);
  REAL a2 = FN(acceleration)(pull, c, FN(ahead)(*theta, h / 2, v1), v2);
  REAL v3 = FN(ahead)(*omega, h / 2, a2);
  REAL a3 = FN(acceleration)(pull, c, FN(ahead)(*theta, h / 2, v2), v3);
  REAL v4 = FN(ahead)(*omega, h, a3);
  REAL a4 = FN(acceleration)(pull, c, FN(ahead)(*theta, h, v3), v4);
  *theta = FN(mean_step)(*theta, h, v1, v2, v3, v4);
  *omega = FN(mean_step)(*omega, h, a1, a2, a3, a4);
}

/* r[i] = theta(t_i) - measured[i] */
static enum ad_status FN(swing)(const REAL *x, REAL *r, void *data)
{
  const struct pendulum *p = (const struct pendulum *)data;
  REAL pull = div(p->gravity, x[LENGTH]);
  REAL theta = x[RELEASE], omega = lift(0);
  for (size_t i = 0; i < p->samples; i++) {
    for (size_t k = 0; k < p->every; k++)
      FN(step)(pull, x[DAMPING], p->h, &theta, &omega);
    r[i] = sub(theta, p->measured ? p->measured[i] : 0);
  }
  return AD_OK;
}
