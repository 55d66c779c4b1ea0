/* mutants.c: who tests the tests?  Every mutant of the op table's partials
 * (make_mutants.c) is planted in one engine, or in the table that both read,
 * and all checks are asked.
 *
 *   mutants [--list] [--points=N] [--gradients=N]
 *
 * Prints, for each kind of mistake and for each op, how many real mutants each
 * check catches; --list names those that are no real ones, since they are the
 * same function, and those that nothing catches.  With --gradients, instead, so
 * many random formulas are handed to check_gradient with their right gradients.
 * Exit status 1 if a real mutant escapes, or if a right derivative is accused.
 */
#include <config.h>

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../compare/check_all.h"
#include "../compare/check_gradient.h"
#include "../compare/check_sketch.h"
#include "../compare/derivatives.h"
#include "oracle.h"
#include "sample.h"

enum mistake { SIGN, FACTOR, SWAP, MISTAKES };
static const char *const mistakes[] = {"sign", "factor", "swap"};

struct mutant {
  enum ad_op op;
  int order, k, l; /* the partial by argument k, or by k and l */
  enum mistake mistake;
  const char *text;
  double (*f)(double a, double b, double c, double y);
};

/* An OPN row's integer; other numbers are not meant, and may be large. */
static int integer(double b) { return fabs(b) < 1000 ? (int)b : 0; }

#define M(number, expression)                                                  \
  static double m##number(double a, double b, double c, double y)              \
  {                                                                            \
    const int n = integer(b);                                                  \
    (void)a, (void)b, (void)c, (void)y, (void)n;                               \
    return expression;                                                         \
  }
#include "tests/mutants.inc"
enum { MUTANTS = sizeof mutants / sizeof *mutants };

/* ---- an op with partials that may be wrong ------------------------------ */

struct subject {
  enum ad_op op;
  int n;                                  /* OPN: its integer */
  const struct mutant *forward, *reverse; /* NULL: right */
};

static struct ad_partials partials(const struct subject *s,
                                   const struct mutant *m, const double *x)
{
  double at[AD_OP_ARGS] = {0};
  for (int k = 0; k < ad_op_variables(s->op); k++)
    at[k] = x[k];
  if (ad_op_info(s->op)->kind == AD_INTEGER)
    at[1] = s->n;
  struct ad_partials p = ad_op_eval(s->op, at[0], at[1], at[2]);
  if (!m)
    return p;
  const double wrong = m->f(at[0], at[1], at[2], p.y);
  if (m->order == 1)
    p.d[m->k] = wrong;
  else
    p.dd[m->k][m->l] = p.dd[m->l][m->k] = wrong;
  return p;
}

static enum ad_status on_double(const double *x, double *y, void *data)
{
  *y = partials(data, NULL, x).y;
  return AD_OK;
}

static enum ad_status on_dual(const dual *x, dual *y, void *data)
{
  const struct subject *s = data;
  double v[AD_OP_ARGS] = {0}, d = 0;
  for (int k = 0; k < ad_op_variables(s->op); k++)
    v[k] = x[k].v;
  const struct ad_partials p = partials(s, s->forward, v);
  for (int k = 0; k < ad_op_variables(s->op); k++)
    d += ad_times(p.d[k], x[k].d);
  *y = dual_make(p.y, d);
  return AD_OK;
}

/* On the tape, y + sum_k f_k t_k + 1/2 sum_kl f_kl t_k t_l with t = x - x,
 * which is 0 and has the derivatives of x: the value, and the partials as they
 * are given.  The value counts as often for rounding as its row says. */
static enum ad_status on_var(const var *x, var *y, void *data)
{
  const struct subject *s = data;
  double v[AD_OP_ARGS] = {0};
  var t[AD_OP_ARGS];
  const int n = ad_op_variables(s->op);
  for (int k = 0; k < n; k++) {
    v[k] = var_value(x[k]);
    t[k] = var_sub(x[k], var_const(v[k]));
  }
  const struct ad_partials p = partials(s, s->reverse, v);
  *y = var_add(var_mul(t[0], var_const(p.d[0])), var_const(p.y));
  for (int k = 1; k < n; k++)
    *y = var_add(*y, var_mul(t[k], var_const(p.d[k])));
  for (int k = 0; k < n; k++)
    for (int l = 0; l < n; l++)
      *y = var_add(*y, var_mul(var_mul(t[k], t[l]), var_const(p.dd[k][l] / 2)));
  for (double u = ad_op_info(s->op)->ulp[0]; u > 0; u--)
    *y = var_add(*y, var_const(0));
  return AD_OK;
}

/* The complex step reads no partials: its judgement is its own. */
static enum ad_status on_complex(const cplx *x, cplx *y, void *data)
{
  const struct subject *s = data;
  *y = ad_complex_op(s->op, x, s->n);
  return AD_OK;
}

static struct ad_function function_of(struct subject *s)
{
  return (struct ad_function){.name = ad_op_info(s->op)->name,
                              .n = (size_t)ad_op_variables(s->op),
                              .m = 1,
                              .on_double = on_double,
                              .on_dual = on_dual,
                              .on_var = on_var,
                              .on_complex = on_complex,
                              .data = s};
}

static bool inside(const double *x, void *data)
{
  const struct subject *s = data;
  double at[AD_OP_ARGS] = {0};
  for (int k = 0; k < ad_op_variables(s->op); k++)
    at[k] = x[k];
  if (ad_op_info(s->op)->kind == AD_INTEGER)
    at[1] = s->n;
  return ad_op_defined(s->op, at[0], at[1], at[2]) &&
         !ad_op_on_edge(s->op, at[0], at[1], at[2]);
}

/* As somebody writes it by hand: the first partials. */
static double by_hand(unsigned n, const double *x, double *grad, void *data)
{
  const struct subject *s = data;
  const struct ad_partials p = partials(s, s->reverse, x);
  for (unsigned k = 0; grad && k < n; k++)
    grad[k] = p.d[k];
  return p.y;
}

/* A function of stairs: by its values alone it is a slope with noise. */
static bool is_stairs(enum ad_op op)
{
  return strcmp(ad_op_info(op)->d[0], "ad_flat(a)") == 0;
}

/* ---- the checks --------------------------------------------------------- */

enum { GRADIENT = CHECK_KINDS, HYPER, ORACLE, CHECKS };
static const char *name_of(int check)
{
  return check < CHECK_KINDS ? check_kind_name((enum check_kind)check)
         : check == GRADIENT ? "by_hand"
         : check == HYPER    ? "hyper"
                             : "mpfr";
}

/* Second derivatives by hyper-dual numbers, whose partials are forward's,
 * against the second-order adjoint sweep; the partials alone can differ. */
static bool hypers_differ(struct subject *s, const double *x)
{
  const struct ad_function f = function_of(s);
  const struct ad_partials p = partials(s, s->forward, x);
  double h[AD_OP_ARGS * AD_OP_ARGS];
  if (ad_hessian(&f, x, NULL, NULL, h))
    return false;
  for (size_t k = 0; k < f.n; k++)
    for (size_t l = 0; l < f.n; l++)
      if (fabs(h[k * f.n + l] - p.dd[k][l]) >
          64 * DBL_EPSILON * fabs(p.dd[k][l]))
        return true;
  return false;
}

/* caught[c] becomes true if check c fails at x. */
static void ask(struct subject *s, const double *x, bool *caught)
{
  const struct ad_function f = function_of(s);
  const struct check_all_options here = {
      .points = 1, .seed = 1, .smooth = inside, .data = s};
  const struct check_gradient_options nearby = {.points = 3, .spread = 1e-2};
  struct check_all_report r;
  struct check_gradient_report g;
  if (check_all(&f, x, &here, &r) == AD_OK)
    for (int c = 0; c < CHECK_KINDS; c++)
      caught[c] = caught[c] || r.part[c].failed;
  if (!is_stairs(s->op) &&
      check_gradient(by_hand, s, (unsigned)f.n, x, &nearby, &g) == AD_OK)
    caught[GRADIENT] = caught[GRADIENT] || (g.judged && !g.right);
  caught[HYPER] = caught[HYPER] || hypers_differ(s, x);
}

/* ---- points ------------------------------------------------------------- */

enum { MOST = 64 };
struct points {
  size_t count;
  double x[MOST][AD_OP_ARGS];
};

/* Whether formulas of the op would be made there (sketch.h). */
static bool ordinary(enum ad_op op, const double *x)
{
  struct ad_sketch s = {.outputs = 1};
  const size_t n = (size_t)ad_op_variables(op);
  for (size_t k = 0; k < n; k++)
    s.step[k] =
        (struct ad_step){.kind = AD_STEP_INPUT, .input = k, .number = x[k]};
  s.step[n] = (struct ad_step){
      .kind = AD_STEP_OP, .op = op, .arg = {0, 1, 2}, .n = integer(x[1])};
  s.count = n + 1;
  s.output[0] = n;
  return ad_sketch_sound(&s);
}

/* The row's own points, random ones, and for the branches that some rows have
 * near 0, where they are analytic, points there. */
static void points_of(enum ad_op op, size_t count, struct points *p)
{
  static const double small[] = {9e-5, -7e-5};
  uint64_t state = 17;
  const size_t arity = (size_t)ad_op_arity(op);
  p->count = 0;
  for (size_t k = 0; k < ad_op_info(op)->point_count && p->count < count; k++) {
    double *x = p->x[p->count];
    for (size_t j = 0; j < AD_OP_ARGS; j++)
      x[j] = j < arity ? ad_op_info(op)->points[k * arity + j] : 0;
    p->count += ordinary(op, x);
  }
  for (int k = 0; k < 2 && arity == 1 && p->count < count &&
                  ordinary(op, (const double[]){0, 0, 0});
       k++)
    p->x[p->count++][0] = small[k];
  for (int tries = 0; tries < 10000 && p->count < count; tries++)
    p->count +=
        sample(op, &state, p->x[p->count]) && ordinary(op, p->x[p->count]);
}

/* Whether the mutant is another function: at some point of the op's whole
 * domain (it becomes x) it is farther from the right partial than that may be
 * from the truth. */
static bool is_real(const struct mutant *m, double *x)
{
  uint64_t state = 4;
  const double ulp = 2 * ad_op_info(m->op)->ulp[m->order] + 4;
  for (int k = 0; k < 2000; k++) {
    if (!sample(m->op, &state, x))
      break;
    const struct ad_partials p = ad_op_eval(m->op, x[0], x[1], x[2]);
    const double right = m->order == 1 ? p.d[m->k] : p.dd[m->k][m->l];
    const double wrong = m->f(x[0], x[1], x[2], p.y);
    if (isfinite(right) && fabs(right) > 1e-290 && fabs(right) < 1e290 &&
        !(fabs(wrong - right) <= ulp * DBL_EPSILON * fabs(right)))
      return true;
    if (right == 0 && wrong != 0)
      return true;
  }
  return false;
}

/* Whether MPFR tells the mutant from the truth there, as it tells the real
 * table from no other: beyond the error that the row admits. */
static bool oracle_tells(const struct mutant *m, const double *x)
{
  struct ad_partials p = ad_op_eval(m->op, x[0], x[1], x[2]);
  double *got = m->order == 1 ? &p.d[m->k] : &p.dd[m->k][m->l];
  if (!oracle_knows(m->op))
    return false;
  struct oracle_verdict v = oracle_judge(m->op, x, &p);
  const double *error =
      m->order == 1 ? &v.error.d[m->k] : &v.error.dd[m->k][m->l];
  const double right = *error;
  *got = m->f(x[0], x[1], x[2], p.y);
  v = oracle_judge(m->op, x, &p);
  return !(*error <= 2 * right + ad_op_info(m->op)->ulp[m->order]);
}

/* ---- the run ------------------------------------------------------------ */

enum place { ENGINE, TABLE, PLACES };
static const char *const places[] = {"in one engine", "in the table"};

struct row {
  size_t made, real, whole[PLACES], caught[PLACES][CHECKS];
  size_t without[PLACES]; /* MPFR */
};
static struct row by_kind[2][MISTAKES], by_op[AD_OP_COUNT], all;

static void add(struct row *r, bool real, bool caught[PLACES][CHECKS])
{
  r->made++;
  r->real += real;
  for (int p = 0; real && p < PLACES; p++) {
    bool any = false;
    for (int c = 0; c < CHECKS; c++) {
      r->caught[p][c] += caught[p][c];
      r->without[p] += c == ORACLE && any; /* the last one */
      any = any || caught[p][c];
    }
    r->whole[p] += any;
  }
}

static void describe(const char *what, const struct mutant *m)
{
  printf("# %s: %s %s%c%c, %s: %s\n", what, ad_op_info(m->op)->name,
         m->order == 1 ? "d" : "dd", 'a' + m->k,
         m->order == 1 ? ' ' : 'a' + m->l, mistakes[m->mistake], m->text);
}

static bool try_mutant(const struct mutant *m, const struct points *points,
                       bool list)
{
  bool caught[PLACES][CHECKS] = {{false}}, escaped = false;
  double there[AD_OP_ARGS] = {0};
  const bool real = is_real(m, there);
  caught[ENGINE][ORACLE] = caught[TABLE][ORACLE] =
      real && oracle_tells(m, there);
  for (int p = 0; real && p < PLACES; p++) {
    bool any = false;
    for (size_t k = 0; k < points->count; k++) {
      struct subject s = {m->op, integer(points->x[k][1]),
                          p == TABLE ? m : NULL, m};
      ask(&s, points->x[k], caught[p]);
    }
    for (int c = 0; c < CHECKS; c++)
      any = any || caught[p][c];
    escaped = escaped || !any;
    if (list && !any)
      describe(p == TABLE ? "escapes in the table" : "escapes in an engine", m);
  }
  if (list && !real)
    describe("the same function", m);
  add(&all, real, caught);
  add(&by_op[m->op], real, caught);
  add(&by_kind[m->order - 1][m->mistake], real, caught);
  return !escaped;
}

/* With nothing planted no check may fail. */
static size_t accused(enum ad_op op, const struct points *points, bool list)
{
  size_t alarms = 0;
  for (size_t k = 0; k < points->count; k++) {
    bool caught[CHECKS] = {false};
    struct subject s = {op, integer(points->x[k][1]), NULL, NULL};
    ask(&s, points->x[k], caught);
    for (int c = 0; c < CHECKS; c++) {
      alarms += caught[c];
      if (caught[c] && list)
        printf("# false alarm: %s at %.17g %.17g %.17g: %s\n",
               ad_op_info(op)->name, points->x[k][0], points->x[k][1],
               points->x[k][2], name_of(c));
    }
  }
  return alarms;
}

static void print_row(const char *name, const struct row *r, int p)
{
  printf("%-16s %6zu %5zu", name, r->made, r->real);
  for (int c = 0; c < CHECKS; c++)
    printf(" %11zu", r->caught[p][c]);
  printf(" %6zu\n", r->whole[p]);
}

static void print_block(int p, bool ops)
{
  char name[40];
  printf("# The mistake stands %s; mutants caught, by %s\n%-16s %6s %5s",
         places[p], ops ? "op" : "kind", "# name", "made", "real");
  for (int c = 0; c < CHECKS; c++)
    printf(" %11s", name_of(c));
  printf(" %6s\n", "whole");
  for (int op = 0; ops && op < AD_OP_COUNT; op++)
    print_row(ad_op_info((enum ad_op)op)->name, &by_op[op], p);
  for (int k = 0; !ops && k < 2 * MISTAKES; k++) {
    snprintf(name, sizeof name, "%s,%s", k < MISTAKES ? "first" : "second",
             mistakes[k % MISTAKES]);
    print_row(name, &by_kind[k / MISTAKES][k % MISTAKES], p);
  }
  print_row("all", &all, p);
}

static int run(size_t count, bool list)
{
  static struct points points[AD_OP_COUNT];
  size_t alarms = 0;
  bool caught = true;
  for (int op = 0; op < AD_OP_COUNT; op++) {
    points_of((enum ad_op)op, count, &points[op]);
    alarms += accused((enum ad_op)op, &points[op], list);
  }
  for (size_t k = 0; k < MUTANTS; k++)
    caught &= try_mutant(&mutants[k], &points[mutants[k].op], list);
  printf("# Mutants of the op table's partials: how many the checks catch.\n"
         "# %d mutants, %zu of them real; %zu false alarms\n"
         "# caught without MPFR: %zu in one engine, %zu in the table\n",
         (int)MUTANTS, all.real, alarms, all.without[ENGINE],
         all.without[TABLE]);
  for (int block = 0; block < 2 * PLACES; block++) {
    print_block(block % PLACES, block >= PLACES);
    puts("\n");
  }
  return caught && !alarms ? 0 : 1;
}

/* ---- right gradients ---------------------------------------------------- */

static double by_tape(unsigned n, const double *x, double *grad, void *data)
{
  const struct ad_function f = ad_formula_function(data);
  const double one = 1;
  double y = NAN, g[AD_SKETCH_INPUTS];
  f.on_double(x, &y, f.data);
  for (unsigned k = 0; grad && k < n; k++)
    g[k] = NAN;
  if (grad && ad_vjp(&f, x, &one, NULL, g) == AD_OK)
    memcpy(grad, g, n * sizeof *g);
  return y;
}

/* What rounding does to the formula's value at x. */
static double noise_of(ad_formula *formula, const double *x)
{
  const struct ad_function f = ad_formula_function(formula);
  double noise = 0;
  var in[AD_SKETCH_INPUTS], y;
  tape *t = tape_new();
  if (t && !tape_inputs(t, f.n, x, in) && !f.on_var(in, &y, f.data) &&
      !tape_gradient(y, 0, NULL, NULL))
    noise = tape_rounding(t);
  tape_free(t);
  return isfinite(noise) ? noise : 0;
}

static bool has_stairs(const struct ad_sketch *s)
{
  for (size_t i = 0; i < s->count; i++)
    if (s->step[i].kind == AD_STEP_OP && is_stairs(s->step[i].op))
      return true;
  return false;
}

/* Formulas without stairs, at their sound point and next to it. */
static int gradients(size_t count)
{
  struct check_gradient_options nearby = {.points = 2, .spread = 1e-3};
  size_t asked = 0, judged = 0, alarms = 0, right = 0;
  for (size_t k = 0; asked < count; k++) {
    struct ad_sketch s;
    char text[AD_SKETCH_TEXT], point[200], said[400];
    double x[AD_SKETCH_INPUTS];
    struct check_gradient_report r;
    check_sketch_random(3, k, &s);
    s.outputs = 1;
    if (!ad_sketch_sound(&s) || has_stairs(&s))
      continue;
    asked++;
    ad_sketch_text(&s, text, sizeof text);
    ad_sketch_point(&s, point, sizeof point);
    ad_formula *f = ad_formula_parse(text, strlen(text), NULL);
    if (!f)
      return 2;
    check_sketch_point(&s, f, x);
    nearby.noise = 2 * noise_of(f, x);
    if (check_gradient(by_tape, f, (unsigned)ad_formula_inputs(f), x, &nearby,
                       &r))
      return 2;
    judged += r.judged;
    right += r.right;
    if (r.judged && !r.right) {
      alarms++;
      check_gradient_text(&r, said, sizeof said);
      printf("# false alarm %zu: '%s' %s: %s\n", k, text, point, said);
    }
    ad_formula_free(f);
  }
  printf("# %zu right gradients of random formulas, %zu components judged, %zu "
         "found right, %zu false alarms\n",
         asked, judged, right, alarms);
  return alarms ? 1 : 0;
}

int main(int argc, char **argv)
{
  size_t points = 24;
  bool list = false;
  for (int k = 1; k < argc; k++) {
    if (strcmp(argv[k], "--list") == 0)
      list = true;
    else if (strncmp(argv[k], "--points=", 9) == 0 && atoi(argv[k] + 9) > 0)
      points = (size_t)atoi(argv[k] + 9);
    else if (strncmp(argv[k], "--gradients=", 12) == 0 &&
             atol(argv[k] + 12) > 0)
      return gradients((size_t)atol(argv[k] + 12));
    else {
      fprintf(stderr,
              "mutants: error: bad option `%s`\n"
              "usage: mutants [--list] [--points=N] [--gradients=N]\n",
              argv[k]);
      return 2;
    }
  }
  return run(points < MOST ? points : MOST, list);
}
