/* source.h: C source of the user's, compiled by the machine's compiler and
 * loaded into the program. */
#ifndef CLI_SOURCE_H
#define CLI_SOURCE_H

/* Compiles `text`, which is C, and loads it.  `label` names it in messages.  The
 * compiler is $CC, or the one that dualtape was built with; its own messages
 * go to stderr.  It finds dualtape's headers, and those in `folder`, if that is
 * not NULL.  Returns CLI_OK and a handle for dlsym and dlclose, or, having said
 * what is wrong, CLI_BAD. */
int source_load(const char *text, const char *label, const char *folder,
                void **handle);

/* The same up to the loading: the library is a new file below $TMPDIR that nobody
 * else can write, whose name is in `library`, if CLI_OK is returned; to be
 * removed by source_remove.  `options` are more ones for the compiler, at most 8,
 * ending with NULL, or NULL. */
enum { SOURCE_PATH = 4096 };
int source_library(const char *text, const char *label, const char *folder,
                   const char *const *options, char library[SOURCE_PATH]);
void source_remove(char *library);

/* The compiler's words: argv[0..], at most SOURCE_WORDS of them, which are
 * pieces of *memory, to be freed; their number, 0 when out of memory. */
enum { SOURCE_WORDS = 40 };
int source_compiler(char **argv, char **memory);

/* Calls work(data) in a process of its own, since what it runs is not ours:
 * CLI_BAD with a message if that crashes or exits, else what work returns. */
int source_apart(int (*work)(void *data), void *data, const char *label);

#endif
