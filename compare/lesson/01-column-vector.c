/* A column vector x, and y = 2 x'x. */
#include "lesson.h"

void lesson_column_vector(const struct lesson *l)
{
  /* In the lesson x was random and printed to four digits.  These numbers are
   * among those that print as its x, its y and its gradient do. */
  double numbers[] = {0.89452, -0.321352, -0.777352, 0.998292};
  struct ad_random random = ad_random_seed(l->seed);
  for (int i = 0; l->random && i < 4; i++)
    numbers[i] = ad_random_normal(&random);

  tape *t = tape_new();
  var_mat x = var_mat_input(t, 4, 1, numbers);
  var_mat dot = var_mat_matmul(var_mat_transpose(x), x);
  var_mat y = var_mat_mul(var_mat_const(2), dot);
  print_mat(l->out, "x", x);
  print_mat(l->out, "y", y);

  print_status(l->out, var_mat_backward(y, NULL, 0));
  print_mat_grad(l->out, "x.grad", x);
  print_shape(l->out, "x.grad.shape", x);

  print_grad_fn(l->out, "x", var_mat_at(x, 0, 0));
  print_grad_fn(l->out, "y", var_mat_at(y, 0, 0));
  tape_free(t);
}
