/* The word: zero, nothing has begun; its two low bits as below; when it is
 * FINISHED the rest is the context. Waiting threads sleep on its lower half,
 * whose value changes with the state. */
#include "sync/once.h"

#include <limits.h>
#include <stdatomic.h>
#include <stdint.h>

#include "base/clock.h"
#include "iocp/errors.h"
#include "port/concurrency.h"
#include "sys/futex.h"

#define STATE 3u
#define UNTOUCHED 0u
#define ALONE 1u
#define FINISHED 2u
#define TOGETHER 3u
#define ALONE_AWAITED (ALONE | 4u) /* somebody sleeps */

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__,
               "the state is in the half of the word that comes first");

static _Atomic uintptr_t *word_of(INIT_ONCE *once)
{
    return (_Atomic uintptr_t *)(void *)&once->Ptr;
}

static _Atomic uint32_t *futex_of(INIT_ONCE *once)
{
    return (_Atomic uint32_t *)(void *)&once->Ptr;
}

static bool swap(INIT_ONCE *once, uintptr_t *from, uintptr_t to)
{
    return atomic_compare_exchange_strong(word_of(once), from, to);
}

bool once_is_finished(INIT_ONCE *once, void **context)
{
    uintptr_t word = atomic_load_explicit(word_of(once), memory_order_acquire);

    if ((word & STATE) != FINISHED)
        return false;
    *context = (void *)(word & ~(uintptr_t)STATE);
    return true;
}

static void await_end(INIT_ONCE *once, uintptr_t word)
{
    if (word != ALONE_AWAITED && !swap(once, &word, ALONE_AWAITED))
        return;
    concurrency_block();
    futex_wait(futex_of(once), ALONE_AWAITED, CLOCK_NEVER);
    concurrency_unblock();
}

enum once_begun once_begin(INIT_ONCE *once, bool together, void **context)
{
    for (;;) {
        uintptr_t word = atomic_load(word_of(once));

        switch (word & STATE) {
        case UNTOUCHED:
            if (swap(once, &word, together ? TOGETHER : ALONE))
                return ONCE_YOURS;
            break;
        case ALONE:
            if (together)
                return ONCE_MIXED;
            await_end(once, word);
            break;
        case TOGETHER:
            return together ? ONCE_YOURS : ONCE_MIXED;
        default:
            once_is_finished(once, context);
            return ONCE_FINISHED;
        }
    }
}

/* Nothing of it is touched after the exchange, but for a wake-up by address. */
static void end_alone(INIT_ONCE *once, uintptr_t word)
{
    if (atomic_exchange(word_of(once), word) == ALONE_AWAITED)
        futex_wake(futex_of(once), INT_MAX);
}

NTSTATUS once_end(INIT_ONCE *once, bool together, void *context)
{
    uintptr_t word = atomic_load(word_of(once));
    uintptr_t finished = (uintptr_t)context | FINISHED;

    switch (word & STATE) {
    case ALONE:
        if (together)
            return STATUS_INVALID_PARAMETER;
        end_alone(once, finished);
        return STATUS_SUCCESS;
    case TOGETHER:
        if (!together)
            return STATUS_INVALID_PARAMETER;
        return swap(once, &word, finished) ? STATUS_SUCCESS
                                           : STATUS_UNSUCCESSFUL;
    default:
        return STATUS_UNSUCCESSFUL;
    }
}

/* "To fail an asynchronous initialization, merely abandon it": nothing is set
 * back that others are at too. */
NTSTATUS once_fail(INIT_ONCE *once)
{
    switch (atomic_load(word_of(once)) & STATE) {
    case ALONE:
        end_alone(once, UNTOUCHED);
        return STATUS_SUCCESS;
    case TOGETHER:
        return STATUS_INVALID_PARAMETER;
    default:
        return STATUS_UNSUCCESSFUL;
    }
}
