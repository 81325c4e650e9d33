/* One handle of every kind that does not fit somewhere: NULL, garbage, closed,
 * of another kind. What bad_handles.c and bad_handles_more.c ask their calls.
 */
#ifndef ZOO_H
#define ZOO_H

#include "support.h"

/* Kinds of handles; `takes` of a call says which it accepts. */
enum kind {
    NONE,
    GARBAGE,
    CLOSED,
    PSEUDO,
    EVENT,
    THREAD,
    PORT,
    FILES,
    SOCK,
    KINDS
};
#define BIT(kind) (1u << (kind))
#define ANY (BIT(EVENT) | BIT(THREAD) | BIT(PORT) | BIT(FILES) | BIT(SOCK))
#define NO_IO (BIT(PSEUDO) | BIT(EVENT) | BIT(THREAD) | BIT(PORT))
#define IO (BIT(FILES) | BIT(SOCK))

struct zoo {
    HANDLE of[KINDS];
    HANDLE end;                  /* ends the thread */
    HANDLE good_port, good_file; /* for the other arguments */
    SOCKET good_socket, good_listener;
};

extern struct zoo zoo;

/* A call returns whether it succeeded. */
struct call {
    const char *name;
    int (*run)(HANDLE handle);
    unsigned takes;
    unsigned wine; /* kinds that Wine 8 answers its way */
};

/* Each call fails with `expected` for each kind that it does not take, and the
 * objects were left alone. `wine`: how Wine 8 differs. */
void try_all(const struct call *calls, unsigned count, DWORD expected,
             const char *wine);

/* A call that is one expression of its handle. */
#define CALL(name, expression)                                                 \
    static int name(HANDLE h)                                                  \
    {                                                                          \
        return expression;                                                     \
    }

#endif
