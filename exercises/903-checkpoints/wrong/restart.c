/* Mistake: from x_0 for each step. */
#include <stddef.h>

/* A computation with one current state; at first it is x_0. */
struct machine {
  void (*step)(void);         /* x_k becomes x_{k+1} */
  void (*store)(size_t slot); /* the current state goes into the slot */
  void (*load)(size_t slot);  /* that of the slot becomes the current one */
  void (*back)(void);         /* back through step k; needs x_k */
};

void reverse_chain(const struct machine *m, size_t n, size_t slots)
{
  m->store(0);
  for (size_t k = n; k-- > 0;) {
    m->load(0);
    for (size_t i = 0; i < k; i++)
      m->step();
    m->back();
  }
}
