/* A second graph, r = z^2 + (x^2 + y)^2, and a w that is left of the first. */
#include "lesson.h"

void lesson_second_graph(const struct lesson *l)
{
  tape *t = tape_new();
  var x = tape_input(t, 1), y = tape_input(t, 2), z = tape_input(t, 4);
  var v = var_add(var_sqr(x), y), w = var_mul(z, v), r = var_sqr(w);
  print_status(l->out, var_backward(r, NULL, 0));

  /* the second graph: all of it anew, but for w */
  tape_reset(t);
  x = tape_input(t, 1), y = tape_input(t, 2), z = tape_input(t, 4);
  v = var_add(var_sqr(x), y);
  r = var_add(var_sqr(z), var_sqr(v));
  print_var(l->out, "r", r);
  print_status(l->out, var_backward(r, NULL, 0));
  print_grad_by_hand(l->out, "dr/dx", x, 4 * 3 * 1);
  print_grad_by_hand(l->out, "dr/dy", y, 2 * 3);
  print_grad_by_hand(l->out, "dr/dz", z, 2 * 4);

  /* the slip: this w is the first graph's */
  print_grad_by_hand(l->out, "dr/dw", w, 24);
  tape_free(t);
}
