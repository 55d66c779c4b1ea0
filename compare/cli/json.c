#include <config.h>

#include "json.h"

#include <math.h>

#if HAVE_JSON_C
void json_add_text(json_object *object, const char *key, const char *text)
{
  json_object_object_add(object, key, json_object_new_string(text));
}

void json_add_number(json_object *object, const char *key, double x)
{
  char digits[40];
  if (isfinite(x)) {
    snprintf(digits, sizeof digits, "%.17g", x);
    json_object_object_add(object, key, json_object_new_double_s(x, digits));
  } else {
    json_add_text(object, key,
                  isnan(x) ? "NaN" : x > 0 ? "Infinity" : "-Infinity");
  }
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
