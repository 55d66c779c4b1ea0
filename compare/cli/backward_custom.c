/* backward_custom.c: a statement of the formula as a custom op.
 *
 * --custom='u: x = 2*x*bar' makes of the statement u = x^2 one record, whose
 * value the statement computes as before, and whose adjoint is what the user
 * says: x̄ += B(x, u, ū).  From B alone follow the functions that second
 * derivatives need (custom.h), by differentiating p'B with p = x':
 *
 *   tangent  u' = (dB/dū)' p, B being linear in ū;
 *   second   (dB/dx)' p, and what (dB/du)' p sends on through u.  */
#include <config.h>

#include "backward.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* ---- the value -------------------------------------------------------------------- */

/* The statement's nodes on a tape of their own, from the arguments. */
static enum ad_status value_on(tape *t, const struct backward_custom *c,
                               const struct ad_block *x, struct ad_block y)
{
  size_t count;
  const struct ad_node *nodes = ad_formula_nodes(c->formula, &count);
  var_mat *m = calloc(count + 1, sizeof *m);
  if (!m)
    return AD_NO_MEMORY;
  for (uint32_t i = 0; i <= c->node; i++)
    if (ad_node_is_constant(&nodes[i]))
      m[i] = ad_formula_record(c->formula, i, t, m);
  for (int k = 0; k < c->args; k++)
    m[c->arg[k]] = var_mat_fixed(t, x[k].rows, x[k].cols, x[k].v);
  for (uint32_t i = 0; i <= c->node && !tape_status(t); i++)
    if (c->owner[i] == c->node && !ad_node_is_constant(&nodes[i]))
      m[i] = ad_formula_record(c->formula, i, t, m);
  if (!tape_status(t))
    var_mat_value(m[c->node], y.v);
  free(m);
  return tape_status(t);
}

static enum ad_status compute(const struct backward_custom *c,
                              const struct ad_block *x, struct ad_block y)
{
  tape *t = tape_new();
  const enum ad_status status = t ? value_on(t, c, x, y) : AD_NO_MEMORY;
  tape_free(t);
  return status;
}

static enum ad_status value(const struct ad_block *x, struct ad_block y,
                            void *data)
{
  return compute(data, x, y);
}

static const char *shape_of_value(const struct ad_shape *x, struct ad_shape *y,
                                  void *data)
{
  const struct backward_custom *c = data;
  (void)x;
  *y = ad_formula_node_shape(c->formula, c->node);
  return NULL;
}

/* ---- the user's backward ------------------------------------------------------------ */

/* What a name in it stands for: an argument, or one of these. */
enum { ITSELF = -1, BAR = -2, UNKNOWN = -3 };

static int meaning(const struct backward_custom *c, const char *name)
{
  const struct ad_node *nodes = ad_formula_nodes(c->formula, NULL);
  for (int k = 0; k < c->args; k++)
    if (strcmp(name, nodes[c->arg[k]].name) == 0)
      return k;
  return strcmp(name, c->name) == 0 ? ITSELF
         : strcmp(name, "bar") == 0 ? BAR
                                    : UNKNOWN;
}

/* The numbers of B's inputs, in a row; and where each begins. */
struct call {
  ad_formula *f;
  double *x, *slope; /* and dp'B/d of them */
  size_t n, m;
};

static size_t block_size(const struct ad_block *b) { return b->rows * b->cols; }

static enum ad_status call_new(struct call *call,
                               const struct backward_custom *c, int k,
                               const struct ad_block *x, const double *bar)
{
  *call = (struct call){.f = c->back[k]};
  call->n = ad_formula_input_size(call->f);
  call->m = ad_formula_output_size(call->f);
  call->x = malloc((2 * call->n + 1) * sizeof *call->x);
  if (!call->x)
    return AD_NO_MEMORY;
  call->slope = call->x + call->n;
  const struct ad_shape s = ad_formula_node_shape(c->formula, c->node);
  double *at = call->x;
  enum ad_status status = AD_OK;
  for (size_t j = 0; j < ad_formula_inputs(call->f) && !status; j++) {
    const int what = meaning(c, ad_formula_input(call->f, j, NULL));
    const size_t size = what >= 0 ? block_size(&x[what]) : s.rows * s.cols;
    if (what == ITSELF)
      status = compute(c, x, ad_block_of(at, NULL, s.rows, s.cols));
    else
      memcpy(at, what == BAR ? bar : x[what].v, size * sizeof *at);
    at += size;
  }
  return status;
}

static enum ad_status adjoint(const struct ad_block *x,
                              const struct ad_block *ybar,
                              const struct ad_block *xbar, void *data)
{
  const struct backward_custom *c = data;
  enum ad_status status = AD_OK;
  for (int k = 0; k < c->args && !status; k++) {
    struct call call;
    uint32_t node;
    if (!xbar[k].v)
      continue;
    status = call_new(&call, c, k, x, ybar->v);
    double *v = malloc((ad_formula_size(call.f) + 1) * sizeof *v);
    ad_formula_output(call.f, 0, &node);
    if (!status)
      status = v ? ad_formula_run(call.f, call.x, v, NULL) : AD_NO_MEMORY;
    for (size_t i = 0; !status && i < call.m; i++)
      xbar[k].v[i] += v[ad_formula_start(call.f, node) + i];
    free(v);
    free(call.x);
  }
  return status;
}

/* Where dp'B_k/d of each input goes; NULL: it is not asked for. */
struct shares {
  double *bar, *itself, *arg[TAPE_CUSTOM_ARGS];
};

/* p = x[k].d for each argument k. */
static enum ad_status slopes(const struct backward_custom *c,
                             const struct ad_block *x, const double *bar,
                             const struct shares *to)
{
  enum ad_status status = AD_OK;
  for (int k = 0; k < c->args && !status; k++) {
    struct call call;
    status = call_new(&call, c, k, x, bar);
    const struct ad_function fn = ad_formula_function(call.f);
    if (!status)
      status = var_vjp(fn.on_var, fn.data, NULL, call.n, call.x, call.m, x[k].d,
                       NULL, call.slope);
    const double *at = call.slope;
    for (size_t j = 0; j < ad_formula_inputs(call.f) && !status; j++) {
      const int what = meaning(c, ad_formula_input(call.f, j, NULL));
      double *sum = what == BAR      ? to->bar
                    : what == ITSELF ? to->itself
                                     : to->arg[what];
      const struct ad_shape s =
        ad_formula_node_shape(call.f, ad_formula_input_node(call.f, j));
      for (size_t i = 0; i < s.rows * s.cols; i++, at++)
        if (sum)
          sum[i] += *at;
    }
    free(call.x);
  }
  return status;
}

static enum ad_status tangent(const struct ad_block *x, struct ad_block y,
                              void *data)
{
  const size_t n = block_size(&y);
  const struct shares to = {.bar = y.d};
  double *ones = malloc((n + 1) * sizeof *ones);
  if (!ones)
    return AD_NO_MEMORY;
  for (size_t i = 0; i < n; i++)
    ones[i] = 1, y.d[i] = 0;
  const enum ad_status status = slopes(data, x, ones, &to);
  free(ones);
  return status;
}

static enum ad_status second(const struct ad_block *x,
                             const struct ad_block *ybar,
                             const struct ad_block *xbar, void *data)
{
  const struct backward_custom *c = data;
  const size_t n = block_size(ybar);
  struct shares to = {.itself = calloc(n + 1, sizeof *to.itself)};
  struct ad_block along[TAPE_CUSTOM_ARGS] = {{0}};
  if (!to.itself)
    return AD_NO_MEMORY;
  for (int k = 0; k < c->args; k++)
    if (xbar[k].d) {
      to.arg[k] = xbar[k].d;
      along[k] = ad_block_tangent(xbar[k]);
    }
  enum ad_status status = slopes(c, x, ybar->v, &to);
  const struct ad_block through =
    ad_block_of(to.itself, NULL, ybar->rows, ybar->cols);
  if (!status)
    status = adjoint(x, &through, along, data);
  free(to.itself);
  return status;
}

/* ---- reading ------------------------------------------------------------------------ */

static bool is_argument(const struct backward_custom *c, uint32_t node)
{
  for (int k = 0; k < c->args; k++)
    if (c->arg[k] == node)
      return true;
  return false;
}

/* What the statement takes of others. */
static int find_arguments(const struct recorded *r, struct backward_custom *c)
{
  for (uint32_t i = 0; i <= c->node; i++)
    for (int k = 0; r->owner[i] == c->node && k < ad_node_arguments(&r->nodes[i]);
         k++) {
      const uint32_t a = ad_node_argument(&r->nodes[i], k);
      if (r->owner[a] == c->node || ad_node_is_constant(&r->nodes[a]) ||
          is_argument(c, a))
        continue;
      if (!r->nodes[a].name || c->args == TAPE_CUSTOM_ARGS)
        return cli_error(NULL, _("--custom: `%s` has more than %d arguments, or "
                                 "one without a name"), c->name,
                         TAPE_CUSTOM_ARGS);
      c->arg[c->args++] = a;
    }
  return c->args ? CLI_OK
                 : cli_error(NULL, _("--custom: `%s` has no arguments"), c->name);
}

/* Gives B's inputs their shapes; its result has to have the argument's. */
static int fit_back(const struct backward_custom *c, int k, const char *text)
{
  ad_formula *f = c->back[k];
  const size_t count = ad_formula_inputs(f);
  struct ad_formula_error e = {0};
  struct ad_shape *shapes = malloc((count + 1) * sizeof *shapes);
  if (!shapes)
    return cli_error(NULL, _("out of memory"));
  for (size_t j = 0; j < count; j++) {
    const char *name = ad_formula_input(f, j, NULL);
    const int what = meaning(c, name);
    if (what == UNKNOWN) {
      free(shapes);
      return cli_error(_("it can use the arguments, the value, and its gradient "
                         "`bar`"),
                       _("--custom: `%s` is unknown in `%s`"), name, text);
    }
    shapes[j] =
      ad_formula_node_shape(c->formula, what >= 0 ? c->arg[what] : c->node);
  }
  const bool good = ad_formula_shape(f, shapes, &e);
  free(shapes);
  uint32_t node;
  if (!good)
    return cli_error(e.message, _("--custom: `%s` is no formula"), text);
  ad_formula_output(f, 0, &node);
  const struct ad_shape got = ad_formula_node_shape(f, node);
  const struct ad_shape want = ad_formula_node_shape(c->formula, c->arg[k]);
  if (ad_formula_outputs(f) != 1 || got.rows != want.rows ||
      got.cols != want.cols)
    return cli_error(NULL, _("--custom: `%s` is %zux%zu, and has to be %zux%zu, "
                             "as its argument is"), text, got.rows, got.cols,
                     want.rows, want.cols);
  return CLI_OK;
}

static size_t word_length(const char *text)
{
  size_t n = 0;
  while (isalnum((unsigned char)text[n]) || text[n] == '_' ||
         (unsigned char)text[n] >= 0x80)
    n++;
  return n;
}

/* ARGUMENT = FORMULA, of n bytes. */
static int read_back(struct backward_custom *c, const char *text, size_t n)
{
  const struct ad_node *nodes = ad_formula_nodes(c->formula, NULL);
  const size_t blank = strspn(text, " "), length = word_length(text + blank);
  const size_t equals = backward_span(text, "=");
  struct ad_formula_error e = {0};
  int k = 0;
  while (k < c->args && (strlen(nodes[c->arg[k]].name) != length ||
                         memcmp(nodes[c->arg[k]].name, text + blank, length)))
    k++;
  if (k == c->args || equals >= n || c->back[k])
    return cli_error(_("write ARGUMENT = FORMULA, once for each argument"),
                     _("--custom: `%.*s` is not about an argument of `%s`"),
                     (int)n, text, c->name);
  char *formula = strndup(text + equals + 1, n - equals - 1);
  if (formula)
    c->back[k] = ad_formula_parse(formula, strlen(formula), &e);
  int code = !formula      ? cli_error(NULL, _("out of memory"))
             : c->back[k] ? fit_back(c, k, formula)
                          : cli_error(e.message,
                                      _("--custom: `%s` is no formula"), formula);
  free(formula);
  return code;
}

static int read_all(const struct recorded *r, struct backward_custom *c)
{
  const size_t name = strspn(c->text, " ");
  const size_t length = word_length(c->text + name);
  const char *at = c->text + name + length;
  at += strspn(at, " ");
  if (*at != ':' || !length)
    return cli_error(NULL, _("%s: write NAME:..., not `%s`"), "--custom", c->text);
  int code = backward_find(r, c->text + name, length, &c->node);
  if (!code && r->nodes[c->node].kind == AD_NODE_INPUT)
    code = cli_error(NULL, _("--custom: `%.*s` is an input"), (int)length,
                     c->text + name);
  if (code)
    return code;
  for (size_t k = 0; k < r->name_count; k++)
    if (r->names[k].node == c->node)
      c->name = r->names[k].name;
  code = find_arguments(r, c);
  while (!code && *at) {
    const size_t n = backward_span(at + 1, ";");
    code = read_back(c, at + 1, n);
    at += 1 + n;
  }
  for (int k = 0; k < c->args && !code; k++)
    if (!c->back[k])
      code = cli_error(_("0*bar, if it gets no gradient"),
                       _("--custom: `%s` says nothing of its argument `%s`"),
                       c->name, r->nodes[c->arg[k]].name);
  return code;
}

int backward_custom_read(const struct recorded *r, struct backward_custom *c)
{
  struct ad_shape shapes[TAPE_CUSTOM_ARGS];
  const double *x[TAPE_CUSTOM_ARGS];
  c->formula = r->p->formula;
  c->owner = r->owner;
  const int code = read_all(r, c);
  if (code)
    return code;
  c->op = (struct tape_custom){c->name, c->args, shape_of_value, value,
                               adjoint, tangent, c, second};
  for (int k = 0; k < c->args; k++) {
    shapes[k] = ad_formula_node_shape(c->formula, c->arg[k]);
    x[k] = r->values + ad_formula_start(c->formula, c->arg[k]);
  }
  const enum ad_status status = check_custom(&c->op, shapes, x, &c->report);
  return status ? cli_error(NULL, "--custom: %s: %s", c->name,
                            _(ad_status_text(status)))
                : CLI_OK;
}

void backward_custom_free(struct backward_custom *c)
{
  for (int k = 0; k < TAPE_CUSTOM_ARGS; k++)
    ad_formula_free(c->back[k]);
}
