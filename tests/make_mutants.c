/* make_mutants.c: writes the mutants of the op table as C functions.
 *
 * Each partial's text in the table is parsed, changed at one place, and printed
 * again:
 *
 *   sign     p + q becomes p - q and the other way round; -p becomes p; the
 *            whole is negated
 *   factor   p * q becomes p, and q; p / q becomes p, and 1 / q; a whole that
 * is no product becomes 1 swap     p / q becomes q / p; f(p, q) becomes f(q,
 * p); a and b, or two other arguments of the op, change places everywhere
 *
 * in every place but conditions.  (R. DeMillo, R. Lipton, F. Sayward, IEEE
 * Computer 11 (1978): who tests a test.) */
#include <config.h>

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../ops/info.h"

/* ---- expressions -------------------------------------------------------- */

enum { PARTS = 4, NODES = 400, TEXT = 4000, SEEN = 200 };

enum kind { ATOM, CALL, UNARY, BINARY, TERNARY };

struct node {
  enum kind kind;
  char word[40]; /* of an ATOM; a CALL's function; an operator */
  int count;
  struct node *part[PARTS];
};

static struct node nodes[NODES];
static int used;
static const char *rest;

static void stop(const char *why)
{
  fprintf(stderr, "make_mutants: error: %s at `%s`\n", why, rest);
  exit(2);
}

static struct node *make(enum kind kind, const char *word, size_t length)
{
  if (used == NODES || length >= sizeof nodes->word)
    stop("too long an expression");
  struct node *n = &nodes[used++];
  *n = (struct node){.kind = kind};
  memcpy(n->word, word, length);
  return n;
}

static struct node *join(enum kind kind, const char *word, struct node *p,
                         struct node *q)
{
  struct node *n = make(kind, word, strlen(word));
  n->part[n->count++] = p;
  if (q)
    n->part[n->count++] = q;
  return n;
}

static void space(void)
{
  while (isspace((unsigned char)*rest))
    rest++;
}

static bool take(const char *word)
{
  space();
  const size_t n = strlen(word);
  if (strncmp(rest, word, n) != 0)
    return false;
  rest += n;
  return true;
}

static struct node *expression(void);

/* A number, a name, a call, or something in parentheses. */
static struct node *primary(void)
{
  space();
  if (take("(")) {
    struct node *n = expression();
    if (!take(")"))
      stop("`)` expected");
    return n;
  }
  const char *start = rest;
  while (isalnum((unsigned char)*rest) || *rest == '_' || *rest == '.' ||
         ((*rest == '-' || *rest == '+') && rest > start &&
          isdigit((unsigned char)*start) &&
          (rest[-1] == 'e' || rest[-1] == 'E')))
    rest++;
  if (rest == start)
    stop("a number or a name expected");
  struct node *n = make(ATOM, start, (size_t)(rest - start));
  if (isdigit((unsigned char)*start) || !take("("))
    return n;
  n->kind = CALL;
  do {
    if (n->count == PARTS)
      stop("too many arguments");
    n->part[n->count++] = expression();
  } while (take(","));
  if (!take(")"))
    stop("`)` expected");
  return n;
}

static struct node *unary(void)
{
  if (take("-"))
    return join(UNARY, "-", unary(), NULL);
  return primary();
}

/* Binary operators, those that bind least first; longer ones before those that
 * they begin with. */
static const char *const operators[][5] = {{"||"},       {"&&"},
                                           {"==", "!="}, {"<=", ">=", "<", ">"},
                                           {"+", "-"},   {"*", "/"}};
enum { LEVELS = sizeof operators / sizeof *operators };

static struct node *binary(int level)
{
  if (level == LEVELS)
    return unary();
  struct node *n = binary(level + 1);
  for (int k = 0; operators[level][k];) {
    if (take(operators[level][k])) {
      n = join(BINARY, operators[level][k], n, binary(level + 1));
      k = 0;
    } else {
      k++;
    }
  }
  return n;
}

static struct node *expression(void)
{
  struct node *n = binary(0);
  if (!take("?"))
    return n;
  n = join(TERNARY, "?", n, expression());
  if (!take(":"))
    stop("`:` expected");
  n->part[n->count++] = expression();
  return n;
}

static struct node *parse(const char *text)
{
  used = 0;
  rest = text;
  struct node *n = expression();
  space();
  if (*rest)
    stop("the end expected");
  return n;
}

/* ---- printing ----------------------------------------------------------- */

static char out[TEXT];

static void put(const char *format, ...)
{
  va_list args;
  const size_t at = strlen(out);
  va_start(args, format);
  vsnprintf(out + at, sizeof out - at, format, args);
  va_end(args);
}

/* Names that change places while an expression is printed; 0: none. */
static char swap[2];

static void print(const struct node *n)
{
  switch (n->kind) {
  case ATOM: {
    const bool name = n->word[1] == '\0' && swap[0];
    put("%s", name && *n->word == swap[0]   ? (char[]){swap[1], '\0'}
              : name && *n->word == swap[1] ? (char[]){swap[0], '\0'}
                                            : n->word);
    break;
  }
  case CALL:
    put("%s(", n->word);
    for (int k = 0; k < n->count; k++) {
      put("%s", k ? ", " : "");
      print(n->part[k]);
    }
    put(")");
    break;
  case UNARY:
    put("(-");
    print(n->part[0]);
    put(")");
    break;
  case BINARY:
    put("(");
    print(n->part[0]);
    put(" %s ", n->word);
    print(n->part[1]);
    put(")");
    break;
  case TERNARY:
    put("(");
    print(n->part[0]);
    put(" ? ");
    print(n->part[1]);
    put(" : ");
    print(n->part[2]);
    put(")");
    break;
  }
}

/* ---- mutants ------------------------------------------------------------ */

/* The partial at work, and what its mutants look like already. */
static struct {
  enum ad_op op;
  int order, k, l;
  const struct node *root;
  char *seen[SEEN];
  int count;
} now;
static size_t made;
static FILE *table;

/* The root as it is now, changed, is a mutant of this kind. */
static void emit(const char *kind)
{
  out[0] = '\0';
  print(now.root);
  for (int k = 0; k < now.count; k++)
    if (strcmp(now.seen[k], out) == 0)
      return;
  if (now.count == SEEN)
    stop("too many mutants");
  now.seen[now.count++] = strdup(out);
  if (!kind) /* the right one */
    return;
  printf("M(%zu, %s)\n", made, out);
  fprintf(table, "  {AD_OP_%s, %d, %d, %d, %s, \"%s\", m%zu},\n",
          ad_op_info(now.op)->name, now.order, now.k, now.l, kind, out, made);
  made++;
}

/* Puts *with in the place of *n for one mutant. */
static void instead(struct node *n, struct node with, const char *kind)
{
  const struct node keep = *n;
  *n = with;
  emit(kind);
  *n = keep;
}

static struct node one(void)
{
  return (struct node){.kind = ATOM, .word = "1"};
}

/* The two parts of what is a product, or a quotient, in C or by a function. */
static bool is_product(const struct node *n)
{
  return (n->kind == BINARY && n->word[0] == '*') ||
         (n->kind == CALL && strcmp(n->word, "ad_times") == 0);
}
static bool is_quotient(const struct node *n)
{
  return (n->kind == BINARY && n->word[0] == '/') ||
         (n->kind == CALL && strcmp(n->word, "ad_over") == 0);
}

static void signs(struct node *n)
{
  struct node other = *n;
  if (n->kind == UNARY)
    instead(n, *n->part[0], "SIGN");
  if (n->kind != BINARY || !strchr("+-", n->word[0]))
    return;
  other.word[0] = n->word[0] == '+' ? '-' : '+';
  instead(n, other, "SIGN");
}

static void factors(struct node *n)
{
  struct node unit = one(), other = {.kind = BINARY, .word = "/", .count = 2};
  if (is_product(n) || is_quotient(n))
    instead(n, *n->part[0], "FACTOR");
  if (is_product(n))
    instead(n, *n->part[1], "FACTOR");
  if (is_quotient(n)) {
    other.part[0] = &unit;
    other.part[1] = n->part[1];
    instead(n, other, "FACTOR");
  }
}

/* An order of a function, or such: of another type than a number. */
static bool is_integer(const struct node *n)
{
  return n->kind == ATOM && (strspn(n->word, "0123456789") == strlen(n->word) ||
                             strcmp(n->word, "n") == 0);
}

static void swaps(struct node *n)
{
  if (n->kind != CALL && !is_quotient(n))
    return;
  for (int k = 0; k + 1 < n->count; k++) {
    if (n->kind == CALL &&
        (is_integer(n->part[k]) || is_integer(n->part[k + 1])))
      continue;
    struct node other = *n;
    other.part[k] = n->part[k + 1];
    other.part[k + 1] = n->part[k];
    instead(n, other, "SWAP");
  }
}

static void everywhere(struct node *n)
{
  signs(n);
  factors(n);
  swaps(n);
  for (int k = n->kind == TERNARY; k < n->count; k++)
    everywhere(n->part[k]);
}

static void partial(enum ad_op op, int order, int k, int l, const char *text)
{
  struct node *root = parse(text),
              whole = {.kind = UNARY, .word = "-", .count = 1};
  struct node minus = *root;
  now.op = op, now.order = order, now.k = k, now.l = l, now.root = root;
  for (int i = 0; i < now.count; i++)
    free(now.seen[i]);
  now.count = 0;
  emit(NULL);
  whole.part[0] = &minus;
  instead(root, whole, "SIGN");
  if (!is_product(root) && !is_quotient(root))
    instead(root, one(), "FACTOR");
  everywhere(root);
  for (char p = 'a'; p < 'a' + ad_op_variables(op); p++)
    for (char q = (char)(p + 1); q < 'a' + ad_op_variables(op); q++) {
      swap[0] = p, swap[1] = q;
      emit("SWAP");
      swap[0] = '\0';
    }
}

int main(void)
{
  puts("/* Made by make_mutants from ops/ops.def. */");
  table = tmpfile();
  if (!table)
    return 2;
  for (int i = 0; i < AD_OP_COUNT; i++) {
    const enum ad_op op = (enum ad_op)i;
    const struct ad_op_info *info = ad_op_info(op);
    for (int k = 0; k < ad_op_variables(op); k++) {
      partial(op, 1, k, 0, info->d[k]);
      for (int l = k; l < ad_op_variables(op); l++)
        partial(op, 2, k, l, info->dd[k][l]);
    }
  }
  puts("static const struct mutant mutants[] = {");
  rewind(table);
  for (int c; (c = getc(table)) != EOF;)
    putchar(c);
  puts("};");
  return fclose(table) || fflush(stdout) || ferror(stdout) ? 2 : 0;
}
