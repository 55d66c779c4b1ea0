/* ops_edges.c: the edge-policy atlas as a table, and the policies to choose
 * from. */
#include <config.h>

#include "ops.h"
#include "table.h"

void ops_edge_name(const struct ad_atlas_edge *edge, char *text, size_t size)
{
  size_t at = (size_t)snprintf(text, size, "%s(", ad_op_info(edge->op)->name);
  const int arity = ad_op_arity(edge->op);
  for (int k = 0; k < arity && at < size; k++)
    at += (size_t)snprintf(text + at, size - at, "%s%g%s", k ? "," : "",
                           edge->x[k], k + 1 == arity ? ")" : "");
}

void ops_edge_answer(const struct ad_atlas_edge *edge, char *text, size_t size)
{
  const double *x = edge->x;
  const struct ad_partials p = ad_op_eval(edge->op, x[0], x[1], x[2]);
  size_t at = 0;
  for (int k = 0; k < ad_op_variables(edge->op) && at < size; k++)
    at += (size_t)snprintf(text + at, size - at, "%s%g", k ? " " : "",
                           isnan(p.d[k]) ? NAN : 0 + p.d[k]);
}

static bool print_atlas(void)
{
  struct table t = {0};
  char text[80];
  table_row(&t);
  table_cell(&t, _("partials at"));
  table_cell(&t, "dualtape");
  for (int tool = 0; tool < AD_ATLAS_TOOLS; tool++)
    table_cell(&t, "%s", ad_atlas_tools[tool].name);
  for (size_t i = 0; i < ad_atlas_count; i++) {
    const struct ad_atlas_edge *edge = &ad_atlas_edges[i];
    table_row(&t);
    ops_edge_name(edge, text, sizeof text);
    table_cell(&t, "%s", text);
    ops_edge_answer(edge, text, sizeof text);
    table_cell(&t, "%s", text);
    for (int tool = 0; tool < AD_ATLAS_TOOLS; tool++)
      table_cell(&t, "%s", edge->answer[tool]);
  }
  return table_print(&t, stdout, "llllllll", 0);
}

static bool print_rules(void)
{
  struct table t = {0};
  for (int rule = 0; rule < AD_RULE_COUNT; rule++) {
    table_row(&t);
    table_cell(&t, "%s", ad_rule_word((enum ad_rule)rule));
    table_cell(&t, "%s", _(ad_rule_help((enum ad_rule)rule)));
  }
  for (size_t i = 0; ad_policy_tool(i); i++) {
    table_row(&t);
    table_cell(&t, "%s", ad_policy_tool(i));
    table_cell(&t, "= %s", ad_policy_tool_words(i));
  }
  return table_print(&t, stdout, "ll", 2);
}

int ops_print_edges(void)
{
  puts(_(
      "What tools answer where there is no derivative; dualtape by default.\n"
      "-: the tool has no such function; ?: not looked up; *: not what\n"
      "--policy with the tool's name gives.\n"));
  bool good = print_atlas();
  puts(_("\nSources:"));
  for (int tool = 0; tool < AD_ATLAS_TOOLS; tool++)
    printf("  %s: %s\n", ad_atlas_tools[tool].name,
           _(ad_atlas_tools[tool].source));
  puts(_(
      "\nRules for --policy, for all ops (zero), one op (abs=right), NaN or\n"
      "infinite arguments (nan=zero, infinite=none), or a tool's name; later\n"
      "words prevail:"));
  good = print_rules() && good;
  return good ? CLI_OK : cli_error(NULL, _("out of memory"));
}
