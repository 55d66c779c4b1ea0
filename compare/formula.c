/* formula.c: what a formula is made of: nodes, names, inputs, outputs. */
#include <config.h>

#include "formula_impl.h"

#include <stdlib.h>
#include <string.h>

bool formula_room(void *array, size_t count, size_t *room, size_t size)
{
  if (count < *room)
    return true;
  void *old, *new;
  size_t more = *room ? 2 * *room : 16;
  memcpy(&old, array, sizeof old);
  new = more <= SIZE_MAX / size ? realloc(old, more * size) : NULL;
  if (!new)
    return false;
  memcpy(array, &new, sizeof new);
  *room = more;
  return true;
}

uint32_t formula_add(ad_formula *f, struct ad_node node)
{
  if (f->count >= NO_NODE ||
      !formula_room(&f->nodes, f->count, &f->room, sizeof node))
    return NO_NODE;
  f->nodes[f->count] = node;
  return (uint32_t)f->count++;
}

bool formula_add_input(ad_formula *f, uint32_t node, double value)
{
  if (!formula_room(&f->inputs, f->input_count, &f->input_room,
                    sizeof *f->inputs))
    return false;
  f->inputs[f->input_count++] =
      (struct formula_input){.node = node, .value = value, .shape = {1, 1}};
  return true;
}

bool formula_add_output(ad_formula *f, uint32_t node, const char *name)
{
  char *copy = strdup(name);
  if (!copy || !formula_room(&f->outputs, f->output_count, &f->output_room,
                             sizeof *f->outputs)) {
    free(copy);
    return false;
  }
  f->outputs[f->output_count++] = (struct formula_output){node, copy};
  return true;
}

bool formula_own(ad_formula *f, void *p)
{
  if (!p || !formula_room(&f->owned, f->owned_count, &f->owned_room,
                          sizeof *f->owned)) {
    free(p);
    return false;
  }
  f->owned[f->owned_count++] = p;
  return true;
}

/* ---- names -------------------------------------------------------------- */

/* FNV-1a, 32 bits (Fowler, Noll, Vo). */
static uint32_t hash_of(const char *text, size_t length)
{
  uint32_t h = 2166136261u;
  for (size_t i = 0; i < length; i++)
    h = (h ^ (unsigned char)text[i]) * 16777619u;
  return h;
}

/* Where in the hash the name stands, or would stand. */
static size_t hash_place(const ad_formula *f, const char *text, size_t length)
{
  size_t k = hash_of(text, length) & (f->hash_size - 1);
  for (; f->hash[k]; k = (k + 1) & (f->hash_size - 1)) {
    const char *other = f->names[f->hash[k] - 1].text;
    if (strlen(other) == length && memcmp(other, text, length) == 0)
      break;
  }
  return k;
}

static bool hash_grow(ad_formula *f)
{
  if (2 * (f->name_count + 1) < f->hash_size)
    return true;
  size_t size = f->hash_size ? 2 * f->hash_size : 64;
  uint32_t *bigger = calloc(size, sizeof *bigger);
  if (!bigger)
    return false;
  free(f->hash);
  f->hash = bigger;
  f->hash_size = size;
  for (size_t i = 0; i < f->name_count; i++) {
    const char *text = f->names[i].text;
    f->hash[hash_place(f, text, strlen(text))] = (uint32_t)i + 1;
  }
  return true;
}

struct formula_name *formula_find(const ad_formula *f, const char *text,
                                  size_t length)
{
  size_t k = f->hash_size ? hash_place(f, text, length) : 0;
  return f->hash_size && f->hash[k] ? &f->names[f->hash[k] - 1] : NULL;
}

struct formula_name *formula_name(ad_formula *f, const char *text,
                                  size_t length, uint32_t node, bool input)
{
  char *copy = strndup(text, length);
  if (!copy || !hash_grow(f) ||
      !formula_room(&f->names, f->name_count, &f->name_room,
                    sizeof *f->names)) {
    free(copy);
    return NULL;
  }
  f->hash[hash_place(f, text, length)] = (uint32_t)f->name_count + 1;
  f->names[f->name_count] = (struct formula_name){copy, node, input};
  return &f->names[f->name_count++];
}

/* ---- what everybody may ask --------------------------------------------- */

void ad_formula_free(ad_formula *f)
{
  if (!f)
    return;
  for (size_t i = 0; i < f->name_count; i++)
    free(f->names[i].text);
  for (size_t i = 0; i < f->output_count; i++)
    free(f->outputs[i].name);
  for (size_t i = 0; i < f->owned_count; i++)
    free(f->owned[i]);
  for (size_t i = 0; i < f->input_count; i++)
    free(f->inputs[i].data);
  free(f->owned);
  free(f->text);
  free(f->shape);
  free(f->start);
  free(f->input_start);
  free(f->output_start);
  free(f->nodes);
  free(f->names);
  free(f->hash);
  free(f->inputs);
  free(f->outputs);
  free(f);
}

size_t ad_formula_inputs(const ad_formula *f) { return f->input_count; }

const char *ad_formula_input(const ad_formula *f, size_t i, double *value)
{
  if (i >= f->input_count)
    return NULL;
  if (value)
    *value = f->inputs[i].value;
  return f->nodes[f->inputs[i].node].name;
}

uint32_t ad_formula_input_node(const ad_formula *f, size_t i)
{
  return f->inputs[i].node;
}

const double *ad_formula_default(const ad_formula *f, size_t i,
                                 struct ad_shape *shape)
{
  const struct formula_input *in = i < f->input_count ? &f->inputs[i] : NULL;
  if (!in || (!in->data && isnan(in->value)))
    return NULL;
  if (shape)
    *shape = in->shape;
  return in->data ? in->data : &in->value;
}

size_t ad_formula_outputs(const ad_formula *f) { return f->output_count; }

const char *ad_formula_output(const ad_formula *f, size_t i, uint32_t *node)
{
  if (i >= f->output_count)
    return NULL;
  if (node)
    *node = f->outputs[i].node;
  return f->outputs[i].name;
}

const struct ad_node *ad_formula_nodes(const ad_formula *f, size_t *count)
{
  if (count)
    *count = f->count;
  return f->nodes;
}
