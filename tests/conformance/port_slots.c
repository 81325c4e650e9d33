/* When a thread gives its place on a port to another: it blocks, ends, or
 * moves to another port. Wine 8 has no limit, so there every packet is
 * released at once. */
#include "crew.h"

/* One thread holds the only slot with `task`; another must get the packet
 * behind it while the first one is still there. */
static void gives_slot_back(struct crew *crew, enum task task, void *argument)
{
    give(crew, task, argument);
    CHECK(WAIT_UNTIL(crew->taken == 1));
    give(crew, NOTHING, NULL);
    CHECK(WAIT_UNTIL(crew->finished == 1) && crew->taken == 2,
          "%d taken, %d finished", (int)crew->taken, (int)crew->finished);
    CHECK(crew->taker[0] != crew->taker[1]);
}

/* Claim:  a thread that waits for an object gives its slot back.
 * Source: "I/O Completion Ports" (a blocked thread lets another run).
 *         Wine 8: same, for want of a limit; so are the next ones. */
static void wait_gives_slot_back(void)
{
    struct crew crew;
    HANDLE event = event_new();

    crew_start(&crew, 1, 2);
    gives_slot_back(&crew, WAIT, event);
    SetEvent(event);
    CHECK(WAIT_UNTIL(crew.finished == 2));
    crew_end(&crew);
    CloseHandle(event);
}

/* Claim:  so does one that waits for several objects. Source: as above. */
static void multiple_wait_gives_slot_back(void)
{
    struct crew crew;
    HANDLE event = event_new();

    crew_start(&crew, 1, 2);
    gives_slot_back(&crew, WAIT_MANY, event);
    SetEvent(event);
    CHECK(WAIT_UNTIL(crew.finished == 2));
    crew_end(&crew);
    CloseHandle(event);
}

/* Claim:  so does one that sleeps. Source: as above. */
static void sleep_gives_slot_back(void)
{
    struct crew crew;

    crew_start(&crew, 1, 2);
    gives_slot_back(&crew, SLEEP, (void *)(ULONG_PTR)tap_scaled(1000));
    CHECK(WAIT_UNTIL(crew.finished == 2));
    crew_end(&crew);
}

/* Claim:  so does one that waits for a critical section. Source: as above. */
static void critical_section_gives_slot_back(void)
{
    struct crew crew;
    CRITICAL_SECTION section;

    InitializeCriticalSection(&section);
    EnterCriticalSection(&section);
    crew_start(&crew, 1, 2);
    gives_slot_back(&crew, ENTER, &section);
    LeaveCriticalSection(&section);
    CHECK(WAIT_UNTIL(crew.finished == 2));
    crew_end(&crew);
    DeleteCriticalSection(&section);
}

/* Claim:  so does one that receives, blocking. Source: as above. */
static void blocking_receive_gives_slot_back(void)
{
    struct crew crew;
    struct pair pair = pair_new(AF_INET);

    crew_start(&crew, 1, 2);
    gives_slot_back(&crew, RECEIVE, (void *)pair.mine);
    send_all(pair.peer, "x", 1);
    CHECK(WAIT_UNTIL(crew.finished == 2));
    crew_end(&crew);
    pair_close(&pair);
}

/* Claim:  so does one that accepts, blocking. Source: as above. */
static void blocking_accept_gives_slot_back(void)
{
    struct crew crew;
    struct address address;
    SOCKET listener = listener_new(AF_INET, &address), client;

    crew_start(&crew, 1, 2);
    gives_slot_back(&crew, ACCEPT, (void *)listener);
    client = connected_to(&address);
    CHECK(WAIT_UNTIL(crew.finished == 2));
    crew_end(&crew);
    closesocket(client);
    closesocket(listener);
}

/* Claim:  a packet that was already queued is released by the block, too.
 * Source: as above.  Wine 8: same. */
static void blocking_releases_a_queued_packet(void)
{
    struct crew crew;
    HANDLE event = event_new();

    crew_start(&crew, 1, 2);
    give(&crew, WAIT, event);
    give(&crew, NOTHING, NULL);
    CHECK(WAIT_UNTIL(crew.finished == 1));
    SetEvent(event);
    CHECK(WAIT_UNTIL(crew.finished == 2));
    crew_end(&crew);
    CloseHandle(event);
}

/* Claim:  a thread that wakes runs even above the limit, and no packet is
 *         released until the count is below the limit again.
 * Source: "I/O Completion Ports" (the number may exceed the value for a
 *         while).  Wine 8: releases it. */
static void waking_exceeds_the_limit(void)
{
    struct crew crew;
    HANDLE event = event_new();
    LONG flag = 0;

    crew_start(&crew, 1, 3);
    give(&crew, WAIT, event);
    CHECK(WAIT_UNTIL(crew.taken == 1));
    give(&crew, SPIN, &flag);
    CHECK(WAIT_UNTIL(crew.taken == 2));
    give(&crew, NOTHING, NULL);
    let_it_block();
    DIFFERS(WINE_8, NO_LIMIT)
    CHECK(crew.taken == 2, "%d taken", (int)crew.taken);
    SetEvent(event);
    CHECK(WAIT_UNTIL(crew.finished >= 1));
    flag = 1;
    CHECK(WAIT_UNTIL(crew.finished == 3));
    crew_end(&crew);
    CloseHandle(event);
}

/* Claim:  a thread that ends gives its slot back.
 * Source: docs/semantics/concurrency.md.  Wine 8: releases at once. */
static void exit_gives_slot_back(void)
{
    struct crew crew;
    LONG flag = 0;

    crew_start(&crew, 1, 2);
    give(&crew, SPIN_EXIT, &flag);
    CHECK(WAIT_UNTIL(crew.taken == 1));
    give(&crew, NOTHING, NULL);
    let_it_block();
    DIFFERS(WINE_8, NO_LIMIT)
    CHECK(crew.taken == 1);
    flag = 1;
    CHECK(WAIT_UNTIL(crew.finished == 2));
    CHECK(crew.taker[0] != crew.taker[1]);
    crew_end(&crew);
}

/* Claim:  so does one that dequeues from another port.
 * Source: docs/semantics/concurrency.md.  Wine 8: releases at once. */
static void moving_gives_slot_back(void)
{
    struct crew crew;
    LONG flag = 0;

    crew_start(&crew, 1, 2);
    give(&crew, SPIN_MOVE, &flag);
    CHECK(WAIT_UNTIL(crew.taken == 1));
    give(&crew, NOTHING, NULL);
    let_it_block();
    DIFFERS(WINE_8, NO_LIMIT)
    CHECK(crew.taken == 1);
    flag = 1;
    CHECK(WAIT_UNTIL(crew.finished == 2));
    CHECK(crew.taker[0] != crew.taker[1]);
    crew_end(&crew);
}

TAP_MAIN(CASE(wait_gives_slot_back), CASE(multiple_wait_gives_slot_back),
         CASE(sleep_gives_slot_back), CASE(critical_section_gives_slot_back),
         CASE(blocking_receive_gives_slot_back),
         CASE(blocking_accept_gives_slot_back),
         CASE(blocking_releases_a_queued_packet),
         CASE(waking_exceeds_the_limit), CASE(exit_gives_slot_back),
         CASE(moving_gives_slot_back))
