/* WaitOnAddress. */
#include "support.h"

#define CROWD 5
#define ROUNDS 20000

struct place {
    volatile LONG value, ball;
    volatile LONG waiting, woken;
};

/* Claim:  it returns at once when the values differ; every size of 1, 2, 4, 8
 *         bytes, and only these bytes count.
 * Source: "WaitOnAddress function", Parameters.  Wine 8: same. */
static void differs_already(void)
{
    volatile ULONGLONG value = 0x1122334455667788ull;
    ULONGLONG same = value;
    ULONGLONG upper = 0xFF22334455667788ull;

    for (SIZE_T size = 1; size <= 8; size *= 2) {
        ULONGLONG other = ~value;

        CHECK(WaitOnAddress(&value, &other, size, INFINITE));
        CHECK_FAILS(WaitOnAddress(&value, &same, size, 0), ERROR_TIMEOUT);
        if (size < 8)
            CHECK_FAILS(WaitOnAddress(&value, &upper, size, 1), ERROR_TIMEOUT);
    }
    CHECK(WaitOnAddress(&value, &upper, 8, INFINITE));
}

/* Claim:  other sizes are refused.
 * Source: "WaitOnAddress function", Parameters.  Wine 8: same. */
static void bad_sizes(void)
{
    ULONGLONG value = 0, same = 0;
    static const SIZE_T sizes[] = {0, 3, 5, 7, 9, 16, (SIZE_T)-1};

    for (unsigned i = 0; i < COUNT_OF(sizes); i++)
        CHECK_FAILS(WaitOnAddress(&value, &same, sizes[i], 0),
                    ERROR_INVALID_PARAMETER);
}

/* Claim:  waking for an address where nobody waits, or for NULL, does nothing,
 *         and is not remembered.
 * Source: "WakeByAddressSingle function".  Wine 8: same. */
static void wakes_nobody(void)
{
    LONG value = 0, same = 0;

    WakeByAddressSingle(NULL);
    WakeByAddressAll(NULL);
    WakeByAddressSingle(&value);
    WakeByAddressAll(&value);
    CHECK_FAILS(WaitOnAddress(&value, &same, sizeof value, QUIET),
                ERROR_TIMEOUT);
}

static DWORD WINAPI wait_here(void *argument)
{
    struct place *place = argument;
    LONG closed = 0;

    InterlockedIncrement(&place->waiting);
    CHECK(WaitOnAddress(&place->value, &closed, sizeof closed, DEADLINE));
    InterlockedIncrement(&place->woken);
    return 0;
}

/* Claim:  Single wakes one of them, All the rest.
 * Source: "WakeByAddressSingle function", "WakeByAddressAll function".
 * Wine 8: same. */
static void wakes(void)
{
    struct place place = {0};
    HANDLE threads[CROWD];

    for (int i = 0; i < CROWD; i++)
        threads[i] = thread_start(wait_here, &place);
    CHECK(WAIT_UNTIL(place.waiting == CROWD));
    let_it_block();
    WakeByAddressSingle((void *)&place.ball); /* a neighbour */
    let_it_block();
    CHECK(place.woken == 0);
    WakeByAddressSingle((void *)&place.value);
    CHECK(WAIT_UNTIL(place.woken == 1));
    let_it_block();
    CHECK(place.woken == 1, "one only");
    place.value = 1;
    WakeByAddressAll((void *)&place.value);
    for (int i = 0; i < CROWD; i++)
        thread_join(threads[i]);
    CHECK(place.woken == CROWD);
}

static void play(struct place *place, LONG mine, LONG other)
{
    for (int i = 0; i < ROUNDS; i++) {
        while (place->ball != mine) {
            LONG seen = other;

            WaitOnAddress(&place->ball, &seen, sizeof seen, INFINITE);
        }
        InterlockedExchange(&place->ball, other);
        WakeByAddressSingle((void *)&place->ball);
    }
}

static DWORD WINAPI play_back(void *argument)
{
    play(argument, 1, 0);
    return 0;
}

/* Claim:  no change between look and sleep is lost.
 * Source: "WaitOnAddress function", Remarks.  Wine 8: same. */
static void loses_no_wake(void)
{
    struct place place = {0};
    HANDLE other = thread_start(play_back, &place);

    play(&place, 0, 1);
    thread_join(other);
    CHECK(place.ball == 0);
}

TAP_MAIN(CASE(differs_already), CASE(bad_sizes), CASE(wakes_nobody),
         CASE(wakes), CASE_LONG(loses_no_wake, 60))
