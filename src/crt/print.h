/* Text by the rules of Microsoft's printf.
 *
 * Each conversion is read here and then written by the C library's own printf,
 * one at a time: what differs is how formats are spelled (%I64d, %ws), what a
 * wide string is, and that %n and unknown letters are refused. */
#ifndef CRT_PRINT_H
#define CRT_PRINT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

/* UTF-8 that grows; short text needs no memory of its own. */
struct printed {
    char *text; /* not terminated */
    size_t len, size;
    char first[512];
};

/* What a format of char or of WCHAR makes of its arguments. 0, or an errno:
 * EINVAL, it is none; ENOMEM; EOVERFLOW, longer than an int can tell. In either
 * case print_end is called. */
int print_begin(struct printed *printed, const char *format, va_list arguments);
int print_begin_wide(struct printed *printed, const void *format,
                     va_list arguments);
void print_end(struct printed *printed);

#endif
