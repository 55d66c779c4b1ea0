#include <config.h>

#include "check_sketch.h"

void check_sketch_random(uint64_t seed, uint64_t k, struct ad_sketch *s)
{
  struct ad_random of_seed = ad_random_seed(seed);
  struct ad_random random = ad_random_seed(ad_random_bits(&of_seed) + k);
  random.state = ad_random_bits(&random); /* neighbours share no numbers */
  ad_sketch_random(s, &random);
}

void check_sketch_point(const struct ad_sketch *s, const ad_formula *formula,
                        double *x)
{
  size_t used[AD_SKETCH_STEPS];
  ad_sketch_used(s, used);
  for (size_t i = 0; i < ad_formula_inputs(formula); i++) {
    const char *name = ad_formula_input(formula, i, NULL);
    for (size_t k = 0; k < s->count; k++)
      if (used[k] && s->step[k].kind == AD_STEP_INPUT &&
          *name == AD_SKETCH_NAMES[s->step[k].input])
        x[i] = s->step[k].number;
  }
}

enum ad_status check_sketch(const struct ad_sketch *s,
                            struct check_formula_report *report)
{
  char text[AD_SKETCH_TEXT];
  double x[AD_SKETCH_INPUTS] = {0};
  const int length = ad_sketch_text(s, text, sizeof text);
  if (length < 0 || (size_t)length >= sizeof text)
    return AD_BAD_ARGUMENT;
  ad_formula *formula = ad_formula_parse(text, (size_t)length, NULL);
  if (!formula)
    return AD_BAD_ARGUMENT;
  check_sketch_point(s, formula, x);
  const enum ad_status status = check_formula(formula, x, 1, report);
  ad_formula_free(formula);
  return status;
}

static bool wrong(const struct ad_sketch *s, void *data)
{
  struct check_formula_report *r = data;
  return check_sketch(s, r) == AD_OK && !r->right;
}

size_t check_sketch_shrink(struct ad_sketch *s,
                           struct check_formula_report *report)
{
  const size_t tries = ad_sketch_shrink(s, wrong, report);
  check_sketch(s, report);
  return tries;
}
