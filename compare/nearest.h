/* nearest.h: "did you mean ...?" */
#ifndef DUALTAPE_NEAREST_H
#define DUALTAPE_NEAREST_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* How many letters have to be changed, added, left out, or swapped with their
 * neighbour to turn one word into the other; at most `most` + 1 is said.
 * (Optimal string alignment distance.)  Words over 40 letters are far from
 * everything. */
size_t ad_word_distance(const char *a, size_t a_length, const char *b,
                        size_t most);

/* The nearest of `count` words to the word of `length` bytes, or NULL if none
 * is near enough to be meant: one mistake in three letters. */
const char *ad_nearest(const char *word, size_t length,
                       const char *const *words, size_t count);

#ifdef __cplusplus
}
#endif
#endif
