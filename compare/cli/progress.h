/* progress.h: what a command says on a terminal while it works: for two seconds
 * nothing, then a line that counts them, which goes when it is done. */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include <stdbool.h>
#include <stdio.h>

/* `command` has to live until the end.  Silent where stderr is no terminal.
 * Between the two nothing else may be written on a terminal. */
void cli_progress_begin(const char *command);
void cli_progress_end(void);

/* The same around what writes to `out`: silent if that is a terminal, too. */
void cli_progress_beside(const char *command, FILE *out);

/* Takes the line away, from within a signal's handler. */
void cli_progress_wipe(void);

/* Whether a new text is wanted: once a second.  And that text, of one line. */
bool cli_progress_due(void);
void cli_progress_text(const char *format, ...)
#ifdef __GNUC__
  __attribute__((format(printf, 1, 2)))
#endif
  ;

#endif
