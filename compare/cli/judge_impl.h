/* judge_impl.h: what the files judge*.c share. */
#ifndef CLI_JUDGE_IMPL_H
#define CLI_JUDGE_IMPL_H

#include <sys/types.h>

#include "../formula.h"
#include "../random.h"
#include "judge.h"

/* ---- a process of its own: judge_process.c ---------------------------------------- */

/* Its own process group; standard input is empty; what it prints comes in on
 * `output`; `channel` is a socket to its descriptor 3. */
struct child {
  pid_t pid;
  int output, channel; /* -1: closed, or none */
  char *text;          /* the first `kept` bytes of what it printed */
  size_t kept, printed;
};

/* The clock of deadlines, in seconds. */
double judge_clock(void);

/* Starts argv; false, and errno, if that fails. */
bool child_start(struct child *c, enum judge_process which, bool channel,
                 char **argv, const char *folder,
                 const struct judge_options *o);

/* Reads what is printed, without waiting; false at the end of it. */
bool child_read(struct child *c);

/* Waits until it has closed its output, or for the deadline: false. */
bool child_wait(struct child *c, double deadline);

/* Kills what is left of the group, and returns the status as waitpid does. */
int child_end(struct child *c);

/* ---- the steps -------------------------------------------------------------------------- */

/* Compiles the student's file; the program is then folder/program.  False with the
 * report filled. */
bool judge_compile(const struct coursework *c, const struct exercise *e,
                   const char *file, const char *folder,
                   const struct judge_options *o, struct judge_report *r);

/* Compiles exercises/student.c, which is the same for all, to c->runtime. */
int judge_compile_runtime(struct coursework *c);

/* The student's process, and one question to it. */
struct judge_student {
  struct child child;
  uint32_t asked;
  double seconds, end; /* for one answer; by the clock, for all: 0: none */
};
bool student_start(struct judge_student *s, const char *folder,
                   const struct judge_options *o, struct judge_report *r);
bool student_ask(struct judge_student *s, struct judge_report *r,
                 const char *call, size_t n, const double *in, size_t m,
                 double *out);
/* The end: what was printed goes into the report. */
void student_end(struct judge_student *s, struct judge_report *r);

/* ---- the judge: judge.c ----------------------------------------------------------------- */

enum {
  JUDGE_SUSPECTS = 64,
  JUDGE_CALLS = 32,
  JUDGE_FORMULAS = 8,
};

/* A hypothesis about a part: it holds if it fitted whenever it was asked, and at
 * least once meant other numbers than the right ones. */
struct judge_suspect_of {
  char id[64];
  int part;
  unsigned asked, misfits, differs;
  unsigned comparison; /* at which it was asked last, and whether it fitted: */
  bool fitted;         /* several suspects of one id are alternatives */
};

/* How one part of the task went, over all points. */
struct judge_course {
  unsigned example_right, example_wrong, right, wrong; /* the latter: random ones */
  unsigned nan;      /* comparisons with NaN where a number is right */
  double miss;       /* the largest relative error */
  bool single;       /* all that came were float's numbers */
  int call;          /* the call before its first wrong comparison, or -1 */
};

/* Whether a call always gives the same answer. */
struct judge_answer {
  char name[64];
  size_t m;
  double *first;
  bool constant;
};

struct judge {
  struct judge_report *report;
  const struct judge_options *options;
  struct judge_student student;
  struct ad_random random;
  int points, point;
  double relative, absolute;
  bool gone; /* no more answers */
  char *words; /* what check.c says, in another language; NULL */
  char inputs[sizeof ((struct judge_report *)0)->inputs];
  int call; /* the last one, in answers */

  /* the last comparison */
  int part;
  unsigned comparison; /* its number, from 1 */
  bool right;
  size_t m, room;
  double *got, *want;

  struct judge_course course[JUDGE_PARTS];
  struct judge_answer answer[JUDGE_CALLS];
  int answers;
  struct judge_suspect_of suspect[JUDGE_SUSPECTS];
  int suspects;
  struct {
    char *text;
    ad_formula *formula;
    struct ad_function function;
  } formula[JUDGE_FORMULAS];
  int formulas; /* how many were parsed: the oldest makes room */
};

/* Says that check.c itself is wrong; the verdict is then JUDGE_BROKEN. */
void judge_broken(struct judge *j, const char *format, ...)
#ifdef __GNUC__
  __attribute__((format(printf, 2, 3)))
#endif
  ;

/* Verdict and remark from what was seen: judge_verdict.c. */
void judge_conclude(struct judge *j);

#endif
