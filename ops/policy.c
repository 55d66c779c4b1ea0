#include <config.h>

#include "policy.h"

#include <string.h>

#include "info.h"

/* ---- rules -------------------------------------------------------------- */

static const struct {
  const char *word, *help;
} rules[] = {
#define RULE(name, word, help) {word, help},
#include "policy.def"
};

const char *ad_rule_word(enum ad_rule rule)
{
  return (unsigned)rule < AD_RULE_COUNT ? rules[rule].word : NULL;
}

const char *ad_rule_help(enum ad_rule rule)
{
  return (unsigned)rule < AD_RULE_COUNT ? rules[rule].help : NULL;
}

struct ad_policy ad_policy_of(enum ad_rule rule)
{
  struct ad_policy p = {.nan = AD_RULE_DEFAULT, .infinite = AD_RULE_DEFAULT};
  memset(p.edge, (int)rule, sizeof p.edge);
  return p;
}

/* For arguments that are no numbers of the real line. */
static double outside(enum ad_rule rule, double partial)
{
  return rule == AD_RULE_ZERO ? 0 : rule == AD_RULE_NONE ? NAN : partial;
}

double ad_policy_partial(const struct ad_policy *policy, enum ad_op op, int k,
                         double a, double b, double c, double partial)
{
  const int arity = ad_op_arity(op);
  b = arity > 1 ? b : 0, c = arity > 2 ? c : 0;
  if (isnan(a) || isnan(b) || isnan(c))
    return outside((enum ad_rule)policy->nan, partial);
  const enum ad_rule rule = (enum ad_rule)policy->edge[op];
  if (rule != AD_RULE_DEFAULT && ad_op_on_edge(op, a, b, c)) {
    const struct ad_sides s = ad_op_sides(op, a, b, c);
    switch (rule) {
    case AD_RULE_ZERO: return 0;
    case AD_RULE_LEFT: return s.left[k];
    case AD_RULE_RIGHT: return s.right[k];
    case AD_RULE_MEAN: return (s.left[k] + s.right[k]) / 2;
    case AD_RULE_SIGN:
      return a != 0 ? partial : signbit(a) ? s.left[k] : s.right[k];
    case AD_RULE_FORMULA: return s.formula[k];
    case AD_RULE_NONE: return NAN;
    case AD_RULE_DEFAULT:
    case AD_RULE_COUNT: break;
    }
  }
  if (isinf(a) || isinf(b) || isinf(c))
    return outside((enum ad_rule)policy->infinite, partial);
  return partial;
}

/* ---- words -------------------------------------------------------------- */

static const struct {
  const char *name, *words;
} tools[] = {
  {"pytorch", "clamp=formula,hypot=formula"},
  {"jax", "abs=right,clamp=zero,copysign=right,xlogy=formula"},
  {"cppad", "pow=zero"},
  {"stan", "max=left,min=right,pow=zero,hypot=formula"},
  {"codipack", "max=left,min=right,sqrt=zero,cbrt=zero"},
  {"adolc", "sqrt=zero,pow=zero,atan2=zero"},
};

const char *ad_policy_tool(size_t i)
{
  return i < sizeof tools / sizeof *tools ? tools[i].name : NULL;
}

const char *ad_policy_tool_words(size_t i)
{
  return i < sizeof tools / sizeof *tools ? tools[i].words : NULL;
}

static bool same(const char *word, const char *text, size_t length)
{
  return strlen(word) == length && memcmp(word, text, length) == 0;
}

static enum ad_rule find_rule(const char *text, size_t length)
{
  for (int r = 0; r < AD_RULE_COUNT; r++)
    if (same(rules[r].word, text, length))
      return (enum ad_rule)r;
  return AD_RULE_COUNT;
}

/* "abs=right", "nan=zero" */
static bool parse_setting(const char *text, size_t left, size_t length,
                          struct ad_policy *policy)
{
  const enum ad_rule rule = find_rule(text + left + 1, length - left - 1);
  const enum ad_op op = ad_op_find(text, left);
  const bool plain = rule == AD_RULE_DEFAULT || rule == AD_RULE_ZERO ||
                     rule == AD_RULE_NONE;
  if (rule == AD_RULE_COUNT)
    return false;
  if (op != AD_OP_COUNT)
    policy->edge[op] = (uint8_t)rule;
  else if (same("nan", text, left) && plain)
    policy->nan = (uint8_t)rule;
  else if (same("infinite", text, left) && plain)
    policy->infinite = (uint8_t)rule;
  else
    return false;
  return true;
}

static bool parse_word(const char *text, size_t length,
                       struct ad_policy *policy)
{
  const char *equals = memchr(text, '=', length);
  if (equals)
    return parse_setting(text, (size_t)(equals - text), length, policy);
  const enum ad_rule rule = find_rule(text, length);
  if (rule != AD_RULE_COUNT) {
    memset(policy->edge, (int)rule, sizeof policy->edge);
    return true;
  }
  for (size_t i = 0; ad_policy_tool(i); i++)
    if (same(tools[i].name, text, length)) {
      *policy = ad_policy_of(AD_RULE_DEFAULT);
      return ad_policy_parse(tools[i].words, policy, NULL);
    }
  return false;
}

bool ad_policy_parse(const char *text, struct ad_policy *policy,
                     const char **wrong)
{
  struct ad_policy p = ad_policy_of(AD_RULE_DEFAULT);
  for (;;) {
    const size_t length = strcspn(text, ",");
    if (!parse_word(text, length, &p)) {
      if (wrong)
        *wrong = text;
      return false;
    }
    if (!text[length])
      break;
    text += length + 1;
  }
  *policy = p;
  return true;
}
