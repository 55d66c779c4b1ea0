/* formula_shape.c: the shapes of all nodes, from those of the inputs; where
 * the values of nodes lie. */
#include <config.h>

#include "formula_impl.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "messages.h"

static const struct ad_shape number = {1, 1};

bool formula_keep_text(ad_formula *f, const char *text, size_t length)
{
  f->text = malloc(length + 1);
  if (!f->text)
    return false;
  memcpy(f->text, text, length);
  f->text[length] = '\0';
  return true;
}

static void forget(ad_formula *f)
{
  free(f->shape);
  free(f->start);
  free(f->input_start);
  free(f->output_start);
  f->shape = NULL;
  f->start = f->input_start = f->output_start = NULL;
  f->shaped = false;
  f->size = f->count;
}

static bool out_of_memory(struct ad_formula_error *e)
{
  snprintf(e->message, sizeof e->message, "%s", _("out of memory"));
  return false;
}

/* The places of all nodes' numbers, one after the other. */
static bool find_starts(ad_formula *f, struct ad_formula_error *e)
{
  f->size = 0;
  for (size_t i = 0; i < f->count; i++) {
    f->start[i] = f->size;
    f->size += f->shape[i].rows * f->shape[i].cols;
    if (f->size > FORMULA_MOST_OF_ALL) {
      e->offset = f->nodes[i].offset, e->length = f->nodes[i].length;
      snprintf(e->message, sizeof e->message,
               _("all matrices together are too large: more than %zu numbers"),
               FORMULA_MOST_OF_ALL);
      return false;
    }
  }
  size_t at = 0;
  for (size_t j = 0; j < f->input_count; j++) {
    const struct ad_shape s = f->shape[f->inputs[j].node];
    f->input_start[j] = at;
    at += s.rows * s.cols;
  }
  f->input_start[f->input_count] = at;
  at = 0;
  for (size_t j = 0; j < f->output_count; j++) {
    const struct ad_shape s = f->shape[f->outputs[j].node];
    f->output_start[j] = at;
    at += s.rows * s.cols;
  }
  f->output_start[f->output_count] = at;
  return true;
}

static bool input_shape(const ad_formula *f, size_t j, struct ad_shape given,
                        struct ad_formula_error *e)
{
  const struct ad_node *n = &f->nodes[f->inputs[j].node];
  if (given.rows && given.cols && given.rows <= FORMULA_MOST &&
      given.cols <= FORMULA_MOST / given.rows)
    return true;
  e->offset = n->offset, e->length = n->length;
  snprintf(e->message, sizeof e->message,
           _("`%.40s` cannot be a %zux%zu matrix"), n->name, given.rows,
           given.cols);
  return false;
}

/* Shapes of inputs, then of all other nodes. */
static bool find_shapes(ad_formula *f, const struct ad_shape *inputs,
                        struct ad_formula_error *e)
{
  for (size_t j = 0; j < f->input_count; j++) {
    const struct ad_shape s = inputs ? inputs[j] : f->inputs[j].shape;
    if (!input_shape(f, j, s, e))
      return false;
    f->shape[f->inputs[j].node] = s;
  }
  for (uint32_t i = 0; i < f->count; i++)
    if (f->nodes[i].kind != AD_NODE_INPUT &&
        !formula_node_shape(f, i, f->shape, e))
      return false;
  return true;
}

static bool all_numbers(const ad_formula *f, const struct ad_shape *inputs)
{
  bool numbers = !f->matrices;
  for (size_t j = 0; j < f->input_count && numbers; j++) {
    const struct ad_shape s = inputs ? inputs[j] : f->inputs[j].shape;
    numbers = s.rows == 1 && s.cols == 1;
  }
  return numbers;
}

bool ad_formula_shape(ad_formula *f, const struct ad_shape *inputs,
                      struct ad_formula_error *error)
{
  struct ad_formula_error own, *e = error ? error : &own;
  *e = (struct ad_formula_error){0};
  forget(f);
  f->shaped = all_numbers(f, inputs);
  if (f->shaped)
    return true;
  f->shape = calloc(f->count + 1, sizeof *f->shape);
  f->start = calloc(f->count + 1, sizeof *f->start);
  f->input_start = calloc(f->input_count + 1, sizeof *f->input_start);
  f->output_start = calloc(f->output_count + 1, sizeof *f->output_start);
  const bool room = f->shape && f->start && f->input_start && f->output_start;
  f->shaped = room ? find_shapes(f, inputs, e) && find_starts(f, e)
                   : out_of_memory(e);
  if (!f->shaped) {
    ad_formula_place(f->text, e->offset, &e->line, &e->column);
    forget(f);
  }
  return f->shaped;
}

/* ---- a value without inputs -------------------------------------------------- */

/* What the last node depends on; false if an input is among it. */
static bool find_needed(const ad_formula *f, uint32_t last, bool *needed)
{
  needed[last] = true;
  for (uint32_t i = last + 1; i-- > 0;) {
    const struct ad_node *n = &f->nodes[i];
    if (needed[i] && n->kind == AD_NODE_INPUT)
      return false;
    for (int k = 0; needed[i] && k < ad_node_arguments(n); k++)
      needed[ad_node_argument(n, k)] = true;
  }
  return true;
}

static bool evaluate(const ad_formula *f, uint32_t last, const bool *needed,
                     struct ad_shape *shape, size_t *start, double **v,
                     struct ad_formula_error *e)
{
  uint32_t bad = last;
  size_t size = 0;
  for (uint32_t i = 0; i <= last; i++) {
    if (needed[i] && !formula_node_shape(f, i, shape, e))
      return false;
    start[i] = size;
    size += needed[i] ? shape[i].rows * shape[i].cols : 0;
    if (size > FORMULA_MOST_OF_ALL)
      return out_of_memory(e);
  }
  *v = malloc((size + 1) * sizeof **v);
  const enum ad_status status =
      *v ? formula_run_duals(f, shape, start, needed, NULL, NULL, *v, NULL,
                             &bad)
         : AD_NO_MEMORY;
  if (!status)
    return true;
  e->offset = f->nodes[bad].offset, e->length = f->nodes[bad].length;
  snprintf(e->message, sizeof e->message, "%s", _(ad_status_text(status)));
  return false;
}

bool formula_evaluate(const ad_formula *f, uint32_t node,
                      struct ad_shape *shape, double **data,
                      struct ad_formula_error *error)
{
  const size_t count = f->count;
  bool *needed = calloc(count, sizeof *needed), good = false;
  struct ad_shape *shapes = calloc(count, sizeof *shapes);
  size_t *start = calloc(count, sizeof *start);
  double *v = NULL;
  *data = NULL;
  if (!needed || !shapes || !start)
    out_of_memory(error);
  else if (find_needed(f, node, needed))
    good = evaluate(f, node, needed, shapes, start, &v, error);
  if (good) {
    const size_t size = shapes[node].rows * shapes[node].cols;
    *shape = shapes[node];
    memmove(v, v + start[node], size * sizeof *v);
    *data = v;
  } else {
    free(v);
  }
  free(needed);
  free(shapes);
  free(start);
  return good;
}

/* ---- what everybody may ask ---------------------------------------------------- */

bool ad_formula_shaped(const ad_formula *f) { return f->shaped; }

bool ad_formula_has_matrices(const ad_formula *f)
{
  return f->shaped ? f->shape != NULL : true;
}

struct ad_shape ad_formula_node_shape(const ad_formula *f, uint32_t node)
{
  return f->shape ? f->shape[node] : number;
}

size_t ad_formula_start(const ad_formula *f, uint32_t node)
{
  return f->start ? f->start[node] : node;
}

size_t ad_formula_size(const ad_formula *f)
{
  return f->shape ? f->size : f->count;
}

size_t ad_formula_input_size(const ad_formula *f)
{
  return f->shape ? f->input_start[f->input_count] : f->input_count;
}

size_t ad_formula_output_size(const ad_formula *f)
{
  return f->shape ? f->output_start[f->output_count] : f->output_count;
}

/* The last of `count` starts that is at most k. */
static size_t owner(const size_t *start, size_t count, size_t k, size_t *begin)
{
  size_t low = 0, high = start ? count : 0;
  while (low + 1 < high) {
    const size_t middle = low + (high - low) / 2;
    if (start[middle] <= k)
      low = middle;
    else
      high = middle;
  }
  if (begin)
    *begin = start ? start[low] : k;
  return start ? low : k;
}

size_t ad_formula_input_of(const ad_formula *f, size_t k, size_t *begin)
{
  return owner(f->input_start, f->input_count, k, begin);
}

size_t ad_formula_output_of(const ad_formula *f, size_t k, size_t *begin)
{
  return owner(f->output_start, f->output_count, k, begin);
}

static int element_name(const char *name, struct ad_shape s, size_t k,
                        char *text, size_t size)
{
  if (s.rows == 1 && s.cols == 1)
    return snprintf(text, size, "%s", name);
  if (s.rows == 1 || s.cols == 1)
    return snprintf(text, size, "%s[%zu]", name, k + 1);
  return snprintf(text, size, "%s[%zu,%zu]", name, k / s.cols + 1,
                  k % s.cols + 1);
}

int ad_formula_input_name(const ad_formula *f, size_t k, char *text,
                          size_t size)
{
  size_t begin;
  const size_t j = ad_formula_input_of(f, k, &begin);
  return element_name(ad_formula_input(f, j, NULL),
                      ad_formula_node_shape(f, f->inputs[j].node), k - begin,
                      text, size);
}

int ad_formula_output_name(const ad_formula *f, size_t k, char *text,
                           size_t size)
{
  size_t begin;
  const size_t j = ad_formula_output_of(f, k, &begin);
  return element_name(f->outputs[j].name,
                      ad_formula_node_shape(f, f->outputs[j].node), k - begin,
                      text, size);
}
