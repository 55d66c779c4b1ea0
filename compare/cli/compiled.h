/* compiled.h: C that dualtape has written, compiled once and kept.
 *
 * Libraries are kept in $XDG_CACHE_HOME/dualtape, else ~/.cache/dualtape (XDG Base
 * Directory Specification), under the hash of the text, the compiler, its options
 * and dualtape's version.  What lies there is run, so it has to be the user's own:
 *
 *   - the folder is no symbolic link, belongs to the user, and nobody else may
 *     write to it; else it is not used, and nothing is changed there;
 *   - so is the file, which is opened once: what was checked is what is loaded;
 *   - the file ends with its length and a checksum, since a library that is cut
 *     off would end the program with SIGBUS; and the library holds what it was
 *     made from, which is compared, so that no hash has to be trusted;
 *   - a file is written under another name and renamed when complete.
 *
 * Where anything of this is not so, the C is compiled, and not kept. */
#ifndef COMPILED_H
#define COMPILED_H

enum compiled_from {
  COMPILED_CACHE, /* it was there */
  COMPILED_KEPT,  /* compiled just now, and kept */
  COMPILED_ALONE, /* compiled just now: there is no folder that is safe */
};

struct compiled {
  void *handle; /* for dlsym and dlclose */
  enum compiled_from from;
  char folder[4096]; /* of the cache; "" if there is none */
  const char *why;   /* COMPILED_ALONE: why it is not kept, in the user's words */
};

/* CLI_OK, or, having said what is wrong, CLI_BAD. */
int compiled_load(const char *text, const char *label, struct compiled *c);

#endif
