/* The handle table: HANDLE and SOCKET values to objects.
 *
 * A value has 31 significant bits so that it survives an int, the low two are
 * zero as on Windows (and ignored on look-up), and it carries a generation, so
 * that a closed handle is refused even when its slot is in use again. */
#ifndef OBJECT_TABLE_H
#define OBJECT_TABLE_H

#include "iocp/types.h"
#include "object/object.h"

/* Gives `object` a name. Takes a reference of its own. STATUS_SUCCESS, or
 * STATUS_INSUFFICIENT_RESOURCES at LIMIT_HANDLES or without memory. */
NTSTATUS table_insert(struct object *object, HANDLE *handle);

/* The object behind a handle, with a reference the caller puts back, or NULL:
 * *status then says STATUS_INVALID_HANDLE, or STATUS_OBJECT_TYPE_MISMATCH
 * when the kind is none of `kinds`. `status` may be NULL. */
struct object *table_get(HANDLE handle, unsigned kinds, NTSTATUS *status);

/* The same without a reference, for a few instructions on the object that
 * neither block nor take a lock: until one of the two functions below it may
 * not be closed under us. NULL as above. */
struct slot;
struct object *table_borrow(HANDLE handle, unsigned kinds, struct slot **slot,
                            NTSTATUS *status);
void table_return(struct slot *slot);
/* Ends the loan too, with a reference that the caller puts back. */
void table_keep(struct slot *slot, struct object *object);

/* One handle that a thread uses again and again, remembered with a reference.
 * Lives in thread-local storage, zero to begin with. */
struct table_cache {
    HANDLE handle;
    struct slot *slot;
    struct object *object; /* counted */
};

/* table_get without its atomic operations, when the handle is the remembered
 * one and still valid. The object is lent until the next call with this cache;
 * nothing is to be put back. */
struct object *table_get_cached(struct table_cache *cache, HANDLE handle,
                                unsigned kinds, NTSTATUS *status);
void table_cache_drop(struct table_cache *cache);

/* Gives the object that has the name `source` another one, with these flags, if
 * it is one of `kinds`. A failure as of table_get, or of table_insert. */
NTSTATUS table_duplicate(HANDLE source, unsigned kinds, uint32_t flags,
                         HANDLE *duplicate);

/* HANDLE_FLAG_ bits, of the name and not of the object: none to begin with. */
NTSTATUS table_get_flags(HANDLE handle, unsigned kinds, uint32_t *flags);
NTSTATUS table_set_flags(HANDLE handle, unsigned kinds, uint32_t mask,
                         uint32_t flags);

/* For WSADuplicateSocket: a name that nobody has been told yet. */
#define TABLE_PROMISED (1u << 31)
/* Takes this flag off a name. STATUS_INVALID_HANDLE if it has none. */
NTSTATUS table_take_flag(HANDLE handle, unsigned kinds, uint32_t flag);

/* Takes the name away, if the object is one of `kinds`. When it was the last
 * one, runs the object's close. STATUS_HANDLE_NOT_CLOSABLE if its flags say so.
 */
NTSTATUS table_close(HANDLE handle, unsigned kinds);

/* Calls `visit` for every object of `kinds` that has a handle now, with a
 * reference and no lock held. Once a handle. */
void table_visit(unsigned kinds, void (*visit)(struct object *object));

#endif
