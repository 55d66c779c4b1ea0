#include <config.h>

#include "json.h"

#include <math.h>

#if HAVE_JSON_C
void json_add_text(json_object *object, const char *key, const char *text)
{
  json_object_object_add(object, key, json_object_new_string(text));
}

static json_object *number_of(double x)
{
  char digits[40];
  snprintf(digits, sizeof digits, "%.17g", x);
  return isfinite(x) ? json_object_new_double_s(x, digits)
                     : json_object_new_string(isnan(x) ? "NaN"
                                              : x > 0  ? "Infinity"
                                                       : "-Infinity");
}

void json_add_number(json_object *object, const char *key, double x)
{
  json_object_object_add(object, key, number_of(x));
}

void json_add_numbers(json_object *object, const char *key, const double *x,
                      size_t count)
{
  json_object *all = json_object_new_array();
  for (size_t k = 0; k < count; k++)
    json_object_array_add(all, number_of(x[k]));
  json_object_object_add(object, key, all);
}

json_object *json_all(const struct cli_problem *p, enum cli_what what,
                      const double *v)
{
  json_object *all = json_object_new_object();
  const size_t count = what == CLI_INPUT ? p->n : p->m;
  for (size_t k = 0; k < count; k++) {
    char name[200];
    if (what == CLI_INPUT)
      ad_formula_input_name(p->formula, k, name, sizeof name);
    else
      ad_formula_output_name(p->formula, k, name, sizeof name);
    json_add_number(all, name, v[k]);
  }
  return all;
}

void json_print(json_object *object, FILE *out)
{
  fprintf(out, "%s\n", json_object_to_json_string_ext(
                         object, JSON_C_TO_STRING_PRETTY |
                                   JSON_C_TO_STRING_NOSLASHESCAPE));
}
#else
int json_missing(void)
{
  return cli_error(_("install json-c (libjson-c-dev), then configure again"),
                   _("this dualtape was built without JSON"));
}
#endif
