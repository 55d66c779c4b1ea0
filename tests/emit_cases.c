/* emit_cases.c: random formulas, and some at edges, as one C program: every function
 * that `dualtape emit` writes of them, and what the engines say beside.
 *
 *   emit_cases SEED COUNT LANES >cases.c
 *
 * The program compares to the last bit, points side by side with single ones,
 * too, and ends with 1 where something differs. */
#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compare/check_sketch.h"
#include "compare/derivatives.h"
#include "compare/emit.h"
#include "reverse/second.h"

enum { N = AD_SKETCH_INPUTS, M = AD_SKETCH_OUTPUTS, LARGE = 20 };

struct answer {
  double y[M], jac[M * N], dy[M], grad[N], hv[N];
};

/* What the program begins with. */
static const char *const words =
  "#include <math.h>\n#include <stdio.h>\n#include <string.h>\n"
  "static int bad;\n"
  "static int differs(double a, double b)\n"
  "{\n  return !(a == b || (a != a && b != b));\n}\n"
  "static void same(int k, const char *what, const double *got,\n"
  "                 const double *want, int count)\n"
  "{\n"
  "  for (int i = 0; i < count; i++)\n"
  "    if (differs(got[i], want[i])) {\n"
  "      printf(\"formula %d: %s[%d] is %.17g, not %.17g\\n\", k, what, i,\n"
  "             got[i], want[i]);\n"
  "      bad = 1;\n"
  "    }\n"
  "}\n"
  "/* Points beside each other, the last one being the first. */\n"
  "enum { POINTS = 19 };\n"
  "static void spread(const double *x, double *all, int n, double by)\n"
  "{\n"
  "  for (int i = 0; i < n; i++)\n"
  "    for (int p = 0; p < POINTS; p++)\n"
  "      all[i * POINTS + p] = x[i] * (1 + by * (p % (POINTS - 1)));\n"
  "}\n"
  "static void take(const double *all, double *one, int count, int p)\n"
  "{\n"
  "  for (int i = 0; i < count; i++)\n"
  "    one[i] = all[i * POINTS + p];\n"
  "}\n\n";

static void numbers(const char *name, const double *v, size_t count)
{
  printf("  static const double %s[] = {", name);
  for (size_t i = 0; i < count; i++)
    if (isfinite(v[i]))
      printf("%a, ", v[i]);
    else
      printf("%s, ", isnan(v[i]) ? "NAN" : v[i] > 0 ? "INFINITY" : "-INFINITY");
  printf("0};\n");
}

static enum ad_status ask(const struct ad_function *f, const double *x,
                          const double *v, struct answer *a)
{
  enum ad_status status = AD_OK;
  for (size_t i = 0; !status && i < f->m; i++) {
    double w[M] = {0};
    w[i] = 1;
    status = ad_vjp(f, x, w, a->y, a->jac + i * f->n);
  }
  if (!status)
    status = ad_jvp(f, x, v, a->y, a->dy);
  if (!status && f->m == 1)
    status = ad_hvp(f, x, v, a->y, a->grad, a->hv);
  return status;
}

static bool functions(const ad_formula *f, const char *text, const char *name,
                      int lanes)
{
  bool good = true;
  for (int what = AD_EMIT_VALUE; good && what <= AD_EMIT_HVP; what++)
    for (int wide = 0; good && wide < 2; wide++) {
      const struct ad_emit how = {name, (enum ad_emit_what)what,
                                  wide ? lanes : 0};
      char *c;
      size_t length;
      if (what == AD_EMIT_HVP && ad_formula_outputs(f) != 1)
        continue;
      good = ad_emit_as(f, text, strlen(text), &how, &c, &length) == AD_OK;
      if (good)
        fputs(c, stdout);
      free(c);
    }
  return good;
}

/* A tape in all forms, as NAME, NAME_jvp, ..., single and, if there are, in lanes. */
static bool tape_functions(const char *name, size_t m, const var *y, size_t n,
                           const var *x, int lanes)
{
  bool good = true;
  for (int what = AD_EMIT_VALUE; good && what <= AD_EMIT_HVP; what++)
    for (int wide = 0; good && wide < (lanes ? 2 : 1); wide++) {
      const struct ad_emit how = {name, (enum ad_emit_what)what,
                                  wide ? lanes : 0};
      char *c;
      size_t length;
      good = tape_emit_as(&how, m, y, n, x, &c, &length) == AD_OK;
      if (good)
        fputs(c, stdout);
      free(c);
    }
  return good;
}

/* The formula, recorded, as f_tape; its text goes to stdout. */
static bool recorded(const struct ad_function *f, const double *x,
                     const char *name, int lanes)
{
  tape *t = tape_new();
  var in[N], out[M];
  char own[40];
  snprintf(own, sizeof own, "%s_tape", name);
  const bool good = t && tape_inputs(t, f->n, x, in) == AD_OK &&
                    f->on_var(in, out, f->data) == AD_OK &&
                    tape_functions(own, f->m, out, f->n, in, lanes);
  tape_free(t);
  return good;
}

/* A tape's function of `end`, its direction v or "", weights w or "", and what
 * its outputs are to be; single points and those side by side. */
struct tape_call {
  const char *end, *v, *w;
  const char *out[4];
};

static void tape_arguments(const struct tape_call *c, const char *format)
{
  for (int i = 0; c->out[i]; i++) {
    printf(format, i);
    printf("%s%s", i == 0 ? c->w : "", c->out[i + 1] ? "" : ");\n");
  }
}

static void one_tape_call(unsigned k, const struct tape_call *c,
                          const struct ad_function *f, size_t row)
{
  printf("  f%u_tape%s(x%s", k, c->end, c->v);
  tape_arguments(c, ", o[%d]");
  for (int i = 0; c->out[i]; i++) {
    const bool matrix = strcmp(c->out[i], "jac") == 0;
    const bool hv = strcmp(c->out[i], "hv") == 0;
    if (!hv || f->m == 1)
      printf("  same(%u, \"%s_tape%s\", o[%d], %s + %zu, %zu);\n", k, c->out[i],
             c->end, i, c->out[i], matrix ? row * f->n : 0,
             matrix || hv ? f->n : f->m);
  }
  printf("  f%u_tape%s_batch(POINTS, xs%s", k, c->end, *c->v ? ", vs" : "");
  const struct tape_call wide = {c->end, c->v, *c->w ? ", ws" : "",
                                 {c->out[0], c->out[1], c->out[2], NULL}};
  tape_arguments(&wide, ", os[%d]");
  printf("  for (int p = 0; p < POINTS; p++) {\n"
         "    take(xs, x1, n, p), take(vs, v1, n, p);\n"
         "    f%u_tape%s(x1%s", k, c->end, *c->v ? ", v1" : "");
  tape_arguments(c, ", o[%d]");
  for (int i = 0; c->out[i]; i++)
    printf("    take(os[%d], one, 8, p);\n"
           "    same(%u, \"%s_tape%s_batch\", one, o[%d], %zu);\n", i, k,
           c->out[i], c->end, i,
           strchr("jh", c->out[i][0]) ? f->n : f->m);
  printf("  }\n");
}

static void call_tape(unsigned k, const struct ad_function *f)
{
  static const struct tape_call calls[] = {
    {"_value", "", "", {"y", NULL}},
    {"", "", ", w", {"y", "jac", NULL}},
    {"_jvp", ", v", "", {"y", "dy", NULL}},
    {"_hvp", ", v", ", w", {"y", "jac", "hv", NULL}},
  };
  for (size_t i = 0; i < f->m; i++) {
    printf("  { static const double w[] = {%d, %d};\n"
           "  double ws[2 * POINTS];\n  spread(w, ws, 2, 0);\n", i == 0, i == 1);
    for (size_t c = 0; c < sizeof calls / sizeof *calls; c++)
      one_tape_call(k, &calls[c], f, i);
    printf("  }\n");
  }
}

/* A long tape, in programs of many formulas: x <- a x (1 - x), with other numbers
 * here and there; derivatives along (1, 1), too. */
static var long_way(const var *in)
{
  enum { STEPS = 500 }; /* 3000 records: several functions */
  var y = in[0];
  for (int k = 0; k < STEPS; k++)
    y = var_sub(var_mul(var_mul(in[1], y), var_sub(var_const(1), y)),
                var_mul(var_const(1e-3), var_sin(y)));
  return y;
}

/* What cannot be written is said, and nothing is allocated. */
static bool refused(const var *y, const var *x)
{
  static const struct ad_emit bad[] = {
    {"int", AD_EMIT_JVP, 0}, {"f", AD_EMIT_HVP, -1},
    {"f", AD_EMIT_HVP, AD_EMIT_LANES + 1}, {"f", (enum ad_emit_what)9, 0}};
  static const struct ad_emit good = {"f", AD_EMIT_HVP, 2};
  bool said = true;
  char *c = NULL;
  size_t length;
  for (size_t k = 0; k < sizeof bad / sizeof *bad; k++)
    said = said && !c &&
           tape_emit_as(&bad[k], 1, y, 1, x, &c, &length) == AD_BAD_ARGUMENT;
  said = said && tape_emit_as(NULL, 1, y, 1, x, &c, &length) == AD_BAD_ARGUMENT;
  return said && !c &&
         tape_emit_as(&good, 1, y, 1, y, &c, &length) == AD_NOT_INPUT && !c;
}

static bool longest(void)
{
  tape *t = tape_new();
  const double x[] = {0.3, 0.9};
  double grad[2];
  var in[2], y;
  bool good = t && tape_inputs(t, 2, x, in) == AD_OK;
  if (good) {
    y = long_way(in);
    good = tape_gradient(y, 2, in, grad) == AD_OK && refused(&y, in) &&
           tape_functions("longest", 1, &y, 2, in, 0);
  }
  if (good) {
    tape_clear_tangents(t);
    tape_seed_tangent(in[0], 1);
    tape_seed_tangent(in[1], 1);
    tape_sweep_tangents(t);
    tape_clear_adjoints(t);
    tape_seed(y, 1);
    tape_sweep_second(t);
    printf("static void test_longest(void)\n{\n"
           "  const double x[] = {0.3, 0.9}, v[] = {1, 1}, y[] = {%a};\n"
           "  const double grad[] = {%a, %a}, dy[] = {%a}, hv[] = {%a, %a};\n"
           "  double a[1], g[2], h[2];\n"
           "  longest(x, a, NULL, g);\n"
           "  same(-1, \"y\", a, y, 1), same(-1, \"grad\", g, grad, 2);\n"
           "  longest_jvp(x, v, a, g);\n"
           "  same(-1, \"y\", a, y, 1), same(-1, \"dy\", g, dy, 1);\n"
           "  longest_hvp(x, v, a, NULL, g, h);\n"
           "  same(-1, \"grad\", g, grad, 2), same(-1, \"hv\", h, hv, 2);\n}\n",
           var_value(y), grad[0], grad[1], var_tangent(y),
           var_adjoint_tangent(in[0]), var_adjoint_tangent(in[1]));
  }
  tape_free(t);
  return good;
}

/* f_jvp(x, v, y, dy), single and side by side: `arrays` are its inputs, and its
 * outputs are to be as the arrays `compared`. */
static void call(unsigned k, const char *end, const char *arrays,
                 const char *const *compared)
{
  printf("  memset(o, 0, sizeof o);\n  f%u%s(x%s, o[0]", k, end,
         strchr(arrays, 'v') ? ", v" : "");
  for (int i = 1; compared[i]; i++)
    printf(", o[%d]", i);
  printf(");\n");
  for (int i = 0; compared[i]; i++)
    printf("  same(%u, \"%s%s\", o[%d], %s, sizeof %s / 8 - 1);\n", k,
           compared[i], end, i, compared[i], compared[i]);
  printf("  f%u%s_batch(POINTS, xs%s, os[0]", k, end,
         strchr(arrays, 'v') ? ", vs" : "");
  for (int i = 1; compared[i]; i++)
    printf(", os[%d]", i);
  printf(");\n  for (int p = 0; p < POINTS; p++) {\n"
         "    take(xs, x1, n, p), take(vs, v1, n, p);\n"
         "    f%u%s(x1%s, o[0]", k, end, strchr(arrays, 'v') ? ", v1" : "");
  for (int i = 1; compared[i]; i++)
    printf(", o[%d]", i);
  printf(");\n");
  for (int i = 0; compared[i]; i++)
    printf("    take(os[%d], one, sizeof %s / 8 - 1, p);\n"
           "    same(%u, \"%s%s_batch\", one, o[%d], sizeof %s / 8 - 1);\n",
           i, compared[i], k, compared[i], end, i, compared[i]);
  printf("  }\n");
}

static void test(unsigned k, const struct ad_function *f, const double *x,
                 const double *v, const struct answer *a)
{
  printf("static void test%u(void)\n{\n", k);
  numbers("x", x, f->n);
  numbers("v", v, f->n);
  numbers("y", a->y, f->m);
  numbers("jac", a->jac, f->m * f->n);
  numbers("dy", a->dy, f->m);
  numbers("hv", a->hv, f->n);
  printf("  enum { n = %zu };\n"
         "  static double o[4][8], one[8], x1[4], v1[4];\n"
         "  static double xs[4 * POINTS], vs[4 * POINTS], os[4][8 * POINTS];\n"
         "  spread(x, xs, n, 1e-3), spread(v, vs, n, 0.1);\n",
         f->n);
  call_tape(k, f);
  call(k, "_value", "x", (const char *const[]){"y", NULL});
  call(k, "", "x", (const char *const[]){"y", "jac", NULL});
  call(k, "_jvp", "xv", (const char *const[]){"y", "dy", NULL});
  if (f->m == 1)
    call(k, "_hvp", "xv", (const char *const[]){"y", "jac", "hv", NULL});
  else
    printf("  (void)hv;\n");
  printf("}\n\n");
}

/* Formula k at a point: NULL, that of its sketch. */
static bool one(const char *text, const struct ad_sketch *s, const double *at,
                unsigned k, int lanes)
{
  char name[32];
  double x[N], v[N] = {0.75, -1.25, 0.5, 2};
  struct answer a = {{0}, {0}, {0}, {0}, {0}};
  snprintf(name, sizeof name, "f%u", k);
  ad_formula *f = ad_formula_parse(text, strlen(text), NULL);
  bool good = f != NULL;
  if (good) {
    const struct ad_function g = ad_formula_function(f);
    if (at)
      memcpy(x, at, g.n * sizeof *x);
    else
      check_sketch_point(s, f, x);
    good = ask(&g, x, v, &a) == AD_OK && functions(f, text, name, lanes) &&
           recorded(&g, x, name, lanes);
    test(k, &g, x, v, &a);
  }
  ad_formula_free(f);
  return good;
}

static bool random_one(uint64_t seed, unsigned k, int lanes)
{
  struct ad_sketch s;
  char text[AD_SKETCH_TEXT];
  check_sketch_random(seed, k, &s);
  ad_sketch_text(&s, text, sizeof text);
  return one(text, &s, NULL, k, lanes);
}

/* Where an adjoint or a tangent is infinite, and is multiplied by 0. */
static const struct {
  const char *text;
  double x[2];
} edges[] = {
  {"sqrt(x*0) + x", {1, 0}},
  {"3*sqrt(x*y) + y^2/x", {1, 0}},
  {"u = sqrt(x); y*u + u*sin(y)", {0, 0}},
  {"u = cbrt(x); (u*y)^2 - exp(u*y)*cos(x)", {0, 0}},
  {"u = sqrt(x^2 + y^2); u*x, log1p(u*y)", {0, 0}},
};
enum { EDGES = sizeof edges / sizeof *edges };

int main(int argc, char **argv)
{
  if (argc != 4)
    return 2;
  const unsigned count = (unsigned)strtoul(argv[2], NULL, 10);
  bool good = true;
  fputs(words, stdout);
  for (unsigned k = 0; good && k < count; k++)
    good = random_one(strtoull(argv[1], NULL, 10), k, atoi(argv[3]));
  for (unsigned k = 0; good && k < EDGES; k++)
    good = one(edges[k].text, NULL, edges[k].x, count + k, atoi(argv[3]));
  const bool large = count >= LARGE;
  good = good && (!large || longest());
  printf("int main(void)\n{\n%s", large ? "  test_longest();\n" : "");
  for (unsigned k = 0; k < count + EDGES; k++)
    printf("  test%u();\n", k);
  printf("  return bad;\n}\n");
  return good ? 0 : 1;
}
