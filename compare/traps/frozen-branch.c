/* frozen-branch.c: a tape knows only the branch that was taken.
 *
 *   cc frozen-branch.c $(pkg-config --cflags --libs dualtape) && ./a.out
 *
 * Trap: `if (x == 0) return 0;` fills a hole of the function, or `x >= 0 ? x :
 * -x` picks a side.  The value is right; but what is recorded is a constant,
 * or one side, and so is the derivative.
 * Cure: an op that knows its value and its derivative there (sinc, abs), or
 * select, which records both sides and what decides between them. */
#include <stdio.h>

#include "dualtape.h"

/* sin^2(x)/x, whose hole at 0 is filled by its limit: f(0) = 0, f'(0) = 1 */
static var hole_by_branch(var x)
{
  if (var_value(x) == 0)
    return var_const(0);
  return var_div(var_sqr(var_sin(x)), x);
}

static var hole_by_op(var x)
{
  return var_mul(var_sin(x), var_sinc(x));
}

/* |x|; at 0 its subgradients are [-1, 1], and the least of them is 0 */
static var side_by_branch(var x)
{
  return var_value(x) >= 0 ? x : var_neg(x);
}

static var side_by_op(var x)
{
  return var_abs(x);
}

static var side_by_select(var x)
{
  return var_select(x, x, var_neg(x));
}

static const struct {
  const char *what;
  var (*f)(var);
} rows[] = {
  {"sin^2(x)/x, if (x == 0) return 0", hole_by_branch},
  {"sin(x) sinc(x)", hole_by_op},
  {"x >= 0 ? x : -x", side_by_branch},
  {"abs(x)", side_by_op},
  {"select(x, x, -x)", side_by_select},
};

int main(void)
{
  /* By default, and under a policy that asks for the limit from the left. */
  const struct ad_policy left = ad_policy_of(AD_RULE_LEFT);
  tape *t = tape_new();
  if (!t)
    return 2;
  printf("%-34s  f(0)  f'(0)  from the left  records\n", "f");
  for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
    double d, from_left;
    tape_reset(t);
    var x = tape_input(t, 0), y = rows[k].f(x);
    enum ad_status status = tape_gradient(y, 1, &x, &d);
    tape_policy(t, &left);
    if (!status)
      status = tape_gradient(y, 1, &x, &from_left);
    tape_policy(t, NULL);
    if (status) {
      fprintf(stderr, "%s\n", ad_status_text(status));
      tape_free(t);
      return 2;
    }
    printf("%-34s  %4g  %5g  %13g  %7zu\n", rows[k].what, var_value(y), d,
           from_left, tape_size(t) - 1);
  }
  tape_free(t);
  return 0;
}
