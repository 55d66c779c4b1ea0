/* optimize.h: what gradients are for: minima, and roots of systems.
 *
 *   Newton            H h = -g, a step as long as it lowers f enough (Armijo);
 *                     where H is not positive definite, H + tau I.  (Nocedal &
 *                     Wright, Numerical Optimization, 2nd ed., algorithms 3.2,
 *                     3.3.)  Near a minimum the error is squared each step.
 *   gradient descent  u <- momentum u + g,  x <- x - rate u.  (B. Polyak, USSR
 *                     Comput. Math. Math. Phys. 4 (1964); PyTorch's SGD.)
 *   Adam              m <- b1 m + (1 - b1) g,  v <- b2 v + (1 - b2) g^2,
 *                     x <- x - rate (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) +
 *                     eps), with b1 = 0.9, b2 = 0.999, eps = 1e-8.  (D. Kingma,
 *                     J. Ba, Adam, ICLR 2015, algorithm 1.)
 *   L-BFGS            by the library NLopt, where configure found it.  (D. Liu,
 *                     J. Nocedal, Math. Programming 45 (1989).)
 *
 * Gradients and Hessians are exact, from one recording of f at each point. */
#ifndef DUALTAPE_OPTIMIZE_H
#define DUALTAPE_OPTIMIZE_H

#include "function.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- a gradient for somebody else's optimiser ------------------------------ */

/* A function as optimisers in C want one (NLopt's nlopt_func): returns f(x)
 * and, if grad is not NULL, writes its gradient.  `data` is a struct
 * ad_callback_data; NaN, with its status set, if f could not be run.
 *
 *   struct ad_callback_data d;
 *   if (ad_callback_init(&d, &f) == AD_OK)
 *     nlopt_set_min_objective(opt, ad_callback, &d);
 *   ...
 *   ad_callback_release(&d);
 */
double ad_callback(unsigned n, const double *x, double *grad, void *data);

struct ad_callback_data {
  const struct ad_function *f; /* of one output */
  tape *t;                     /* reused from call to call */
  enum ad_status status;       /* the first that was not AD_OK */
  size_t values, gradients;    /* calls without and with a gradient */
};

/* AD_BAD_ARGUMENT if f has not one output, or AD_NO_MEMORY.  f is not copied. */
enum ad_status ad_callback_init(struct ad_callback_data *d,
                                const struct ad_function *f);
void ad_callback_release(struct ad_callback_data *d);

/* ---- minima -------------------------------------------------------------------- */

enum ad_method { AD_NEWTON, AD_GRADIENT_DESCENT, AD_ADAM, AD_LBFGS };
enum { AD_METHOD_COUNT = AD_LBFGS + 1 };

/* "newton", "gd", "adam", "lbfgs"; NULL from AD_METHOD_COUNT on. */
const char *ad_method_name(enum ad_method method);

/* Whether this build has it: L-BFGS needs NLopt. */
bool ad_method_available(enum ad_method method);

struct ad_minimize_options {
  enum ad_method method;
  size_t steps;     /* at most; 0: 200 of Newton, 1000 evaluations of L-BFGS,
                     * 20000 of the others */
  double tolerance; /* ends where every |df/dx_j| is at most this; 0: 1e-8 */
  double rate;      /* gradient descent, Adam; 0: 0.001 */
  double momentum;  /* gradient descent, at least 0, less than 1 */
  /* If not NULL, called at the start (step 0) and after each step taken (of
   * L-BFGS: after each evaluation that was the least so far): a curve of
   * losses, a path.  What it returns other than 0 ends the search. */
  int (*watch)(size_t step, const double *x, double y, const double *grad,
               void *data);
  void *data; /* handed to watch */
};

enum ad_minimize_end {
  AD_MINIMIZE_CONVERGED,
  AD_MINIMIZE_TOO_MANY_STEPS,
  AD_MINIMIZE_STUCK,     /* no shorter step lowers f, yet the gradient is not
                          * within the tolerance; of a system: J is singular */
  AD_MINIMIZE_UNDEFINED, /* f or its gradient is not finite at the start */
  AD_MINIMIZE_DIVERGED,  /* it became so, or f falls without end; x is the last
                          * good place */
  AD_MINIMIZE_STOPPED    /* watch said so */
};

struct ad_minimize_result {
  enum ad_minimize_end end;
  double y;        /* f(x) */
  double gradient; /* the largest |df/dx_j| at x; of a system: |f_i| */
  size_t steps;    /* taken */
  size_t values, gradients, hessians; /* asked for */
};

/* Minimises f, of one output: x holds the start and receives the end.  Returned
 * is AD_OK if the search ran, however it ended; AD_BAD_ARGUMENT if something is
 * NULL or out of range, f has not one output, or the method is not available;
 * AD_NO_MEMORY, or what f returned, with x as it was.  options may be NULL. */
enum ad_status ad_minimize(const struct ad_function *f, double *x,
                           const struct ad_minimize_options *options,
                           struct ad_minimize_result *result);

/* ---- systems ---------------------------------------------------------------------- */

/* Newton's method for f(x) = 0, n equations for n numbers: J h = -f, the step
 * halved until it lowers |f|^2 enough; ends where every |f_i| is within the
 * tolerance (0: 1e-12).  Of the options, steps (0: 200), tolerance and watch
 * count; watch receives |f|^2/2 and its gradient J'f. */
enum ad_status ad_solve(const struct ad_function *f, double *x,
                        const struct ad_minimize_options *options,
                        struct ad_minimize_result *result);

/* How it ended, as a sentence; static storage. */
const char *ad_minimize_end_text(enum ad_minimize_end end);

#ifdef __cplusplus
}
#endif
#endif
