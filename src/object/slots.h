/* Values that each thread has its own of, by index: TLS and FLS. */
#ifndef OBJECT_SLOTS_H
#define OBJECT_SLOTS_H

#include <stdbool.h>
#include <stdint.h>

#include "iocp/types.h"

#define TLS_SLOTS 1088u
#define FLS_SLOTS 128u
#define SLOTS_FULL UINT32_MAX

/* ---- TLS: no call at the end of a thread ---- */

/* A free index, whose value is NULL in every thread; SLOTS_FULL. */
uint32_t tls_alloc(void);
/* False: it is not in use. */
bool tls_free(uint32_t index);
/* `index` is below TLS_SLOTS. False: memory is out. */
void *tls_get(uint32_t index);
bool tls_set(uint32_t index, void *value);

/* ---- FLS: `end` is called with what is not NULL ---- */

typedef void slot_end(void *value);

uint32_t fls_alloc(slot_end *end);
/* Calls `end` with each thread's value. False: it is not in use. */
bool fls_free(uint32_t index);
/* `index` is below FLS_SLOTS. Setting says STATUS_INVALID_PARAMETER, it is not
 * in use, or STATUS_NO_MEMORY. */
void *fls_get(uint32_t index);
NTSTATUS fls_set(uint32_t index, void *value);

#endif
