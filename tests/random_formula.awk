# random_formula.awk: a formula of n operations on x, y, z, of which each uses
# any before it: awk -v seed=1 -v n=30 -f random_formula.awk
# Its random numbers are its own (S. Park, K. Miller, Comm. ACM 31 (1988)), so
# that every awk writes the same.

function chance(m) {
  state = state*16807 % 2147483647
  return int(state/1024) % m
}
function any(k) {
  k = chance(i + 2)
  return k < 3 ? substr("xyz", k + 1, 1) : "v" (k - 2)
}
BEGIN {
  state = seed*7919 % 65536 + 1
  for (i = 1; i <= n; i++) {
    kind = chance(8)
    printf "v%d = ", i
    if (kind == 0) printf "sin(%s)", any()
    if (kind == 1) printf "%s + %s", any(), any()
    if (kind == 2) printf "%s*%s", any(), any()
    if (kind == 3) printf "%s - %s", any(), any()
    if (kind == 4) printf "fma(%s, %s, %s)", any(), any(), any()
    if (kind == 5) printf "tanh(%s)", any()
    if (kind == 6) printf "atan2(%s, 2 + %s^2)", any(), any()
    if (kind == 7) printf "%s/(2 + %s)", any(), any()
    printf "; "
  }
  printf "x*y*z + v%d\n", n
}
