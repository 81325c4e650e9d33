/* What is asked of the system by name, and requests that end inside their
 * call. */
#include <ws2tcpip.h>

#include "faults/scenarios.h"

static bool with_file(struct stage *stage)
{
    return stage_file(stage, 100, 0);
}

/* A listing, by UTF-16, which has one more copy. */
static bool list(struct stage *stage)
{
    WIN32_FIND_DATAW found;
    unsigned count = 0;
    HANDLE listing = FindFirstFileW(u"faults-*", &found);
    bool ok = call_ok(CALL_FIND, listing != INVALID_HANDLE_VALUE);

    if (ok) {
        do
            count++;
        while (FindNextFileW(listing, &found));
        ok = call_ok(CALL_FIND, GetLastError() == ERROR_NO_MORE_FILES) &&
             count > 0;
        FindClose(listing);
    }
    return stage_close(stage) && ok;
}

const struct scenario listing = {"FindFirstFile", with_file, list};

static bool resolve(struct stage *stage)
{
    struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_flags = AI_PASSIVE};
    struct addrinfo *addresses = NULL;
    int error = getaddrinfo(NULL, "80", &hints, &addresses);
    bool ok = error == 0;

    SetLastError((DWORD)error);
    call_ok(CALL_RESOLVE, ok);
    if (!ok && addresses != NULL)
        complain("getaddrinfo failed, with a result");
    if (ok)
        freeaddrinfo(addresses);
    return stage_close(stage) && ok;
}

const struct scenario resolving = {"getaddrinfo", NULL, resolve};

#define UNKNOWN_CODE _WSAIOR(IOC_VENDOR, 4711)

static bool control_new(struct stage *stage)
{
    GUID guid = WSAID_ACCEPTEX;
    static struct request known, unknown;
    void *function;
    DWORD bytes;

    stage->ours = stage_socket();
    if (stage->ours == INVALID_SOCKET ||
        !call_ok(CALL_PORT, CreateIoCompletionPort((HANDLE)stage->ours,
                                                   stage->port, 6, 0) != NULL))
        return false;
    return stage_start(stage, &known, CALL_IOCTL,
                       WSAIoctl(stage->ours, SIO_GET_EXTENSION_FUNCTION_POINTER,
                                &guid, sizeof guid, &function, sizeof function,
                                &bytes, &known.overlapped, NULL) == 0) &&
           stage_finish(stage, &known) &&
           stage_start(stage, &unknown, CALL_IOCTL,
                       WSAIoctl(stage->ours, UNKNOWN_CODE, NULL, 0, NULL, 0,
                                &bytes, &unknown.overlapped, NULL) == 0) &&
           !stage_finish(stage, &unknown) && !unknown.pending;
}

/* One code that ends at once and one that pends and fails: each has a packet
 * that must have been had before. */
static bool control(struct stage *stage)
{
    bool ok = stage_port(stage) && control_new(stage);

    return stage_close(stage) && ok;
}

const struct scenario controls = {"WSAIoctl", NULL, control};
