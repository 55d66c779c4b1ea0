/* policy.h: what the partials are at the edges, chosen at run time.
 *
 * At an edge (abs at 0, max(a, b) where a = b, pow at a = 0, ...) there is as
 * a rule no derivative, and tools differ in what they answer.  An op's row
 * holds its own rule, the default; a policy sets another one, op by op:
 *
 *   struct ad_policy p;
 *   ad_policy_parse("abs=right,max=left,nan=zero", &p, NULL);
 *   tape_policy(t, &p);                       // sweeps over this tape
 *   dual y = dual_abs_under(&p, x);           // one op of forward mode
 *   #define DUAL_POLICY &p                    // all of them, before dual.h
 *
 * Nothing is global: a policy is passed in a call, set on a tape, or compiled
 * in.  It rules first partials at edges; values, and second partials, stay what
 * the row says.  (pow's edge is all of a = 0, since tools differ even where
 * the derivative exists, as in 0^2.) */
#ifndef DUALTAPE_POLICY_H
#define DUALTAPE_POLICY_H

#include <stdint.h>

#include "ops.h"

#ifdef __cplusplus
extern "C" {
#endif

enum ad_rule {
#define RULE(name, word, help) AD_RULE_##name,
#include "policy.def"
  AD_RULE_COUNT
};

/* The rule for each op at its edge; for any op where an argument is NaN, and
 * where one is infinite but none NaN: there, only DEFAULT, ZERO and NONE. */
struct ad_policy {
  uint8_t edge[AD_OP_COUNT];
  uint8_t nan, infinite;
};

/* Every op at its edge by this rule; NaN and infinity by default. */
struct ad_policy ad_policy_of(enum ad_rule rule);

/* Reads a policy: words separated by commas, each of them a rule for all ops
 * ("zero"), one for an op ("abs=right"), for NaN or infinite arguments
 * ("nan=zero"), or the name of a tool, whose answers are imitated as far as
 * the rules go ("pytorch"); later words prevail.  On an unknown word returns
 * false, and *wrong, if not NULL, points to it. */
bool ad_policy_parse(const char *text, struct ad_policy *policy,
                     const char **wrong);

/* A rule's word and help; NULL from AD_RULE_COUNT on. */
const char *ad_rule_word(enum ad_rule rule);
const char *ad_rule_help(enum ad_rule rule);

/* The tools whose policies are known: the name and the words that the name
 * stands for; NULL from the last one on. */
const char *ad_policy_tool(size_t i);
const char *ad_policy_tool_words(size_t i);

/* The partial with respect to argument k (0 is a) of the op at (a, b, c) under
 * a policy, where the row says `partial`. */
double ad_policy_partial(const struct ad_policy *policy, enum ad_op op, int k,
                         double a, double b, double c, double partial);

/* The same without a call where there is no policy. */
static inline double ad_ruled(const struct ad_policy *policy, enum ad_op op,
                              int k, double a, double b, double c,
                              double partial)
{
  return policy ? ad_policy_partial(policy, op, k, a, b, c, partial) : partial;
}

#ifdef __cplusplus
}
#endif
#endif
