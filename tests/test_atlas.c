/* test_atlas.c: the edge-policy atlas: each tool's policy gives the tool's
 * answers, but where the atlas says that it does not. */
#include <config.h>

#include "close.h"

#include "../compare/atlas.h"
#include "../ops/policy.h"

#include <stdlib.h>

/* The first partials of an edge under a policy. */
static void partials(const struct ad_atlas_edge *edge,
                     const struct ad_policy *policy, double *d)
{
  const double *x = edge->x;
  struct ad_partials p = ad_op_eval(edge->op, x[0], x[1], x[2]);
  for (int k = 0; k < ad_op_variables(edge->op); k++)
    d[k] = ad_policy_partial(policy, edge->op, k, x[0], x[1], x[2], p.d[k]);
}

/* Whether an answer's text is these partials. */
static bool says(const char *answer, const double *d, int count)
{
  for (int k = 0; k < count; k++) {
    char *end;
    double x = strtod(answer, &end);
    ck_assert_ptr_ne(end, answer);
    if (!is_close(x, d[k], 0))
      return false;
    answer = end;
  }
  return true;
}

START_TEST(policies_imitate_the_tools)
{
  const struct ad_atlas_edge *edge = &ad_atlas_edges[_i];
  for (int tool = 0; tool < AD_ATLAS_TOOLS; tool++) {
    struct ad_policy policy;
    const char *answer = edge->answer[tool];
    double d[AD_OP_ARGS];
    if (*answer == '?' || (*answer == '-' && !answer[1]))
      continue;
    ck_assert(ad_policy_parse(ad_atlas_tools[tool].policy, &policy, NULL));
    partials(edge, &policy, d);
    const bool marked = answer[strlen(answer) - 1] == '*';
    ck_assert_msg(says(answer, d, ad_op_variables(edge->op)) == !marked,
                  "%s at (%g, %g, %g): %s says %s, its policy %g %g %g",
                  ad_op_info(edge->op)->name, edge->x[0], edge->x[1],
                  edge->x[2], ad_atlas_tools[tool].name, answer, d[0],
                  ad_op_variables(edge->op) > 1 ? d[1] : 0,
                  ad_op_variables(edge->op) > 2 ? d[2] : 0);
  }
}
END_TEST

/* Negative control: under another tool's policy, answers differ. */
START_TEST(tools_are_told_apart)
{
  int differ = 0;
  for (size_t i = 0; i < ad_atlas_count; i++) {
    struct ad_policy jax, stan;
    double a[AD_OP_ARGS], b[AD_OP_ARGS];
    ck_assert(ad_policy_parse("jax", &jax, NULL));
    ck_assert(ad_policy_parse("stan", &stan, NULL));
    partials(&ad_atlas_edges[i], &jax, a);
    partials(&ad_atlas_edges[i], &stan, b);
    differ += !is_close(a[0], b[0], 0);
  }
  ck_assert_int_ge(differ, 6);
}
END_TEST

START_TEST(every_tool_has_a_policy_and_a_source)
{
  for (int tool = 0; tool < AD_ATLAS_TOOLS; tool++) {
    ck_assert_str_eq(ad_policy_tool((size_t)tool),
                     ad_atlas_tools[tool].policy);
    ck_assert(*ad_atlas_tools[tool].name && *ad_atlas_tools[tool].source);
  }
  ck_assert_ptr_null(ad_policy_tool(AD_ATLAS_TOOLS));
}
END_TEST

int main(void)
{
  Suite *s = suite_create("atlas");
  TCase *c = tcase_create("atlas");
  tcase_add_loop_test(c, policies_imitate_the_tools, 0, (int)ad_atlas_count);
  suite_add_tcase(s, c);
  ADD(s, tools_are_told_apart);
  ADD(s, every_tool_has_a_policy_and_a_source);
  return run_suite(s);
}
