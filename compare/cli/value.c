/* value.c: the value of an input as people write it, and as they read it. */
#include <config.h>

#include "cli.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "../../ops/shape.h"
#include "problem.h"

/* Of one matrix, as in formulas. */
static const size_t most_numbers = (size_t)1 << 24;

/* Takes any formula without inputs: 2, -1e3, pi/4. */
bool cli_number(const char *text, double *value)
{
  ad_formula *f = ad_formula_parse(text, strlen(text), NULL);
  size_t count = 0;
  const struct ad_node *nodes = f ? ad_formula_nodes(f, &count) : NULL;
  bool good = count == 1 && nodes[0].kind == AD_NODE_CONSTANT;
  if (good)
    *value = nodes[0].constant;
  ad_formula_free(f);
  return good;
}

int cli_option_number(const char *option, const char *text, double least,
                      double most, double *value)
{
  if (!cli_number(text, value) || !(*value >= least && *value <= most))
    return cli_error(NULL, _("--%s: `%s` is no number from %g to %g"), option,
                     text, least, most);
  return CLI_OK;
}

bool cli_all_finite(const double *v, size_t count)
{
  bool finite = true;
  for (size_t k = 0; k < count; k++)
    finite = finite && isfinite(v[k]);
  return finite;
}

/* 2x3, as a matrix of zeros. */
bool cli_shape(const char *text, struct cli_value *value)
{
  unsigned rows, cols;
  int end = 0;
  const bool good = isdigit((unsigned char)*text) &&
                    sscanf(text, "%9ux%9u%n", &rows, &cols, &end) == 2 &&
                    isdigit((unsigned char)strchr(text, 'x')[1]) &&
                    text[end] == '\0' && rows && cols &&
                    ad_shape_size(rows, cols) && rows * cols <= most_numbers;
  *value = (struct cli_value){.v = NULL};
  if (good) {
    value->shape = ad_shape_of(rows, cols);
    value->v = calloc((size_t)rows * cols, sizeof *value->v);
  }
  return value->v;
}

/* The one output of a formula without inputs. */
static bool output_of(ad_formula *f, struct cli_value *value,
                      struct ad_formula_error *error)
{
  uint32_t node;
  double *v = malloc((ad_formula_size(f) + 1) * sizeof *v);
  enum ad_status status = v ? ad_formula_run(f, NULL, v, NULL) : AD_NO_MEMORY;
  ad_formula_output(f, 0, &node);
  value->shape = ad_formula_node_shape(f, node);
  const size_t count = value->shape.rows * value->shape.cols;
  if (status)
    snprintf(error->message, sizeof error->message, "%s",
             _(ad_status_text(status)));
  else
    memmove(v, v + ad_formula_start(f, node), count * sizeof *v);
  if (status || !cli_all_finite(v, count)) {
    free(v);
    return false;
  }
  value->v = v;
  return true;
}

bool cli_matrix(const char *text, struct cli_value *value,
                struct ad_formula_error *error)
{
  struct ad_formula_error own, *e = error ? error : &own;
  ad_formula *f = ad_formula_parse(text, strlen(text), e);
  bool good = false;
  *value = (struct cli_value){.v = NULL};
  if (f && ad_formula_inputs(f) == 0 && ad_formula_outputs(f) == 1 &&
      ad_formula_shape(f, NULL, e))
    good = output_of(f, value, e);
  ad_formula_free(f);
  return good;
}

/* The Frobenius norm, scaled so that no square overflows. */
static double norm(const double *v, size_t count)
{
  double largest = 0, sum = 0;
  for (size_t k = 0; k < count; k++)
    largest = fmax(largest, fabs(v[k]));
  for (size_t k = 0; k < count && largest > 0; k++)
    sum += v[k] / largest * (v[k] / largest);
  return largest * sqrt(sum);
}

void cli_matrix_text(const double *v, struct ad_shape s, int digits,
                     char text[CLI_TEXT])
{
  cli_matrix_short(v, s, digits, CLI_INLINE, text);
}

void cli_matrix_short(const double *v, struct ad_shape s, int digits,
                      size_t most, char text[CLI_TEXT])
{
  const size_t count = s.rows * s.cols;
  if (count == 1) {
    snprintf(text, CLI_TEXT, "%.*g", digits, v[0]);
    return;
  }
  if (count > most) {
    snprintf(text, CLI_TEXT, _("%zux%zu of norm %.*g"), s.rows, s.cols, digits,
             norm(v, count));
    return;
  }
  int at = snprintf(text, CLI_TEXT, "[");
  for (size_t k = 0; k < count; k++)
    at += snprintf(text + at, (size_t)(CLI_TEXT - at), "%.*g%s", digits,
                   v[k] + 0.0,
                   k + 1 == count          ? "]"
                   : (k + 1) % s.cols == 0 ? "; "
                                           : " ");
}
