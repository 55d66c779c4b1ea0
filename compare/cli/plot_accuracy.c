/* plot_accuracy.c: each op's errors and their bounds, for accuracy.gp. */
#include <config.h>

#include "plot.h"

#include "ops.h"

int plot_accuracy(const struct cli_problem *p, const struct plot_options *o,
                  FILE *out)
{
  (void)p, (void)o;
  fputs("# errors in ulp: number, op; of the value: bound, measured; then the\n"
        "# same of first and of second partials\n", out);
  for (int i = 0; i < AD_OP_COUNT; i++) {
    const struct ad_op_info *op = ad_op_info((enum ad_op)i);
    const struct ops_measured *m = ops_measured((enum ad_op)i);
    fprintf(out, "%d %s", i, op->name);
    for (int k = 0; k < 3; k++)
      fprintf(out, " %g %g", op->ulp[k], m ? m->ulp[k] : NAN);
    fputs("\n", out);
  }
  return CLI_OK;
}
