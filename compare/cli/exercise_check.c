/* exercise_check.c: `dualtape exercise check`. */
#include <config.h>

#include "exercise.h"

#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "progress.h"

int exercise_code(const struct judge_report *r)
{
  return r->verdict == JUDGE_RIGHT                                  ? CLI_OK
         : r->verdict == JUDGE_NO_FILE || r->verdict == JUDGE_BROKEN ? CLI_BAD
                                                                   : CLI_DISAGREE;
}

static const char no_folder[] =
  N_("go to the folder that `dualtape exercise start` made, or name it by -C");

int exercise_choose(struct coursework *c, const struct study *s, int argc,
                    char **argv, struct exercise **e)
{
  *e = NULL;
  if (argc > 1)
    return cli_error(NULL, _("one exercise at a time, not `%s` as well"), argv[1]);
  if (argc == 1) {
    *e = coursework_find(c, argv[0]);
    return *e ? CLI_OK : CLI_BAD;
  }
  if (!s->folder)
    return cli_error(_(no_folder), _("which exercise?"));
  *e = study_next(s, c);
  if (!*e)
    exercise_all_solved(stdout);
  return CLI_OK;
}

int exercise_judge_file(struct coursework *c, struct exercise *e,
                        struct study *s, const char *file,
                        const struct exercise_options *o, struct judge_report *r)
{
  const struct judge_options how = {.seed = (uint64_t)o->seed,
                                    .seconds = o->seconds};
  *r = (struct judge_report){.verdict = JUDGE_BROKEN};
  cli_progress_begin("exercise");
  const int loaded = judge_load(c, e);
  if (!loaded)
    judge_run(c, e, file, &how, r);
  cli_progress_end();
  if (loaded)
    return CLI_BAD;
  const int code = exercise_code(r);
  if (code == CLI_BAD || !s->folder || o->file)
    return code;
  const int noted =
    study_note(s, e, code ? STUDY_WRONG : STUDY_RIGHT, 0);
  return noted ? noted : code;
}

/* What a student may do next. */
static void show_way_on(struct coursework *c, const struct exercise *e,
                        const struct study *s, int code)
{
  if (code == CLI_DISAGREE) {
    printf(_("  a hint: dualtape exercise hint %s\n"), e->word);
  } else if (code == CLI_OK) {
    exercise_bar(s, c, stdout);
    exercise_next(s, c, stdout);
  }
}

static int check(struct coursework *c, struct study *s,
                 const struct exercise_options *o, int argc, char **argv)
{
  struct judge_report r;
  struct exercise *e;
  int code = exercise_choose(c, s, argc, argv, &e);
  if (code || !e)
    return code;
  char *own = study_file(s, e);
  const char *file = o->file ? o->file : own;
  code = exercise_judge_file(c, e, s, file, o, &r);
  if (o->json && r.verdict != JUDGE_BROKEN) {
    const int printed = exercise_json_report(e, file, s, &r);
    code = printed ? printed : code;
  } else if (r.verdict == JUDGE_NO_FILE) {
    cli_error(o->file ? NULL
              : s->folder
                ? _("`dualtape exercise reset` brings it back as it was at first")
                : _(no_folder),
              "%s: %s", file, r.detail);
  } else if (r.verdict != JUDGE_BROKEN || *r.detail) {
    judge_print(e, file, &r, stdout);
    if (s->folder && !o->file)
      show_way_on(c, e, s, code);
  }
  free(own);
  return code;
}

int exercise_check(struct coursework *c, const struct exercise_options *o,
                   int argc, char **argv)
{
  struct study s;
  int code = study_open(&s, o->folder);
#if !HAVE_JSON_C
  if (!code && o->json)
    code = exercise_json_list(c, &s); /* which says that there is none */
#endif
  if (!code)
    code = check(c, &s, o, argc, argv);
  study_free(&s);
  return code;
}
