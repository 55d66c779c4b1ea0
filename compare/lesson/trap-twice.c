/* Trap: backward twice through the same graph. */
#include "lesson.h"

void lesson_trap_twice(const struct lesson *l)
{
  tape *t = tape_new();
  var x = tape_input(t, 3), y = var_sqr(x);
  print_status(l->out, var_backward(y, NULL, 0));
  print_status(l->out, var_backward(y, NULL, 0)); /* the graph is gone */
  print_grad(l->out, "x.grad", x);

  tape_zero_grad(t);
  y = var_sqr(x);
  print_status(l->out, var_backward(y, NULL, TAPE_RETAIN_GRAPH)); /* the cure */
  print_status(l->out, var_backward(y, NULL, 0));
  print_grad(l->out, "x.grad", x); /* both: gradients add up */
  tape_free(t);
}
