/* Ceres' Jet: forward mode. */
#include <ceres/jet.h>
#include <ceres/version.h>

namespace peer {
template <int C> double primal(const ceres::Jet<double, C> &x) { return x.a; }
template <int C> double tangent(const ceres::Jet<double, C> &x, int k)
{
  return x.v[k];
}
template <int C>
ceres::Jet<double, C> make(const ceres::Jet<double, C> *, double v,
                           const double *d, int)
{
  ceres::Jet<double, C> x(v);
  for (int k = 0; k < C; k++)
    x.v[k] = d[k];
  return x;
}
} // namespace peer

#include "peer.hpp"

int main(int argc, char **argv)
{
  peer::program p;
  peer::forward<ceres::Jet<double, 1>, ceres::Jet<double, 10>>::add(p);
  return p.serve("Ceres " CERES_VERSION_STRING, argc, argv);
}
