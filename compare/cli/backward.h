/* backward.h: what the files of `dualtape backward` share.
 *
 *   backward_options.c  what was asked
 *   backward_record.c   the formula on a tape, and what is done to it then
 *   backward_custom.c   statements as custom ops, with a backward of the user's
 *   cmd_backward.c      going backward
 *   backward_show.c     what came out: tables, JSON */
#ifndef BACKWARD_H
#define BACKWARD_H

#include "cli.h"

#include "../../reverse/autograd.h"
#include "../check_custom.h"

enum { BACKWARD_MOST = 64, BACKWARD_NAME = 64 };

/* A formula's named values. */
struct named {
  const char *name;
  uint32_t node;
};

/* A place, W or W[1, :], with what is to be done to it. */
struct change {
  char place[BACKWARD_NAME];
  const char *text; /* --set: the new numbers */
  double number;    /* --hook: to clip to, or to scale by */
  bool clip;
};

/* --custom=NAME: ARGUMENT = FORMULA; ... */
struct backward_custom {
  const char *text; /* as given */
  const char *name;
  uint32_t node; /* the statement's */
  const ad_formula *formula;
  const uint32_t *owner; /* of each node: the node of its statement */
  struct tape_custom op;
  int args;
  uint32_t arg[TAPE_CUSTOM_ARGS];
  ad_formula *back[TAPE_CUSTOM_ARGS]; /* what an argument gets */
  struct check_custom_report report;
};

struct backward_options {
  const char *file;
  char *head, *create; /* expressions with commas, as given */
  char *retain, *no_grad, *requires, *region, *detach, *other; /* names */
  struct change set[BACKWARD_MOST], hook[BACKWARD_MOST];
  struct backward_custom custom[BACKWARD_MOST];
  int sets, hooks, customs;
  int times;
  bool zero, retain_graph, functions, graph, reset, json;
  int digits;
};

/* The formula on a tape. */
struct recorded {
  const struct cli_problem *p;
  struct backward_options *o;
  tape *t, *other;
  const struct ad_node *nodes;
  size_t count;
  double *values;  /* of all nodes, computed without a tape */
  var_mat *v;      /* by node */
  uint32_t *owner; /* by node: the node of the statement that it belongs to */
  struct named *names;
  size_t name_count;
};

/* Reads argv into *o: CLI_OK, CLI_BAD, or -1 if only help was wanted. */
int backward_options(struct backward_options *o, int argc, char **argv);

/* Whether the names with commas have this name. */
bool backward_lists(const char *names, const char *name);

/* The length of the text up to one of the signs in `ends` that stands outside
 * of all brackets, or up to its end. */
size_t backward_span(const char *text, const char *ends);

/* One of several expressions with commas, the one at *text, which has to be a
 * matrix of this shape: into x, row by row.  *text moves on behind its comma,
 * and becomes NULL behind the last one.  `of` names what it is for. */
int backward_matrix(const char *option, const char **text, const char *of,
                    struct ad_shape shape, double *x);

/* backward_record.c: all that r needs; false if out of memory.  The formula's
 * steps, with what the options say of them; hooks and changes; the place that
 * a text names. */
bool backward_prepare(struct recorded *r);
void backward_release(struct recorded *r);
int backward_record(struct recorded *r);
int backward_change(struct recorded *r);
int backward_find(const struct recorded *r, const char *name, size_t length,
                  uint32_t *node);

/* Says why a call about the tape was refused; CLI_BAD. */
int backward_refuse(const struct recorded *r, enum ad_status status,
                    const char *hint);

/* backward_custom.c: reads what an option says, and checks it against
 * differences at the formula's point. */
int backward_custom_read(const struct recorded *r, struct backward_custom *c);
void backward_custom_free(struct backward_custom *c);

/* backward_show.c. */
int backward_show(const struct recorded *r);

#endif
