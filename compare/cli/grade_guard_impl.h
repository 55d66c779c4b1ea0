/* grade_guard_impl.h: what the files grade_guard*.c share. */
#ifndef CLI_GRADE_GUARD_IMPL_H
#define CLI_GRADE_GUARD_IMPL_H

#include "grade.h"

enum {
  GUARD_FILTER_FD = 4, /* 0 to 2 are usual, 3 is the channel */
  GUARD_WORDS = 160,
};

/* ---- limits: grade_guard_limits.c -------------------------------------------------- */

void guard_limits(const struct grade_guard *g, bool compiles);

/* ---- a user of its own: grade_guard_user.c ----------------------------------------- */

/* Users for so many workers; the descriptors stay open.  False: all are taken. */
bool guard_users_reserve(struct grade_guard *g, unsigned workers);
bool guard_user_become(const struct grade_guard *g);

/* The folder is the compiler's to write in, and no longer once it has run. */
bool guard_user_folder(const struct grade_guard *g, bool compiles,
                       const char *folder);

/* ---- the filter: grade_guard_filter.c ---------------------------------------------- */

/* Loads it into this process; or hands it over on GUARD_FILTER_FD, for bwrap to
 * load.  False, too, without libseccomp. */
bool guard_filter_load(void);
bool guard_filter_hand(void);

/* ---- bubblewrap: grade_guard_bwrap.c ----------------------------------------------- */

/* A word that is const where execv's argv is not. */
char *guard_word(const char *text);

struct guard_words {
  char *argv[GUARD_WORDS];
  int argc;
};

/* The command that runs argv within bubblewrap. */
void guard_wrap(const struct grade_guard *g, bool compiles, char **argv,
                const char *folder, struct guard_words *w);

#endif
