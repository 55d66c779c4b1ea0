/* ops_reference.c: the op table as reference pages: manual pages in roff, and
 * a table in Markdown. */
#include <config.h>

#include "ops.h"

#include <string.h>

/* ---- roff --------------------------------------------------------------- */

/* roff takes a minus sign as a hyphen, a backslash, and a dot or quote that
 * begins a line, as a command. */
/* A letter with a bar as plain letters, since groff wants ASCII: Ȳ is Ybar. */
static size_t put_bar(const char *text)
{
  static const struct {
    const char *letter, *plain;
  } bars[] = {
    {"\u0232", "Ybar"}, {"\u0233", "ybar"}, {"\u0100", "Abar"},
    {"\u0304", "bar"}, /* over the letter before it */
  };
  for (size_t k = 0; k < sizeof bars / sizeof *bars; k++)
    if (strncmp(text, bars[k].letter, strlen(bars[k].letter)) == 0) {
      fputs(bars[k].plain, stdout);
      return strlen(bars[k].letter);
    }
  return 0;
}

static void put_roff(const char *text)
{
  if (*text == '.' || *text == '\'')
    fputs("\\&", stdout);
  for (; *text; text++)
    if (*text == '-')
      fputs("\\-", stdout);
    else if (*text == '\\')
      fputs("\\e", stdout);
    else if (*text == '^')
      fputs("\\(ha", stdout);
    else if (*text == '\'')
      fputs("\\(aq", stdout);
    else {
      const size_t bar = put_bar(text);
      if (bar)
        text += bar - 1;
      else
        putchar(*text);
    }
}

int ops_print_man(void)
{
  char call[80];
  for (int i = 0; i < AD_OP_COUNT; i++) {
    const struct ad_op_info *op = ad_op_info((enum ad_op)i);
    ops_write_call(op, call, sizeof call);
    fputs(".TP\n.B ", stdout);
    put_roff(call);
    putchar('\n');
    put_roff(_(op->help));
    fputs(".\n", stdout);
  }
  return CLI_OK;
}

/* One line "label: text", the label in bold. */
static void put_item(const char *label, const char *text)
{
  fputs(".br\n.B ", stdout);
  put_roff(label);
  putchar('\n');
  put_roff(text);
  putchar('\n');
}

static void put_op(enum ad_op which)
{
  const struct ad_op_info *op = ad_op_info(which);
  char text[200];
  ops_write_call(op, text, sizeof text);
  fputs(".TP\n.B ", stdout);
  put_roff(text);
  putchar('\n');
  put_roff(_(op->help));
  fputs(".\n", stdout);
  for (int k = 0; k < ad_op_variables(which); k++) {
    char label[16];
    ops_first(k, label);
    snprintf(text, sizeof text, "= %s", op->say[k]);
    put_item(label, text);
  }
  put_item(ad_op_variables(which) == 1   ? "d2y/da2"
           : ad_op_variables(which) == 2 ? "d2y/da2; da db; db2"
                                         : "d2y/da2; da db; da dc; db2; db dc; dc2",
           op->say_second);
  if (!ops_defined_always(op))
    put_item(_("defined where"), op->domain);
  if (ops_has_edge(op)) {
    put_item(_("edge:"), op->edge);
    put_item(_("the rule there:"), _(op->rule));
  }
}

/* The rows of matrix.def. */
static void put_matrix_ops(void)
{
  char call[80];
  puts(_(".SH OPS ON WHOLE MATRICES\n"
         "Rows of ops/matrix.def; in C they are\n.I dual_mat_NAME\nand\n"
         ".IR var_mat_NAME .\nA and B are matrices, Y the value; Ybar is "
         "the adjoint of Y.  An axis is 0 (down the columns) or 1 (along the rows).  "
         "All other ops work on matrices element by element."));
  for (int i = 0; i < AD_MATRIX_COUNT; i++) {
    const struct ad_matrix_info *info = ad_matrix_info((enum ad_matrix_op)i);
    ops_write_matrix_call(info, call, sizeof call);
    printf(".IP \"\\fB");
    put_roff(call);
    puts("\\fR\"");
    put_roff(_(info->help));
    fputs(".\n", stdout);
    put_item("Y =", info->say);
    put_item("adjoints get", info->say_adjoint);
  }
}

int ops_print_manual(void)
{
  puts(".\\\" Printed by `dualtape ops --manual`.");
  puts(".TH DUALTAPE\\-OPS 7 \"\" \"dualtape " PACKAGE_VERSION "\" "
       "\"Miscellaneous\"");
  puts(_(
      ".SH NAME\ndualtape\\-ops \\- the functions and operators of dualtape\n"
      ".SH DESCRIPTION\n"
      "Each op below is one row of the table ops/ops.def, and works in "
      "formulas, as\n.IR dual_NAME \", \" jet_NAME \", \" hyper_NAME\n"
      "(forward mode) and\n.I var_NAME\n(reverse mode).  a, b, c are the "
      "arguments, y is the value, and n an integer constant.  Values and "
      "partials are right to the bounds that\n.B dualtape ops "
      "\\-\\-accuracy\nprints.\n.PP\n"
      "At an edge conventions differ, as a rule because there is no "
      "derivative.  The rule of the row is: the true derivative; else the "
      "subgradient of least norm where the op is convex; else the "
      "supergradient of least norm where it is concave; else what keeps the "
      "derivative continuous; else NaN.  Others can be chosen, see\n"
      ".B dualtape ops \\-\\-edges\n"
      "and ops/policy.h.\n.SH OPS"));
  for (int i = 0; i < AD_OP_COUNT; i++)
    put_op((enum ad_op)i);
  put_matrix_ops();
  puts(_(".SH SEE ALSO\n.BR dualtape (1)"));
  return CLI_OK;
}

/* ---- Markdown ----------------------------------------------------------- */

/* A cell of code; a bar would end the cell. */
static void put_code(const char *text)
{
  fputs("| ", stdout);
  if (!*text)
    return;
  putchar('`');
  for (; *text; text++)
    fputs(*text == '|' ? "\\|" : (char[]){*text, '\0'}, stdout);
  fputs("` ", stdout);
}

int ops_print_markdown(void)
{
  char call[80], first[200];
  puts(_("| op | what y is | first partials | second partials | defined where "
       "| edge | rule there |\n|---|---|---|---|---|---|---|"));
  for (int i = 0; i < AD_OP_COUNT; i++) {
    const struct ad_op_info *op = ad_op_info((enum ad_op)i);
    ops_write_call(op, call, sizeof call);
    snprintf(first, sizeof first, "%s%s%s%s%s", op->say[0],
             *op->say[1] ? "; " : "", op->say[1], *op->say[2] ? "; " : "",
             op->say[2]);
    put_code(call);
    printf("| %s ", _(op->help));
    put_code(first);
    put_code(op->say_second);
    put_code(ops_defined_always(op) ? "" : op->domain);
    put_code(ops_has_edge(op) ? op->edge : "");
    printf("| %s |\n", *op->rule ? _(op->rule) : "");
  }
  return CLI_OK;
}
