/* Trap: backward of several numbers, without saying how much each counts. */
#include "lesson.h"

void lesson_trap_seed(const struct lesson *l)
{
  const double numbers[] = {1, 2, 3}, ones[] = {1, 1, 1};
  tape *t = tape_new();
  var_mat x = var_mat_input(t, 3, 1, numbers), y = var_mat_sqr(x);
  print_status(l->out, var_mat_backward(y, NULL, 0));
  print_mat_grad(l->out, "x.grad", x); /* still none */

  print_status(l->out, var_mat_backward(y, ones, TAPE_RETAIN_GRAPH)); /* a cure */
  print_mat_grad(l->out, "x.grad", x);

  tape_zero_grad(t);
  var_mat sum = var_mat_sum(y, AD_ALL); /* another: a single number */
  print_status(l->out, var_mat_backward(sum, NULL, 0));
  print_mat_grad(l->out, "x.grad", x);
  tape_free(t);
}
