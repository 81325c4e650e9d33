#include "linux/programs.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "harness/tap.h"

#define DEADLINE tap_scaled(5000)

PROCESS_INFORMATION program_start(const char *text, BOOL inherits, DWORD flags)
{
    STARTUPINFOA startup = {.cb = sizeof startup};
    PROCESS_INFORMATION child = {0};
    char line[1024];

    snprintf(line, sizeof line, "%s", text);
    CHECK(CreateProcessA(NULL, line, NULL, NULL, inherits, flags, NULL, NULL,
                         &startup, &child),
          "%s: %u", line, GetLastError());
    return child;
}

PROCESS_INFORMATION program_shell(const char *script)
{
    char line[1024];

    snprintf(line, sizeof line, "/bin/sh -c \"%s\"", script);
    return program_start(line, FALSE, 0);
}

DWORD program_result(HANDLE process)
{
    DWORD code = 0xdeadbeef;

    CHECK(WaitForSingleObject(process, DEADLINE) == WAIT_OBJECT_0);
    CHECK(GetExitCodeProcess(process, &code));
    return code;
}

void program_forget(PROCESS_INFORMATION *child)
{
    CHECK(CloseHandle(child->hThread) && CloseHandle(child->hProcess));
}

bool program_is_gone(DWORD pid)
{
    for (unsigned i = 0; i < DEADLINE; i++) {
        if (kill((pid_t)pid, 0) != 0 && errno == ESRCH)
            return true;
        Sleep(1);
    }
    return false;
}
