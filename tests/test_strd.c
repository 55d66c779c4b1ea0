/* test_strd.c: the reader of NIST's files: true files, and broken ones. */
#include <config.h>

#include "close.h"

#include "../dualtape.h"

#include <stdio.h>
#include <stdlib.h>

/* ---- files ------------------------------------------------------------------ */

static const char *path_of(const char *name)
{
  static char path[4096];
  const char *top = getenv("top_srcdir");
  snprintf(path, sizeof path, "%s/compare/data/strd/%s.dat", top ? top : ".",
           name);
  return path;
}

/* The whole of a file, to be freed. */
static char *slurp(const char *name, size_t *length)
{
  char *text = malloc(1 << 16);
  FILE *file = fopen(path_of(name), "rb");
  ck_assert_ptr_nonnull(file);
  *length = fread(text, 1, 1 << 16, file);
  fclose(file);
  ck_assert_uint_gt(*length, 1000);
  return text;
}

static void same_set(const struct ad_strd *a, const struct ad_strd *b)
{
  ck_assert_str_eq(a->formula, b->formula);
  ck_assert_uint_eq(a->count, b->count);
  ck_assert_uint_eq(a->parameters, b->parameters);
  for (size_t k = 0; k < a->parameters; k++) {
    assert_same(a->certified[k], b->certified[k]);
    assert_same(a->start[0][k], b->start[0][k]);
  }
  for (size_t i = 0; i < a->count; i++) {
    assert_same(a->x[i], b->x[i]);
    assert_same(a->y[i], b->y[i]);
  }
}

/* ---- what stands in the files, copied by hand --------------------------------- */

static const struct {
  const char *name, *formula;
  size_t parameters, count;
  double start1, start2; /* of the last parameter */
  double certified, deviation, squares, residual_deviation;
  double first_x, first_y, last_x, last_y;
} sets[] = {
  {"Bennett5", "input b1, b2, b3, x\nb1 * (b2+x)^(-1/b3)", 3, 154, 0.8, 0.85,
   9.3218483193E-01, 2.0272299378E-02, 5.2404744073E-04, 1.8629312528E-03,
   7.447168, -34.834702, 12.272240, -31.786800},
  {"Eckerle4", "input b1, b2, b3, x\n(b1/b2) * exp(-0.5*((x-b3)/b2)^2)", 3, 35,
   500, 450, 4.5154121844E+02, 4.6800518816E-02, 1.4635887487E-03,
   6.7629245447E-03, 400, 0.0001575, 500, 0.0000710},
  {"Kirby2",
   "input b1, b2, b3, b4, b5, x\n(b1 + b2*x + b3*x^2) / (1 + b4*x + b5*x^2)", 5,
   151, 0.00001, 0.00002, 2.1664802578E-05, 2.0129761919E-07, 3.9050739624E+00,
   1.6354535131E-01, 9.65, 0.0082, 371.30, 92.2},
  {"MGH09", "input b1, b2, b3, b4, x\nb1*(x^2+x*b2) / (x^2+x*b3+b4)", 4, 11, 39,
   0.39, 1.3606233068E-01, 9.0025542308E-02, 3.0750560385E-04, 6.6279236551E-03,
   4, 0.1957, 0.0625, 0.0246},
  {"Misra1a", "input b1, b2, x\nb1*(1-exp(-b2*x))", 2, 14, 0.0001, 0.0005,
   5.5015643181E-04, 7.2668688436E-06, 1.2455138894E-01, 1.0187876330E-01, 77.6,
   10.07, 760, 81.78},
  {"Thurber",
   "input b1, b2, b3, b4, b5, b6, b7, x\n"
   "(b1 + b2*x + b3*x^2 + b4*x^3) / (1 + b5*x + b6*x^2 + b7*x^3)",
   7, 37, 0.03, 0.05, 4.9727297349E-02, 6.5842344623E-03, 5.6427082397E+03,
   1.3714600784E+01, -3.067, 80.574, 2.2, 1457.628},
};

START_TEST(true_files)
{
  struct ad_strd_error error;
  struct ad_strd *s = ad_strd_read(path_of(sets[_i].name), &error);
  ck_assert_msg(s != NULL, "%zu: %s", error.line, error.message);
  const size_t last = s->parameters - 1;
  ck_assert_str_eq(s->name, sets[_i].name);
  ck_assert_str_eq(s->formula, sets[_i].formula);
  ck_assert_uint_eq(s->parameters, sets[_i].parameters);
  ck_assert_uint_eq(s->count, sets[_i].count);
  ck_assert_uint_eq(s->freedom, sets[_i].count - sets[_i].parameters);
  assert_same(s->start[0][last], sets[_i].start1);
  assert_same(s->start[1][last], sets[_i].start2);
  assert_same(s->certified[last], sets[_i].certified);
  assert_same(s->deviation[last], sets[_i].deviation);
  assert_same(s->squares, sets[_i].squares);
  assert_same(s->residual_deviation, sets[_i].residual_deviation);
  assert_same(s->x[0], sets[_i].first_x);
  assert_same(s->y[0], sets[_i].first_y);
  assert_same(s->x[s->count - 1], sets[_i].last_x);
  assert_same(s->y[s->count - 1], sets[_i].last_y);
  assert_close(sqrt(s->squares / (double)s->freedom), s->residual_deviation,
               1e-10);
  ad_strd_free(s);
}
END_TEST

START_TEST(other_line_ends)
{
  size_t length, n = 0;
  char *text = slurp("Thurber", &length), *dos = malloc(2 * length);
  for (size_t i = 0; i < length; i++) {
    if (text[i] == '\n')
      dos[n++] = '\r';
    dos[n++] = text[i];
  }
  struct ad_strd *a = ad_strd_parse(text, length, NULL);
  struct ad_strd *b = ad_strd_parse(dos, n, NULL);
  struct ad_strd *c = ad_strd_parse(text, length - 1, NULL); /* no last \n */
  ck_assert(a && b && c);
  same_set(a, b);
  same_set(a, c);
  ad_strd_free(a), ad_strd_free(b), ad_strd_free(c);
  free(text), free(dos);
}
END_TEST

/* ---- broken ones -------------------------------------------------------------- */

START_TEST(truncated_anywhere)
{
  size_t length, whole;
  char *text = slurp("Misra1a", &length);
  for (whole = length - 1; text[whole - 1] != '\n'; whole--)
    continue; /* where the last line begins */
  for (size_t n = 0; n < length; n++) {
    struct ad_strd_error error = {0, ""};
    char *part = malloc(n + 1); /* so that a read past its end shows */
    memcpy(part, text, n);
    struct ad_strd *s = ad_strd_parse(part, n, &error);
    ck_assert_msg(!s || n > whole, "%zu bytes make a set", n);
    ck_assert(s || error.message[0]);
    ad_strd_free(s);
    free(part);
  }
  free(text);
}
END_TEST

START_TEST(garbage)
{
  size_t length, read = 0;
  char *text = slurp("Misra1a", &length), *copy = malloc(length);
  struct ad_random random = ad_random_seed(1);
  for (int round = 0; round < 3000; round++) {
    struct ad_strd_error error = {0, ""};
    memcpy(copy, text, length);
    const size_t wrong = round < 1000 ? 1 : round < 2000 ? 20 : length;
    for (size_t k = 0; k < wrong; k++)
      copy[ad_random_bits(&random) % length] = (char)ad_random_bits(&random);
    struct ad_strd *s = ad_strd_parse(copy, length, &error);
    read += s != NULL;
    ck_assert(!s || (s->count == s->freedom + s->parameters && s->formula));
    ck_assert(s || error.message[0]);
    ad_strd_free(s);
  }
  ck_assert_uint_gt(read, 100); /* a change in the description is harmless */
  free(text), free(copy);
}
END_TEST

static const struct {
  const char *from, *to;
  size_t line;
  const char *message;
} changes[] = {
  {"NIST/ITL StRD", "something else", 1, "has to be NIST/ITL StRD"},
  {"1 Predictor Variable", "2 Predictor Variables", 26, "one predictor"},
  {"2 Parameters", "33 Parameters", 32, "1 to 32 parameters"},
  {"2 Parameters", "3 Parameters", 60, "2 of 3 parameters"},
  {"+  e", "", 38, "no model y = ... + e"},
  {"y = b1", "log[y] = b1", 38, "no model y = ... + e"},
  {"b1*(1", "b1; (1", 34, "the model has a `;`"},
  {"  b2 = ", "  b3 = ", 42, "the row of b2 is expected here"},
  {"       250  ", "            ", 41, "number 4 of 4 is missing"},
  {"2.7070075241E+00", "nan", 41, "number 4 of 4 is missing or is no number"},
  {"2.7070075241E+00", "0x10", 41, "number 4 of 4 is missing or is no number"},
  {"2.7070075241E+00", "1e999", 41, "number 4 of 4 is too large"},
  {"2.7070075241E+00", "1 2", 41, "after 4 numbers there is more: 2"},
  {"Residual Sum of", "Another Sum of", 60, "are missing before this"},
  {"       14\n", "       15\n", 60, "do not make 12 degrees of freedom"},
  {"       12\n", "       -3\n", 46, "-3 is no count"},
  {"y               x\n", "y   x1   x2\n", 60, "columns have to be y and x"},
  {"14.73E0     114.9E0", "14.73E0", 62, "number 2 of 2 is missing"},
  {"14.73E0     114.9E0", "", 74, "ends after 13 of 14 observations"},
  {"14.73E0     114.9E0", "1 2\n3 4", 75, "more observations than the 14"},
};

START_TEST(errors_name_the_line)
{
  size_t length;
  struct ad_strd_error error = {0, ""};
  char *text = slurp("Misra1a", &length), *copy = calloc(length + 100, 1);
  text[length] = '\0';
  const char *at = strstr(text, changes[_i].from);
  ck_assert_ptr_nonnull(at);
  memcpy(copy, text, (size_t)(at - text));
  strcat(copy, changes[_i].to);
  strcat(copy, at + strlen(changes[_i].from));
  ck_assert_ptr_null(ad_strd_parse(copy, strlen(copy), &error));
  ck_assert_msg(strstr(error.message, changes[_i].message) != NULL &&
                  error.line == changes[_i].line,
                "%zu: %s", error.line, error.message);
  free(text), free(copy);
}
END_TEST

START_TEST(huge)
{
  struct ad_strd_error error;
  const size_t length = AD_STRD_LONGEST + 1;
  char *text = malloc(length);
  memset(text, ' ', length);
  ck_assert_ptr_null(ad_strd_parse(text, length, &error));
  ck_assert(strstr(error.message, "longer than 16777216 bytes") != NULL);
  ck_assert_ptr_null(ad_strd_parse(text, length - 1, &error));
  memset(text, 'x', length); /* one line without an end */
  ck_assert_ptr_null(ad_strd_parse(text, length - 1, &error));
  ck_assert(strstr(error.message, "longer than 200 characters") != NULL);
  free(text);
  /* a count is not believed before there is room for it in the file */
  static const char claim[] =
    "NIST/ITL StRD\nModel:\n1 Parameters\ny = b1 + e\nStarting values\n"
    "b1 = 1 1 1 1\nResidual Sum of Squares: 1\nDegrees of Freedom: 999999999\n"
    "Number of Observations: 1000000000\nData: y x\n1 2\n";
  ck_assert_ptr_null(ad_strd_parse(claim, sizeof claim - 1, &error));
  ck_assert_uint_eq(error.line, 10);
  ck_assert(strstr(error.message, "ends before its 1000000000") != NULL);
  ck_assert_ptr_null(ad_strd_parse("", 0, &error));
  ck_assert_ptr_null(ad_strd_read("/nowhere/at.all", &error));
  ck_assert_ptr_null(ad_strd_read("/", &error));
  ck_assert(error.message[0] && error.line == 0);
  ad_strd_free(NULL);
}
END_TEST

START_TEST(digits_of_agreement)
{
  assert_close(ad_strd_digits(1.001, 1), 3, 1e-12);
  assert_close(ad_strd_digits(-1999.98, -2000), 5, 1e-9);
  assert_same(ad_strd_digits(5, 5), 11);
  assert_same(ad_strd_digits(5, -5), 0);
  assert_same(ad_strd_digits(NAN, 1), 0);
  assert_same(ad_strd_digits(INFINITY, 1), 0);
  assert_close(ad_strd_digits(1e-4, 0), 4, 1e-12);
}
END_TEST

int main(void)
{
  Suite *s = suite_create("strd");
  ADD_EACH(s, "true_files", true_files, sets);
  ADD(s, other_line_ends);
  ADD(s, truncated_anywhere);
  ADD(s, garbage);
  ADD_EACH(s, "errors_name_the_line", errors_name_the_line, changes);
  ADD(s, huge);
  ADD(s, digits_of_agreement);
  return run_suite(s);
}
