/* on_tape.h: tests that have a new tape, `t`, each. */
#ifndef ON_TAPE_H
#define ON_TAPE_H

#include "close.h"

#include "../reverse/tape.h"

static tape *t;
static void setup(void) { t = tape_new(); }
static void teardown(void) { tape_free(t); }

/* Adds a case of one test function, both named alike. */
#define ADD_ON_TAPE(suite, test)                                              \
  do {                                                                        \
    TCase *case_ = tcase_create(#test);                                       \
    tcase_set_timeout(case_, 120);                                            \
    tcase_add_checked_fixture(case_, setup, teardown);                        \
    tcase_add_test(case_, test);                                              \
    suite_add_tcase(suite, case_);                                            \
  } while (0)

#endif
