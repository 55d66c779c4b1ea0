/* search.h: what the commands minimize and solve share: a search from a point,
 * its options, and what is printed of it. */
#ifndef CLI_SEARCH_H
#define CLI_SEARCH_H

#include "../optimize.h"
#include "part.h"

struct search_options {
  const char *file, *output, *policy, *wrt;
  bool json, trace;
  double digits;
  struct ad_minimize_options search;
};

/* A search: ad_minimize or ad_solve. */
struct search_kind {
  const char *command;
  enum ad_status (*run)(const struct ad_function *f, double *x,
                        const struct ad_minimize_options *options,
                        struct ad_minimize_result *result);
  bool system; /* n formulas for n inputs, else one formula */
};

/* Takes an option that both have; CLI_OK, or CLI_BAD and it has been said. */
int search_option(struct search_options *o, const char *command, char **argv,
                  int c);

/* Their letters, for getopt_long. */
#define SEARCH_OPTIONS                                                        \
  {"file", required_argument, NULL, 'f'},                                     \
    {"output", required_argument, NULL, 'o'},                                 \
    {"policy", required_argument, NULL, 'p'},                                 \
    {"wrt", required_argument, NULL, 'w'},                                    \
    {"steps", required_argument, NULL, 's'},                                  \
    {"tolerance", required_argument, NULL, 'T'},                              \
    {"digits", required_argument, NULL, 'd'},                                 \
    {"trace", no_argument, NULL, 't'}, {"json", no_argument, NULL, 'j'},      \
    {"help", no_argument, NULL, 'h'}, {NULL, 0, NULL, 0}

/* Reads the problem, searches, prints; the exit code, 1 if not converged. */
int search_run(const struct search_kind *kind, const struct search_options *o,
               int argc, char **argv);

#endif
