/* The order of waking and the concurrency value, from the documentation
 * alone: Wine 8 wakes the oldest waiter first and ignores the value. */
#include "crew.h"

/* ---- Who is woken ----------------------------------------------------- */

/* Claim:  the thread that began to wait last gets the first packet, the one
 *         before it the second.
 * Source: "I/O Completion Ports", Threads and concurrency (last in, first
 *         out); Wine's ntdll test_completion_port_scheduling.
 *         Wine 8: oldest first. */
static void newest_waiter_is_woken_first(void)
{
    struct crew crew;
    LONG flag = 0;

    crew_start(&crew, 8, 3);
    give(&crew, SPIN, &flag);
    CHECK(WAIT_UNTIL(crew.taken == 1));
    give(&crew, NOTHING, NULL);
    CHECK(WAIT_UNTIL(crew.taken == 2));
    DIFFERS(WINE_8, OLDEST)
    CHECK(crew.taker[0] == 2, "thread %d", (int)crew.taker[0]);
    CHECK(crew.taker[1] == 1, "thread %d", (int)crew.taker[1]);
    flag = 1;
    crew_end(&crew);
}

/* Claim:  so a thread that comes back is used again and again, and the oldest
 *         waiters stay idle.
 * Source: as above.  Wine 8: takes turns. */
static void idle_threads_stay_idle(void)
{
    struct crew crew;

    crew_start(&crew, 8, 3);
    for (int i = 0; i < 5; i++) {
        give(&crew, NOTHING, NULL);
        CHECK(WAIT_UNTIL(crew.waiting == 4 + i));
        let_it_block();
    }
    for (int i = 0; i < 5; i++)
        if (crew.taker[i] != 2)
            crew.taker[5] = 1;
    DIFFERS(WINE_8, OLDEST)
    CHECK(crew.taker[5] == 0, "threads %d %d %d %d %d", (int)crew.taker[0],
          (int)crew.taker[1], (int)crew.taker[2], (int)crew.taker[3],
          (int)crew.taker[4]);
    crew_end(&crew);
}

/* ---- The limit -------------------------------------------------------- */

/* Claim:  with the limit 1 and three threads waiting, two packets release one
 *         thread; coming back, it takes the second packet itself.
 * Source: "I/O Completion Ports" (a thread that calls again takes the next
 *         packet without a switch).  Wine 8: releases two. */
static void one_at_a_time(void)
{
    struct crew crew;
    LONG flag = 0;

    crew_start(&crew, 1, 3);
    give(&crew, SPIN, &flag);
    give(&crew, NOTHING, NULL);
    CHECK(WAIT_UNTIL(crew.taken >= 1));
    let_it_block();
    DIFFERS(WINE_8, NO_LIMIT)
    CHECK(crew.taken == 1, "%d taken", (int)crew.taken);
    flag = 1;
    CHECK(WAIT_UNTIL(crew.finished == 2));
    DIFFERS(WINE_8, NO_LIMIT)
    CHECK(crew.taker[0] == crew.taker[1]);
    crew_end(&crew);
}

/* Claim:  while packets wait for the limit, the port handle is signalled.
 * Source: docs/semantics/ports.md.  Wine 8: no limit. */
static void packets_over_the_limit_stay_queued(void)
{
    struct crew crew;
    LONG flag = 0;

    crew_start(&crew, 1, 2);
    give(&crew, SPIN, &flag);
    CHECK(WAIT_UNTIL(crew.taken == 1));
    CHECK(!is_set(crew.port));
    give(&crew, NOTHING, NULL);
    let_it_block();
    DIFFERS(WINE_8, NO_LIMIT)
    CHECK(is_set(crew.port));
    flag = 1;
    CHECK(WAIT_UNTIL(crew.finished == 2));
    CHECK(!is_set(crew.port));
    crew_end(&crew);
}

/* Claim:  eight threads, limit 2, a stream of packets: never more than two
 *         between dequeue and dequeue (s).
 * Source: "CreateIoCompletionPort function", NumberOfConcurrentThreads.
 *         Wine 8: all run. */
static void never_more_than_the_limit(void)
{
    struct crew crew;
    LONG go = 0;

    crew_start(&crew, 2, 8);
    for (int i = 0; i < 8; i++)
        give(&crew, SPIN, &go);
    let_it_block();
    go = 1;
    for (int i = 0; i < 2000; i++)
        give(&crew, SPIN, &go);
    CHECK(WAIT_UNTIL(crew.finished == 2008));
    DIFFERS(WINE_8, NO_LIMIT)
    CHECK(crew.most <= 2, "%d at once", (int)crew.most);
    crew_end(&crew);
}

/* Claim:  0 means as many as there are processors.
 * Source: as above.  Wine 8: no limit. */
static void zero_means_the_processor_count(void)
{
    struct crew crew;
    SYSTEM_INFO info;
    LONG flag = 0;
    int count;

    GetSystemInfo(&info);
    count = (int)info.dwNumberOfProcessors;
    if (count + 1 > CREW)
        SKIP("too many processors");
    crew_start(&crew, 0, count + 1);
    for (int i = 0; i <= count; i++)
        give(&crew, SPIN, &flag);
    CHECK(WAIT_UNTIL(crew.taken >= count));
    let_it_block();
    DIFFERS(WINE_8, NO_LIMIT)
    CHECK(crew.taken == count, "%d of %d", (int)crew.taken, count);
    flag = 1;
    CHECK(WAIT_UNTIL(crew.finished == count + 1));
    crew_end(&crew);
}

static void poll_empty(HANDLE port)
{
    struct packet got = packet_next(port, 0);

    CHECK(!got.ok && got.error == WAIT_TIMEOUT);
}

static DWORD WINAPI poll_then_spin(void *argument)
{
    struct crew *crew = argument;

    poll_empty(crew->port);
    crew->taker[0] = 1; /* polled */
    spin(&crew->taker[1]);
    return 0;
}

/* Claim:  a thread that polled an empty port counts as running, until it ends.
 * Source: kernel queues: a zero timeout associates the thread too.
 *         Wine 8: no limit. */
static void polling_counts_as_running(void)
{
    struct crew crew;
    HANDLE thread;

    crew_start(&crew, 1, 1);
    thread = thread_start(poll_then_spin, &crew);
    CHECK(WAIT_UNTIL(crew.taker[0] == 1));
    give(&crew, NOTHING, NULL);
    let_it_block();
    DIFFERS(WINE_8, NO_LIMIT)
    CHECK(crew.taken == 0);
    crew.taker[1] = 1;
    thread_join(thread);
    CHECK(WAIT_UNTIL(crew.taken == 1));
    crew_end(&crew);
}

static DWORD WINAPI post_and_spin(void *argument)
{
    struct crew *crew = argument;

    give(crew, NOTHING, NULL);
    spin(&crew->taker[8]);
    return 0;
}

/* Claim:  threads that only post do not count, however busy.
 * Source: "I/O Completion Ports" (a thread is associated by dequeuing).
 *         Wine 8: same. */
static void posting_threads_do_not_count(void)
{
    struct crew crew;
    HANDLE thread;

    crew_start(&crew, 1, 1);
    thread = thread_start(post_and_spin, &crew);
    CHECK(WAIT_UNTIL(crew.finished == 1));
    crew.taker[8] = 1;
    thread_join(thread);
    crew_end(&crew);
}

TAP_MAIN(CASE(newest_waiter_is_woken_first), CASE(idle_threads_stay_idle),
         CASE(one_at_a_time), CASE(packets_over_the_limit_stay_queued),
         CASE_LONG(never_more_than_the_limit, 60),
         CASE(zero_means_the_processor_count), CASE(polling_counts_as_running),
         CASE(posting_threads_do_not_count))
