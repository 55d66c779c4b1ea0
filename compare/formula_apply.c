/* formula_apply.c: making nodes; constants are folded. */
#include <config.h>

#include "formula_parse.h"

#include <limits.h>

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
static uint32_t fold(struct parser *p, struct ad_node n, double a, double b)
{
  const struct ad_op_info *op = ad_op_info(n.op);
  if (!ad_op_defined(n.op, a, b))
    return parse_fail(p, n.offset, n.length, "",
                      "this constant is undefined: %s needs %s", op->name,
                      op->domain);
  n.kind = AD_NODE_CONSTANT;
  n.constant = ad_op_eval(n.op, a, b).y;
  if (!(n.constant - n.constant == 0))
    return parse_fail(p, n.offset, n.length, "",
                      "this constant is too large for a double");
  return parse_add(p, n);
}

uint32_t parse_apply1(struct parser *p, enum ad_op op, uint32_t a,
                      size_t offset, size_t length)
{
  if (p->failed)
    return NO_NODE;
  struct ad_node n = {.kind = AD_NODE_OP,
                      .op = op,
                      .a = a,
                      .offset = (uint32_t)offset,
                      .length = (uint32_t)length};
  if (!parse_is_constant(p, a))
    return parse_add(p, n);
  double value = parse_node(p, a)->constant;
  parse_drop_constant(p, a);
  return fold(p, n, value, 0);
}

/* An OPN row's op: b has to be an integer constant. */
static uint32_t apply_integer(struct parser *p, struct ad_node n)
{
  double value = parse_node(p, n.b)->constant;
  n.n = (int)value;
  parse_drop_constant(p, n.b);
  n.b = 0;
  return parse_add(p, n);
}

bool parse_is_integer(const struct parser *p, uint32_t i)
{
  double c = parse_node(p, i)->constant;
  return parse_is_constant(p, i) && c == floor(c) && fabs(c) <= INT_MAX;
}

uint32_t parse_apply2(struct parser *p, enum ad_op op, uint32_t a, uint32_t b,
                      size_t offset, size_t length)
{
  if (p->failed)
    return NO_NODE;
  struct ad_node n = {.kind = AD_NODE_OP,
                      .op = op,
                      .a = a,
                      .b = b,
                      .offset = (uint32_t)offset,
                      .length = (uint32_t)length};
  const struct ad_op_info *info = ad_op_info(op);
  if (info->kind == AD_INTEGER && !parse_is_integer(p, b))
    return parse_fail(
        p, parse_node(p, b)->offset, parse_node(p, b)->length,
        "use ^ for other exponents",
        "the second argument of `%s` has to be an integer constant",
        info->name);
  if (parse_is_constant(p, a) && parse_is_constant(p, b)) {
    double u = parse_node(p, a)->constant, v = parse_node(p, b)->constant;
    parse_drop_constant(p, b);
    parse_drop_constant(p, a);
    return fold(p, n, u, v);
  }
  return info->kind == AD_INTEGER ? apply_integer(p, n) : parse_add(p, n);
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
