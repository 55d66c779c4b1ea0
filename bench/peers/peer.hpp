/* peer.hpp: what the peers of the bench share: the workloads as C++ templates,
 * their data, and the conversation with bench (bench/peer.h). */
#ifndef BENCH_PEER_HPP
#define BENCH_PEER_HPP

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <unistd.h>

namespace peer {

using numbers = std::vector<double>;

/* ---- data: SplitMix64, as in workloads.c ------------------------------------ */

struct random {
  uint64_t state;
  explicit random(uint64_t seed) : state(seed) {}
  double unit()
  {
    uint64_t z = state += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return double((z ^ (z >> 31)) >> 11) * 0x1p-53;
  }
};

enum { WIDE = 64, BATCH = 32 };
enum {
  NET_B1 = WIDE * WIDE,
  NET_W2 = NET_B1 + WIDE,
  NET_B2 = NET_W2 + WIDE * WIDE,
  NET_W3 = NET_B2 + WIDE,
  NET_B3 = NET_W3 + WIDE,
  NET = NET_B3 + 1
};
enum { D = 10, K = 25, N = 1000, LOW = D * (D - 1) / 2, ICF = D + LOW };
enum { MIX = K * (1 + D + ICF) };

static double net_x[BATCH * WIDE], net_y[BATCH], mix_x[N * D];

inline numbers fill(const std::string &w, size_t divide)
{
  numbers x;
  random r(1);
  auto some = [&](size_t n, double low, double width) {
    x.resize(n);
    for (double &e : x)
      e = low + width * r.unit();
  };
  if (w == "W1" || w == "W1b")
    some(3000000 / divide, 0.5, 1);
  else if (w == "W2")
    some(100000 / divide, -1.5, 3);
  else if (w == "W2s")
    some(1000, -1.5, 3);
  else if (w == "R10")
    some(1000000 / divide, -1.5, 3);
  else if (w == "W3" || w == "D1") {
    some(1000001 / divide - 1, 0.2, 0.3);
    x.insert(x.begin(), 0.5);
  } else if (w == "W4") {
    x.resize(1000000 / divide);
    for (double &e : x)
      e = 1 + 1e-3 * (2 * r.unit() - 1);
  } else if (w == "W5" || w == "D1W5") {
    r = random(7);
    for (double &e : net_x)
      e = 2 * r.unit() - 1;
    for (double &e : net_y)
      e = 2 * r.unit() - 1;
    x.resize(NET);
    for (double &e : x)
      e = 0.2 * (2 * r.unit() - 1);
  } else if (w == "W6" || w == "D1W6" || w == "D10") {
    r = random(6);
    for (double &e : mix_x)
      e = 2 * (2 * r.unit() - 1);
    x.resize(MIX);
    for (double &e : x)
      e = 2 * r.unit() - 1;
  }
  return x;
}

inline double direction(random &r) { return 2 * r.unit() - 1; }

/* ---- the workloads, in a number type T ---------------------------------------- */

/* The primal; peers add an overload for their types. */
inline double primal(double x) { return x; }

template <class T> T sqr(const T &x) { return x * x; }

template <class T> T w1(const T *x)
{
  T v = x[0] * x[0] + x[1], w = x[2] * v;
  return w * w;
}

template <class T> T w1b(const T *x, size_t n)
{
  T sum = w1(x);
  for (size_t i = 3; i < n; i += 3)
    sum += w1(x + i);
  return sum;
}

template <class T> T rosenbrock(const T *x, size_t n)
{
  T sum = T(0.0);
  for (size_t i = 0; i + 1 < n; i++) {
    T w = x[i + 1] - x[i] * x[i], v = 1.0 - x[i];
    sum += 100.0 * (w * w) + v * v;
  }
  return sum;
}

template <class T, class P> T w3(const T &x0, const P *p, size_t n)
{
  using std::exp;
  using std::sin;
  T x = x0, sum = T(0.0);
  for (size_t k = 1; k < n; k++) {
    T next = sin(x) * exp(-x) + p[k] * x;
    x = next;
    sum += x;
  }
  return sum;
}

template <class T> T w4(const T *x, size_t n)
{
  T y = x[0];
  for (size_t i = 1; i < n; i++)
    y *= x[i];
  return y;
}

template <class T, class X>
void layer(const X *x, const T *w, const T *b, T *h)
{
  using std::tanh;
  for (int j = 0; j < WIDE; j++) {
    T a = b[j];
    for (int i = 0; i < WIDE; i++)
      a += x[i] * w[WIDE * i + j];
    h[j] = tanh(a);
  }
}

template <class T> T w5(const T *w)
{
  static std::vector<T> h1(WIDE), h2(WIDE);
  T sum = T(0.0);
  for (int p = 0; p < BATCH; p++) {
    layer(net_x + WIDE * p, w, w + NET_B1, h1.data());
    layer(h1.data(), w + NET_W2, w + NET_B2, h2.data());
    T z = w[NET_B3];
    for (int i = 0; i < WIDE; i++)
      z += h2[i] * w[NET_W3 + i];
    T e = z - net_y[p];
    sum += e * e;
  }
  T y = sum * (1.0 / BATCH);
  return y;
}

template <class T> T log_sum_exp(const T *a)
{
  using std::exp;
  using std::log;
  double most = primal(a[0]);
  for (int k = 1; k < K; k++)
    most = std::max(most, primal(a[k]));
  T sum = T(0.0);
  for (int k = 0; k < K; k++)
    sum += exp(a[k] - most);
  T y = log(sum) + most;
  return y;
}

/* W6: the formula is in bench/mixture.inc.h. */
template <class T> T mixture(const T *x)
{
  using std::exp;
  const double pi = std::acos(-1.0), n = D + 1;
  double gamma = 0.25 * D * (D - 1) * std::log(pi);
  for (int j = 1; j <= D; j++)
    gamma += std::lgamma(0.5 * n + 0.5 * (1 - j));
  T y = -double(N) * log_sum_exp(x);
  y += -0.5 * N * D * std::log(2 * pi) + K * (0.5 * n * D * std::log(2.0) + gamma);
  static std::vector<T> s(K), diag(K * D), term(K), z(D);
  const T *const mean = x + K, *const factor = x + K + K * D;
  for (int k = 0; k < K; k++) {
    const T *icf = factor + k * ICF;
    T sum = icf[0], square = T(0.0);
    for (int i = 1; i < D; i++)
      sum += icf[i];
    for (int i = 0; i < D; i++) {
      diag[k * D + i] = exp(icf[i]);
      square += diag[k * D + i] * diag[k * D + i];
    }
    for (int i = D; i < ICF; i++)
      square += icf[i] * icf[i];
    s[k] = x[k] + sum;
    y += 0.5 * square;
  }
  for (int p = 0; p < N; p++) {
    for (int k = 0; k < K; k++) {
      const T *low = factor + k * ICF + D;
      static std::vector<T> c(D);
      for (int i = 0; i < D; i++) {
        c[i] = mix_x[p * D + i] - mean[k * D + i];
        z[i] = diag[k * D + i] * c[i];
      }
      for (int i = 0; i < D; i++)
        for (int j = i + 1; j < D; j++)
          z[j] += *low++ * c[i];
      T sum = z[0] * z[0];
      for (int i = 1; i < D; i++)
        sum += z[i] * z[i];
      term[k] = s[k] - 0.5 * sum;
    }
    y += log_sum_exp(term.data());
  }
  return y;
}

/* ---- the conversation ------------------------------------------------------------ */

/* Value and derivatives at x. */
using run = std::function<double(const numbers &x, numbers &grad)>;

struct mode {
  std::string name;
  run f;
};

class program {
  std::map<std::string, std::vector<mode>> all;
  std::string kept;
  numbers x;

  static double now()
  {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return double(t.tv_sec) + 1e-9 * double(t.tv_nsec);
  }

  /* The first run is not timed where it is short. */
  void once(const mode &m)
  {
    numbers grad(x.size(), 0.0);
    double value = 0, spent = 0, checksum = 0;
    for (size_t repeats = 1; spent <= 1e-3; repeats *= 2) {
      const double start = now();
      for (size_t k = 0; k < repeats; k++)
        value = m.f(x, grad);
      spent = now() - start;
      if (spent > 1e-3)
        spent /= double(repeats), repeats = 0;
      if (repeats == 0)
        break;
    }
    random r(99);
    for (double g : grad)
      checksum += (2 * r.unit() - 1) * g;
    std::printf("{\"mode\": \"%s\", \"seconds\": %.6g, \"value\": %.17g, "
                "\"gradient\": %.17g}\n", m.name.c_str(), spent, value,
                checksum);
  }

public:
  void add(const std::string &w, const std::string &name, run f)
  {
    all[w].push_back({name, std::move(f)});
  }

  void answer(const char *workload, size_t divide)
  {
    if (kept != workload)
      x = fill(kept = workload, divide ? divide : 1);
    for (const mode &m : all[workload])
      once(m);
    std::puts("");
    std::fflush(stdout);
  }

  /* Every workload has a process of its own, which the memory that others took
   * does not slow down: at another one, the program starts anew. */
  int serve(const char *name, int argc, char **argv)
  {
    const size_t divide = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 1;
    char line[100];
    std::setvbuf(stdin, nullptr, _IONBF, 0); /* nothing is read ahead */
    if (argc > 2)
      answer(argv[2], divide);
    else
      std::printf("{\"peer\": \"%s\"}\n", name);
    std::fflush(stdout);
    while (std::fgets(line, sizeof line, stdin)) {
      line[std::strcspn(line, "\n")] = 0;
      if (argc > 1 && !kept.empty() && kept != line) {
        execl(argv[0], argv[0], argv[1], line, static_cast<char *>(nullptr));
        return 1;
      }
      answer(line, divide);
    }
    return 0;
  }
};

/* ---- forward mode: a type of `count` tangents, made of a primal and those ------- */

/* D1, D10, R10, for peers that do forward mode: make(v, d) is the number with
 * the tangents d, an array, and tangent(y, k) reads one. */
template <class One, class Ten> struct forward {
  template <class T, class F>
  static double along(const numbers &x, numbers &grad, int count, F f)
  {
    static std::vector<T> in;
    static numbers v;
    if (in.size() != x.size()) {
      v.clear();
      for (int k = 0; k < count; k++) {
        random r(100 + uint64_t(k));
        for (size_t j = 0; j < x.size(); j++)
          v.push_back(direction(r));
      }
      in.resize(x.size());
    }
    for (size_t j = 0; j < x.size(); j++) {
      double d[10];
      for (int k = 0; k < count; k++)
        d[k] = v[size_t(k) * x.size() + j];
      in[j] = make(static_cast<T *>(nullptr), x[j], d, count);
    }
    const T y = f(in.data());
    for (int k = 0; k < count; k++)
      grad[size_t(k)] = tangent(y, k);
    return primal(y);
  }

  static void add(program &p)
  {
    p.add("D1", "forward", [](const numbers &x, numbers &grad) {
      const double one = 1;
      const One x0 = make(static_cast<One *>(nullptr), x[0], &one, 1);
      const One y = w3(x0, x.data(), x.size());
      grad[0] = tangent(y, 0);
      return primal(y);
    });
    p.add("D1W5", "forward", [](const numbers &x, numbers &grad) {
      return along<One>(x, grad, 1, [](const One *w) { return w5(w); });
    });
    p.add("D1W6", "forward", [](const numbers &x, numbers &grad) {
      return along<One>(x, grad, 1, [](const One *w) { return mixture(w); });
    });
    p.add("D10", "forward", [](const numbers &x, numbers &grad) {
      return along<Ten>(x, grad, 10, [](const Ten *w) { return mixture(w); });
    });
    p.add("R10", "forward", [](const numbers &x, numbers &grad) {
      double sum = 0;
      for (size_t at = 0; at + 10 <= x.size(); at += 10) {
        Ten in[10];
        for (int i = 0; i < 10; i++) {
          double d[10] = {0};
          d[i] = 1;
          in[i] = make(static_cast<Ten *>(nullptr), x[at + size_t(i)], d, 10);
        }
        const Ten y = rosenbrock(in, 10);
        sum += primal(y);
        for (int i = 0; i < 10; i++)
          grad[at + size_t(i)] = tangent(y, i);
      }
      return sum;
    });
  }
};

} // namespace peer
#endif
