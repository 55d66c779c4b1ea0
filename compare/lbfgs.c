/* lbfgs.c: L-BFGS by NLopt, as an example of how a gradient plugs into
 * somebody else's optimiser: the callback is ad_callback, and a little that
 * minds the search's own rules. */
#include <config.h>

#include "optimize_impl.h"

#if HAVE_NLOPT
#include <nlopt.h>
#include <string.h>

struct watched {
  struct search *s;
  nlopt_opt opt;
  double best;
  bool over; /* NLopt may ask once more after it was told to stop */
};

static void stop(struct watched *w)
{
  w->over = true;
  nlopt_force_stop(w->opt);
}

/* Every evaluation passes here.  NLopt keeps no record of gradients, so the
 * least value, its place and its gradient are kept here, and the search ends
 * from here. */
static double evaluate(unsigned n, const double *x, double *grad, void *data)
{
  struct watched *w = data;
  struct search *s = w->s;
  double *const g = grad ? grad : s->work;
  double y;
  (void)n;
  if (w->over)
    return HUGE_VAL;
  if (!search_evaluate(s, x, &y, g)) {
    s->r->end = AD_MINIMIZE_DIVERGED;
    stop(w);
    return HUGE_VAL;
  }
  if (!(y < w->best))
    return y;
  w->best = y;
  memcpy(s->x, x, s->n * sizeof *x);
  memcpy(s->g, g, s->n * sizeof *g);
  s->r->steps++;
  if (!search_goes_on(s, y))
    stop(w);
  return y;
}

enum ad_status search_lbfgs(struct search *s, double y)
{
  if (!search_goes_on(s, y))
    return AD_OK;
  double *const x = s->work + s->n;
  struct watched w = {s, nlopt_create(NLOPT_LD_LBFGS, (unsigned)s->n), y, false};
  if (!w.opt)
    return AD_NO_MEMORY;
  double value = y;
  memcpy(x, s->x, s->n * sizeof *x);
  s->r->end = AD_MINIMIZE_STUCK; /* unless evaluate() says otherwise */
  nlopt_set_min_objective(w.opt, evaluate, &w);
  nlopt_set_maxeval(w.opt, s->o.steps < 1000000000 ? (int)s->o.steps
                                                   : 1000000000);
  const nlopt_result how = nlopt_optimize(w.opt, x, &value);
  nlopt_destroy(w.opt);
  if (how == NLOPT_MAXEVAL_REACHED)
    s->r->end = AD_MINIMIZE_TOO_MANY_STEPS;
  return how == NLOPT_OUT_OF_MEMORY ? AD_NO_MEMORY : AD_OK;
}
#else
enum ad_status search_lbfgs(struct search *s, double y)
{
  (void)s, (void)y; /* ad_method_available() is asked before */
  return AD_BAD_ARGUMENT;
}
#endif
