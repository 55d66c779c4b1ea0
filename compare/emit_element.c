/* emit_element.c: elements, loops and arrays of matrices as C. */
#include <config.h>

#include "emit_impl.h"

#include <string.h>

void emit_name(struct emit_text *t, const struct emitter *e, char letter,
               uint32_t node)
{
  char text[EMIT_NUMBER];
  if (letter == 'v')
    emit_value_name(e, node, text);
  else
    emit_letter(e, letter, node, text);
  emit_add(t, "%s", text);
}

static bool is_there(struct emit_index i)
{
  return i.text && strcmp(i.text, "0") != 0;
}

/* Of [i * cols + j] what is not 0. */
void emit_place(struct emit_text *t, struct ad_shape s, struct emit_index i,
                struct emit_index j)
{
  size_t rest = s.cols > 1 ? j.plus : 0;
  const bool row = s.rows > 1 && is_there(i), col = s.cols > 1 && is_there(j);
  emit_add(t, "[");
  if (row && s.cols > 1 && i.plus)
    emit_add(t, "(%s + %zu) * %zu", i.text, i.plus, s.cols);
  else if (row && s.cols > 1)
    emit_add(t, "%s * %zu", i.text, s.cols);
  else if (row)
    emit_add(t, "%s", i.text);
  if (s.rows > 1 && (!row || s.cols == 1))
    rest += i.plus * s.cols;
  if (col)
    emit_add(t, "%s%s", row ? " + " : "", j.text);
  if (rest || (!row && !col))
    emit_add(t, "%s%zu", row || col ? " + " : "", rest);
  emit_add(t, "]");
}

void emit_element(struct emit_text *t, const struct emitter *e, uint32_t node,
                  char letter, struct emit_index i, struct emit_index j)
{
  emit_name(t, e, letter, node);
  if (!emit_is_number(e, node))
    emit_place(t, emit_shape(e, node), i, j);
}

void emit_flat(struct emit_text *t, const struct emitter *e, uint32_t node,
               char letter, const char *k)
{
  emit_name(t, e, letter, node);
  if (!emit_is_number(e, node))
    emit_add(t, "[%s]", k);
}

void emit_indent(struct emit_text *t, int level)
{
  emit_add(t, "%*s", 2 * level, "");
}

int emit_for(struct emit_text *t, int level, const char *index, size_t count)
{
  if (count == 1)
    return level;
  emit_indent(t, level);
  emit_add(t, "for (size_t %s = 0; %s < %zu; %s++)\n", index, index, count,
           index);
  return level + 1;
}

/* An array of a thread's own lives on, and need not fit on its stack. */
void emit_array(struct emit_text *t, const struct emitter *e, const char *type,
                const char *name, size_t count)
{
  emit_add(t, "%s%s %s[%zu]", e->large ? "static _Thread_local " : "", type,
           name, count);
}

void emit_declare(struct emitter *e, char letter, uint32_t node, int level)
{
  struct emit_text *t = &e->body;
  char name[EMIT_NUMBER];
  emit_letter(e, letter, node, name);
  emit_indent(t, level);
  if (emit_is_number(e, node)) {
    emit_add(t, "double %s = 0;\n", name);
    return;
  }
  emit_array(t, e, "double", name, emit_size(e, node));
  emit_add(t, e->large ? ";\n" : " = {0};\n");
  if (!e->large)
    return;
  emit_indent(t, level);
  emit_add(t, "memset(%s, 0, sizeof %s);\n", name, name);
}
