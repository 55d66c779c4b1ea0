/* grade_show.c: a class's results as a table, and which protection there was. */
#include <config.h>

#include "grade.h"

#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "table.h"

bool grade_passed(const struct grade_task *t)
{
  return strcmp(t->result.verdict, "right") == 0;
}

double grade_score(const struct grade_class *c, const struct grade_task *t)
{
  return grade_passed(t) ? c->points : 0;
}

/* One line for each student: how many are right, and which are not. */
void grade_table(const struct grade_class *c, FILE *out)
{
  struct table t = {0};
  table_row(&t);
  table_cell(&t, "%s", _("student"));
  table_cell(&t, "%s", _("points"));
  table_cell(&t, "%s", _("right"));
  table_cell(&t, "%s", _("not right"));
  for (size_t s = 0; s < c->students; s++) {
    size_t right = 0;
    double points = 0;
    char *wrong = NULL;
    size_t size, more = 0;
    FILE *text = open_memstream(&wrong, &size);
    if (!text)
      return;
    for (size_t k = 0; k < c->columns; k++) {
      const struct grade_task *one = &c->task[s * c->columns + k];
      right += grade_passed(one);
      points += grade_score(c, one);
      if (!grade_passed(one) && ++more <= 4)
        fprintf(text, "%s%s: %s", more > 1 ? ", " : "",
                c->column[k].name, one->result.verdict);
    }
    if (more > 4)
      fprintf(text, ", ... (%zu)", more);
    fclose(text);
    table_row(&t);
    table_cell(&t, "%s", c->student[s]);
    table_cell(&t, "%g", points);
    table_cell(&t, "%zu/%zu", right, c->columns);
    table_cell(&t, "%s", wrong);
    free(wrong);
  }
  table_print(&t, out, "lrrl", 0);
}
