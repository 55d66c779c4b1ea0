/* Trap: the gradient of a value that an operation made. */
#include "lesson.h"

void lesson_trap_non_leaf(const struct lesson *l)
{
  tape *t = tape_new();
  var x = tape_input(t, 3), u = var_sqr(x), y = var_sqr(u);
  print_status(l->out, var_backward(y, NULL, 0));
  print_grad(l->out, "x.grad", x);
  print_grad(l->out, "u.grad", u); /* None */

  tape_reset(t);
  x = tape_input(t, 3), u = var_sqr(x), y = var_sqr(u);
  var_retain_grad(u); /* the cure, before backward */
  print_status(l->out, var_backward(y, NULL, 0));
  print_grad(l->out, "u.grad", u);
  tape_free(t);
}
