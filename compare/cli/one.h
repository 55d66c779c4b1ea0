/* one.h: one output of a function, as a function of its own. */
#ifndef CLI_ONE_H
#define CLI_ONE_H

#include "cli.h"

struct cli_one {
  struct ad_function f; /* of one output; without on_hyper */
  const struct ad_function *whole;
  size_t out;
  double *doubles; /* room for all outputs, in each kind of number */
  dual *duals;
  var *vars;
};

/* Output `out` of `whole`, which has to live longer; `one` has to stay where it
 * is.  Returns CLI_OK or, having said so, CLI_BAD; close in either case. */
int cli_one_open(struct cli_one *one, const struct ad_function *whole,
                 size_t out);
void cli_one_close(struct cli_one *one);

#endif
