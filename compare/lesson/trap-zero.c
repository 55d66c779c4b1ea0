/* Trap: forgetting to make the gradient 0 before the next backward. */
#include "lesson.h"

void lesson_trap_zero(const struct lesson *l)
{
  tape *t = tape_new();
  var x = tape_input(t, 3);
  print_status(l->out, var_backward(var_sqr(x), NULL, 0));
  print_grad(l->out, "x.grad", x);

  print_status(l->out, var_backward(var_sqr(x), NULL, 0));
  print_grad(l->out, "x.grad", x); /* twice as much */

  tape_zero_grad(t); /* the cure */
  print_status(l->out, var_backward(var_sqr(x), NULL, 0));
  print_grad(l->out, "x.grad", x);
  tape_free(t);
}
