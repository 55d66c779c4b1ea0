#include <config.h>

#include "atlas.h"

const struct ad_atlas_tool ad_atlas_tools[AD_ATLAS_TOOLS] = {
#define TOOL(policy, name, source) {policy, name, source},
#include "atlas.def"
};

#define P(...) {__VA_ARGS__}
const struct ad_atlas_edge ad_atlas_edges[] = {
#define ATLAS(op, at, a, b, c, d, e, f)                                       \
  {AD_OP_##op, at, {a, b, c, d, e, f}},
#include "atlas.def"
};
const size_t ad_atlas_count = sizeof ad_atlas_edges / sizeof *ad_atlas_edges;
