/* ADOL-C: a tape that is recorded, and replayed backward by gradient(). */
#include <adolc/adolc.h>

#ifndef ADOLC_VERSION /* known to pkg-config alone */
#define ADOLC_VERSION ""
#endif

namespace peer {
inline double primal(const adouble &x) { return x.getValue(); }
} // namespace peer

#include "peer.hpp"

using peer::numbers;

/* Buffers of `room` numbers, so large that no tape goes to the disk, and not
 * larger, as each run allocates them; 0: the default ones. */
template <class F>
double record(int tag, const double *x, size_t n, unsigned room, F f)
{
  double value;
  if (room)
    trace_on(short(tag), 0, room, room, room, room);
  else
    trace_on(short(tag));
  {
    std::vector<adouble> in(n);
    for (size_t j = 0; j < n; j++)
      in[j] <<= x[j];
    adouble y = f(in.data(), n);
    y >>= value;
  }
  trace_off();
  return value;
}

/* grad of the tape at x. */
static void sweep(int tag, const double *x, size_t n, double *grad)
{
  gradient(short(tag), int(n), const_cast<double *>(x), grad);
}

/* Each tape has its tag: recorded again each time, and kept for replay. */
template <class F>
void add(peer::program &p, const char *name, int tag, unsigned room, F f)
{
  p.add(name, "record", [f, tag, room](const numbers &x, numbers &grad) {
    const double y = record(tag, x.data(), x.size(), room, f);
    sweep(tag, x.data(), x.size(), grad.data());
    return y;
  });
  p.add(name, "replay", [tag](const numbers &x, numbers &grad) {
    double y;
    function(short(tag), 1, int(x.size()), const_cast<double *>(x.data()), &y);
    sweep(tag, x.data(), x.size(), grad.data());
    return y;
  });
}

int main(int argc, char **argv)
{
  peer::program p;
  const auto one = [](const adouble *x, size_t) { return peer::w1(x); };
  p.add("W1", "record", [one](const numbers &x, numbers &grad) {
    double sum = 0;
    for (size_t i = 0; i < x.size(); i += 3) {
      sum += record(1, &x[i], 3, 0, one);
      sweep(1, &x[i], 3, &grad[i]);
    }
    return sum;
  });
  p.add("W1", "replay", [](const numbers &x, numbers &grad) {
    double sum = 0, y;
    for (size_t i = 0; i < x.size(); i += 3) {
      function(1, 1, 3, const_cast<double *>(&x[i]), &y);
      sweep(1, &x[i], 3, &grad[i]);
      sum += y;
    }
    return sum;
  });
  add(p, "W1b", 2, 1u << 26, [](const adouble *x, size_t n) { return peer::w1b(x, n); });
  const auto w2 = [](const adouble *x, size_t n) {
    return peer::rosenbrock(x, n);
  };
  add(p, "W2", 3, 1u << 22, w2);
  add(p, "W2s", 4, 0, w2);
  add(p, "W3", 5, 1u << 25, [](const adouble *x, size_t n) { return peer::w3(x[0], x, n); });
  add(p, "W4", 6, 1u << 23, [](const adouble *x, size_t n) { return peer::w4(x, n); });
  add(p, "W5", 7, 1u << 22, [](const adouble *x, size_t) { return peer::w5(x); });
  add(p, "W6", 8, 1u << 25, [](const adouble *x, size_t) { return peer::mixture(x); });
  return p.serve("ADOL-C " ADOLC_VERSION, argc, argv);
}
