/* report_data.c: what the report's script knows, as JSON: the nodes, the tangents
 * of every seed, the shares of every reverse sweep, and words. */
#include <config.h>

#include "report.h"

#include "html.h"
#include "json.h"

#if HAVE_JSON_C
static void add(json_object *o, const char *key, json_object *value)
{
  json_object_object_add(o, key, value);
}

static void add_text_to(json_object *array, const char *text)
{
  json_object_array_add(array, json_object_new_string(text));
}

static const double *numbers_of(const struct report *r, const double *v,
                                uint32_t node)
{
  return v + ad_formula_start(r->c->p->formula, node);
}

static json_object *nodes_of(struct report *r)
{
  json_object *all = json_object_new_array();
  for (size_t k = 0; k < r->steps; k++) {
    const uint32_t node = r->order[k];
    const struct ad_shape s = ad_formula_node_shape(r->c->p->formula, node);
    json_object *o = json_object_new_object();
    char text[NOTATION_SIZE], numbers[CLI_TEXT];
    notation_value(&r->t.n, node, '\0', text);
    json_add_text(o, "label", text);
    report_name(r, node, text);
    json_add_text(o, "name", text);
    report_made(r, node, text);
    json_add_text(o, "made", text);
    report_long(r, node, numbers_of(r, r->t.v, node), numbers);
    json_add_text(o, "value", numbers);
    for (size_t i = 0; i < s.rows * s.cols; i++)
      r->share[i] = 0;
    report_short(r, node, r->share, numbers);
    json_add_text(o, "zero", numbers);
    json_object_array_add(all, o);
  }
  return all;
}

/* The tangents by one input; for the boxes a second time, where they are
 * matrices. */
static json_object *tangents_of(struct report *r, size_t j)
{
  json_object *o = json_object_new_object();
  json_object *all = json_object_new_array(), *brief = json_object_new_array();
  char name[200], seed[NOTATION_SIZE], text[CLI_TEXT];
  report_tangents_of(r, j);
  ad_formula_input_name(r->c->p->formula, j, name, sizeof name);
  notation_name(&r->t.n, name, '.', seed);
  json_add_text(o, "name", name);
  json_add_text(o, "seed", seed);
  for (size_t k = 0; k < r->steps; k++) {
    report_tangent(r, r->order[k], false, text);
    add_text_to(all, text);
    report_tangent(r, r->order[k], true, text);
    add_text_to(brief, text);
  }
  add(o, "tangents", all);
  if (r->t.matrices)
    add(o, "short", brief);
  else
    json_object_put(brief);
  return o;
}

/* ---- a reverse sweep --------------------------------------------------------- */

struct shares {
  struct report *r;
  json_object *all;
};

static void add_numbers(const struct report *r, json_object *o, uint32_t node,
                        const double *v, const char *key, const char *brief)
{
  char text[CLI_TEXT];
  report_long(r, node, v, text);
  json_add_text(o, key, text);
  if (!r->t.matrices)
    return;
  report_short(r, node, v, text);
  json_add_text(o, brief, text);
}

static void add_share(const struct trace *t, const struct trace_share *s,
                      void *data)
{
  struct shares *shares = data;
  struct report *r = shares->r;
  json_object *o = json_object_new_object();
  (void)t;
  add(o, "from", json_object_new_int64((int64_t)r->place[s->from]));
  add(o, "to", json_object_new_int64((int64_t)r->place[s->to]));
  add(o, "edge",
      json_object_new_int64((int64_t)report_edge(r, s->from, s->argument)));
  add(o, "first", json_object_new_boolean(s->first));
  add_numbers(r, o, s->to, report_share(r, s->from, s->argument), "share",
              "shareShort");
  add_numbers(r, o, s->to, s->sum, "sum", "sumShort");
  json_object_array_add(shares->all, o);
}

/* [["x", "192"], ...] */
static json_object *gradient_of(const struct report *r)
{
  json_object *all = json_object_new_array();
  for (size_t k = 0; k < r->c->p->inputs; k++) {
    const uint32_t node = ad_formula_input_node(r->c->p->formula, k);
    json_object *pair = json_object_new_array();
    char text[CLI_TEXT];
    add_text_to(pair, ad_formula_input(r->c->p->formula, k, NULL));
    report_long(r, node, numbers_of(r, r->t.adj, node), text);
    add_text_to(pair, text);
    json_object_array_add(all, pair);
  }
  return all;
}

static json_object *sweep_of(struct report *r, size_t i)
{
  json_object *o = json_object_new_object();
  struct shares shares = {r, json_object_new_array()};
  char text[CLI_TEXT];
  size_t element;
  report_adjoints_of(r, i);
  ad_formula_output_name(r->c->p->formula, i, text, sizeof text);
  json_add_text(o, "name", text);
  const uint32_t node = trace_seed(&r->t, &element);
  const struct ad_shape s = ad_formula_node_shape(r->c->p->formula, node);
  for (size_t k = 0; k < s.rows * s.cols; k++)
    r->share[k] = k == element;
  report_short(r, node, r->share, text);
  add(o, "seed", json_object_new_int64((int64_t)r->place[node]));
  json_add_text(o, "start", text);
  const enum ad_status status = trace_sweep(&r->t, add_share, &shares);
  if (!r->status)
    r->status = status;
  add(o, "shares", shares.all);
  add(o, "gradient", gradient_of(r));
  return o;
}

void report_data(struct report *r, FILE *out)
{
  json_object *all = json_object_new_object();
  json_object *words = json_object_new_object();
  json_object *wrt = json_object_new_array(), *of = json_object_new_array();
  const char *name, *text;
  for (size_t k = 0; report_script_word(k, &name, &text); k++)
    json_add_text(words, name, text);
  for (size_t j = 0; j < r->wrt; j++)
    json_object_array_add(wrt, tangents_of(r, j));
  for (size_t i = 0; i < r->of; i++)
    json_object_array_add(of, sweep_of(r, i));
  add(all, "words", words);
  add(all, "nodes", nodes_of(r));
  add(all, "wrt", wrt);
  add(all, "of", of);
  html_json(out, json_object_to_json_string_ext(
                     all, JSON_C_TO_STRING_PLAIN |
                              JSON_C_TO_STRING_NOSLASHESCAPE));
  json_object_put(all);
}
#else
void report_data(struct report *r, FILE *out)
{
  (void)r, (void)out; /* report_write has said that there is no JSON */
}
#endif
