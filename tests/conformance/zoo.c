#include "zoo.h"

static const char *const kind_names[KINDS] = {"NULL", "garbage", "closed",
                                              "-1",   "event",   "thread",
                                              "port", "file",    "socket"};

struct zoo zoo;

static DWORD WINAPI wait_to_end(void *event)
{
    WaitForSingleObject(event, INFINITE);
    return 0;
}

static void zoo_open(void)
{
    struct address address;

    zoo.of[NONE] = NULL;
    zoo.of[GARBAGE] = (HANDLE)0xbad0bad0;
    zoo.of[CLOSED] = event_new();
    CloseHandle(zoo.of[CLOSED]);
    zoo.of[PSEUDO] = INVALID_HANDLE_VALUE;
    /* What follows must not take the closed handle's value. */
    for (HANDLE event; (event = event_new()) != zoo.of[CLOSED];)
        if (tap_where() == NATIVE)
            break;
    zoo.end = event_new();
    zoo.of[EVENT] = event_new();
    zoo.of[THREAD] = thread_start(wait_to_end, zoo.end);
    zoo.of[PORT] = port_new(0);
    zoo.of[FILES] = file_new(ASYNC, 100);
    zoo.of[SOCK] = (HANDLE)tcp_new(AF_INET);
    zoo.good_port = port_new(0);
    zoo.good_file = file_new(ASYNC, 100);
    zoo.good_socket = tcp_new(AF_INET);
    zoo.good_listener = listener_new(AF_INET, &address);
    extensions();
    if (tap_where() != NATIVE)
        CloseHandle(zoo.of[CLOSED]); /* reused above: close it again */
}

/* The objects were left alone. */
static void zoo_check_and_close(void)
{
    CHECK(!is_set(zoo.of[EVENT]));
    CHECK(WaitForSingleObject(zoo.of[THREAD], 0) == WAIT_TIMEOUT);
    CHECK_NO_PACKET(zoo.of[PORT]);
    CHECK_NO_PACKET(zoo.good_port);
    port_add(zoo.good_port, zoo.of[FILES], KEY);
    port_add(zoo.good_port, zoo.of[SOCK], KEY);
    SetEvent(zoo.end);
    CHECK(wait_for(zoo.of[THREAD]));
    for (int i = EVENT; i < SOCK; i++)
        CHECK(CloseHandle(zoo.of[i]), "%s", kind_names[i]);
    CHECK(closesocket((SOCKET)zoo.of[SOCK]) == 0);
}

void try_all(const struct call *calls, unsigned count, DWORD expected,
             const char *wine)
{
    zoo_open();
    for (unsigned i = 0; i < count; i++) {
        for (int kind = 0; kind < KINDS; kind++) {
            DWORD error;
            int ok;

            if (calls[i].takes & BIT(kind))
                continue;
            SetLastError(UNTOUCHED);
            ok = calls[i].run(zoo.of[kind]);
            error = GetLastError();
            if (calls[i].wine & BIT(kind))
                tap_differs(WINE_8, wine);
            CHECK(!ok && error == expected, "%s(%s): %s, error %u",
                  calls[i].name, kind_names[kind], ok ? "succeeded" : "failed",
                  (unsigned)error);
        }
    }
    zoo_check_and_close();
}
