/* Whether the loops would notice: each case plants what they are there to find,
 * and fails if there is no complaint, or one about something else. What is
 * planted happens when a call has failed, as a bug on a path that nobody takes
 * otherwise would. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "faults/scenarios.h"
#include "harness/tap.h"

static void expect(bool (*run)(struct stage *), const char *words)
{
    const struct scenario planted = {"planted", stage_port, run};
    struct loop_report report;

    loop_calm_ms = 50;
    loop_run(&planted, &report);
    CHECK(report.complaints > 0, "%u tries, and no complaint", report.tries);
    CHECK(strstr(report.first, words) != NULL, "it says: %s", report.first);
}

/* True when there was no fault. */
static bool call(void)
{
    SOCKET made = stage_socket();
    bool ok = made != INVALID_SOCKET;

    stage_close_socket(&made);
    return ok;
}

static bool leak_block(struct stage *stage)
{
    (void)stage;
    return call() || malloc(1) == NULL;
}

static void leaked_block(void)
{
    expect(leak_block, "leaked: 1 blocks");
}

static bool leak_descriptor(struct stage *stage)
{
    (void)stage;
    return call() || dup(STDERR_FILENO) < 0;
}

static void leaked_descriptor(void)
{
    expect(leak_descriptor, "leaked: 0 blocks, 0 pooled, 1 descriptors");
}

static bool leak_handle(struct stage *stage)
{
    (void)stage;
    return call() || CreateEventA(NULL, FALSE, FALSE, NULL) == NULL;
}

static void leaked_handle(void)
{
    expect(leak_handle, "leaked: 1 blocks");
}

static bool post(struct stage *stage, struct request *request)
{
    return PostQueuedCompletionStatus(stage->port, 0, 0, &request->overlapped);
}

/* Its packet is taken where the ledger does not see it. */
static bool lose_packet(struct stage *stage)
{
    struct request request = {0};
    OVERLAPPED *overlapped;
    ULONG_PTR key;
    DWORD bytes;
    bool ok = call();

    stage_start(stage, &request, CALL_PORT, post(stage, &request));
    if (!ok)
        GetQueuedCompletionStatus(stage->port, &bytes, &key, &overlapped, 0);
    return stage_close(stage) && ok;
}

static void lost_packet(void)
{
    stage_patience_ms = 50;
    expect(lose_packet, "did not come");
}

static bool double_packet(struct stage *stage)
{
    struct request request = {0};
    bool ok = call();

    stage_start(stage, &request, CALL_PORT, post(stage, &request));
    if (!ok)
        post(stage, &request);
    return stage_close(stage) && ok;
}

static void doubled_packet(void)
{
    expect(double_packet, "not due");
}

/* A call that failed, and posts nevertheless. */
static bool post_after_failure(struct stage *stage)
{
    struct request request = {0};
    bool ok = call();

    SetLastError(ERROR_NO_SYSTEM_RESOURCES);
    stage_start(stage, &request, CALL_PORT, ok && post(stage, &request));
    if (!ok)
        post(stage, &request);
    return stage_close(stage) && ok;
}

static void packet_of_a_failed_call(void)
{
    expect(post_after_failure, "not due");
}

static bool fail_oddly(struct stage *stage)
{
    bool ok = call();

    (void)stage;
    SetLastError(ERROR_INVALID_DATA);
    return call_ok(CALL_SOCKET, ok);
}

static void undocumented_error(void)
{
    expect(fail_oddly, "socket failed with 13,");
}

static bool hang(struct stage *stage)
{
    (void)stage;
    while (!call())
        pause();
    return true;
}

static void hanging_call(void)
{
    loop_patience_s = 1;
    expect(hang, "hangs");
}

static bool crash(struct stage *stage)
{
    (void)stage;
    if (!call())
        abort();
    return true;
}

static void aborting_call(void)
{
    expect(crash, "dies of signal 6");
}

/* A fault that the caller must not notice, noticed: what is planted is the
 * caller. */
static bool notice_interruption(struct stage *stage)
{
    char byte;
    int fd = open("/dev/zero", O_RDONLY);
    bool ok = call() && fd >= 0 && read(fd, &byte, 1) == 1;

    (void)stage;
    close(fd);
    return ok;
}

static void noticed_interruption(void)
{
    expect(notice_interruption, "open #1 EINTR (warm): the caller noticed it");
}

/* One call fails and, it seems, every later one. */
static bool fail_ever_after(struct stage *stage)
{
    static bool broken;

    (void)stage;
    broken = !call() || broken;
    return !broken;
}

static void lasting_failure(void)
{
    expect(fail_ever_after, "fails ever after");
}

TAP_MAIN(CASE(leaked_block), CASE(leaked_descriptor), CASE(leaked_handle),
         CASE(lost_packet), CASE(doubled_packet), CASE(packet_of_a_failed_call),
         CASE(undocumented_error), CASE_LONG(hanging_call, 60),
         CASE(aborting_call), CASE(noticed_interruption), CASE(lasting_failure))
