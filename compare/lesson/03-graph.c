/* The computational graph of r = z^2 (x^2 + y)^2. */
#include "lesson.h"

void lesson_graph(const struct lesson *l)
{
  tape *t = tape_new();
  var x = tape_input(t, 1), y = tape_input(t, 2), z = tape_input(t, 4);
  var u = var_sqr(x);
  var v = var_add(u, y);
  var w = var_mul(z, v);
  var r = var_sqr(w);

  print_grad_fn(l->out, "x", x);
  print_grad_fn(l->out, "u", u);
  print_next_functions(l->out, "u", u);
  print_grad_fn(l->out, "v", v);
  print_next_functions(l->out, "v", v);
  print_grad_fn(l->out, "w", w);
  print_next_functions(l->out, "w", w);
  print_grad_fn(l->out, "r", r);
  print_next_functions(l->out, "r", r);
  tape_free(t);
}
