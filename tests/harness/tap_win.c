/* The harness on Windows and Wine: all cases in one process, for a start
 * costs seconds there. A case that hangs or crashes ends the run ("Bail
 * out!"), after naming itself. */
#include "tap.h"

#include <windows.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *volatile running; /* the case, for the watchdog */
static volatile LONG serial;         /* changes with each case */

enum tap_where tap_platform(void)
{
    HMODULE ntdll = GetModuleHandleA("ntdll.dll");
    FARPROC found = GetProcAddress(ntdll, "wine_get_version");
    const char *(*wine_get_version)(void);

    if (!found)
        return WINDOWS;
    memcpy(&wine_get_version, &found, sizeof found);
    return strncmp(wine_get_version(), "8.", 2) == 0 ? WINE_8 : WINE_OTHER;
}

void tap_settle(unsigned ms)
{
    Sleep(ms);
}

static void bail_out(const char *why)
{
    printf("# %s: %s\nBail out! %s %s\n", running, why, running, why);
    fflush(stdout);
    _exit(1);
}

struct watch {
    LONG serial;
    DWORD ms;
};

static DWORD WINAPI watchdog(void *argument)
{
    struct watch watch = *(struct watch *)argument;

    free(argument);
    Sleep(watch.ms);
    if (serial == watch.serial)
        bail_out("hung");
    return 0;
}

static LONG WINAPI crashed(EXCEPTION_POINTERS *info)
{
    char why[64];

    snprintf(why, sizeof why, "crashed, exception %#lx",
             info->ExceptionRecord->ExceptionCode);
    bail_out(why);
    return EXCEPTION_EXECUTE_HANDLER;
}

int tap_run_apart(const struct tap_case *one, char *directive)
{
    struct watch *watch = malloc(sizeof *watch);
    int ok;

    SetUnhandledExceptionFilter(crashed);
    running = one->name;
    watch->serial = InterlockedIncrement(&serial);
    watch->ms = tap_scaled(one->seconds * 1000);
    CloseHandle(CreateThread(NULL, 0, watchdog, watch, 0, NULL));
    ok = tap_run_here(one, directive);
    InterlockedIncrement(&serial);
    return ok;
}

int tap_make_folder(const char *name)
{
    return CreateDirectoryA(name, NULL);
}

int tap_remove_folder(const char *name)
{
    return RemoveDirectoryA(name);
}
