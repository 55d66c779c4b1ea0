/* emit_tape.c: C of a recorded tape: values in an array, v[i] being slot i, and
 * sweeps over them, in functions of so many records each: what is needed, and the
 * text as a whole. */
#include <config.h>

#include "emit_tape_impl.h"

#include <stdlib.h>
#include <string.h>

/* ---- what is needed ------------------------------------------------------ */

/* AD_OK if all of v are of this tape; AD_NOT_INPUT, AD_STALE_VAR. */
static enum ad_status check_var(const tape *t, var v, bool input)
{
  if (!v.on)
    return input ? AD_NOT_INPUT : AD_OK;
  if (v.on != t)
    return AD_BAD_ARGUMENT;
  return tape_good(t, v) && v.as.at.slot < t->used ? AD_OK : AD_STALE_VAR;
}

/* Numbers alone; inputs that are inputs. */
static enum ad_status check_all(struct tape_emitter *e)
{
  enum ad_status status = tape_status(e->t);
  for (size_t i = 0; !status && i < e->m; i++)
    status = check_var(e->t, e->y[i], false);
  for (size_t j = 0; !status && j < e->n; j++)
    status = check_var(e->t, e->x[j], true);
  for (uint32_t i = 0; !status && i < e->t->used;) {
    const struct span s = tape_span_from(e->t, i);
    status = s.m ? AD_BAD_ARGUMENT : AD_OK;
    for (uint32_t k = s.first; s.input && k <= s.last; k++)
      e->live[k] = true; /* for the moment: an input */
    i = s.last + 1;
  }
  for (size_t j = 0; !status && j < e->n; j++) {
    status = e->live[e->x[j].as.at.slot] ? AD_OK : AD_NOT_INPUT;
    e->useful[e->x[j].as.at.slot] = true;
  }
  memset(e->live, 0, e->t->used * sizeof *e->live);
  return status;
}

bool emit_tape_hands_down(const struct tape_emitter *e, const struct span *s,
                          int k)
{
  const struct ad_op_info *op = ad_op_info(s->op);
  const struct emit_names names = {.integer = op->kind == AD_INTEGER, .n = s->n};
  return !s->x[k].constant && e->useful[s->x[k].slot] &&
         !emit_expression_is(op->d[k], &names, "0");
}

static void find_needed(struct tape_emitter *e)
{
  for (size_t i = 0; i < e->m; i++)
    if (e->y[i].on)
      e->live[e->y[i].as.at.slot] = true;
  for (uint32_t i = e->t->used; i-- > 0;) {
    const struct span s = tape_span_to(e->t, i);
    for (int k = 0; e->live[i] && !s.input && k < s.args; k++)
      if (!s.x[k].constant)
        e->live[s.x[k].slot] = true;
    i = s.first;
  }
  for (uint32_t i = 0; i < e->t->used;) {
    const struct span s = tape_span_from(e->t, i);
    for (int k = 0; !s.input && k < s.args; k++)
      e->useful[s.last] = e->useful[s.last] || emit_tape_hands_down(e, &s, k);
    i = s.last + 1;
  }
}

/* As emit_find_wild. */
static void spread(struct tape_emitter *e, const struct span *s, bool down)
{
  const struct ad_op_info *const op = ad_op_info(s->op);
  const struct emit_names names = {.integer = op->kind == AD_INTEGER, .n = s->n};
  bool moves = false;
  for (int k = 0; k < s->args; k++)
    moves = moves ||
            (!s->x[k].constant && e->wild[s->x[k].slot] & EMIT_WILD_D);
  for (int k = 0; k < s->args; k++) {
    if (!emit_tape_hands_down(e, s, k))
      continue;
    unsigned *const of = &e->wild[s->x[k].slot];
    if (down)
      *of |= emit_wild_share(op, &names, k, e->wild[s->last], moves);
    else
      e->wild[s->last] |= emit_wild_value(op, &names, k, *of);
  }
}

static void find_wild(struct tape_emitter *e)
{
  for (uint32_t i = 0; i < e->t->used;) {
    const struct span s = tape_span_from(e->t, i);
    if (!s.input)
      spread(e, &s, false);
    i = s.last + 1;
  }
  for (uint32_t i = e->t->used; i-- > 0;) {
    const struct span s = tape_span_to(e->t, i);
    if (!s.input)
      spread(e, &s, true);
    i = s.first;
  }
}

/* ---- the whole ----------------------------------------------------------- */

static void add_head(struct emit_text *t, const struct tape_emitter *e,
                     bool library)
{
  static const char *const results[] = {
    "",
    (" * xbar = J'w, of one output its gradient if w is NULL; xbar may be\n"
     " * NULL.\n"),
    " * d[i] is the slot's tangent, dy = J dx.\n",
    (" * d[i] is the slot's tangent, c[i] that of b[i]; xbar = J'w, hv its\n"
     " * derivative along dx: of one output, w being NULL, gradient and H dx.\n")};
  emit_add(t, "/* %s: a tape's %zu output%s%s, written by dualtape.\n *\n"
              " * y = f(x), v[i] being slot i of the tape's %u%s.\n%s"
              " * Branches are those that were recorded.%s\n */\n",
           e->name, e->m, e->m == 1 ? "" : "s",
           e->how->what == AD_EMIT_VALUE ? "" : " and derivatives",
           (unsigned)e->t->used,
           e->how->what == AD_EMIT_GRADIENT || e->how->what == AD_EMIT_HVP
             ? ", b[i] its adjoint"
             : "",
           results[e->how->what],
           e->how->lanes ? "  Number i of point p\n * is at [i * points + p]."
                         : "");
  emit_add(t, library ? "#include <dualtape.h>\n" : "");
  emit_add(t, "#include <float.h>\n#include <math.h>\n#include <stddef.h>\n"
              "#include <stdint.h>\n#include <string.h>\n\n");
}

static void add_all(struct emit_text *all, struct tape_emitter *e)
{
  struct emit_helpers h = {0};
  emit_tape_forward(e);
  if (e->how->what == AD_EMIT_GRADIENT || e->how->what == AD_EMIT_HVP)
    emit_tape_backward(e);
  emit_tape_function(e);
  if (e->body.failed || !emit_helpers_find(&h, e->body.at)) {
    all->failed = true;
    return;
  }
  add_head(all, e, h.library);
  emit_tape_declaration(all, e);
  emit_helpers_write(all, &h, e->name);
  emit_renamed(all, e->body.at, e->name);
  emit_helpers_free(&h);
}

/* The text in *all; e has the tape, and the name. */
static enum ad_status write_all(struct tape_emitter *e, struct emit_text *all)
{
  e->live = calloc((size_t)e->t->used + 1, 2 * sizeof *e->live);
  e->wild = calloc((size_t)e->t->used + 1, sizeof *e->wild);
  enum ad_status status = e->live && e->wild ? AD_OK : AD_NO_MEMORY;
  if (!status) {
    e->useful = e->live + e->t->used;
    status = check_all(e);
  }
  if (!status) {
    find_needed(e);
    find_wild(e);
    add_all(all, e);
    status = all->failed ? AD_NO_MEMORY : AD_OK;
  }
  free(e->live);
  free(e->wild);
  free(e->body.at);
  return status;
}

enum ad_status tape_emit_as(const struct ad_emit *how, size_t m, const var *y,
                            size_t n, const var *x, char **text, size_t *length)
{
  struct tape_emitter e = {.how = how, .m = m, .n = n, .y = y, .x = x};
  struct emit_text all = {0};
  *text = NULL;
  for (size_t i = 0; i < m && !e.t; i++)
    e.t = y[i].on;
  for (size_t j = 0; j < n && !e.t; j++)
    e.t = x[j].on;
  if (!how || !emit_how_good(how) || !e.t)
    return AD_BAD_ARGUMENT;
  char *const name = emit_full_name(how);
  e.name = name;
  const enum ad_status status = name ? write_all(&e, &all) : AD_NO_MEMORY;
  free(name);
  if (status) {
    free(all.at);
    return status;
  }
  *text = all.at;
  *length = all.length;
  return AD_OK;
}

enum ad_status tape_emit_c(const char *name, size_t m, const var *y, size_t n,
                           const var *x, char **text, size_t *length)
{
  const struct ad_emit how = {.name = name, .what = AD_EMIT_GRADIENT};
  return tape_emit_as(&how, m, y, n, x, text, length);
}
