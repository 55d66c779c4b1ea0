/* nist.c: fits curves to data whose best parameters are certified.
 *
 * The National Institute of Standards and Technology publishes sets of data,
 * each with a model, two starts, and the parameters of the least sum of
 * squares, certified to 11 digits.  This program fits each set from both
 * starts, with the Jacobian by automatic differentiation of the model as it
 * stands in the file, and tells to how many digits the results agree. */
#include <dualtape.h>

#include <getopt.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { AGREE, DISAGREE, BAD };
enum { WANTED = 6, CURVE_POINTS = 300 };

static struct options {
  bool verbose, data, drawn;
  uint64_t seed;
  const char *model; /* NULL: the set's own */
} options;

static int usage(FILE *out, int code)
{
  fputs("Usage: nist [OPTION...] FILE.dat...\n"
        "\n"
        "Fits the model in each file of NIST's Statistical Reference Datasets\n"
        "to its data, from both starts, and tells to how many digits\n"
        "parameters, their standard deviations and the sum of squares agree\n"
        "with the certified ones.\n"
        "\n"
        "  -v, --verbose        each parameter with its digits\n"
        "      --seed=N         from a start drawn between the two\n"
        "      --model=FORMULA  fit this formula of b1, b2, ..., x instead\n"
        "      --data           print what plots/nist.gp draws\n"
        "  -h, --help           this text\n"
        "\n"
        "Exit status: 0 if parameters and sums of squares agree to 6 digits,\n"
        "1 if one does not, 2 for bad usage or input.\n",
        out);
  return code;
}

static double least(double a, double b) { return a < b ? a : b; }

/* ---- one fit ------------------------------------------------------------ */

struct fit {
  double b[AD_STRD_PARAMETERS + 1], deviation[AD_STRD_PARAMETERS];
  struct ad_lm_result result;
};

static void report(const struct ad_strd *set, const char *start,
                   const struct fit *fit, int *code)
{
  double b = AD_STRD_DIGITS, deviation = AD_STRD_DIGITS;
  const double squares = ad_strd_digits(fit->result.squares, set->squares);
  for (size_t k = 0; k < set->parameters; k++) {
    b = least(b, ad_strd_digits(fit->b[k], set->certified[k]));
    deviation =
        least(deviation, ad_strd_digits(fit->deviation[k], set->deviation[k]));
  }
  printf("%-10s %5s %6zu %7.1e %11.1f %11.1f %8.1f  %s\n", set->name, start,
         fit->result.steps, fit->result.offset, b, deviation, squares,
         ad_lm_end_text(fit->result.end));
  for (size_t k = 0; options.verbose && k < set->parameters; k++)
    printf("  b%-2zu = %.14e +- %.10e  (%.1f, %.1f digits)\n", k + 1, fit->b[k],
           fit->deviation[k], ad_strd_digits(fit->b[k], set->certified[k]),
           ad_strd_digits(fit->deviation[k], set->deviation[k]));
  if (!(b >= WANTED && squares >= WANTED))
    *code = DISAGREE;
}

/* Observations, fitted values and residuals; then the curve. */
static void print_data(const struct ad_strd *set, const ad_formula *model,
                       struct fit *fit, double *v)
{
  uint32_t y;
  double low = set->x[0], high = low, *x = &fit->b[set->parameters];
  ad_formula_output(model, 0, &y);
  printf("# set, model\n0 \"%s\" \"%s\"\n\n\n# x   y   fitted y   residual / s\n",
         set->name, strchr(set->formula, '\n') + 1);
  for (size_t i = 0; i < set->count; i++) {
    *x = set->x[i];
    low = least(low, *x), high = -least(-high, -*x);
    ad_formula_run_double(model, fit->b, v);
    printf("%.10g %.10g %.10g %.10g\n", set->x[i], set->y[i], v[y],
           (set->y[i] - v[y]) / set->residual_deviation);
  }
  printf("\n\n# x   fitted y\n");
  for (int i = 0; i <= CURVE_POINTS; i++) {
    *x = low + (high - low) * i / CURVE_POINTS;
    ad_formula_run_double(model, fit->b, v);
    printf("%.10g %.10g\n", *x, v[y]);
  }
  printf("\n\n");
}

/* From start 1 or 2, or from one drawn between them: 0. */
static enum ad_status fit_from(const struct ad_strd *set, ad_formula *model,
                               int start, struct fit *fit)
{
  struct ad_curve curve = {model, set->count, set->x, set->y};
  const struct ad_function residuals = ad_curve_residuals(&curve);
  struct ad_random random = ad_random_seed(options.seed);
  for (size_t k = 0; k < set->parameters; k++) {
    const double u = start ? start - 1 : ad_random_unit(&random);
    fit->b[k] = set->start[0][k] + u * (set->start[1][k] - set->start[0][k]);
  }
  return ad_lm_fit(&residuals, fit->b, fit->deviation, NULL, &fit->result);
}

/* ---- a set -------------------------------------------------------------- */

/* The model's parameters have to be b1, b2, ... in order, and the last input
 * x: the `input` statement of the set's own formula, put before --model, sees
 * to the order. */
static ad_formula *parse_model(const struct ad_strd *set)
{
  struct ad_formula_error error;
  char text[4096], said[1024];
  const char *own = strchr(set->formula, '\n') + 1;
  snprintf(text, sizeof text, "%.*s%s", (int)(own - set->formula), set->formula,
           options.model ? options.model : own);
  ad_formula *f = ad_formula_parse(text, strlen(text), &error);
  if (!f) {
    const size_t before = (size_t)(own - set->formula); /* the first line */
    error.offset -= before, error.line--;
    ad_formula_explain(&error, options.model ? "--model" : set->name,
                       text + before, strlen(text + before), said, sizeof said);
    fprintf(stderr, "nist: %s", said);
  } else if (ad_formula_inputs(f) != set->parameters + 1) {
    fprintf(stderr,
            "nist: error: %s: the model's inputs are not b1 to b%zu, x\n",
            set->name, set->parameters);
    ad_formula_free(f);
    return NULL;
  }
  return f;
}

static enum ad_status fit_set(const struct ad_strd *set, ad_formula *model,
                              int *code)
{
  static const char *const names[] = {"drawn", "1", "2"};
  const int first = options.drawn ? 0 : 1, last = options.drawn ? 0 : 2;
  enum ad_status status = AD_OK;
  size_t nodes;
  ad_formula_nodes(model, &nodes);
  double *v = malloc(nodes * sizeof *v);
  if (!v)
    return AD_NO_MEMORY;
  for (int start = first; !status && start <= last; start++) {
    struct fit fit;
    status = fit_from(set, model, start, &fit);
    if (!status && !options.data)
      report(set, names[start], &fit, code);
    else if (!status && start == last)
      print_data(set, model, &fit, v);
  }
  free(v);
  return status;
}

static int run(const char *path)
{
  struct ad_strd_error error;
  struct ad_strd *set = ad_strd_read(path, &error);
  int code = AGREE;
  if (!set) {
    fprintf(stderr, "nist: error: %s:", path);
    if (error.line)
      fprintf(stderr, "%zu:", error.line);
    fprintf(stderr, " %s\n", error.message);
    return BAD;
  }
  ad_formula *model = parse_model(set);
  enum ad_status status = model ? fit_set(set, model, &code) : AD_OK;
  if (status)
    fprintf(stderr, "nist: error: %s: %s\n", path, ad_status_text(status));
  if (!model || status)
    code = BAD;
  ad_formula_free(model);
  ad_strd_free(set);
  return code;
}

int main(int argc, char **argv)
{
  static const struct option longs[] = {
      {"verbose", 0, NULL, 'v'}, {"seed", 1, NULL, 's'},
      {"model", 1, NULL, 'm'},   {"data", 0, NULL, 'd'},
      {"help", 0, NULL, 'h'},    {NULL, 0, NULL, 0}};
  int code = AGREE;
  char *end;
  setlocale(LC_NUMERIC, "C");
  for (int c; (c = getopt_long(argc, argv, "vh", longs, NULL)) != -1;)
    switch (c) {
    case 'v': options.verbose = true; break;
    case 's':
      options.drawn = true;
      options.seed = strtoull(optarg, &end, 10);
      if (*optarg >= '0' && *optarg <= '9' && !*end)
        break;
      fprintf(stderr, "nist: error: --seed=%s: not a whole number\n", optarg);
      return BAD;
    case 'm': options.model = optarg; break;
    case 'd': options.data = true; break;
    case 'h': return usage(stdout, AGREE);
    default: return BAD;
    }
  if (optind == argc)
    return usage(stderr, BAD);
  if (!options.data)
    puts("set        start  steps  offset  digits of b  deviations  squares");
  for (; optind < argc; optind++) {
    const int one = run(argv[optind]);
    code = one > code ? one : code;
  }
  return code;
}
