/* What a job tells its port. */
#include "children.h"

static BOOL associate(HANDLE job, HANDLE port)
{
    JOBOBJECT_ASSOCIATE_COMPLETION_PORT info = {(PVOID)KEY, port};

    return SetInformationJobObject(
        job, JobObjectAssociateCompletionPortInformation, &info, sizeof info);
}

static HANDLE job_on(HANDLE port)
{
    HANDLE job = CreateJobObjectA(NULL, NULL);

    CHECK(job != NULL);
    CHECK(associate(job, port));
    return job;
}

static OVERLAPPED *as_pointer(DWORD id)
{
    return (OVERLAPPED *)(ULONG_PTR)id;
}

#define CHECK_MESSAGE(port, message, id)                                       \
    CHECK_PACKET((port), KEY, as_pointer(id), (message), 0)

/* NEW_PROCESS, EXIT_PROCESS, ACTIVE_PROCESS_ZERO: "as if the job had called
 * PostQueuedCompletionStatus", with the process's id as the OVERLAPPED. */
static void whole_life(void)
{
    HANDLE port = port_new(1), job = job_on(port);
    PROCESS_INFORMATION child = child_start("exit 3", CREATE_SUSPENDED);

    CHECK_NO_PACKET(port);
    CHECK(AssignProcessToJobObject(job, child.hProcess));
    CHECK_MESSAGE(port, JOB_OBJECT_MSG_NEW_PROCESS, child.dwProcessId);
    CHECK_NO_PACKET(port);
    CHECK(ResumeThread(child.hThread) == 1);
    CHECK_MESSAGE(port, JOB_OBJECT_MSG_EXIT_PROCESS, child.dwProcessId);
    CHECK_MESSAGE(port, JOB_OBJECT_MSG_ACTIVE_PROCESS_ZERO, 0);
    CHECK_NO_PACKET(port);
    child_close(&child);
    CloseHandle(job);
    CloseHandle(port);
}

/* ACTIVE_PROCESS_ZERO comes with the last process, and again with the next
 * last one. */
static void last_of_several(void)
{
    HANDLE port = port_new(1), job = job_on(port);
    PROCESS_INFORMATION one = child_start("wait", 0);
    PROCESS_INFORMATION two = child_start("wait", 0);

    CHECK(AssignProcessToJobObject(job, one.hProcess));
    CHECK(AssignProcessToJobObject(job, two.hProcess));
    CHECK_MESSAGE(port, JOB_OBJECT_MSG_NEW_PROCESS, one.dwProcessId);
    CHECK_MESSAGE(port, JOB_OBJECT_MSG_NEW_PROCESS, two.dwProcessId);
    child_end(&two);
    CHECK_MESSAGE(port, JOB_OBJECT_MSG_EXIT_PROCESS, two.dwProcessId);
    CHECK_NO_PACKET(port);
    child_end(&one);
    CHECK_MESSAGE(port, JOB_OBJECT_MSG_EXIT_PROCESS, one.dwProcessId);
    CHECK_MESSAGE(port, JOB_OBJECT_MSG_ACTIVE_PROCESS_ZERO, 0);
    one = child_start("wait", 0);
    CHECK(AssignProcessToJobObject(job, one.hProcess));
    CHECK_MESSAGE(port, JOB_OBJECT_MSG_NEW_PROCESS, one.dwProcessId);
    child_end(&one);
    CHECK_MESSAGE(port, JOB_OBJECT_MSG_EXIT_PROCESS, one.dwProcessId);
    CHECK_MESSAGE(port, JOB_OBJECT_MSG_ACTIVE_PROCESS_ZERO, 0);
    CloseHandle(job);
    CloseHandle(port);
}

/* "Processes added to a job at the time a completion port is associated are
 * also reported": once each, in the order in which they came. */
static void processes_before_the_port(void)
{
    HANDLE port = port_new(1), job = CreateJobObjectA(NULL, NULL);
    PROCESS_INFORMATION one = child_start("wait", 0);
    PROCESS_INFORMATION two = child_start("wait", 0);

    CHECK(AssignProcessToJobObject(job, one.hProcess));
    CHECK(AssignProcessToJobObject(job, two.hProcess));
    CHECK(associate(job, port));
    CHECK_MESSAGE(port, JOB_OBJECT_MSG_NEW_PROCESS, one.dwProcessId);
    CHECK_MESSAGE(port, JOB_OBJECT_MSG_NEW_PROCESS, two.dwProcessId);
    CHECK_NO_PACKET(port);
    child_end(&one);
    child_end(&two);
    CHECK_MESSAGE(port, JOB_OBJECT_MSG_EXIT_PROCESS, one.dwProcessId);
    CHECK_MESSAGE(port, JOB_OBJECT_MSG_EXIT_PROCESS, two.dwProcessId);
    CHECK_MESSAGE(port, JOB_OBJECT_MSG_ACTIVE_PROCESS_ZERO, 0);
    CloseHandle(job);
    CloseHandle(port);
}

/* The codes of exceptions are abnormal; others are not, however large. */
static void abnormal(void)
{
    static const struct {
        DWORD code, message;
    } ends[] = {
        {0xC0000005, JOB_OBJECT_MSG_ABNORMAL_EXIT_PROCESS},
        {0xC000013A, JOB_OBJECT_MSG_ABNORMAL_EXIT_PROCESS},
        {0x80000003, JOB_OBJECT_MSG_ABNORMAL_EXIT_PROCESS},
        {0xC00000FD, JOB_OBJECT_MSG_ABNORMAL_EXIT_PROCESS},
        {0xC0000094, JOB_OBJECT_MSG_ABNORMAL_EXIT_PROCESS},
        {0xC0000022, JOB_OBJECT_MSG_EXIT_PROCESS},
        {1, JOB_OBJECT_MSG_EXIT_PROCESS},
    };
    HANDLE port = port_new(1), job = job_on(port);

    for (unsigned i = 0; i < COUNT_OF(ends); i++) {
        PROCESS_INFORMATION child = child_start("wait", 0);

        CHECK(AssignProcessToJobObject(job, child.hProcess));
        CHECK(TerminateProcess(child.hProcess, ends[i].code));
        CHECK_MESSAGE(port, JOB_OBJECT_MSG_NEW_PROCESS, child.dwProcessId);
        if (ends[i].message == JOB_OBJECT_MSG_ABNORMAL_EXIT_PROCESS)
            tap_differs(WINE_8, "knows EXIT_PROCESS alone");
        CHECK_MESSAGE(port, ends[i].message, child.dwProcessId);
        CHECK_MESSAGE(port, JOB_OBJECT_MSG_ACTIVE_PROCESS_ZERO, 0);
        CHECK(child_result(child.hProcess) == ends[i].code);
        child_close(&child);
    }
    CloseHandle(job);
    CloseHandle(port);
}

/* Who waits for the process finds the messages of its end. */
static void told_before_the_handle(void)
{
    HANDLE port = port_new(1), job = job_on(port);
    PROCESS_INFORMATION child = child_start("wait", 0);
    struct packet packet;

    CHECK(AssignProcessToJobObject(job, child.hProcess));
    CHECK_MESSAGE(port, JOB_OBJECT_MSG_NEW_PROCESS, child.dwProcessId);
    CHECK(TerminateProcess(child.hProcess, 1));
    CHECK(wait_for(child.hProcess));
    packet = packet_next(port, 0);
    CHECK(packet.ok && packet.bytes == JOB_OBJECT_MSG_EXIT_PROCESS);
    CHECK_MESSAGE(port, JOB_OBJECT_MSG_ACTIVE_PROCESS_ZERO, 0);
    child_close(&child);
    CloseHandle(job);
    CloseHandle(port);
}

/* TerminateJobObject: all end with its code. */
static void terminated(void)
{
    HANDLE port = port_new(1), job = job_on(port);
    PROCESS_INFORMATION children[3];
    DWORD seen = 0;

    for (unsigned i = 0; i < 3; i++) {
        children[i] = child_start("wait", 0);
        CHECK(AssignProcessToJobObject(job, children[i].hProcess));
        CHECK_MESSAGE(port, JOB_OBJECT_MSG_NEW_PROCESS,
                      children[i].dwProcessId);
    }
    CHECK(TerminateJobObject(job, 21));
    for (unsigned i = 0; i < 3; i++) {
        struct packet packet = packet_next(port, DEADLINE);

        DIFFERS(WINE_8, "tells of no process that TerminateJobObject ends")
        CHECK(packet.ok && packet.bytes == JOB_OBJECT_MSG_EXIT_PROCESS);
        if (tap_where() == WINE_8)
            break;
        for (unsigned j = 0; j < 3; j++)
            if (packet.overlapped == as_pointer(children[j].dwProcessId))
                seen |= 1u << j;
    }
    if (tap_where() != WINE_8) {
        CHECK(seen == 7);
        CHECK_MESSAGE(port, JOB_OBJECT_MSG_ACTIVE_PROCESS_ZERO, 0);
    }
    for (unsigned i = 0; i < 3; i++) {
        CHECK(child_result(children[i].hProcess) == 21);
        child_close(&children[i]);
    }
    CHECK(TerminateJobObject(job, 0), "of nobody");
    CloseHandle(job);
    CloseHandle(port);
}

/* A job that is closed still tells of the processes it has. */
static void closed_job(void)
{
    HANDLE port = port_new(1), job = job_on(port);
    PROCESS_INFORMATION child = child_start("wait", 0);

    CHECK(AssignProcessToJobObject(job, child.hProcess));
    CHECK_MESSAGE(port, JOB_OBJECT_MSG_NEW_PROCESS, child.dwProcessId);
    CloseHandle(job);
    CHECK(WaitForSingleObject(child.hProcess, QUIET) == WAIT_TIMEOUT);
    child_end(&child);
    CHECK_MESSAGE(port, JOB_OBJECT_MSG_EXIT_PROCESS, child.dwProcessId);
    CHECK_MESSAGE(port, JOB_OBJECT_MSG_ACTIVE_PROCESS_ZERO, 0);
    CloseHandle(port);
}

/* "You can associate one completion port with a job". */
static void one_port(void)
{
    HANDLE port = port_new(1), other = port_new(1), job = job_on(port);

    CHECK_FAILS(associate(job, other), ERROR_INVALID_PARAMETER);
    CHECK_FAILS(associate(job, port), ERROR_INVALID_PARAMETER);
    CloseHandle(job);
    CloseHandle(port);
    CloseHandle(other);
}

/* "Specify NULL to remove the association" (Windows 8 and later). */
static void another_port(void)
{
    HANDLE port = port_new(1), other = port_new(1), job = job_on(port);
    PROCESS_INFORMATION child;

    if (tap_where() == WINE_8)
        SKIP("as before Windows 8, it is for ever");
    CHECK(associate(job, NULL));
    CHECK(associate(job, other));
    child = child_start("wait", 0);
    CHECK(AssignProcessToJobObject(job, child.hProcess));
    CHECK_MESSAGE(other, JOB_OBJECT_MSG_NEW_PROCESS, child.dwProcessId);
    CHECK(associate(job, NULL));
    child_end(&child);
    CHECK_NO_PACKET(other);
    CHECK_NO_PACKET(port);
    CloseHandle(job);
    CloseHandle(port);
    CloseHandle(other);
}

/* "If the job is nested, the message is sent to every I/O completion port
 * associated with any job in the parent job chain". */
static void nested(void)
{
    HANDLE inner_port = port_new(1), outer_port = port_new(1);
    HANDLE outer = job_on(outer_port), inner = job_on(inner_port);
    PROCESS_INFORMATION child = child_start("wait", 0);

    CHECK(AssignProcessToJobObject(outer, child.hProcess));
    CHECK(AssignProcessToJobObject(inner, child.hProcess));
    CHECK_MESSAGE(outer_port, JOB_OBJECT_MSG_NEW_PROCESS, child.dwProcessId);
    CHECK_MESSAGE(inner_port, JOB_OBJECT_MSG_NEW_PROCESS, child.dwProcessId);
    child_end(&child);
    CHECK_MESSAGE(inner_port, JOB_OBJECT_MSG_EXIT_PROCESS, child.dwProcessId);
    CHECK_MESSAGE(inner_port, JOB_OBJECT_MSG_ACTIVE_PROCESS_ZERO, 0);
    CHECK_MESSAGE(outer_port, JOB_OBJECT_MSG_EXIT_PROCESS, child.dwProcessId);
    CHECK_MESSAGE(outer_port, JOB_OBJECT_MSG_ACTIVE_PROCESS_ZERO, 0);
    CloseHandle(outer);
    CloseHandle(inner);
    CloseHandle(outer_port);
    CloseHandle(inner_port);
}

/* A port that is closed hears nothing more, and nobody minds. */
static void closed_port(void)
{
    HANDLE port = port_new(1), job = job_on(port);
    PROCESS_INFORMATION child = child_start("wait", 0);

    CHECK(AssignProcessToJobObject(job, child.hProcess));
    CloseHandle(port);
    child_end(&child);
    CloseHandle(job);
}

/* What is no port, or no structure. */
static void wrong_arguments(void)
{
    HANDLE port = port_new(1), job = CreateJobObjectA(NULL, NULL);
    JOBOBJECT_ASSOCIATE_COMPLETION_PORT info = {(PVOID)KEY, port};
    HANDLE event = event_new();

    CHECK_FAILS(associate(job, event), ERROR_INVALID_HANDLE);
    CHECK_FAILS(associate(event, port), ERROR_INVALID_HANDLE);
    CHECK_FAILS(associate(NULL, port), ERROR_INVALID_HANDLE);
    DIFFERS(WINE_8, "says ERROR_INVALID_PARAMETER")
    CHECK_FAILS(SetInformationJobObject(
                    job, JobObjectAssociateCompletionPortInformation, &info,
                    sizeof info - 1),
                ERROR_BAD_LENGTH);
    CHECK(associate(job, port), "nothing of that counted");
    CloseHandle(event);
    CloseHandle(job);
    CloseHandle(port);
}

CHILDREN_MAIN(CASE(whole_life), CASE(last_of_several),
              CASE(processes_before_the_port), CASE_LONG(abnormal, 60),
              CASE(told_before_the_handle), CASE(terminated), CASE(closed_job),
              CASE(one_port), CASE(another_port), CASE(nested),
              CASE(closed_port), CASE(wrong_arguments))
