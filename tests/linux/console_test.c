/* The standard handles on descriptors of every kind, and the console calls on
 * a terminal, of which the test holds the other side. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include <windows.h>

#define TAP_LAST_ERROR GetLastError()
#include "harness/tap.h"

/* Puts `fd` where a standard descriptor is; what was there, to put it back. */
static int replace(int number, int fd)
{
    int saved = fcntl(number, F_DUPFD_CLOEXEC, 10);

    fflush(stdout);
    dup2(fd, number);
    return saved;
}

static void restore(int number, int saved)
{
    dup2(saved, number);
    close(saved);
}

struct terminal {
    int mine, theirs;
};

static struct terminal terminal_new(void)
{
    struct terminal terminal = {posix_openpt(O_RDWR | O_NOCTTY), -1};
    struct termios raw;

    CHECK(grantpt(terminal.mine) == 0 && unlockpt(terminal.mine) == 0);
    terminal.theirs = open(ptsname(terminal.mine), O_RDWR | O_NOCTTY);
    CHECK(terminal.theirs >= 0 && tcgetattr(terminal.theirs, &raw) == 0);
    raw.c_oflag &= ~(tcflag_t)OPOST;
    CHECK(tcsetattr(terminal.theirs, TCSANOW, &raw) == 0);
    return terminal;
}

static void terminal_close(const struct terminal *terminal)
{
    close(terminal->mine);
    close(terminal->theirs);
}

static int shows(const struct terminal *terminal, const char *text)
{
    char seen[256];
    size_t done = 0, len = strlen(text);

    while (done < len) {
        ssize_t count = read(terminal->mine, seen + done, len - done);

        if (count <= 0)
            return 0;
        done += (size_t)count;
    }
    return memcmp(seen, text, len) == 0;
}

/* Standard input is a pipe: it is read, and ends with 109. */
static void pipe_as_input(void)
{
    int ends[2], saved;
    HANDLE handle;
    char text[16];
    DWORD count = 0;

    CHECK(pipe(ends) == 0);
    saved = replace(0, ends[0]);
    handle = GetStdHandle(STD_INPUT_HANDLE);
    CHECK(GetFileType(handle) == FILE_TYPE_PIPE);
    CHECK(write(ends[1], "hello", 5) == 5);
    CHECK(ReadFile(handle, text, sizeof text, &count, NULL) && count == 5);
    CHECK(memcmp(text, "hello", 5) == 0);
    CHECK(!WriteFile(handle, text, 1, &count, NULL));
    CHECK_ERROR(ERROR_ACCESS_DENIED);
    close(ends[1]);
    restore(0, saved);
    CHECK(CloseHandle(handle));
    close(ends[0]);
}

/* A file as output: the position is the descriptor's, and closing the handle
 * leaves it open. */
static void file_as_output(void)
{
    char name[] = "console-XXXXXX", text[16] = "";
    int fd = mkstemp(name), saved;
    HANDLE handle;
    DWORD count = 0;

    unlink(name);
    saved = replace(2, fd);
    handle = GetStdHandle(STD_ERROR_HANDLE);
    CHECK(GetFileType(handle) == FILE_TYPE_DISK);
    CHECK(write(2, "ab", 2) == 2);
    CHECK(WriteFile(handle, "cd", 2, &count, NULL) && count == 2);
    CHECK(write(2, "ef", 2) == 2);
    CHECK(CloseHandle(handle));
    CHECK(write(2, "gh", 2) == 2);
    restore(2, saved);
    CHECK(pread(fd, text, sizeof text, 0) == 8);
    CHECK(memcmp(text, "abcdefgh", 8) == 0);
    close(fd);
}

/* A descriptor that is closed is no handle. */
static void closed_descriptor(void)
{
    int saved = fcntl(0, F_DUPFD_CLOEXEC, 10);

    close(0);
    CHECK(GetStdHandle(STD_INPUT_HANDLE) == NULL);
    restore(0, saved);
    CHECK(GetStdHandle(STD_INPUT_HANDLE) != NULL);
}

static void read_a_line(void)
{
    struct terminal terminal = terminal_new();
    int saved = replace(0, terminal.theirs);
    HANDLE handle = GetStdHandle(STD_INPUT_HANDLE);
    DWORD mode = 0, count = 0;
    char text[16];

    CHECK(GetFileType(handle) == FILE_TYPE_CHAR);
    CHECK(GetConsoleMode(handle, &mode));
    CHECK(mode ==
          (ENABLE_PROCESSED_INPUT | ENABLE_LINE_INPUT | ENABLE_ECHO_INPUT));
    CHECK(SetConsoleMode(handle, ENABLE_LINE_INPUT));
    CHECK(GetConsoleMode(handle, &mode) && mode == ENABLE_LINE_INPUT);
    CHECK(!SetConsoleMode(handle, ENABLE_ECHO_INPUT));
    CHECK_ERROR(ERROR_INVALID_PARAMETER);
    CHECK(!SetConsoleMode(handle, 0x8000));
    CHECK_ERROR(ERROR_INVALID_PARAMETER);
    CHECK(!GetConsoleMode(handle, NULL));
    CHECK_ERROR(ERROR_NOACCESS);
    CHECK(write(terminal.mine, "one\ntwo\n", 8) == 8);
    CHECK(ReadFile(handle, text, sizeof text, &count, NULL) && count == 4);
    CHECK(memcmp(text, "one\n", 4) == 0);
    CHECK(!WriteConsoleA(handle, "x", 1, NULL, NULL));
    CHECK_ERROR(ERROR_INVALID_HANDLE);
    restore(0, saved);
    CloseHandle(handle);
    terminal_close(&terminal);
}

static void write_text(void)
{
    struct terminal terminal = terminal_new();
    int saved = replace(2, terminal.theirs);
    HANDLE handle = GetStdHandle(STD_ERROR_HANDLE);
    DWORD mode = 0, count = 0;

    CHECK(WriteConsoleA(handle, "plain ", 6, &count, NULL) && count == 6);
    CHECK(
        WriteConsoleW(handle, (const WCHAR *)u"w\u00efde ", 5, &count, NULL) &&
        count == 5);
    CHECK(shows(&terminal, "plain w\303\257de "));
    CHECK(SetConsoleTextAttribute(handle, FOREGROUND_RED));
    CHECK(shows(&terminal, "\033[0;31;40m"));
    CHECK(SetConsoleTextAttribute(
        handle, FOREGROUND_BLUE | FOREGROUND_INTENSITY | BACKGROUND_RED));
    CHECK(shows(&terminal, "\033[0;94;41m"));
    CHECK(SetConsoleTextAttribute(handle, 7));
    CHECK(shows(&terminal, "\033[0m"));
    CHECK(GetConsoleMode(handle, &mode) && mode == 7);
    CHECK(SetConsoleMode(handle, 3));
    CHECK(GetConsoleMode(handle, &mode) && mode == 3);
    CHECK(!WriteConsoleA(handle, NULL, 1, &count, NULL));
    CHECK_ERROR(ERROR_INVALID_PARAMETER);
    restore(2, saved);
    CloseHandle(handle);
    terminal_close(&terminal);
}

static void title(void)
{
    struct terminal terminal = terminal_new();
    int saved = replace(1, terminal.theirs);
    BOOL set = SetConsoleTitleA("a\033b\n c"), wide = FALSE, none = TRUE;
    int shown;

    wide = SetConsoleTitleW((const WCHAR *)u"x");
    none = SetConsoleTitleA(NULL);
    shown = shows(&terminal, "\033]0;ab c\a\033]0;x\a");
    restore(1, saved);
    CHECK(set && wide && !none && shown);
    terminal_close(&terminal);
}

static void code_pages(void)
{
    CHECK(SetConsoleOutputCP(65001) && GetConsoleOutputCP() == 65001);
    CHECK(SetConsoleCP(65001) && GetConsoleCP() == 65001);
    CHECK(!SetConsoleOutputCP(437));
    CHECK_ERROR(ERROR_INVALID_PARAMETER);
    CHECK(!SetConsoleCP(437));
    CHECK_ERROR(ERROR_INVALID_PARAMETER);
}

TAP_MAIN(CASE(pipe_as_input), CASE(file_as_output), CASE(closed_descriptor),
         CASE(read_a_line), CASE(write_text), CASE(title), CASE(code_pages))
