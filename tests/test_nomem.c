/* test_nomem.c: every allocation of both engines fails once, and from then
 * on.  The engines' sources are compiled into this file with an allocator
 * that counts; so this program is linked without the library. */
#include <config.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* ---- an allocator that fails when told to ------------------------------ */

static struct {
  size_t calls;   /* since begin() */
  size_t fail_at; /* the call that fails, from 1; 0: none */
  bool for_good;  /* and all later ones */
  size_t blocks, bytes; /* in use */
} memory;

/* Each block carries its size in front, aligned for any type. */
union head {
  size_t size;
  max_align_t align;
};

static bool refused(void)
{
  size_t call = ++memory.calls;
  return memory.fail_at && (memory.for_good ? call >= memory.fail_at
                                            : call == memory.fail_at);
}

static void release(void *p)
{
  if (!p)
    return;
  union head *head = (union head *)p - 1;
  memory.blocks--;
  memory.bytes -= head->size;
  free(head);
}

static void *obtain(size_t size)
{
  if (refused() || size > SIZE_MAX - sizeof(union head))
    return NULL;
  union head *head = malloc(sizeof *head + size);
  if (!head)
    return NULL;
  head->size = size;
  memory.blocks++;
  memory.bytes += size;
  memset(head + 1, 0xA5, size); /* so that nobody counts on zeros */
  return head + 1;
}

static void *obtain_zeros(size_t count, size_t size)
{
  void *p = size && count > SIZE_MAX / size ? NULL : obtain(count * size);
  if (p)
    memset(p, 0, count * size);
  return p;
}

/* Always moves, so that an address kept from before is seen to be wrong. */
static void *move(void *old, size_t size)
{
  void *p = obtain(size);
  if (p && old) {
    size_t had = ((union head *)old - 1)->size;
    memcpy(p, old, had < size ? had : size);
    release(old);
  }
  return p;
}

#define malloc obtain
#define calloc obtain_zeros
#define realloc move
#define free release
#include "../ops/scratch.c"
#include "../reverse/backward.c"
#include "../reverse/backward_twice.c"
#include "../reverse/custom.c"
#include "../reverse/cost.c"
#include "../reverse/drivers.c"
#include "../reverse/functions.c"
#include "../reverse/gradients.c"
#include "../reverse/graph.c"
#include "../reverse/guards.c"
#include "../reverse/hooks.c"
#include "../reverse/in_place.c"
#include "../reverse/in_place_slice.c"
#include "../reverse/lanes.c"
#include "../reverse/lanes_sweep.c"
#include "../reverse/mark.c"
#include "../reverse/matrix.c"
#include "../reverse/matrix_lanes.c"
#include "../reverse/matrix_record.c"
#include "../reverse/matrix_sweep.c"
#include "../reverse/merge.c"
#include "../reverse/optimize.c"
#include "../reverse/pieces.c"
#include "../reverse/record.c"
#include "../reverse/replay.c"
#include "../reverse/second.c"
#include "../reverse/sweep.c"
#include "../reverse/tape.c"
#include "../reverse/pattern.c"
#include "../reverse/sparsity.c"
#include "../reverse/sparsity_hessian.c"
#include "../reverse/sparsity_matrix.c"
#include "../reverse/colour.c"
#include "../reverse/colour_star.c"
#include "../reverse/sparse.c"
#include "../reverse/edge_list.c"
#include "../reverse/edge_hessian.c"
#include "../reverse/edge_push.c"
#define by_colours sparse_by_colours
#define by_edges sparse_by_edges
#include "../reverse/sparse_drivers.c"
#undef by_colours
#undef by_edges
#include "../reverse/schedule.c"
#define run loop_run
#define record loop_record
#define end loop_end
#define store loop_store
#define advance loop_advance
#define turn loop_turn
#define restore loop_restore
#define follow loop_follow
#define room loop_room
#define sweep loop_sweep
#define begin loop_begin
#define good loop_good
#define sum loop_sum
#include "../reverse/checkpoint.c"
#undef run
#undef record
#undef end
#undef store
#undef advance
#undef turn
#undef restore
#undef follow
#undef room
#undef sweep
#undef begin
#undef good
#undef sum
#include "../reverse/batch_plan.c"
#include "../reverse/batch_matrix.c"
#include "../reverse/batch.c"
#define scalar forward_scalar
#define call_scalar forward_call_scalar
#include "../forward/drivers.c"
#include "../forward/matrix.c"
#include "../forward/matrix_apply.c"
#undef scalar
#undef call_scalar
#undef malloc
#undef calloc
#undef realloc
#undef free

#include "close.h"

/* ---- what is tried ------------------------------------------------------ */

enum { N = 3, M = 2, ROUNDS = 400 };
static const double point[N] = {1.5, -0.5, 2};
static const double w[M] = {2, -1};
static const double untouched = -12345;

/* Long enough to outgrow the tape's first memory several times, with ever
 * new constants, so that their list grows, too:
 * y_0 = sum_k (x_0 x_1 + k),  y_1 = x_2 y_0. */
static enum ad_status map_var(const var *x, var *y, void *data)
{
  (void)data;
  var sum = var_const(0);
  for (int k = 0; k < ROUNDS; k++)
    sum = var_add(sum, var_add(var_mul(x[0], x[1]), var_const(k)));
  y[0] = sum;
  y[1] = var_mul(x[2], sum);
  return AD_OK;
}

static enum ad_status map_dual(const dual *x, dual *y, void *data)
{
  (void)data;
  dual sum = dual_const(0);
  for (int k = 0; k < ROUNDS; k++)
    sum = dual_add(sum, dual_add(dual_mul(x[0], x[1]), dual_const(k)));
  y[0] = sum;
  y[1] = dual_mul(x[2], sum);
  return AD_OK;
}

static var scalar_var(const var *x)
{
  var y[M];
  map_var(x, y, NULL);
  return y[1];
}

static dual scalar_dual(const dual *x)
{
  dual y[M];
  map_dual(x, y, NULL);
  return y[1];
}

/* One way to ask for derivatives: fills out[0..count-1]. */
typedef enum ad_status question(tape *t, double *out);

static enum ad_status by_hand(tape *t, double *out)
{
  var x[N], y[M];
  tape_reset(t);
  tape_inputs(t, N, point, x);
  map_var(x, y, NULL);
  return tape_vjp(M, y, w, N, x, out);
}

/* One input at a time, and a range that is larger than the first memory. */
static enum ad_status by_many_inputs(tape *t, double *out)
{
  enum { MANY = 3000 };
  static const double zeros[MANY];
  static var x[MANY];
  tape_reset(t);
  var first = tape_input(t, point[0]);
  tape_inputs(t, MANY, zeros, x);
  var y = var_mul(var_add(first, x[MANY - 1]), var_const(7));
  return tape_gradient(y, 1, &first, out);
}

static enum ad_status by_magnitude(tape *t, double *out)
{
  var x[N], y[M];
  tape_reset(t);
  tape_inputs(t, N, point, x);
  map_var(x, y, NULL);
  return tape_vjp_magnitude(M, y, w, N, x, out);
}

static enum ad_status by_vjp(tape *t, double *out)
{
  return var_vjp(map_var, NULL, t, N, point, M, w, NULL, out);
}

static enum ad_status by_jacobian(tape *t, double *out)
{
  return var_jacobian(map_var, NULL, t, N, point, M, NULL, out);
}

static enum ad_status by_jacobian_forward(tape *t, double *out)
{
  return var_jacobian_forward(map_var, NULL, t, N, point, M, NULL, out);
}

static enum ad_status by_rows(tape *t, double *out)
{
  var x[N], y[M];
  tape_reset(t);
  enum ad_status status = tape_inputs(t, N, point, x);
  if (!status)
    status = map_var(x, y, NULL);
  if (!status)
    status = tape_status(t);
  return status ? status : tape_jacobian_rows(M, y, N, x, out);
}

static enum ad_status by_gradient(tape *t, double *out)
{
  return var_gradient(scalar_var, t, N, point, NULL, out);
}

static enum ad_status by_own_tape(tape *t, double *out)
{
  (void)t;
  return var_jacobian(map_var, NULL, NULL, N, point, M, NULL, out);
}

static enum ad_status by_jvp(tape *t, double *out)
{
  return var_jvp(map_var, NULL, t, N, point, point, M, NULL, out);
}

static enum ad_status first_of_map(const var *x, var *y, void *data)
{
  var both[M];
  enum ad_status status = map_var(x, both, data);
  y[0] = both[1];
  return status;
}

static enum ad_status by_hvp(tape *t, double *out)
{
  return var_hvp(first_of_map, NULL, t, N, point, point, NULL, NULL, out);
}

static enum ad_status by_sparse_jacobian(tape *t, double *out)
{
  struct ad_sparse s;
  const enum ad_status status =
    var_sparse_jacobian(map_var, NULL, t, N, point, M, NULL, &s);
  for (size_t k = 0; !status && k < 5; k++)
    out[k] = s.value[k];
  ad_sparse_free(&s);
  return status;
}

static enum ad_status by_sparse_hessian(tape *t, double *out)
{
  struct ad_sparse s;
  const enum ad_status status =
    var_sparse_hessian(first_of_map, NULL, t, N, point, NULL, NULL, &s);
  for (size_t k = 0; !status && k < 6; k++)
    out[k] = s.value[k];
  ad_sparse_free(&s);
  return status;
}

/* The Hessian of a function by edges: of x_0 x_1 x_2 + (x_0 + x_1 + x_2)^3, dense; and
 * once more, with the memory that is there. */
static enum ad_status dense_map(const var *x, var *y, void *data)
{
  (void)data;
  y[0] = var_mul(var_mul(x[0], x[1]), x[2]);
  var sum = x[0];
  for (int k = 0; k < 600; k++) /* more edges than there is room for at first */
    sum = var_add(sum, var_mul(x[1 + k % 2], var_const(1 / (1 + (double)k))));
  y[0] = var_add(y[0], var_cube(sum));
  for (int k = 0; k < 600; k++)
    y[0] = var_add(y[0], var_mul(x[k % 3], x[(k + 1) % 3]));
  return AD_OK;
}

static enum ad_status by_edge_pushing(tape *t, double *out)
{
  struct ad_sparse s;
  const enum ad_status status = var_sparse_hessian_by(
    AD_BY_COST, dense_map, NULL, t, N, point, NULL, NULL, &s);
  for (size_t k = 0; !status && k < 6; k++)
    out[k] = s.value[k];
  ad_sparse_free(&s);
  return status;
}

static enum ad_status by_edges_into(tape *t, double *out)
{
  struct tape_edges *const e = tape_edges_new();
  struct ad_pattern p = {0};
  var x[N], y;
  tape_reset(t);
  enum ad_status status = e ? tape_inputs(t, N, point, x) : AD_NO_MEMORY;
  if (!status)
    status = dense_map(x, &y, NULL);
  if (!status)
    status = tape_hessian_pattern(y, N, x, &p);
  double value[9];
  if (!status)
    status = tape_edges_hessian(e, y, N, x, &p, NULL, value);
  if (!status) {
    const size_t before = memory.calls;
    status = tape_edges_hessian(e, y, N, x, &p, NULL, value);
    ck_assert_uint_eq(memory.calls, before); /* asks for nothing */
  }
  if (!status)
    memcpy(out, value, 6 * sizeof *value);
  ad_pattern_free(&p);
  tape_edges_free(e);
  return status;
}

/* A whole matrix's product, whose fixed factor gets tangents of zeros. */
static enum ad_status by_second_of_matrices(tape *t, double *out)
{
  enum { SIDE = 3 };
  static const double numbers[SIDE * SIDE] = {1, 2, 3, 4, 5, 6, 7, 8, 10};
  tape_reset(t);
  const var_mat a = var_mat_fixed(t, SIDE, SIDE, numbers);
  const var_mat x = var_mat_input(t, SIDE, 1, point);
  const var_mat ax = var_mat_matmul(a, x);
  const var_mat y = var_mat_sum(var_mat_cube(ax), AD_ALL);
  enum ad_status status = tape_status(t);
  if (!status)
    status = tape_clear_tangents(t);
  if (!status)
    status = var_mat_seed_tangent(x, point);
  if (!status)
    status = tape_sweep_tangents(t);
  if (!status)
    status = tape_clear_adjoints(t);
  if (!status)
    status = tape_seed(var_mat_at(y, 0, 0), 1);
  if (!status)
    status = tape_sweep_second(t);
  if (!status)
    var_mat_adjoint_tangent(x, out);
  return status;
}

/* autograd.h: hooks, a custom op, a change in place, and the gradient of a
 * gradient: y = sum(cube(2 x)), hooked often, with a part of 2 x doubled. */
static enum ad_status twice_value(const struct ad_block *x, struct ad_block y,
                                  void *data)
{
  (void)data;
  for (size_t k = 0; k < N; k++)
    y.v[k] = 2 * x[0].v[k];
  return AD_OK;
}

static enum ad_status twice_adjoint(const struct ad_block *x,
                                    const struct ad_block *ybar,
                                    const struct ad_block *xbar, void *data)
{
  (void)x, (void)data;
  for (size_t k = 0; k < N; k++)
    xbar[0].v[k] += 2 * ybar->v[k];
  return AD_OK;
}

static enum ad_status twice_tangent(const struct ad_block *x, struct ad_block y,
                                    void *data)
{
  (void)data;
  for (size_t k = 0; k < N; k++)
    y.d[k] = 2 * x[0].d[k];
  return AD_OK;
}

static enum ad_status no_second(const struct ad_block *x,
                                const struct ad_block *ybar,
                                const struct ad_block *xbar, void *data)
{
  (void)x, (void)ybar, (void)xbar, (void)data;
  return AD_OK;
}

static void halve(double *grad, size_t rows, size_t cols, void *data)
{
  (void)data;
  for (size_t k = 0; k < rows * cols; k++)
    grad[k] /= 2;
}

static void halve_derivative(const double *grad, double *dot, size_t rows,
                             size_t cols, void *data)
{
  (void)grad;
  halve(dot, rows, cols, data);
}

static enum ad_status by_autograd(tape *t, double *out)
{
  static const struct tape_custom twice = {"twice", 1, NULL, twice_value,
                                           twice_adjoint, twice_tangent, NULL,
                                           no_second};
  const var_mat two = var_mat_const(2);
  tape_reset(t);
  const var_mat x = var_mat_input(t, N, 1, point);
  var_mat u = var_mat_custom(&twice, &x);
  enum ad_status status = tape_status(t);
  if (!status)
    status = var_mat_slice_in_place(AD_OP_mul, &u, 1, 0, 1, 1, &two, 0);
  for (int k = 0; k < 6 && !status; k++)
    if (!var_mat_hook_with_derivative(u, halve, halve_derivative, NULL))
      status = AD_NO_MEMORY;
  if (status)
    return status;
  const var_mat y = var_mat_sum(var_mat_cube(u), AD_ALL);
  status = tape_status(t);
  if (!status)
    status = var_mat_backward(y, NULL, TAPE_CREATE_GRAPH);
  if (!status)
    status = var_mat_backward_gradient(x, point, 0);
  if (!status)
    var_mat_grad(x, out);
  return status;
}

/* Guards, pieces, a replay. */
static enum ad_status by_replay(tape *t, double *out)
{
  static const double elsewhere[N] = {1, 2, 3};
  var x[N], y[M];
  bool held = true;
  tape_reset(t);
  enum ad_status status = tape_inputs(t, N, elsewhere, x);
  for (int k = 0; k < 40 && !status; k++)
    held = var_lt(var_abs(x[0]), var_const(9 + k)) && held;
  if (!status)
    status = map_var(x, y, NULL);
  if (!status)
    status = tape_replay(t, N, x, point);
  return status ? status : held ? tape_vjp(M, y, w, N, x, out)
                                : AD_BAD_ARGUMENT;
}

/* The outputs above marks, one after the other; the adjoints of x gather. */
static enum ad_status by_marks(tape *t, double *out)
{
  struct tape_mark m;
  var y[M];
  tape_reset(t);
  const var first = tape_input_range(t, N, point);
  const var x[N] = {first, var_after(first, 1), var_after(first, 2)};
  enum ad_status status = tape_mark(t, &m);
  for (int i = 0; i < M && !status; i++) {
    for (int k = 0; k < 600; k++)
      var_sqr(x[0]);
    status = map_var(x, y, NULL);
    if (!status)
      status = tape_gather(&m, y[i], w[i]);
    if (!status)
      status = tape_rewind(&m);
  }
  return status ? status : tape_adjoints(first, N, out);
}

/* The same on a shorter tape, made in two rounds. */
static enum ad_status by_optimizing(tape *t, double *out)
{
  var x[N], y[M];
  tape *to = tape_new();
  enum ad_status status = to ? AD_OK : AD_NO_MEMORY;
  tape_reset(t);
  if (!status)
    status = tape_inputs(t, N, point, x);
  if (!status) {
    const var twice = var_add(var_sin(var_add(x[0], x[1])),
                              var_cos(var_add(x[0], x[1])));
    if (var_lt(twice, var_const(9)))
      status = map_var(x, y, NULL);
    else
      status = tape_status(t);
  }
  if (!status)
    status = tape_optimize(t, M, y, N, x, 0, to, y, x, NULL);
  if (!status)
    status = tape_vjp(M, y, w, N, x, out);
  tape_free(to);
  return status;
}

/* Many points, one of which is the point; rows for constants; an inverse, whose
 * rule takes scratch. */
static enum ad_status by_batch(tape *t, double *out)
{
  enum { POINTS = 40 };
  double at[N * POINTS], grad[N * POINTS], sum_grad = 0, sum = 0;
  var x[N], y[M] = {{0}};
  for (int k = 0; k < N * POINTS; k++)
    at[k] = k < N ? point[k] : 1;
  tape_reset(t);
  enum ad_status status = tape_inputs(t, N, point, x);
  const var p = tape_input(t, 2);
  if (!status)
    status = map_var(x, y, NULL);
  const var f = var_fma(p, var_const(3), y[1]);
  const var_mat m = var_mat_inverse(var_mat_of(p));
  struct tape_batch b = {.y = var_add(f, var_mat_at(m, 0, 0)), .n = N, .x = x,
                         .points = POINTS, .at = at, .shared = 1, .p = &p,
                         .grad = grad, .sum = &sum, .sum_grad = &sum_grad};
  if (!status)
    status = tape_status(t);
  if (!status)
    status = tape_batch(t, &b);
  for (int k = 0; k < N && !status; k++)
    out[k] = grad[k];
  return status;
}

static enum ad_status by_dual_jacobian(tape *t, double *out)
{
  (void)t;
  return dual_jacobian(map_dual, NULL, N, point, M, NULL, out);
}

static enum ad_status by_dual_jvp(tape *t, double *out)
{
  (void)t;
  return dual_jvp(map_dual, NULL, N, point, point, M, NULL, out);
}

static enum ad_status by_dual_gradient(tape *t, double *out)
{
  (void)t;
  return dual_gradient(scalar_dual, N, point, NULL, out);
}

/* A matrix program, long enough to outgrow the first memory of all that it
 * uses: y = sum(A B + sqr(A)' + [1, 0; k, x_2]), 40 times; out = dy/dx_k. */
#define MATRIX_PROGRAM(MAT)                                                   \
  static MAT MAT##_program(MAT x)                                             \
  {                                                                           \
    const MAT square[] = {MAT##_slice(x, 0, 0, 1, 1), MAT##_const(0),         \
                          MAT##_const(2), MAT##_slice(x, 0, 2, 1, 1)};        \
    MAT a = MAT##_join(2, 2, square);                                         \
    for (int k = 0; k < 40; k++) {                                            \
      const MAT row = MAT##_reshape(MAT##_transpose(a), 1, 4);                \
      const MAT more[] = {MAT##_matmul(MAT##_detach(a), a),                   \
                          MAT##_matmul(MAT##_transpose(row), row)};           \
      a = MAT##_add(MAT##_sin(more[0]), MAT##_transpose(a));                  \
      a = MAT##_add(a, MAT##_sum(MAT##_tanh(more[1]), AD_ALL));               \
    }                                                                         \
    return MAT##_sum(a, AD_ALL);                                              \
  }
MATRIX_PROGRAM(dual_mat)
MATRIX_PROGRAM(var_mat)

static enum ad_status by_var_mat(tape *t, double *out)
{
  double grad[N];
  tape_reset(t);
  const var_mat x = var_mat_input(t, 1, N, point);
  const var_mat y = var_mat_program(x);
  const enum ad_status status =
    tape_gradient(var_mat_at(y, 0, 0), 0, NULL, NULL);
  var_mat_adjoint(x, grad);
  for (int k = 0; k < N && !status; k++)
    out[k] = grad[k];
  return status;
}

static enum ad_status by_dual_mat(tape *t, double *out)
{
  (void)t;
  double grad[N];
  dual_space *s = dual_space_new(true);
  for (int k = 0; k < N; k++) {
    double d[N] = {0};
    d[k] = 1;
    const dual_mat x = dual_mat_input(s, 1, N, point, d);
    grad[k] = dual_mat_at(dual_mat_program(x), 0, 0).d;
  }
  const enum ad_status status = s ? dual_space_status(s) : AD_NO_MEMORY;
  dual_space_free(s);
  for (int k = 0; k < N && !status; k++)
    out[k] = grad[k];
  return status;
}

static enum ad_status loop_step(uint64_t k, const var *x, const var *q,
                                const var *p, var *y, void *data)
{
  (void)k, (void)data;
  for (int i = 0; i < N; i++)
    y[i] = var_mul(var_sin(x[i]), var_mul(q[0], p[0]));
  return AD_OK;
}

static bool loop_goes_on(uint64_t k, const double *x, void *data)
{
  (void)x, (void)data;
  return k < 20;
}

static enum ad_status by_checkpoints(tape *t, double *out)
{
  static const double p[20] = {1, 2, 3};
  struct tape_loop loop = {.snapshots = 6, .n = N, .shared = 1, .own = 1,
                           .q = point, .p = p, .step = loop_step,
                           .more = loop_goes_on};
  (void)t;
  return tape_checkpointed(&loop, point, point, NULL, out, NULL, NULL, NULL);
}

static const struct {
  const char *name;
  question *ask;
  size_t count;
} questions[] = {
  {"tape_vjp", by_hand, N},
  {"tape_inputs", by_many_inputs, 1},
  {"tape_vjp_magnitude", by_magnitude, N},
  {"var_vjp", by_vjp, N},
  {"var_jacobian", by_jacobian, M * N},
  {"var_jacobian_forward", by_jacobian_forward, M * N},
  {"var_sparse_jacobian", by_sparse_jacobian, 5},
  {"var_sparse_hessian", by_sparse_hessian, 6},
  {"var_sparse_hessian_by", by_edge_pushing, 6},
  {"tape_edges_hessian", by_edges_into, 6},
  {"tape_jacobian_rows", by_rows, M * N},
  {"var_gradient", by_gradient, N},
  {"var_jacobian_own_tape", by_own_tape, M * N},
  {"var_mat", by_var_mat, N},
  {"dual_mat", by_dual_mat, N},
  {"var_jvp", by_jvp, M},
  {"var_hvp", by_hvp, N},
  {"second_of_matrices", by_second_of_matrices, N},
  {"autograd", by_autograd, N},
  {"tape_checkpointed", by_checkpoints, N},
  {"replay", by_replay, N},
  {"marks", by_marks, N},
  {"optimize", by_optimizing, N},
  {"batch", by_batch, N},
  {"dual_jacobian", by_dual_jacobian, M * N},
  {"dual_jvp", by_dual_jvp, M},
  {"dual_gradient", by_dual_gradient, N},
};
enum { QUESTIONS = sizeof questions / sizeof *questions };

static void begin(size_t fail_at, bool for_good)
{
  memory.calls = 0;
  memory.fail_at = fail_at;
  memory.for_good = for_good;
}

static void clear(double *out)
{
  for (size_t j = 0; j < M * N; j++)
    out[j] = untouched;
}

static void assert_equal(const double *got, const double *want, size_t count)
{
  for (size_t j = 0; j < count; j++)
    assert_same(got[j], want[j]);
}

/* Question q with memory failing at call k, then again with memory back.
 * Returns whether k was reached. */
static bool attempt(size_t q, size_t k, bool for_good,
                    const double *want)
{
  double out[M * N];
  clear(out);
  begin(k, for_good);
  tape *t = tape_new();
  if (t) {
    enum ad_status status = questions[q].ask(t, out);
    bool reached = memory.calls >= k;
    if (status) {
      ck_assert_msg(status == AD_NO_MEMORY, "call %zu: %s", k,
                    ad_status_text(status));
      ck_assert_msg(reached, "no call failed, and yet: out of memory");
      for (size_t j = 0; j < M * N; j++)
        ck_assert_msg(out[j] == untouched, "call %zu: out[%zu] written", k, j);
    } else {
      ck_assert_msg(!reached || !for_good, "call %zu failed unnoticed", k);
      assert_equal(out, want, questions[q].count);
    }
    begin(0, false);
    ck_assert_int_eq(questions[q].ask(t, out), AD_OK);
    assert_equal(out, want, questions[q].count);
    tape_free(t);
    ck_assert_uint_eq(memory.blocks, 0);
    return reached;
  }
  ck_assert_uint_eq(k, 1);
  ck_assert_uint_eq(memory.blocks, 0);
  return true;
}

static void every_call(size_t q, bool for_good)
{
  double want[M * N];
  begin(0, false);
  tape *t = tape_new();
  ck_assert_int_eq(questions[q].ask(t, want), AD_OK);
  tape_free(t);
  ck_assert_uint_eq(memory.blocks, 0);
  size_t k = 1;
  while (attempt(q, k, for_good, want))
    k++;
  ck_assert_uint_gt(k, 2); /* tape_new at least, and what was asked */
}

START_TEST(one_call_fails) { every_call((size_t)_i, false); }
END_TEST

START_TEST(all_later_calls_fail) { every_call((size_t)_i, true); }
END_TEST

/* The tape tells all that it holds. */
START_TEST(bytes_are_counted)
{
  double out[M * N];
  begin(0, false);
  tape *t = tape_new();
  ck_assert_int_eq(questions[_i].ask(t, out), AD_OK);
  ck_assert_uint_eq(tape_bytes(t), memory.bytes);
  tape_free(t);
  ck_assert_uint_eq(memory.bytes, 0);
}
END_TEST

/* A tape without memory keeps its first error, and its ops yield NaN. */
START_TEST(error_is_sticky)
{
  begin(2, true);
  tape *t = tape_new();
  ck_assert_ptr_nonnull(t);
  var x = tape_input(t, 1);
  ck_assert_int_eq(tape_status(t), AD_NO_MEMORY);
  begin(0, false);
  var y = var_mul(x, tape_input(t, 2));
  ck_assert(isnan(var_value(x)) && isnan(var_value(y)));
  ck_assert_int_eq(tape_status(t), AD_NO_MEMORY);
  double grad = untouched;
  ck_assert_int_eq(tape_gradient(y, 1, &x, &grad), AD_NO_MEMORY);
  assert_same(grad, untouched);
  tape_reset(t);
  ck_assert_int_eq(tape_status(t), AD_OK);
  x = tape_input(t, 3);
  ck_assert_int_eq(tape_gradient(var_sqr(x), 1, &x, &grad), AD_OK);
  assert_same(grad, 6);
  tape_free(t);
}
END_TEST

/* Sizes whose bytes no size_t can count are refused before they are asked
 * for. */
START_TEST(impossible_sizes)
{
  double x = 1, y = untouched;
  begin(0, false);
  ck_assert_int_eq(dual_jacobian(map_dual, NULL, SIZE_MAX / 8, &x, 1, &y, &y),
                   AD_NO_MEMORY);
  ck_assert_int_eq(dual_jvp(map_dual, NULL, 1, &x, &x, SIZE_MAX / 8, &y, &y),
                   AD_NO_MEMORY);
  ck_assert_int_eq(dual_jvp(map_dual, NULL, 1, &x, &x, SIZE_MAX, &y, &y),
                   AD_NO_MEMORY);
  ck_assert_uint_eq(memory.calls, 0);
  ck_assert_int_eq(
    var_jacobian(map_var, NULL, NULL, SIZE_MAX / 8, &x, 1, &y, &y),
    AD_NO_MEMORY);
  ck_assert_int_eq(var_jacobian(map_var, NULL, NULL, 1, &x, SIZE_MAX, &y, &y),
                   AD_NO_MEMORY);
  assert_same(y, untouched);
  ck_assert_uint_eq(memory.blocks, 0);
}
END_TEST

/* Negative control: a leak and a call that fails are seen. */
START_TEST(allocator_counts)
{
  begin(2, false);
  void *p = obtain(10);
  ck_assert_uint_eq(memory.blocks, 1);
  ck_assert_uint_eq(memory.bytes, 10);
  ck_assert_ptr_null(obtain(10));
  void *q = move(p, 20);
  ck_assert_ptr_nonnull(q);
  ck_assert_uint_eq(memory.bytes, 20);
  begin(1, true);
  ck_assert_ptr_null(move(q, 40));
  ck_assert_ptr_null(obtain_zeros(1, 1));
  ck_assert_uint_eq(memory.blocks, 1);
  release(q);
  ck_assert_uint_eq(memory.blocks, 0);
}
END_TEST

int main(void)
{
  Suite *s = suite_create("nomem");
  for (int q = 0; q < QUESTIONS; q++) {
    TCase *c = tcase_create(questions[q].name);
    tcase_set_timeout(c, 120);
    tcase_add_loop_test(c, one_call_fails, q, q + 1);
    tcase_add_loop_test(c, all_later_calls_fail, q, q + 1);
    if (questions[q].ask == by_hand || questions[q].ask == by_many_inputs ||
        questions[q].ask == by_var_mat || questions[q].ask == by_autograd ||
        questions[q].ask == by_replay)
      tcase_add_loop_test(c, bytes_are_counted, q, q + 1);
    suite_add_tcase(s, c);
  }
  ADD(s, error_is_sticky);
  ADD(s, impossible_sizes);
  ADD(s, allocator_counts);
  return run_suite(s);
}
