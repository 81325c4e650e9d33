/* Random reads of 4 KiB with ReadFile, `depth` of them in flight, their packets
 * taken in batches by one thread. Win32 source but for job.h.
 *
 * With --skip 1 a read that is done at once queues no packet, as a program for
 * Windows asks for with FILE_SKIP_COMPLETION_PORT_ON_SUCCESS. That is for depth
 * 1: with more, the first request would never leave room for the second.
 */
#include <windows.h>

#include "job.h"

#include <stdio.h>
#include <stdlib.h>

struct request {
    OVERLAPPED overlapped;
    void *block;
};

static struct job job;
static HANDLE file;
static HANDLE port;
static struct request requests[JOB_DEPTH_MAX];
static uint64_t state = 88172645463325252u; /* of the offsets */
static uint64_t done;

static void fail(const char *what)
{
    fprintf(stderr, "%s: error %lu\n", what, (unsigned long)GetLastError());
    exit(EXIT_FAILURE);
}

/* TRUE: done already, and no packet comes. */
static BOOL read_start(struct request *request)
{
    uint64_t offset = job_offset(&job, &state);

    request->overlapped.Offset = (DWORD)offset;
    request->overlapped.OffsetHigh = (DWORD)(offset >> 32);
    if (ReadFile(file, request->block, JOB_BLOCK, NULL, &request->overlapped))
        return job.skip;
    if (GetLastError() != ERROR_IO_PENDING)
        fail("ReadFile");
    return FALSE;
}

/* Until one is pending, or until the time is up: TRUE. */
static BOOL read_next(struct request *request, unsigned *calls)
{
    while (!job_over(&job, calls)) {
        if (!read_start(request))
            return FALSE;
        done++;
    }
    return TRUE;
}

static void packet_take(const OVERLAPPED_ENTRY *entry)
{
    if (entry->dwNumberOfBytesTransferred != JOB_BLOCK)
        fail("short read");
    done++;
}

/* Each packet's request goes again; after the end they only come back. */
static void packets_run(unsigned in_flight, BOOL over, unsigned calls)
{
    OVERLAPPED_ENTRY entries[JOB_DEPTH_MAX];
    ULONG count;

    while (in_flight > 0) {
        if (!GetQueuedCompletionStatusEx(port, entries, JOB_DEPTH_MAX, &count,
                                         INFINITE, FALSE))
            fail("GetQueuedCompletionStatusEx");
        for (ULONG i = 0; i < count; i++) {
            packet_take(&entries[i]);
            over =
                over || read_next(CONTAINING_RECORD(entries[i].lpOverlapped,
                                                    struct request, overlapped),
                                  &calls);
            in_flight -= over;
        }
    }
}

static void file_open(void)
{
    DWORD flags =
        FILE_FLAG_OVERLAPPED | (job.direct ? FILE_FLAG_NO_BUFFERING : 0);

    file = CreateFileA(job.file, GENERIC_READ, FILE_SHARE_READ, NULL,
                       OPEN_EXISTING, flags, NULL);
    if (file == INVALID_HANDLE_VALUE)
        fail(job.file);
    port = CreateIoCompletionPort(file, NULL, 0, 1);
    if (!port)
        fail("CreateIoCompletionPort");
    if (job.skip && !SetFileCompletionNotificationModes(
                        file, FILE_SKIP_COMPLETION_PORT_ON_SUCCESS))
        fail("SetFileCompletionNotificationModes");
}

int main(int argc, char **argv)
{
    unsigned in_flight = 0;
    unsigned calls = 0;
    BOOL over = FALSE;

    job_parse(&job, argc, argv);
    file_open();
    for (unsigned i = 0; i < job.depth; i++)
        requests[i].block = job_block();
    job_begin(&job);
    for (unsigned i = 0; i < job.depth && !over; i++) {
        over = read_next(&requests[i], &calls);
        in_flight += !over;
    }
    packets_run(in_flight, over, calls);
    job_end(&job, done);
    return EXIT_SUCCESS;
}
