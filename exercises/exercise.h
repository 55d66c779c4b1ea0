/* exercise.h: what an exercise's check.c is written with.
 *
 * check.c is compiled twice, since its two sides run in two processes:
 *
 *   #include "exercise.h"
 *   #if STUDENT      with the student's file, whose functions it calls
 *   CALL(square) { out[0] = square(in[0]); }
 *   #else            in dualtape, which alone gives the verdict
 *   JUDGE(j)
 *   {
 *     while (judge_next(j)) {
 *       const double x = judge_draw(j, "x", 3, -2, 2), want = x * x;
 *       double got;
 *       judge_call(j, "square", 1, &x, 1, &got);
 *       judge_compare(j, "x^2", 1, &got, &want);
 *       judge_suspect(j, "doubled", 1, (double[]){2 * x});
 *     }
 *   }
 *   #endif
 *
 * Between both only numbers go.  The student's process is linked with libm
 * alone; what it prints is shown and believed in nothing.
 *
 * doc/lecturer.md tells the rest of an exercise. */
#ifndef EXERCISE_H
#define EXERCISE_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>

#ifndef STUDENT
#define STUDENT 0
#endif

/* ---- the student's side -------------------------------------------------------- */

/* CALL(name) { ... }: answers judge_call(j, "name", n, in, m, out): reads
 * in[0..n-1], writes out[0..m-1], which hold NaN before. */
typedef void exercise_answer(const double *in, size_t n, double *out, size_t m);
void exercise_answers(const char *name, exercise_answer *answer);

#define CALL(name)                                                            \
  static exercise_answer answer_##name;                                       \
  __attribute__((constructor)) static void announce_##name(void)              \
  {                                                                           \
    exercise_answers(#name, answer_##name);                                   \
  }                                                                           \
  static void answer_##name(const double *in, size_t n, double *out, size_t m)

#if !STUDENT

/* ---- the judge's side ------------------------------------------------------------ */

struct judge;

/* JUDGE(j) { ... }: asks the student's functions and compares. */
#define JUDGE(j)                                                              \
  void exercise_judge(struct judge *j);                                       \
  void exercise_judge(struct judge *j)

/* The next point; false when there have been enough (20, or `points`), or the
 * student's process is gone.  The first point is the example that the README
 * gives, all others are random.  Nothing is asked outside this loop. */
bool judge_next(struct judge *j);
void judge_points(struct judge *j, int points);
bool judge_is_example(const struct judge *j);

/* An input: `example` at the first point, then uniform in [from, to]; shown
 * under its name if something is wrong at this point. */
double judge_draw(struct judge *j, const char *name, double example,
                  double from, double to);

/* n of them; `example` may be NULL: the first point is random as well. */
void judge_draws(struct judge *j, const char *name, size_t n,
                 const double *example, double from, double to, double *x);

/* A whole number in from..to. */
long judge_whole(struct judge *j, const char *name, long example, long from,
                 long to);

/* Random numbers that are not shown; numbers, and text (as printf writes it),
 * shown that are not drawn. */
double judge_random(struct judge *j, double from, double to);
void judge_show(struct judge *j, const char *name, size_t n, const double *x);
void judge_tell(struct judge *j, const char *format, ...)
  __attribute__((format(printf, 2, 3)));

/* What is asked from here on, at this point, has other inputs: those before are
 * not shown with it. */
void judge_forget(struct judge *j);

/* Asks CALL(name) of the student's side: n numbers in, m numbers out (at most
 * JUDGE_MOST each way).  False, and out is NaN, if there was no answer: the
 * student's code crashed, hung or left; judge_next then ends the loop, and the
 * verdict is made of that. */
enum { JUDGE_MOST = 65536 };
bool judge_call(struct judge *j, const char *name, size_t n, const double *in,
                size_t m, double *out);

/* Compares m numbers that came with those that are right.  `what` names a part
 * of the task ("gradient"); with one blank before each, it can name the numbers
 * as well: "gradient dr/dx dr/dy dr/dz"; "adjoints a[*2] b[*3]" is short for
 * a[0], a[1], b[0], b[1], b[2].  Equal is
 *     |got_k - want_k| <= relative max_i |want_i| + absolute
 * with relative = 1e-13 and absolute = 0 unless judge_tolerance says otherwise
 * (until it is called again).  NaN equals NaN, inf equals inf.  Difference
 * quotients and float miss 1e-13, and are recognised by how they miss it. */
bool judge_compare(struct judge *j, const char *what, size_t m,
                   const double *got, const double *want);
void judge_tolerance(struct judge *j, double relative, double absolute);

/* A part of the task that is no comparison: "fewer than 20 steps". */
bool judge_require(struct judge *j, const char *what, bool holds);

/* A known mistake would have given `wrong` in the judge_compare just before (the
 * same m).  The remark `id` of remarks.txt is given if this explains all that
 * came: `wrong` fitted (to 1e-9) after every comparison at which it was suspected,
 * and differed from what is right at least once.  Several with one id after one
 * comparison are alternatives.  If several ids fit, it is the first suspected one
 * of the part that failed first.  judge_suspect_if: whether it fits is up to the
 * caller; it may also follow judge_require. */
void judge_suspect(struct judge *j, const char *id, size_t m,
                   const double *wrong);
void judge_suspect_if(struct judge *j, const char *id, bool fits);

/* Oracles: dualtape's engines on a formula (`dualtape compare --help`), whose
 * inputs x count in the order in which they appear: "r = z^2 * (x + y)" has z
 * first.  "input x, y, z; z^2 * (x + y)" gives an order, "input W = zeros(2, 3)"
 * a matrix, whose numbers count row by row; "u*v, u/v" has two outputs.  The
 * text may be made at run time.  Each pointer may be NULL.  On the judge's side
 * check.c may include <dualtape.h> as well and call the library.
 *
 *   judge_gradient   value of one output, gradient[n]
 *   judge_jacobian   values[m], jacobian[m * n] row by row
 *   judge_hessian    one output: hessian[n * n] */
void judge_gradient(struct judge *j, const char *formula, const double *x,
                    double *value, double *gradient);
void judge_jacobian(struct judge *j, const char *formula, const double *x,
                    double *values, double *jacobian);
void judge_hessian(struct judge *j, const char *formula, const double *x,
                   double *hessian);

/* By the nature of the exercise the answer does not depend on inputs, so that it
 * may be hard-coded; or it is an approximation, so that seven digits may do.
 * Without these, `dualtape exercise verify` wants such answers to be wrong. */
void judge_is_constant(struct judge *j);
void judge_is_approximate(struct judge *j);

#endif
#endif
