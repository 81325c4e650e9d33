/* TransmitFile. */
#include <string.h>

#include "faults/scenarios.h"

#define SMALL 5000u
#define LARGE 700000u /* more than the chunk of 256 KiB */
#define ENDS 10u

static char head[ENDS] = "the head:", tail[ENDS] = ", the end";

static bool open_with(struct stage *stage, DWORD size)
{
    return stage_port(stage) && stage_pair(stage) &&
           CreateIoCompletionPort((HANDLE)stage->peer, stage->port, 2, 0) ==
               stage->port &&
           stage_file(stage, size, 0);
}

static bool open_small(struct stage *stage)
{
    return open_with(stage, SMALL);
}

static bool open_large(struct stage *stage)
{
    return open_with(stage, LARGE);
}

static bool start(struct stage *stage, struct request *request, DWORD flags)
{
    TRANSMIT_FILE_BUFFERS buffers = {head, ENDS, tail, ENDS};

    return stage_start(stage, request, CALL_TRANSMIT,
                       TransmitFile(stage->ours, stage->file, 0, 0,
                                    &request->overlapped, &buffers, flags));
}

/* What the peer has: as much as came before the end. */
static bool is_right(const char *bytes, DWORD count, DWORD size)
{
    for (DWORD i = 0; i < size; i++)
        if (bytes[ENDS + i] != (char)stage_byte(i))
            return complain("byte %lu is wrong", (unsigned long)i);
    return count == size + 2 * ENDS && memcmp(bytes, head, ENDS) == 0 &&
           memcmp(bytes + ENDS + size, tail, ENDS) == 0;
}

/* Receives on the port, so that a TransmitFile that fails is noticed. */
static bool receive(struct stage *stage, const struct request *transmit,
                    DWORD size)
{
    static char in[LARGE + 2 * ENDS];
    static struct request request;
    DWORD done = 0, flags = 0;

    request.bytes = 1;
    while (done < size + 2 * ENDS && request.bytes > 0) {
        WSABUF rest = {size + 2 * ENDS - done, in + done};

        if (!stage_start(stage, &request, CALL_RECV,
                         WSARecv(stage->peer, &rest, 1, NULL, &flags,
                                 &request.overlapped, NULL) == 0) ||
            !stage_finish_after(stage, &request, transmit))
            return false;
        done += request.bytes;
    }
    return is_right(in, done, size);
}

static bool transmits(struct stage *stage, DWORD size, DWORD flags)
{
    struct request request = {0};
    bool ok = start(stage, &request, flags) && receive(stage, &request, size) &&
              stage_finish(stage, &request) && request.bytes == size + 2 * ENDS;

    return stage_close(stage) && ok;
}

static bool small(struct stage *stage)
{
    return transmits(stage, SMALL, 0);
}

const struct scenario transmit_small = {"TransmitFile, small", open_small,
                                        small};

static bool reuse(struct stage *stage)
{
    return transmits(stage, SMALL, TF_DISCONNECT | TF_REUSE_SOCKET);
}

const struct scenario transmit_reuse = {"TransmitFile with reuse", open_small,
                                        reuse};

static bool large(struct stage *stage)
{
    return transmits(stage, LARGE, 0);
}

const struct scenario transmit_large = {"TransmitFile, large", open_large,
                                        large};

/* Without an OVERLAPPED: fits the socket's buffers, so that nobody need read
 * meanwhile. */
static bool blocking(struct stage *stage)
{
    static const struct request done;
    TRANSMIT_FILE_BUFFERS buffers = {head, ENDS, tail, ENDS};
    bool ok = call_ok(CALL_TRANSMIT, TransmitFile(stage->ours, stage->file, 0,
                                                  0, NULL, &buffers, 0)) &&
              receive(stage, &done, SMALL);

    return stage_close(stage) && ok;
}

const struct scenario transmit_blocking = {"TransmitFile, blocking", open_small,
                                           blocking};

static bool cancelled(struct stage *stage)
{
    struct request request = {0};
    bool ok = start(stage, &request, 0);

    stage->cancelled = true;
    CancelIoEx((HANDLE)stage->ours, &request.overlapped);
    return stage_close(stage) && ok;
}

const struct scenario transmit_cancelled = {"TransmitFile cancelled",
                                            open_large, cancelled};
