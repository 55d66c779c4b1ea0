/* strd_model.c: the model of an StRD file, as a formula. */
#include <config.h>

#include "strd_impl.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Appends a line of the model as a formula writes it: ** is ^, [] are (). */
static bool add_model(struct strd_reader *r, const char *from)
{
  size_t n = strlen(r->model);
  for (; *from; from++) {
    char c = *from == '[' ? '(' : *from == ']' ? ')' : *from;
    if (c == '*' && from[1] == '*')
      c = '^', from++;
    if (n + 2 >= sizeof r->model)
      return strd_fail(r, r->line, "the model is longer than %d characters",
                       LONGEST_MODEL);
    if (c == ';' || c == '#' || c == '=')
      return strd_fail(r, r->line, "the model has a `%c`", c);
    r->model[n++] = c;
  }
  r->model[n++] = ' ';
  r->model[n] = '\0';
  return true;
}

/* The model ends with the error term, + e. */
static bool end_model(struct strd_reader *r)
{
  size_t n = strlen(r->model);
  while (n && strd_is_blank(r->model[n - 1]))
    n--;
  if (n < 2 || r->model[n - 1] != 'e' || !strd_is_blank(r->model[n - 2]))
    return true;
  for (n--; n && strd_is_blank(r->model[n - 1]);)
    n--;
  if (n == 0 || r->model[n - 1] != '+')
    return true;
  r->model[n - 1] = '\0';
  r->model_whole = true;
  return true;
}

bool strd_model(struct strd_reader *r)
{
  const char *rest = strd_after(r->words, "y");
  char *end;
  if (strd_after(r->words, "starting values")) {
    r->part = TABLE;
    return r->model_whole
               ? true
               : strd_fail(r, r->line, "no model y = ... + e before this");
  }
  const unsigned long count = strtoul(r->words, &end, 10);
  if (end != r->words && strd_after(end, " parameter")) {
    r->declared = count <= AD_STRD_PARAMETERS ? count : 0;
    return r->declared
               ? true
               : strd_fail(r, r->line, "sets of 1 to %d parameters can be read",
                           AD_STRD_PARAMETERS);
  }
  if (r->model_whole)
    return true;
  if (!r->model_begun && rest && *rest == '=') {
    r->model_begun = true;
    return add_model(r, rest + 1) && end_model(r);
  }
  return !r->model_begun || (add_model(r, r->words) && end_model(r));
}

bool strd_formula(struct strd_reader *r)
{
  const size_t size = 16 + 8 * r->set->parameters + sizeof r->model;
  char *at = r->set->formula = malloc(size);
  if (!at)
    return strd_fail(r, 0, "out of memory");
  at += snprintf(at, size, "input ");
  for (size_t k = 1; k <= r->set->parameters; k++)
    at += snprintf(at, 8, "b%zu, ", k);
  const char *model = r->model + strspn(r->model, " \t");
  size_t n = strlen(model);
  while (n && strd_is_blank(model[n - 1]))
    n--;
  snprintf(at, size - (size_t)(at - r->set->formula), "x\n%.*s", (int)n, model);
  return true;
}
