/* openiocp-web: starts, waits for a signal, stops. The main thread also keeps
 * the time for everybody. */
#include "log.h"
#include "options.h"
#include "server.h"

#include <stdio.h>
#include <string.h>

static HANDLE stop_event; /* set by the first signal */
static volatile LONG signals;

/* Windows ends the process when this returns from CTRL_CLOSE_EVENT, which is
 * what SIGTERM becomes. So it never does: the end of main ends it as well. */
static BOOL WINAPI on_signal(DWORD event)
{
    if (InterlockedIncrement(&signals) > 1)
        ExitProcess(EXIT_CUT);
    SetEvent(stop_event);
    if (event != CTRL_C_EVENT && event != CTRL_BREAK_EVENT)
        Sleep(INFINITE);
    return TRUE;
}

static bool prepare(void)
{
    WSADATA data;

    stop_event = CreateEventA(NULL, TRUE, FALSE, NULL);
    if (!stop_event || WSAStartup(MAKEWORD(2, 2), &data) != 0) {
        fputs("openiocp-web: cannot start Winsock\n", stderr);
        return false;
    }
    return SetConsoleCtrlHandler(on_signal, TRUE);
}

static void announce(const struct server *server, const struct options *options)
{
    bool ipv6 = strchr(options->address, ':') != NULL;

    printf("serving %s on http://%s%s%s:%u/\n", options->directory,
           ipv6 ? "[" : "", options->address, ipv6 ? "]" : "",
           acceptor_port(&server->acceptor));
    fflush(stdout);
}

static int run(const struct options *options, struct log *log)
{
    static struct server server; /* too large for a stack */

    if (!server_start(&server, options, log))
        return EXIT_START;
    announce(&server, options);
    while (WaitForSingleObject(stop_event, SERVER_TICK_MS) == WAIT_TIMEOUT)
        server_tick(&server);
    if (!server_stop(&server, options->timeout_drain * 1000u))
        return EXIT_CUT;
    return EXIT_OK;
}

/* Only once no worker can write to it any more. */
static void end_log(struct log *log)
{
    ULONGLONG lost = log_close(log);

    if (lost)
        fprintf(stderr, "openiocp-web: %lu log lines were dropped\n",
                (unsigned long)lost);
}

int main(int argc, char **argv)
{
    struct options options;
    struct log log;
    int code;

    switch (options_read(&options, argc, argv)) {
    case OPTIONS_DONE:
        return EXIT_OK;
    case OPTIONS_WRONG:
        return EXIT_USAGE;
    case OPTIONS_RUN:
        break;
    }
    if (!prepare())
        return EXIT_START;
    if (options.log && !log_open(&log, options.log)) {
        fprintf(stderr, "openiocp-web: cannot open the log: %s\n", options.log);
        return EXIT_START;
    }
    code = run(&options, options.log ? &log : NULL);
    if (code == EXIT_CUT)
        ExitProcess(EXIT_CUT); /* workers still use everything */
    if (options.log)
        end_log(&log);
    WSACleanup();
    return code;
}
