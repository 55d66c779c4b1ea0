/* emit_tape.c: C of a recorded tape: values in an array, v[i] being slot i, and the
 * adjoint sweep over them, in functions of so many records each. */
#include <config.h>

#include "emit_impl.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../reverse/optimize_impl.h"

/* Compilers take time that grows faster than a function's length. */
enum { CHUNK = 400 };

struct tape_emitter {
  tape *t;
  const char *name;
  size_t m, n;
  const var *y, *x;
  bool *live, *useful; /* an output needs the value; an input, the adjoint */
  size_t forward, backward; /* functions */
  struct emit_text body;
};

/* ---- what is needed -------------------------------------------------------- */

/* AD_OK if all of v are of this tape; AD_NOT_INPUT, AD_STALE_VAR. */
static enum ad_status check_var(const tape *t, var v, bool input)
{
  if (!v.on)
    return input ? AD_NOT_INPUT : AD_OK;
  if (v.on != t)
    return AD_BAD_ARGUMENT;
  return v.as.at.epoch != t->epoch || v.as.at.slot >= t->used ? AD_STALE_VAR
                                                              : AD_OK;
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

static bool hands_down(const struct tape_emitter *e, const struct span *s, int k)
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
      e->useful[s.last] = e->useful[s.last] || hands_down(e, &s, k);
    i = s.last + 1;
  }
}

/* ---- records ------------------------------------------------------------------ */

static void operands_of(const struct span *s, struct emit_operands *o)
{
  *o = (struct emit_operands){.names = {.y = o->text[AD_OP_ARGS], .n = s->n}};
  o->names.integer = ad_op_info(s->op)->kind == AD_INTEGER;
  snprintf(o->text[AD_OP_ARGS], EMIT_NUMBER, "v[%u]", (unsigned)s->last);
  for (int k = 0; k < s->args; k++) {
    if (s->x[k].constant)
      emit_number(s->x[k].value, o->text[k]);
    else
      snprintf(o->text[k], EMIT_NUMBER, "v[%u]", (unsigned)s->x[k].slot);
    o->names.a[k] = o->text[k];
  }
}

/* An input that is none of x keeps the number it was recorded with. */
static void add_inputs(struct tape_emitter *e, const struct span *s)
{
  char number[EMIT_NUMBER];
  for (uint32_t k = s->first; k <= s->last; k++) {
    if (!e->live[k] || e->useful[k])
      continue;
    emit_number(e->t->val[k], number);
    emit_add(&e->body, "  v[%u] = %s; /* as recorded */\n", (unsigned)k, number);
  }
}

static void add_value(struct tape_emitter *e, const struct span *s)
{
  const struct ad_op_info *op = ad_op_info(s->op);
  struct emit_operands o;
  operands_of(s, &o);
  emit_add(&e->body, "  v[%u] = ", (unsigned)s->last);
  emit_expression(&e->body, op->value, &o.names);
  emit_add(&e->body, "; /* %s */\n", op->name);
}

static size_t add_shares(struct tape_emitter *e, const struct span *s)
{
  const struct ad_op_info *op = ad_op_info(s->op);
  struct emit_operands o;
  char b[EMIT_NUMBER];
  size_t lines = 0;
  operands_of(s, &o);
  snprintf(b, sizeof b, "b[%u]", (unsigned)s->last);
  for (int k = 0; k < s->args; k++) {
    if (!hands_down(e, s, k))
      continue;
    emit_add(&e->body, "  b[%u] %s ", (unsigned)s->x[k].slot,
             emit_expression_is(op->d[k], &o.names, "-1") ? "-=" : "+=");
    emit_share(&e->body, op->d[k], &o.names, b);
    emit_add(&e->body, "; /* %s */\n", op->name);
    lines++;
  }
  return lines;
}

/* ---- functions ------------------------------------------------------------------ */

static void add_forward(struct tape_emitter *e)
{
  size_t lines = 0;
  for (uint32_t i = 0; i < e->t->used;) {
    const struct span s = tape_span_from(e->t, i);
    i = s.last + 1;
    if (!s.input && !e->live[s.last])
      continue;
    if (lines++ % CHUNK == 0)
      emit_add(&e->body, "%sstatic void %s_values_%zu(double *v)\n{\n  (void)v;\n",
               e->forward ? "}\n\n" : "", e->name, e->forward),
        e->forward++;
    if (s.input)
      add_inputs(e, &s);
    else
      add_value(e, &s);
  }
  emit_add(&e->body, e->forward ? "}\n\n" : "");
}

static void add_backward(struct tape_emitter *e)
{
  size_t lines = 0, next = 0;
  for (uint32_t i = e->t->used; i-- > 0;) {
    const struct span s = tape_span_to(e->t, i);
    i = s.first;
    if (s.input || !e->live[s.last] || !e->useful[s.last])
      continue;
    if (lines >= next) {
      emit_add(&e->body,
               "%sstatic void %s_adjoints_%zu(const double *v, double *b)\n"
               "{\n  (void)v;\n",
               e->backward ? "}\n\n" : "", e->name, e->backward);
      e->backward++, next += CHUNK;
    }
    lines += add_shares(e, &s);
  }
  emit_add(&e->body, e->backward ? "}\n\n" : "");
}

static void add_signature(struct tape_emitter *e, const char *end)
{
  emit_add(&e->body,
           "void %s(const double *x, double *y, const double *w, double *xbar)%s",
           e->name, end);
}

static void add_results(struct tape_emitter *e)
{
  struct emit_text *const t = &e->body;
  char number[EMIT_NUMBER];
  for (size_t i = 0; i < e->m; i++) {
    if (e->y[i].on) {
      emit_add(t, "  y[%zu] = v[%u];\n", i, (unsigned)e->y[i].as.at.slot);
    } else {
      emit_number(var_constant(e->y[i]), number);
      emit_add(t, "  y[%zu] = %s;\n", i, number);
    }
  }
  emit_add(t, "  if (!xbar)\n    return;\n\n"
              "  memset(b, 0, sizeof b);\n");
  for (size_t i = 0; i < e->m; i++)
    if (e->y[i].on)
      emit_add(t, "  b[%u] += w ? w[%zu] : 1;\n",
               (unsigned)e->y[i].as.at.slot, i);
  for (size_t k = 0; k < e->backward; k++)
    emit_add(t, "  %s_adjoints_%zu(v, b);\n", e->name, k);
  for (size_t j = 0; j < e->n; j++)
    emit_add(t, "  xbar[%zu] = b[%u];\n", j, (unsigned)e->x[j].as.at.slot);
}

static void add_function(struct tape_emitter *e)
{
  struct emit_text *const t = &e->body;
  const unsigned slots = e->t->used ? e->t->used : 1;
  add_signature(e, "\n{\n");
  emit_add(t, "  static _Thread_local double v[%u], b[%u];\n", slots, slots);
  emit_add(t, e->n ? "" : "  (void)x;\n");
  for (size_t j = 0; j < e->n; j++)
    emit_add(t, "  v[%u] = x[%zu];\n", (unsigned)e->x[j].as.at.slot, j);
  for (size_t k = 0; k < e->forward; k++)
    emit_add(t, "  %s_values_%zu(v);\n", e->name, k);
  add_results(e);
  emit_add(t, "}\n");
}

/* ---- the whole --------------------------------------------------------------------- */

static void add_head(struct emit_text *t, const struct tape_emitter *e,
                     bool library)
{
  emit_add(t, "/* %s: a tape's %zu output%s and derivatives, written by dualtape.\n"
              " *\n"
              " * y = f(x), v[i] being slot i of the tape's %u, b[i] its adjoint;\n"
              " * xbar = J'w, of one output its gradient if w is NULL; xbar may be\n"
              " * NULL.  Branches are those that were recorded.\n */\n",
           e->name, e->m, e->m == 1 ? "" : "s", (unsigned)e->t->used);
  emit_add(t, library ? "#include <dualtape.h>\n" : "");
  emit_add(t, "#include <float.h>\n#include <math.h>\n#include <stdint.h>\n"
              "#include <string.h>\n\n");
}

static void add_all(struct emit_text *all, struct tape_emitter *e)
{
  struct emit_helpers h = {0};
  add_forward(e);
  add_backward(e);
  add_function(e);
  if (e->body.failed || !emit_helpers_find(&h, e->body.at)) {
    all->failed = true;
    return;
  }
  add_head(all, e, h.library);
  emit_add(all, "void %s(const double *x, double *y, const double *w, "
                "double *xbar);\n\n", e->name);
  emit_helpers_write(all, &h, e->name);
  emit_renamed(all, e->body.at, e->name);
  emit_helpers_free(&h);
}

enum ad_status tape_emit_c(const char *name, size_t m, const var *y, size_t n,
                           const var *x, char **text, size_t *length)
{
  struct tape_emitter e = {.name = name, .m = m, .n = n, .y = y, .x = x};
  struct emit_text all = {0};
  *text = NULL;
  for (size_t i = 0; i < m && !e.t; i++)
    e.t = y[i].on;
  for (size_t j = 0; j < n && !e.t; j++)
    e.t = x[j].on;
  if (!ad_emit_name_good(name) || !e.t)
    return AD_BAD_ARGUMENT;
  e.live = calloc((size_t)e.t->used + 1, 2 * sizeof *e.live);
  if (!e.live)
    return AD_NO_MEMORY;
  e.useful = e.live + e.t->used;
  enum ad_status status = check_all(&e);
  if (!status) {
    find_needed(&e);
    add_all(&all, &e);
    status = all.failed ? AD_NO_MEMORY : AD_OK;
  }
  free(e.live);
  free(e.body.at);
  if (status) {
    free(all.at);
    return status;
  }
  *text = all.at;
  *length = all.length;
  return AD_OK;
}
