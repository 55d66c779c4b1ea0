/* emit_line.c: one line of straight-line code: of one point, or of the lanes of a
 * block, as a loop. */
#include <config.h>

#include "emit_impl.h"

#include <stdio.h>
#include <string.h>

void emit_letter(const struct emitter *e, char letter, uint32_t node,
                 char text[EMIT_NUMBER])
{
  snprintf(text, EMIT_NUMBER, e->lanes ? "%c_%u[k]" : "%c_%u", letter,
           (unsigned)e->slot[node]);
}

void emit_operands_of(const struct emitter *e, uint32_t node,
                      struct emit_operands *o)
{
  const struct ad_node *n = &e->nodes[node];
  *o = (struct emit_operands){.names = {.y = o->text[AD_OP_ARGS], .n = n->n}};
  o->names.integer = ad_op_info(n->op)->kind == AD_INTEGER;
  emit_value_name(e, node, o->text[AD_OP_ARGS]);
  for (int k = 0; k < ad_node_arguments(n); k++) {
    emit_value_name(e, n->arg[k], o->text[k]);
    o->names.a[k] = o->text[k];
  }
}

static void add_loop(struct emitter *e, const char *indent)
{
  emit_add(&e->body, "%sfor (size_t k = 0; k < LANES; k++)\n  ", indent);
}

void emit_begin(struct emitter *e, const char *indent, char letter,
                uint32_t node, const char *how)
{
  struct emit_text *const t = &e->body;
  const bool adds = how[1] == '=';
  char name[EMIT_NUMBER];
  emit_letter(e, letter, node, name);
  if (e->lanes) {
    if (!adds)
      emit_add(t, "%sdouble %c_%u[LANES];\n", indent, letter,
               (unsigned)e->slot[node]);
    add_loop(e, indent);
  }
  emit_add(t, "%s%s%s %s ", indent,
           adds || e->lanes       ? ""
           : strcmp(how, "const") ? "double "
                                  : "const double ",
           name, adds ? how : "=");
}

static void add_element(struct emitter *e, const char *array, size_t index)
{
  if (!e->lanes)
    emit_add(&e->body, "%s[%zu]", array, index);
  else if (index > 1)
    emit_add(&e->body, "%s[%zu * stride + k]", array, index);
  else
    emit_add(&e->body, index ? "%s[stride + k]" : "%s[k]", array);
}

void emit_store(struct emitter *e, const char *indent, const char *array,
                size_t index)
{
  if (e->lanes)
    add_loop(e, indent);
  emit_add(&e->body, "%s", indent);
  add_element(e, array, index);
  emit_add(&e->body, " = ");
}

void emit_load(struct emitter *e, const char *array, size_t index)
{
  add_element(e, array, index);
}
