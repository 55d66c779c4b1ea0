/* source.c: C source of the user's, compiled, loaded and run. */
#include <config.h>

#include "source.h"

#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli.h"

extern char **environ;

/* ---- the compiler ------------------------------------------------------------------ */

int source_compiler(char **argv, char **memory)
{
  const char *own = getenv("CC");
  int argc = 0;
  *memory = strdup(own && *own ? own : CC);
  /* $CC may have options: "ccache gcc", "gcc -m32". */
  char *rest = *memory;
  for (char *word; rest && argc < SOURCE_WORDS &&
                   (word = strtok_r(rest, " \t", &rest));)
    argv[argc++] = word;
  return argc;
}

/* -I for the headers: below the folder that the user names, else where they
 * were installed, else in the tree where the program was built. */
static void header_options(char *options[2], char room[2][4096])
{
  const char *own = getenv("DUALTAPE_DATADIR");
  const char *folder = own && *own ? own
                       : access(INCLUDEDIR "/dualtape.h", R_OK) == 0
                         ? INCLUDEDIR
                         : SOURCEDIR;
  snprintf(room[0], sizeof room[0], "-I%s", folder);
  snprintf(room[1], sizeof room[1], "-I%s", BUILDDIR);
  options[0] = room[0];
  options[1] = room[1];
}

/* Runs the command with `input` as standard input; its exit code, or -1 and
 * errno. */
static int run(char **argv, int input)
{
  posix_spawn_file_actions_t actions;
  pid_t pid;
  int status;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
  errno = posix_spawnp(&pid, argv[0], &actions, NULL, argv, environ);
  posix_spawn_file_actions_destroy(&actions);
  if (errno)
    return -1;
  while (waitpid(pid, &status, 0) < 0)
    if (errno != EINTR)
      return -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

/* Compiles what `input` holds into the file `library`. */
static int compile(int input, char *library, const char *label,
                   const char *folder, const char *const *more)
{
  char folders[2][4096], own[4096], *argv[SOURCE_WORDS + 24], *words;
  int argc = source_compiler(argv, &words);
  if (!words)
    return cli_error(NULL, _("out of memory"));
  static char options[][12] = {"-xc", "-std=gnu11", "-O1", "-g", "-Wall",
                               "-fPIC", "-shared"};
  for (size_t k = 0; k < sizeof options / sizeof *options; k++)
    argv[argc++] = options[k];
  header_options(argv + argc, folders);
  argc += 2;
  if (folder) {
    snprintf(own, sizeof own, "-I%s", folder);
    argv[argc++] = own;
  }
  for (; more && *more; more++)
    argv[argc++] = (char *)(uintptr_t)*more;
  static char output[] = "-o", standard_input[] = "-", math[] = "-lm";
  argv[argc++] = output;
  argv[argc++] = library;
  argv[argc++] = standard_input;
  argv[argc++] = math;
  argv[argc] = NULL;
  const int code = run(argv, input);
  int result = CLI_OK;
  if (code < 0 || code == 127)
    result = cli_error(_("install a C compiler, or name yours: CC=gcc"),
                       _("%s could not be started"), argv[0]);
  else if (code)
    result = cli_error(NULL, _("%s does not compile; the compiler's message "
                               "stands above"), label);
  free(words);
  return result;
}

/* ---- loading ------------------------------------------------------------------------- */

static int open_library(const char *library, const char *label, void **handle)
{
  *handle = dlopen(library, RTLD_NOW | RTLD_LOCAL);
  return *handle ? CLI_OK
                 : cli_error(NULL, _("%s cannot be loaded: %s"), label,
                             dlerror());
}

/* The text, in a file without a name. */
static FILE *as_file(const char *text)
{
  FILE *file = tmpfile();
  if (file && (fputs(text, file) < 0 || fflush(file) != 0)) {
    fclose(file);
    return NULL;
  }
  if (file)
    rewind(file);
  return file;
}

int source_library(const char *text, const char *label, const char *folder,
                   const char *const *options, char library[SOURCE_PATH])
{
  const char *place = getenv("TMPDIR");
  snprintf(library, SOURCE_PATH, "%s/dualtape-XXXXXX",
           place && *place ? place : "/tmp");
  FILE *input = as_file(text);
  const int fd = input ? cli_temporary(library) : -1;
  if (fd < 0) {
    const int code = cli_error(NULL, "%s: %s", library, strerror(errno));
    if (input)
      fclose(input);
    return code;
  }
  close(fd);
  const int code = compile(fileno(input), library, label, folder, options);
  fclose(input);
  if (code)
    source_remove(library);
  return code;
}

void source_remove(char *library)
{
  unlink(library);
  cli_unguard(library);
}

int source_load(const char *text, const char *label, const char *folder,
                void **handle)
{
  char library[SOURCE_PATH];
  int code = source_library(text, label, folder, NULL, library);
  if (code)
    return code;
  code = open_library(library, label, handle);
  source_remove(library);
  return code;
}

/* ---- running --------------------------------------------------------------------------- */

/* How the process `pid` ended, `done` being what it left behind, or -1. */
static int outcome(pid_t pid, const int *done, const char *label)
{
  int status;
  while (waitpid(pid, &status, 0) < 0)
    if (errno != EINTR)
      return cli_error(NULL, "%s: %s", label, strerror(errno));
  if (WIFSIGNALED(status))
    return cli_error(_("a debugger shows where: gdb, or valgrind"),
                     _("%s crashed: %s"), label, strsignal(WTERMSIG(status)));
  return *done >= 0 ? *done
                    : cli_error(NULL, _("%s ended the program by itself"), label);
}

/* A crash ends the process with its signal, whoever watches over this one (as
 * AddressSanitizer does). */
static void crash_plainly(void)
{
  static const int crashes[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
  for (size_t k = 0; k < sizeof crashes / sizeof *crashes; k++)
    signal(crashes[k], SIG_DFL);
}

int source_apart(int (*work)(void *data), void *data, const char *label)
{
  int *done = mmap(NULL, sizeof *done, PROT_READ | PROT_WRITE,
                   MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (done == MAP_FAILED)
    return cli_error(NULL, _("out of memory"));
  *done = -1;
  fflush(NULL); /* or both processes would write what waits */
  const pid_t pid = fork();
  if (pid == 0) {
    crash_plainly();
    const int code = work(data);
    fflush(NULL);
    *done = code;
    _exit(0);
  }
  const int code = pid < 0 ? cli_error(NULL, "fork: %s", strerror(errno))
                           : outcome(pid, done, label);
  munmap(done, sizeof *done);
  return code;
}
