/* ops_accuracy.c: how far from the truth an op's value and partials may be. */
#include <config.h>

#include "ops.h"
#include "table.h"

int ops_print_accuracy(void)
{
  struct table t = {0};
  table_row(&t);
  table_cell(&t, _("op"));
  table_cell(&t, _("value"));
  table_cell(&t, _("first"));
  table_cell(&t, _("second"));
  table_cell(&t, _("why more than 2, 4, 8"));
  for (int i = 0; i < AD_OP_COUNT; i++) {
    const struct ad_op_info *op = ad_op_info((enum ad_op)i);
    table_row(&t);
    table_cell(&t, "%s", op->name);
    for (int k = 0; k < 3; k++)
      table_cell(&t, "%g", op->ulp[k]);
    table_cell(&t, "%s", *op->ulp_why ? _(op->ulp_why) : "");
  }
  puts(_(
      "Errors of value, first and second partials in units in the last place,\n"
      "measured against MPFR over the whole domain and rounded up; 0.5 is\n"
      "correct rounding, 0 exact.  `make check` holds each op to them.\n"));
  if (!table_print(&t, stdout, "lrrrl", 0))
    return cli_error(NULL, _("out of memory"));
  return CLI_OK;
}
