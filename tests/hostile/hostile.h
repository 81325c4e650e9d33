/* Every function of the library, called with arguments that make no sense.
 *
 * generate.py writes a case for each function the headers declare; each runs in
 * a process of its own (tap.h), which must end by itself and in time. */
#ifndef HOSTILE_H
#define HOSTILE_H

#include "harness/tap.h"

#include <stdint.h>
#include <string.h>

/* Of what kind a parameter is: which values it is tried with. */
enum hostile_kind {
    HOSTILE_HANDLE_,
    HOSTILE_NUMBER,
    HOSTILE_TIMEOUT, /* never endless where the call may wait */
    HOSTILE_POINTER, /* NULL, or memory: zeros, or all bits set */
    HOSTILE_TEXT,    /* NULL, empty, or long */
    HOSTILE_FUNCTION,
    HOSTILE_STRUCTURE, /* by value */
};

/* What exceptions.txt leaves out of a function's case. */
enum {
    HOSTILE_NO_NULL = 1,     /* a pointer that is NULL */
    HOSTILE_NO_JUNK = 2,     /* a structure with all bits set */
    HOSTILE_NO_HUGE = 4,     /* a length beyond the memory */
    HOSTILE_NO_ERROR = 8,    /* wrong handles: no last error */
    HOSTILE_NO_GARBAGE = 16, /* a handle that never was one */
};

/* The argument of type `type` in a word; what is longer has zeros behind. */
#define AS(type, word)                                                         \
    ({                                                                         \
        __typeof__(type) as_;                                                  \
        memset(&as_, 0, sizeof as_);                                           \
        memcpy(&as_, &(word),                                                  \
               sizeof as_ < sizeof(word) ? sizeof as_ : sizeof(word));         \
        as_;                                                                   \
    })

typedef void (*hostile_call)(const uint64_t *words);

/* Calls `call` many times. `kinds` says of what kind each parameter is. */
void hostile_try(const char *name, hostile_call call,
                 const unsigned char *kinds, unsigned count, unsigned flags);

extern const struct tap_case hostile_cases[];
extern const unsigned hostile_case_count;

#endif
