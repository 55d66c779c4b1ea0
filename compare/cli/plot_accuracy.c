/* plot_accuracy.c: the bounds of each op's errors, for accuracy.gp. */
#include <config.h>

#include "plot.h"

int plot_accuracy(const struct cli_problem *p, const struct plot_options *o,
                  FILE *out)
{
  (void)p, (void)o;
  fputs("# errors in ulp: number, op, value, first and second partials\n", out);
  for (int i = 0; i < AD_OP_COUNT; i++) {
    const struct ad_op_info *op = ad_op_info((enum ad_op)i);
    fprintf(out, "%d %s %g %g %g\n", i, op->name, op->ulp[0], op->ulp[1],
            op->ulp[2]);
  }
  return CLI_OK;
}
