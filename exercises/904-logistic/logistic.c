/* logistic.c: exercise 904: logistic regression.
 * README.md says what is to be done. */
#include <math.h>
#include <stddef.h>

/* N samples of d numbers: x[i * d + k]; y[i] is 0 or 1. */
struct samples {
  size_t N, d;
  const double *x, *y;
};

/* The mean loss, and lambda/2 |w|². */
double logistic_loss(const struct samples *s, const double *w, double b,
                     double lambda)
{
  return 0; /* TODO */
}

/* grad[0] ... grad[d-1] by the weights, grad[d] by the bias. */
void logistic_gradient(const struct samples *s, const double *w, double b,
                       double lambda, double *grad)
{
  /* TODO */
  for (size_t k = 0; k <= s->d; k++)
    grad[k] = 0;
}
