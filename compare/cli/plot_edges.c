/* plot_edges.c: the edge-policy atlas, for edges.gp. */
#include <config.h>

#include "plot.h"

#include <string.h>

#include "ops.h"

/* How an answer compares with dualtape's: 0 the same, 1 another number, 2 NaN
 * where dualtape has a number, 3 no answer. */
static int kind_of(const char *answer, const char *own)
{
  const size_t length = strcspn(answer, "*");
  if (strcmp(answer, "-") == 0 || strcmp(answer, "?") == 0)
    return 3;
  if (strlen(own) == length && memcmp(answer, own, length) == 0)
    return 0;
  return strstr(answer, "nan") && !strstr(own, "nan") ? 2 : 1;
}

int plot_edges(const struct cli_problem *p, const struct plot_options *o,
               FILE *out)
{
  char name[80], own[80];
  (void)p, (void)o;
  fputs("# row, column, kind, answer; column -1 names the row\n", out);
  for (size_t i = 0; i < ad_atlas_count; i++) {
    const struct ad_atlas_edge *edge = &ad_atlas_edges[i];
    ops_edge_name(edge, name, sizeof name);
    ops_edge_answer(edge, own, sizeof own);
    fprintf(out, "%zu -1 4 \"%s\"\n%zu 0 0 \"%s\"\n", i, name, i, own);
    for (int tool = 0; tool < AD_ATLAS_TOOLS; tool++)
      fprintf(out, "%zu %d %d \"%.*s\"\n", i, tool + 1,
              kind_of(edge->answer[tool], own),
              (int)strcspn(edge->answer[tool], "*"), edge->answer[tool]);
  }
  fputs("\n\n# column, tool\n0 dualtape\n", out);
  for (int tool = 0; tool < AD_ATLAS_TOOLS; tool++)
    fprintf(out, "%d %s\n", tool + 1, ad_atlas_tools[tool].name);
  return CLI_OK;
}
