/* grade_json.c: a class's results as Gradescope reads them: an object for one
 * student, which is /autograder/results/results.json, an array for several.
 * https://gradescope-autograders.readthedocs.io/en/latest/specs/ */
#include <config.h>

#include "grade.h"

#include "json.h"

#if HAVE_JSON_C
static json_object *test(const struct grade_class *c, const struct grade_task *t)
{
  json_object *o = json_object_new_object();
  json_add_text(o, "name", c->column[t->exercise].name);
  json_add_number(o, "score", grade_score(c, t));
  json_add_number(o, "max_score", c->points);
  json_add_text(o, "status", grade_passed(t) ? "passed" : "failed");
  json_add_text(o, "output",
                t->result.output ? t->result.output : t->result.verdict);
  return o;
}

static json_object *student(const struct grade_class *c, size_t s)
{
  json_object *o = json_object_new_object(), *tests = json_object_new_array();
  json_object *more = json_object_new_object();
  double score = 0, seconds = 0;
  for (size_t k = 0; k < c->columns; k++) {
    const struct grade_task *t = &c->task[s * c->columns + k];
    json_object_array_add(tests, test(c, t));
    score += grade_score(c, t);
    seconds += t->result.seconds;
  }
  json_add_number(o, "score", score);
  json_add_number(o, "execution_time", seconds);
  json_object_object_add(o, "tests", tests);
  json_add_text(more, "student", c->student[s]);
  json_add_number(more, "max_score", c->points * (double)c->columns);
  json_object_object_add(o, "extra_data", more);
  return o;
}

int grade_json(const struct grade_class *c, FILE *out)
{
  json_object *all = json_object_new_array();
  for (size_t s = 0; s < c->students; s++)
    json_object_array_add(all, student(c, s));
  json_print(c->students == 1 ? json_object_array_get_idx(all, 0) : all, out);
  json_object_put(all);
  return CLI_OK;
}
#else
int grade_json(const struct grade_class *c, FILE *out)
{
  (void)c, (void)out;
  return json_missing();
}
#endif
