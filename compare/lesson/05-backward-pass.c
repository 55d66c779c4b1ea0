/* The backward pass: local partials, then the gradient. */
#include "lesson.h"

/* dy/dx of one operation, and what it is by hand. */
static void partial(const struct lesson *l, const char *name, var y, var x,
                    double by_hand)
{
  double d = NAN;
  print_status(l->out, tape_gradient(y, 1, &x, &d));
  print_by_hand(l->out, name, d, by_hand);
}

void lesson_backward_pass(const struct lesson *l)
{
  tape *t = tape_new();
  var x = tape_input(t, 1), y = tape_input(t, 2), z = tape_input(t, 4);
  var u = var_sqr(x), v = var_add(u, y), w = var_mul(z, v), r = var_sqr(w);

  partial(l, "dr/dw", r, w, 2 * 12);
  partial(l, "dw/dv", w, v, 4);
  partial(l, "dw/dz", w, z, 3);
  partial(l, "dv/du", v, u, 1);
  partial(l, "dv/dy", v, y, 1);
  partial(l, "du/dx", u, x, 2 * 1);

  print_status(l->out, var_backward(r, NULL, 0));
  print_grad_by_hand(l->out, "dr/dz", z, 2 * 12 * 3);
  print_grad_by_hand(l->out, "dr/dy", y, 2 * 12 * 4);
  print_grad_by_hand(l->out, "dr/dx", x, 4 * 12 * 4 * 1);
  tape_free(t);
}
