/* What runs out or breaks for real: descriptors, the disk, the peer. */
#include "faults/scenarios.h"
#include "faults/small_disk.h"
#include "harness/tap.h"

#define PAGE 4096u

/* ---- Descriptors ---- */

static void run_out(const struct scenario *scenario)
{
    struct loop_report report;

    loop_descriptors(scenario, &report);
    loop_judge(scenario, &report);
    CHECK(report.fired > 0, "%s needs no descriptor", scenario->name);
}

static void descriptors_of_sockets(void)
{
    run_out(&pairs_from_nothing);
    run_out(&connecting);
    run_out(&connecting_data);
}

/* The one in reserve is what an AcceptEx that has begun can count on. */
static void descriptors_of_accepts(void)
{
    run_out(&accepting);
    run_out(&accepting_data);
    run_out(&accepting_cancelled);
    run_out(&accepting_closed);
}

static void descriptors_of_reuse(void)
{
    run_out(&disconnecting_reuse);
    run_out(&transmit_reuse);
}

static void descriptors_of_files(void)
{
    run_out(&file_from_nothing);
    run_out(&file_made);
    run_out(&file_made_anew);
    run_out(&listing);
}

#define BLOCK (sizeof(SOCKADDR_IN) + 16)

static bool before_connecting(struct stage *stage)
{
    stage->peer = stage_socket();
    return stage_port(stage) && stage_listen(stage) &&
           CreateIoCompletionPort((HANDLE)stage->listener, stage->port, 3, 0) ==
               stage->port &&
           stage_file(stage, PAGE, FILE_FLAG_OVERLAPPED);
}

static bool start_accept(struct stage *stage, struct request *request)
{
    static char buffer[2 * BLOCK];
    DWORD bytes;

    return stage_start(stage, request, CALL_ACCEPT_EX,
                       AcceptEx(stage->listener, stage->ours, buffer, 0, BLOCK,
                                BLOCK, &bytes, &request->overlapped));
}

/* The engine has got so far that it has done all that came before. A read of
 * nothing always goes there. */
static bool catch_up(struct stage *stage)
{
    struct request read = {0};

    return stage_start(
               stage, &read, CALL_READ,
               ReadFile(stage->file, NULL, 0, NULL, &read.overlapped)) &&
           stage_finish(stage, &read);
}

/* An AcceptEx that found no descriptor and is cancelled leaves the one in
 * reserve where it was: nobody else can take it, and the next finds it. */
static bool cancel_and_accept(struct stage *stage)
{
    static struct request first, second;
    SOCKET other;
    bool ok;

    if ((stage->ours = stage_socket()) == INVALID_SOCKET)
        return false;
    ok = start_accept(stage, &first) && catch_up(stage);
    stage->cancelled = true;
    CancelIoEx((HANDLE)stage->listener, NULL);
    stage_finish(stage, &first);
    other = stage_socket();
    ok = ok && start_accept(stage, &second) &&
         connect(stage->peer, (SOCKADDR *)&stage->name, sizeof stage->name) ==
             0 &&
         (stage_finish(stage, &second) || complain("the reserve is gone"));
    stage_close_socket(&other);
    return ok;
}

static void descriptor_in_reserve(void)
{
    static const struct scenario reserve = {"the reserve", before_connecting,
                                            cancel_and_accept};

    run_out(&reserve);
}

static void need_none(const struct scenario *scenario)
{
    struct loop_report report;

    loop_descriptors(scenario, &report);
    loop_judge(scenario, &report);
    CHECK(report.fired == 0, "%s needs descriptors", scenario->name);
}

/* Events, ports, threads and messages do without. */
static void descriptors_of_nothing(void)
{
    need_none(&events);
    need_none(&posts);
    need_none(&threads);
    need_none(&stream_messages);
    need_none(&file_reads);
}

/* ---- The disk ---- */

static bool open_empty(struct stage *stage)
{
    return stage_port(stage) && stage_file(stage, 0, FILE_FLAG_OVERLAPPED);
}

static bool write_at(struct stage *stage, DWORD offset, DWORD count)
{
    static unsigned char bytes[2 * SMALL_DISK];
    struct request request = {.overlapped = {.Offset = offset}};
    bool ok = stage_start(stage, &request, CALL_WRITE,
                          WriteFile(stage->file, bytes, count, NULL,
                                    &request.overlapped)) &&
              stage_finish(stage, &request);

    if (!ok && (request.error != ERROR_DISK_FULL || request.bytes != 0))
        complain("ended with %lu and %lu bytes", (unsigned long)request.error,
                 (unsigned long)request.bytes);
    return ok;
}

/* `loop_place` pages are free, then comes a write of more, and one of less. */
static bool fill_disk(struct stage *stage)
{
    DWORD used = SMALL_DISK - loop_place * PAGE;
    bool ok = (used == 0 || write_at(stage, 0, used)) &&
              (!write_at(stage, used, SMALL_DISK + PAGE) ||
               complain("more went in than there was room for"));

    ok = ok && write_at(stage, 0, PAGE); /* what it has can be written over */
    return stage_close(stage) && ok;
}

/* The same on a synchronous handle. */
static bool fill_inside(struct stage *stage)
{
    static unsigned char bytes[SMALL_DISK + PAGE];
    DWORD count = 1;
    bool ok;

    (void)stage;
    ok = !WriteFile(stage->file, bytes, sizeof bytes, &count, NULL) &&
         GetLastError() == ERROR_DISK_FULL && count == 0;
    if (!ok)
        complain("ended with %lu, %lu bytes", (unsigned long)GetLastError(),
                 (unsigned long)count);
    return stage_close(stage) && ok;
}

static bool open_inside(struct stage *stage)
{
    return stage_file(stage, 0, 0);
}

static void full_disk(void)
{
    static const struct scenario full = {"a full disk", open_empty, fill_disk};
    static const struct scenario inside = {"a full disk, synchronous",
                                           open_inside, fill_inside};
    struct loop_report report;

    if (!small_disk_mount()) {
        tap_diag("no small file system to be had here: RLIMIT_FSIZE instead");
        small_disk_limit();
    }
    loop_places(&full, SMALL_DISK / PAGE, &report);
    loop_judge(&full, &report);
    loop_places(&inside, 1, &report);
    loop_judge(&inside, &report);
}

/* No room for another name: the file system has three inodes, of which its
 * root and the stage's file are two. */
static bool make_one_too_many(struct stage *stage)
{
    HANDLE second = CreateFileA("second", GENERIC_WRITE, 0, NULL, CREATE_NEW,
                                FILE_FLAG_DELETE_ON_CLOSE, NULL);
    HANDLE third =
        CreateFileA("third", GENERIC_WRITE, 0, NULL, CREATE_NEW, 0, NULL);
    bool ok = second != INVALID_HANDLE_VALUE && third == INVALID_HANDLE_VALUE &&
              GetLastError() == ERROR_DISK_FULL;

    CloseHandle(second);
    return (ok || complain("CreateFile failed with %lu",
                           (unsigned long)GetLastError())) &&
           stage_close(stage);
}

static void full_folder(void)
{
    static const struct scenario full = {"no inodes", open_inside,
                                         make_one_too_many};
    struct loop_report report;

    if (!small_disk_mount())
        SKIP("no small file system to be had here");
    loop_places(&full, 1, &report);
    loop_judge(&full, &report);
}

TAP_MAIN(CASE_LONG(descriptors_of_sockets, 60),
         CASE_LONG(descriptors_of_accepts, 60), CASE(descriptor_in_reserve),
         CASE_LONG(descriptors_of_reuse, 60),
         CASE_LONG(descriptors_of_files, 60),
         CASE_LONG(descriptors_of_nothing, 60), CASE_LONG(full_disk, 60),
         CASE(full_folder))
