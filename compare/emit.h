/* emit.h: a formula's value and gradient as C that people can read.
 *
 *   void f(const double *x, double *y, double *grad);
 *
 * One local v_i for each value, in the order of the evaluation, then one b_i
 * for each adjoint, in the reverse order: the adjoint sweep without a tape
 * (Griewank & Walther, 2nd ed., chapter 6, source transformation).  The first
 * share that an adjoint gets defines it, so that none is cleared; values that
 * no output and adjoints that no input needs are left out.
 *
 * What stands there are the expressions of ops.def, so that the numbers are
 * those of the engines to the last bit, where the compiler rounds each
 * operation by itself (-ffp-contract=off).  Short functions that they call are
 * written along, so that <math.h> is enough; only for what rests on tables
 * (erfcx, lambertw, ...) the text includes <dualtape.h>.  The derivatives at
 * edges are the rows' own rules.  As in the engines 0 times anything is 0,
 * except where a partial is infinite since a value has overflowed, or a direction
 * is infinite.
 *
 * A formula with matrices becomes a loop for each v_i and for each share of an
 * adjoint, v_i and b_i being arrays, row by row.  x has the numbers of all
 * inputs one after the other, y and a row of jac likewise; the head of the text
 * says where each begins, and its shape.  Tangents d_i and c_i are such arrays, too;
 * values and gradients are the same to the last bit in all functions of a formula.
 * Results are the engines' but for the order in which sums are taken and systems
 * are solved: values to 32 units in the last place of the largest, J and J v
 * within twice the tape's own bound (compare/engine.h).  They are NaN where a
 * matrix is singular or not positive definite.  Arrays are on the stack; if they
 * are too large for it, each thread has its own (_Thread_local), and so the
 * function may run in several threads at once. */
#ifndef DUALTAPE_EMIT_H
#define DUALTAPE_EMIT_H

#include "formula.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The text in *text, ending with a newline and 0, *length without the 0; free
 * it with free().  `source` (`size` bytes) is what the formula was parsed
 * from, quoted at the top; NULL: it is not.  The shapes are those that
 * ad_formula_shape has found.  With m > 1 numbers as outputs the last parameter
 * is jac, dy_i/dx_j in jac[i * n + j].  Returned is AD_OK, AD_NO_MEMORY,
 * AD_BAD_SHAPE if the formula has no shapes, or AD_BAD_ARGUMENT if `name` is no
 * good or an op has no rule to be written by; then *text is NULL. */
enum ad_status ad_emit_c(const ad_formula *formula, const char *source,
                         size_t size, const char *name, char **text, size_t *length);

/* What is written, and under which name:
 *
 *   AD_EMIT_VALUE     void f_value(const double *x, double *y);
 *   AD_EMIT_GRADIENT  void f(const double *x, double *y, double *grad);
 *   AD_EMIT_JVP       void f_jvp(const double *x, const double *v, double *y,
 *                                double *dy);
 *   AD_EMIT_HVP       void f_hvp(const double *x, const double *v, double *y,
 *                                double *grad, double *hv);
 *
 * dy is J v: beside each v_i its tangent d_i, in the order of the evaluation
 * (forward mode).  hv is H v, by tangent-over-adjoint (reverse/second.h): each
 * adjoint b_i has its own tangent c_i, from the table's second partials. */
enum ad_emit_what {
  AD_EMIT_VALUE,
  AD_EMIT_GRADIENT,
  AD_EMIT_JVP,
  AD_EMIT_HVP
};

/* With lanes > 0 the function, its name ending with _batch, is one of many
 * points, and has their number as its first parameter:
 *
 *   void f_batch(size_t points, const double *x, double *y, double *grad);
 *
 * Its arrays are structures of arrays: number i of point p is x[i * points + p],
 * grad[j * points + p], and so on.  Points are taken in blocks of so many lanes;
 * every v_i is an array of a block, and every line a loop over its lanes, which
 * compilers make SIMD instructions of.  What a lane computes is what the function
 * of one point does, to the last bit, unless the compiler is allowed other sines. */
enum { AD_EMIT_LANES = 64 /* the most */ };

struct ad_emit {
  const char *name; /* f */
  enum ad_emit_what what;
  int lanes; /* 0: one point a call; 1 to AD_EMIT_LANES */
};

/* As ad_emit_c.  Formulas with matrices have no lanes, and AD_EMIT_HVP is there for
 * one output that is a number: else AD_BAD_ARGUMENT. */
enum ad_status ad_emit_as(const ad_formula *formula, const char *source,
                          size_t size, const struct ad_emit *how, char **text,
                          size_t *length);

/* The steps by which derivatives are computed, as LaTeX for a paper or a lecture,
 * in the notation of Griewank & Walther (2nd ed., chapters 2 and 3):
 * inputs are v_{1-n}, ..., v_0, operations v_1, v_2, ...  One align* of
 * amsmath, with numbers an alignat*, for each of
 *
 *   the evaluation trace            v_i = op(...)
 *   the local partials              dv_i/dv_j, from the rows of ops.def
 *   AD_EMIT_GRADIENT: the adjoints  vbar_j = sum_i vbar_i dv_i/dv_j, in the
 *     reverse order, down to the gradient; of each output by itself
 *   AD_EMIT_JVP: the tangents       vdot_i = sum_j dv_i/dv_j vdot_j
 *
 * AD_EMIT_VALUE is the trace alone.  Where the point x (n numbers) is not NULL
 * every step has its number beside it, rounded to six digits; a tangent has what
 * it is as a multiple of those before.  \sigma is the logistic function, \Phi and
 * \varphi are the normal distribution and its density, \psi^{(k)} polygamma
 * functions, W is Lambert's, J and Y are Bessel's.  The mathematics at edges is
 * that of the row; a policy of the formula changes the numbers alone.  With
 * `document` the text is a document by itself, else a fragment whose first lines
 * say what it needs. */
struct ad_latex {
  enum ad_emit_what what;
  const double *x;
  bool document;
};

/* As ad_emit_as.  AD_BAD_ARGUMENT for formulas with matrices, for AD_EMIT_HVP, and
 * if a row of ops.def has an expression that is not understood. */
enum ad_status ad_emit_latex(const ad_formula *formula, const char *source,
                             size_t size, const struct ad_latex *how,
                             char **text, size_t *length);

/* A recorded tape as C, its outputs y and its inputs x as given:
 *
 *   void f(const double *x, double *y, const double *w, double *xbar);
 *
 * y[m] = f(x), and xbar[n] = J'w, w NULL standing for ones: of one output, the
 * gradient.  xbar may be NULL.  Values are v[i], i being the tape's slot, in an
 * array of each thread; lines are cut into functions of some hundred records, so
 * that compiling takes time in proportion to the tape.  The branches are those
 * taken while recording; inputs that are not among x keep the numbers they were
 * recorded with; policies are not written.  AD_NOT_INPUT if an x_j is none,
 * AD_BAD_ARGUMENT if the tape has matrices or `name` is no good, AD_STALE_VAR,
 * AD_NO_MEMORY, or the tape's status; *text and *length as above. */
enum ad_status tape_emit_c(const char *name, size_t m, const var *y, size_t n,
                           const var *x, char **text, size_t *length);

/* The same of `how`:
 *
 *   AD_EMIT_VALUE     void f_value(const double *x, double *y);
 *   AD_EMIT_GRADIENT  as above
 *   AD_EMIT_JVP       void f_jvp(const double *x, const double *dx, double *y,
 *                                double *dy);
 *   AD_EMIT_HVP       void f_hvp(const double *x, const double *dx, double *y,
 *                                const double *w, double *xbar, double *hv);
 *
 * dy = J dx; hv[n] is the derivative of xbar = J'w along dx, sum_i w_i H_i dx: of
 * one output, w being NULL, the Hessian times dx.  With lanes, f_batch, ... of
 * many points as ad_emit_as has them, all arrays (w, too) being structures of
 * arrays. */
enum ad_status tape_emit_as(const struct ad_emit *how, size_t m, const var *y,
                            size_t n, const var *x, char **text, size_t *length);

/* Whether C can have a function of this name here: an identifier that is no
 * keyword and not taken by the standard library or by dualtape. */
bool ad_emit_name_good(const char *name);

#ifdef __cplusplus
}
#endif
#endif
