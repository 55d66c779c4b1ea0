/* cmd_ops.c: `dualtape ops`: the op table for people, for programs, and for
 * the manual page. */
#include <config.h>

#include "cli.h"

#include <getopt.h>
#include <string.h>

#include "../nearest.h"
#include "json.h"
#include "notation.h"
#include "table.h"

static int help(void)
{
  puts("Usage: dualtape ops [OPTION...] [NAME...]\n"
       "\n"
       "Lists the functions and operators that formulas know and the library\n"
       "has as dual_NAME and var_NAME; with names, all that is known of each.\n"
       "\n"
       "      --json  print JSON\n"
       "      --man   print the list as a manual page has it\n"
       "  -h, --help  this text\n"
       "\n"
       "Examples:\n"
       "  dualtape ops\n"
       "  dualtape ops atan2 hypot");
  return CLI_OK;
}

/* How the op is written: a + b, -a, sin(a), ln(a). */
static void write_call(const struct ad_op_info *op, char *text, size_t size)
{
  const char *args[] = {"a", op->kind == AD_INTEGER ? "n" : "b", "c"};
  notation_write(op, args, text, size);
  if (*op->alias) {
    size_t at = strlen(text);
    snprintf(text + at, size - at, ", %s(a)", op->alias);
  }
}

static bool always(const char *condition)
{
  return strcmp(condition, "ANYWHERE") == 0;
}

static bool never(const char *condition)
{
  return strcmp(condition, "NOWHERE") == 0;
}

/* ---- for people --------------------------------------------------------- */

static int print_list(void)
{
  struct table t = {0};
  char call[80];
  table_row(&t);
  table_cell(&t, "name");
  table_cell(&t, "written");
  table_cell(&t, "dy/da");
  table_cell(&t, "dy/db");
  table_cell(&t, "dy/dc");
  table_cell(&t, "what y is");
  for (int i = 0; i < AD_OP_COUNT; i++) {
    const struct ad_op_info *op = ad_op_info((enum ad_op)i);
    write_call(op, call, sizeof call);
    table_row(&t);
    table_cell(&t, "%s", op->name);
    table_cell(&t, "%s", call);
    for (int k = 0; k < AD_OP_ARGS; k++)
      table_cell(&t, "%s", op->say[k]);
    table_cell(&t, "%s", op->help);
  }
  if (!table_print(&t, stdout, "llllll", 0))
    return cli_error(NULL, "out of memory");
  return CLI_OK;
}

static void print_line(const char *label, const char *text)
{
  if (*text)
    printf("  %-11s %s\n", label, text);
}

static void print_one(const struct ad_op_info *op)
{
  char call[80];
  write_call(op, call, sizeof call);
  printf("%s: %s\n", op->name, op->help);
  print_line("written", call);
  print_line("value y", op->value);
  for (int k = 0; k < AD_OP_ARGS; k++) {
    char label[] = "dy/da";
    label[4] = (char)('a' + k);
    print_line(label, op->d[k]);
  }
  for (int k = 0; k < AD_OP_ARGS; k++)
    for (int l = k; l < AD_OP_ARGS; l++) {
      char label[16];
      snprintf(label, sizeof label, k == l ? "d2y/d%c2" : "d2y/d%c d%c",
               'a' + k, 'a' + l);
      print_line(label, op->dd[k][l]);
    }
  print_line("defined", always(op->domain) ? "everywhere" : op->domain);
  if (!never(op->edge)) {
    print_line("no deriv.", op->edge);
    print_line("rule there", op->rule);
  }
  printf("  in C        dual_%s, var_%s\n", op->name, op->name);
}

/* ---- for the manual ----------------------------------------------------- */

/* roff takes a minus sign as a hyphen, and a backslash as a command. */
static void print_roff(const char *text)
{
  for (; *text; text++)
    if (*text == '-')
      fputs("\\-", stdout);
    else if (*text == '\\')
      fputs("\\e", stdout);
    else
      putchar(*text);
}

static int print_man(void)
{
  char call[80];
  for (int i = 0; i < AD_OP_COUNT; i++) {
    const struct ad_op_info *op = ad_op_info((enum ad_op)i);
    write_call(op, call, sizeof call);
    fputs(".TP\n.B ", stdout);
    print_roff(call);
    putchar('\n');
    print_roff(op->help);
    fputs("; dy/da = ", stdout);
    print_roff(op->say[0]);
    for (int k = 1; k < ad_op_variables((enum ad_op)i); k++) {
      printf(", dy/d%c = ", 'a' + k);
      print_roff(op->say[k]);
    }
    if (!always(op->domain)) {
      fputs("; needs ", stdout);
      print_roff(op->domain);
    }
    fputs(".\n", stdout);
  }
  return CLI_OK;
}

/* ---- for programs ------------------------------------------------------- */

static int print_json(void)
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
      {"help", op->help},
    };
    json_object *row = json_object_new_object();
    write_call(op, call, sizeof call);
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
  const char *names[AD_OP_COUNT];
  char hint[80] = "`dualtape ops` lists them";
  for (int i = 0; i < AD_OP_COUNT; i++)
    names[i] = ad_op_info((enum ad_op)i)->name;
  const char *near = ad_nearest(name, strlen(name), names, AD_OP_COUNT);
  if (near)
    snprintf(hint, sizeof hint, "did you mean `%s`?", near);
  return cli_error(hint, "there is no op `%s`", name);
}

static int print_named(int count, char **names)
{
  for (int i = 0; i < count; i++)
    if (ad_op_find(names[i], strlen(names[i])) == AD_OP_COUNT)
      return unknown(names[i]);
  for (int i = 0; i < count; i++) {
    if (i)
      putchar('\n');
    print_one(ad_op_info(ad_op_find(names[i], strlen(names[i]))));
  }
  return CLI_OK;
}

int cmd_ops(int argc, char **argv)
{
  static const struct option longs[] = {
    {"json", no_argument, NULL, 'j'},
    {"man", no_argument, NULL, 'm'},
    {"help", no_argument, NULL, 'h'},
    {NULL, 0, NULL, 0},
  };
  int (*print)(void) = print_list;
  for (int c; (c = getopt_long(argc, argv, "h", longs, NULL)) != -1;)
    switch (c) {
    case 'j': print = print_json; break;
    case 'm': print = print_man; break;
    case 'h': return help();
    default: return cli_error("`dualtape ops --help` lists the options",
                              "bad option");
    }
  if (optind < argc && print != print_list)
    return cli_error("leave the names out", "--json and --man print all ops");
  return optind < argc ? print_named(argc - optind, argv + optind) : print();
}
