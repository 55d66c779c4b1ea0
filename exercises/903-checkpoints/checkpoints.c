/* checkpoints.c: exercise 903: reversing a chain with 2 √n slots.
 * README.md says what is to be done. */
#include <stddef.h>

/* A computation with one current state; at first it is x_0. */
struct machine {
  void (*step)(void);         /* x_k becomes x_{k+1} */
  void (*store)(size_t slot); /* the current state goes into the slot */
  void (*load)(size_t slot);  /* that of the slot becomes the current one */
  void (*back)(void);         /* back through step k; needs x_k */
};

/* Goes back through the steps n - 1, ..., 0 of the machine, with the slots
 * 0 ... slots - 1, slots = 2 ⌈√n⌉, and at most 2 n steps. */
void reverse_chain(const struct machine *m, size_t n, size_t slots)
{
  /* TODO */
}
