/* judge_verdict.c: the verdict, and which remark goes with it. */
#include <config.h>

#include "judge_impl.h"

#include <string.h>

/* Difference quotients and float miss by less than this, relatively; nothing
 * that is exact in principle misses by more than TIGHT. */
static const double NEAR = 1e-3, TIGHT = 1e-9;

/* The part whose mistake is shown. */
static int shown_part(const struct judge_report *r)
{
  const size_t n = strcspn(r->what, " ");
  for (int k = 0; k < r->parts; k++)
    if (strlen(r->part[k].name) == n &&
        strncmp(r->part[k].name, r->what, n) == 0)
      return k;
  return -1;
}

/* The first known mistake that explains all that came of this part. */
static const char *known(const struct judge *j, int part)
{
  for (int k = 0; k < j->suspects; k++) {
    const struct judge_suspect_of *s = &j->suspect[k];
    if (s->part == part && s->asked && !s->misfits && s->differs &&
        j->report->part[part].wrong)
      return s->id;
  }
  return NULL;
}

/* What can be seen without knowing the exercise. */
static const char *typical(const struct judge *j, int part)
{
  const struct judge_course *c = &j->course[part];
  const unsigned asked = c->right + c->wrong + c->example_right + c->example_wrong;
  if (c->nan && c->nan == asked)
    return REMARK_NOT_SET;
  const bool at_example = c->example_right && !c->example_wrong && c->wrong;
  if (at_example && c->call >= 0 && j->answer[c->call].constant)
    return REMARK_HARD_CODED;
  if (c->miss <= NEAR && j->relative < TIGHT)
    return c->single ? REMARK_FLOAT : REMARK_DIFFERENCES;
  return at_example && c->wrong >= 3 * c->right ? REMARK_EXAMPLE : NULL;
}

void judge_conclude(struct judge *j)
{
  struct judge_report *r = j->report;
  unsigned right = 0, wrong = 0;
  for (int k = 0; k < r->parts; k++) {
    right += r->part[k].right;
    wrong += r->part[k].wrong;
  }
  if (r->verdict == JUDGE_FORBIDDEN)
    snprintf(r->remark, sizeof r->remark, "%s", REMARK_FORBIDDEN);
  if (r->verdict) /* there was no answer */
    return;
  if (right + wrong == 0) {
    judge_broken(j, "nothing was compared");
    return;
  }
  r->verdict = wrong ? JUDGE_WRONG : JUDGE_RIGHT;
  const int part = wrong ? shown_part(r) : -1;
  const char *remark = NULL;
  if (part >= 0) {
    remark = known(j, part);
    if (!remark)
      remark = typical(j, part);
    /* of a part before, on which this one may rest */
    for (int k = 0; !remark && k < part; k++)
      remark = known(j, k);
  }
  snprintf(r->remark, sizeof r->remark, "%s", remark ? remark : "");
}
