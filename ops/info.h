/* info.h: the op table as data, for whoever looks ops up at run time: the
 * formula parser, `dualtape ops`, the manual, the traces, the tests. */
#ifndef DUALTAPE_INFO_H
#define DUALTAPE_INFO_H

#include "ops.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The most arguments that an op has. */
#define AD_OP_ARGS 3

enum ad_kind {
  AD_UNARY,   /* OP1: one argument a */
  AD_BINARY,  /* OP2: two arguments a, b */
  AD_TERNARY, /* OP3: three arguments a, b, c */
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
  const char *d[AD_OP_ARGS];              /* da, db, dc; "" where there is */
  const char *dd[AD_OP_ARGS][AD_OP_ARGS]; /* no such argument */
  const char *domain, *edge, *rule;
  double ulp[3]; /* bounds of the errors of the value, of d, of dd, and */
  const char *ulp_why; /* why one is more than 2, 4, 8; else "" */
  const char *say[AD_OP_ARGS]; /* first partials for people */
  const char *say_second; /* second ones: aa, ab, ..., with "; " between */
  const char *help;
  const double *points; /* a, a, ... or a,b, a,b, ... or a,b,c, ... */
  size_t point_count;   /* points, not numbers */
};

/* The row of an op; NULL if op is none. */
const struct ad_op_info *ad_op_info(enum ad_op op);

/* The number of arguments in a call: 1 to 3. */
int ad_op_arity(enum ad_op op);

/* The number of arguments with a derivative; an OPN row's integer has none. */
int ad_op_variables(enum ad_op op);

/* Whether the first partial by argument k is 0 wherever there is one (floor), as
 * the row says for people; and the second partial by arguments k and l: where it
 * is, the op is linear in k, or has no product of the two. */
bool ad_op_flat(enum ad_op op, int k);
bool ad_op_straight(enum ad_op op, int k, int l);

/* The op with this name or alias; AD_OP_COUNT if there is none. */
enum ad_op ad_op_find(const char *name, size_t length);

/* Value and partials of an op at (a, b, c); arguments that the op lacks are
 * ignored, partials that it lacks are 0.  An OPN op takes its integer in b. */
struct ad_partials {
  double y;
  double d[AD_OP_ARGS];              /* dy/da, dy/db, dy/dc */
  double dd[AD_OP_ARGS][AD_OP_ARGS]; /* second partials, symmetric */
};
double ad_op_value(enum ad_op op, double a, double b, double c);
struct ad_partials ad_op_eval(enum ad_op op, double a, double b, double c);

/* Whether (a, b, c) lies in the op's domain: where the plain function has a
 * value.  NaN arguments count as inside. */
bool ad_op_defined(enum ad_op op, double a, double b, double c);

/* Whether (a, b, c) lies on the op's edge, where conventions differ, as a
 * rule since there is no derivative. */
bool ad_op_on_edge(enum ad_op op, double a, double b, double c);

/* The limits of the first partials at an edge, as a comes from below and from
 * above, and what the plain formula gives; NaN off the edge. */
struct ad_sides {
  double left[AD_OP_ARGS], right[AD_OP_ARGS], formula[AD_OP_ARGS];
};
struct ad_sides ad_op_sides(enum ad_op op, double a, double b, double c);

#ifdef __cplusplus
}
#endif
#endif
