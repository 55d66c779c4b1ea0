/* edge_push_wrong.inc.h: the sweep once more, with a mistake in a term of its
 * choice, for test_edge_push.c.
 *
 * A term is known by the text of what is added to an edge; so the sources are as
 * they are. */
#include "../reverse/edge_push_impl.h"

enum mistake {
  NO_MISTAKE,
  NO_PUSH,  /* h_pi is lost */
  NO_SELF,  /* h_ii is */
  NO_OWN,   /* f_aa */
  NO_MIXED, /* f_ab */
  ONCE,     /* h_pa, a = p, counts once */
  MISTAKES
};
static enum mistake mistake;

static double mistaken(const char *term, uint32_t p, uint32_t q, double h)
{
  const bool push = strstr(term, "one.to") != NULL;
  const bool self = strstr(term, "arc[l].partial") != NULL;
  const bool mixed = strstr(term, "? 2 : 1") != NULL;
  switch (mistake) {
  case NO_PUSH: return push ? 0 : h;
  case NO_SELF: return self ? 0 : h;
  case NO_OWN: return !push && !self && !mixed ? 0 : h;
  case NO_MIXED: return mixed ? 0 : h;
  case ONCE: return push && p == q ? h / 2 : h;
  case NO_MISTAKE:
  case MISTAKES: break;
  }
  return h;
}

#define edge_add(e, p, q, h) (edge_add)(e, p, q, mistaken(#h, p, q, h))
#define tape_edges_sweep wrong_edges_sweep
enum ad_status wrong_edges_sweep(struct tape_edges *e, double most, var y,
                                 size_t n, const var *x, double *grad);
#include "../reverse/edge_push.c"
#undef edge_add
#undef tape_edges_sweep
