/* sketch.h: a formula of numbers that can be made at random and made smaller.
 *
 * A sketch is a list of steps, each an input, a constant, or an op of ops.def
 * whose arguments are steps before it, and the point where it is asked for.  A
 * step that several others use is a shared subexpression; steps that no output
 * needs are not part of the formula.
 *
 *   struct ad_random random = ad_random_seed(7);
 *   struct ad_sketch s;
 *   ad_sketch_random(&s, &random);
 *   ad_sketch_text(&s, text, sizeof text);     // "u1 = sin(x); u1*exp(u1)"
 *   ad_sketch_point(&s, point, sizeof point);  // "x=0.7"
 *
 * Shrinking is what delta debugging does to an input that makes a program fail
 * (A. Zeller, R. Hildebrandt, IEEE Trans. Softw. Eng. 28 (2002)), on the graph
 * of the formula. */
#ifndef DUALTAPE_SKETCH_H
#define DUALTAPE_SKETCH_H

#include "../ops/info.h"
#include "random.h"

#ifdef __cplusplus
extern "C" {
#endif

enum {
  AD_SKETCH_INPUTS = 4, /* the most; named by AD_SKETCH_NAMES */
  AD_SKETCH_OUTPUTS = 2,
  AD_SKETCH_STEPS = 40,
  AD_SKETCH_TEXT = 8192 /* room that every text fits */
};

#define AD_SKETCH_NAMES "xyzw"

enum ad_step_kind { AD_STEP_INPUT, AD_STEP_CONSTANT, AD_STEP_OP };

struct ad_step {
  enum ad_step_kind kind;
  enum ad_op op;           /* OP */
  size_t arg[AD_OP_ARGS];  /* OP: the steps of its arguments */
  int n;                   /* OP of an OPN row: its integer */
  size_t input;            /* INPUT: which, from 0 */
  double number;           /* INPUT: where it is asked for; CONSTANT */
};

struct ad_sketch {
  size_t count;
  struct ad_step step[AD_SKETCH_STEPS];
  size_t outputs;
  size_t output[AD_SKETCH_OUTPUTS]; /* the step of each */
};

/* A random sketch that is sound: 1 to 4 inputs, 1 or 2 outputs, up to about 20
 * ops.  The same numbers from `random` give the same sketch. */
void ad_sketch_random(struct ad_sketch *s, struct ad_random *random);

/* Whether a derivative is there and can be told from values: every op that
 * counts is inside its domain and off its edges, and so it is nearby, where it
 * behaves as a smooth function does; no value is far from 1; an output depends
 * on an input. */
bool ad_sketch_sound(const struct ad_sketch *s);

/* Gives the inputs that are used the first names. */
void ad_sketch_rename(struct ad_sketch *s);

/* used[AD_SKETCH_STEPS] becomes how often each step is referred to by outputs
 * and by steps that an output needs. */
void ad_sketch_used(const struct ad_sketch *s, size_t *used);

/* The formula, and the values of its inputs, "x=0.7 y=-2", as snprintf would
 * write them; the length that it takes is returned. */
int ad_sketch_text(const struct ad_sketch *s, char *text, size_t size);
int ad_sketch_point(const struct ad_sketch *s, char *text, size_t size);

/* Makes *s smaller as long as it stays sound and fails(s, data): subexpressions
 * become one of their arguments, an input or a constant, outputs go, numbers
 * lose digits.  Returns how many sketches were tried. */
size_t ad_sketch_shrink(struct ad_sketch *s,
                        bool (*fails)(const struct ad_sketch *s, void *data),
                        void *data);

#ifdef __cplusplus
}
#endif
#endif
