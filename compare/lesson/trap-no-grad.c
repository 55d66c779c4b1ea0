/* Trap: asking a value that requires no gradient for one. */
#include "lesson.h"

void lesson_trap_no_grad(const struct lesson *l)
{
  var c = var_const(3), y = var_sqr(c);
  print_var(l->out, "y", y);
  print_grad_fn(l->out, "y", y);
  print_status(l->out, var_backward(y, NULL, 0));
  print_grad(l->out, "c.grad", c); /* a leaf: None without a warning */

  tape *t = tape_new();
  var x = tape_input(t, 3); /* the cure: an input */
  y = var_sqr(x);
  print_var(l->out, "y", y);
  print_grad_fn(l->out, "y", y);
  print_status(l->out, var_backward(y, NULL, 0));
  print_grad(l->out, "x.grad", x);
  tape_free(t);
}
