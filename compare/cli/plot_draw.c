/* plot_draw.c: calls gnuplot. */
#include <config.h>

#include "plot.h"

#include <errno.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

/* 'text' as gnuplot reads it: a quote is doubled. */
static void quote(FILE *out, const char *name, const char *text)
{
  fprintf(out, "%s='", name);
  for (; *text; text++)
    fprintf(out, *text == '\'' ? "''" : "%c", *text);
  fputs("'; ", out);
}

static char *settings(const char *data, const char *output,
                      const char *terminal)
{
  char *text = NULL;
  size_t size;
  FILE *out = open_memstream(&text, &size);
  if (!out)
    return NULL;
  quote(out, "data", data);
  if (output)
    quote(out, "output", output);
  quote(out, "terminal", terminal);
  return fclose(out) == 0 ? text : NULL;
}

/* The script's place: below the folder that the user names, else where it was
 * installed, else in the tree where the program was built. */
static char *script(const char *name)
{
  const char *own = getenv("DUALTAPE_DATADIR");
  const char *folders[] = {PKGDATADIR, SOURCEDIR};
  size_t count = sizeof folders / sizeof *folders;
  if (own && *own)
    folders[0] = own, count = 1;
  char *path = NULL;
  for (size_t k = 0; k < count; k++) {
    size_t size = strlen(folders[k]) + strlen(name) + 16;
    free(path);
    path = malloc(size);
    if (!path)
      return NULL;
    snprintf(path, size, "%s/plots/%s.gp", folders[k], name);
    if (access(path, R_OK) == 0)
      return path;
  }
  return path;
}

static int run(char **argv)
{
  pid_t pid;
  int status;
  int error = posix_spawnp(&pid, argv[0], NULL, NULL, argv, environ);
  if (error)
    return cli_error(_("install gnuplot (gnuplot-nox), or write the data "
                     "instead: -o FILE.dat"),
                     "%s: %s", argv[0], strerror(error));
  cli_guard_writer(pid);
  pid_t ended;
  do
    ended = waitpid(pid, &status, 0);
  while (ended < 0 && errno == EINTR);
  cli_guard_writer(0);
  if (ended < 0)
    return cli_error(NULL, "%s: %s", argv[0], strerror(errno));
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
    return CLI_OK;
  if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
    return cli_error(_("install gnuplot (gnuplot-nox), or write the data "
                     "instead: -o FILE.dat"), _("%s could not be started"),
                     argv[0]);
  return cli_error(NULL, _("%s failed; its message stands above"), argv[0]);
}

bool plot_can_draw(void)
{
  const char *own = getenv("GNUPLOT"), *folders = getenv("PATH");
  const char *name = own && *own ? own : "gnuplot";
  char path[4096];
  if (strchr(name, '/'))
    return access(name, X_OK) == 0;
  while (folders && *folders) {
    const size_t n = strcspn(folders, ":");
    const int size = snprintf(path, sizeof path, "%.*s/%s", (int)n, folders,
                              name);
    if (n > 0 && size < (int)sizeof path && access(path, X_OK) == 0)
      return true;
    folders += n + (folders[n] == ':');
  }
  return false;
}

int plot_draw(const char *name, const char *data, const char *output,
              const char *terminal)
{
  const char *program = getenv("GNUPLOT");
  char *set = settings(data, output, terminal), *path = script(name);
  char gnuplot[] = "gnuplot", e[] = "-e";
  char *own = program && *program ? strdup(program) : NULL;
  char *argv[] = {own ? own : gnuplot, e, set, path, NULL};
  int code;
  if (!set || !path)
    code = cli_error(NULL, _("out of memory"));
  else if (access(path, R_OK) != 0)
    code = cli_error(_("set DUALTAPE_DATADIR to the folder that holds plots/"),
                     "%s: %s", path, strerror(errno));
  else
    code = run(argv);
  free(set);
  free(path);
  free(own);
  return code;
}
