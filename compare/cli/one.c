/* one.c: one output of a function. */
#include <config.h>

#include "one.h"

#include <stdlib.h>

static enum ad_status on_double(const double *x, double *y, void *data)
{
  const struct cli_one *one = data;
  const enum ad_status status =
    one->whole->on_double(x, one->doubles, one->whole->data);
  y[0] = one->doubles[one->out];
  return status;
}

static enum ad_status on_dual(const dual *x, dual *y, void *data)
{
  const struct cli_one *one = data;
  const enum ad_status status =
    one->whole->on_dual(x, one->duals, one->whole->data);
  y[0] = one->duals[one->out];
  return status;
}

static enum ad_status on_var(const var *x, var *y, void *data)
{
  const struct cli_one *one = data;
  const enum ad_status status =
    one->whole->on_var(x, one->vars, one->whole->data);
  y[0] = one->vars[one->out];
  return status;
}

int cli_one_open(struct cli_one *one, const struct ad_function *whole,
                 size_t out)
{
  const size_t m = whole->m + 1;
  *one = (struct cli_one){.whole = whole, .out = out, .f = *whole};
  one->f.m = 1, one->f.data = one, one->f.on_hyper = NULL;
  one->f.on_double = on_double, one->f.on_dual = on_dual;
  one->f.on_var = on_var;
  one->doubles = calloc(m, sizeof *one->doubles);
  one->duals = calloc(m, sizeof *one->duals);
  one->vars = calloc(m, sizeof *one->vars);
  return one->doubles && one->duals && one->vars
           ? CLI_OK
           : cli_error(NULL, _("out of memory"));
}

void cli_one_close(struct cli_one *one)
{
  free(one->doubles);
  free(one->duals);
  free(one->vars);
}
