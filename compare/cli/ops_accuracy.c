/* ops_accuracy.c: how far from the truth an op's value and partials are. */
#include <config.h>

#include "ops.h"
#include "table.h"

#include <string.h>

static const struct {
  const char *name;
  struct ops_measured m;
} rows[] = {
#define MEASURED(name, value, at, first, first_at, second, second_at)         \
  {#name, {{value, first, second}, {at, first_at, second_at}}},
#include "../accuracy.def"
};

const struct ops_measured *ops_measured(enum ad_op op)
{
  for (size_t k = 0; k < sizeof rows / sizeof *rows; k++)
    if (strcmp(rows[k].name, ad_op_info(op)->name) == 0)
      return &rows[k].m;
  return NULL;
}

/* "1.10 of 1.5": the error, and what the row is held to. */
static void put_error(struct table *t, const struct ops_measured *m, int group,
                      double bound)
{
  if (m)
    table_cell(t, _("%.2f of %g"), m->ulp[group], bound);
  else
    table_cell(t, _("? of %g"), bound);
}

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
    const struct ops_measured *m = ops_measured((enum ad_op)i);
    table_row(&t);
    table_cell(&t, "%s", op->name);
    for (int k = 0; k < 3; k++)
      put_error(&t, m, k, op->ulp[k]);
    table_cell(&t, "%s", *op->ulp_why ? _(op->ulp_why) : "");
  }
  puts(_(
      "Errors of value, first and second partials in units in the last place:\n"
      "the worst that MPFR found over the whole domain, and the bound that\n"
      "`make check` holds the op to.  0.5 is correct rounding, 0 exact.\n"
      "`dualtape ops NAME` says where an op is worst.\n"));
  if (!table_print(&t, stdout, "lllll", 0))
    return cli_error(NULL, _("out of memory"));
  return CLI_OK;
}
