/* judge_oracle.c: what is right, by the engines, for check.c. */
#include <config.h>

#include "judge_impl.h"

#include <stdlib.h>
#include <string.h>

#include "../derivatives.h"
#include "../jacobian.h"
#include "exercises/exercise.h"

/* Parsed once per text, of which some are kept. */
static const struct ad_function *parsed(struct judge *j, const char *text)
{
  struct ad_formula_error error;
  for (int k = 0; k < j->formulas && k < JUDGE_FORMULAS; k++)
    if (strcmp(j->formula[k].text, text) == 0)
      return &j->formula[k].function;
  ad_formula *f = ad_formula_parse(text, strlen(text), &error);
  char *copy = f ? strdup(text) : NULL;
  if (!copy) {
    char explained[256] = "out of memory";
    if (!f)
      ad_formula_explain(&error, "check.c", text, strlen(text), explained,
                         sizeof explained);
    judge_broken(j, "%s", explained);
    ad_formula_free(f);
    return NULL;
  }
  const int k = j->formulas++ % JUDGE_FORMULAS;
  free(j->formula[k].text);
  ad_formula_free(j->formula[k].formula);
  j->formula[k].text = copy;
  j->formula[k].formula = f;
  j->formula[k].function = ad_formula_function(f);
  return &j->formula[k].function;
}

static const struct ad_function *one_output(struct judge *j, const char *text)
{
  const struct ad_function *f = parsed(j, text);
  if (f && f->m != 1) {
    judge_broken(j, "%s: one output is wanted, not %zu", text, f->m);
    return NULL;
  }
  return f;
}

static void answer(struct judge *j, const char *text, enum ad_status status)
{
  if (status)
    judge_broken(j, "%s: %s", text, ad_status_text(status));
}

void judge_gradient(struct judge *j, const char *formula, const double *x,
                    double *value, double *gradient)
{
  if (one_output(j, formula))
    judge_jacobian(j, formula, x, value, gradient);
}

void judge_jacobian(struct judge *j, const char *formula, const double *x,
                    double *values, double *jacobian)
{
  const struct ad_function *f = parsed(j, formula);
  double *own = f && !jacobian ? malloc((f->n * f->m + 1) * sizeof *own) : NULL;
  if (f && !jacobian && !own)
    judge_broken(j, "out of memory");
  else if (f)
    answer(j, formula, ad_jacobian(f, x, values, jacobian ? jacobian : own));
  free(own);
}

void judge_hessian(struct judge *j, const char *formula, const double *x,
                   double *hessian)
{
  const struct ad_function *f = one_output(j, formula);
  if (f)
    answer(j, formula, ad_hessian(f, x, NULL, NULL, hessian));
}
