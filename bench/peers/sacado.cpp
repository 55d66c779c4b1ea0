/* Sacado, of Trilinos: forward mode (Fad::SFad) and reverse mode (Rad). */
#include <Sacado.hpp>
#include <Trilinos_version.h>

template <int C> using fad = Sacado::Fad::SFad<double, C>;
using rad = Sacado::Rad::ADvar<double>;

namespace peer {
template <int C> double primal(const fad<C> &x) { return x.val(); }
inline double primal(const fad<1> &x) { return x.val(); }
inline double primal(const fad<10> &x) { return x.val(); }
inline double primal(const rad &x) { return x.val(); }
inline double tangent(const fad<1> &x, int k) { return x.dx(k); }
inline double tangent(const fad<10> &x, int k) { return x.dx(k); }
template <int C> fad<C> make(const fad<C> *, double v, const double *d, int)
{
  fad<C> x(v);
  for (int k = 0; k < C; k++)
    x.fastAccessDx(k) = d[k];
  return x;
}
} // namespace peer

#include "peer.hpp"

using peer::numbers;

/* Records f afresh; Gradcomp sweeps and frees the tape. */
template <class F> double gradient(const double *x, size_t n, double *grad, F f)
{
  static std::vector<rad> in;
  in.clear();
  in.reserve(n);
  for (size_t j = 0; j < n; j++)
    in.emplace_back(x[j]);
  rad y = f(in.data(), n);
  rad::Gradcomp();
  for (size_t j = 0; j < n; j++)
    grad[j] = in[j].adj();
  return y.val();
}

template <class F> peer::run whole(F f)
{
  return [f](const numbers &x, numbers &grad) {
    return gradient(x.data(), x.size(), grad.data(), f);
  };
}

int main(int argc, char **argv)
{
  peer::program p;
  peer::forward<fad<1>, fad<10>>::add(p);
  p.add("W1", "record", [](const numbers &x, numbers &grad) {
    double sum = 0;
    for (size_t i = 0; i < x.size(); i += 3)
      sum += gradient(&x[i], 3, &grad[i],
                      [](const rad *in, size_t) { return peer::w1(in); });
    return sum;
  });
  p.add("W1b", "record", whole([](const rad *x, size_t n) { return peer::w1b(x, n); }));
  for (const char *name : {"W2", "W2s"})
    p.add(name, "record",
          whole([](const rad *x, size_t n) { return peer::rosenbrock(x, n); }));
  p.add("W3", "record", whole([](const rad *x, size_t n) { return peer::w3(x[0], x, n); }));
  p.add("W4", "record", whole([](const rad *x, size_t n) { return peer::w4(x, n); }));
  p.add("W5", "record", whole([](const rad *x, size_t) { return peer::w5(x); }));
  p.add("W6", "record", whole([](const rad *x, size_t) { return peer::mixture(x); }));
  return p.serve("Sacado " TRILINOS_VERSION_STRING, argc, argv);
}
