/* test_matrix_rules.c: every row of matrix.def against the same function
 * written number by number (matrix_scalar.fn.c) in plain numbers, on the tape,
 * and in hyper-dual numbers, and against differences.
 *
 * With random changes u, v of the arguments, random adjoints w of the result
 * and a change z of these, the rules must give
 *   value          f(x),
 *   tangent        J u,
 *   adjoint        x̄ with <x̄, u> = <w, J u>,
 *   second order   x̄' with <x̄', u> = <w, D2 f(u, v)> + <z, J u>. */
#include <config.h>

#include "dualtape.h"

#include <float.h>
#include <stdio.h>

#include "close.h"
#include "matrix_sample.h"

enum { SCALARS = 64, MOST = 5 };

#define FN_FILE "matrix_scalar.fn.c"
#include "dualtape_each.h"

/* ---- one call ---------------------------------------------------------------- */

struct trial {
  const struct ad_matrix_info *row;
  enum ad_matrix_op op;
  int axis;
  struct ad_shape s[AD_MATRIX_ARGS], out;
  struct sample_block x[AD_MATRIX_ARGS], y, w, xbar[AD_MATRIX_ARGS];
  double u[AD_MATRIX_ARGS][SCALARS]; /* row by row */
  double a[AD_MATRIX_ARGS][SCALARS]; /* the arguments themselves */
  struct ad_scratch scratch;
};

static bool definite(enum ad_matrix_op op, int k)
{
  return k == 0 && (op == AD_MATRIX_cholesky || op == AD_MATRIX_logdet ||
                    op == AD_MATRIX_inverse || op == AD_MATRIX_solve);
}

/* Arguments, adjoints and their tangents: random.  False if the row refuses
 * the shapes, or repeated elements cannot be definite. */
static bool begin(struct trial *t, enum ad_matrix_op op, int axis,
                  struct ad_shape a, struct ad_shape b, enum layout first,
                  enum layout second)
{
  *t = (struct trial){.row = ad_matrix_info(op), .op = op, .axis = axis};
  t->s[0] = a, t->s[1] = b;
  if ((definite(op, 0) && first >= ONE_ROW && a.rows > 1) ||
      t->row->shape(t->s, axis, &t->out))
    return false;
  if (first >= ONE_ROW && (op == AD_MATRIX_amax || op == AD_MATRIX_amin))
    return false; /* ties have a test of their own */
  for (int k = 0; k < t->row->args; k++) {
    t->x[k] = new_block(t->s[k], k ? second : first);
    t->xbar[k] = new_block(t->s[k], k ? second : first);
    fill(t->x[k].b.v, &t->x[k].b);
    fill(t->x[k].b.d, &t->x[k].b);
    if (definite(op, k))
      fill_definite(t->x[k].b);
    unpack(t->x[k].b.v, &t->x[k].b, t->a[k]);
    /* u has to repeat what x repeats */
    struct sample_block u = new_block(t->s[k], k ? second : first);
    fill(u.b.v, &u.b);
    unpack(u.b.v, &u.b, t->u[k]);
    free_block(&u);
  }
  t->y = new_block(t->out, ROWS);
  t->w = new_block(t->out, ROWS);
  fill(t->w.b.v, &t->w.b);
  fill(t->w.b.d, &t->w.b);
  return true;
}

static void end(struct trial *t)
{
  for (int k = 0; k < t->row->args; k++)
    free_block(&t->x[k]), free_block(&t->xbar[k]);
  free_block(&t->y), free_block(&t->w);
  ad_scratch_free(&t->scratch);
}

static struct ad_matrix_call call_of(struct trial *t, struct ad_block *x,
                                     bool tangents)
{
  struct ad_matrix_call c = {x, t->axis, t->y.b, &t->scratch};
  for (int k = 0; k < AD_MATRIX_ARGS; k++)
    x[k] = t->x[k].b;
  if (!tangents)
    x[0].d = x[1].d = c.y.d = NULL;
  ad_scratch_reset(&t->scratch);
  return c;
}

static double inner(const double *a, const double *b, size_t n, double *size)
{
  double sum = 0;
  for (size_t k = 0; k < n; k++)
    sum += a[k] * b[k], *size += fabs(a[k] * b[k]);
  return sum;
}

/* <xbar, u>, where repeated elements count once. */
static double along(const struct trial *t, bool tangent, double *size)
{
  double sum = 0;
  for (int k = 0; k < t->row->args; k++) {
    const struct ad_block *b = &t->xbar[k].b;
    const double *const v = tangent ? b->d : b->v;
    for (size_t i = 0; i < (b->rs ? b->rows : 1); i++)
      for (size_t j = 0; j < (b->cs ? b->cols : 1); j++) {
        const double p = v[place(b, i, j)] * t->u[k][i * b->cols + j];
        sum += p, *size += fabs(p);
      }
  }
  return sum;
}

static void near(const struct trial *t, const char *what, double got,
                 double want, double size)
{
  ck_assert_msg(fabs(got - want) <= 1e-12 * size + 4 * DBL_EPSILON,
                "%s: %s of %zux%zu, %zux%zu, axis %d: %.17g, not %.17g",
                t->row->name, what, t->s[0].rows, t->s[0].cols, t->s[1].rows,
                t->s[1].cols, t->axis, got, want);
}

/* ---- what is checked ------------------------------------------------------------ */

/* The function in hyper-dual numbers at x + e1 u + e2 x'. */
static size_t by_scalars(const struct trial *t, hyper *y)
{
  hyper x[AD_MATRIX_ARGS][SCALARS];
  double v[SCALARS];
  for (int k = 0; k < t->row->args; k++) {
    unpack(t->x[k].b.d, &t->x[k].b, v);
    for (size_t i = 0; i < t->s[k].rows * t->s[k].cols; i++)
      x[k][i] = hyper_make(t->a[k][i], t->u[k][i], v[i], 0);
  }
  scalar_hyper(t->op, t->s, t->axis, x[0], x[1], y);
  return t->out.rows * t->out.cols;
}

static double largest(const double *x, size_t n)
{
  double most = 0;
  for (size_t k = 0; k < n; k++)
    most = fmax(most, fabs(x[k]));
  return most;
}

static void values(struct trial *t)
{
  struct ad_block x[AD_MATRIX_ARGS];
  struct ad_matrix_call c = call_of(t, x, false);
  hyper y[SCALARS];
  double v[SCALARS], dv[SCALARS];
  const size_t n = by_scalars(t, y);
  ck_assert_int_eq(t->row->value(&c), AD_OK);
  for (size_t k = 0; k < n; k++)
    v[k] = y[k].v, dv[k] = y[k].d2;
  for (size_t k = 0; k < n; k++)
    near(t, "value", t->y.b.v[k], v[k], largest(v, n) + 1);
  c = call_of(t, x, true);
  ck_assert_int_eq(t->row->value(&c), AD_OK);
  for (size_t k = 0; k < n; k++) {
    near(t, "value with tangents", t->y.b.v[k], v[k], largest(v, n) + 1);
    near(t, "tangent", t->y.b.d[k], dv[k], 10 * (largest(dv, n) + 1));
  }
}

/* Tangents against central differences of the value. */
static void differences(struct trial *t)
{
  const double h = 1e-5;
  const size_t n = t->out.rows * t->out.cols;
  struct ad_block x[AD_MATRIX_ARGS], y[2];
  struct sample_block moved[AD_MATRIX_ARGS], out[2];
  for (int side = 0; side < 2; side++) {
    struct ad_matrix_call c = call_of(t, x, false);
    out[side] = new_block(t->out, ROWS);
    y[side] = c.y = ad_block_primal(out[side].b);
    for (int k = 0; k < t->row->args; k++) {
      moved[k] = new_block(t->s[k], ROWS);
      ad_block_copy(t->x[k].b, moved[k].b);
      for (size_t i = 0; i < t->s[k].rows * t->s[k].cols; i++)
        moved[k].b.v[i] += (side ? h : -h) * moved[k].b.d[i];
      x[k] = ad_block_primal(moved[k].b);
    }
    ck_assert_int_eq(t->row->value(&c), AD_OK);
    for (int k = 0; k < t->row->args; k++)
      free_block(&moved[k]);
  }
  for (size_t k = 0; k < n; k++) {
    const double slope = (y[1].v[k] - y[0].v[k]) / (2 * h);
    ck_assert_msg(fabs(slope - t->y.b.d[k]) <= 1e-6 * (1 + fabs(slope)),
                  "%s: difference %.17g, tangent %.17g", t->row->name, slope,
                  t->y.b.d[k]);
  }
  free_block(&out[0]), free_block(&out[1]);
}

static void adjoints(struct trial *t)
{
  struct ad_block x[AD_MATRIX_ARGS], xbar[AD_MATRIX_ARGS] = {{0}};
  hyper y[SCALARS];
  double du[SCALARS], dd[SCALARS], size = 0, size2 = 0;
  const size_t n = by_scalars(t, y);
  for (size_t k = 0; k < n; k++)
    du[k] = y[k].d1, dd[k] = y[k].d12;
  /* first without tangents */
  struct ad_matrix_call c = call_of(t, x, false);
  struct ad_block w = ad_block_primal(t->w.b);
  for (int k = 0; k < t->row->args; k++)
    xbar[k] = ad_block_primal(t->xbar[k].b);
  ck_assert_int_eq(t->row->adjoint(&c, &w, xbar), AD_OK);
  const double want = inner(t->w.b.v, du, n, &size);
  const double got = along(t, false, &size);
  near(t, "adjoint", got, want, size);
  /* with them, added to what is there; so the adjoint comes twice */
  c = call_of(t, x, true);
  for (int k = 0; k < t->row->args; k++)
    xbar[k] = t->xbar[k].b;
  ck_assert_int_eq(t->row->adjoint(&c, &t->w.b, xbar), AD_OK);
  near(t, "adjoint with tangents", along(t, false, &size), 2 * want, size);
  const double want2 =
    inner(t->w.b.v, dd, n, &size2) + inner(t->w.b.d, du, n, &size2);
  const double got2 = along(t, true, &size2);
  near(t, "second-order adjoint", got2, want2, 10 * (size2 + size));
}

/* The adjoints of a scalar recording, and their bound. */
static void magnitudes(struct trial *t)
{
  struct ad_block x[AD_MATRIX_ARGS], bar[AD_MATRIX_ARGS] = {{0}};
  struct ad_block mag[AD_MATRIX_ARGS] = {{0}};
  struct sample_block b[AD_MATRIX_ARGS], m[AD_MATRIX_ARGS];
  var in[AD_MATRIX_ARGS][SCALARS], y[SCALARS];
  double grad[SCALARS];
  tape *tp = tape_new();
  for (int k = 0; k < t->row->args; k++) {
    b[k] = new_block(t->s[k], ROWS), m[k] = new_block(t->s[k], ROWS);
    bar[k] = ad_block_primal(b[k].b), mag[k] = ad_block_primal(m[k].b);
    tape_inputs(tp, t->s[k].rows * t->s[k].cols, t->a[k], in[k]);
  }
  scalar_var(t->op, t->s, t->axis, in[0], in[1], y);
  struct ad_matrix_call c = call_of(t, x, false);
  const struct ad_block w = ad_block_primal(t->w.b);
  ck_assert_int_eq(t->row->adjoint(&c, &w, bar), AD_OK);
  ad_scratch_reset(&t->scratch);
  ck_assert_int_eq(t->row->magnitude(&c, &w, mag), AD_OK);
  for (int k = 0; k < t->row->args; k++) {
    const size_t n = t->s[k].rows * t->s[k].cols;
    ck_assert_int_eq(tape_vjp(t->out.rows * t->out.cols, y, w.v, n, in[k], grad),
                     AD_OK);
    for (size_t i = 0; i < n; i++) {
      const double got = bar[k].v[i], most = mag[k].v[i];
      ck_assert_msg(fabs(got) <= most * (1 + 1e-13),
                    "%s: magnitude %.17g of %.17g", t->row->name, most, got);
      ck_assert_msg(fabs(got - grad[i]) <= DBL_EPSILON * (64 * most + 4),
                    "%s: %.17g on the tape, %.17g by the rule, magnitude %.17g",
                    t->row->name, grad[i], got, most);
    }
    free_block(&b[k]), free_block(&m[k]);
  }
  tape_free(tp);
}

/* ---- every row, shape, axis, layout ---------------------------------------------- */

static size_t all_layouts(enum ad_matrix_op op, int axis, struct ad_shape a,
                          struct ad_shape b)
{
  const bool two = ad_matrix_info(op)->args == 2;
  size_t trials = 0;
  for (int l = 0; l < LAYOUTS * (two ? LAYOUTS : 1); l++) {
    struct trial t;
    if (!begin(&t, op, axis, a, b, (enum layout)(l % LAYOUTS),
               (enum layout)(l / LAYOUTS)))
      continue;
    values(&t);
    differences(&t);
    adjoints(&t);
    magnitudes(&t);
    end(&t);
    trials++;
  }
  return trials;
}

START_TEST(rules_are_right)
{
  static const struct ad_shape shapes[] = {
    {1, 1}, {1, 4}, {5, 1}, {2, 2}, {2, 3}, {3, 2}, {3, 3}, {4, 4}, {5, 5}};
  enum { SHAPES = sizeof shapes / sizeof *shapes };
  const struct ad_matrix_info *row = ad_matrix_info((enum ad_matrix_op)_i);
  size_t trials = 0;
  for (int axis = row->axis ? 1 : AD_ALL; axis >= AD_ALL; axis--)
    for (int i = 0; i < SHAPES; i++)
      for (int j = 0; j < (row->args == 2 ? SHAPES : 1); j++)
        trials += all_layouts((enum ad_matrix_op)_i, axis, shapes[i], shapes[j]);
  ck_assert_uint_ge(trials, 4 * 5);
}
END_TEST

/* ---- shapes ------------------------------------------------------------------------ */

/* What each row takes, said once more. */
static bool fits(enum ad_matrix_op op, struct ad_shape a, struct ad_shape b)
{
  switch ((int)op) {
  case AD_MATRIX_matmul: return a.cols == b.rows;
  case AD_MATRIX_outer:
    return (a.rows == 1 || a.cols == 1) && (b.rows == 1 || b.cols == 1);
  case AD_MATRIX_dot: return a.rows == b.rows && a.cols == b.cols;
  case AD_MATRIX_solve: return a.rows == a.cols && a.rows == b.rows;
  case AD_MATRIX_trace:
  case AD_MATRIX_det:
  case AD_MATRIX_inverse:
  case AD_MATRIX_cholesky:
  case AD_MATRIX_logdet: return a.rows == a.cols;
  default: return true;
  }
}

static void check_shape(enum ad_matrix_op op, struct ad_shape a,
                        struct ad_shape b, int axis, bool good)
{
  double ones[SCALARS];
  char text[2][32];
  const struct ad_matrix_info *row = ad_matrix_info(op);
  for (size_t k = 0; k < SCALARS; k++)
    ones[k] = k % 4 == 0; /* with 3 rows and columns: definite */
  tape *t = tape_new();
  const var_mat x[] = {var_mat_input(t, a.rows, a.cols, ones),
                       var_mat_input(t, b.rows, b.cols, ones)};
  var_mat_apply(op, x, axis);
  if (good) {
    ck_assert_msg(tape_status(t) != AD_BAD_SHAPE, "%s: %s", row->name,
                  tape_error_text(t));
  } else {
    ck_assert_int_eq(tape_status(t), AD_BAD_SHAPE);
    snprintf(text[0], sizeof text[0], "%zux%zu", a.rows, a.cols);
    snprintf(text[1], sizeof text[1], "%zux%zu", b.rows, b.cols);
    ck_assert_ptr_nonnull(strstr(tape_error_text(t), row->name));
    ck_assert_ptr_nonnull(strstr(tape_error_text(t), text[0]));
    if (row->args == 2)
      ck_assert_ptr_nonnull(strstr(tape_error_text(t), text[1]));
  }
  tape_free(t);
}

START_TEST(wrong_shapes_are_refused)
{
  const enum ad_matrix_op op = (enum ad_matrix_op)_i;
  for (size_t i = 0; i < 256; i++) {
    const struct ad_shape a = {1 + i % 4, 1 + i / 4 % 4};
    const struct ad_shape b = {1 + i / 16 % 4, 1 + i / 64};
    check_shape(op, a, b, AD_ALL, fits(op, a, b));
    if (ad_matrix_info(op)->axis) {
      check_shape(op, a, b, 0, true);
      check_shape(op, a, b, 1, true);
      check_shape(op, a, b, 2, false);
      check_shape(op, a, b, -2, false);
    }
  }
}
END_TEST

/* ---- the table ----------------------------------------------------------------------- */

START_TEST(names_are_unique)
{
  const struct ad_matrix_info *row = ad_matrix_info((enum ad_matrix_op)_i);
  ck_assert_int_eq(ad_matrix_find(row->name, strlen(row->name)), _i);
  for (int op = 0; op < AD_OP_COUNT; op++)
    ck_assert_str_ne(row->name, ad_op_info((enum ad_op)op)->name);
  ck_assert(*row->say && *row->say_adjoint && *row->help);
  ck_assert_int_eq(ad_matrix_find("nonsense", 8), AD_MATRIX_COUNT);
  ck_assert_ptr_null(ad_matrix_info(AD_MATRIX_COUNT));
}
END_TEST

int main(void)
{
  Suite *s = suite_create("matrix_rules");
  for (int op = 0; op < AD_MATRIX_COUNT; op++) {
    TCase *c = tcase_create(ad_matrix_info((enum ad_matrix_op)op)->name);
    tcase_set_timeout(c, 120);
    tcase_add_loop_test(c, rules_are_right, op, op + 1);
    tcase_add_loop_test(c, wrong_shapes_are_refused, op, op + 1);
    tcase_add_loop_test(c, names_are_unique, op, op + 1);
    suite_add_tcase(s, c);
  }
  return run_suite(s);
}
