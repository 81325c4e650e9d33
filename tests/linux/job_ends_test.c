/* Jobs and the end of processes, seen from Linux: whom a job takes along, and
 * whom not. */
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <windows.h>

#include "harness/tap.h"
#include "linux/children.h"
#include "linux/programs.h"

#define DEADLINE tap_scaled(5000)

/* KILL_ON_JOB_CLOSE holds also when the process leaves in good order. */
static void ends_with_us(void)
{
    for (unsigned way = 0; way < 2; way++) {
        DWORD pid = 0;
        int ends[2];
        pid_t other;

        CHECK(pipe(ends) == 0);
        other = fork();
        if (other == 0) {
            JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits = {
                .BasicLimitInformation = {
                    .LimitFlags = JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE}};
            HANDLE job = CreateJobObjectA(NULL, NULL);
            PROCESS_INFORMATION child =
                program_start("/bin/sleep 1000", FALSE, 0);

            SetInformationJobObject(job, JobObjectExtendedLimitInformation,
                                    &limits, sizeof limits);
            AssignProcessToJobObject(job, child.hProcess);
            if (write(ends[1], &child.dwProcessId, sizeof pid) != sizeof pid)
                _exit(1);
            if (way == 0)
                ExitProcess(0);
            exit(0);
        }
        close(ends[1]);
        CHECK(read(ends[0], &pid, sizeof pid) == sizeof pid);
        close(ends[0]);
        CHECK(waitpid(other, NULL, 0) == other);
        CHECK(program_is_gone(pid), "way %u", way);
    }
}

/* A child of fork has copies of our handles; its end is none of the job's. */
static void ends_without_forks(void)
{
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits = {
        .BasicLimitInformation = {.LimitFlags =
                                      JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE}};
    HANDLE job = CreateJobObjectA(NULL, NULL);
    PROCESS_INFORMATION child = program_start("/bin/sleep 1000", FALSE, 0);
    pid_t other;

    CHECK(SetInformationJobObject(job, JobObjectExtendedLimitInformation,
                                  &limits, sizeof limits));
    CHECK(AssignProcessToJobObject(job, child.hProcess));
    other = child_unchecked();
    if (other == 0)
        exit(0);
    CHECK(waitpid(other, NULL, 0) == other);
    CHECK(WaitForSingleObject(child.hProcess, 100) == WAIT_TIMEOUT);
    CloseHandle(job);
    CHECK(program_result(child.hProcess) == 0);
    program_forget(&child);
}

#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
#define FORKS 100
#else
#define FORKS 400
#endif

static HANDLE asked_job;
static atomic_bool over;

static DWORD WINAPI asker(LPVOID unused)
{
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits;

    (void)unused;
    while (!atomic_load(&over))
        CHECK(QueryInformationJobObject(asked_job,
                                        JobObjectExtendedLimitInformation,
                                        &limits, sizeof limits, NULL));
    return 0;
}

/* A child of fork ends though a thread that it has not held a lock. */
static void forks_end(void)
{
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits = {
        .BasicLimitInformation = {.LimitFlags =
                                      JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE}};
    HANDLE thread;

    asked_job = CreateJobObjectA(NULL, NULL);
    CHECK(SetInformationJobObject(asked_job, JobObjectExtendedLimitInformation,
                                  &limits, sizeof limits));
    thread = CreateThread(NULL, 0, asker, NULL, 0, NULL);
    for (unsigned i = 0; i < FORKS; i++) {
        pid_t other = child_unchecked();

        if (other == 0)
            exit(0);
        CHECK(waitpid(other, NULL, 0) == other);
    }
    atomic_store(&over, true);
    CHECK(WaitForSingleObject(thread, DEADLINE) == WAIT_OBJECT_0);
    CloseHandle(thread);
    CloseHandle(asked_job);
}

#define STARTERS 4
#define ROUNDS 10

static HANDLE crowd_job;

static DWORD WINAPI starter(LPVOID unused)
{
    (void)unused;
    for (unsigned i = 0; i < ROUNDS; i++) {
        PROCESS_INFORMATION child =
            program_start("/bin/true", FALSE, CREATE_SUSPENDED);

        CHECK(AssignProcessToJobObject(crowd_job, child.hProcess));
        CHECK(ResumeThread(child.hThread) == 1);
        if (i % 2 == 0)
            CHECK(program_result(child.hProcess) == 0);
        program_forget(&child);
    }
    return 0;
}

/* Of many processes each is told of once, its beginning before its end; the
 * job is empty as often as the count of the two says. */
static void crowd(void)
{
    HANDLE port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 1);
    JOBOBJECT_ASSOCIATE_COMPLETION_PORT info = {(PVOID)1, port};
    HANDLE threads[STARTERS];
    unsigned here = 0, ended = 0;

    crowd_job = CreateJobObjectA(NULL, NULL);
    CHECK(SetInformationJobObject(crowd_job,
                                  JobObjectAssociateCompletionPortInformation,
                                  &info, sizeof info));
    for (unsigned i = 0; i < STARTERS; i++)
        threads[i] = CreateThread(NULL, 0, starter, NULL, 0, NULL);
    while (ended < STARTERS * ROUNDS || here > 0) {
        OVERLAPPED *id;
        ULONG_PTR key;
        DWORD message = 0;

        if (!CHECK(GetQueuedCompletionStatus(port, &message, &key, &id,
                                             4 * DEADLINE)))
            break;
        if (message == JOB_OBJECT_MSG_NEW_PROCESS)
            here++;
        else if (message == JOB_OBJECT_MSG_EXIT_PROCESS) {
            CHECK(here > 0);
            here--;
            ended++;
            if (here > 0)
                continue;
            CHECK(
                GetQueuedCompletionStatus(port, &message, &key, &id, DEADLINE));
            CHECK(message == JOB_OBJECT_MSG_ACTIVE_PROCESS_ZERO && id == NULL);
        } else
            CHECK(message == JOB_OBJECT_MSG_EXIT_PROCESS, "%u", message);
    }
    CHECK(WaitForMultipleObjects(STARTERS, threads, TRUE, DEADLINE) ==
          WAIT_OBJECT_0);
    for (unsigned i = 0; i < STARTERS; i++)
        CloseHandle(threads[i]);
    CloseHandle(crowd_job);
    CloseHandle(port);
}

TAP_MAIN(CASE(ends_with_us), CASE(ends_without_forks), CASE_LONG(forks_end, 60),
         CASE_LONG(crowd, 60))
