/* cli.h: what the subcommands of `dualtape` share.
 *
 * A subcommand is one file cmd_NAME.c with one function cmd_NAME, and one row
 * in main.c.  It returns the exit code:
 *   0 agreed, or done;  1 disagreed;  2 bad usage or bad input. */
#ifndef CLI_H
#define CLI_H

#include <stdio.h>

#include "../formula.h"
#include "../messages.h"

enum { CLI_OK = 0, CLI_DISAGREE = 1, CLI_BAD = 2 };

/* argv[0] is the subcommand's name. */
int cmd_backward(int argc, char **argv);
int cmd_check(int argc, char **argv);
int cmd_compare(int argc, char **argv);
int cmd_emit(int argc, char **argv);
int cmd_exercise(int argc, char **argv);
int cmd_fuzz(int argc, char **argv);
int cmd_grade(int argc, char **argv);
int cmd_hessian(int argc, char **argv);
int cmd_jacobian(int argc, char **argv);
int cmd_jvp(int argc, char **argv);
int cmd_lesson(int argc, char **argv);
int cmd_minimize(int argc, char **argv);
int cmd_ops(int argc, char **argv);
int cmd_plot(int argc, char **argv);
int cmd_solve(int argc, char **argv);
int cmd_sparsity(int argc, char **argv);
int cmd_taylor(int argc, char **argv);
int cmd_trace(int argc, char **argv);
int cmd_vjp(int argc, char **argv);

/* Prints "dualtape: error: ..." and, if hint is not NULL, "hint: ..." on
 * stderr; returns CLI_BAD. */
int cli_error(const char *hint, const char *format, ...)
#ifdef __GNUC__
  __attribute__((format(printf, 2, 3)))
#endif
  ;

/* What getopt_long could not take, `c` being '?' or ':'; returns CLI_BAD.  A
 * subcommand's short options begin with ':', as getopt's own messages would
 * be in the words of the C library. */
int cli_bad_option(const char *command, char *const *argv, int c);

/* A formula and the point where it is asked for. */
struct cli_problem {
  char *text; /* the formula as read */
  size_t length;
  const char *file; /* its name for messages */
  ad_formula *formula;
  size_t inputs, outputs; /* how many names */
  size_t n, m; /* and how many numbers: more, where some are matrices */
  double *x;   /* the n numbers, matrices row by row, all given and finite */
  struct cli_value *given; /* by input, while it is read */
  bool shapes; /* cli_problem_shapes: x may be nothing but zeros */
  struct ad_policy policy; /* from --policy; the formula's */
};

/* A matrix, row by row; v is NULL if there is none. */
struct cli_value {
  struct ad_shape shape;
  double *v;
};

/* Reads the problem from the operands argv[optind..]: the formula, unless
 * `file` (from -f, "-" is standard input) says where it stands, and then
 * name=value settings.  Returns CLI_OK or, having said what is wrong, CLI_BAD;
 * free with cli_problem_free in either case. */
int cli_problem_read(struct cli_problem *p, const char *file, int argc,
                     char **argv);
void cli_problem_free(struct cli_problem *p);

/* The formula alone: its inputs need no values.  argv[*at..] are the operands
 * that are left. */
int cli_problem_formula(struct cli_problem *p, const char *file, int argc,
                        char **argv, int *at);

/* As cli_problem_read, but that an input's shape is enough, W=2x3; in a formula
 * that has nothing of matrices inputs without one are numbers. */
int cli_problem_shapes(struct cli_problem *p, const char *file, int argc,
                       char **argv);

/* Sets the edge policy from the text of --policy, if it is not NULL.  Returns
 * CLI_OK or, having said what is wrong, CLI_BAD. */
int cli_problem_policy(struct cli_problem *p, const char *text);

/* The place, among the n or m numbers, of the input or output with this name,
 * of an element where it is a matrix: "x[2]"; the first one if name is NULL.  Returns CLI_OK or, having said what is wrong, CLI_BAD. */
enum cli_what { CLI_INPUT, CLI_OUTPUT };
int cli_find(const struct cli_problem *p, enum cli_what what,
             const char *name, size_t *place);

/* A finite number, or an expression of numbers: 2, -1e3, pi/4; false if text
 * is anything else. */
bool cli_number(const char *text, double *value);

/* The number of an option, from least to most.  Returns CLI_OK or, having said
 * what is wrong, CLI_BAD. */
int cli_option_number(const char *option, const char *text, double least,
                      double most, double *value);

/* A number or matrix that text gives by an expression without inputs: [1, 2],
 * rand(3, 1, 7); false if it is anything else, or not finite, and then, if
 * error is not NULL, with a message or an empty one.  Free value->v. */
bool cli_matrix(const char *text, struct cli_value *value,
                struct ad_formula_error *error);

/* A number, or a matrix as people read it: [1 2; 3 4], or where it is large its
 * shape and norm: 64x64 of norm 8.21. */
enum { CLI_INLINE = 12, CLI_TEXT = 320 };
void cli_matrix_text(const double *v, struct ad_shape shape, int digits,
                     char text[CLI_TEXT]);

/* The same, where more than `most` numbers, at most CLI_INLINE, are large. */
void cli_matrix_short(const double *v, struct ad_shape shape, int digits,
                      size_t most, char text[CLI_TEXT]);

/* Says on stderr how a run of the engines or of differences ended, with a hint;
 * returns CLI_BAD. */
int cli_status_error(enum ad_status status);

/* Runs the formula at the problem's point into v (ad_formula_size numbers).
 * Says so on stderr and returns false if an op left its domain. */
bool cli_values(const struct cli_problem *p, double *v);

/* The same, where the values are not wanted: CLI_OK or CLI_BAD. */
int cli_defined(const struct cli_problem *p);

/* Whether to use UTF-8 (v̇, v̄, ·) and colour on this stream. */
bool cli_utf8(void);
bool cli_colour(FILE *stream);

/* Where a subcommand's result goes.  `-o FILE` is written beside FILE under a
 * name of its own and renamed when complete, so that no half-written file is
 * left; "-" or NULL is standard output. */
struct cli_output {
  FILE *stream;
  const char *path;
  char *temporary;
};
/* Makes a file as mkstemp does, to be removed if a signal ends the program, until
 * it is done with; path has to live as long.  Returns -1 on error, as it does. */
int cli_temporary(char *path);
void cli_unguard(const char *path);

/* A process that a signal ends, too, before files are removed; 0: none. */
void cli_guard_writer(long process);

int cli_output_open(struct cli_output *out, const char *path);
int cli_output_close(struct cli_output *out, int code);

#endif
