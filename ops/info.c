#include <config.h>

#include "info.h"

#include <string.h>

#define P(...)                                                                \
  .points = (const double[]){__VA_ARGS__},                                    \
  .point_count = sizeof((const double[]){__VA_ARGS__}) / sizeof(double)
#define CALL .notation = AD_CALL, .symbol = "", .alias = ""
#define CALL_ALSO(other) .notation = AD_CALL, .symbol = "", .alias = other
#define PREFIX(sign, level)                                                   \
  .notation = AD_PREFIX, .symbol = sign, .binding = level, .alias = ""
#define INFIX(sign, level, side)                                              \
  .notation = AD_INFIX, .symbol = sign, .binding = level, .right = side,      \
  .alias = ""
enum { LEFT = 0, RIGHT = 1 };

/* The points of a row with two arguments are counted in pairs, see below. */
static const struct ad_op_info table[] = {
#define OP1(id, v, a_, aa_, dom, at, says, how, sa, text, ...)                \
  [AD_OP_##id] = {.name = #id, .kind = AD_UNARY, .value = #v, .da = #a_,      \
                  .db = "", .daa = #aa_, .dab = "", .dbb = "",                \
                  .domain = #dom, .edge = #at, .rule = says, .say_a = sa,     \
                  .say_b = "", .help = text, how, __VA_ARGS__},
#define OPN(id, v, a_, aa_, dom, at, says, how, sa, text, ...)                \
  [AD_OP_##id] = {.name = #id, .kind = AD_INTEGER, .value = #v, .da = #a_,    \
                  .db = "", .daa = #aa_, .dab = "", .dbb = "",                \
                  .domain = #dom, .edge = #at, .rule = says, .say_a = sa,     \
                  .say_b = "", .help = text, how, __VA_ARGS__ / 2},
#define OP2(id, v, a_, b_, aa_, ab_, bb_, dom, at, says, how, sa, sb, text,   \
            ...)                                                              \
  [AD_OP_##id] = {.name = #id, .kind = AD_BINARY, .value = #v, .da = #a_,     \
                  .db = #b_, .daa = #aa_, .dab = #ab_, .dbb = #bb_,           \
                  .domain = #dom, .edge = #at, .rule = says, .say_a = sa,     \
                  .say_b = sb, .help = text, how, __VA_ARGS__ / 2},
#include "ops.def"
};

const struct ad_op_info *ad_op_info(enum ad_op op)
{
  return (unsigned)op < AD_OP_COUNT ? &table[op] : NULL;
}

int ad_op_arity(enum ad_op op)
{
  return (unsigned)op < AD_OP_COUNT && table[op].kind != AD_UNARY ? 2 : 1;
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

struct ad_partials ad_op_eval(enum ad_op op, double a, double b)
{
  struct ad_partials p = {0};
  switch (op) {
#define OP1(name, ...)                                                        \
  case AD_OP_##name:                                                          \
    p.y = ad_##name(a);                                                       \
    p.da = ad_##name##_da(a, p.y);                                            \
    p.daa = ad_##name##_daa(a, p.y);                                          \
    break;
#define OPN(name, ...)                                                        \
  case AD_OP_##name:                                                          \
    p.y = ad_##name(a, (int)b);                                               \
    p.da = ad_##name##_da(a, (int)b, p.y);                                    \
    p.daa = ad_##name##_daa(a, (int)b, p.y);                                  \
    break;
#define OP2(name, ...)                                                        \
  case AD_OP_##name:                                                          \
    p.y = ad_##name(a, b);                                                    \
    p.da = ad_##name##_da(a, b, p.y);                                         \
    p.db = ad_##name##_db(a, b, p.y);                                         \
    p.daa = ad_##name##_daa(a, b, p.y);                                       \
    p.dab = ad_##name##_dab(a, b, p.y);                                       \
    p.dbb = ad_##name##_dbb(a, b, p.y);                                       \
    break;
#include "ops.def"
  case AD_OP_COUNT:
    p.y = p.da = p.db = NAN;
    break;
  }
  return p;
}

bool ad_op_defined(enum ad_op op, double a, double b)
{
  const double n = b;
  if (isnan(a) || isnan(b))
    return true;
  switch (op) {
#define OP1(name, v, a_, aa_, dom, ...) case AD_OP_##name: return dom;
#define OPN(name, v, a_, aa_, dom, ...) case AD_OP_##name: return dom;
#define OP2(name, v, a_, b_, aa_, ab_, bb_, dom, ...)                         \
  case AD_OP_##name: return dom;
#include "ops.def"
  case AD_OP_COUNT:
    break;
  }
  return false;
}

bool ad_op_on_edge(enum ad_op op, double a, double b)
{
  const double n = b;
  (void)n;
  switch (op) {
#define OP1(name, v, a_, aa_, dom, at, ...) case AD_OP_##name: return at;
#define OPN(name, v, a_, aa_, dom, at, ...) case AD_OP_##name: return at;
#define OP2(name, v, a_, b_, aa_, ab_, bb_, dom, at, ...)                     \
  case AD_OP_##name: return at;
#include "ops.def"
  case AD_OP_COUNT:
    break;
  }
  return false;
}
