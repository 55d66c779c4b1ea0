/* output.c: messages, and where results go. */
#include <config.h>

#include "cli.h"

#include <errno.h>
#include <langinfo.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "progress.h"

bool cli_utf8(void)
{
  const char *codeset = nl_langinfo(CODESET);
  return strcmp(codeset, "UTF-8") == 0 || strcmp(codeset, "utf8") == 0;
}

/* NO_COLOR: https://no-color.org */
bool cli_colour(FILE *stream)
{
  const char *term = getenv("TERM"), *no = getenv("NO_COLOR");
  return isatty(fileno(stream)) && term && strcmp(term, "dumb") != 0 &&
         !(no && *no);
}

int cli_error(const char *hint, const char *format, ...)
{
  va_list args;
  bool colour = cli_colour(stderr);
  cli_progress_wipe();
  fprintf(stderr, _("dualtape: %serror:%s "), colour ? "\033[1;31m" : "",
          colour ? "\033[0m" : "");
  va_start(args, format);
  vfprintf(stderr, format, args);
  va_end(args);
  fputc('\n', stderr);
  if (hint)
    fprintf(stderr, _("hint: %s\n"), hint);
  return CLI_BAD;
}

int cli_bad_option(const char *command, char *const *argv, int c)
{
  const char *word = argv[optind - 1];
  const char letter[] = {'-', (char)optopt, '\0'};
  char hint[160];
  snprintf(hint, sizeof hint, _("`dualtape %s --help` lists the options"),
           command);
  return cli_error(hint,
                   c == ':' ? _("option `%s` wants a value")
                            : _("bad option `%s`"),
                   strncmp(word, "--", 2) == 0 ? word : letter);
}

/* ---- files that are there when complete --------------------------------- */

/* What to remove if a signal ends the program; and a program that writes there
 * for us, 0 if there is none: it has to end first. */
static const char *volatile unfinished[4];
enum { UNFINISHED = sizeof unfinished / sizeof *unfinished };
static volatile pid_t writer;

static void remove_unfinished(int sig)
{
  if (writer > 0 && kill(writer, SIGKILL) == 0)
    waitpid(writer, NULL, 0);
  for (int k = 0; k < UNFINISHED; k++)
    if (unfinished[k])
      unlink(unfinished[k]);
  cli_progress_wipe();
  signal(sig, SIG_DFL);
  raise(sig);
}

static void guard(const char *path)
{
  static const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT,
                                SIGPIPE};
  for (int k = 0; k < UNFINISHED; k++)
    if (!unfinished[k]) {
      unfinished[k] = path;
      break;
    }
  for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
    struct sigaction now; /* whoever has a handler tidies up by itself */
    if (sigaction(signals[i], NULL, &now) == 0 && now.sa_handler == SIG_DFL)
      signal(signals[i], remove_unfinished);
  }
}

/* No signal comes between the file and its guard. */
int cli_temporary(char *path)
{
  sigset_t all, before;
  sigfillset(&all);
  sigprocmask(SIG_BLOCK, &all, &before);
  const int fd = mkstemp(path);
  if (fd >= 0)
    guard(path);
  sigprocmask(SIG_SETMASK, &before, NULL);
  return fd;
}

void cli_unguard(const char *path)
{
  for (int k = 0; k < UNFINISHED; k++)
    if (unfinished[k] == path)
      unfinished[k] = NULL;
}

void cli_guard_writer(long process)
{
  writer = (pid_t)process;
}

static bool is_device(const char *path)
{
  struct stat s;
  return stat(path, &s) == 0 && !S_ISREG(s.st_mode);
}

int cli_output_open(struct cli_output *out, const char *path)
{
  *out = (struct cli_output){.stream = stdout, .path = path};
  if (!path || strcmp(path, "-") == 0)
    return CLI_OK;
  if (is_device(path)) { /* /dev/stdout, a pipe: nothing to rename */
    out->stream = fopen(path, "w");
    return out->stream ? CLI_OK
                       : cli_error(NULL, "%s: %s", path, strerror(errno));
  }
  size_t size = strlen(path) + 8;
  out->temporary = malloc(size);
  if (!out->temporary)
    return cli_error(NULL, _("out of memory"));
  snprintf(out->temporary, size, "%s.XXXXXX", path);
  int fd = cli_temporary(out->temporary);
  if (fd >= 0) {
    mode_t mask = umask(0); /* mkstemp's 0600 is stricter than users expect */
    umask(mask);
    fchmod(fd, 0666 & ~mask);
    out->stream = fdopen(fd, "w");
  }
  if (fd >= 0 && out->stream)
    return CLI_OK;
  int code = cli_error(NULL, "%s: %s", path, strerror(errno));
  cli_unguard(out->temporary);
  free(out->temporary);
  *out = (struct cli_output){.stream = stdout};
  return code;
}

int cli_output_close(struct cli_output *out, int code)
{
  bool own = out->stream != stdout;
  bool bad = ferror(out->stream) != 0;
  if ((own ? fclose(out->stream) : fflush(out->stream)) != 0)
    bad = true;
  if (bad && code != CLI_BAD)
    code = cli_error(NULL, _("%s: cannot write: %s"),
                     own ? out->path : _("standard output"), strerror(errno));
  if (out->temporary && code == CLI_BAD)
    unlink(out->temporary);
  else if (out->temporary && rename(out->temporary, out->path) != 0) {
    code = cli_error(NULL, "%s: %s", out->path, strerror(errno));
    unlink(out->temporary);
  }
  cli_unguard(out->temporary);
  free(out->temporary);
  *out = (struct cli_output){.stream = stdout};
  return code;
}
