/* Random formulas: all engines agree about thousands of them; they are what
 * they claim to be; and what fails is made small. */
#include <config.h>

#include "close.h"

#include "../compare/check_sketch.h"

enum { EACH = 1000, SEED = 20240229 };
static const int lots[] = {0, 1, 2, 3, 4};

static void make(int k, struct ad_sketch *s, char *text)
{
  check_sketch_random(SEED, (uint64_t)k, s);
  ck_assert_int_lt(ad_sketch_text(s, text, AD_SKETCH_TEXT), AD_SKETCH_TEXT);
}

/* No check fails, and every check is asked often. */
START_TEST(engines_agree)
{
  char text[AD_SKETCH_TEXT], point[200];
  size_t asked[CHECK_KINDS] = {0}, jets = 0, hypers = 0;
  for (int k = EACH * lots[_i]; k < EACH * (lots[_i] + 1); k++) {
    struct ad_sketch s;
    struct check_formula_report r;
    make(k, &s, text);
    ad_sketch_point(&s, point, sizeof point);
    ck_assert_int_eq(check_sketch(&s, &r), AD_OK);
    ck_assert_msg(r.right, "%d: dualtape fuzz '%s' %s", k, text, point);
    for (int c = 0; c < CHECK_KINDS; c++)
      asked[c] += r.all.part[c].asked > 0;
    jets += r.jets.asked > 0;
    hypers += r.hypers.asked > 0;
  }
  for (int c = 0; c < CHECK_KINDS; c++)
    /* The complex step is refused wherever an op is not analytic. */
    ck_assert_msg(asked[c] > (c == CHECK_COMPLEX ? EACH / 4 : EACH / 2),
                  "%s: %zu", check_kind_name((enum check_kind)c), asked[c]);
  ck_assert_uint_eq(jets, EACH);
  ck_assert_uint_eq(hypers, EACH);
}
END_TEST

START_TEST(the_same_twice)
{
  char one[AD_SKETCH_TEXT], two[AD_SKETCH_TEXT];
  int differ = 0;
  for (int k = 0; k < 50; k++) {
    struct ad_sketch s;
    make(k, &s, one);
    make(k, &s, two);
    ck_assert_str_eq(one, two);
    check_sketch_random(SEED + 1, (uint64_t)k, &s);
    ad_sketch_text(&s, two, sizeof two);
    differ += strcmp(one, two) != 0;
  }
  ck_assert_int_gt(differ, 40);
}
END_TEST

/* Every op occurs, and so do shared steps, several inputs and outputs. */
START_TEST(all_kinds_occur)
{
  static size_t seen[AD_OP_COUNT];
  size_t inputs[AD_SKETCH_INPUTS + 1] = {0}, shared = 0, two = 0;
  for (int k = 0; k < 3000; k++) {
    struct ad_sketch s;
    size_t used[AD_SKETCH_STEPS], n = 0;
    bool more = false;
    check_sketch_random(SEED, (uint64_t)k, &s);
    ck_assert(ad_sketch_sound(&s));
    ad_sketch_used(&s, used);
    for (size_t i = 0; i < s.count; i++) {
      if (!used[i])
        continue;
      n += s.step[i].kind == AD_STEP_INPUT;
      if (s.step[i].kind == AD_STEP_OP) {
        seen[s.step[i].op]++;
        more = more || used[i] > 1;
      }
    }
    inputs[n]++;
    shared += more;
    two += s.outputs == 2;
  }
  for (int op = 0; op < AD_OP_COUNT; op++)
    ck_assert_msg(seen[op] > 5, "%s: %zu", ad_op_info((enum ad_op)op)->name,
                  seen[op]);
  ck_assert(inputs[0] == 0 && inputs[1] && inputs[2] && inputs[3] && inputs[4]);
  ck_assert(shared > 300 && two > 300);
}
END_TEST

/* ---- shrinking ---------------------------------------------------------- */

static bool has(const struct ad_sketch *s, void *data)
{
  const enum ad_op *op = data;
  size_t used[AD_SKETCH_STEPS];
  ad_sketch_used(s, used);
  for (size_t i = 0; i < s->count; i++)
    if (used[i] && s->step[i].kind == AD_STEP_OP && s->step[i].op == *op)
      return true;
  return false;
}

START_TEST(shrinks_to_one_op)
{
  static const struct {
    enum ad_op op;
    const char *text;
  } cases[] = {
      {AD_OP_sin, "sin(x)"}, {AD_OP_exp, "exp(x)"}, {AD_OP_sqr, "sqr(x)"}};
  for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
    enum ad_op op = cases[c].op;
    int found = 0;
    for (int k = 0; k < 4000 && found < 10; k++) {
      char text[AD_SKETCH_TEXT], point[200];
      struct ad_sketch s;
      make(k, &s, text);
      if (!has(&s, &op))
        continue;
      ad_sketch_shrink(&s, has, &op);
      ad_sketch_text(&s, text, sizeof text);
      ad_sketch_point(&s, point, sizeof point);
      ck_assert_str_eq(text, cases[c].text);
      ck_assert_str_eq(point, "x=1");
      found++;
    }
    ck_assert_int_eq(found, 10);
  }
}
END_TEST

/* A text says what the steps say: parentheses where they are needed. */
START_TEST(texts)
{
  struct ad_sketch s = {.count = 4, .outputs = 1, .output = {3}};
  char text[100];
  s.step[0] = (struct ad_step){.kind = AD_STEP_INPUT, .number = 0.1};
  s.step[1] = (struct ad_step){.kind = AD_STEP_CONSTANT, .number = -2};
  s.step[2] =
      (struct ad_step){.kind = AD_STEP_OP, .op = AD_OP_sub, .arg = {0, 1}};
  s.step[3] = (struct ad_step){
      .kind = AD_STEP_OP, .op = AD_OP_powi, .n = -3, .arg = {2}};
  ad_sketch_text(&s, text, sizeof text);
  ck_assert_str_eq(text, "(x - (-2))^(-3)");
  s.step[3] =
      (struct ad_step){.kind = AD_STEP_OP, .op = AD_OP_mul, .arg = {2, 2}};
  ad_sketch_text(&s, text, sizeof text);
  ck_assert_str_eq(text, "u1 = x - (-2); u1*u1");
  ck_assert_int_eq(ad_sketch_text(&s, text, 5), 20);
  ck_assert_str_eq(text, "u1 =");
}
END_TEST

/* ---- bad questions ------------------------------------------------------ */

START_TEST(bad_arguments)
{
  struct check_formula_report r;
  const double x[4] = {1, 2, 3, 4};
  ad_formula *constant = ad_formula_parse("3", 1, NULL);
  ad_formula *matrix = ad_formula_parse("input A = [1, 2]; sum(A)", 24, NULL);
  ck_assert_int_eq(check_formula(NULL, x, 1, &r), AD_BAD_ARGUMENT);
  ck_assert_int_eq(check_formula(constant, x, 1, &r), AD_BAD_ARGUMENT);
  ck_assert_int_eq(check_formula(matrix, x, 1, &r), AD_BAD_ARGUMENT);
  ad_formula_free(constant);
  ad_formula_free(matrix);
}
END_TEST

int main(void)
{
  Suite *s = suite_create("fuzz");
  ADD_EACH(s, "engines_agree", engines_agree, lots);
  ADD(s, the_same_twice);
  ADD(s, all_kinds_occur);
  ADD(s, shrinks_to_one_op);
  ADD(s, texts);
  ADD(s, bad_arguments);
  return run_suite(s);
}
