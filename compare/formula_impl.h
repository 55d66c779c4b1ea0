/* formula_impl.h: the inside of a formula, for compare/formula*.c alone. */
#ifndef FORMULA_IMPL_H
#define FORMULA_IMPL_H

#include "formula.h"

/* Stands for "no node", after an error. */
#define NO_NODE UINT32_MAX

/* What a name of the formula stands for. */
struct formula_name {
  char *text;
  uint32_t node;
  bool input;
};

struct ad_formula {
  struct ad_node *nodes;
  size_t count, room;

  /* All names, in the order in which they appeared, and an open-addressing
   * hash over them: places in `names`, plus 1; 0 is empty. */
  struct formula_name *names;
  size_t name_count, name_room;
  uint32_t *hash;
  size_t hash_size; /* a power of two, more than twice name_count */

  struct formula_input {
    uint32_t node;
    double value; /* NaN: no default */
  } *inputs;
  size_t input_count, input_room;

  struct formula_output {
    uint32_t node;
    char *name;
  } *outputs;
  size_t output_count, output_room;

  const struct ad_policy *policy; /* NULL: the rows' own rules */
};

/* Makes room for one more element in an array that doubles; false if out of
 * memory. */
bool formula_room(void *array, size_t count, size_t *room, size_t size);

/* Appends a node; NO_NODE if out of memory. */
uint32_t formula_add(ad_formula *f, struct ad_node node);

/* Appends an input, or an output (whose name is copied). */
bool formula_add_input(ad_formula *f, uint32_t node, double value);
bool formula_add_output(ad_formula *f, uint32_t node, const char *name);

/* A name of the formula, NULL if it is new; and making a new one. */
struct formula_name *formula_find(const ad_formula *f, const char *text,
                                  size_t length);
struct formula_name *formula_name(ad_formula *f, const char *text,
                                  size_t length, uint32_t node, bool input);

#endif
