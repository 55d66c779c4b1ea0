/* test_formula_matrix.c: matrices in formulas: values and gradients against
 * loops written out here, three engines against each other, mistakes named
 * where they stand, hostile input. */
#include <config.h>

#include "close.h"

#include "../dualtape.h"

#include <stdio.h>
#include <stdlib.h>

static ad_formula *parse(const char *text)
{
  struct ad_formula_error e;
  ad_formula *f = ad_formula_parse(text, strlen(text), &e);
  ck_assert_msg(f != NULL, "%s: %s", text, e.message);
  ck_assert_msg(ad_formula_shape(f, NULL, &e), "%s: %s", text, e.message);
  return f;
}

/* ---- syntax and values --------------------------------------------------------- */

static const struct {
  const char *text;
  size_t rows, cols;
  double value[9];
} answers[] = {
  {"[1, 2; 3, 4]", 2, 2, {1, 2, 3, 4}},
  {"[1, 2\n 3, 4\n]", 2, 2, {1, 2, 3, 4}},
  {"[1,\n 2; 3, 4;]", 2, 2, {1, 2, 3, 4}},
  {"[(1 +\n 1), 2]", 1, 2, {2, 2}},
  {"[1, 2; 3, 4]'", 2, 2, {1, 3, 2, 4}},
  {"[1, 2; 3, 4] @ [5; 6]", 2, 1, {17, 39}},
  {"2*[1, 2] @ [3; 4]", 1, 1, {22}}, /* (2*[1, 2]) @ ... */
  {"[1, 2]*[3, 4]", 1, 2, {3, 8}},
  {"[1, 2]^2'", 1, 2, {1, 4}},       /* ' binds tightest */
  {"-[1, 2]'", 2, 1, {-1, -2}},
  {"[1, 2; 3, 4] + [10, 20]", 2, 2, {11, 22, 13, 24}},
  {"[1, 2; 3, 4] + [10; 20]", 2, 2, {11, 12, 23, 24}},
  {"[1, 2] + [10; 20]", 2, 2, {11, 12, 21, 22}},
  {"1 - [1, 2]", 1, 2, {0, -1}},
  {"A = [1, 2; 3, 4]; [A, [5; 6]; [7, 8, 9]]", 3, 3,
   {1, 2, 5, 3, 4, 6, 7, 8, 9}},
  {"A = [1, 2; 3, 4]; [A[2, :]; 0*A[1, :]]", 2, 2, {3, 4, 0, 0}},
  {"x = [1; 2; 3; 4]; x[2:3]", 2, 1, {2, 3}},
  {"x = [1, 2, 3, 4]; x[2:end - 1]", 1, 2, {2, 3}},
  {"x = [1, 2, 3, 4]; x[end]", 1, 1, {4}},
  {"A = [1, 2; 3, 4]; A[2, 1]", 1, 1, {3}},
  {"A = [1, 2; 3, 4]; A[:, 2]", 2, 1, {2, 4}},
  {"A = [1, 2; 3, 4]; A'[1, 2]", 1, 1, {3}},
  {"reshape([1, 2; 3, 4]', 4, 1)", 4, 1, {1, 3, 2, 4}},
  {"zeros(1, 2)", 1, 2, {0, 0}},
  {"ones(2, 1)", 2, 1, {1, 1}},
  {"eye(2)", 2, 2, {1, 0, 0, 1}},
  {"sum([1, 2; 3, 4])", 1, 1, {10}},
  {"sum([1, 2; 3, 4], 0)", 1, 2, {4, 6}},
  {"sum([1, 2; 3, 4], 1)", 2, 1, {3, 7}},
  {"max([1, 2; 3, 4])", 1, 1, {4}},
  {"max([1, 5; 3, 4], 2)", 2, 2, {2, 5, 3, 4}}, /* the op of two numbers */
  {"sum = 2; sum + 1", 1, 1, {3}},              /* names stay free */
};

START_TEST(gives)
{
  ad_formula *f = parse(answers[_i].text);
  uint32_t node;
  double *v = malloc(ad_formula_size(f) * sizeof *v);
  ck_assert_int_eq(ad_formula_run(f, NULL, v, NULL), AD_OK);
  ad_formula_output(f, 0, &node);
  const struct ad_shape s = ad_formula_node_shape(f, node);
  ck_assert_msg(s.rows == answers[_i].rows && s.cols == answers[_i].cols,
                "%s: %zux%zu", answers[_i].text, s.rows, s.cols);
  for (size_t k = 0; k < s.rows * s.cols; k++)
    assert_same(v[ad_formula_start(f, node) + k], answers[_i].value[k]);
  free(v);
  ad_formula_free(f);
}
END_TEST

START_TEST(random_numbers_are_those_of_random_h)
{
  ad_formula *f = parse("input a = rand(2, 3, 7), b = randn(3, 1, 7); a @ b");
  struct ad_random u = ad_random_seed(7), n = ad_random_seed(7);
  struct ad_shape s;
  for (size_t k = 0; k < 6; k++)
    assert_same(ad_formula_default(f, 0, &s)[k], ad_random_unit(&u));
  ck_assert(s.rows == 2 && s.cols == 3);
  for (size_t k = 0; k < 3; k++)
    assert_same(ad_formula_default(f, 1, NULL)[k], ad_random_normal(&n));
  ad_formula_free(f);
}
END_TEST

/* ---- gradients ---------------------------------------------------------------------- */

/* The lesson's cells: y = 2 x'x has the gradient 4x; z = 2x*x with the head
 * gradient h has 4 x h. */
START_TEST(lesson_cells)
{
  ad_formula *f = parse("input x = [0.8945; -0.3214; -0.7774; 0.9983]\n"
                        "2*(x' @ x)");
  struct ad_function fn = ad_formula_function(f);
  const double *x = ad_formula_default(f, 0, NULL);
  double y, g[4];
  ck_assert_uint_eq(fn.n, 4);
  ck_assert_uint_eq(fn.m, 1);
  ck_assert_int_eq(var_jacobian(fn.on_var, fn.data, NULL, 4, x, 1, &y, g),
                   AD_OK);
  for (int k = 0; k < 4; k++)
    ck_assert(fabs(g[k] - 4 * x[k]) <= 8 * DBL_EPSILON);
  ck_assert(fabs(y - 5.0086) < 5e-3);
  ad_formula_free(f);

  f = parse("input x = [0; 1; 2; 3]; y = 2*x; z = y*x");
  fn = ad_formula_function(f);
  const double head[] = {10, 1, 0.1, 0.01};
  double values[4], jac[16];
  ck_assert_int_eq(dual_jacobian(fn.on_dual, fn.data, 4,
                                 ad_formula_default(f, 0, NULL), 4, values,
                                 jac), AD_OK);
  const double want[] = {0, 4, 0.8, 0.12};
  for (int j = 0; j < 4; j++) {
    double sum = 0;
    for (int i = 0; i < 4; i++)
      sum += head[i] * jac[i * 4 + j];
    ck_assert(fabs(sum - want[j]) < 1e-15);
  }
  ad_formula_free(f);
}
END_TEST

static const char *const agreeing[] = {
  "input x = randn(4, 1, 1); 2*(x' @ x)",
  "input X = randn(5, 3, 1), w = randn(3, 1, 2), y = randn(5, 1, 3)\n"
  "r = X @ w - y; sum(r^2)/5",
  "input X = randn(4, 3, 1), W = randn(3, 2, 2); Z = X @ W\n"
  "Y = [1, 0; 0, 1; 1, 0; 0, 1]; sum(logsumexp(Z, 1) - sum(Y*Z, 1))/4",
  "input B = randn(3, 3, 4); logdet(B @ B' + 3*eye(3))",
  "input B = randn(3, 3, 5); sum(inverse(B + 4*eye(3)))",
  "input B = randn(3, 3, 5), c = randn(3, 1, 6)\nsolve(B + 4*eye(3), c)",
  "input A = randn(2, 3, 1), r = randn(1, 3, 2), c = randn(2, 1, 3), s = 2\n"
  "A*r + c*A - s/(A^2 + 1) + r*c + s",
  "input A = randn(2, 3, 1); [A, A[:, 1]; A[1, 2:3], 1, sum(A)]'",
  "input A = rand(3, 3, 1); reshape(A', 1, 9) @ reshape(A, 9, 1)",
  "input x = randn(5, 1, 1); softmax(x)[2:3]",
  "input x = 3; [x, x^2; sin(x), 1]",
  "input A = randn(3, 3, 2); max(A) + trace(A @ A) + sum(tanh(A), 0)[2]",
  "input x = randn(6, 1, 9); x1 = x[1:3]; x2 = x[4:6]; x1' @ x2 + norm(x)",
  "input x = [1e8; -1e8; 1]; sum(x)^2", /* cancels */
};

START_TEST(engines_agree)
{
  ad_formula *f = parse(agreeing[_i]);
  const struct ad_function fn = ad_formula_function(f);
  double *x = malloc(fn.n * sizeof *x);
  struct check_report r;
  size_t at = 0;
  for (size_t j = 0; j < ad_formula_inputs(f); j++) {
    struct ad_shape s;
    const double *v = ad_formula_default(f, j, &s);
    for (size_t k = 0; k < s.rows * s.cols; k++)
      x[at++] = v[k];
  }
  ck_assert_uint_eq(at, fn.n);
  ck_assert(!fn.on_hyper);
  ck_assert_int_eq(check_compare(&fn, x, &r), AD_OK);
  ck_assert_msg(r.exact_agree && r.agree, "%s", agreeing[_i]);
  for (size_t k = 0; k < fn.m * fn.n; k++) {
    ck_assert(isfinite(r.jac[k]));
    ck_assert(isfinite(r.error[k]));
  }
  /* A wrong entry is seen: the bounds are not so wide. */
  double largest = 0;
  size_t place = 0;
  for (size_t k = 0; k < fn.m * fn.n; k++)
    if (fabs(r.jac[k]) > largest)
      largest = fabs(r.jac[k]), place = k;
  r.jac[place] *= 1 + 1e-6;
  ck_assert(!check_entry(&r, 0, 1, place / fn.n, place % fn.n));
  check_release(&r);
  free(x);
  ad_formula_free(f);
}
END_TEST

/* The sweep by hand, node by node, gives what the tape gives. */
START_TEST(handing_back_is_the_sweep)
{
  ad_formula *f = parse(agreeing[_i]);
  const struct ad_function fn = ad_formula_function(f);
  const size_t size = ad_formula_size(f);
  double *v = calloc(3 * size + fn.m * (fn.n + 1), sizeof *v);
  double *adj = v + size, *x = adj + size, *y = x + size, *jac = y + fn.m;
  size_t at = 0, count, begin;
  uint32_t last;
  ad_formula_nodes(f, &count);
  for (size_t j = 0; j < ad_formula_inputs(f); j++) {
    struct ad_shape s;
    const double *d = ad_formula_default(f, j, &s);
    for (size_t k = 0; k < s.rows * s.cols; k++)
      x[at++] = d[k];
  }
  ck_assert_int_eq(ad_formula_run(f, x, v, NULL), AD_OK);
  ck_assert_int_eq(var_jacobian(fn.on_var, fn.data, NULL, fn.n, x, fn.m, y,
                                jac), AD_OK);
  ad_formula_output(f, ad_formula_output_of(f, fn.m - 1, &begin), &last);
  adj[ad_formula_start(f, last) + fn.m - 1 - begin] = 1;
  for (uint32_t i = (uint32_t)count; i-- > 0;)
    ck_assert_int_eq(ad_formula_hand_back(f, i, -1, v, adj), AD_OK);
  for (size_t j = 0; j < fn.n; j++) {
    const size_t k = ad_formula_input_of(f, j, &begin);
    const double own =
      adj[ad_formula_start(f, ad_formula_input_node(f, k)) + j - begin];
    const double there = jac[(fn.m - 1) * fn.n + j];
    ck_assert_msg(fabs(own - there) <= 1e-12 * (1 + fabs(there)),
                  "%s: %.17g, not %.17g", agreeing[_i], own, there);
  }
  free(v);
  ad_formula_free(f);
}
END_TEST

START_TEST(names_of_elements)
{
  ad_formula *f = parse("input W = eye(2), x = [1; 2], s = 3; s*(W @ x)");
  char text[40];
  ad_formula_input_name(f, 2, text, sizeof text);
  ck_assert_str_eq(text, "W[2,1]");
  ad_formula_input_name(f, 5, text, sizeof text);
  ck_assert_str_eq(text, "x[2]");
  ad_formula_input_name(f, 6, text, sizeof text);
  ck_assert_str_eq(text, "s");
  ad_formula_output_name(f, 1, text, sizeof text);
  ck_assert_str_eq(text, "f[2]");
  ad_formula_free(f);
}
END_TEST

/* ---- mistakes ------------------------------------------------------------------------- */

static const struct {
  const char *text;
  size_t line, column;
  const char *message, *hint;
} mistakes[] = {
  {"[1, 2", 1, 1, "bracket is never closed", ""},
  {"x[1", 1, 2, "bracket is never closed", ""},
  {"[1, 2]]", 1, 7, "bracket was never opened", ""},
  {"[1, 2; 3]", 1, 8, "row 2 has 1", "equally long"},
  {"[]", 1, 1, "empty matrix", "zeros"},
  {"[1, ; 2]", 1, 5, "an element", ""},
  {"[; 1]", 1, 2, "an element", ""},
  {"[1;; 2]", 1, 4, "an element", ""},
  {"[1, 2,]", 1, 7, "an element", ""},
  {"[1 2]", 1, 4, "not `2`", "commas"},
  {"' + 1", 1, 1, "nothing before it", "shell"},
  {"x : 3", 1, 3, "a range stands in an index", ""},
  {"x[1:2:3]", 1, 6, "no step", "first:last"},
  {"x[0]", 1, 3, "index of 0", "from 1"},
  {"x[1.5]", 1, 3, "integer constant", ""},
  {"x[y]", 1, 3, "integer constant", ""},
  {"zeros(1e9, 1e9)", 1, 7, "whole number from 1", ""},
  {"zeros(1e7, 1e7)", 1, 1, "too large", ""},
  {"zeros(0, 2)", 1, 7, "whole number from 1", "zeros(2, 3)"},
  {"rand(2, 2)", 1, 1, "takes 3 arguments, not 2", "rand(2, 3, 7)"},
  {"sum(x, 2)", 1, 8, "whole number from 0 to 1", "columns"},
  {"summ(x)", 1, 1, "unknown function `summ`", "sum"},
  {"input a = [1, 2] @ [3, 4]; a", 1, 18, "`@` of a 1x2 and a 1x2", "'"},
  {"input a = inverse(zeros(2, 2)); a", 1, 11, "singular", ""},
  {"input a = [1, b]; a", 1, 11, "has to be a number", ""},
  /* found when shapes are */
  {"A = ones(2, 3)\nA @ A", 2, 3, "`@` of a 2x3 and a 2x3 matrix", "'"},
  {"A = ones(2, 3)\nA*ones(3, 2)", 2, 2, "`*` of a 2x3 and a 3x2 matrix",
   "did you mean @"},
  {"ones(2, 3) + ones(3, 2)", 1, 12, "2x3 and a 3x2", "transpose"},
  {"ones(2, 3) + ones(4, 5)", 1, 12, "2x3 and a 4x5", "1x3 row"},
  {"ones(2, 3) @ ones(2, 4)", 1, 12, "2x3 and a 2x4", "3x2 then"},
  {"ones(2, 3) @ 4", 1, 12, "2x3 and a 1x1", "with *"},
  {"[ones(2, 2), ones(3, 1)]", 1, 14, "beside a 2x2", "as many rows"},
  {"[ones(2, 2); ones(1, 3)]", 1, 14, "below a 2x2", "as many columns"},
  {"ones(2, 2)[3, 1]", 1, 11, "outside the 2x2 matrix", "1 to 2"},
  {"ones(2, 2)[1]", 1, 11, "one index of a 2x2", "two"},
  {"ones(4, 1)[3:2]", 1, 11, "outside the 4x1 matrix, or empty", ""},
  {"reshape(ones(2, 3), 4, 2)", 1, 1, "6 numbers", ""},
  {"inverse(ones(2, 3))", 1, 1, "`inverse` of a 2x3 matrix", ""},
  {"ones(5000, 1)*ones(1, 5000)", 1, 14, "too large", ""},
};

START_TEST(mistake_is_placed)
{
  struct ad_formula_error e;
  const char *text = mistakes[_i].text;
  ad_formula *f = ad_formula_parse(text, strlen(text), &e);
  ck_assert_msg(!f || !ad_formula_shape(f, NULL, &e), "%s: no error", text);
  ck_assert_msg(strstr(e.message, mistakes[_i].message), "%s: %s", text,
                e.message);
  ck_assert_msg(strstr(e.hint, mistakes[_i].hint), "%s: %s", text, e.hint);
  ck_assert_msg(e.line == mistakes[_i].line && e.column == mistakes[_i].column,
                "%s: %zu:%zu", text, e.line, e.column);
  if (f) { /* nothing runs, nothing crashes */
    const struct ad_function fn = ad_formula_function(f);
    double y[1];
    ck_assert(!ad_formula_shaped(f));
    ck_assert_int_eq(fn.on_double(NULL, y, fn.data), AD_BAD_SHAPE);
    ck_assert_int_eq(fn.on_dual(NULL, NULL, fn.data), AD_BAD_SHAPE);
    ck_assert_int_eq(fn.on_var(NULL, NULL, fn.data), AD_BAD_SHAPE);
  }
  ad_formula_free(f);
}
END_TEST

/* An input without a default gets its shape later, and may get another. */
START_TEST(shapes_come_with_the_inputs)
{
  const char *text = "sum((A @ x)^2)";
  ad_formula *f = ad_formula_parse(text, strlen(text), NULL);
  ck_assert_uint_eq(ad_formula_function(f).n, 2);
  ck_assert(ad_formula_shape(f, (struct ad_shape[]){{3, 2}, {2, 1}}, NULL));
  ck_assert_uint_eq(ad_formula_function(f).n, 8);
  ck_assert(!ad_formula_shape(f, (struct ad_shape[]){{3, 2}, {3, 1}}, NULL));
  ck_assert(!ad_formula_shape(f, (struct ad_shape[]){{0, 2}, {3, 1}}, NULL));
  ad_formula_free(f);
  f = ad_formula_parse("x*y", 3, NULL); /* no matrix in sight */
  ck_assert(!ad_formula_has_matrices(f));
  ck_assert(ad_formula_shape(f, (struct ad_shape[]){{1, 2}, {3, 1}}, NULL));
  ck_assert(ad_formula_has_matrices(f));
  ck_assert_uint_eq(ad_formula_function(f).m, 6);
  ad_formula_free(f);
}
END_TEST

START_TEST(singular_at_run_time_is_a_status)
{
  ad_formula *f = parse("input A = eye(2); b = inverse(A); sum(b)");
  const double x[4] = {1, 2, 2, 4};
  double v[32];
  uint32_t node = 99;
  ck_assert_int_eq(ad_formula_run(f, x, v, &node), AD_SINGULAR);
  ck_assert_int_eq(ad_formula_nodes(f, NULL)[node].kind, AD_NODE_WHOLE);
  ad_formula_free(f);
}
END_TEST

/* ---- hostile input ---------------------------------------------------------------------- */

START_TEST(deep_nesting_is_refused)
{
  static const char *const pieces[] = {"[", "x[", "[1,", "sum(", "[x;"};
  for (size_t k = 0; k < sizeof pieces / sizeof *pieces; k++) {
    struct ad_formula_error e;
    const size_t n = strlen(pieces[k]), count = 20000;
    char *text = malloc(n * count + 1);
    for (size_t i = 0; i < count; i++)
      memcpy(text + i * n, pieces[k], n);
    text[n * count] = '\0';
    ck_assert_ptr_null(ad_formula_parse(text, n * count, &e));
    ck_assert_msg(strstr(e.message, "nested deeper"), "%s", e.message);
    free(text);
  }
}
END_TEST

START_TEST(long_literals_and_many_primes)
{
  const size_t count = 200000;
  char *text = malloc(2 * count + 4), *at = text;
  *at++ = '[';
  for (size_t k = 0; k < count; k++)
    *at++ = '1', *at++ = ',';
  at[-1] = ']';
  ad_formula *f = ad_formula_parse(text, (size_t)(at - text), NULL);
  ck_assert_ptr_nonnull(f);
  ck_assert_uint_eq(ad_formula_output_size(f), count);
  ad_formula_free(f);
  memset(text, '\'', 1000);
  text[0] = 'x';
  f = ad_formula_parse(text, 1000, NULL);
  ck_assert_ptr_nonnull(f);
  ad_formula_free(f);
  free(text);
}
END_TEST

START_TEST(random_bytes)
{
  static const char *const likely[] = {
    "[", "]", "[", "]", ",", ";", ":", "'", "@", "x", "y", "1", "2", "3",
    "+", "*", "(", ")", "=", "\n", "end", "-", "sum(", "eye(", "ones(", "^",
    "input ", "reshape(", "max("};
  srand(5);
  for (int round = 0; round < 30000; round++) {
    struct ad_formula_error e;
    char text[160] = "";
    for (int k = rand() % 14; k-- > 0;)
      strcat(text, likely[(size_t)rand() % (sizeof likely / sizeof *likely)]);
    ad_formula *f = ad_formula_parse(text, strlen(text), &e);
    ck_assert_msg(f || (e.line >= 1 && e.column >= 1 && *e.message), "%s",
                  text);
    const size_t n = f ? ad_formula_inputs(f) : 0;
    struct ad_shape *shapes = calloc(n + 1, sizeof *shapes);
    for (size_t j = 0; j < n; j++)
      shapes[j] = (struct ad_shape){2, j % 2 ? 1 : 2};
    if (f && ad_formula_shape(f, shapes, &e)) {
      const struct ad_function fn = ad_formula_function(f);
      double *x = calloc(fn.n + 1, sizeof *x), *y = calloc(fn.m, sizeof *y),
             *jac = calloc(fn.n * fn.m + 1, sizeof *jac);
      fn.on_double(x, y, fn.data);
      dual_jacobian(fn.on_dual, fn.data, fn.n, x, fn.m, y, jac);
      var_jacobian(fn.on_var, fn.data, NULL, fn.n, x, fn.m, y, jac);
      free(x);
      free(y);
      free(jac);
    }
    free(shapes);
    ad_formula_free(f);
  }
}
END_TEST

#define COUNT(array) (int)(sizeof(array) / sizeof *(array))

int main(void)
{
  Suite *s = suite_create("formula_matrix");
  TCase *c = tcase_create("matrices in formulas");
  tcase_set_timeout(c, 120);
  tcase_add_loop_test(c, gives, 0, COUNT(answers));
  tcase_add_test(c, random_numbers_are_those_of_random_h);
  tcase_add_test(c, lesson_cells);
  tcase_add_loop_test(c, engines_agree, 0, COUNT(agreeing));
  tcase_add_loop_test(c, handing_back_is_the_sweep, 0, COUNT(agreeing));
  tcase_add_test(c, names_of_elements);
  tcase_add_loop_test(c, mistake_is_placed, 0, COUNT(mistakes));
  tcase_add_test(c, shapes_come_with_the_inputs);
  tcase_add_test(c, singular_at_run_time_is_a_status);
  tcase_add_test(c, deep_nesting_is_refused);
  tcase_add_test(c, long_literals_and_many_primes);
  tcase_add_test(c, random_bytes);
  suite_add_tcase(s, c);
  SRunner *r = srunner_create(s);
  srunner_run_all(r, CK_ENV);
  const int failed = srunner_ntests_failed(r);
  srunner_free(r);
  return failed != 0;
}
