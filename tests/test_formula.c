/* test_formula.c: the formula language: right answers from every engine, and
 * mistakes named where they stand, whatever the bytes. */
#include <config.h>

#include "close.h"

#include "../dualtape.h"

#include <limits.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <wchar.h>

/* ---- formulas: right answers -------------------------------------------- */

static const struct {
  const char *text;
  double x[3]; /* in the order of the inputs */
  double value;
} answers[] = {
  {"1 + 2*3", {0}, 7},
  {"2^3^2", {0}, 512},
  {"-x^2", {3}, -9},
  {"(-x)^2", {3}, 9},
  {"2^-x", {3}, 0.125},
  {"x - 2 - 3", {10}, 5},
  {"x/2/5", {10}, 1},
  {"-x - -y", {1, 2}, 1},
  {"+x", {4}, 4},
  {"- - x", {4}, 4},
  {"2*-x", {4}, -8},
  {"1.5e2 + .5 + 2.", {0}, 152.5},
  {"ln(x)", {1}, 0},
  {"pi", {0}, 3.14159265358979323846},
  {"u = x^2; v = u + y\nw = z*v; r = w^2", {1, 2, 4}, 144},
  {"u = x # a comment; not code\nu + 1", {2}, 3},
  {"x +\n  1", {2}, 3},
  {"(x\n+ 1)", {2}, 3},
  {"max(x,\n y)", {2, 3}, 3},
  {"; ; x ;;", {2}, 2},
  {"input y, x; x - y", {1, 3}, 2},
  {"input = 3; input + x", {1}, 4}, /* a name like any other */
  {"c = 2; d = c*3; x^c + d", {5}, 31},
  {"powi(x, 3)", {2}, 8},
  {"atan2(x, y)", {0, 1}, 0},
  {"x_1 + X", {1, 2}, 3},
  {"x^0.5", {4}, 2},
  {"\tx\r\n", {4}, 4},
};

static double on_engine(ad_formula *f, const double *x, int engine)
{
  struct ad_function fn = ad_formula_function(f);
  double y[4], jac[16];
  dual u[4], w[4];
  ck_assert_uint_le(fn.n, 3);
  switch (engine) {
  case 0:
    ck_assert_int_eq(fn.on_double(x, y, fn.data), AD_OK);
    return y[0];
  case 1:
    for (size_t j = 0; j < fn.n; j++)
      u[j] = dual_const(x[j]);
    ck_assert_int_eq(fn.on_dual(u, w, fn.data), AD_OK);
    return w[0].v;
  default:
    ck_assert_int_eq(var_jacobian(fn.on_var, fn.data, NULL, fn.n, x, fn.m, y,
                                  jac), AD_OK);
    return y[0];
  }
}

START_TEST(formula_gives)
{
  struct ad_formula_error e;
  const char *text = answers[_i].text;
  ad_formula *f = ad_formula_parse(text, strlen(text), &e);
  ck_assert_msg(f != NULL, "%s: %s", text, e.message);
  for (int engine = 0; engine < 3; engine++)
    assert_same(on_engine(f, answers[_i].x, engine), answers[_i].value);
  ad_formula_free(f);
}
END_TEST

/* ---- formulas: wrong ones ----------------------------------------------- */

static const struct {
  const char *text;
  size_t line, column;
  const char *message, *hint;
} mistakes[] = {
  {"tahn(x)", 1, 1, "unknown function `tahn`", "did you mean `tanh`?"},
  {"x +", 1, 4, "the formula ends", ""},
  {"u = x;\nv = tahn(u)", 2, 5, "unknown function", "tanh"},
  {"2x", 1, 2, "an operator is missing before `x`", "write *"},
  {"(x", 1, 1, "never closed", ""},
  {"max(x, y", 1, 9, "is missing", ""},
  {"x)", 1, 2, "never opened", ""},
  {"u = 1; u = 2; u*x", 1, 8, "a second time", ""},
  {"x + 1; x = 3", 1, 1, "never used", ""},
  {"u = x; x = u", 1, 8, "is an input already", ""},
  {"sin x", 1, 1, "is a function", "parentheses"},
  {"sin = 3", 1, 1, "already has a meaning", ""},
  {"pi = 3", 1, 1, "already has a meaning", ""},
  {"3 = x", 1, 3, "only a name", ""},
  {"atan2(x)", 1, 1, "takes 2 arguments, not 1", ""},
  {"sin(x, y, z)", 1, 1, "takes 1 argument, not 3", ""},
  {"sin()", 1, 1, "takes 1 argument, not 0", ""},
  {"powi(x, y)", 1, 9, "integer constant", ""},
  {"u = x; u(3)", 1, 8, "is a value", "write *"},
  {"1e999", 1, 1, "too large", ""},
  {"1e-999", 1, 1, "too small", ""},
  {"1e", 1, 1, "without an exponent", ""},
  {"log(-1)", 1, 1, "undefined: log needs a > 0", ""},
  {"1/0", 1, 2, "undefined", ""},
  {"1e308*10", 1, 6, "too large for a double", ""},
  {"x\u00b2", 1, 2, "unexpected character", "x^2"},
  {"\u03b1 + 1", 1, 1, "unexpected character", "letters"},
  {"x + \u00e9 + $", 1, 5, "unexpected character", "letters"},
  {"x $ y", 1, 3, "unexpected character `$`", ""},
  {"x .* y", 1, 3, "unexpected character `.`", "element by element"},
  {"x \xff y", 1, 3, "not UTF-8 (0xFF)", ""},
  {"x \xc0\xaf", 1, 3, "not UTF-8 (0xC0)", ""},
  {"x \x01", 1, 3, "a control character", ""},
  {"", 1, 1, "nothing to evaluate", ""},
  {"# nothing", 1, 10, "nothing to evaluate", ""},
  {"input x = y; x", 1, 11, "has to be a number", ""},
  {"x; input x", 1, 10, "is there already", ""},
  {"input x, 3; x", 1, 10, "expected the name of an input", ""},
  {"x,", 1, 3, "is missing", ""},
  {"x * / y", 1, 5, "expected a number", ""},
};

START_TEST(mistake_is_placed)
{
  struct ad_formula_error e;
  char text[600];
  const char *source = mistakes[_i].text;
  ck_assert_ptr_null(ad_formula_parse(source, strlen(source), &e));
  ck_assert_msg(strstr(e.message, mistakes[_i].message), "%s: %s", source,
                e.message);
  ck_assert_msg(strstr(e.hint, mistakes[_i].hint), "%s: %s", source, e.hint);
  ck_assert_uint_eq(e.line, mistakes[_i].line);
  ck_assert_msg(e.column == mistakes[_i].column, "%s: column %zu", source,
                e.column);
  ck_assert_ptr_null(ad_formula_parse(source, strlen(source), NULL));
  size_t length =
    ad_formula_explain(&e, "f", source, strlen(source), text, sizeof text);
  ck_assert_uint_eq(length, strlen(text));
  ck_assert_ptr_nonnull(strchr(text, '^'));
  ck_assert_ptr_null(strchr(text, '\xff'));
}
END_TEST

START_TEST(explanation_reads_like_a_compilers)
{
  struct ad_formula_error e;
  char text[300], small[10];
  const char *source = "u = x\nv = tahn(u)";
  const char *want = "lesson.ad:2:5: error: unknown function `tahn`\n"
                     "  v = tahn(u)\n"
                     "      ^~~~\n"
                     "hint: did you mean `tanh`?\n";
  ad_formula_parse(source, strlen(source), &e);
  size_t n = ad_formula_explain(&e, "lesson.ad", source, strlen(source), text,
                                sizeof text);
  ck_assert_str_eq(text, want);
  ck_assert_uint_eq(ad_formula_explain(&e, "lesson.ad", source,
                                       strlen(source), small, sizeof small),
                    n);
  ck_assert_str_eq(small, "lesson.ad");
}
END_TEST

START_TEST(nul_byte)
{
  struct ad_formula_error e;
  ck_assert_ptr_null(ad_formula_parse("x\0y", 3, &e));
  ck_assert_ptr_nonnull(strstr(e.message, "a NUL byte"));
  ck_assert_uint_eq(e.column, 2);
}
END_TEST

/* `piece` times count, with the ends around it. */
static char *repeat(const char *head, const char *piece, size_t count,
                    const char *tail, size_t *length)
{
  size_t n = strlen(piece);
  char *text = malloc(strlen(head) + count * n + strlen(tail) + 1);
  strcpy(text, head);
  char *at = text + strlen(head);
  for (size_t k = 0; k < count; k++, at += n)
    memcpy(at, piece, n);
  strcpy(at, tail);
  *length = strlen(text);
  return text;
}

/* Deep nesting of every kind is refused with a place, not a crash. */
START_TEST(deep_nesting_is_refused)
{
  const char *pieces[] = {"(", "-", "x^", "sin(", "+", "max(x,"};
  for (size_t k = 0; k < sizeof pieces / sizeof *pieces; k++) {
    struct ad_formula_error e;
    size_t length;
    char *text = repeat("", pieces[k], 100000, "x", &length);
    ck_assert_ptr_null(ad_formula_parse(text, length, &e));
    ck_assert_msg(strstr(e.message, "nested deeper than 1000"), "%s: %s",
                  pieces[k], e.message);
    free(text);
  }
}
END_TEST

START_TEST(nesting_within_the_limit_works)
{
  size_t length, tail_length;
  char *open = repeat("", "(", 900, "x", &length);
  char *text = repeat(open, ")", 900, "", &tail_length);
  ad_formula *f = ad_formula_parse(text, tail_length, NULL);
  ck_assert_ptr_nonnull(f);
  assert_same(on_engine(f, (const double[]){7}, 2), 7);
  ad_formula_free(f);
  free(open);
  free(text);
}
END_TEST

START_TEST(ten_megabytes)
{
  size_t length;
  char *text = repeat("x", "+x", 5 << 20, "", &length);
  ad_formula *f = ad_formula_parse(text, length, NULL);
  ck_assert_ptr_nonnull(f);
  assert_same(on_engine(f, (const double[]){1}, 0), (5 << 20) + 1);
  ad_formula_free(f);
  free(text);
}
END_TEST

START_TEST(many_names)
{
  char *text = malloc(100000 * 40), *at = text;
  at += sprintf(at, "u0 = x\n");
  for (int k = 1; k < 100000; k++)
    at += sprintf(at, "u%d = u%d + 1\n", k, k - 1);
  ad_formula *f = ad_formula_parse(text, (size_t)(at - text), NULL);
  ck_assert_ptr_nonnull(f);
  assert_same(on_engine(f, (const double[]){1}, 2), 100000);
  ad_formula_free(f);
  free(text);
}
END_TEST

/* Any bytes whatever: an answer or an error, never a crash. */
START_TEST(random_bytes)
{
  static const char likely[] = "xyz123.e+-*/^(),=; \n#pisincos\xc3\xa9\0$";
  srand(5);
  for (int round = 0; round < 20000; round++) {
    struct ad_formula_error e;
    char text[24];
    size_t length = (size_t)rand() % sizeof text;
    for (size_t k = 0; k < length; k++)
      text[k] = round % 4 ? likely[(size_t)rand() % (sizeof likely - 1)]
                          : (char)rand();
    ad_formula *f = ad_formula_parse(text, length, &e);
    char message[900];
    if (!f)
      ad_formula_explain(&e, "f", text, length, message, sizeof message);
    ck_assert(f || (e.line >= 1 && e.column >= 1 && *e.message));
    ad_formula_free(f);
  }
}
END_TEST

START_TEST(inputs_and_outputs)
{
  const char *text = "input b = 2, a; u = a*b; u, s = sin(u), u + f";
  uint32_t node;
  double value;
  ad_formula *f = ad_formula_parse(text, strlen(text), NULL);
  ck_assert_ptr_nonnull(f);
  ck_assert_uint_eq(ad_formula_inputs(f), 3);
  ck_assert_str_eq(ad_formula_input(f, 0, &value), "b");
  assert_same(value, 2);
  ck_assert_str_eq(ad_formula_input(f, 1, &value), "a");
  ck_assert(isnan(value));
  ck_assert_str_eq(ad_formula_input(f, 2, NULL), "f");
  ck_assert_ptr_null(ad_formula_input(f, 3, NULL));
  ck_assert_uint_eq(ad_formula_outputs(f), 3);
  ck_assert_str_eq(ad_formula_output(f, 0, &node), "u");
  ck_assert_str_eq(ad_formula_output(f, 1, NULL), "s");
  ck_assert_str_eq(ad_formula_output(f, 2, NULL), "result3");
  ck_assert_ptr_null(ad_formula_output(f, 3, NULL));
  ad_formula_free(f);
}
END_TEST

START_TEST(powers_with_integer_constants_are_powi)
{
  const struct {
    const char *text;
    enum ad_op op;
  } cases[] = {{"x^3", AD_OP_powi}, {"x^-2", AD_OP_powi}, {"x^2.5", AD_OP_pow},
               {"x^y", AD_OP_pow},  {"3^x", AD_OP_pow},   {"x^1e300", AD_OP_pow}};
  for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
    size_t count;
    ad_formula *f =
      ad_formula_parse(cases[k].text, strlen(cases[k].text), NULL);
    const struct ad_node *nodes = ad_formula_nodes(f, &count);
    ck_assert_int_eq(nodes[count - 1].op, cases[k].op);
    ad_formula_free(f);
  }
}
END_TEST

/* ---- spelling ------------------------------------------------------------- */

START_TEST(nearest_word)
{
  const char *words[] = {"sin", "tan", "tanh", "atan2"};
  ck_assert_str_eq(ad_nearest("tahn", 4, words, 4), "tanh");
  ck_assert_str_eq(ad_nearest("sine", 4, words, 4), "sin");
  ck_assert_ptr_null(ad_nearest("x", 1, words, 4));
  ck_assert_ptr_null(ad_nearest("logarithm", 9, words, 4));
  ck_assert_uint_eq(ad_word_distance("abc", 3, "acb", 9), 1);
  ck_assert_uint_eq(ad_word_distance("kitten", 6, "sitting", 9), 3);
  ck_assert_uint_eq(ad_word_distance("kitten", 6, "sitting", 1), 2);
}
END_TEST

START_TEST(utf8_characters)
{
  ck_assert_uint_eq(ad_utf8_length("a", 1), 1);
  ck_assert_uint_eq(ad_utf8_length("\u00e9", 2), 2);
  ck_assert_uint_eq(ad_utf8_length("\u20ac", 3), 3);
  ck_assert_uint_eq(ad_utf8_length("\U0001f600", 4), 4);
  ck_assert_uint_eq(ad_utf8_length("\u20ac", 2), 0);         /* cut off */
  ck_assert_uint_eq(ad_utf8_length("\xc0\x80", 2), 0);       /* overlong */
  ck_assert_uint_eq(ad_utf8_length("\xed\xa0\x80", 3), 0);   /* a surrogate */
  ck_assert_uint_eq(ad_utf8_length("\xf4\x90\x80\x80", 4), 0);
  ck_assert_uint_eq(ad_utf8_length("", 0), 0);
  ck_assert_uint_eq(ad_utf8_count("a\u00e9\u20ac", 6), 3);
}
END_TEST

/* The columns of Hangul, Latin and Chinese characters, and of accents, against
 * the C library, where it has a locale that knows them. */
START_TEST(columns_are_the_c_librarys)
{
  static const struct {
    uint32_t first, last;
  } blocks[] = {{0x20, 0x7E},     {0xC0, 0x24F},    {0x300, 0x36F},
                {0x391, 0x3A1},   {0x1100, 0x1112}, {0x2080, 0x208E},
                {0x3131, 0x318E}, {0x4E00, 0x9FA5}, {0xAC00, 0xD7A3}};
  ck_assert_uint_eq(ad_utf8_width("\ud55c\uae00", 6), 4);
  ck_assert_uint_eq(ad_utf8_width("v\u0307", 3), 1);
  ck_assert_uint_eq(ad_utf8_width("\xff\xed\x95", 3), 3); /* not UTF-8 */
  if (!setlocale(LC_CTYPE, "C.UTF-8"))
    return;
  for (size_t k = 0; k < sizeof blocks / sizeof *blocks; k++)
    for (uint32_t c = blocks[k].first; c <= blocks[k].last; c++) {
      char text[MB_LEN_MAX];
      const int n = wctomb(text, (wchar_t)c);
      ck_assert_int_gt(n, 0);
      ck_assert_msg(ad_utf8_width(text, (size_t)n) == (size_t)wcwidth((wchar_t)c),
                    "U+%04X: not %d columns", (unsigned)c, wcwidth((wchar_t)c));
    }
  setlocale(LC_CTYPE, "C");
}
END_TEST

int main(void)
{
  Suite *s = suite_create("formula");
  ADD_EACH(s, "formula", formula_gives, answers);
  ADD_EACH(s, "formula", mistake_is_placed, mistakes);
  ADD(s, explanation_reads_like_a_compilers);
  ADD(s, nul_byte);
  ADD(s, deep_nesting_is_refused);
  ADD(s, nesting_within_the_limit_works);
  ADD(s, ten_megabytes);
  ADD(s, many_names);
  ADD(s, random_bytes);
  ADD(s, inputs_and_outputs);
  ADD(s, powers_with_integer_constants_are_powi);
  ADD(s, nearest_word);
  ADD(s, utf8_characters);
  ADD(s, columns_are_the_c_librarys);
  return run_suite(s);
}
