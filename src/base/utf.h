/* UTF-8 and UTF-16. Half surrogate pairs, which Windows allows in any text,
 * survive the way there and back: they become three bytes, as in WTF-8. Bytes
 * that are no UTF-8 become U+FFFD each. */
#ifndef BASE_UTF_H
#define BASE_UTF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Convert `len` units into at most `size` units. Return the length that the
 * whole text needs; what does not fit is left out, whole characters at a time.
 * NUL is a character like others: include it to get a terminated result. */
size_t utf16_to_utf8(const uint16_t *from, size_t len, char *to, size_t size);
size_t utf8_to_utf16(const char *from, size_t len, uint16_t *to, size_t size);

/* Whether the units are text: no half of a pair among them, nor bytes that are
 * no character. */
bool utf8_is_text(const char *text, size_t len);
bool utf16_is_text(const uint16_t *text, size_t len);

/* How much of a terminated text makes so many units or bytes of the other kind,
 * whole characters at a time; all of it if it makes less. Nothing is read
 * behind them: the text need not end there. */
size_t utf8_start(const char *text, size_t units);
size_t utf16_start(const uint16_t *text, size_t bytes);

/* Units before the terminating zero. */
size_t utf16_length(const uint16_t *text);

/* A terminated copy that the caller frees; NULL when memory is out. */
char *utf8_from_utf16(const uint16_t *text);

/* The same of a text that may be NULL, and is in UTF-8 then. False when memory
 * is out. */
bool utf8_copy(const uint16_t *text, char **copy);

#endif
