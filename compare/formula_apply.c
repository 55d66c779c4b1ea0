/* formula_apply.c: making nodes; constants are folded. */
#include <config.h>

#include "formula_parse.h"

#include <limits.h>
#include <string.h>

struct ad_node *parse_node(const struct parser *p, uint32_t i)
{
  return &p->f->nodes[i];
}

bool parse_is_constant(const struct parser *p, uint32_t i)
{
  return parse_node(p, i)->kind == AD_NODE_CONSTANT;
}

uint32_t parse_add(struct parser *p, struct ad_node n)
{
  uint32_t i = p->failed ? NO_NODE : formula_add(p->f, n);
  return i == NO_NODE && !p->failed ? parse_fail_memory(p) : i;
}

/* A constant that has gone into another node is removed, unless it has a name
 * and may be used again. */
void parse_drop_constant(struct parser *p, uint32_t i)
{
  if (i + 1 == p->f->count && parse_is_constant(p, i) &&
      !parse_node(p, i)->name)
    p->f->count--;
}

/* An op on constants is done here and now. */
static uint32_t fold(struct parser *p, struct ad_node n, const double *x)
{
  const struct ad_op_info *op = ad_op_info(n.op);
  if (!ad_op_defined(n.op, x[0], x[1], x[2]))
    return parse_fail(p, n.offset, n.length, "",
                      _("this constant is undefined: %s needs %s"), op->name,
                      strcmp(op->domain, "ANYWHERE") ? op->domain
                                                     : _("finite arguments"));
  n.kind = AD_NODE_CONSTANT;
  n.constant = ad_op_value(n.op, x[0], x[1], x[2]);
  if (!(n.constant - n.constant == 0))
    return parse_fail(p, n.offset, n.length, "",
                      _("this constant is too large for a double"));
  return parse_add(p, n);
}

bool parse_is_integer(const struct parser *p, uint32_t i)
{
  double c = parse_node(p, i)->constant;
  return parse_is_constant(p, i) && c == floor(c) && fabs(c) <= INT_MAX;
}

/* An OPN row's op: its second argument has to be an integer constant. */
static bool take_integer(struct parser *p, struct ad_node *n)
{
  const uint32_t b = n->arg[1];
  if (!parse_is_integer(p, b)) {
    parse_fail(p, parse_node(p, b)->offset, parse_node(p, b)->length,
               n->op == AD_OP_powi ? _("use ^ for other exponents") : "",
               _("the second argument of `%s` has to be an integer constant"),
               ad_op_info(n->op)->name);
    return false;
  }
  n->n = (int)parse_node(p, b)->constant;
  return true;
}

uint32_t parse_apply(struct parser *p, enum ad_op op, const uint32_t *args,
                     size_t offset, size_t length)
{
  if (p->failed)
    return NO_NODE;
  struct ad_node n = {.kind = AD_NODE_OP,
                      .op = op,
                      .offset = (uint32_t)offset,
                      .length = (uint32_t)length};
  const int count = ad_op_arity(op);
  double x[AD_OP_ARGS] = {0};
  bool constant = true;
  for (int k = 0; k < count; k++) {
    n.arg[k] = args[k];
    constant = constant && parse_is_constant(p, args[k]);
    x[k] = parse_node(p, args[k])->constant;
  }
  const bool integer = ad_op_info(op)->kind == AD_INTEGER;
  if (integer && !take_integer(p, &n))
    return NO_NODE;
  for (int k = count; k-- > (constant ? 0 : 1);)
    if (constant || integer)
      parse_drop_constant(p, args[k]);
  if (integer)
    n.arg[1] = 0;
  return constant ? fold(p, n, x) : parse_add(p, n);
}

uint32_t parse_new_input(struct parser *p, const struct token *t, double value)
{
  struct ad_node n = {.kind = AD_NODE_INPUT,
                      .offset = (uint32_t)t->offset,
                      .length = (uint32_t)t->length};
  uint32_t i = parse_add(p, n);
  if (i == NO_NODE)
    return NO_NODE;
  struct formula_name *name =
      formula_name(p->f, parse_text(p, t), t->length, i, true);
  if (!name || !formula_add_input(p->f, i, value))
    return parse_fail_memory(p);
  parse_node(p, i)->name = name->text;
  return i;
}
