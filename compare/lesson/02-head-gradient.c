/* y = 2x, z = y x, element by element: backward from z needs a head. */
#include "lesson.h"

void lesson_head_gradient(const struct lesson *l)
{
  const double numbers[] = {0, 1, 2, 3};
  const double head[] = {10, 1, 0.1, 0.01}, ones[] = {1, 1, 1, 1};

  tape *t = tape_new();
  var_mat x = var_mat_input(t, 4, 1, numbers);
  var_mat y = var_mat_mul(var_mat_const(2), x);
  var_mat z = var_mat_mul(y, x);
  print_mat(l->out, "x", x);
  print_mat(l->out, "y", y);
  print_mat(l->out, "z", z);

  /* without a head gradient */
  print_status(l->out, var_mat_backward(z, NULL, 0));

  /* with one; the graph stays, for the next backward */
  print_status(l->out, var_mat_backward(z, head, TAPE_RETAIN_GRAPH));
  print_mat_grad(l->out, "x.grad", x);

  tape_zero_grad(t);
  print_status(l->out, var_mat_backward(z, ones, 0));
  print_mat_grad(l->out, "x.grad", x);
  tape_free(t);
}
