/* Code pages: strict UTF-8, which base/utf.h is not, and some of one byte a
 * character. */
#ifndef BASE_CODE_PAGE_H
#define BASE_CODE_PAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    CODE_PAGE_OEM_US = 437,
    CODE_PAGE_OEM_LATIN = 850,
    CODE_PAGE_CYRILLIC = 1251,
    CODE_PAGE_LATIN = 1252,
    CODE_PAGE_ASCII = 20127,
    CODE_PAGE_ISO_LATIN = 28591,
    CODE_PAGE_UTF8 = 65001,
};

bool code_page_is_known(uint32_t page);

/* Convert `len` characters into at most `size`, and return how many the whole
 * text needs. `*bad`: some of it is no text of this page, or cannot be said in
 * it; in its place stands U+FFFD, or `instead` (in UTF-8 U+FFFD too). */
size_t code_page_to_utf16(uint32_t page, const char *from, size_t len,
                          uint16_t *to, size_t size, bool *bad);
size_t code_page_from_utf16(uint32_t page, const uint16_t *from, size_t len,
                            char *to, size_t size, char instead, bool *bad);

#endif
