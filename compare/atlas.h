/* atlas.h: the edge-policy atlas: what tools answer at the edges of ops, beside
 * what the op table does. */
#ifndef DUALTAPE_ATLAS_H
#define DUALTAPE_ATLAS_H

#include "../ops/info.h"

#ifdef __cplusplus
extern "C" {
#endif

#define AD_ATLAS_TOOLS 6

/* The tools, with the names of their policies and where their answers are
 * from. */
struct ad_atlas_tool {
  const char *policy, *name, *source;
};
extern const struct ad_atlas_tool ad_atlas_tools[AD_ATLAS_TOOLS];

/* An edge, and each tool's answer: the first partials, separated by blanks;
 * "-": the tool has no such function; "?": not looked up; with a * at its
 * end: not what the tool's policy gives. */
struct ad_atlas_edge {
  enum ad_op op;
  double x[AD_OP_ARGS];
  const char *answer[AD_ATLAS_TOOLS];
};
extern const struct ad_atlas_edge ad_atlas_edges[];
extern const size_t ad_atlas_count;

#ifdef __cplusplus
}
#endif
#endif
