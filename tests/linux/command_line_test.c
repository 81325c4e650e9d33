/* The command line of a process that was given odd arguments: taken apart, it
 * is these again. The child is this program; it answers before main runs. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <windows.h>

#include "harness/tap.h"

#define CHILD "COMMAND_LINE_CHILD"

static int same_text(const WCHAR *wide, const char *text)
{
    while (*wide != 0 && *wide == (unsigned char)*text) {
        wide++;
        text++;
    }
    return *wide == 0 && *text == '\0';
}

__attribute__((constructor)) static void answer(int argc, char **argv)
{
    int count = 0;
    LPWSTR *parts;

    if (getenv(CHILD) == NULL)
        return;
    parts = CommandLineToArgvW(GetCommandLineW(), &count);
    if (parts == NULL || count != argc)
        _exit(1);
    for (int i = 0; i < count; i++)
        if (!same_text(parts[i], argv[i]))
            _exit(2);
    LocalFree(parts);
    _exit(0);
}

static void run(char *const *arguments)
{
    int status = -1;
    pid_t child = fork();

    if (child == 0) {
        setenv(CHILD, "1", 1);
        execv("/proc/self/exe", arguments);
        _exit(3);
    }
    CHECK(waitpid(child, &status, 0) == child && status == 0, "child: %d",
          WEXITSTATUS(status));
}

static void plain(void)
{
    run((char *[]){"program", "a", "b", NULL});
}

static void odd(void)
{
    run((char *[]){"a program", "", " ", "a b", "a\"b", "\\", "\\\\", "a\\",
                   "a b\\", "a b\\\\", "\"", "\\\"", "a\\\\\"b c", "\t", "\n",
                   "\"\"", "\"\"\"", "c:\\x y\\\"z\"", NULL});
}

static void many(void)
{
    static char *arguments[1002];
    static char text[64];

    memset(text, 'x', sizeof text - 1);
    for (int i = 0; i < 1001; i++)
        arguments[i] = text;
    run(arguments);
}

TAP_MAIN(CASE(plain), CASE(odd), CASE(many))
