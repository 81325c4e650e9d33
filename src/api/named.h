/* Making and opening what can have a name, in A and W forms; reading names is
 * for mappings too, which have a space of their own. */
#ifndef API_NAMED_H
#define API_NAMED_H

#include "iocp/types.h"
#include "object/object.h"

/* A name as the program gave it: one of the two, or none. */
struct given_name {
    LPCSTR utf8;
    LPCWSTR utf16;
};

/* The name in a buffer to free; NULL: none, or an empty one. What is wrong with
 * it otherwise. The second, for opening: it has to be one. */
NTSTATUS named_read(struct given_name given, char **name);
NTSTATUS named_read_to_open(struct given_name given, char **name);

/* A handle of `made`, whose reference is taken over, or of the object that has
 * the name already: the last error is 0 or ERROR_ALREADY_EXISTS. NULL and the
 * last error; `made` NULL: memory is out. */
HANDLE named_create(struct object *made, struct given_name name);

/* A handle of the object of that kind and name, with HANDLE_FLAG_INHERIT if
 * `inherit`, or NULL and the last error. */
HANDLE named_open(enum object_kind kind, BOOL inherit, struct given_name name);

#endif
