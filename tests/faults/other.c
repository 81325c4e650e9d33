/* Ports, events, threads. */
#include <process.h>
#include <pthread.h>

#include "faults/scenarios.h"

static bool post(struct stage *stage, struct request *request)
{
    return stage_start(
        stage, request, CALL_PORT,
        PostQueuedCompletionStatus(stage->port, 7, 8, &request->overlapped));
}

static bool post_some(struct stage *stage)
{
    static struct request requests[3];
    bool ok = true;

    for (unsigned i = 0; i < 3; i++)
        ok = post(stage, &requests[i]) && ok;
    for (unsigned i = 0; i < 3; i++)
        ok = ok && stage_finish(stage, &requests[i]) && requests[i].bytes == 7;
    return ok;
}

static bool post_on_new(struct stage *stage)
{
    bool ok = stage_port(stage) && post_some(stage);

    return stage_close(stage) && ok;
}

const struct scenario posts = {"posting", NULL, post_on_new};

/* GetQueuedCompletionStatusEx takes them all, each once. */
static bool take_batch(struct stage *stage)
{
    OVERLAPPED_ENTRY entries[4];
    struct request requests[3] = {0};
    ULONG count = 0;
    unsigned posted = 0;
    bool ok;

    for (unsigned i = 0; i < 3; i++)
        posted +=
            call_ok(CALL_PORT, PostQueuedCompletionStatus(
                                   stage->port, 7, 8, &requests[i].overlapped));
    ok = posted == 0 || GetQueuedCompletionStatusEx(stage->port, entries, 4,
                                                    &count, 1000, FALSE);
    if (!ok || count != posted)
        complain("%u posted, %lu taken", posted, (unsigned long)count);
    return posted == 3;
}

static bool batch(struct stage *stage)
{
    bool ok = stage_port(stage) && take_batch(stage);

    return stage_close(stage) && ok;
}

const struct scenario batches = {"GetQueuedCompletionStatusEx", NULL, batch};

/* Other processes of the user see a name that is taken, and the loops of the
 * other engines may run beside this one. */
static bool make_event(struct stage *stage)
{
    char name[32];
    WCHAR another[32];
    HANDLE named, wide;
    bool ok;

    snprintf(name, sizeof name, "a name of %lu",
             (unsigned long)GetCurrentProcessId());
    for (size_t i = 0; i < sizeof name; i++)
        another[i] = (WCHAR)name[i];
    another[0]++;
    named = CreateEventA(NULL, FALSE, FALSE, name);
    ok = call_ok(CALL_EVENT, named != NULL);
    wide = CreateEventW(NULL, TRUE, TRUE, another);
    ok = call_ok(CALL_EVENT, wide != NULL) && ok;
    stage->event = CreateEventA(NULL, FALSE, FALSE, name);
    if (call_ok(CALL_EVENT, stage->event != NULL) && named != NULL &&
        GetLastError() != ERROR_ALREADY_EXISTS)
        complain("the event's name was forgotten");
    ok = ok && stage->event != NULL && SetEvent(named) &&
         WaitForSingleObject(stage->event, 1000) == WAIT_OBJECT_0;
    if (named != NULL)
        CloseHandle(named);
    if (wide != NULL)
        CloseHandle(wide);
    return stage_close(stage) && ok;
}

const struct scenario events = {"CreateEvent", NULL, make_event};

struct task {
    HANDLE port;
    DWORD error; /* 0: it posted a packet and had it back */
};

static DWORD WINAPI work(void *argument)
{
    struct task *task = argument;
    OVERLAPPED_ENTRY entry;
    ULONG count = 0;

    if (PostQueuedCompletionStatus(task->port, 1, 2, NULL))
        GetQueuedCompletionStatusEx(task->port, &entry, 1, &count, 0, FALSE);
    task->error = count == 1 ? 0 : GetLastError();
    return 5;
}

static unsigned __stdcall work_too(void *argument)
{
    return work(argument);
}

/* Waits for its end; false if the thread could not post. */
static bool ends_well(HANDLE thread, const struct task *task)
{
    DWORD code = 0;
    bool ended =
        WaitForSingleObject(thread, stage_patience_ms) == WAIT_OBJECT_0;

    if (!ended || !GetExitCodeThread(thread, &code) || code != 5)
        complain("a thread: %s, exit code %lu", ended ? "ended" : "runs on",
                 (unsigned long)code);
    CloseHandle(thread);
    SetLastError(task->error);
    return call_ok(CALL_PORT, task->error == 0);
}

static bool run_threads(struct stage *stage)
{
    struct task tasks[2] = {{stage->port, 0}, {stage->port, 0}};
    HANDLE first = CreateThread(NULL, 0, work, &tasks[0], 0, NULL);
    bool ok = call_ok(CALL_THREAD, first != NULL);
    HANDLE second;

    if (ok)
        ok = ends_well(first, &tasks[0]);
    second = (HANDLE)_beginthreadex(NULL, 65536, work_too, &tasks[1], 0, NULL);
    return second != NULL && ends_well(second, &tasks[1]) && ok;
}

static bool threads_run(struct stage *stage)
{
    bool ok = stage_port(stage) && run_threads(stage);

    return stage_close(stage) && ok;
}

const struct scenario threads = {"threads", NULL, threads_run};

/* In a process that has used up the keys that need no memory. */
static bool threads_late(struct stage *stage)
{
    static bool used_up;
    pthread_key_t key;

    for (unsigned i = 0; i < 40 && !used_up; i++)
        pthread_key_create(&key, NULL);
    used_up = true;
    return threads_run(stage);
}

const struct scenario threads_late_keys = {"threads among keys", NULL,
                                           threads_late};

/* A port made together with its socket. */
static bool associate(struct stage *stage)
{
    HANDLE port;
    bool ok;

    stage->ours = stage_socket();
    if (stage->ours == INVALID_SOCKET)
        return stage_close(stage) && false;
    port = CreateIoCompletionPort((HANDLE)stage->ours, NULL, 5, 0);
    ok = call_ok(CALL_PORT, port != NULL);
    stage->port = port;
    return stage_close(stage) && ok;
}

const struct scenario associations = {"associating", NULL, associate};
