/* openiocp-echo: sends back every byte it gets on a loopback port. Win32 source
 * only: the same files build with mingw. This one reads the options and ends
 * the server when the console says so: Ctrl+C, or a closed console.
 */
#include <winsock2.h>

#include <windows.h>

#include "echo.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The console handler gets no context: hence static. */
static HANDLE stop_event;    /* somebody asked us to end */
static HANDLE stopped_event; /* all is closed: the process may end */

void echo_fail(const char *what, DWORD error)
{
    fprintf(stderr, "openiocp-echo: %s: error %lu\n", what,
            (unsigned long)error);
    exit(EXIT_FAILURE);
}

/* After CTRL_CLOSE_EVENT the process ends as soon as this returns, so that
 * one waits for main to finish. ["HandlerRoutine callback", Remarks] */
static BOOL WINAPI console_event(DWORD event)
{
    if (event != CTRL_C_EVENT && event != CTRL_BREAK_EVENT &&
        event != CTRL_CLOSE_EVENT)
        return FALSE;
    SetEvent(stop_event);
    if (event == CTRL_CLOSE_EVENT)
        WaitForSingleObject(stopped_event, ECHO_STOP_LIMIT_MS);
    return TRUE;
}

static DWORD number_parse(const char *text, DWORD low, DWORD high)
{
    char *end;
    unsigned long value = strtoul(text, &end, 10);

    if (end == text || *end || value < low || value > high) {
        fprintf(stderr, "openiocp-echo: %s: want %lu to %lu\n", text,
                (unsigned long)low, (unsigned long)high);
        exit(EXIT_FAILURE);
    }
    return (DWORD)value;
}

static void options_parse(struct echo_options *options, int argc, char **argv)
{
    int i;

    for (i = 1; i + 1 < argc; i += 2) {
        if (strcmp(argv[i], "--port") == 0)
            options->port = (unsigned short)number_parse(argv[i + 1], 0, 65535);
        else if (strcmp(argv[i], "--threads") == 0)
            options->threads = number_parse(argv[i + 1], 1, ECHO_THREAD_LIMIT);
        else if (strcmp(argv[i], "--size") == 0)
            options->buffer_bytes = number_parse(argv[i + 1], 1, 1 << 24);
        else
            break;
    }
    if (i < argc) {
        fprintf(stderr, "usage: openiocp-echo [--port N] [--threads N] "
                        "[--size BUFFER_BYTES]\n");
        exit(EXIT_FAILURE);
    }
}

int main(int argc, char **argv)
{
    struct echo_options options = {0, 1, 8192};

    options_parse(&options, argc, argv);
    stop_event = CreateEventW(NULL, TRUE, FALSE, NULL);
    stopped_event = CreateEventW(NULL, TRUE, FALSE, NULL);
    if (!stop_event || !stopped_event)
        echo_fail("CreateEvent", GetLastError());
    if (!SetConsoleCtrlHandler(console_event, TRUE))
        echo_fail("SetConsoleCtrlHandler", GetLastError());
    echo_start(&options);
    echo_announce();
    WaitForSingleObject(stop_event, INFINITE);
    echo_stop();
    SetEvent(stopped_event);
    return EXIT_SUCCESS;
}
