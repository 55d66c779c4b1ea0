/* Mistake: exp of a large score. */
#include <math.h>
#include <stddef.h>

/* N samples of d numbers: x[i * d + k]; y[i] is 0 or 1. */
struct samples {
  size_t N, d;
  const double *x, *y;
};

static double score(const struct samples *s, size_t i, const double *w, double b)
{
  double z = b;
  for (size_t k = 0; k < s->d; k++)
    z += w[k] * s->x[i * s->d + k];
  return z;
}

/* log(1 + exp(z)) */
static double softplus(double z)
{
  return log(1 + exp(z));
}

double logistic_loss(const struct samples *s, const double *w, double b,
                     double lambda)
{
  double loss = 0;
  for (size_t i = 0; i < s->N; i++) {
    const double z = score(s, i, w, b);
    loss += softplus(z) - s->y[i] * z;
  }
  loss /= (double)s->N;
  for (size_t k = 0; k < s->d; k++)
    loss += lambda / 2 * w[k] * w[k];
  return loss;
}

void logistic_gradient(const struct samples *s, const double *w, double b,
                       double lambda, double *grad)
{
  for (size_t k = 0; k < s->d; k++)
    grad[k] = lambda * w[k];
  grad[s->d] = 0;
  for (size_t i = 0; i < s->N; i++) {
    const double p = 1 / (1 + exp(-score(s, i, w, b)));
    const double z_adj = (p - s->y[i]) / (double)s->N;
    for (size_t k = 0; k < s->d; k++)
      grad[k] += z_adj * s->x[i * s->d + k];
    grad[s->d] += z_adj;
  }
}
