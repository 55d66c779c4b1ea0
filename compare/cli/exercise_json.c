/* exercise_json.c: `dualtape exercise check`, `list` and `progress` with --json. */
#include <config.h>

#include "exercise.h"

#include <stdlib.h>
#include <string.h>

#include "../utf8.h"
#include "json.h"

#if HAVE_JSON_C
/* What the compiler and the student's code say may be no UTF-8, as JSON has to be. */
static void add_text(json_object *object, const char *key, const char *text)
{
  char *clean = strdup(text);
  for (char *at = clean; at && *at;) {
    const size_t n = ad_utf8_length(at, strlen(at));
    if (!n)
      *at = '?';
    at += n ? n : 1;
  }
  json_add_text(object, key, clean ? clean : "");
  free(clean);
}

static void add_whole(json_object *object, const char *key, uint64_t n)
{
  json_object_object_add(object, key, json_object_new_int64((int64_t)n));
}

static void add_truth(json_object *object, const char *key, bool truth)
{
  json_object_object_add(object, key, json_object_new_boolean(truth));
}

/* The numbers that were compared, of which not all may stand here. */
static json_object *numbers(const struct judge_report *r)
{
  json_object *all = json_object_new_array();
  for (size_t k = 0; k < JUDGE_SHOWN && r->from + k < r->numbers; k++) {
    json_object *one = json_object_new_object();
    json_add_text(one, "name", r->names[k]);
    json_add_number(one, "expected", r->want[k]);
    json_add_number(one, "came", r->got[k]);
    add_truth(one, "differs", r->differs[k]);
    json_object_array_add(all, one);
  }
  return all;
}

static json_object *parts(const struct judge_report *r)
{
  json_object *all = json_object_new_array();
  for (int k = 0; k < r->parts; k++) {
    json_object *one = json_object_new_object();
    json_add_text(one, "name", r->part[k].name);
    add_whole(one, "right", r->part[k].right);
    add_whole(one, "wrong", r->part[k].wrong);
    json_object_array_add(all, one);
  }
  return all;
}

static void add_wrong(json_object *o, const struct exercise *e,
                      const struct judge_report *r)
{
  char *remark = judge_remark(e, r);
  json_add_text(o, "remark", r->remark);
  if (remark)
    json_add_text(o, "remark_text", remark);
  free(remark);
  add_text(o, "detail", r->detail);
  add_text(o, "diagnosis", r->diagnosis);
  add_whole(o, "line", (uint64_t)r->line);
  add_whole(o, "column", (uint64_t)r->column);
  add_text(o, "call", r->call);
  add_text(o, "what", r->what);
  add_text(o, "inputs", r->inputs);
  add_truth(o, "example", r->example);
  json_object_object_add(o, "numbers", numbers(r));
}

int exercise_json_report(const struct exercise *e, const char *file,
                         const struct study *s, const struct judge_report *r)
{
  json_object *o = json_object_new_object();
  json_add_text(o, "exercise", e->name);
  add_text(o, "file", file);
  json_add_text(o, "verdict", judge_word(r->verdict));
  add_whole(o, "seed", r->seed);
  add_whole(o, "points", (uint64_t)r->points);
  json_object_object_add(o, "parts", parts(r));
  if (r->verdict != JUDGE_RIGHT)
    add_wrong(o, e, r);
  add_text(o, "printed", r->printed);
  if (s->folder)
    add_truth(o, "solved", study_passed(s, e));
  json_print(o, stdout);
  json_object_put(o);
  return CLI_OK;
}

int exercise_json_list(const struct coursework *c, const struct study *s)
{
  json_object *o = json_object_new_object(), *all = json_object_new_array();
  bool found = false;
  for (size_t k = 0; k < c->count; k++) {
    const struct exercise *e = &c->exercises[k];
    const struct study_line l = study_of(s, e);
    const bool passed = study_passed(s, e);
    json_object *one = json_object_new_object();
    char *title = exercise_title(e);
    json_add_text(one, "exercise", e->name);
    json_add_text(one, "title", title ? title : "");
    add_whole(one, "chapter", (uint64_t)(e->number / 100));
    free(title);
    if (s->folder) {
      add_truth(one, "solved", passed);
      add_truth(one, "next", !passed && !found);
      if (passed)
        json_add_text(one, "when", l.passed);
      add_whole(one, "tries", l.tries);
      add_whole(one, "hints", l.hints);
    }
    found = found || !passed;
    json_object_array_add(all, one);
  }
  if (s->folder)
    add_whole(o, "solved", study_count(s, c));
  add_whole(o, "all", c->count);
  json_object_object_add(o, "exercises", all);
  json_print(o, stdout);
  json_object_put(o);
  return CLI_OK;
}
#else
int exercise_json_report(const struct exercise *e, const char *file,
                         const struct study *s, const struct judge_report *r)
{
  (void)e, (void)file, (void)s, (void)r;
  return json_missing();
}

int exercise_json_list(const struct coursework *c, const struct study *s)
{
  (void)c, (void)s;
  return json_missing();
}
#endif
