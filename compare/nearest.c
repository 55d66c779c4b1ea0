#include <config.h>

#include "nearest.h"

#include <string.h>

enum { LONGEST = 40 };

static size_t least(size_t a, size_t b) { return a < b ? a : b; }

size_t ad_word_distance(const char *a, size_t n, const char *b, size_t most)
{
  size_t m = strlen(b);
  size_t rows[3][LONGEST + 1]; /* rows i-2, i-1, i of the distance table */
  size_t *before = rows[0], *last = rows[1], *row = rows[2];
  if (n > LONGEST || m > LONGEST || (n > m ? n - m : m - n) > most)
    return most + 1;
  for (size_t j = 0; j <= m; j++)
    before[j] = last[j] = j;
  for (size_t i = 1; i <= n; i++) {
    row[0] = i;
    for (size_t j = 1; j <= m; j++) {
      size_t change = last[j - 1] + (a[i - 1] != b[j - 1]);
      row[j] = least(change, least(last[j], row[j - 1]) + 1);
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row[j] = least(row[j], before[j - 2] + 1);
    }
    size_t *oldest = before;
    before = last, last = row, row = oldest;
  }
  return least(last[m], most + 1);
}

/* Of two words at the same distance, the one of the same length is likelier:
 * tahn is tanh, not tan. */
const char *ad_nearest(const char *word, size_t length,
                       const char *const *words, size_t count)
{
  size_t limit = (length + 2) / 3, best = 2 * limit + 2;
  const char *found = NULL;
  for (size_t k = 0; k < count; k++) {
    size_t n = strlen(words[k]);
    size_t d = ad_word_distance(word, length, words[k], limit);
    if (d > limit || d >= n)
      continue;
    if (2 * d + (n != length) < best)
      best = 2 * d + (n != length), found = words[k];
  }
  return found;
}
