/* Pipes as standard input and output of a child. */
#include "children.h"

#define LARGE 300000

struct pipe_ends {
    HANDLE read, write;
};

/* `child`: the end that it gets. */
static struct pipe_ends pipe_new(void)
{
    SECURITY_ATTRIBUTES inherit = {.nLength = sizeof inherit,
                                   .bInheritHandle = TRUE};
    struct pipe_ends ends;

    CHECK(CreatePipe(&ends.read, &ends.write, &inherit, 0));
    return ends;
}

static HANDLE start(const char *action, HANDLE input, HANDLE output,
                    HANDLE error)
{
    STARTUPINFOA startup = with_handles(input, output, error);
    PROCESS_INFORMATION child = {0};
    char line[LINE_SIZE];

    child_line(line, action);
    if (CHECK(CreateProcessA(NULL, line, NULL, NULL, TRUE, 0, NULL, NULL,
                             &startup, &child)))
        CloseHandle(child.hThread);
    return child.hProcess;
}

/* Our end may not be the child's too, or it would keep the pipe open. */
static void keep(HANDLE end)
{
    CHECK(SetHandleInformation(end, HANDLE_FLAG_INHERIT, 0));
}

/* All there is until the other end is closed. */
static DWORD read_all(HANDLE pipe, char *text, DWORD size)
{
    DWORD total = 0, got = 0;

    while (total < size &&
           ReadFile(pipe, text + total, size - total, &got, NULL))
        total += got;
    CHECK_ERROR(ERROR_BROKEN_PIPE);
    return total;
}

/* Claim:  a child's output comes through a pipe, whose end is seen when child
 *         and parent have closed the writing end.
 * Source: "Creating a Child Process with Redirected Input and Output".
 * Wine 8: same. */
static void output(void)
{
    struct pipe_ends pipe = pipe_new();
    char text[64] = "";
    DWORD total;
    HANDLE child;

    keep(pipe.read);
    child = start("print words", NULL, pipe.write, NULL);
    CHECK(CloseHandle(pipe.write));
    total = read_all(pipe.read, text, sizeof text);
    CHECK(total >= 8 && memcmp(text, "[words]", 7) == 0, "%lu",
          (unsigned long)total);
    CHECK(child_result(child) == 0);
    CloseHandle(child);
    CloseHandle(pipe.read);
}

struct feed {
    HANDLE pipe;
    char bytes[LARGE];
};

static DWORD WINAPI write_all(void *argument)
{
    struct feed *feed = argument;
    DWORD done = 0;

    CHECK(WriteFile(feed->pipe, feed->bytes, LARGE, &done, NULL));
    CHECK(done == LARGE);
    CHECK(CloseHandle(feed->pipe));
    return 0;
}

/* Claim:  both ways at once, more than any pipe holds, every byte in its place;
 *         closing our writing end is the end of the child's input.
 * Source: "Creating a Child Process with Redirected Input and Output".
 * Wine 8: same. */
static void both_ways(void)
{
    static struct feed feed;
    static char back[LARGE + 1];
    struct pipe_ends input = pipe_new(), out = pipe_new();
    HANDLE child, thread;

    keep(input.write);
    keep(out.read);
    for (int i = 0; i < LARGE; i++)
        feed.bytes[i] = (char)('a' + i * 7 % 26);
    feed.pipe = input.write;
    child = start("copy", input.read, out.write, NULL);
    CHECK(CloseHandle(input.read) && CloseHandle(out.write));
    thread = thread_start(write_all, &feed);
    CHECK(read_all(out.read, back, sizeof back) == LARGE);
    CHECK(memcmp(back, feed.bytes, LARGE) == 0);
    thread_join(thread);
    CHECK(child_result(child) == 0);
    CloseHandle(child);
    CloseHandle(out.read);
}

/* Claim:  one pipe may be both output and error.
 * Source: "STARTUPINFOA structure", hStdError.  Wine 8: same. */
static void error_too(void)
{
    struct pipe_ends pipe = pipe_new();
    char text[64] = "";
    HANDLE child;

    keep(pipe.read);
    child = start("say words", NULL, pipe.write, pipe.write);
    CHECK(CloseHandle(pipe.write));
    CHECK(read_all(pipe.read, text, sizeof text) >= 6);
    CHECK(memcmp(text, "words", 5) == 0, "%s", text);
    CHECK(child_result(child) == 0);
    CloseHandle(child);
    CloseHandle(pipe.read);
}

/* Claim:  a child that has ended reads no more: writing to it fails.
 * Source: "Pipe Handle Inheritance".  Wine 8: same. */
static void ended_reader(void)
{
    struct pipe_ends pipe = pipe_new();
    HANDLE child;
    DWORD done;

    keep(pipe.write);
    child = start("exit 3", pipe.read, NULL, NULL);
    CHECK(CloseHandle(pipe.read));
    CHECK(child_result(child) == 3);
    CHECK(WAIT_UNTIL(!WriteFile(pipe.write, "x", 1, &done, NULL)));
    CHECK_ERROR(ERROR_NO_DATA);
    CloseHandle(child);
    CloseHandle(pipe.write);
}

/* Claim:  a call that fails takes nothing from the pipe.
 * Source: "CreateProcessW function", Return value.  Wine 8: same. */
static void failed_start(void)
{
    struct pipe_ends input = pipe_new(), out = pipe_new();
    STARTUPINFOA startup;
    PROCESS_INFORMATION none;
    char line[LINE_SIZE], text[64] = "";
    HANDLE child;
    DWORD done;

    keep(input.write);
    keep(out.read);
    CHECK(WriteFile(input.write, "through", 7, &done, NULL));
    startup = with_handles(input.read, out.write, NULL);
    child_line(line, "copy");
    CHECK_FAILS(CreateProcessA(NULL, line, NULL, NULL, TRUE, 0, NULL,
                               "no-such-folder", &startup, &none),
                ERROR_DIRECTORY);
    child = start("copy", input.read, out.write, NULL);
    CHECK(CloseHandle(input.read) && CloseHandle(input.write) &&
          CloseHandle(out.write));
    CHECK(read_all(out.read, text, sizeof text) == 7);
    CHECK(memcmp(text, "through", 7) == 0, "%s", text);
    CHECK(child_result(child) == 0);
    CloseHandle(child);
    CloseHandle(out.read);
}

CHILDREN_MAIN(CASE(output), CASE_LONG(both_ways, 60), CASE(error_too),
              CASE(ended_reader), CASE(failed_start))
