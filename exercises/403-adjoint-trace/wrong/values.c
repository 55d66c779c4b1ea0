/* Mistake: the evaluation trace. */
#include <math.h>

void adjoint_trace(double x1, double x2, double adj[7])
{
  adj[0] = x1;
  adj[1] = x2;
  adj[2] = log(adj[0]);
  adj[3] = adj[0] * adj[1];
  adj[4] = sin(adj[1]);
  adj[5] = adj[2] + adj[3];
  adj[6] = adj[5] - adj[4];
}

int is_right_order(const int order[7])
{
  static const int arrows[8][2] = {{0, 2}, {0, 3}, {1, 3}, {1, 4},
                                   {2, 5}, {3, 5}, {5, 6}, {4, 6}};
  int turn[7];
  for (int k = 0; k < 7; k++)
    turn[order[k]] = k;
  for (int a = 0; a < 8; a++)
    if (turn[arrows[a][1]] > turn[arrows[a][0]])
      return 0;
  return 1;
}
