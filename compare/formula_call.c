/* formula_call.c: name(expression, ...): an op of ops.def or of matrix.def, or
 * a matrix of zeros, ones, random numbers. */
#include <config.h>

#include "formula_parse.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nearest.h"
#include "random.h"

/* ---- matrices of numbers --------------------------------------------------- */

/* Each fills a matrix row by row; only the random ones take a seed. */
typedef void fill(double *a, size_t rows, size_t cols, uint64_t seed);

static void fill_zeros(double *a, size_t rows, size_t cols, uint64_t seed)
{
  (void)seed;
  memset(a, 0, rows * cols * sizeof *a);
}

static void fill_ones(double *a, size_t rows, size_t cols, uint64_t seed)
{
  (void)seed;
  for (size_t i = 0; i < rows * cols; i++)
    a[i] = 1;
}

static void fill_eye(double *a, size_t rows, size_t cols, uint64_t seed)
{
  fill_zeros(a, rows, cols, seed);
  for (size_t i = 0; i < rows; i++)
    a[i * cols + i] = 1;
}

static void fill_rand(double *a, size_t rows, size_t cols, uint64_t seed)
{
  struct ad_random random = ad_random_seed(seed);
  for (size_t i = 0; i < rows * cols; i++)
    a[i] = ad_random_unit(&random);
}

static void fill_randn(double *a, size_t rows, size_t cols, uint64_t seed)
{
  struct ad_random random = ad_random_seed(seed);
  for (size_t i = 0; i < rows * cols; i++)
    a[i] = ad_random_normal(&random);
}

static const struct maker {
  const char *name;
  int args;    /* sizes, and the seed */
  fill *fill;  /* NULL: reshape, whose first argument is the matrix */
  const char *call; /* as an example */
} makers[] = {
  {"zeros", 2, fill_zeros, "zeros(2, 3)"},
  {"ones", 2, fill_ones, "ones(2, 3)"},
  {"eye", 1, fill_eye, "eye(3)"},
  {"rand", 3, fill_rand, "rand(2, 3, 7)"},
  {"randn", 3, fill_randn, "randn(2, 3, 7)"},
  {"reshape", 3, NULL, "reshape(A, 2, 3)"},
};
enum { MAKERS = sizeof makers / sizeof *makers };

static const struct maker *find_maker(const char *text, size_t length)
{
  for (int k = 0; k < MAKERS; k++)
    if (strlen(makers[k].name) == length &&
        memcmp(makers[k].name, text, length) == 0)
      return &makers[k];
  return NULL;
}

/* ---- arguments ------------------------------------------------------------- */

struct call {
  const struct token *name;
  size_t length; /* to the closing parenthesis */
  uint32_t args[AD_OP_ARGS];
  int count;
};

/* ( expression , ... ), the parenthesis being in front. */
static bool parse_arguments(struct parser *p, struct call *c)
{
  p->brackets++;
  parse_advance(p); /* over the ( */
  while (!p->failed && !parse_at(p, ")")) {
    uint32_t value = parse_expression(p, 0);
    if (c->count < AD_OP_ARGS)
      c->args[c->count] = value;
    c->count++;
    if (parse_at(p, ","))
      parse_advance(p);
    else if (!p->failed && !parse_at(p, ")"))
      parse_fail_unexpected(p, _("an operator, `,` or `)`"));
  }
  p->brackets--;
  c->length = p->token.offset + 1 - c->name->offset;
  return !p->failed;
}

static uint32_t fail_count(struct parser *p, const struct call *c, int right,
                           const char *hint)
{
  return parse_fail(p, c->name->offset, c->length, hint,
                    ngettext_("`%.*s` takes %d argument, not %d",
                              "`%.*s` takes %d arguments, not %d",
                              (unsigned long)right),
                    parse_shown(c->name), parse_text(p, c->name), right,
                    c->count);
}

/* Argument k as a whole number from `least` to `most`. */
static bool whole_number(struct parser *p, const struct call *c, int k,
                         double least, double most, const char *hint,
                         double *x)
{
  const uint32_t i = c->args[k];
  const double value = parse_is_constant(p, i) ? parse_node(p, i)->constant
                                               : NAN;
  *x = value;
  if (value >= least && value <= most && value == floor(value))
    return true;
  parse_fail(p, parse_node(p, i)->offset, parse_node(p, i)->length, hint,
             _("argument %d of `%.*s` has to be a whole number from %.0f to "
               "%.0f"),
             k + 1, parse_shown(c->name), parse_text(p, c->name), least, most);
  return false;
}

static struct ad_node node_of_call(const struct call *c, enum ad_node_kind kind)
{
  return (struct ad_node){.kind = kind,
                          .offset = (uint32_t)c->name->offset,
                          .length = (uint32_t)c->length};
}

/* ---- the three kinds of functions ------------------------------------------- */

/* reshape(A, rows, cols) */
static uint32_t apply_reshape(struct parser *p, const struct call *c,
                              double rows, double cols)
{
  struct ad_node n = node_of_call(c, AD_NODE_RESHAPE);
  n.arg[0] = c->args[0];
  return parse_add_more(p, n,
                        (struct ad_node_more){.rows = (uint32_t)rows,
                                              .cols = (uint32_t)cols});
}

static uint32_t apply_maker(struct parser *p, const struct maker *m,
                            const struct call *c)
{
  static const double largest_seed = 9007199254740992.0; /* 2^53 */
  const double most = (double)FORMULA_MOST;
  const int first = m->fill ? 0 : 1;
  double rows, cols, seed = 0;
  char hint[100];
  snprintf(hint, sizeof hint, _("write for example %s"), m->call);
  if (c->count != m->args)
    return fail_count(p, c, m->args, hint);
  if (!whole_number(p, c, first, 1, most, hint, &rows) ||
      !whole_number(p, c, m->args == 1 ? 0 : first + 1, 1, most, hint, &cols) ||
      (m->fill && m->args == 3 &&
       !whole_number(p, c, 2, 0, largest_seed, hint, &seed)))
    return NO_NODE;
  for (int k = c->count; k-- > first;)
    parse_drop_constant(p, c->args[k]);
  if (rows * cols > most)
    return parse_fail(p, c->name->offset, c->length, "",
                      _("a matrix of %.0f x %.0f numbers is too large; %.0f "
                        "numbers are most"), rows, cols, most);
  if (!m->fill)
    return apply_reshape(p, c, rows, cols);
  const size_t count = (size_t)rows * (size_t)cols;
  double *a = malloc(count * sizeof *a);
  if (a)
    m->fill(a, (size_t)rows, (size_t)cols, (uint64_t)seed);
  return parse_add_data(p, node_of_call(c, AD_NODE_DATA), a,
                        (struct ad_node_more){.rows = (uint32_t)rows,
                                              .cols = (uint32_t)cols,
                                              .maker = m->name,
                                              .seeded = m->args == 3,
                                              .seed = (uint64_t)seed});
}

/* A row of matrix.def, perhaps with an axis. */
static uint32_t apply_whole(struct parser *p, enum ad_matrix_op op,
                            const struct call *c)
{
  const struct ad_matrix_info *info = ad_matrix_info(op);
  struct ad_node n = node_of_call(c, AD_NODE_WHOLE);
  double axis = AD_ALL;
  if (c->count != info->args && !(info->axis && c->count == info->args + 1))
    return fail_count(p, c, info->args,
                      info->axis ? _("and perhaps an axis: 0 (down the columns) "
                                     "or 1 (along the rows)") : "");
  if (c->count > info->args) {
    if (!whole_number(p, c, info->args, 0, 1,
                      _("0 works down the columns, 1 along the rows"), &axis))
      return NO_NODE;
    parse_drop_constant(p, c->args[info->args]);
  }
  for (int k = 0; k < info->args; k++)
    n.arg[k] = c->args[k];
  n.n = (int)axis;
  return parse_add_more(p, n, (struct ad_node_more){.whole = op});
}

/* max(A) of an op that takes two numbers is amax(A). */
static enum ad_matrix_op of_one(enum ad_op op)
{
  char name[32];
  int length = snprintf(name, sizeof name, "a%s", ad_op_info(op)->name);
  return ad_matrix_find(name, (size_t)length);
}

static uint32_t apply_op(struct parser *p, enum ad_op op, const struct call *c)
{
  if (c->count == 1 && ad_op_arity(op) == 2 && of_one(op) != AD_MATRIX_COUNT)
    return apply_whole(p, of_one(op), c);
  if (c->count != ad_op_arity(op))
    return fail_count(p, c, ad_op_arity(op), "");
  return parse_apply(p, op, c->args, c->name->offset, c->length);
}

/* ---- names ----------------------------------------------------------------- */

/* Where an unknown function's name comes nearest to. */
static uint32_t fail_unknown(struct parser *p, const struct token *name)
{
  enum { WORDS = AD_OP_COUNT + AD_MATRIX_COUNT + MAKERS };
  const char *words[WORDS];
  char hint[160];
  snprintf(hint, sizeof hint, "%s", _("`dualtape ops` lists the functions"));
  for (int op = 0; op < AD_OP_COUNT; op++)
    words[op] = ad_op_info((enum ad_op)op)->name;
  for (int op = 0; op < AD_MATRIX_COUNT; op++)
    words[AD_OP_COUNT + op] = ad_matrix_info((enum ad_matrix_op)op)->name;
  for (int k = 0; k < MAKERS; k++)
    words[AD_OP_COUNT + AD_MATRIX_COUNT + k] = makers[k].name;
  const char *near =
      ad_nearest(parse_text(p, name), name->length, words, WORDS);
  if (near)
    snprintf(hint, sizeof hint, _("did you mean `%s`?"), near);
  return parse_fail(p, name->offset, name->length, hint,
                    _("unknown function `%.*s`"), parse_shown(name),
                    parse_text(p, name));
}

uint32_t parse_call(struct parser *p, const struct token *name)
{
  const char *text = parse_text(p, name);
  const enum ad_op op = ad_op_find(text, name->length);
  const enum ad_matrix_op whole = ad_matrix_find(text, name->length);
  const struct maker *maker = find_maker(text, name->length);
  struct call c = {.name = name, .args = {NO_NODE, NO_NODE, NO_NODE}};
  if (formula_find(p->f, text, name->length))
    return parse_fail(p, name->offset, name->length, _("write * for a product"),
                      _("`%.*s` is a value, not a function"),
                      parse_shown(name), text);
  if (op == AD_OP_COUNT && whole == AD_MATRIX_COUNT && !maker)
    return fail_unknown(p, name);
  if (!parse_arguments(p, &c))
    return NO_NODE;
  const uint32_t value = op != AD_OP_COUNT            ? apply_op(p, op, &c)
                         : whole != AD_MATRIX_COUNT ? apply_whole(p, whole, &c)
                                                      : apply_maker(p, maker, &c);
  if (!p->failed)
    parse_advance(p); /* over the ) */
  return p->failed ? NO_NODE : value;
}
