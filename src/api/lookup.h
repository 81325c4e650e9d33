/* Lookups of names in the background. A few threads carry them out, as the C
 * library can only wait for an answer; a lookup that was cancelled ends at once
 * for the program, and for its thread when the answer comes. */
#ifndef API_LOOKUP_H
#define API_LOOKUP_H

#include "base/list.h"
#include "engine/workers.h"
#include "iocp/names_ex.h"
#include "object/object.h"

struct lookup {
    struct work work;       /* of the threads that ask */
    struct work news;       /* of the threads that call routines */
    struct list_node link;  /* (list) while it has not ended */
    _Atomic uint32_t refs;  /* (a) the two works */
    HANDLE name;            /* (c) for GetAddrInfoExCancel */
    char *node, *service;   /* (c) owned; may be NULL */
    ADDRINFOA hints;        /* (c) */
    bool hinted;            /* (c) */
    PADDRINFOEXW *result;   /* (c) borrowed until the end */
    OVERLAPPED *overlapped; /* (c) borrowed until the end */
    struct object *event;   /* (c) counted, or NULL */
    LPLOOKUPSERVICE_COMPLETION_ROUTINE routine; /* (c) or NULL */
    DWORD error;                                /* what the routine is told */
};

/* Takes it over, and it is under way: `*name`, if not NULL, can cancel it. */
void lookup_start(struct lookup *lookup, HANDLE *name);

/* False: there is none of that name any more. */
bool lookup_cancel(HANDLE name);

/* One that was never started, or has ended. */
void lookup_free(struct lookup *lookup);

/* Finds the addresses of a lookup; the caller's thread waits. */
DWORD lookup_ask(const struct lookup *lookup, ADDRINFOEXW **list);

#endif
