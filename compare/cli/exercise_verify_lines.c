/* exercise_verify_lines.c: a proof as a line of TAP, and why it failed behind #. */
#include <config.h>

#include "exercise_verify_impl.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* One line; the numbers come when all are together. */
void proof_line(struct proof *p, bool good, const char *format, ...)
{
  va_list args;
  p->made++;
  p->failed += !good;
  fprintf(p->out, "%s %s: ", good ? "ok" : "not ok", p->e->name);
  va_start(args, format);
  vfprintf(p->out, format, args);
  va_end(args);
  fputc('\n', p->out);
}

void proof_skip(struct proof *p, const char *what, const char *why)
{
  p->made++;
  fprintf(p->out, "ok %s: %s # SKIP %s\n", p->e->name, what, why);
}

/* The report behind #, for a proof that failed. */
void proof_explain(struct proof *p, const char *file,
                   const struct judge_report *r)
{
  char *text = NULL;
  size_t size;
  FILE *out = open_memstream(&text, &size);
  if (!out)
    return;
  judge_print(p->e, file, r, out);
  fprintf(out, "(%s, remark `%s`, seed %llu)\n", judge_word(r->verdict),
          r->remark, (unsigned long long)r->seed);
  fclose(out);
  for (char *at = text; at && *at;) {
    const int n = (int)strcspn(at, "\n");
    fprintf(p->out, "# %.*s\n", n, at);
    at += n + (at[n] == '\n');
  }
  free(text);
}

void proof_judge(struct proof *p, const char *file, uint64_t seed,
                 struct judge_report *r)
{
  const struct judge_options o = {.seed = seed, .said = p->said};
  judge_run(p->c, p->e, file, &o, r);
}
