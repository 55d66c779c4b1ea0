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
    double value; /* NaN: no default, or a matrix */
    struct ad_shape shape; /* of the default matrix; 1x1 */
    double *data;          /* NULL: no matrix */
  } *inputs;
  size_t input_count, input_room;

  struct formula_output {
    uint32_t node;
    char *name;
  } *outputs;
  size_t output_count, output_room;

  const struct ad_policy *policy; /* NULL: the rows' own rules */

  char *text; /* as parsed, for the places of errors in shapes */
  void **owned; /* data and parts of nodes */
  size_t owned_count, owned_room;

  /* By ad_formula_shape; `shape` and `start` are NULL and size is count where
   * no node is of matrices. */
  bool shaped, matrices;
  struct ad_shape *shape;
  size_t *start, size;
  size_t *input_start, *output_start; /* and one more: the end */
};

/* The most numbers that one matrix, and that all nodes together may have. */
#define FORMULA_MOST ((size_t)1 << 24)
#define FORMULA_MOST_OF_ALL ((size_t)1 << 27)

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

/* Memory that lives as long as the formula; takes p, and frees it if out of
 * memory, then false. */
bool formula_own(ad_formula *f, void *p);

/* Keeps a copy of the text. */
bool formula_keep_text(ad_formula *f, const char *text, size_t length);

/* The value of a node that depends on no input, into memory of the caller's.
 * False if it does (the error has no message then), or with the error said but
 * for its line and column. */
bool formula_evaluate(const ad_formula *f, uint32_t node,
                      struct ad_shape *shape, double **data,
                      struct ad_formula_error *error);

/* Finds shape[i] of node i, which is no input, those of its arguments being
 * there; false with the error said, but for its line and column. */
bool formula_node_shape(const ad_formula *f, uint32_t i,
                        struct ad_shape *shape,
                        struct ad_formula_error *error);

/* What a slice takes of a matrix of this shape, from 0: first element, and how
 * many.  False if it is not inside. */
bool formula_slice(const struct ad_node *n, struct ad_shape of, size_t *row,
                   size_t *col, struct ad_shape *shape);

/* Values of all nodes that are needed (NULL: all) in doubles: node i, of
 * shape[i], at v + start[i], and its tangents, if d is not NULL, at d +
 * start[i].  x and dx are the numbers of all inputs. */
enum ad_status formula_run_duals(const ad_formula *f, const struct ad_shape *shape,
                                 const size_t *start, const bool *needed,
                                 const double *x, const double *dx, double *v,
                                 double *d, uint32_t *node);

/* The engines' maps for a formula with matrices, and what ad_formula_run_dual
 * and _var do for one. */
enum ad_status formula_matrix_double(const double *x, double *y, void *data);
enum ad_status formula_matrix_dual(const dual *x, dual *y, void *data);
enum ad_status formula_matrix_var(const var *x, var *y, void *data);
enum ad_status formula_matrix_duals(const ad_formula *f, const dual *x,
                                    dual *v);
enum ad_status formula_matrix_vars(const ad_formula *f, const var *x, var *v);

/* A formula, with matrices or without, over complex numbers and in single
 * precision. */
enum ad_status formula_plain_cplx(const cplx *x, cplx *y, void *data);
enum ad_status formula_plain_float(const float *x, float *y, void *data);

#endif
