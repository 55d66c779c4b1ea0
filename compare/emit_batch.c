/* emit_batch.c: the function over many points: whole blocks, where they lie, and
 * the rest in a block of its own. */
#include <config.h>

#include "emit_impl.h"

/* The arrays from point p on; p is "" in the block of the rest. */
static void add_call(struct emit_text *t, const struct emitter *e,
                     const struct emit_array_of *a, int count, bool rest)
{
  emit_add(t, "%s_block(%s", e->name, rest ? "LANES" : "points");
  for (int k = 0; k < count; k++) {
    const char *name = a[k].name;
    if (a[k].wanted)
      emit_add(t, rest ? ", %s ? rest_%s : %s" : ", %s ? %s + p : %s", name,
               name, name);
    else
      emit_add(t, rest ? ", rest_%s" : ", %s + p", name);
  }
  emit_add(t, ");\n");
}

/* Room for the rest, its last lanes repeating the last point. */
static void add_rest(struct emit_text *t, const struct emit_array_of *a)
{
  if (!a->count) { /* nothing is read or written there */
    emit_add(t, "  double rest_%s[1] = {0};\n", a->name);
    return;
  }
  emit_add(t, "  double rest_%s[%zu * LANES];\n", a->name, a->count);
  if (a->input)
    emit_add(t,
             "  for (size_t i = 0; i < %zu; i++)\n"
             "    for (size_t k = 0; k < LANES; k++)\n"
             "      rest_%s[i * LANES + k] =\n"
             "        %s[i * points + (p + k < points ? p + k : points - 1)];\n",
             a->count, a->name, a->name);
}

static void add_back(struct emit_text *t, const struct emit_array_of *a)
{
  if (a->input || !a->count)
    return;
  emit_add(t,
           "  for (size_t i = 0; %s%si < %zu; i++)\n"
           "    for (size_t k = 0; p + k < points; k++)\n"
           "      %s[i * points + p + k] = rest_%s[i * LANES + k];\n",
           a->wanted ? a->name : "", a->wanted ? " && " : "", a->count, a->name,
           a->name);
}

void emit_batch(struct emit_text *t, const struct emitter *e)
{
  struct emit_array_of a[EMIT_ARRAYS];
  const int count = emit_arrays(e, a);
  emit_add(t, "{\n  enum { LANES = %d };\n  size_t p = 0;\n", e->lanes);
  emit_add(t, "  for (; p + LANES <= points; p += LANES)\n    ");
  add_call(t, e, a, count, false);
  emit_add(t, "  if (p == points)\n    return;\n\n");
  emit_add(t, "  /* the rest: the last lanes repeat the last point */\n");
  for (int k = 0; k < count; k++)
    add_rest(t, &a[k]);
  emit_add(t, "  ");
  add_call(t, e, a, count, true);
  for (int k = 0; k < count; k++)
    add_back(t, &a[k]);
  emit_add(t, "}\n");
}
