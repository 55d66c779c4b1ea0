/* compiled.c: the cache of compiled C. */
#include <config.h>

#include "compiled.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli.h"
#include "source.h"

static const char *const options[] = {"-O2", "-ffp-contract=off", NULL};

/* ---- the key ------------------------------------------------------------------ */

/* FNV-1a, 64 bits (Fowler, Noll, Vo): for names and against accidents; whoever
 * can write to the folder is the user. */
static uint64_t hash(const char *p, size_t length, uint64_t h)
{
  for (size_t i = 0; i < length; i++)
    h = (h ^ (unsigned char)p[i]) * UINT64_C(0x100000001b3);
  return h;
}
#define HASH_START UINT64_C(0xcbf29ce484222325)

/* What the library is made from; NULL: no memory. */
static char *key_of(const char *text)
{
  char *words[SOURCE_WORDS], *memory = NULL, *key = NULL;
  size_t size = 0;
  const int count = source_compiler(words, &memory);
  FILE *out = memory ? open_memstream(&key, &size) : NULL;
  if (out) {
    fprintf(out, "dualtape %s\n", VERSION);
    for (int k = 0; k < count; k++)
      fprintf(out, "%s ", words[k]);
    for (size_t k = 0; options[k]; k++)
      fprintf(out, "%s ", options[k]);
    fprintf(out, "\n%s", text);
    if (fclose(out) != 0)
      free(key), key = NULL;
  }
  free(memory);
  return key;
}

/* The text, and the key as a string in it. */
static char *with_key(const char *text, const char *key)
{
  char *all = NULL;
  size_t size;
  FILE *out = open_memstream(&all, &size);
  if (!out)
    return NULL;
  fprintf(out, "%s\nextern const char dualtape_key[];\n"
               "const char dualtape_key[] = \"", text);
  for (const char *p = key; *p; p++)
    fprintf(out, "\\%03o", (unsigned)(unsigned char)*p);
  fprintf(out, "\";\n");
  if (fclose(out) != 0)
    free(all), all = NULL;
  return all;
}

/* ---- the folder ----------------------------------------------------------------- */

/* $XDG_CACHE_HOME/dualtape; a relative path there is to be ignored. */
static bool place(char folder[4096])
{
  const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
  int length = 0;
  if (cache && *cache == '/') {
    mkdir(cache, 0700);
    length = snprintf(folder, 4096, "%s/dualtape", cache);
  } else if (home && *home == '/') {
    snprintf(folder, 4096, "%s/.cache", home);
    mkdir(folder, 0700);
    length = snprintf(folder, 4096, "%s/.cache/dualtape", home);
  }
  if (length > 0 && length < 4096)
    return true;
  folder[0] = 0;
  return false;
}

/* NULL if it is the user's alone to write; else why not. */
static const char *not_safe(const struct stat *s)
{
  if (s->st_uid != geteuid())
    return _("it belongs to another user");
  if (s->st_mode & (S_IWGRP | S_IWOTH))
    return _("others may write to it");
  return NULL;
}

/* The folder, opened; -1 and c->why. */
static int open_folder(struct compiled *c)
{
  struct stat s;
  c->why = _("there is no home folder");
  if (!place(c->folder))
    return -1;
  mkdir(c->folder, 0700);
  const int fd = open(c->folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (fd < 0)
    c->why = errno == ELOOP || errno == ENOTDIR
               ? _("it is a symbolic link, or no folder")
               : strerror(errno);
  else
    c->why = fstat(fd, &s) ? strerror(errno) : not_safe(&s);
  if (fd >= 0 && c->why) {
    close(fd);
    return -1;
  }
  return fd;
}

/* ---- files ------------------------------------------------------------------------ */

/* What a file ends with. */
struct seal {
  char word[8];
  uint64_t length, sum;
};

static struct seal seal_of(const char *bytes, size_t length)
{
  struct seal s = {"dualtap", length, hash(bytes, length, HASH_START)};
  return s;
}

/* All of a file; NULL on error. */
static char *read_all(int fd, size_t *length)
{
  struct stat s;
  char *bytes = NULL;
  *length = 0;
  if (fstat(fd, &s) == 0 && S_ISREG(s.st_mode) && s.st_size > 0)
    bytes = malloc((size_t)s.st_size);
  for (ssize_t got = 1; bytes && got > 0 && *length < (size_t)s.st_size;) {
    got = pread(fd, bytes + *length, (size_t)s.st_size - *length,
                (off_t)*length);
    *length += got > 0 ? (size_t)got : 0;
  }
  if (bytes && *length == (size_t)s.st_size)
    return bytes;
  free(bytes);
  return NULL;
}

static bool write_all(int fd, const void *data, size_t length)
{
  const char *p = data;
  while (length > 0) {
    const ssize_t put = write(fd, p, length);
    if (put < 0)
      return false;
    p += put, length -= (size_t)put;
  }
  return true;
}

static bool sealed(int fd)
{
  size_t length;
  struct seal there, want;
  char *bytes = read_all(fd, &length);
  bool good = bytes && length > sizeof there;
  if (good) {
    memcpy(&there, bytes + length - sizeof there, sizeof there);
    want = seal_of(bytes, length - sizeof there);
    good = memcmp(&there, &want, sizeof there) == 0;
  }
  free(bytes);
  return good;
}

/* The library in an opened file, if it was made from the key. */
static void *load(int fd, const char *path, const char *key)
{
  char own[64];
  snprintf(own, sizeof own, "/proc/self/fd/%d", fd);
  void *handle = dlopen(access(own, R_OK) == 0 ? own : path,
                        RTLD_NOW | RTLD_LOCAL);
  const char *there = handle ? dlsym(handle, "dualtape_key") : NULL;
  if (there && strcmp(there, key) == 0)
    return handle;
  if (handle)
    dlclose(handle);
  return NULL;
}

static void *from_cache(int folder, const char *name, const char *key,
                        const struct compiled *c)
{
  struct stat s;
  char path[4200];
  void *handle = NULL;
  const int fd = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC |
                                        O_NONBLOCK);
  if (fd < 0)
    return NULL;
  snprintf(path, sizeof path, "%s/%s", c->folder, name);
  if (fstat(fd, &s) == 0 && !not_safe(&s) && sealed(fd))
    handle = load(fd, path, key);
  close(fd);
  return handle;
}

/* Puts the library into the folder; false, and errno: it is not there. */
static bool keep(int folder, const char *name, int library)
{
  char own[80];
  size_t length;
  snprintf(own, sizeof own, "%s.%ld", name, (long)getpid());
  char *bytes = read_all(library, &length);
  const int fd = bytes ? openat(folder, own, O_WRONLY | O_CREAT | O_EXCL |
                                               O_NOFOLLOW | O_CLOEXEC, 0600)
                       : -1;
  bool good = fd >= 0;
  if (good) {
    const struct seal s = seal_of(bytes, length);
    good = write_all(fd, bytes, length) && write_all(fd, &s, sizeof s);
    good = close(fd) == 0 && good && renameat(folder, own, folder, name) == 0;
    const int error = errno;
    if (!good)
      unlinkat(folder, own, 0);
    errno = error;
  }
  free(bytes);
  return good;
}

/* ---- the whole ---------------------------------------------------------------------- */

static int compile(const char *text, const char *label, const char *key,
                   int folder, const char *name, struct compiled *c)
{
  char library[SOURCE_PATH];
  char *all = with_key(text, key);
  int code = all ? source_library(all, label, NULL, options, library)
                 : cli_error(NULL, _("out of memory"));
  free(all);
  if (code)
    return code;
  const int fd = open(library, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
  if (fd >= 0 && folder >= 0 && keep(folder, name, fd))
    c->from = COMPILED_KEPT;
  else if (folder >= 0)
    c->why = strerror(errno);
  c->handle = fd >= 0 ? load(fd, library, key) : NULL;
  const char *why = c->handle ? NULL : dlerror();
  if (!c->handle)
    code = cli_error(NULL, _("%s cannot be loaded: %s"), label,
                     why ? why : strerror(errno));
  if (fd >= 0)
    close(fd);
  source_remove(library);
  return code;
}

int compiled_load(const char *text, const char *label, struct compiled *c)
{
  char name[40];
  memset(c, 0, sizeof *c);
  c->from = COMPILED_ALONE;
  char *key = key_of(text);
  if (!key)
    return cli_error(NULL, _("out of memory"));
  const size_t length = strlen(key);
  snprintf(name, sizeof name, "%016" PRIx64 "%016" PRIx64,
           hash(key, length, HASH_START), hash(key, length, length));
  const int folder = open_folder(c);
  if (folder >= 0)
    c->handle = from_cache(folder, name, key, c);
  int code = CLI_OK;
  if (c->handle)
    c->from = COMPILED_CACHE;
  else
    code = compile(text, label, key, folder, name, c);
  if (folder >= 0)
    close(folder);
  free(key);
  return code;
}
