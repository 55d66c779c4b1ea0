/* moons.fn.c: the loss of the two moons' network (moons.h), number by number,
 * once for all number types: it knows nothing of matrices. */

/* z of one point. */
static REAL FN(moons_point)(const REAL *w, const double *x)
{
  REAL h1[HIDDEN], z = w[B3];
  for (int j = 0; j < HIDDEN; j++) {
    REAL left = mul(x[0], w[W1 + j]);
    REAL right = mul(x[1], w[W1 + HIDDEN + j]);
    REAL sum = add(left, right);
    h1[j] = tanh(add(sum, w[B1 + j]));
  }
  for (int j = 0; j < HIDDEN; j++) {
    REAL a = w[B2 + j];
    for (int i = 0; i < HIDDEN; i++) {
      REAL term = mul(h1[i], w[W2 + HIDDEN * i + j]);
      a = add(a, term);
    }
    REAL term = mul(tanh(a), w[W3 + j]);
    z = add(z, term);
  }
  return z;
}

static enum ad_status FN(moons_loss)(const REAL *w, REAL *loss, void *data)
{
  const struct moons *m = (const struct moons *)data;
  REAL sum = lift(0);
  for (size_t p = 0; p < m->n; p++) {
    REAL z = FN(moons_point)(w, m->x + SIDES * p);
    REAL right = mul(m->y[p], z);
    REAL one = sub(softplus(z), right);
    sum = add(sum, one);
  }
  loss[0] = div(sum, (double)m->n);
  return AD_OK;
}
