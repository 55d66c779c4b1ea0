/* cmd_ops.c: `dualtape ops`: the op table for people and for programs. */
#include <config.h>

#include "cli.h"

#include <getopt.h>
#include <string.h>

#include "../nearest.h"
#include "json.h"
#include "notation.h"
#include "ops.h"
#include "table.h"

static int help(void)
{
  puts(_("Usage: dualtape ops [OPTION...] [NAME...]\n"
       "\n"
       "Lists the functions and operators that formulas know and the library\n"
       "has as dual_NAME, var_NAME, ...; with names, all that is known of each.\n"
       "\n"
       "      --accuracy  how far from the truth each op is, in ulp\n"
       "      --edges     what tools answer where there is no derivative, and\n"
       "                  the policies to choose from\n"
       "      --json      print JSON\n"
       "      --markdown  print a reference table in Markdown\n"
       "      --manual    print the manual page dualtape-ops(7)\n"
       "      --man       print the list as dualtape(1) has it\n"
       "  -h, --help      this text\n"
       "\n"
       "Examples:\n"
       "  dualtape ops\n"
       "  dualtape ops atan2 hypot"));
  return CLI_OK;
}

void ops_write_call(const struct ad_op_info *op, char *text, size_t size)
{
  const char *args[] = {"a", op->kind == AD_INTEGER ? "n" : "b", "c"};
  notation_write(op, args, text, size);
  if (*op->alias) {
    size_t at = strlen(text);
    snprintf(text + at, size - at, ", %s(a)", op->alias);
  }
}

void ops_first(int k, char text[16])
{
  snprintf(text, 16, "dy/d%c", 'a' + k);
}

void ops_second(int k, int l, char text[16])
{
  snprintf(text, 16, k == l ? "d2y/d%c2" : "d2y/d%c d%c", 'a' + k, 'a' + l);
}

bool ops_defined_always(const struct ad_op_info *op)
{
  return strcmp(op->domain, "ANYWHERE") == 0;
}

bool ops_has_edge(const struct ad_op_info *op)
{
  return strcmp(op->edge, "NOWHERE") != 0;
}

/* ---- for people --------------------------------------------------------- */

void ops_write_matrix_call(const struct ad_matrix_info *info, char *text,
                           size_t size)
{
  if (info == ad_matrix_info(AD_MATRIX_matmul))
    snprintf(text, size, "A @ B");
  else if (info->axis)
    snprintf(text, size, "%s(A), %s(A, axis)", info->name, info->name);
  else
    snprintf(text, size, info->args == 1 ? "%s(A)" : "%s(A, B)", info->name);
}

/* The rows of matrix.def: A and B are matrices, Y is the value. */
static bool print_matrix_list(void)
{
  struct table t = {0};
  printf("\n%s\n\n", _("on whole matrices (all of the above work on matrices "
                       "too, element by element):"));
  table_row(&t);
  table_cell(&t, _("name"));
  table_cell(&t, _("written"));
  table_cell(&t, "Y");
  table_cell(&t, "%s", _("the adjoints get"));
  table_cell(&t, _("what y is"));
  for (int i = 0; i < AD_MATRIX_COUNT; i++) {
    const struct ad_matrix_info *info = ad_matrix_info((enum ad_matrix_op)i);
    char call[80];
    ops_write_matrix_call(info, call, sizeof call);
    table_row(&t);
    table_cell(&t, "%s", info->name);
    table_cell(&t, "%s", call);
    table_cell(&t, "%s", info->say);
    table_cell(&t, "%s", info->say_adjoint);
    table_cell(&t, "%s", _(info->help));
  }
  return table_print(&t, stdout, "lllll", 0);
}

static int print_list(void)
{
  struct table t = {0};
  char call[80];
  table_row(&t);
  table_cell(&t, _("name"));
  table_cell(&t, _("written"));
  table_cell(&t, "dy/da");
  table_cell(&t, "dy/db");
  table_cell(&t, "dy/dc");
  table_cell(&t, _("what y is"));
  for (int i = 0; i < AD_OP_COUNT; i++) {
    const struct ad_op_info *op = ad_op_info((enum ad_op)i);
    ops_write_call(op, call, sizeof call);
    table_row(&t);
    table_cell(&t, "%s", op->name);
    table_cell(&t, "%s", call);
    for (int k = 0; k < AD_OP_ARGS; k++)
      table_cell(&t, "%s", op->say[k]);
    table_cell(&t, "%s", _(op->help));
  }
  if (!table_print(&t, stdout, "llllll", 0) || !print_matrix_list())
    return cli_error(NULL, _("out of memory"));
  return CLI_OK;
}

static void print_line(const char *label, const char *text)
{
  const size_t width = table_width(label), blanks = width < 11 ? 11 - width : 0;
  if (*text)
    printf("  %s%*s %s\n", label, (int)blanks, "", text);
}

static void print_one(enum ad_op which)
{
  const struct ad_op_info *op = ad_op_info(which);
  char text[160];
  ops_write_call(op, text, sizeof text);
  printf("%s: %s\n", op->name, _(op->help));
  print_line(_("written"), text);
  print_line(_("value y"), op->value);
  for (int k = 0; k < AD_OP_ARGS; k++) {
    ops_first(k, text);
    print_line(text, op->d[k]);
  }
  for (int k = 0; k < AD_OP_ARGS; k++)
    for (int l = k; l < AD_OP_ARGS; l++) {
      ops_second(k, l, text);
      print_line(text, op->dd[k][l]);
    }
  print_line(_("defined"),
             ops_defined_always(op) ? _("everywhere") : op->domain);
  if (ops_has_edge(op)) {
    print_line(_("edge"), op->edge);
    print_line(_("rule there"), _(op->rule));
  }
  snprintf(text, sizeof text, _("%g, %g, %g ulp in value, first, second"),
           op->ulp[0], op->ulp[1], op->ulp[2]);
  print_line(_("held to"), text);
  const struct ops_measured *m = ops_measured(which);
  const char *const parts[] = {_("value"), _("first"), _("second")};
  for (int k = 0; m && k < 3; k++) {
    snprintf(text, sizeof text, _("%.2f ulp in %s, worst at (%s)"), m->ulp[k],
             parts[k], m->at[k]);
    print_line(k == 0 ? _("measured") : "", text);
  }
  snprintf(text, sizeof text, "dual_%s, jet_%s, hyper_%s, var_%s", op->name,
           op->name, op->name, op->name);
  print_line(_("in C"), text);
}

/* ---- for programs ------------------------------------------------------- */

int ops_print_json(void)
{
#if HAVE_JSON_C
  json_object *all = json_object_new_array();
  char call[80];
  for (int i = 0; i < AD_OP_COUNT; i++) {
    const struct ad_op_info *op = ad_op_info((enum ad_op)i);
    const char *const columns[][2] = {
      {"name", op->name},     {"alias", op->alias},   {"written", call},
      {"value", op->value},
      {"da", op->d[0]},       {"db", op->d[1]},       {"dc", op->d[2]},
      {"daa", op->dd[0][0]},  {"dab", op->dd[0][1]},  {"dac", op->dd[0][2]},
      {"dbb", op->dd[1][1]},  {"dbc", op->dd[1][2]},  {"dcc", op->dd[2][2]},
      {"domain", op->domain}, {"edge", op->edge},     {"rule", op->rule},
      {"say_a", op->say[0]},  {"say_b", op->say[1]},  {"say_c", op->say[2]},
      {"say_second", op->say_second},
      {"help", op->help},
    };
    json_object *row = json_object_new_object();
    ops_write_call(op, call, sizeof call);
    for (size_t k = 0; k < sizeof columns / sizeof *columns; k++)
      json_add_text(row, columns[k][0], columns[k][1]);
    json_object_array_add(all, row);
  }
  json_print(all, stdout);
  json_object_put(all);
  return CLI_OK;
#else
  return json_missing();
#endif
}

/* ---- the command -------------------------------------------------------- */

static int unknown(const char *name)
{
  const char *names[AD_OP_COUNT + AD_MATRIX_COUNT];
  char hint[160];
  snprintf(hint, sizeof hint, "%s", _("`dualtape ops` lists them"));
  for (int i = 0; i < AD_OP_COUNT; i++)
    names[i] = ad_op_info((enum ad_op)i)->name;
  for (int i = 0; i < AD_MATRIX_COUNT; i++)
    names[AD_OP_COUNT + i] = ad_matrix_info((enum ad_matrix_op)i)->name;
  const char *near = ad_nearest(name, strlen(name), names,
                                AD_OP_COUNT + AD_MATRIX_COUNT);
  if (near)
    snprintf(hint, sizeof hint, _("did you mean `%s`?"), near);
  return cli_error(hint, _("there is no op `%s`"), name);
}

static void print_matrix_one(enum ad_matrix_op which)
{
  const struct ad_matrix_info *info = ad_matrix_info(which);
  char text[80];
  ops_write_matrix_call(info, text, sizeof text);
  printf("%s: %s\n", info->name, _(info->help));
  print_line(_("written"), text);
  print_line(_("value y"), info->say);
  print_line(_("adjoints"), info->say_adjoint);
  printf("  %s        dual_mat_%s, var_mat_%s\n", _("in C"), info->name,
         info->name);
}

static int print_named(int count, char **names)
{
  for (int i = 0; i < count; i++)
    if (ad_op_find(names[i], strlen(names[i])) == AD_OP_COUNT &&
        ad_matrix_find(names[i], strlen(names[i])) == AD_MATRIX_COUNT)
      return unknown(names[i]);
  for (int i = 0; i < count; i++) {
    if (i)
      putchar('\n');
    const enum ad_op op = ad_op_find(names[i], strlen(names[i]));
    if (op == AD_OP_COUNT)
      print_matrix_one(ad_matrix_find(names[i], strlen(names[i])));
    else
      print_one(op);
  }
  return CLI_OK;
}

int cmd_ops(int argc, char **argv)
{
  static const struct option longs[] = {
    {"accuracy", no_argument, NULL, 'a'},
    {"edges", no_argument, NULL, 'e'},
    {"json", no_argument, NULL, 'j'},
    {"man", no_argument, NULL, 'm'},
    {"manual", no_argument, NULL, 'M'},
    {"markdown", no_argument, NULL, 'd'},
    {"help", no_argument, NULL, 'h'},
    {NULL, 0, NULL, 0},
  };
  int (*print)(void) = print_list;
  for (int c; (c = getopt_long(argc, argv, ":h", longs, NULL)) != -1;)
    switch (c) {
    case 'a': print = ops_print_accuracy; break;
    case 'e': print = ops_print_edges; break;
    case 'j': print = ops_print_json; break;
    case 'm': print = ops_print_man; break;
    case 'M': print = ops_print_manual; break;
    case 'd': print = ops_print_markdown; break;
    case 'h': return help();
    default: return cli_bad_option("ops", argv, c);
    }
  if (optind < argc && print != print_list)
    return cli_error(_("leave the names out"), _("this option prints all ops"));
  return optind < argc ? print_named(argc - optind, argv + optind) : print();
}
