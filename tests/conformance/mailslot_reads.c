/* Mailslots: reads that wait, for their time, in requests. Wine 8 knows no
 * requests on them: its slots are synchronous. */
#include "slots.h"

/* ---- Waiting --------------------------------------------------------------
 */

/* Claim:  a slot that does not wait says 121 when nothing is there.
 * Source: "CreateMailslotA function", lReadTimeout; Wine's mailslot test.
 *         Wine 8: same. */
static void no_wait(void)
{
    HANDLE slot = slot_new(slot_name(), 0, 0);
    OVERLAPPED ov = overlapped_new(NULL);
    char buf[8];
    DWORD count = UNTOUCHED;

    CHECK_FAILS(ReadFile(slot, buf, sizeof buf, &count, NULL),
                ERROR_SEM_TIMEOUT);
    CHECK(count == 0);
    CHECK_FAILS(ReadFile(slot, buf, sizeof buf, NULL, &ov), ERROR_SEM_TIMEOUT);
    CloseHandle(slot);
}

/* Claim:  a read waits for its time, then says 121.
 * Source: "CreateMailslotA function", lReadTimeout.  Wine 8: same. */
static void waits_its_time(void)
{
    HANDLE slot = slot_new(slot_name(), 0, 50);
    ULONGLONG began = GetTickCount64();
    char buf[8];
    DWORD count;

    CHECK_FAILS(ReadFile(slot, buf, sizeof buf, &count, NULL),
                ERROR_SEM_TIMEOUT);
    CHECK(GetTickCount64() - began >= 30);
    CloseHandle(slot);
}

static DWORD WINAPI write_later(void *writer)
{
    let_it_block();
    put((HANDLE)writer, "late");
    return 0;
}

/* Claim:  a read that waits ends with the next message.
 * Source: "CreateMailslotA function", lReadTimeout.  Wine 8: same. */
static void waits_for_a_message(void)
{
    const char *name = slot_name();
    HANDLE slot = slot_new(name, 0, MAILSLOT_WAIT_FOREVER);
    HANDLE writer = writer_new(name), thread;

    thread = thread_start(write_later, writer);
    CHECK(holds(slot, "late"));
    thread_join(thread);
    CHECK(SetMailslotInfo(slot, DEADLINE));
    thread = thread_start(write_later, writer);
    CHECK(holds(slot, "late"));
    thread_join(thread);
    CloseHandle(writer);
    CloseHandle(slot);
}

/* Claim:  SetMailslotInfo changes what the next reads wait; GetMailslotInfo
 *         tells it.
 * Source: "SetMailslotInfo function".  Wine 8: same. */
static void set_timeout(void)
{
    HANDLE slot = slot_new(slot_name(), 0, MAILSLOT_WAIT_FOREVER);
    DWORD max = UNTOUCHED, timeout = 0, count;
    char buf[8];

    CHECK(GetMailslotInfo(slot, &max, NULL, NULL, &timeout));
    CHECK(max == 0 && timeout == MAILSLOT_WAIT_FOREVER);
    CHECK(SetMailslotInfo(slot, 5));
    CHECK(GetMailslotInfo(slot, NULL, NULL, NULL, &timeout) && timeout == 5);
    CHECK_FAILS(ReadFile(slot, buf, sizeof buf, &count, NULL),
                ERROR_SEM_TIMEOUT);
    CHECK(GetMailslotInfo(slot, NULL, NULL, NULL, NULL));
    CloseHandle(slot);
}

/* ---- Overlapped -----------------------------------------------------------
 */

/* Claim:  a read of what is there says TRUE and posts a packet; one that pends
 *         posts it with the message. A write says TRUE and posts one too.
 * Source: "CreateMailslotA function", Return value ("overlapped").
 *         Wine 8: skipped. */
static void through_a_port(void)
{
    const char *name = slot_name();
    HANDLE port = port_new(0), slot = slot_new(name, 0, MAILSLOT_WAIT_FOREVER);
    HANDLE writer = CreateFileA(name, GENERIC_WRITE, FILE_SHARE_READ, NULL,
                                OPEN_EXISTING, FILE_FLAG_OVERLAPPED, NULL);
    OVERLAPPED read = overlapped_new(event_new());
    OVERLAPPED write = overlapped_new(NULL);
    char buf[8];

    if (tap_where() == WINE_8)
        SKIP("its slots are synchronous");
    port_add(port, slot, KEY);
    port_add(port, writer, OTHER_KEY);
    pend(slot, buf, sizeof buf, &read);
    CHECK(read.Internal == PENDING && !is_set(read.hEvent));
    CHECK(WriteFile(writer, "hello", 5, NULL, &write) ||
          GetLastError() == ERROR_IO_PENDING);
    CHECK_PACKET(port, KEY, &read, 5, 0);
    CHECK_PACKET(port, OTHER_KEY, &write, 5, 0);
    CHECK(memcmp(buf, "hello", 5) == 0 && is_set(read.hEvent));
    CHECK(WriteFile(writer, "x", 1, NULL, &write) ||
          GetLastError() == ERROR_IO_PENDING);
    CHECK_PACKET(port, OTHER_KEY, &write, 1, 0);
    CHECK(ReadFile(slot, buf, sizeof buf, NULL, &read));
    CHECK_PACKET(port, KEY, &read, 1, 0);
    CHECK_NO_PACKET(port);
    CloseHandle(read.hEvent);
    CloseHandle(writer);
    CloseHandle(slot);
    CloseHandle(port);
}

/* Claim:  a read that pends ends after the slot's time with 121.
 * Source: "CreateMailslotA function", lReadTimeout.  Wine 8: skipped, its slots
 * are synchronous. */
static void pending_times_out(void)
{
    HANDLE port = port_new(0), slot = slot_new(slot_name(), 0, 30);
    OVERLAPPED ov[3];
    char bufs[3][8];

    if (tap_where() == WINE_8)
        SKIP("its slots are synchronous");
    port_add(port, slot, KEY);
    for (int i = 0; i < 3; i++) {
        ov[i] = overlapped_new(NULL);
        pend(slot, bufs[i], sizeof bufs[i], &ov[i]);
    }
    for (int i = 0; i < 3; i++)
        CHECK_PACKET(port, KEY, &ov[i], 0, ERROR_SEM_TIMEOUT);
    CHECK_NO_PACKET(port);
    CloseHandle(slot);
    CloseHandle(port);
}

/* Claim:  reads that wait are served oldest first, a message each.
 * Source: none.  Wine 8: skipped. */
static void oldest_first(void)
{
    const char *name = slot_name();
    HANDLE port = port_new(0), slot = slot_new(name, 0, MAILSLOT_WAIT_FOREVER);
    HANDLE writer = writer_new(name);
    OVERLAPPED ov[3];
    char bufs[3][8];

    if (tap_where() == WINE_8)
        SKIP("its slots are synchronous");
    port_add(port, slot, KEY);
    for (int i = 0; i < 3; i++) {
        ov[i] = overlapped_new(NULL);
        pend(slot, bufs[i], sizeof bufs[i], &ov[i]);
    }
    for (int i = 0; i < 3; i++) {
        put(writer, i == 0 ? "a" : i == 1 ? "bb" : "ccc");
        CHECK_PACKET(port, KEY, &ov[i], (DWORD)i + 1, 0);
        CHECK(bufs[i][0] == "abc"[i]);
    }
    CloseHandle(writer);
    CloseHandle(slot);
    CloseHandle(port);
}

/* Claim:  a read that waits with too small a buffer ends with 122, and the
 *         message stays for the next.
 * Source: "ReadFile function", Remarks (mailslots).  Wine 8: skipped, its slots
 * are synchronous. */
static void pending_with_small_buffer(void)
{
    const char *name = slot_name();
    HANDLE port = port_new(0), slot = slot_new(name, 0, MAILSLOT_WAIT_FOREVER);
    HANDLE writer = writer_new(name);
    OVERLAPPED small = overlapped_new(NULL), large = overlapped_new(NULL);
    char buf[2][8];

    if (tap_where() == WINE_8)
        SKIP("its slots are synchronous");
    port_add(port, slot, KEY);
    pend(slot, buf[0], 2, &small);
    pend(slot, buf[1], sizeof buf[1], &large);
    put(writer, "three");
    CHECK_PACKET(port, KEY, &small, 0, ERROR_INSUFFICIENT_BUFFER);
    CHECK_PACKET(port, KEY, &large, 5, 0);
    CHECK(has(slot, MAILSLOT_NO_MESSAGE, 0));
    CloseHandle(writer);
    CloseHandle(slot);
    CloseHandle(port);
}

/* Claim:  a read that waits can be cancelled.
 * Source: "CancelIoEx function".  Wine 8: skipped. */
static void cancel(void)
{
    HANDLE slot = slot_new(slot_name(), 0, MAILSLOT_WAIT_FOREVER);
    OVERLAPPED ov = overlapped_new(event_new());
    char buf[8];
    DWORD count;

    if (tap_where() == WINE_8)
        SKIP("its slots are synchronous");
    pend(slot, buf, sizeof buf, &ov);
    CHECK(CancelIoEx(slot, &ov));
    CHECK_FAILS(GetOverlappedResult(slot, &ov, &count, TRUE),
                ERROR_OPERATION_ABORTED);
    CHECK(SetMailslotInfo(slot, 3600000));
    pend(slot, buf, sizeof buf, &ov);
    CHECK(CancelIo(slot));
    CHECK_FAILS(GetOverlappedResult(slot, &ov, &count, TRUE),
                ERROR_OPERATION_ABORTED);
    CloseHandle(ov.hEvent);
    CloseHandle(slot);
}

/* Claim:  closing the slot ends the reads that wait; what is written then is
 *         38.
 * Source: "CreateMailslotA function", Remarks ("The mailslot exists until").
 *         Wine 8: skipped. */
static void closing(void)
{
    const char *name = slot_name();
    HANDLE port = port_new(0), slot = slot_new(name, 0, MAILSLOT_WAIT_FOREVER);
    HANDLE writer = writer_new(name);
    OVERLAPPED ov = overlapped_new(NULL);
    char buf[8];
    DWORD count;

    if (tap_where() == WINE_8)
        SKIP("its slots are synchronous");
    port_add(port, slot, KEY);
    pend(slot, buf, sizeof buf, &ov);
    CloseHandle(slot);
    CHECK_PACKET(port, KEY, &ov, 0, ERROR_HANDLE_EOF);
    CHECK_FAILS(WriteFile(writer, "x", 1, &count, NULL), ERROR_HANDLE_EOF);
    CloseHandle(writer);
    CloseHandle(port);
}

struct crew {
    HANDLE writer;
    int count;
};

static DWORD WINAPI write_many(void *argument)
{
    struct crew *crew = argument;

    for (int i = 0; i < crew->count; i++)
        put(crew->writer, "message");
    return 0;
}

/* Claim:  nothing is lost while several write and reads wait, time out and are
 *         cancelled.
 * Source: none.  Wine 8: skipped. */
static void many(void)
{
    const char *name = slot_name();
    HANDLE slot = slot_new(name, 0, 1), threads[3];
    struct crew crew = {writer_new(name), 100};
    OVERLAPPED ov = overlapped_new(event_new());
    char buf[16];
    DWORD count;
    int got = 0;

    if (tap_where() == WINE_8)
        SKIP("its slots are synchronous");
    for (int i = 0; i < 3; i++)
        threads[i] = thread_start(write_many, &crew);
    for (int turn = 0; got < 300; turn++) {
        count = 0;
        if (ReadFile(slot, buf, sizeof buf, NULL, &ov) ||
            CHECK(GetLastError() == ERROR_IO_PENDING)) {
            if (turn % 8 == 0)
                CancelIoEx(slot, &ov);
            if (GetOverlappedResult(slot, &ov, &count, TRUE))
                got += CHECK(count == 7);
        }
    }
    for (int i = 0; i < 3; i++)
        thread_join(threads[i]);
    CHECK(has(slot, MAILSLOT_NO_MESSAGE, 0));
    CloseHandle(ov.hEvent);
    CloseHandle(crew.writer);
    CloseHandle(slot);
}

TAP_MAIN(CASE(no_wait), CASE(waits_its_time), CASE(waits_for_a_message),
         CASE(set_timeout), CASE(through_a_port), CASE(pending_times_out),
         CASE(oldest_first), CASE(pending_with_small_buffer), CASE(cancel),
         CASE(closing), CASE(many))
