/* print_tensors.c: reads tensors as tests/lesson_torch.py --tensors writes
 * them, a line "# rows cols suffix numbers" each, and prints them as
 * compare/lesson/tensor.c does; lines between are PyTorch's, and skipped. */
#include <config.h>

#include <stdlib.h>
#include <string.h>

#include "../compare/lesson/print.h"

static int print_line(char *line)
{
  char *rest = line + 1, *suffix;
  const size_t rows = strtoul(rest, &rest, 10);
  const size_t cols = strtoul(rest, &rest, 10);
  const size_t n = rows ? rows * cols : 1;
  double *x = malloc((n + 1) * sizeof *x);
  char made[80];
  if (!x)
    return 2;
  fputs(line, stdout);
  suffix = strtok_r(rest, " ", &rest);
  for (size_t k = 0; k < n; k++)
    x[k] = strtod(rest, &rest);
  snprintf(made, sizeof made, "grad_fn=<%s>", suffix);
  print_tensor(stdout, rows, cols, x,
               strcmp(suffix, "-") == 0      ? NULL
               : strcmp(suffix, "leaf") == 0 ? "requires_grad=True"
                                             : made);
  putchar('\n');
  free(x);
  return 0;
}

int main(void)
{
  char *line = NULL;
  size_t size = 0;
  int code = 0;
  while (!code && getline(&line, &size, stdin) > 0)
    if (line[0] == '#')
      code = print_line(line);
  free(line);
  return code;
}
