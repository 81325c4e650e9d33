/* What a failing process comes to: each is a child of this one. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <windows.h>

#include "harness/tap.h"

static volatile int zero;
static char *page;

/* Runs `act` in a child: its wait status, and what it wrote to standard error.
 */
static int child(void (*act)(void), char said[256])
{
    int ends[2], status = -1;
    size_t done = 0;
    ssize_t count;
    pid_t pid;

    CHECK(pipe(ends) == 0);
    fflush(stdout);
    pid = fork();
    if (pid == 0) {
        const struct rlimit no_core = {0, 0};

        setrlimit(RLIMIT_CORE, &no_core);
        signal(SIGSEGV, SIG_DFL); /* a sanitizer has taken it */
        dup2(ends[1], 2);
        act();
        _exit(99);
    }
    close(ends[1]);
    while (done < 255 && (count = read(ends[0], said + done, 255 - done)) > 0)
        done += (size_t)count;
    said[done] = '\0';
    close(ends[0]);
    CHECK(waitpid(pid, &status, 0) == pid);
    return status;
}

static int ends_by(void (*act)(void), int signal)
{
    char said[256];
    int status = child(act, said);

    return WIFSIGNALED(status) && WTERMSIG(status) == signal;
}

static int ends_with(void (*act)(void), int code)
{
    char said[256];
    int status = child(act, said);

    return WIFEXITED(status) && WEXITSTATUS(status) == code;
}

/* ---- Filters ---- */

static LONG WINAPI handle(EXCEPTION_POINTERS *exception)
{
    (void)exception;
    return EXCEPTION_EXECUTE_HANDLER;
}

static LONG WINAPI search(EXCEPTION_POINTERS *exception)
{
    (void)exception;
    return EXCEPTION_CONTINUE_SEARCH;
}

/* The child's exit code tells which it was. */
static LONG WINAPI tell(EXCEPTION_POINTERS *exception)
{
    const EXCEPTION_RECORD *record = exception->ExceptionRecord;

    if (record->ExceptionCode == EXCEPTION_ACCESS_VIOLATION)
        _exit(10 + (int)record->ExceptionInformation[0] +
              (record->ExceptionInformation[1] == (ULONG_PTR)page ? 0 : 50));
    if (record->ExceptionCode == EXCEPTION_INT_DIVIDE_BY_ZERO)
        _exit(30);
    if (record->ExceptionCode == EXCEPTION_ILLEGAL_INSTRUCTION)
        _exit(31);
    if (record->ExceptionCode == EXCEPTION_BREAKPOINT)
        _exit(32);
    if (record->ExceptionCode == EXCEPTION_IN_PAGE_ERROR)
        _exit(33);
    _exit(98);
}

static LONG WINAPI make_writable(EXCEPTION_POINTERS *exception)
{
    mprotect((void *)exception->ExceptionRecord->ExceptionInformation[1], 4096,
             PROT_READ | PROT_WRITE);
    return EXCEPTION_CONTINUE_EXECUTION;
}

/* ---- Faults ---- */

static void page_new(void)
{
    page = mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static void write_wrong(void)
{
    page_new();
    *(volatile char *)page = 1;
}

static void read_wrong(void)
{
    page_new();
    zero = *(volatile char *)page;
}

__attribute__((no_sanitize("undefined"))) static void divide(void)
{
    volatile int one = 1;

    zero = one / zero;
}

static void illegal(void)
{
#ifdef __x86_64__
    __asm__ volatile("ud2");
#else
    __asm__ volatile(".inst 0");
#endif
}

static void page_gone(void)
{
    int fd = memfd_create("gone", 0);
    char *mapped = mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 0);

    zero = *(volatile char *)mapped;
}

/* ---- Cases ---- */

static void handled_act(void)
{
    SetUnhandledExceptionFilter(handle);
    write_wrong();
}

static void searched_act(void)
{
    SetUnhandledExceptionFilter(search);
    write_wrong();
}

static void removed_act(void)
{
    SetUnhandledExceptionFilter(handle);
    SetUnhandledExceptionFilter(NULL);
    write_wrong();
}

static void sent_act(void)
{
    SetUnhandledExceptionFilter(handle);
    kill(getpid(), SIGSEGV);
}

/* The exit code is the exception's, of which Linux keeps 8 bits; without a
 * filter, or if it looks no further, the signal does what it does. */
static void how_it_ends(void)
{
    CHECK(ends_with(handled_act, 0x05));
    CHECK(ends_by(searched_act, SIGSEGV));
    CHECK(ends_by(removed_act, SIGSEGV));
    CHECK(ends_by(write_wrong, SIGSEGV));
    CHECK(ends_by(sent_act, SIGSEGV));
    CHECK(ends_by(DebugBreak, SIGTRAP));
}

static void (*failing)(void);

static void tell_act(void)
{
    SetUnhandledExceptionFilter(tell);
    failing();
}

static int tells(void (*act)(void), int code)
{
    failing = act;
    return ends_with(tell_act, code);
}

static void which_it_was(void)
{
#ifdef __x86_64__
    CHECK(tells(write_wrong, 11));
    CHECK(tells(divide, 30));
#endif
    CHECK(tells(read_wrong, 10));
    CHECK(tells(illegal, 31));
    CHECK(tells(DebugBreak, 32));
    CHECK(tells(page_gone, 33));
}

static void go_on_act(void)
{
    SetUnhandledExceptionFilter(make_writable);
    write_wrong();
    _exit(*page == 1 ? 3 : 4);
}

/* The filter removes the reason, and the instruction runs again. */
static void it_goes_on(void)
{
    CHECK(ends_with(go_on_act, 3));
}

static void own_handler(int number)
{
    _exit(number == SIGSEGV ? 5 : 6);
}

static void own_act(void)
{
    signal(SIGSEGV, own_handler);
    SetUnhandledExceptionFilter(search);
    write_wrong();
}

static void own_later_act(void)
{
    SetUnhandledExceptionFilter(handle);
    signal(SIGSEGV, own_handler);
    write_wrong();
}

/* A handler of the program's own comes after the filter, or in its place. */
static void own_handlers(void)
{
    CHECK(ends_with(own_act, 5));
    CHECK(ends_with(own_later_act, 5));
}

static void raise_act(void)
{
    RaiseException(0xE0000042, 0, 0, NULL);
}

static void raise_handled_act(void)
{
    SetUnhandledExceptionFilter(handle);
    RaiseException(0xE0000042, 0, 0, NULL);
}

static LONG WINAPI go_on(EXCEPTION_POINTERS *exception)
{
    (void)exception;
    return EXCEPTION_CONTINUE_EXECUTION;
}

static void break_and_go_on_act(void)
{
    SetUnhandledExceptionFilter(go_on);
    DebugBreak();
    _exit(3);
}

static void raise_for_good_act(void)
{
    SetUnhandledExceptionFilter(go_on);
    RaiseException(0xE0000042, EXCEPTION_NONCONTINUABLE, 0, NULL);
}

static void name_act(void)
{
    const struct {
        DWORD type;
        LPCSTR name;
        DWORD id, flags;
    } info = {0x1000, "worker", (DWORD)-1, 0};

    RaiseException(0x406D1388, 0, sizeof info / sizeof(ULONG_PTR),
                   (const ULONG_PTR *)&info);
    _exit(3);
}

static void raised(void)
{
    char said[256];
    int status = child(raise_act, said);

    CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
    CHECK(strstr(said, "0xE0000042") != NULL, "%s", said);
    CHECK(ends_with(raise_handled_act, 0x42));
    CHECK(ends_by(raise_for_good_act, SIGABRT));
    CHECK(ends_with(name_act, 3));
    CHECK(ends_with(break_and_go_on_act, 3));
}

static void fatal_act(void)
{
    FatalAppExitA(0, "it is over");
}

static void fatal_wide_act(void)
{
    FatalAppExitW(0, (const WCHAR *)u"it is over");
}

static void fatal_exit_act(void)
{
    FatalExit(7);
}

static void fatal(void)
{
    char said[256];
    int status = child(fatal_act, said);

    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 1);
    CHECK(strcmp(said, "it is over\n") == 0, "%s", said);
    status = child(fatal_wide_act, said);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 1);
    CHECK(strcmp(said, "it is over\n") == 0, "%s", said);
    CHECK(ends_with(fatal_exit_act, 7));
}

static void boxes_act(void)
{
    int right =
        MessageBoxA(NULL, "one", "a", MB_OK | MB_ICONERROR) == IDOK &&
        MessageBoxW(NULL, u"two", NULL, MB_YESNO | MB_DEFBUTTON2) == IDNO &&
        MessageBoxA(NULL, NULL, "c", MB_RETRYCANCEL | MB_DEFBUTTON3) ==
            IDRETRY &&
        MessageBoxA(NULL, "d", "d", 7) == 0 &&
        GetLastError() == ERROR_INVALID_MSGBOX_STYLE;

    _exit(right ? 5 : 6);
}

static void boxes(void)
{
    char said[256];
    int status = child(boxes_act, said);

    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 5);
    CHECK(strcmp(said, "a: one\nError: two\nc: \n") == 0, "%s", said);
}

static DWORD WINAPI wait_for_it(void *event)
{
    return WaitForSingleObject(event, INFINITE);
}

/* Another thread is not ended: it works on. */
static void other_thread(void)
{
    HANDLE event = CreateEventA(NULL, TRUE, FALSE, NULL);
    HANDLE thread = CreateThread(NULL, 0, wait_for_it, event, 0, NULL);
    DWORD code = 99;

    CHECK(!TerminateThread(thread, 1));
    CHECK(GetLastError() == ERROR_NOT_SUPPORTED);
    SetEvent(event);
    CHECK(WaitForSingleObject(thread, tap_scaled(5000)) == 0);
    CHECK(GetExitCodeThread(thread, &code) && code == 0);
    CloseHandle(thread);
    CloseHandle(event);
}

TAP_MAIN(CASE(how_it_ends), CASE(which_it_was), CASE(it_goes_on),
         CASE(own_handlers), CASE(raised), CASE(fatal), CASE(boxes),
         CASE(other_thread))
