/* Eigen's AutoDiffScalar: forward mode. */
#include <Eigen/Core>
#include <unsupported/Eigen/AutoDiff>

template <int C>
using number = Eigen::AutoDiffScalar<Eigen::Matrix<double, C, 1>>;

namespace peer {
template <int C> double primal(const number<C> &x) { return x.value(); }
template <int C> double tangent(const number<C> &x, int k)
{
  return x.derivatives()[k];
}
template <int C>
number<C> make(const number<C> *, double v, const double *d, int)
{
  return number<C>(v, Eigen::Map<const Eigen::Matrix<double, C, 1>>(d));
}
inline double primal(const number<1> &x) { return x.value(); }
inline double primal(const number<10> &x) { return x.value(); }
inline double tangent(const number<1> &x, int k) { return x.derivatives()[k]; }
inline double tangent(const number<10> &x, int k) { return x.derivatives()[k]; }
} // namespace peer

#include "peer.hpp"

int main(int argc, char **argv)
{
  peer::program p;
  char name[60];
  std::snprintf(name, sizeof name, "Eigen %d.%d.%d", EIGEN_WORLD_VERSION,
                EIGEN_MAJOR_VERSION, EIGEN_MINOR_VERSION);
  peer::forward<number<1>, number<10>>::add(p);
  return p.serve(name, argc, argv);
}
