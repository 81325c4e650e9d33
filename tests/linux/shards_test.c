/* More rings than one: there are as many as were asked for, more come only
 * with the load, and messages go on while handles move. */
#include "linux/pair.h"

#include <iocp/linux.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "harness/tap.h"
#include "linux/tasks.h"

#define PAIRS 48
#define WINDOWS 12u /* four times what it takes to want another ring */

struct connection {
    SOCKET ours, peer;
    OVERLAPPED overlapped;
    char byte;
};

static struct connection connections[PAIRS];
static HANDLE port;

/* What a ring's thread is told that it has run: percent of all the time. More
 * than there is, for turns that are long on any machine. */
#define OVER_AND_OVER 100000u
static _Atomic unsigned busy = 50;
static _Atomic unsigned asked;

uint64_t __wrap_clock_thread_ns(void);
uint64_t __wrap_clock_thread_ns(void)
{
    static __thread uint64_t then_ns, ran_ns;
    uint64_t now_ns = clock_now_ns();

    if (then_ns != 0)
        ran_ns += (now_ns - then_ns) * atomic_load(&busy) / 100;
    then_ns = now_ns;
    atomic_fetch_add(&asked, 1);
    return ran_ns;
}

static void receive(struct connection *connection)
{
    memset(&connection->overlapped, 0, sizeof connection->overlapped);
    CHECK(pair_receive(connection->ours, &connection->byte,
                       &connection->overlapped));
}

static void begin(const char *shards)
{
    setenv("IOCP_BACKEND", "uring", 1);
    setenv("IOCP_DIRECT", "never", 1);
    setenv("IOCP_SHARDS", shards, 1);
    pair_startup();
    port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 1);
    for (int i = 0; i < PAIRS; i++) {
        pair_connect(&connections[i].ours, &connections[i].peer);
        CHECK(CreateIoCompletionPort((HANDLE)connections[i].ours, port, 0, 0) ==
              port);
        receive(&connections[i]);
    }
}

static void end(void)
{
    for (int i = 0; i < PAIRS; i++) {
        closesocket(connections[i].ours);
        closesocket(connections[i].peer);
    }
    CloseHandle(port);
}

/* A byte to each and its packet from each, exactly one. */
static void round_trip(void)
{
    static char sent;
    int arrived = 0;

    sent++;
    for (int i = 0; i < PAIRS; i++)
        CHECK(send(connections[i].peer, &sent, 1, 0) == 1);
    for (; arrived < PAIRS; arrived++) {
        OVERLAPPED *overlapped = pair_next(port, NULL, NULL);
        struct connection *connection =
            CONTAINING_RECORD(overlapped, struct connection, overlapped);

        if (!CHECK(connection->byte == sent))
            return;
        receive(connection);
    }
}

static unsigned shards(void)
{
    IOCP_BACKEND_INFO info;

    CHECK(IocpGetBackend(&info, sizeof info));
    return info.Shards;
}

static void for_windows(unsigned count)
{
    unsigned until = atomic_load(&asked) + count;

    while ((int)(until - atomic_load(&asked)) > 0)
        round_trip();
}

/* A busy one need not sleep between two rounds. */
static void until_each_has_worked(void)
{
    int rounds = 0;

    while (tasks_named("iocp-shard", 20) < 3 && rounds++ < 3000)
        round_trip();
    CHECK(tasks_named("iocp-shard", 20) == 3, "each has work: %u",
          tasks_named("iocp-shard", 20));
}

static void as_many_as_were_asked_for(void)
{
    begin("3");
    CHECK(shards() == 3, "%u", shards());
    CHECK(tasks_named("iocp-shard", 0) == 3);
    until_each_has_worked();
    end();
}

/* The rule itself is tests/unit/spread_test.c's. */
static void no_sibling_below_80_percent(void)
{
    atomic_store(&busy, 80);
    begin("1..3");
    for_windows(WINDOWS);
    CHECK(shards() == 1, "%u", shards());
    end();
}

static void more_with_the_load(void)
{
    begin("1..3");
    CHECK(shards() == 1, "%u", shards());
    atomic_store(&busy, OVER_AND_OVER); /* not before: begin takes its time */
    for (unsigned i = 0; i < 10 * WINDOWS && shards() < 3; i++)
        for_windows(1);
    for_windows(3 * WINDOWS);
    CHECK(shards() == 3, "not more than were allowed: %u", shards());
    until_each_has_worked();
    end();
}

/* One, whatever it has to do: the others would not have been told. */
static void one_if_one_is_wanted(void)
{
    atomic_store(&busy, OVER_AND_OVER);
    begin("1");
    for (int i = 0; i < 500; i++)
        round_trip();
    CHECK(shards() == 1);
    CHECK(atomic_load(&asked) == 0, "nobody looks");
    end();
}

static void numbers_that_make_no_sense(void)
{
    begin("0..99999");
    CHECK(shards() == 1, "at first: %u", shards());
    round_trip();
    end();
}

static void words_that_make_no_sense(void)
{
    begin("many");
    CHECK(shards() == 1, "%u", shards());
    round_trip();
    end();
}

static void more_than_there_can_be(void)
{
    begin("5000");
    CHECK(shards() == 32, "%u", shards());
    round_trip();
    end();
}

static void first_version_of_the_structure(void)
{
    union {
        IOCP_BACKEND_INFO info;
        char bytes[sizeof(IOCP_BACKEND_INFO)];
    } block;

    memset(&block, 0x55, sizeof block);
    CHECK(IocpGetBackend(&block.info, 232));
    CHECK(block.info.Size == 232);
    CHECK(block.bytes[232] == 0x55 && block.bytes[239] == 0x55);
    CHECK(!IocpGetBackend(&block.info, 231));
    CHECK(IocpGetBackend(&block.info, sizeof block));
    CHECK(block.info.Size == sizeof block && block.info.Reserved == 0);
}

TAP_MAIN(CASE(as_many_as_were_asked_for), CASE(no_sibling_below_80_percent),
         CASE(more_with_the_load), CASE(one_if_one_is_wanted),
         CASE(numbers_that_make_no_sense), CASE(words_that_make_no_sense),
         CASE(more_than_there_can_be), CASE(first_version_of_the_structure))
