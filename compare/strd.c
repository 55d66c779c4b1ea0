/* strd.c: a set is read line by line.  A line's first words say what it is, and
 * the part of the file where it stands what it may be:
 *
 *   head    Dataset Name:, Data: (how many predictors)
 *   model   Model: to the line of the starting values; y = ... + e
 *   table   b1 = start, start, certified value, deviation; sums of squares
 *   data    from the second Data: to the end; y x in each line */
#include <config.h>

#include "strd.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "strd_impl.h"

/* ---- the parts ---------------------------------------------------------- */

static bool read_head(struct strd_reader *r)
{
  const char *rest = strd_after(r->words, "dataset name:");
  if (rest) {
    size_t n = strcspn(rest, " \t");
    if (n == 0 || n >= sizeof r->set->name)
      return strd_fail(r, r->line, "the set's name is missing or too long");
    memcpy(r->set->name, rest, n);
    r->set->name[n] = '\0';
  }
  if (strstr(r->words, "Predictor") && !strd_after(r->words, "1 predictor") &&
      strspn(r->words, "0123456789"))
    return strd_fail(r, r->line,
                     "only sets of one predictor can be read: %.40s", r->words);
  if (strd_after(r->words, "model:"))
    r->part = MODEL;
  return true;
}

/* A row `b1 = start 1, start 2, certified value, deviation`. */
static bool read_parameter(struct strd_reader *r, const char *rest)
{
  struct ad_strd *set = r->set;
  const size_t k = set->parameters;
  char *end;
  double row[4];
  if (strtoul(rest, &end, 10) != k + 1 || !(rest = strd_after(end, "")) ||
      *rest != '=')
    return strd_fail(r, r->line, "the row of b%zu is expected here", k + 1);
  if (k == AD_STRD_PARAMETERS || k == r->declared)
    return strd_fail(r, r->line, "more parameters than the %zu announced",
                     r->declared);
  if (!strd_numbers(r, rest + 1, 4, row))
    return false;
  set->start[0][k] = row[0], set->start[1][k] = row[1];
  set->certified[k] = row[2], set->deviation[k] = row[3];
  set->parameters++;
  return true;
}

/* The table is at its end: is it whole, and is there room for the data? */
static bool begin_data(struct strd_reader *r)
{
  struct ad_strd *set = r->set;
  r->part = DATA;
  if (set->parameters == 0 || set->parameters != r->declared)
    return strd_fail(r, r->line, "%zu of %zu parameters stand before this",
                     set->parameters, r->declared);
  if (!r->has_squares || !r->expected || !set->freedom)
    return strd_fail(r, r->line,
                     "sum of squares, degrees of freedom or number of "
                     "observations are missing before this");
  if (r->expected != set->freedom + set->parameters)
    return strd_fail(r, r->line,
                     "%zu observations and %zu parameters do not make "
                     "%zu degrees of freedom",
                     r->expected, set->parameters, set->freedom);
  /* An observation takes 4 bytes at least: "1 2" and the line's end. */
  if (r->expected > (r->length - r->at) / 4 + 1)
    return strd_fail(r, r->line, "the file ends before its %zu observations",
                     r->expected);
  set->x = malloc(r->expected * sizeof *set->x);
  set->y = malloc(r->expected * sizeof *set->y);
  return set->x && set->y ? true : strd_fail(r, 0, "out of memory");
}

static bool read_table(struct strd_reader *r)
{
  struct ad_strd *set = r->set;
  const char *rest;
  if ((rest = strd_after(r->words, "b")) && *rest >= '0' && *rest <= '9')
    return read_parameter(r, rest);
  if ((rest = strd_after(r->words, "residual sum of squares:"))) {
    r->has_squares = true;
    return strd_numbers(r, rest, 1, &set->squares);
  }
  if ((rest = strd_after(r->words, "residual standard deviation:")))
    return strd_numbers(r, rest, 1, &set->residual_deviation);
  if ((rest = strd_after(r->words, "degrees of freedom:")))
    return strd_count(r, rest, &set->freedom);
  if ((rest = strd_after(r->words, "number of observations:")))
    return strd_count(r, rest, &r->expected);
  if ((rest = strd_after(r->words, "data:"))) {
    const char *x = strd_after(rest, "y");
    if (!x || strcmp(x, "x") != 0)
      return strd_fail(r, r->line, "the data's columns have to be y and x");
    return begin_data(r);
  }
  return true;
}

static bool read_data(struct strd_reader *r)
{
  double row[2];
  if (!*r->words)
    return true;
  if (r->set->count == r->expected)
    return strd_fail(r, r->line, "more observations than the %zu announced",
                     r->expected);
  if (!strd_numbers(r, r->words, 2, row))
    return false;
  r->set->y[r->set->count] = row[0];
  r->set->x[r->set->count++] = row[1];
  return true;
}

/* ---- the whole ---------------------------------------------------------- */

static bool read_all(struct strd_reader *r)
{
  bool more;
  if (r->length > AD_STRD_LONGEST)
    return strd_fail(r, 0, "the file is longer than %d bytes", AD_STRD_LONGEST);
  if (!strd_next_line(r, &more))
    return false;
  if (!strd_after(r->words, "nist/itl strd"))
    return strd_fail(r, 1, "the first line has to be NIST/ITL StRD");
  for (;;) {
    if (!strd_next_line(r, &more))
      return false;
    if (!more)
      break;
    const bool good = r->part == HEAD    ? read_head(r)
                      : r->part == MODEL ? strd_model(r)
                      : r->part == TABLE ? read_table(r)
                                         : read_data(r);
    if (!good)
      return false;
  }
  if (r->part != DATA)
    return strd_fail(r, r->line, "the file ends before its data");
  if (r->set->count != r->expected)
    return strd_fail(r, r->line, "the file ends after %zu of %zu observations",
                     r->set->count, r->expected);
  return strd_formula(r);
}

struct ad_strd *ad_strd_parse(const char *text, size_t length,
                              struct ad_strd_error *error)
{
  struct ad_strd_error ignored;
  struct strd_reader *r = calloc(1, sizeof *r);
  struct ad_strd *set = calloc(1, sizeof *set);
  bool good = false;
  if (!error)
    error = &ignored;
  *error = (struct ad_strd_error){0, "out of memory"};
  if (r && set) {
    r->text = text, r->length = length;
    r->set = set, r->error = error;
    good = read_all(r);
  }
  free(r);
  if (good)
    return set;
  ad_strd_free(set);
  return NULL;
}

struct ad_strd *ad_strd_read(const char *path, struct ad_strd_error *error)
{
  struct ad_strd_error ignored;
  struct ad_strd *set = NULL;
  if (!error)
    error = &ignored;
  *error = (struct ad_strd_error){0, "out of memory"};
  FILE *file = fopen(path, "rb");
  if (!file) {
    snprintf(error->message, sizeof error->message, "%s", strerror(errno));
    return NULL;
  }
  /* One byte more than allowed, so that a longer file shows. */
  char *text = malloc(AD_STRD_LONGEST + 1);
  if (text) {
    const size_t length = fread(text, 1, AD_STRD_LONGEST + 1, file);
    if (ferror(file))
      snprintf(error->message, sizeof error->message, "%s", strerror(errno));
    else
      set = ad_strd_parse(text, length, error);
  }
  free(text);
  fclose(file);
  return set;
}

void ad_strd_free(struct ad_strd *set)
{
  if (!set)
    return;
  free(set->formula);
  free(set->x);
  free(set->y);
  free(set);
}

double ad_strd_digits(double number, double certified)
{
  const double error = fabs(number - certified);
  const double digits =
      -log10(certified == 0 ? error : error / fabs(certified));
  return digits > 0 ? fmin(digits, AD_STRD_DIGITS) : 0;
}
