/* print.c: vars and their gradients, in PyTorch's words and dualtape's. */
#include <config.h>

#include "print.h"

#include <stdlib.h>

#include "../../ops/info.h"
#include "../messages.h"

/* What PyTorch says where we return a status: the first words. */
static const struct {
  enum ad_status status;
  const char *theirs;
} errors[] = {
  {AD_NEEDS_SEED,
   "RuntimeError: grad can be implicitly created only for scalar outputs"},
  {AD_FREED,
   "RuntimeError: Trying to backward through the graph a second time"},
  {AD_NO_GRADIENT,
   "RuntimeError: element 0 of tensors does not require grad and does not "
   "have a grad_fn"},
};

static const char warning[] =
  "UserWarning: The .grad attribute of a Tensor that is not a leaf Tensor is "
  "being accessed.";

/* ---- values ------------------------------------------------------------------ */

/* Whether x is from before its tape's reset. */
static bool is_stale(var_mat x)
{
  return x.on && !tape_has(x.on, x.as.at.slot, x.as.at.epoch);
}

/* A matrix, or a number if x has rows = 0, with what is known of its origin. */
static void print_value(FILE *out, const char *name, size_t rows, var_mat x)
{
  double *v = malloc(((size_t)x.rows * x.cols + 1) * sizeof *v);
  char made[64], suffix[80] = "";
  if (!v) {
    print_refusal(out, name, AD_NO_MEMORY);
    return;
  }
  var_mat_value(x, v);
  tape_function_torch_name(var_mat_grad_fn(x), made, sizeof made);
  if (!var_mat_is_leaf(x))
    snprintf(suffix, sizeof suffix, "grad_fn=<%s>", made);
  else if (var_mat_requires_grad(x))
    snprintf(suffix, sizeof suffix, "requires_grad=True");
  fprintf(out, "%s = ", name);
  print_tensor(out, rows, x.cols, v, *suffix ? suffix : NULL);
  fputc('\n', out);
  free(v);
}

void print_var(FILE *out, const char *name, var x)
{
  print_value(out, name, 0, var_mat_of(x));
}

void print_mat(FILE *out, const char *name, var_mat x)
{
  print_value(out, name, x.rows, x);
}

void print_shape(FILE *out, const char *name, var_mat x)
{
  fprintf(out, "%s = torch.Size([%u, %u])\n", name, x.rows, x.cols);
}

/* ---- the graph ----------------------------------------------------------------- */

static void print_function(FILE *out, struct tape_function f)
{
  char name[64];
  tape_function_torch_name(f, name, sizeof name);
  fputs(name, out);
}

void print_grad_fn(FILE *out, const char *name, var x)
{
  fprintf(out, "%s.grad_fn = ", name);
  print_function(out, var_grad_fn(x));
  fputc('\n', out);
}

void print_next_functions(FILE *out, const char *name, var x)
{
  struct tape_function next[AD_OP_ARGS];
  const size_t n = tape_next_functions(var_grad_fn(x), AD_OP_ARGS, next);
  fprintf(out, "%s.grad_fn.next_functions =", name);
  for (size_t k = 0; k < n; k++) {
    fputs(k ? ", " : " ", out);
    print_function(out, next[k]);
  }
  fputc('\n', out);
}

/* ---- gradients ------------------------------------------------------------------- */

/* Why there is none: nothing is wrong, or a warning. */
static void print_none(FILE *out, const char *name, var_mat x,
                       const char *by_hand)
{
  if (!var_mat_is_leaf(x))
    fprintf(out, "%s\ndualtape: %s: %s\n", warning, name,
            _(var_mat_grad_none(x)));
  fprintf(out, "%s = None%s\n", name, by_hand);
}

static void print_gradient(FILE *out, const char *name, size_t rows, var_mat x,
                           const char *by_hand)
{
  double *grad = malloc(((size_t)x.rows * x.cols + 1) * sizeof *grad);
  if (!grad || is_stale(x))
    print_refusal(out, name, grad ? AD_STALE_VAR : AD_NO_MEMORY);
  else if (!var_mat_grad(x, grad))
    print_none(out, name, x, by_hand);
  else {
    fprintf(out, "%s = ", name);
    print_tensor(out, rows, x.cols, grad, NULL);
    fprintf(out, "%s\n", by_hand);
  }
  free(grad);
}

void print_grad(FILE *out, const char *name, var x)
{
  print_gradient(out, name, 0, var_mat_of(x), "");
}

void print_mat_grad(FILE *out, const char *name, var_mat x)
{
  print_gradient(out, name, x.rows, x, "");
}

void print_grad_by_hand(FILE *out, const char *name, var x, double by_hand)
{
  char text[40];
  snprintf(text, sizeof text, " = %g", by_hand);
  print_gradient(out, name, 0, var_mat_of(x), text);
}

void print_by_hand(FILE *out, const char *name, double value, double by_hand)
{
  fprintf(out, "%s = ", name);
  print_tensor(out, 0, 0, &value, NULL);
  fprintf(out, " = %g\n", by_hand);
}

/* ---- errors ----------------------------------------------------------------------- */

void print_status(FILE *out, enum ad_status status)
{
  if (!status)
    return;
  for (size_t k = 0; k < sizeof errors / sizeof *errors; k++)
    if (errors[k].status == status)
      fprintf(out, "%s\n", errors[k].theirs);
  fprintf(out, "dualtape: %s\n", _(ad_status_text(status)));
}

void print_refusal(FILE *out, const char *what, enum ad_status status)
{
  fprintf(out, "dualtape: %s: %s\n", what, _(ad_status_text(status)));
}
