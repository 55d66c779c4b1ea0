/* exercise_verify_impl.h: what the files exercise_verify*.c share. */
#ifndef CLI_EXERCISE_VERIFY_IMPL_H
#define CLI_EXERCISE_VERIFY_IMPL_H

#include <stdint.h>
#include <stdio.h>

#include "exercise.h"
#include "judge.h"

struct proof {
  const struct coursework *c;
  struct exercise *e;
  FILE *out;
  FILE *said; /* all that check.c says */
  int failed, made, seeds;
  uint64_t seed;
};

/* ---- a line of TAP: exercise_verify_lines.c ---------------------------------------- */

/* One line; the numbers come when all are together. */
void proof_line(struct proof *p, bool good, const char *format, ...)
#ifdef __GNUC__
  __attribute__((format(printf, 3, 4)))
#endif
  ;
void proof_skip(struct proof *p, const char *what, const char *why);

/* The report behind #, for a proof that failed. */
void proof_explain(struct proof *p, const char *file,
                   const struct judge_report *r);

/* Judges the file, once. */
void proof_judge(struct proof *p, const char *file, uint64_t seed,
                 struct judge_report *r);

/* ---- wrong answers: exercise_verify_answers.c -------------------------------------- */

void prove_skeleton(struct proof *p);
void prove_known_mistakes(struct proof *p);

/* ---- the solution, and disguises: exercise_verify_solution.c ----------------------- */

void prove_solution(struct proof *p);

/* ---- texts: exercise_verify_texts.c ------------------------------------------------ */

void prove_readmes(struct proof *p);
void prove_hints(struct proof *p);
void prove_remarks(struct proof *p);

/* Each text that check.c said has its Korean, and nothing else has one. */
void prove_words(struct proof *p);

#endif
