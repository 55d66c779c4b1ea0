/* matrix_sample.h: random matrices in memory of all kinds. */
#ifndef MATRIX_SAMPLE_H
#define MATRIX_SAMPLE_H

#include <stdint.h>
#include <stdlib.h>

#include "ops/block.h"

/* How the numbers lie: row by row, column by column, with gaps, backwards, or
 * repeated along rows, columns, both. */
enum layout { ROWS, COLUMNS, GAPS, BACKWARDS, ONE_ROW, ONE_COLUMN, ONE_NUMBER,
              LAYOUTS };

/* -1 to 1, the same in every run. */
static inline double random_number(void)
{
  static uint64_t state = 88172645463325252u;
  state ^= state << 13, state ^= state >> 7, state ^= state << 17;
  return (double)(state >> 11) * (1.0 / 4503599627370496.0) - 1;
}

/* A block of zeros with tangents; free_block gives it back. */
struct sample_block {
  struct ad_block b;
  double *memory;
};

static inline struct sample_block new_block(struct ad_shape s,
                                            enum layout layout)
{
  const size_t n = 4 * s.rows * s.cols + 4;
  const ptrdiff_t rows = (ptrdiff_t)s.rows, cols = (ptrdiff_t)s.cols;
  struct sample_block m = {.memory = calloc(2 * n, sizeof(double))};
  m.b = ad_block_of(m.memory, m.memory + n, s.rows, s.cols);
  switch (layout) {
  case COLUMNS: m.b.rs = 1, m.b.cs = rows; break;
  case GAPS: m.b.rs = 2 * cols, m.b.cs = 2; break;
  case BACKWARDS:
    m.b.v += rows * cols - 1, m.b.d += rows * cols - 1;
    m.b.rs = -cols, m.b.cs = -1;
    break;
  case ONE_ROW: m.b.rs = 0; break;
  case ONE_COLUMN: m.b.rs = 1, m.b.cs = 0; break;
  case ONE_NUMBER: m.b.rs = m.b.cs = 0; break;
  default: break;
  }
  return m;
}

static inline void free_block(struct sample_block *m) { free(m->memory); }

static inline ptrdiff_t place(const struct ad_block *b, size_t i, size_t j)
{
  return (ptrdiff_t)i * b->rs + (ptrdiff_t)j * b->cs;
}

static inline void fill(double *v, const struct ad_block *b)
{
  for (size_t i = 0; i < b->rows; i++)
    for (size_t j = 0; j < b->cols; j++)
      v[place(b, i, j)] = random_number();
}

/* Symmetric and positive definite, well conditioned. */
static inline void fill_definite(struct ad_block b)
{
  for (size_t i = 0; i < b.rows; i++)
    for (size_t j = 0; j <= i; j++) {
      const double x = random_number() + (i == j ? (double)b.rows + 1 : 0);
      b.v[place(&b, i, j)] = b.v[place(&b, j, i)] = x;
    }
}

/* Row by row. */
static inline void unpack(const double *v, const struct ad_block *b,
                          double *out)
{
  for (size_t i = 0; i < b->rows; i++)
    for (size_t j = 0; j < b->cols; j++)
      *out++ = v[place(b, i, j)];
}

#endif
