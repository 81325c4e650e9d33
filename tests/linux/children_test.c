/* Child processes, seen from Linux: what they are given and what not, who is
 * told of their end, what a signal is as an exit code. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <windows.h>

#include "harness/tap.h"
#include "linux/children.h"
#include "linux/programs.h"
#include "iocp/linux.h"

#define DEADLINE tap_scaled(5000)

static DWORD run(const char *line, BOOL inherits)
{
    PROCESS_INFORMATION child = program_start(line, inherits, 0);
    DWORD code = program_result(child.hProcess);

    program_forget(&child);
    return code;
}

static void signals_are_codes(void)
{
    static const struct {
        int number;
        DWORD code;
    } rows[] = {
        {SIGSEGV, 0xC0000005},    {SIGBUS, 0xC0000006},  {SIGILL, 0xC000001D},
        {SIGFPE, 0xC0000094},     {SIGTRAP, 0x80000003}, {SIGINT, 0xC000013A},
        {SIGQUIT, 0xC000013A},    {SIGTERM, 0xC000013A}, {SIGHUP, 0xC000013A},
        {SIGXCPU, 0xC0000044},    {SIGABRT, 3},          {SIGKILL, 1},
        {SIGUSR1, 128 + SIGUSR1},
    };

    for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
        PROCESS_INFORMATION child;

        signal(rows[i].number, SIG_DFL); /* a shell's job ignores some */
        child = program_start("/bin/sleep 1000", FALSE, 0);
        CHECK(kill((pid_t)child.dwProcessId, rows[i].number) == 0);
        CHECK(program_result(child.hProcess) == rows[i].code, "%d",
              rows[i].number);
        program_forget(&child);
    }
}

/* A child with a group of its own hears Ctrl+Break alone. */
static void console_events(void)
{
    PROCESS_INFORMATION child;

    signal(SIGQUIT, SIG_DFL);
    child = program_start("/bin/sleep 1000", FALSE, CREATE_NEW_PROCESS_GROUP);
    CHECK(!GenerateConsoleCtrlEvent(CTRL_CLOSE_EVENT, child.dwProcessId) &&
          GetLastError() == ERROR_INVALID_PARAMETER);
    CHECK(!GenerateConsoleCtrlEvent(CTRL_BREAK_EVENT, 0x7FFFFFFF) &&
          GetLastError() == ERROR_INVALID_PARAMETER);
    CHECK(GenerateConsoleCtrlEvent(CTRL_C_EVENT, child.dwProcessId));
    CHECK(WaitForSingleObject(child.hProcess, 50) == WAIT_TIMEOUT);
    CHECK(GenerateConsoleCtrlEvent(CTRL_BREAK_EVENT, child.dwProcessId));
    CHECK(program_result(child.hProcess) == 0xC000013A);
    program_forget(&child);
}

/* A crash is abnormal to a job, also if nobody has waited. */
static void crash_is_abnormal(void)
{
    HANDLE port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 1);
    HANDLE job = CreateJobObjectA(NULL, NULL);
    JOBOBJECT_ASSOCIATE_COMPLETION_PORT info = {(PVOID)1, port};
    PROCESS_INFORMATION child = program_start("/bin/sleep 1000", FALSE, 0);
    static const DWORD expected[] = {JOB_OBJECT_MSG_NEW_PROCESS,
                                     JOB_OBJECT_MSG_ABNORMAL_EXIT_PROCESS,
                                     JOB_OBJECT_MSG_ACTIVE_PROCESS_ZERO};

    CHECK(SetInformationJobObject(
        job, JobObjectAssociateCompletionPortInformation, &info, sizeof info));
    CHECK(AssignProcessToJobObject(job, child.hProcess));
    CHECK(kill((pid_t)child.dwProcessId, SIGSEGV) == 0);
    for (unsigned i = 0; i < 3; i++) {
        OVERLAPPED *id;
        ULONG_PTR key;
        DWORD message = 0;

        CHECK(GetQueuedCompletionStatus(port, &message, &key, &id, DEADLINE));
        CHECK(message == expected[i], "%u: %u", i, message);
    }
    program_forget(&child);
    CloseHandle(job);
    CloseHandle(port);
}

/* ---- Whose children ---- */

/* The program's own child is left alone, and ours is no zombie. */
static void foreign_children_stay(void)
{
    PROCESS_INFORMATION child;
    int status = -1;
    pid_t mine = fork();

    if (mine == 0)
        _exit(42);
    child = program_shell("exit 7");
    CHECK(program_result(child.hProcess) == 7);
    CHECK(waitpid((pid_t)child.dwProcessId, &status, WNOHANG) < 0 &&
          errno == ECHILD);
    CHECK(waitpid(mine, &status, 0) == mine);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 42);
    program_forget(&child);
}

/* Reaped when nobody has a handle any more. */
static void no_zombies(void)
{
    PROCESS_INFORMATION child = program_start("/bin/sleep 1000", FALSE, 0);

    program_forget(&child);
    CHECK(kill((pid_t)child.dwProcessId, SIGKILL) == 0);
    CHECK(program_is_gone(child.dwProcessId));
}

/* Somebody else reaps it: the code is known where the kernel keeps it (6.15),
 * else the call says that it is not. Never a wrong one. */
static void reaped_by_others(void)
{
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    PROCESS_INFORMATION child;
    DWORD code = 0xdeadbeef;

    sigaction(SIGCHLD, &ignore, NULL);
    child = program_shell("exit 9");
    CHECK(WaitForSingleObject(child.hProcess, DEADLINE) == WAIT_OBJECT_0);
    SetLastError(0);
    if (GetExitCodeProcess(child.hProcess, &code))
        CHECK(code == 9, "%u", code);
    else
        CHECK_ERROR(ERROR_NOT_SUPPORTED);
    program_forget(&child);
}

/* A child that the program made by itself can be opened, waited for and asked,
 * and is reaped by the program. */
static void opened_stranger(void)
{
    HANDLE process;
    int status = -1, gate[2];
    pid_t mine;

    CHECK(pipe(gate) == 0);
    mine = fork();
    if (mine == 0) {
        char byte;

        close(gate[1]);
        _exit(read(gate[0], &byte, 1) == 0 ? 33 : 1);
    }
    close(gate[0]);
    process = OpenProcess(PROCESS_ALL_ACCESS, FALSE, (DWORD)mine);
    CHECK(process != NULL);
    CHECK(WaitForSingleObject(process, 0) == WAIT_TIMEOUT);
    close(gate[1]);
    CHECK(WaitForSingleObject(process, DEADLINE) == WAIT_OBJECT_0);
    CHECK(program_result(process) == 33);
    CHECK(waitpid(mine, &status, 0) == mine);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 33);
    CloseHandle(process);
}

/* ---- What a child is given ---- */

static DWORD has_descriptor(int fd, BOOL inherits)
{
    char line[128];

    snprintf(line, sizeof line, "/bin/sh -c \"test ! -e /proc/self/fd/%d\"",
             fd);
    return run(line, inherits);
}

static void descriptors(void)
{
    int plain = fcntl(STDERR_FILENO, F_DUPFD, 20);
    HANDLE file = CreateFileA("/dev/null", GENERIC_READ, FILE_SHARE_READ, NULL,
                              OPEN_EXISTING, 0, NULL);
    int ours = IocpGetFileDescriptor(file);

    CHECK(plain >= 20 && ours >= 0);
    CHECK(has_descriptor(plain, FALSE) == 0, "only three");
    CHECK(has_descriptor(plain, TRUE) == 1, "not close-on-exec");
    CHECK(has_descriptor(ours, FALSE) == 0 && has_descriptor(ours, TRUE) == 0);
    CHECK(has_descriptor(STDERR_FILENO, FALSE) == 1);
    close(plain);
    CloseHandle(file);
}

/* A suspended child does not keep open what we close. */
static void suspended_holds_nothing(void)
{
    for (BOOL inherits = FALSE; inherits <= TRUE; inherits++) {
        PROCESS_INFORMATION child;
        struct pollfd end = {.events = POLLIN};
        int ends[2];

        CHECK(pipe2(ends, O_CLOEXEC) == 0);
        child = program_start("/bin/true", inherits, CREATE_SUSPENDED);
        close(ends[1]);
        end.fd = ends[0];
        CHECK(poll(&end, 1, (int)DEADLINE) == 1 && (end.revents & POLLHUP));
        close(ends[0]);
        CHECK(ResumeThread(child.hThread) == 1);
        CHECK(ResumeThread(child.hThread) == 0);
        CHECK(program_result(child.hProcess) == 0);
        program_forget(&child);
    }
}

static void on_signal(int number)
{
    (void)number;
}

/* Blocked and handled signals are the program's, not the child's. */
static void signals(void)
{
    sigset_t block;

    signal(SIGTERM, on_signal);
    sigemptyset(&block);
    sigaddset(&block, SIGTERM);
    sigaddset(&block, SIGUSR2);
    pthread_sigmask(SIG_BLOCK, &block, NULL);
    for (DWORD flags = 0; flags <= CREATE_SUSPENDED;
         flags += CREATE_SUSPENDED) {
        PROCESS_INFORMATION child =
            program_start("/bin/grep -q \"SigBlk:.0000000000000000\" "
                          "/proc/self/status",
                          FALSE, flags);

        ResumeThread(child.hThread);
        CHECK(program_result(child.hProcess) == 0);
        program_forget(&child);
    }
}

static unsigned open_descriptors(void)
{
    unsigned count = 0;

    for (int fd = 0; fd < 1000; fd++)
        count += fcntl(fd, F_GETFD) >= 0;
    return count;
}

static void nothing_is_left(void)
{
    unsigned before;

    CHECK(run("/bin/true", FALSE) == 0);
    before = open_descriptors();
    for (unsigned i = 0; i < 20; i++) {
        PROCESS_INFORMATION child = program_start(
            "/bin/true", FALSE, i % 2 != 0 ? CREATE_SUSPENDED : 0);

        ResumeThread(child.hThread);
        CHECK(program_result(child.hProcess) == 0);
        program_forget(&child);
    }
    /* A process is let go by the library's thread, a moment later. */
    for (unsigned i = 0; i < DEADLINE && open_descriptors() > before; i++)
        Sleep(1);
    CHECK(open_descriptors() <= before);
}

/* ---- Which program ---- */

static void script_at(const char *path, const char *text, mode_t mode)
{
    FILE *file = fopen(path, "w");

    CHECK(file != NULL && fputs(text, file) >= 0);
    fclose(file);
    CHECK(chmod(path, mode) == 0);
}

/* Names with spaces, without quotation marks; PATH; ".exe". */
static void programs(void)
{
    char folder[64], path[128], line[160];

    snprintf(folder, sizeof folder, "./children %d", getpid());
    CHECK(mkdir(folder, 0777) == 0);
    snprintf(path, sizeof path, "%s/a b", folder);
    script_at(path, "#!/bin/sh\nexit $1\n", 0755);
    snprintf(line, sizeof line, "%s 5", path);
    CHECK(run(line, FALSE) == 5);
    snprintf(line, sizeof line, "\"%s\" 6", path);
    CHECK(run(line, FALSE) == 6);
    unlink(path);
    snprintf(path, sizeof path, "%s/c.exe", folder);
    script_at(path, "#!/bin/sh\nexit 8\n", 0755);
    snprintf(line, sizeof line, "\"%s/c\" x", folder);
    CHECK(run(line, FALSE) == 8);
    unlink(path);
    rmdir(folder);
    CHECK(run("sh -c \"exit 4\"", FALSE) == 4);
}

/* What no kernel can run. */
static void bad_programs(void)
{
    STARTUPINFOA startup = {.cb = sizeof startup};
    PROCESS_INFORMATION child = {0};
    char path[64];

    snprintf(path, sizeof path, "./children-%d.bad", getpid());
    script_at(path, "no program", 0755);
    CHECK(!CreateProcessA(path, NULL, NULL, NULL, FALSE, 0, NULL, NULL,
                          &startup, &child));
    CHECK_ERROR(ERROR_BAD_EXE_FORMAT);
    /* Suspended, it is found when it begins. */
    if (CHECK(CreateProcessA(path, NULL, NULL, NULL, FALSE, CREATE_SUSPENDED,
                             NULL, NULL, &startup, &child))) {
        CHECK(ResumeThread(child.hThread) == 1);
        CHECK(program_result(child.hProcess) == 127);
        program_forget(&child);
    }
    script_at(path, "#!/no/such/interpreter\n", 0755);
    CHECK(!CreateProcessA(path, NULL, NULL, NULL, FALSE, 0, NULL, NULL,
                          &startup, &child));
    CHECK_ERROR(ERROR_FILE_NOT_FOUND);
    unlink(path);
}

TAP_MAIN(CASE_LONG(signals_are_codes, 60), CASE(crash_is_abnormal),
         CASE(foreign_children_stay), CASE(no_zombies), CASE(reaped_by_others),
         CASE(opened_stranger), CASE(descriptors),
         CASE(suspended_holds_nothing), CASE(signals), CASE(console_events),
         CASE(nothing_is_left), CASE(programs), CASE(bad_programs))
