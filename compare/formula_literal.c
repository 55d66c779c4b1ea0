/* formula_literal.c: what matrices add to expressions: [a, b; c, d], and after
 * an operand the transpose ' and the index [i, j]. */
#include <config.h>

#include "formula_parse.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* ---- nodes ------------------------------------------------------------------ */

uint32_t parse_add_more(struct parser *p, struct ad_node n,
                        struct ad_node_more more)
{
  struct ad_node_more *own = p->failed ? NULL : malloc(sizeof *own);
  if (own)
    *own = more;
  if (p->failed || !formula_own(p->f, own))
    return p->failed ? NO_NODE : parse_fail_memory(p);
  n.more = own;
  p->f->matrices = true;
  return parse_add(p, n);
}

uint32_t parse_add_data(struct parser *p, struct ad_node n, double *a,
                        struct ad_node_more more)
{
  if (!formula_own(p->f, a))
    return p->failed ? NO_NODE : parse_fail_memory(p);
  n.kind = AD_NODE_DATA;
  more.data = a;
  return parse_add_more(p, n, more);
}

/* ---- [a, b; c, d] ------------------------------------------------------------ */

/* What has been read of a literal. */
struct literal {
  size_t open; /* the place of [ */
  uint32_t *parts;
  size_t count, room;
  size_t *rows; /* where each row begins among the parts */
  size_t row_count, row_room;
};

static bool row_begins(struct parser *p, struct literal *l)
{
  if (!formula_room(&l->rows, l->row_count, &l->row_room, sizeof *l->rows))
    return parse_fail_memory(p), false;
  l->rows[l->row_count++] = l->count;
  return true;
}

static size_t row_length(const struct literal *l, size_t r)
{
  return (r + 1 < l->row_count ? l->rows[r + 1] : l->count) - l->rows[r];
}

static void skip_line_ends(struct parser *p)
{
  while (!p->failed && p->token.kind == TOKEN_NEWLINE &&
         *parse_text(p, &p->token) == '\n')
    parse_advance(p);
}

/* Newlines, and at most one ; among them. */
static void skip_row_end(struct parser *p)
{
  bool semicolon = false;
  while (!p->failed && p->token.kind == TOKEN_NEWLINE) {
    const bool again = *parse_text(p, &p->token) == ';';
    if (again && semicolon)
      parse_fail_unexpected(p, _("an element"));
    semicolon = semicolon || again;
    if (!p->failed)
      parse_advance(p);
  }
}

/* Whether a ; is in front where an element should be, or , or ]. */
static bool no_element(const struct parser *p)
{
  return parse_at(p, "]") || parse_at(p, ",") ||
         (p->token.kind == TOKEN_NEWLINE && *parse_text(p, &p->token) == ';');
}

/* An element; true if another one follows in the row. */
static bool parse_element(struct parser *p, struct literal *l)
{
  if (no_element(p))
    return parse_fail_unexpected(p, _("an element")), false;
  const uint32_t value = parse_expression(p, 0);
  if (p->failed)
    return false;
  if (!formula_room(&l->parts, l->count, &l->room, sizeof *l->parts))
    return parse_fail_memory(p), false;
  l->parts[l->count++] = value;
  if (parse_at(p, ",")) {
    parse_advance(p);
    skip_line_ends(p);
    return !p->failed;
  }
  if (p->token.kind == TOKEN_END)
    parse_fail(p, l->open, 1, "", _("this bracket is never closed"));
  else if (p->token.kind != TOKEN_NEWLINE && !parse_at(p, "]"))
    parse_fail(p, p->token.offset, p->token.length,
               _("write commas between elements, semicolons between rows: "
                 "[1, 2; 3, 4]"),
               _("expected an operator, `,`, `;` or `]`, not `%.*s`"),
               parse_shown(&p->token), parse_text(p, &p->token));
  return false;
}

/* Numbers alone become data. */
static uint32_t add_numbers(struct parser *p, const struct literal *l,
                            struct ad_node n)
{
  const size_t cols = row_length(l, 0);
  for (size_t r = 1; r < l->row_count; r++)
    if (row_length(l, r) != cols) {
      const struct ad_node *first = parse_node(p, l->parts[l->rows[r]]);
      return parse_fail(p, first->offset, first->length,
                        _("all rows of a matrix are equally long"),
                        _("row %zu has %zu elements, but row 1 has %zu"),
                        r + 1, row_length(l, r), cols);
    }
  double *a = malloc(l->count * sizeof *a);
  for (size_t k = 0; a && k < l->count; k++)
    a[k] = parse_node(p, l->parts[k])->constant;
  for (size_t k = l->count; k-- > 0;)
    parse_drop_constant(p, l->parts[k]);
  return parse_add_data(p, n, a,
                        (struct ad_node_more){.rows = (uint32_t)l->row_count,
                                              .cols = (uint32_t)cols});
}

/* A join of down by across parts, which are copied. */
static uint32_t add_join(struct parser *p, struct ad_node n, size_t down,
                         size_t across, const uint32_t *parts)
{
  if (down * across == 1)
    return parts[0];
  uint32_t *own = malloc(down * across * sizeof *own);
  if (own)
    memcpy(own, parts, down * across * sizeof *own);
  if (!formula_own(p->f, own))
    return p->failed ? NO_NODE : parse_fail_memory(p);
  n.kind = AD_NODE_JOIN;
  return parse_add_more(p, n,
                        (struct ad_node_more){.rows = (uint32_t)down,
                                              .cols = (uint32_t)across,
                                              .parts = own});
}

/* Rows of unlike numbers of parts are joined each, and then below each other:
 * [A, b; c]. */
static uint32_t add_rows(struct parser *p, struct literal *l, struct ad_node n)
{
  bool alike = true;
  for (size_t r = 1; r < l->row_count; r++)
    alike = alike && row_length(l, r) == row_length(l, 0);
  if (alike)
    return add_join(p, n, l->row_count, l->count / l->row_count, l->parts);
  for (size_t r = 0; r < l->row_count && !p->failed; r++)
    l->parts[r] = add_join(p, n, 1, row_length(l, r), l->parts + l->rows[r]);
  return p->failed ? NO_NODE : add_join(p, n, l->row_count, 1, l->parts);
}

static uint32_t finish(struct parser *p, struct literal *l)
{
  const struct ad_node n = {.offset = (uint32_t)l->open,
                            .length =
                                (uint32_t)(p->token.offset + 1 - l->open)};
  bool numbers = true;
  if (l->count == 0)
    return parse_fail(p, l->open, n.length,
                      _("write for example [1, 2; 3, 4], or zeros(2, 2)"),
                      _("an empty matrix"));
  if (l->count > FORMULA_MOST)
    return parse_fail(p, l->open, 1, "", _("this matrix is too large"));
  for (size_t k = 0; k < l->count; k++)
    numbers = numbers && parse_is_constant(p, l->parts[k]);
  return numbers ? add_numbers(p, l, n) : add_rows(p, l, n);
}

uint32_t parse_literal(struct parser *p)
{
  struct literal l = {.open = p->token.offset};
  const int outside = p->brackets;
  uint32_t value = NO_NODE;
  p->brackets = 0; /* newlines end rows */
  p->literals++;
  parse_advance(p);
  skip_line_ends(p);
  while (!p->failed && !parse_at(p, "]")) {
    if (p->token.kind == TOKEN_END)
      parse_fail(p, l.open, 1, "", _("this bracket is never closed"));
    else if (row_begins(p, &l))
      while (parse_element(p, &l))
        ;
    skip_row_end(p);
  }
  if (!p->failed)
    value = finish(p, &l);
  p->brackets = outside;
  p->literals--;
  if (!p->failed)
    parse_advance(p); /* over the ] */
  free(l.parts);
  free(l.rows);
  return p->failed ? NO_NODE : value;
}

/* ---- A[i, j] and A' ------------------------------------------------------------ */

/* 2, end, end - 1; into *index as struct ad_range has it. */
static bool parse_bound(struct parser *p, int *index)
{
  const struct token t = p->token;
  const bool end =
      parse_at(p, "end") && !formula_find(p->f, "end", strlen("end"));
  const char *hint = _("indices count from 1: x[1:3], A[2, :], x[end]");
  uint32_t value = NO_NODE;
  bool minus = false;
  if (end) {
    parse_advance(p);
    minus = parse_at(p, "-");
    if (minus)
      parse_advance(p);
  }
  if (!p->failed && (!end || minus))
    value = parse_expression(p, ad_op_info(AD_OP_add)->binding + (end ? 1 : 0));
  if (p->failed)
    return false;
  *index = -1;
  if (value == NO_NODE)
    return true;
  const size_t length = p->token.offset - t.offset;
  if (!parse_is_integer(p, value))
    return parse_fail(p, t.offset, length, hint,
                      _("an index has to be an integer constant")), false;
  const int number = (int)parse_node(p, value)->constant;
  parse_drop_constant(p, value);
  if (number < 0 || (number == 0 && !end) || number == INT_MAX)
    return parse_fail(p, t.offset, length, hint,
                      _("an index of %d"), number), false;
  *index = end ? -1 - number : number;
  return true;
}

/* 2, 1:3, 2:end, : */
static bool parse_range(struct parser *p, struct ad_range *r)
{
  *r = (struct ad_range){0, 0};
  if (parse_at(p, ":")) {
    parse_advance(p);
    return !p->failed;
  }
  if (!parse_bound(p, &r->first))
    return false;
  r->last = r->first;
  if (!parse_at(p, ":"))
    return true;
  parse_advance(p);
  if (p->failed || !parse_bound(p, &r->last))
    return false;
  if (parse_at(p, ":"))
    return parse_fail(p, p->token.offset, 1, _("write first:last"),
                      _("a range has no step")), false;
  return true;
}

static uint32_t parse_index(struct parser *p, uint32_t of)
{
  const size_t open = p->token.offset;
  struct ad_node n = {.kind = AD_NODE_SLICE, .arg = {of}};
  struct ad_node_more more = {.single = true};
  p->brackets++;
  p->literals++;
  parse_advance(p);
  bool good = !p->failed && parse_range(p, &more.row);
  if (good && parse_at(p, ",")) {
    more.single = false;
    parse_advance(p);
    good = !p->failed && parse_range(p, &more.col);
  }
  p->brackets--;
  p->literals--;
  if (good && p->token.kind == TOKEN_END)
    parse_fail(p, open, 1, "", _("this bracket is never closed"));
  else if (good && !parse_at(p, "]"))
    parse_fail_unexpected(p, more.single ? _("`,`, `:` or `]`")
                                         : _("`:` or `]`"));
  if (p->failed)
    return NO_NODE;
  n.offset = (uint32_t)open;
  n.length = (uint32_t)(p->token.offset + 1 - open);
  parse_advance(p);
  return parse_add_more(p, n, more);
}

uint32_t parse_postfix(struct parser *p, uint32_t value)
{
  while (!p->failed) {
    const struct token t = p->token;
    if (parse_at(p, "[")) {
      value = parse_index(p, value);
    } else if (parse_at(p, "'")) {
      parse_advance(p);
      if (!p->failed && !parse_is_constant(p, value))
        value = parse_add_more(p,
                               (struct ad_node){.kind = AD_NODE_TRANSPOSE,
                                                .arg = {value},
                                                .offset = (uint32_t)t.offset,
                                                .length = 1},
                               (struct ad_node_more){0});
    } else {
      break;
    }
  }
  return p->failed ? NO_NODE : value;
}
