/* The inserts of FormatMessage: %1, %2!u!, %3!-8s! ... */
#ifndef API_MESSAGE_INSERT_H
#define API_MESSAGE_INSERT_H

#include <stdbool.h>
#include <stdio.h>

#include "iocp/types.h"

#define INSERTS_MAX 99u

struct inserts {
    DWORD flags;
    va_list *arguments; /* with ARGUMENT_ARRAY an array of DWORD_PTR instead */
    bool wide;          /* plain strings are UTF-16 */
    unsigned fetched;
    DWORD_PTR values[INSERTS_MAX]; /* the first `fetched` of the list */
};

/* Writes the insert whose number `at` points at. Returns what follows it; NULL
 * when there are no arguments or its format is not understood. */
const char *insert_put(FILE *out, const char *at, struct inserts *inserts);

#endif
