/* TLS. An index that was used and freed before must be NULL in every thread,
 * so each value has the number of the use that it was set in: an index has an
 * odd number while it is in use, and the next one each time.
 *
 * A thread has room for as many values as it has set: rows of them. */
#include <stdatomic.h>
#include <stdlib.h>

#include "base/thread_exit.h"
#include "object/slots.h"

#define ROW 64u
#define ROWS (TLS_SLOTS / ROW)

struct value {
    uint32_t use;
    void *value;
};

static _Atomic uint32_t uses[TLS_SLOTS];

static __thread struct {
    struct exit_hook hook;
    struct value *rows[ROWS];
} self;

static void free_rows(void)
{
    for (unsigned i = 0; i < ROWS; i++) {
        free(self.rows[i]);
        self.rows[i] = NULL;
    }
}

static bool change(uint32_t index, bool to_used)
{
    uint32_t use = atomic_load_explicit(&uses[index], memory_order_relaxed);

    return (use % 2 != 0) != to_used &&
           atomic_compare_exchange_strong(&uses[index], &use, use + 1);
}

uint32_t tls_alloc(void)
{
    for (uint32_t i = 0; i < TLS_SLOTS; i++)
        if (change(i, true))
            return i;
    return SLOTS_FULL;
}

bool tls_free(uint32_t index)
{
    return change(index, false);
}

static uint32_t use_of(uint32_t index)
{
    return atomic_load_explicit(&uses[index], memory_order_acquire);
}

void *tls_get(uint32_t index)
{
    const struct value *row = self.rows[index / ROW];
    const struct value *value = row != NULL ? &row[index % ROW] : NULL;

    return value != NULL && value->use == use_of(index) ? value->value : NULL;
}

bool tls_set(uint32_t index, void *value)
{
    struct value **row = &self.rows[index / ROW];

    if (*row == NULL) {
        thread_exit_hook(&self.hook, free_rows);
        *row = calloc(ROW, sizeof **row);
    }
    if (*row == NULL)
        return false;
    (*row)[index % ROW] = (struct value){use_of(index), value};
    return true;
}
