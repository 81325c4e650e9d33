/* Bounded text: every head, listing and log line is built with it.
 * Nothing here writes past a buffer or grows without a limit: what does not
 * fit sets `failed`, and the caller looks once, at the end. */
#ifndef WEB_HTTP_TEXT_H
#define WEB_HTTP_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Borrowed bytes, not terminated. */
struct slice {
    const char *bytes;
    size_t length;
};

struct text {
    char *bytes; /* owned when `growing`, else the caller's storage */
    size_t length;
    size_t capacity;
    size_t limit; /* growing: never more than this; else unused */
    bool growing;
    bool failed; /* something did not fit; the content is then useless */
};

void text_init(struct text *text, char *storage, size_t capacity);
void text_init_growing(struct text *text, size_t limit);
void text_fini(struct text *text);

void text_add(struct text *text, const char *bytes, size_t length);
void text_add_string(struct text *text, const char *string);
void text_add_number(struct text *text, uint64_t number);
void text_add_padded(struct text *text, unsigned number, int digits);
void text_add_hex(struct text *text, uint64_t number);

/* The same bytes, made harmless for the place they go to. */
void text_add_html(struct text *text, const char *bytes, size_t length);
void text_add_url(struct text *text, const char *bytes, size_t length);
void text_add_log(struct text *text, const char *bytes, size_t length);

struct slice slice_of(const char *string);
struct slice slice_trim(struct slice slice);
bool slice_equals(struct slice slice, const char *string);
bool slice_equals_nocase(struct slice slice, const char *string);

/* Takes the part before `separator` off the front of `rest`. False when
 * nothing is left. */
bool slice_split(struct slice *rest, char separator, struct slice *part);

#endif
