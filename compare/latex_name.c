/* latex_name.c: names and numbers in LaTeX. */
#include <config.h>

#include "latex.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- names ------------------------------------------------------------- */

/* Greek letters of which LaTeX has a command: omicron and most capitals look
 * like Latin ones, and have none. */
static bool is_greek(const char *p, size_t length)
{
  static const char *const greek[] = {
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta",
    "iota", "kappa", "lambda", "mu", "nu", "xi", "pi", "rho", "sigma", "tau",
    "upsilon", "phi", "chi", "psi", "omega", "varepsilon", "vartheta", "varphi",
    "Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Upsilon", "Phi",
    "Psi", "Omega", "ell",
  };
  for (size_t k = 0; k < sizeof greek / sizeof *greek; k++)
    if (strlen(greek[k]) == length && memcmp(greek[k], p, length) == 0)
      return true;
  return false;
}

/* A word: a letter, a Greek one, or several in upright or italic type. */
static void add_word(struct emit_text *t, const char *p, size_t length,
                     const char *type)
{
  if (is_greek(p, length))
    emit_add(t, "\\");
  else if (length > 1)
    emit_add(t, "\\%s{", type);
  emit_bytes(t, p, length);
  if (length > 1 && !is_greek(p, length))
    emit_add(t, "}");
}

/* After a name: "1", "max", "1_2" as 1, max, {1,2}. */
static void add_subscript(struct emit_text *t, const char *p)
{
  bool first = true;
  while (*p) {
    const size_t length = strcspn(p, "_");
    if (length) {
      emit_add(t, first ? "" : ",");
      if (isdigit((unsigned char)*p))
        emit_bytes(t, p, length);
      else
        add_word(t, p, length, "mathrm");
      first = false;
    }
    p += length + (p[length] == '_');
  }
}

void latex_name(struct emit_text *t, const char *name)
{
  const size_t before = strspn(name, "_");
  if (!name[before]) { /* nothing but _ */
    emit_add(t, "\\mathit{");
    for (size_t k = 0; k < before; k++)
      emit_add(t, "\\_");
    emit_add(t, "}");
    return;
  }
  name += before;
  const size_t word = strcspn(name, "_0123456789");
  const size_t head = word && strspn(name + word, "0123456789_") +
                                 word == strlen(name)
                        ? word
                        : strcspn(name, "_");
  add_word(t, name, head, "mathit");
  if (name[head] && strspn(name + head, "_") < strlen(name + head)) {
    emit_add(t, "_{");
    add_subscript(t, name + head);
    emit_add(t, "}");
  }
}

void latex_value(char text[LATEX_SIZE], const char *accent, int index)
{
  snprintf(text, LATEX_SIZE, "%s%sv_{%d}", accent, *accent ? " " : "", index);
}

/* ---- numbers ----------------------------------------------------------- */

/* "1.5e-07" as 1.5 \cdot 10^{-7}. */
static void add_digits(struct emit_text *t, const char *digits)
{
  const size_t length = strcspn(digits, "e");
  if (!digits[length]) {
    emit_add(t, "%s", digits);
    return;
  }
  const bool one = length == 1 && *digits == '1';
  const bool minus_one = length == 2 && memcmp(digits, "-1", 2) == 0;
  if (minus_one)
    emit_add(t, "-");
  else if (!one)
    emit_add(t, "%.*s \\cdot ", (int)length, digits);
  emit_add(t, "10^{%ld}", strtol(digits + length + 1, NULL, 10));
}

static void add_special(struct emit_text *t, double x)
{
  emit_add(t, isnan(x) ? "\\mathrm{NaN}" : x < 0 ? "-\\infty" : "\\infty");
}

void latex_number(struct emit_text *t, double x)
{
  char digits[32];
  if (!isfinite(x)) {
    add_special(t, x);
    return;
  }
  if (fabs(x) == acos(-1)) {
    emit_add(t, x < 0 ? "-\\pi" : "\\pi");
    return;
  }
  for (int precision = 1; precision <= 17; precision++) {
    snprintf(digits, sizeof digits, "%.*g", precision, x);
    if (strtod(digits, NULL) == x)
      break;
  }
  if (fabs(x) < 1e6 && x == floor(x))
    snprintf(digits, sizeof digits, "%.0f", x + 0.0); /* 100, not 1e+02 */
  add_digits(t, digits);
}

static bool six_digits(double x, char digits[32])
{
  snprintf(digits, 32, "%.6g", x);
  return !isfinite(x) || strtod(digits, NULL) == x;
}

bool latex_is_short(double x)
{
  char digits[32];
  return six_digits(x, digits);
}

void latex_rounded(struct emit_text *t, double x)
{
  char digits[32];
  six_digits(x, digits);
  if (isfinite(x))
    add_digits(t, x == 0 ? "0" : digits);
  else
    add_special(t, x);
}
