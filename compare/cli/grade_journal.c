/* grade_journal.c: what is done, a line for each task:
 *
 *   dualtape-grade 1 seed=17
 *   STUDENT  EXERCISE  VERDICT  SECONDS  HASH  OUTPUT
 *
 * with tabs between; \n, \t and \\ stand for themselves within.  A line is
 * written at once; a last one without its end, as a crash may leave it, does not
 * count. */
#include <config.h>

#include "grade.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"

#define HEAD "dualtape-grade 1 seed="

/* ---- reading --------------------------------------------------------------------------- */

static char *plain(const char *from, size_t n)
{
  char *text = malloc(n + 1), *to = text;
  for (size_t k = 0; text && k < n; k++)
    if (from[k] == '\\' && k + 1 < n) {
      const char c = from[++k];
      *to++ = c == 'n' ? '\n' : c == 't' ? '\t' : c;
    } else {
      *to++ = from[k];
    }
  if (text)
    *to = '\0';
  return text;
}

static bool parse(const char *text, size_t n, struct grade_line *l)
{
  const char *field[6], *end = text + n;
  size_t size[6];
  *l = (struct grade_line){0};
  for (int k = 0; k < 6; k++) {
    const char *tab = memchr(text, '\t', (size_t)(end - text));
    if (!tab && k < 5)
      return false;
    field[k] = text;
    size[k] = (size_t)((tab ? tab : end) - text);
    text = tab ? tab + 1 : end;
  }
  l->student = plain(field[0], size[0]);
  l->exercise = plain(field[1], size[1]);
  l->output = plain(field[5], size[5]);
  snprintf(l->verdict, sizeof l->verdict, "%.*s", (int)size[2], field[2]);
  l->seconds = strtod(field[3], NULL);
  l->hash = strtoull(field[4], NULL, 16);
  return l->student && l->exercise && l->output;
}

static void free_line(struct grade_line *l)
{
  free(l->student);
  free(l->exercise);
  free(l->output);
}

static bool add_line(struct grade_lines *l, struct grade_line one)
{
  if (!(l->count & (l->count - 1))) { /* 0, 1, 2, 4, ...: full */
    const size_t room = l->count ? 2 * l->count : 1;
    struct grade_line *more = realloc(l->line, room * sizeof *more);
    if (!more)
      return false;
    l->line = more;
  }
  l->line[l->count++] = one;
  return true;
}

int grade_lines_read(struct grade_lines *l, const char *path, bool *there)
{
  *l = (struct grade_lines){0};
  char *text = text_read(path);
  *there = text != NULL;
  if (!text)
    return errno == ENOENT ? CLI_OK
                           : cli_error(NULL, "%s: %s", path, strerror(errno));
  int code = CLI_OK, number = 1;
  const char *at = text, *end = strchr(at, '\n');
  if (strncmp(text, HEAD, strlen(HEAD)) != 0 || !end)
    code = cli_error(NULL, _("%s is no journal of `dualtape grade`"), path);
  else
    l->seed = strtoull(text + strlen(HEAD), NULL, 10);
  while (!code && (at = end + 1, end = strchr(at, '\n'))) {
    struct grade_line one;
    number++;
    if (!parse(at, (size_t)(end - at), &one) || !add_line(l, one)) {
      free_line(&one);
      code = cli_error(NULL, _("%s: line %d makes no sense"), path, number);
    }
  }
  free(text);
  return code;
}

void grade_lines_free(struct grade_lines *l)
{
  for (size_t k = 0; k < l->count; k++)
    free_line(&l->line[k]);
  free(l->line);
  *l = (struct grade_lines){0};
}

/* ---- writing --------------------------------------------------------------------------- */

static bool put(int fd, const char *text, size_t n)
{
  while (n) {
    const ssize_t done = write(fd, text, n);
    if (done < 0 && errno == EINTR)
      continue;
    if (done <= 0)
      return false;
    text += done, n -= (size_t)done;
  }
  return true;
}

/* What a crash left of a line is taken away, or the next would be added to it. */
static bool cut(int fd)
{
  char last = '\n';
  off_t size = lseek(fd, 0, SEEK_END);
  while (size > 0 && pread(fd, &last, 1, size - 1) == 1 && last != '\n')
    size--;
  return size >= 0 && ftruncate(fd, size) == 0;
}

int grade_journal_open(struct grade_journal *j, const char *path, bool begin,
                       uint64_t seed)
{
  char head[80];
  *j = (struct grade_journal){path, -1};
  if (!path)
    return CLI_OK;
  j->fd = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  const int n = snprintf(head, sizeof head, HEAD "%" PRIu64 "\n", seed);
  if (j->fd < 0 || !cut(j->fd) || (begin && !put(j->fd, head, (size_t)n)))
    return cli_error(NULL, "%s: %s", path, strerror(errno));
  return CLI_OK;
}

static void escaped(FILE *out, const char *text)
{
  for (; text && *text; text++)
    if (*text == '\n' || *text == '\t' || *text == '\\')
      fprintf(out, "\\%c", *text == '\n' ? 'n' : *text == '\t' ? 't' : '\\');
    else
      fputc(*text, out);
}

bool grade_journal_add(struct grade_journal *j, const struct grade_class *c,
                       const struct grade_task *t)
{
  char *line = NULL;
  size_t size;
  if (j->fd < 0)
    return true;
  FILE *out = open_memstream(&line, &size);
  if (!out)
    return false;
  escaped(out, c->student[t->student]);
  fputc('\t', out);
  escaped(out, c->column[t->exercise].name);
  fprintf(out, "\t%s\t%.3f\t%016" PRIx64 "\t", t->result.verdict,
          t->result.seconds, t->result.hash);
  escaped(out, t->result.output);
  fputc('\n', out);
  const bool good = fclose(out) == 0 && put(j->fd, line, size);
  free(line);
  return good;
}

void grade_journal_close(struct grade_journal *j)
{
  if (j->fd >= 0)
    close(j->fd);
  j->fd = -1;
}
