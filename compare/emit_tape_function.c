/* emit_tape_function.c: the function that is written of a recorded tape: inputs to
 * its arrays, sweeps over these, results. */
#include <config.h>

#include "emit_tape_impl.h"

/* What comes before x: the number of points, in a block those of its lanes. */
static const char *points(const struct tape_emitter *e, bool block)
{
  return block ? "const size_t *at, size_t points, "
               : e->how->lanes ? "size_t points, " : "";
}

static void add_signature(struct emit_text *t, const struct tape_emitter *e,
                          bool block)
{
  static const char *const parameters[] = {
    [AD_EMIT_VALUE] = "const double *x, double *y",
    [AD_EMIT_GRADIENT] = "const double *x, double *y, const double *w, "
                         "double *xbar",
    [AD_EMIT_JVP] = "const double *x, const double *dx, double *y, double *dy",
    [AD_EMIT_HVP] = "const double *x, const double *dx, double *y, "
                    "const double *w, double *xbar, double *hv",
  };
  emit_add(t, "%svoid %s%s(%s%s)", block ? "static " : "", e->name,
           block ? "_block" : "", points(e, block), parameters[e->how->what]);
}

void emit_tape_declaration(struct emit_text *t, const struct tape_emitter *e)
{
  add_signature(t, e, false);
  emit_add(t, ";\n\n");
}

/* Element `index` of a parameter: x[2], or of point at[k]. */
static void add_element(struct tape_emitter *e, const char *array, size_t index)
{
  emit_add(&e->body, e->how->lanes ? "%s[%zu * points + at[k]]" : "%s[%zu]",
           array, index);
}

/* v[3] = x[0]; for each input. */
static void add_loads(struct tape_emitter *e, char letter, const char *array)
{
  for (size_t j = 0; j < e->n; j++) {
    emit_tape_begin(e, letter, e->x[j].as.at.slot, "=");
    add_element(e, array, j);
    emit_add(&e->body, ";\n");
  }
  if (!e->n)
    emit_add(&e->body, "  (void)%s;\n", array);
}

static void add_calls(struct tape_emitter *e, const char *kind, size_t count,
                      const char *arguments)
{
  for (size_t k = 0; k < count; k++)
    emit_add(&e->body, "  %s_%s_%zu(%s);\n", e->name, kind, k, arguments);
}

/* y[0] = v[5]; and dy[0] = d[5]; */
static void add_outputs(struct tape_emitter *e, const char *array, char letter)
{
  char text[EMIT_NUMBER];
  for (size_t i = 0; i < e->m; i++) {
    const var y = e->y[i];
    if (y.on)
      emit_tape_slot(e, letter, y.as.at.slot, text);
    else
      emit_number(var_constant(y), text);
    const bool moves = letter == 'v' || (y.on && e->useful[y.as.at.slot]);
    emit_tape_loop(e);
    add_element(e, array, i);
    emit_add(&e->body, " = %s;\n", moves ? text : "0");
  }
}

static void add_sweep(struct tape_emitter *e)
{
  struct emit_text *const t = &e->body;
  const bool second = e->how->what == AD_EMIT_HVP;
  emit_add(t, second ? "\n" : "  if (!xbar)\n    return;\n\n");
  emit_add(t, "  memset(b, 0, sizeof b);\n%s",
           second ? "  memset(c, 0, sizeof c);\n" : "");
  for (size_t i = 0; i < e->m; i++)
    if (e->y[i].on) {
      emit_tape_begin(e, 'b', e->y[i].as.at.slot, "+=");
      emit_add(t, "w ? ");
      add_element(e, "w", i);
      emit_add(t, " : 1;\n");
    }
  add_calls(e, "adjoints", e->backward, second ? "v, d, b, c" : "v, b");
  for (int k = 0; k < (second ? 2 : 1); k++)
    for (size_t j = 0; j < e->n; j++) {
      char text[EMIT_NUMBER];
      emit_tape_slot(e, k ? 'c' : 'b', e->x[j].as.at.slot, text);
      emit_tape_loop(e);
      add_element(e, k ? "hv" : "xbar", j);
      emit_add(t, " = %s;\n", text);
    }
}

/* The arrays of each thread: v; and d, b, c, as far as they are needed. */
static void add_arrays(struct tape_emitter *e)
{
  static const char *const letters[] = {"v", "vb", "vd", "vdbc"};
  emit_add(&e->body, "  static _Thread_local double ");
  for (const char *p = letters[e->how->what]; *p; p++) {
    emit_add(&e->body, "%s%c[%u]", *p == 'v' ? "" : ", ", *p,
             e->t->used ? (unsigned)e->t->used : 1);
    if (e->how->lanes)
      emit_add(&e->body, "[%d]", e->how->lanes);
  }
  emit_add(&e->body, ";\n");
}

/* Blocks of points: at[k] is lane k's; the last lanes repeat the last point. */
static void add_blocks(struct tape_emitter *e)
{
  static const char *const arguments[] = {"x, y", "x, y, w, xbar",
                                          "x, dx, y, dy",
                                          "x, dx, y, w, xbar, hv"};
  const int lanes = e->how->lanes;
  emit_add(&e->body, "\n");
  add_signature(&e->body, e, false);
  emit_add(&e->body,
           "\n{\n"
           "  for (size_t p = 0; p < points; p += %d) {\n"
           "    size_t at[%d];\n"
           "    for (size_t k = 0; k < %d; k++)\n"
           "      at[k] = p + k < points ? p + k : points - 1;\n"
           "    %s_block(at, points, %s);\n"
           "  }\n}\n",
           lanes, lanes, lanes, e->name, arguments[e->how->what]);
}

void emit_tape_function(struct tape_emitter *e)
{
  const enum ad_emit_what what = e->how->what;
  add_signature(&e->body, e, e->how->lanes > 0);
  emit_add(&e->body, "\n{\n");
  add_arrays(e);
  add_loads(e, 'v', "x");
  if (what >= AD_EMIT_JVP)
    add_loads(e, 'd', "dx");
  add_calls(e, "values", e->forward, what >= AD_EMIT_JVP ? "v, d" : "v");
  add_outputs(e, "y", 'v');
  if (what == AD_EMIT_JVP)
    add_outputs(e, "dy", 'd');
  else if (what != AD_EMIT_VALUE)
    add_sweep(e);
  emit_add(&e->body, "}\n");
  if (e->how->lanes)
    add_blocks(e);
}
