/* progress.c: a line on the terminal, written by a timer's signal, so that it
 * also moves while a single call works. */
#include <config.h>

#include "progress.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

enum { SILENT = 2, WIDTH = 78 };

static struct {
  const char *command;
  char text[2][WIDTH]; /* the handler reads text[now], so the other is written */
  volatile sig_atomic_t now, seconds, due;
} progress;

/* Appends to the line what fits. */
static size_t append(char *line, size_t at, const char *text)
{
  while (*text && at < WIDTH)
    line[at++] = *text++;
  return at;
}

/* Only what is safe in a signal's handler: no printf. */
static void tick(int sig)
{
  const int kept = errno;
  char line[WIDTH + 1] = "\r", digits[12];
  size_t at = 1, d = sizeof digits;
  (void)sig;
  progress.due = 1;
  if (++progress.seconds <= SILENT)
    return;
  digits[--d] = '\0';
  for (int s = progress.seconds; s && d; s /= 10)
    digits[--d] = (char)('0' + s % 10);
  at = append(line, at, progress.command);
  at = append(line, at, ": ");
  at = append(line, at, digits + d);
  at = append(line, at, " s  ");
  at = append(line, at, progress.text[progress.now]);
  memset(line + at, ' ', WIDTH - at);
  if (write(STDERR_FILENO, line, WIDTH) < 0)
    progress.due = 0;
  errno = kept;
}

void cli_progress_wipe(void)
{
  char line[WIDTH + 1];
  memset(line, ' ', sizeof line);
  line[0] = line[WIDTH] = '\r';
  if (progress.command && progress.seconds > SILENT &&
      write(STDERR_FILENO, line, sizeof line) < 0)
    progress.due = 0;
}

static void every(time_t seconds)
{
  const struct itimerval timer = {{seconds, 0}, {seconds, 0}};
  setitimer(ITIMER_REAL, &timer, NULL);
}

void cli_progress_begin(const char *command)
{
  if (!isatty(STDERR_FILENO))
    return;
  progress.command = command;
  progress.seconds = 0, progress.due = 1;
  progress.text[0][0] = progress.text[1][0] = '\0';
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = tick;
  action.sa_flags = SA_RESTART;
  sigaction(SIGALRM, &action, NULL);
  every(1);
}

void cli_progress_beside(const char *command, FILE *out)
{
  if (!isatty(fileno(out)))
    cli_progress_begin(command);
}

void cli_progress_end(void)
{
  if (!progress.command)
    return;
  every(0);
  if (progress.seconds > SILENT)
    fprintf(stderr, "\r%*s\r", WIDTH - 1, "");
  progress.command = NULL;
}

bool cli_progress_due(void)
{
  const bool due = progress.command && progress.due;
  progress.due = 0;
  return due;
}

void cli_progress_text(const char *format, ...)
{
  const int next = !progress.now;
  va_list args;
  va_start(args, format);
  vsnprintf(progress.text[next], WIDTH, format, args);
  va_end(args);
  progress.now = next;
}
