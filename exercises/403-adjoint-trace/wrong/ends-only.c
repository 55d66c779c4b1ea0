/* Mistake: only the ends are looked at. */
#include <math.h>

void adjoint_trace(double x1, double x2, double adj[7])
{
  adj[6] = 1;
  adj[5] = adj[6];
  adj[4] = -adj[6];
  adj[3] = adj[5];
  adj[2] = adj[5];
  adj[1] = adj[4] * cos(x2) + adj[3] * x1;
  adj[0] = adj[3] * x2 + adj[2] / x1;
}

int is_right_order(const int order[7])
{
  return order[0] == 6 && order[5] < 2 && order[6] < 2;
}
