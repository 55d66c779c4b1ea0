/* The gradients of w, v and u, which are no leaves. */
#include "lesson.h"

void lesson_non_leaf(const struct lesson *l)
{
  tape *t = tape_new();
  var x = tape_input(t, 1), y = tape_input(t, 2), z = tape_input(t, 4);
  var u = var_sqr(x), v = var_add(u, y), w = var_mul(z, v), r = var_sqr(w);
  print_status(l->out, var_backward(r, NULL, 0));
  print_grad_by_hand(l->out, "dr/dw", w, 2 * 12);
  print_grad_by_hand(l->out, "dr/dv", v, 2 * 12 * 4);
  print_grad_by_hand(l->out, "dr/du", u, 2 * 12 * 4);

  /* once more, and now they are to be kept */
  tape_reset(t);
  x = tape_input(t, 1), y = tape_input(t, 2), z = tape_input(t, 4);
  u = var_sqr(x), v = var_add(u, y), w = var_mul(z, v), r = var_sqr(w);
  var_retain_grad(w);
  var_retain_grad(v);
  var_retain_grad(u);
  print_status(l->out, var_backward(r, NULL, 0));
  print_grad_by_hand(l->out, "dr/dw", w, 2 * 12);
  print_grad_by_hand(l->out, "dr/dv", v, 2 * 12 * 4);
  print_grad_by_hand(l->out, "dr/du", u, 2 * 12 * 4);
  tape_free(t);
}
