/* The forward pass of r = z^2 (x^2 + y)^2 at x = 1, y = 2, z = 4. */
#include "lesson.h"

void lesson_forward_pass(const struct lesson *l)
{
  tape *t = tape_new();
  var x = tape_input(t, 1), y = tape_input(t, 2), z = tape_input(t, 4);
  print_var(l->out, "x", x);
  print_var(l->out, "y", y);
  print_var(l->out, "z", z);

  var u = var_sqr(x);
  print_var(l->out, "u", u);
  var v = var_add(u, y);
  print_var(l->out, "v", v);
  var w = var_mul(z, v);
  print_var(l->out, "w", w);
  var r = var_sqr(w);
  print_var(l->out, "r", r);
  tape_free(t);
}
