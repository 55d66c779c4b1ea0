/* Trap: a variable that is left of an earlier graph, or is of another one. */
#include "lesson.h"

void lesson_trap_stale(const struct lesson *l)
{
  tape *t = tape_new(), *other = tape_new();
  var x = tape_input(t, 3), u = var_sqr(x);
  print_var(l->out, "u", u);

  tape_reset(t);
  x = tape_input(t, 5);
  var_mul(x, u); /* the u of before */
  print_refusal(l->out, "x * u", tape_status(t));

  tape_reset(t);
  x = tape_input(t, 5), u = var_sqr(tape_input(other, 3));
  var_mul(x, u); /* the u of another tape */
  print_refusal(l->out, "x * u", tape_status(t));

  tape_reset(t);
  x = tape_input(t, 5), u = var_sqr(tape_input(t, 3)); /* the cure */
  print_var(l->out, "x * u", var_mul(x, u));
  tape_free(t);
  tape_free(other);
}
