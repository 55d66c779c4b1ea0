/* emit_names.c: which names a function can have in emitted C. */
#include <config.h>

#include "emit.h"

#include <ctype.h>
#include <string.h>

static const char *const taken[] = {
  /* C11 and C++ */
  "alignas alignof and and_eq asm auto bitand bitor bool break case catch char "
  "char16_t char32_t class compl const const_cast constexpr continue decltype "
  "default delete do double dynamic_cast else enum explicit export extern false "
  "float for friend goto if inline int long mutable namespace new noexcept not "
  "not_eq nullptr operator or or_eq private protected public register "
  "reinterpret_cast restrict return short signed sizeof static static_assert "
  "static_cast struct switch template this thread_local throw true try typedef "
  "typeid typename typeof union unsigned using virtual void volatile wchar_t "
  "while xor xor_eq main",
  /* <math.h> and what compilers know of themselves */
  "acos acosh asin asinh atan atan2 atanh cbrt ceil copysign cos cosh erf erfc "
  "exp exp10 exp2 expm1 fabs fdim floor fma fmax fmin fmod fpclassify frexp "
  "gamma hypot ilogb isfinite isgreater isgreaterequal isinf isless "
  "islessequal islessgreater isnan isnormal isunordered j0 j1 jn ldexp lgamma "
  "llrint llround log log10 log1p log2 logb lrint lround modf nan nearbyint "
  "nextafter nexttoward pow remainder remquo rint round scalb scalbln scalbn "
  "signbit significand signgam sin sincos sinh sqrt tan tanh tgamma trunc y0 "
  "y1 yn drem finite infnan double_t float_t abs labs div exit abort free "
  "malloc calloc realloc printf puts memcpy memset strlen index rindex",
  /* <dualtape.h> */
  "dual hyper jet tape var add sub mul neg"};

static bool listed(const char *name)
{
  const size_t length = strlen(name);
  for (size_t k = 0; k < sizeof taken / sizeof *taken; k++)
    for (const char *p = taken[k]; *p; p += strspn(p, " ")) {
      const size_t word = strcspn(p, " ");
      if (word == length && memcmp(p, name, length) == 0)
        return true;
      p += word;
    }
  return false;
}

/* Names of dualtape begin with one of these. */
static bool prefixed(const char *name)
{
  static const char *const prefixes[] = {"ad_",   "dual_", "jet_", "hyper_",
                                         "tape_", "var_",  "fd_",  "check_"};
  for (size_t k = 0; k < sizeof prefixes / sizeof *prefixes; k++)
    if (strncmp(name, prefixes[k], strlen(prefixes[k])) == 0)
      return true;
  return false;
}

bool ad_emit_name_good(const char *name)
{
  if (!name || !isalpha((unsigned char)*name) || strlen(name) > 200)
    return false;
  for (const char *p = name; *p; p++)
    if ((*p & 0x80) || (!isalnum((unsigned char)*p) && *p != '_'))
      return false;
  return !listed(name) && !prefixed(name);
}
