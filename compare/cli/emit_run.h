/* emit_run.h: `dualtape emit --run`: the emitted C, compiled and run. */
#ifndef EMIT_RUN_H
#define EMIT_RUN_H

#include "cli.h"

#include "../emit.h"

/* What is asked for at the problem's point, by the C and by the tape, to out; v
 * is the direction of AD_EMIT_JVP and AD_EMIT_HVP.  CLI_OK if they agree,
 * CLI_DISAGREE, or CLI_BAD having said what is wrong. */
int emit_run(const struct cli_problem *p, enum ad_emit_what what,
             const double *v, FILE *out);

/* Numbers of one kind, by the C and by the tape, and what the tape's may be wrong
 * by; in the order of the C function's parameters. */
enum emit_kind { EMIT_Y, EMIT_JACOBIAN, EMIT_SLOPE, EMIT_PRODUCT };
struct emit_group {
  enum emit_kind kind;
  size_t count;
  double *c, *tape, *error;
};
enum { EMIT_GROUPS = 3 };

/* The tape's side of `groups`, whose arrays are there. */
enum ad_status emit_run_tape(const struct cli_problem *p, enum ad_emit_what what,
                             const double *v, const struct emit_group *groups);

#endif
