/* Mistake: from the checkpoint for each step of the segment. */
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
  const size_t q = slots / 2; /* checkpoints in 0 ... q - 1, states from q on */
  for (size_t k = 0; k < n; k++) {
    if (k % q == 0)
      m->store(k / q);
    if (k + 1 < n)
      m->step();
  }
  for (size_t segment = (n + q - 1) / q; segment-- > 0;) {
    const size_t first = segment * q;
    const size_t length = n - first < q ? n - first : q;
    m->load(segment);
    for (size_t i = length; i-- > 0;) {
      m->load(segment);
      for (size_t l = 0; l < i; l++)
        m->step();
      m->back();
    }
  }
}
