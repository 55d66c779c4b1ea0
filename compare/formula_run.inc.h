/* formula_run.inc.h: a formula's nodes, one after the other, over one number
 * type.  Included by formula_run.c with
 *
 *   REAL        the number type
 *   JOIN(name)  name_REAL
 *   OPS(name)   the type's function for an op of the table
 *   UNDER       its first arguments, if it takes a policy
 *   CONSTANT(c) a constant of the type
 *   MATRICES    what runs a formula with matrices
 */
static REAL JOIN(apply)(const ad_formula *f, const struct ad_node *n,
                        const REAL *v)
{
  (void)f;
  const uint32_t *x = n->arg;
  switch (n->op) {
#define OP1(name, ...) case AD_OP_##name: return OPS(name)(UNDER v[x[0]]);
#define OPN(name, ...) case AD_OP_##name: return OPS(name)(UNDER v[x[0]], n->n);
#define OP2(name, ...)                                                        \
  case AD_OP_##name: return OPS(name)(UNDER v[x[0]], v[x[1]]);
#define OP3(name, ...)                                                        \
  case AD_OP_##name: return OPS(name)(UNDER v[x[0]], v[x[1]], v[x[2]]);
#include "../ops/ops.def"
  case AD_OP_COUNT:
    break;
  }
  return CONSTANT(NAN);
}

void JOIN(ad_formula_run)(const ad_formula *f, const REAL *x, REAL *v)
{
  size_t input = 0;
  if (f->shape || !f->shaped) {
    if (MATRICES(f, x, v) != AD_OK)
      for (size_t i = 0; i < ad_formula_size(f); i++)
        v[i] = CONSTANT(NAN);
    return;
  }
  for (size_t i = 0; i < f->count; i++) {
    const struct ad_node *n = &f->nodes[i];
    if (n->kind == AD_NODE_INPUT)
      v[i] = x[input++];
    else if (n->kind == AD_NODE_CONSTANT)
      v[i] = CONSTANT(n->constant);
    else
      v[i] = JOIN(apply)(f, n, v);
  }
}

static enum ad_status JOIN(on)(const REAL *x, REAL *y, void *data)
{
  const ad_formula *f = data;
  REAL *v = malloc(f->count * sizeof *v);
  if (!v)
    return AD_NO_MEMORY;
  JOIN(ad_formula_run)(f, x, v);
  for (size_t i = 0; i < f->output_count; i++)
    y[i] = v[f->outputs[i].node];
  free(v);
  return AD_OK;
}

#undef REAL
#undef JOIN
#undef OPS
#undef UNDER
#undef CONSTANT
#undef MATRICES
