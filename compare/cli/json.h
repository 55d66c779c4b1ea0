/* json.h: --json, by json-c where configure found it. */
#ifndef CLI_JSON_H
#define CLI_JSON_H

#include "cli.h"

#if HAVE_JSON_C
#include <json.h>

void json_add_text(json_object *object, const char *key, const char *text);

/* Numbers keep all their digits; what JSON has no number for becomes the
 * text "Infinity", "-Infinity" or "NaN". */
void json_add_number(json_object *object, const char *key, double x);

void json_add_numbers(json_object *object, const char *key, const double *x,
                      size_t count);

/* All numbers of inputs or outputs by their names: {"x": 1, "W[1,2]": 3}. */
json_object *json_all(const struct cli_problem *p, enum cli_what what,
                      const double *v);

void json_print(json_object *object, FILE *out);
#else
/* Says that this build has no JSON, and how to get it; CLI_BAD. */
int json_missing(void);
#endif

#endif
