/* emit_run.h: `dualtape emit --run`: the emitted C, compiled and run. */
#ifndef EMIT_RUN_H
#define EMIT_RUN_H

#include "cli.h"

/* Value and derivatives at the problem's point by the C and by the tape, to out;
 * CLI_OK if they agree, CLI_DISAGREE, or CLI_BAD having said what is wrong. */
int emit_run(const struct cli_problem *p, FILE *out);

#endif
