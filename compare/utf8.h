/* utf8.h: characters in bytes. */
#ifndef DUALTAPE_UTF8_H
#define DUALTAPE_UTF8_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The length in bytes of the well-formed character at the start of a text, 0
 * if there is none.  (RFC 3629: nothing overlong, no surrogates, nothing past
 * U+10FFFF.) */
size_t ad_utf8_length(const char *text, size_t length);

/* The number of characters in a text; every byte that is no continuation
 * byte counts, so that text which is not UTF-8 has a length too. */
size_t ad_utf8_count(const char *text, size_t length);

/* The columns that a text takes on a terminal, whatever the locale: two for
 * Hangul and other East Asian wide characters, none for accents that combine,
 * one for all else, bytes that are not UTF-8 included.  (Unicode Standard
 * Annex 11, in blocks.) */
size_t ad_utf8_width(const char *text, size_t length);

#ifdef __cplusplus
}
#endif
#endif
