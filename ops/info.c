#include <config.h>

#include "info.h"

#include <limits.h>
#include <string.h>

/* ---- the rows as data --------------------------------------------------- */

#define P(...)                                                                \
  .points = (const double[]){__VA_ARGS__},                                    \
  .point_count = sizeof((const double[]){__VA_ARGS__}) / sizeof(double)
#define ULP(value, first, second) ULP_AS(value, first, second, "")
#define ULP_AS(value, first, second, reason)                                  \
  .ulp = {value, first, second}, .ulp_why = reason
#define AT(condition, ...) .edge = #condition
#define NOWHERE .edge = "NOWHERE"
#define CALL .notation = AD_CALL, .symbol = "", .alias = ""
#define CALL_ALSO(other) .notation = AD_CALL, .symbol = "", .alias = other
#define PREFIX(sign, level)                                                   \
  .notation = AD_PREFIX, .symbol = sign, .binding = level, .alias = ""
#define INFIX(sign, level, side)                                              \
  .notation = AD_INFIX, .symbol = sign, .binding = level, .right = side,      \
  .alias = ""
enum { LEFT = 0, RIGHT = 1 };

/* The points of a row with several arguments are counted together, so that
 * they are divided here. */
static const struct ad_op_info table[] = {
#define OP1(id, v, a_, aa_, dom, at, says, ulps, how, sa, s2, text, ...)      \
  [AD_OP_##id] = {.name = #id, .kind = AD_UNARY, .value = #v,                 \
                  .d = {#a_, "", ""},                                         \
                  .dd = {{#aa_, "", ""}, {"", "", ""}, {"", "", ""}},         \
                  .domain = #dom, at, .rule = says, ulps,            \
                  .say = {sa, "", ""}, .say_second = s2, .help = text, how, __VA_ARGS__},
#define OPN(id, v, a_, aa_, dom, at, says, ulps, how, sa, s2, text, ...)      \
  [AD_OP_##id] = {.name = #id, .kind = AD_INTEGER, .value = #v,               \
                  .d = {#a_, "", ""},                                         \
                  .dd = {{#aa_, "", ""}, {"", "", ""}, {"", "", ""}},         \
                  .domain = #dom, at, .rule = says, ulps,            \
                  .say = {sa, "", ""}, .say_second = s2, .help = text, how, __VA_ARGS__ / 2},
#define OP2(id, v, a_, b_, aa_, ab_, bb_, dom, at, says, ulps, how, sa, sb,   \
            s2, text, ...)                                                    \
  [AD_OP_##id] = {.name = #id, .kind = AD_BINARY, .value = #v,                \
                  .d = {#a_, #b_, ""},                                        \
                  .dd = {{#aa_, #ab_, ""}, {#ab_, #bb_, ""}, {"", "", ""}},   \
                  .domain = #dom, at, .rule = says, ulps,            \
                  .say = {sa, sb, ""}, .say_second = s2, .help = text, how, __VA_ARGS__ / 2},
#define OP3(id, v, a_, b_, c_, aa_, ab_, ac_, bb_, bc_, cc_, dom, at, says,   \
            ulps, how, sa, sb, sc, s2, text, ...)                             \
  [AD_OP_##id] = {.name = #id, .kind = AD_TERNARY, .value = #v,               \
                  .d = {#a_, #b_, #c_},                                       \
                  .dd = {{#aa_, #ab_, #ac_},                                  \
                         {#ab_, #bb_, #bc_},                                  \
                         {#ac_, #bc_, #cc_}},                                 \
                  .domain = #dom, at, .rule = says, ulps,            \
                  .say = {sa, sb, sc}, .say_second = s2, .help = text, how, __VA_ARGS__ / 3},
#include "ops.def"
};
#undef AT

const struct ad_op_info *ad_op_info(enum ad_op op)
{
  return (unsigned)op < AD_OP_COUNT ? &table[op] : NULL;
}

int ad_op_arity(enum ad_op op)
{
  static const int arity[] = {
    [AD_UNARY] = 1, [AD_BINARY] = 2, [AD_TERNARY] = 3, [AD_INTEGER] = 2};
  return (unsigned)op < AD_OP_COUNT ? arity[table[op].kind] : 1;
}

int ad_op_variables(enum ad_op op)
{
  bool integer = (unsigned)op < AD_OP_COUNT && table[op].kind == AD_INTEGER;
  return integer ? 1 : ad_op_arity(op);
}

bool ad_op_flat(enum ad_op op, int k)
{
  return k >= ad_op_variables(op) || strcmp(table[op].say[k], "0") == 0;
}

/* The second partials are named in the order aa, ab, ac, bb, ... */
bool ad_op_straight(enum ad_op op, int k, int l)
{
  const int n = ad_op_variables(op), a = k < l ? k : l, b = k < l ? l : k;
  const char *s = table[op].say_second;
  if (b >= n)
    return true;
  for (int skip = a * (2 * n - a + 1) / 2 + (b - a); skip > 0 && s; skip--) {
    s = strchr(s, ';');
    s = s ? s + 1 : NULL;
  }
  if (!s)
    return false;
  s += strspn(s, " ");
  return *s == '0' && (s[1] == ';' || s[1] == '\0');
}

static bool same(const char *word, const char *name, size_t length)
{
  return strlen(word) == length && memcmp(word, name, length) == 0;
}

enum ad_op ad_op_find(const char *name, size_t length)
{
  for (int op = 0; op < AD_OP_COUNT && length > 0; op++)
    if (same(table[op].name, name, length) ||
        same(table[op].alias, name, length))
      return (enum ad_op)op;
  return AD_OP_COUNT;
}

/* ---- the rows as functions ---------------------------------------------- */

/* An OPN row's integer; beyond the range of int, the nearest one. */
static int integer(double b)
{
  return b != b ? 0 : b >= INT_MAX ? INT_MAX : b <= INT_MIN ? INT_MIN : (int)b;
}

struct ad_partials ad_op_eval(enum ad_op op, double a, double b, double c)
{
  struct ad_partials p = {0};
  const double y = ad_op_value(op, a, b, c);
  p.y = y;
  switch (op) {
#define OP1(name, ...)                                                        \
  case AD_OP_##name:                                                          \
    p.d[0] = ad_##name##_da(a, y);                                            \
    p.dd[0][0] = ad_##name##_daa(a, y);                                       \
    break;
#define OPN(name, ...)                                                        \
  case AD_OP_##name:                                                          \
    p.d[0] = ad_##name##_da(a, integer(b), y);                                \
    p.dd[0][0] = ad_##name##_daa(a, integer(b), y);                           \
    break;
#define OP2(name, ...)                                                        \
  case AD_OP_##name:                                                          \
    p.d[0] = ad_##name##_da(a, b, y);                                         \
    p.d[1] = ad_##name##_db(a, b, y);                                         \
    p.dd[0][0] = ad_##name##_daa(a, b, y);                                    \
    p.dd[0][1] = p.dd[1][0] = ad_##name##_dab(a, b, y);                       \
    p.dd[1][1] = ad_##name##_dbb(a, b, y);                                    \
    break;
#define OP3(name, ...)                                                        \
  case AD_OP_##name:                                                          \
    p.d[0] = ad_##name##_da(a, b, c, y);                                      \
    p.d[1] = ad_##name##_db(a, b, c, y);                                      \
    p.d[2] = ad_##name##_dc(a, b, c, y);                                      \
    p.dd[0][0] = ad_##name##_daa(a, b, c, y);                                 \
    p.dd[0][1] = p.dd[1][0] = ad_##name##_dab(a, b, c, y);                    \
    p.dd[0][2] = p.dd[2][0] = ad_##name##_dac(a, b, c, y);                    \
    p.dd[1][1] = ad_##name##_dbb(a, b, c, y);                                 \
    p.dd[1][2] = p.dd[2][1] = ad_##name##_dbc(a, b, c, y);                    \
    p.dd[2][2] = ad_##name##_dcc(a, b, c, y);                                 \
    break;
#include "ops.def"
  case AD_OP_COUNT:
    p.d[0] = p.d[1] = p.d[2] = NAN;
    break;
  }
  return p;
}

double ad_op_value(enum ad_op op, double a, double b, double c)
{
  switch (op) {
#define OP1(name, ...) case AD_OP_##name: return ad_##name(a);
#define OPN(name, ...) case AD_OP_##name: return ad_##name(a, integer(b));
#define OP2(name, ...) case AD_OP_##name: return ad_##name(a, b);
#define OP3(name, ...) case AD_OP_##name: return ad_##name(a, b, c);
#include "ops.def"
  case AD_OP_COUNT:
    break;
  }
  return NAN;
}

/* Whether the row's condition holds. */
static bool in_domain(enum ad_op op, double a, double b, double c)
{
  const double n = b;
  switch (op) {
#define OP1(name, v, a_, aa_, dom, ...) case AD_OP_##name: return dom;
#define OPN(name, v, a_, aa_, dom, ...) case AD_OP_##name: return dom;
#define OP2(name, v, a_, b_, aa_, ab_, bb_, dom, ...)                         \
  case AD_OP_##name: return dom;
#define OP3(name, v, a_, b_, c_, aa_, ab_, ac_, bb_, bc_, cc_, dom, ...)      \
  case AD_OP_##name: return dom;
#include "ops.def"
  case AD_OP_COUNT:
    break;
  }
  return false;
}

/* Some ops leave their domain at infinity only (Inf - Inf, sin Inf), and say
 * so by NaN. */
bool ad_op_defined(enum ad_op op, double a, double b, double c)
{
  const int arity = ad_op_arity(op);
  if (isnan(a) || (arity > 1 && isnan(b)) || (arity > 2 && isnan(c)))
    return true;
  return in_domain(op, a, b, c) && !isnan(ad_op_value(op, a, b, c));
}

/* ---- the rows' edges ---------------------------------------------------- */

bool ad_op_on_edge(enum ad_op op, double a, double b, double c)
{
  const double n = b;
  (void)n;
  switch (op) {
#define AT(condition, ...) (condition)
#define OP1(name, v, a_, aa_, dom, at, ...) case AD_OP_##name: return at;
#define OPN(name, v, a_, aa_, dom, at, ...) case AD_OP_##name: return at;
#define OP2(name, v, a_, b_, aa_, ab_, bb_, dom, at, ...)                     \
  case AD_OP_##name: return at;
#define OP3(name, v, a_, b_, c_, aa_, ab_, ac_, bb_, bc_, cc_, dom, at, ...)  \
  case AD_OP_##name: return at;
#include "ops.def"
#undef AT
  case AD_OP_COUNT:
    break;
  }
  return false;
}

/* The numbers of AT(condition, ...), in turn left, right, formula. */
static struct ad_sides sides(int variables, const double *at)
{
  struct ad_sides s;
  for (int k = 0; k < AD_OP_ARGS; k++) {
    bool there = at && k < variables;
    s.left[k] = there ? at[k] : NAN;
    s.right[k] = there ? at[variables + k] : NAN;
    s.formula[k] = there ? at[2 * variables + k] : NAN;
  }
  return s;
}

struct ad_sides ad_op_sides(enum ad_op op, double a, double b, double c)
{
  if (!ad_op_on_edge(op, a, b, c))
    return sides(0, NULL);
  const double n = b;
  (void)n;
  switch (op) {
#define AT(condition, ...) (const double[]){__VA_ARGS__}
#define NOWHERE NULL
#define OP1(name, v, a_, aa_, dom, at, ...)                                   \
  case AD_OP_##name: return sides(1, at);
#define OPN(name, v, a_, aa_, dom, at, ...)                                   \
  case AD_OP_##name: return sides(1, at);
#define OP2(name, v, a_, b_, aa_, ab_, bb_, dom, at, ...)                     \
  case AD_OP_##name: return sides(2, at);
#define OP3(name, v, a_, b_, c_, aa_, ab_, ac_, bb_, bc_, cc_, dom, at, ...)  \
  case AD_OP_##name: return sides(3, at);
#include "ops.def"
#undef AT
  case AD_OP_COUNT:
    break;
  }
  return sides(0, NULL);
}
