/* trace.c: exercise 401: the evaluation trace of
 *     y = ln(x1) + x1 x2 - sin(x2)
 * README.md says what is to be done. */
#include <math.h>

/* v[0] = v_-1, v[1] = v_0, v[2] = v_1, ..., v[6] = v_5 = y. */
void evaluation_trace(double x1, double x2, double v[7])
{
  v[0] = x1;
  v[1] = x2;
  /* TODO: each of the rest from values of v that are there already. */
  v[2] = 0;
  v[3] = 0;
  v[4] = 0;
  v[5] = 0;
  v[6] = 0;
}

/* In how many steps the value at this place (0 ... 6) is used. */
int uses(int place)
{
  /* TODO: count the arrows that leave it; a switch or an array will do. */
  return place;
}
