/* info.h: the op table as data, for whoever looks ops up at run time: the
 * formula parser, `dualtape ops`, the manual, the traces, the tests. */
#ifndef DUALTAPE_INFO_H
#define DUALTAPE_INFO_H

#include "ops.h"

#ifdef __cplusplus
extern "C" {
#endif

enum ad_kind {
  AD_UNARY,   /* OP1: one argument a */
  AD_BINARY,  /* OP2: two arguments a, b */
  AD_INTEGER, /* OPN: an argument a and an integer constant n */
};

enum ad_notation { AD_CALL, AD_PREFIX, AD_INFIX };

/* One row of ops.def.  All texts have static storage. */
struct ad_op_info {
  const char *name;
  enum ad_kind kind;
  enum ad_notation notation;
  const char *symbol; /* of a prefix or infix op, else "" */
  const char *alias;  /* a second name in formulas, else "" */
  int binding;        /* of a prefix or infix op: 1 binds least */
  bool right;         /* a^b^c is a^(b^c) */
  const char *value;  /* the C expressions, as they stand in the table */
  const char *da, *db, *daa, *dab, *dbb; /* "" where there is no b */
  const char *domain, *edge, *rule;
  const char *say_a, *say_b; /* partials for people */
  const char *help;
  const double *points; /* a, a, ... or a,b, a,b, ... */
  size_t point_count;   /* points, not numbers */
};

/* The row of an op; NULL if op is none. */
const struct ad_op_info *ad_op_info(enum ad_op op);

/* The number of arguments in a call: 1 or 2. */
int ad_op_arity(enum ad_op op);

/* The op with this name or alias; AD_OP_COUNT if there is none. */
enum ad_op ad_op_find(const char *name, size_t length);

/* Value and partials of an op at (a, b); what an op lacks is 0.  An OPN op
 * takes its integer in b. */
struct ad_partials {
  double y, da, db, daa, dab, dbb;
};
struct ad_partials ad_op_eval(enum ad_op op, double a, double b);

/* Whether (a, b) lies in the op's domain; NaN arguments count as inside. */
bool ad_op_defined(enum ad_op op, double a, double b);

/* Whether (a, b) lies on the op's edge, where it has no derivative. */
bool ad_op_on_edge(enum ad_op op, double a, double b);

#ifdef __cplusplus
}
#endif
#endif
