/* The lab: r = (x + y)^3 z^2 at x = 1, y = 2, z = 3. */
#include "lesson.h"

void lesson_lab(const struct lesson *l)
{
  tape *t = tape_new();
  var x = tape_input(t, 1), y = tape_input(t, 2), z = tape_input(t, 3);
  var r = var_mul(var_cube(var_add(x, y)), var_sqr(z));
  print_var(l->out, "r", r);

  print_status(l->out, var_backward(r, NULL, 0));
  print_grad_by_hand(l->out, "dr/dx", x, 3 * 9 * 9);
  print_grad_by_hand(l->out, "dr/dy", y, 3 * 9 * 9);
  print_grad_by_hand(l->out, "dr/dz", z, 2 * 27 * 3);
  tape_free(t);
}
