/* Starting and stopping. There are as many workers as the port lets run at
 * once. A worker blocks only in calls that open, look at or list files; where
 * the disk is slow, more threads than processors are the remedy (--threads).
 */
#include "server.h"

#include "connection.h"
#include "options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool complain(const char *what, const char *which)
{
    fprintf(stderr, "openiocp-web: %s: %s\n", what, which);
    return false;
}

void server_enter(struct server *server)
{
    InterlockedIncrement(&server->users);
}

void server_leave(struct server *server)
{
    if (InterlockedDecrement(&server->users) == 0)
        SetEvent(server->drained);
}

bool server_is_stopping(struct server *server)
{
    return InterlockedCompareExchange(&server->stopping, 0, 0) != 0;
}

static DWORD WINAPI worker_main(void *argument)
{
    struct server *server = argument;

    for (;;) {
        OVERLAPPED *overlapped = NULL;
        ULONG_PTR key = KEY_STOP;
        DWORD bytes = 0;
        BOOL ok = GetQueuedCompletionStatus(server->port, &bytes, &key,
                                            &overlapped, INFINITE);

        if (!overlapped)
            return 0; /* KEY_STOP */
        if (key == KEY_ACCEPT)
            acceptor_completed(server, overlapped, ok);
        else
            connection_completed(overlapped, ok, bytes);
    }
}

static unsigned processor_count(void)
{
    SYSTEM_INFO info;

    GetSystemInfo(&info);
    return info.dwNumberOfProcessors ? info.dwNumberOfProcessors : 1;
}

static bool start_workers(struct server *server, unsigned count)
{
    server->threads = calloc(count, sizeof *server->threads);
    if (!server->threads)
        return complain("out of memory", "threads");
    for (unsigned i = 0; i < count; i++) {
        HANDLE thread = CreateThread(NULL, 0, worker_main, server, 0, NULL);

        if (!thread)
            return complain("cannot start", "a thread");
        server->threads[server->thread_count++] = thread;
    }
    return true;
}

static void set_timeouts(struct server *server, const struct options *options)
{
    DWORD *timeout_ms = server->timers.timeout_ms;

    timeout_ms[TIMER_IDLE] = options->timeout_idle * 1000u;
    timeout_ms[TIMER_HEAD] = options->timeout_header * 1000u;
    timeout_ms[TIMER_SEND] = options->timeout_send * 1000u;
    timeout_ms[TIMER_LINGER] = 2000;
}

static bool get_transmit_file(struct server *server)
{
    GUID guid = WSAID_TRANSMITFILE;
    DWORD bytes;

    return WSAIoctl(server->acceptor.listener,
                    SIO_GET_EXTENSION_FUNCTION_POINTER, &guid, sizeof guid,
                    &server->transmit_file, sizeof server->transmit_file,
                    &bytes, NULL, NULL) == 0;
}

static bool open_port(struct server *server, unsigned threads)
{
    SOCKET listener = server->acceptor.listener;

    server->drained = CreateEventA(NULL, TRUE, FALSE, NULL);
    server->port =
        CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, threads);
    return server->drained && server->port &&
           CreateIoCompletionPort((HANDLE)listener, server->port, KEY_ACCEPT,
                                  0);
}

bool server_start(struct server *server, const struct options *options,
                  struct log *log)
{
    unsigned threads = options->threads ? options->threads : processor_count();

    memset(server, 0, sizeof *server);
    server->users = 1;
    server->log = log;
    server->site.listing = options->listing;
    date_cache_init(&server->site.dates);
    cache_init(&server->site.cache);
    timers_init(&server->timers, connection_cancel);
    set_timeouts(server, options);
    if (!root_open(&server->site.root, options->directory))
        return complain("cannot serve this directory", options->directory);
    if (!acceptor_listen(&server->acceptor, options->address, options->port,
                         (LONG)options->connections))
        return complain("cannot listen on this address", options->address);
    if (!get_transmit_file(server) || !open_port(server, threads))
        return complain("cannot create", "the completion port");
    if (!start_workers(server, threads))
        return false;
    acceptor_start(server);
    return true;
}

void server_tick(struct server *server)
{
    timers_expire(&server->timers);
    cache_expire(&server->site.cache);
    acceptor_refill(server);
}

/* Waits for the last user. Connections that became idle just before
 * `stopping` was seen are found by the next round. */
static bool wait_for_drain(struct server *server, DWORD drain_ms)
{
    ULONGLONG end = GetTickCount64() + drain_ms;

    do {
        timers_expire_kind(&server->timers, TIMER_IDLE);
        timers_expire(&server->timers);
        if (WaitForSingleObject(server->drained, SERVER_TICK_MS) ==
            WAIT_OBJECT_0)
            return true;
    } while (GetTickCount64() < end);
    return false;
}

static void stop_workers(struct server *server)
{
    for (int i = 0; i < server->thread_count; i++)
        PostQueuedCompletionStatus(server->port, 0, KEY_STOP, NULL);
    for (int i = 0; i < server->thread_count; i++) {
        WaitForSingleObject(server->threads[i], INFINITE);
        CloseHandle(server->threads[i]);
    }
    free(server->threads);
}

bool server_stop(struct server *server, DWORD drain_ms)
{
    InterlockedExchange(&server->stopping, 1);
    acceptor_stop(server);
    server_leave(server); /* the server's own, see `users` */
    if (!wait_for_drain(server, drain_ms))
        return false;
    stop_workers(server);
    CloseHandle(server->port);
    CloseHandle(server->drained);
    DeleteCriticalSection(&server->acceptor.lock);
    timers_fini(&server->timers);
    date_cache_fini(&server->site.dates);
    cache_fini(&server->site.cache);
    return true;
}
