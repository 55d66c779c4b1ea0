/* problem_names.c: inputs and outputs by their names. */
#include <config.h>

#include "cli.h"

#include <stdlib.h>
#include <string.h>

#include "../nearest.h"
#include "problem.h"

static const char *nth(const struct cli_problem *p, enum cli_what what,
                       size_t k)
{
  return what == CLI_INPUT ? ad_formula_input(p->formula, k, NULL)
                           : ad_formula_output(p->formula, k, NULL);
}

/* "its inputs are x y z" */
static void list_names(const char *const *names, size_t count,
                       enum cli_what what, char *text, size_t size)
{
  int at = snprintf(text, size, "%s", what == CLI_INPUT ? _("its inputs are")
                                                     : _("its outputs are"));
  for (size_t k = 0; k < count && at >= 0 && (size_t)at < size; k++)
    at += snprintf(text + at, size - (size_t)at, " %s", names[k]);
}

int cli_unknown(const struct cli_problem *p, enum cli_what what,
                const char *word, size_t length)
{
  size_t count = what == CLI_INPUT ? p->inputs : p->outputs;
  char hint[256];
  const char **names = calloc(count + 1, sizeof *names);
  if (!names)
    return cli_error(NULL, _("out of memory"));
  for (size_t k = 0; k < count; k++)
    names[k] = nth(p, what, k);
  const char *near = ad_nearest(word, length, names, count);
  if (near)
    snprintf(hint, sizeof hint, _("did you mean `%s`?"), near);
  else
    list_names(names, count, what, hint, sizeof hint);
  free(names);
  return cli_error(count ? hint : NULL,
                   what == CLI_INPUT ? _("%s has no input `%.*s`")
                                     : _("%s has no output `%.*s`"),
                   p->file, (int)length, word);
}

/* Whether two names are the same but for blanks: W[2, 3] is W[2,3]. */
static bool same_name(const char *a, const char *b)
{
  for (;; a++, b++) {
    a += strspn(a, " ");
    b += strspn(b, " ");
    if (*a != *b || !*a)
      return *a == *b;
  }
}

static int element_name(const struct cli_problem *p, enum cli_what what,
                        size_t k, char *text, size_t size)
{
  return what == CLI_INPUT ? ad_formula_input_name(p->formula, k, text, size)
                           : ad_formula_output_name(p->formula, k, text, size);
}

/* A matrix's name alone, or an element that it does not have. */
static int fail_element(const struct cli_problem *p, enum cli_what what,
                        const char *name, size_t first)
{
  char hint[200], one[160];
  element_name(p, what, first, one, sizeof one);
  snprintf(hint, sizeof hint, _("choose an element, for example '%.150s'"),
           one);
  return cli_error(hint, _("`%s` is a matrix, or no element of one"), name);
}

int cli_find(const struct cli_problem *p, enum cli_what what,
             const char *name, size_t *place)
{
  const size_t count = what == CLI_INPUT ? p->n : p->m;
  const size_t length = name ? strcspn(name, "[ ") : 0;
  size_t of = SIZE_MAX;
  *place = 0;
  if (!name)
    return CLI_OK;
  for (; *place < count; ++*place) {
    char text[320];
    element_name(p, what, *place, text, sizeof text);
    if (same_name(text, name))
      return CLI_OK;
    if (of == SIZE_MAX && strcspn(text, "[") == length &&
        memcmp(text, name, length) == 0 && text[length] == '[')
      of = *place;
  }
  return of == SIZE_MAX ? cli_unknown(p, what, name, strlen(name))
                        : fail_element(p, what, name, of);
}
