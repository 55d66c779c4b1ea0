/* emit_expression.c: the expressions of ops.def with other names in them. */
#include <config.h>

#include "emit_impl.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- text ----------------------------------------------------------------- */

void emit_add(struct emit_text *t, const char *format, ...)
{
  va_list args;
  va_start(args, format);
  const int needs = vsnprintf(NULL, 0, format, args);
  va_end(args);
  if (t->failed || needs < 0)
    return;
  const size_t need = t->length + (size_t)needs + 1;
  if (need > t->room) {
    const size_t room = 2 * need;
    char *more = realloc(t->at, room);
    if (!more) {
      t->failed = true;
      return;
    }
    t->at = more, t->room = room;
  }
  va_start(args, format);
  vsnprintf(t->at + t->length, t->room - t->length, format, args);
  va_end(args);
  t->length += (size_t)needs;
}

void emit_bytes(struct emit_text *t, const char *bytes, size_t length)
{
  emit_add(t, "%.*s", (int)length, bytes);
}

void emit_quote(struct emit_text *t, const char *piece, size_t length)
{
  enum { LONGEST = 72 };
  bool cut = length > LONGEST, space = false;
  if (cut)
    for (length = LONGEST; (piece[length] & 0xC0) == 0x80;)
      length--; /* not within a character */
  for (size_t i = 0; i < length; i++) {
    const char c = piece[i];
    if (iscntrl((unsigned char)c) || c == ' ') {
      space = true;
      continue;
    }
    const bool ends = i && ((piece[i - 1] == '*' && c == '/') ||
                            (piece[i - 1] == '/' && c == '*'));
    emit_add(t, "%s%c", space || ends ? " " : "", c);
    space = false;
  }
  if (cut)
    emit_add(t, "...");
}

void emit_source(struct emit_text *t, const char *before, const char *source,
                 size_t size)
{
  for (size_t at = 0; at < size;) {
    const char *const line = source + at;
    const char *const end = memchr(line, '\n', size - at);
    const size_t length = end ? (size_t)(end - line) : size - at;
    emit_add(t, "%s", before);
    emit_quote(t, line, length);
    emit_add(t, "\n");
    at += length + 1;
  }
}

void emit_number(double x, char text[EMIT_NUMBER])
{
  char digits[32];
  for (int precision = 15; precision <= 17; precision++) {
    snprintf(digits, sizeof digits, "%.*g", precision, x);
    if (strtod(digits, NULL) == x)
      break;
  }
  const char *point = strpbrk(digits, ".e") ? "" : ".0";
  snprintf(text, EMIT_NUMBER, signbit(x) ? "(%s%s)" : "%s%s", digits, point);
}

/* ---- expressions ---------------------------------------------------------- */

static bool in_word(char c) { return isalnum((unsigned char)c) || c == '_'; }

const char *emit_word_end(const char *p)
{
  const bool number = isdigit((unsigned char)*p) != 0;
  while (in_word(*p) || (number && *p == '.') ||
         (number && (*p == '-' || *p == '+') && p[-1] == 'e'))
    p++;
  return p;
}

/* The " : " of the choice whose first branch begins at p. */
static const char *other_branch(const char *p)
{
  int depth = 0;
  for (; *p; p++) {
    depth += (*p == '(') - (*p == ')');
    if (depth == 0 && strncmp(p, " : ", 3) == 0)
      return p;
  }
  return NULL;
}

/* Reads "n == 0 || n == 1 ? ": where what follows begins; NULL: something
 * else stands there.  *holds becomes whether n is one of them. */
static const char *condition(const char *e, int n, bool *holds)
{
  int k, at = 0;
  *holds = false;
  while (sscanf(e, "n == %d %n", &k, &at) == 1 && at) {
    *holds = *holds || n == k;
    e += at;
    if (strncmp(e, "? ", 2) == 0)
      return e + 2;
    if (strncmp(e, "|| ", 3) != 0)
      return NULL;
    e += 3, at = 0;
  }
  return NULL;
}

/* Of "n == 0 ? this : that" the branch that n takes. */
static const char *chosen(const char *e, const struct emit_names *names,
                          size_t *length)
{
  bool holds;
  const char *then;
  *length = strlen(e);
  while (names->integer && (then = condition(e, names->n, &holds))) {
    const char *colon = other_branch(then);
    if (!colon)
      break;
    *length = holds ? (size_t)(colon - then) : strlen(colon + 3);
    e = holds ? then : colon + 3;
    if (holds)
      break;
  }
  return e;
}

bool emit_expression_is(const char *expression, const struct emit_names *names,
                        const char *text)
{
  size_t length;
  const char *e = chosen(expression, names, &length);
  return length == strlen(text) && memcmp(e, text, length) == 0;
}

/* n, or "n - 1.0" worked out: returns how many bytes were read after n. */
static int add_integer(struct emit_text *t, const char *after, int n)
{
  double less;
  int read = 0;
  char number[EMIT_NUMBER];
  if (sscanf(after, " - %lf%n", &less, &read) != 1) {
    emit_add(t, n < 0 ? "(%d)" : "%d", n);
    return 0;
  }
  emit_number(n - less, number);
  emit_add(t, "%s", number);
  return read;
}

/* What comes after "pow(a, n - 1.0)" or "... 2.0", if that stands at p, and its
 * exponent; else NULL. */
static const char *after_power(const char *p, const struct emit_names *names,
                               double *exponent)
{
  double less;
  int read = 0;
  if (!names->integer || sscanf(p, "pow(a, n - %lf)%n", &less, &read) != 1 ||
      !read)
    return NULL;
  *exponent = names->n - less;
  return p + read;
}

/* What comes after a factor that is 1, whatever a is: a^(n - 1.0) for n = 1, and
 * (n - 1.0) a^(n - 2.0) for n = 2. */
static const char *after_one(const char *p, const struct emit_names *names)
{
  static const char *const one[] = {" * pow(a, n - 1.0)",
                                    " * (n - 1.0) * pow(a, n - 2.0)"};
  if (!names->integer || names->n < 1 || names->n > 2)
    return NULL;
  const char *const factor = one[names->n - 1];
  const size_t length = strlen(factor);
  return strncmp(p, factor, length) == 0 ? p + length : NULL;
}

void emit_expression(struct emit_text *t, const char *expression,
                     const struct emit_names *names)
{
  size_t length;
  const char *p = chosen(expression, names, &length), *end = p + length;
  while (p < end) {
    double exponent = 0;
    const char *past = after_power(p, names, &exponent);
    if (past && exponent == 1) {
      emit_add(t, "%s", names->a[0]);
      p = past;
      continue;
    }
    if ((past = after_one(p, names))) {
      p = past;
      continue;
    }
    if (!in_word(*p)) {
      emit_add(t, "%c", *p++);
      continue;
    }
    const char *next = emit_word_end(p);
    const char letter = next - p == 1 ? *p : 0;
    if (letter >= 'a' && letter < 'a' + AD_OP_ARGS && names->a[letter - 'a'])
      emit_add(t, "%s", names->a[letter - 'a']);
    else if (letter == 'y')
      emit_add(t, "%s", names->y);
    else if (letter == 'n' && names->integer)
      next += add_integer(t, next, names->n);
    else
      emit_add(t, "%.*s", (int)(next - p), p);
    p = next;
  }
}

/* So is a power with an exponent from 0 on. */
bool emit_is_tame(const char *expression, const struct emit_names *names)
{
  static const char *const tame[] = {"sin", "cos", "exp", "sinh", "cosh"};
  size_t length;
  expression = chosen(expression, names, &length);
  for (const char *p = expression; p < expression + length;) {
    double exponent = 0;
    const char *const past = after_power(p, names, &exponent);
    if (past && exponent >= 0) {
      p = past;
      continue;
    }
    if (!in_word(*p)) {
      if (!strchr("+-*() ", *p++))
        return false;
      continue;
    }
    const char *next = emit_word_end(p);
    bool known = next - p == 1 || isdigit((unsigned char)*p);
    for (size_t k = 0; k < sizeof tame / sizeof *tame && !known; k++)
      known = strlen(tame[k]) == (size_t)(next - p) &&
              memcmp(tame[k], p, (size_t)(next - p)) == 0;
    if (!known)
      return false;
    p = next;
  }
  return true;
}

/* A word or a number, or a call that is all of it: it needs no parentheses in a
 * product. */
static bool is_factor(const char *expression)
{
  const char *p = emit_word_end(expression);
  if (p == expression || !*p)
    return p != expression;
  if (*p != '(')
    return false;
  for (int depth = 0; *p; p++) {
    depth += (*p == '(') - (*p == ')');
    if (depth == 0)
      return p[1] == 0;
  }
  return false;
}

/* Whether it is a number, and not 0: that of an operand, or its own. */
static bool is_never_0(const char *expression, const struct emit_names *names)
{
  size_t length;
  const char *text = chosen(expression, names, &length);
  if (length == 1 && *text >= 'a' && *text < 'a' + AD_OP_ARGS)
    text = names->a[*text - 'a'];
  char *end;
  text += *text == '(';
  const double x = strtod(text, &end);
  return end > text && x != 0 && (*end == 0 || *end == ')' || end == text + length);
}

void emit_share(struct emit_text *t, const char *d,
                const struct emit_names *names, const char *b, bool wild)
{
  if (emit_expression_is(d, names, "1") || emit_expression_is(d, names, "-1")) {
    emit_add(t, "%s", b);
    return;
  }
  struct emit_text text = {0};
  emit_expression(&text, d, names);
  const bool tame = emit_is_tame(d, names) && (!wild || is_never_0(d, names));
  const bool bare = tame && (is_factor(d) || (text.at && is_factor(text.at)));
  emit_add(t, tame ? "%s * %s%s%s" : "ad_times(%s, %s%s%s", b,
           tame && !bare ? "(" : "", text.at ? text.at : "", bare ? "" : ")");
  t->failed = t->failed || text.failed;
  free(text.at);
}
