/* SetConsoleCtrlHandler: console events are the signals that stop a process.
 *
 *   SIGINT  CTRL_C_EVENT        SIGTERM, SIGHUP  CTRL_CLOSE_EVENT
 *   SIGQUIT CTRL_BREAK_EVENT
 *
 * Each event runs the handlers, newest first, in a thread of its own until one
 * returns TRUE (documentation: "HandlerRoutine callback function"). After
 * CTRL_CLOSE the process ends as soon as a handler returned TRUE: a program
 * that needs time to stop stays in its handler, for as long as it likes, where
 * Windows gives it five seconds. If none returned TRUE, the signal does what it
 * would have done without us.
 *
 * The signals are taken over when the first handler is added, not before, and
 * with SA_RESTART: a program that never calls this sees no difference. */
#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "api/api.h"
#include "base/lock.h"
#include "iocp/system.h"
#include "object/thread.h"
#include "sys/signals.h"

#define HANDLERS_MAX 64u

static struct {
    struct lock lock;
    bool watching;                           /* (lock) the signals are ours */
    unsigned count;                          /* (lock) */
    PHANDLER_ROUTINE handlers[HANDLERS_MAX]; /* (lock) oldest first */
} console = {.lock = LOCK_INITIALISER(LOCK_OBJECT)};

static const DWORD events[STOP_SIGNALS] = {
    [STOP_INTERRUPT] = CTRL_C_EVENT,
    [STOP_QUIT] = CTRL_BREAK_EVENT,
    [STOP_TERMINATE] = CTRL_CLOSE_EVENT,
    [STOP_HANGUP] = CTRL_CLOSE_EVENT,
};

/* ---- An event ---- */

static unsigned copy_handlers(PHANDLER_ROUTINE *handlers)
{
    unsigned count;

    lock_take(&console.lock);
    count = console.count;
    memcpy(handlers, console.handlers, count * sizeof *handlers);
    lock_drop(&console.lock);
    return count;
}

static bool offer(DWORD event)
{
    PHANDLER_ROUTINE handlers[HANDLERS_MAX];
    unsigned count = copy_handlers(handlers);

    while (count-- > 0)
        if (handlers[count](event))
            return true;
    return false;
}

static uint32_t run_handlers(void *argument)
{
    enum stop_signal which = (enum stop_signal)(uintptr_t)argument;
    DWORD event = events[which];

    if (!offer(event))
        signals_default(which);
    else if (event == CTRL_CLOSE_EVENT)
        ExitProcess(0);
    return 0;
}

/* A thread without a handle. */
static bool start_thread(uint32_t (*start)(void *), uintptr_t argument)
{
    struct thread *thread = thread_new(start, (void *)argument, false);
    NTSTATUS status;

    if (thread == NULL)
        return false;
    status = thread_launch(thread, (struct thread_stack){0});
    object_put(&thread->head);
    return status == STATUS_SUCCESS;
}

static uint32_t watch(void *unused)
{
    (void)unused;
    for (;;) {
        enum stop_signal which = signals_next();

        if (!start_thread(run_handlers, which))
            run_handlers((void *)(uintptr_t)which);
    }
    return 0;
}

/* ---- The list ---- */

/* The thread first: no signal must be taken that nobody would handle. */
static bool watch_locked(void)
{
    if (console.watching)
        return true;
    if (signals_open() != 0 || !start_thread(watch, 0))
        return false;
    signals_take();
    console.watching = true;
    return true;
}

static DWORD add_locked(PHANDLER_ROUTINE handler)
{
    if (console.count == HANDLERS_MAX || !watch_locked())
        return ERROR_NOT_ENOUGH_MEMORY;
    console.handlers[console.count++] = handler;
    return ERROR_SUCCESS;
}

/* Removes the newest entry of this handler. */
static DWORD remove_locked(PHANDLER_ROUTINE handler)
{
    unsigned i = console.count;

    while (i > 0 && console.handlers[i - 1] != handler)
        i--;
    if (i == 0)
        return ERROR_INVALID_PARAMETER;
    memmove(&console.handlers[i - 1], &console.handlers[i],
            (console.count - i) * sizeof *console.handlers);
    console.count--;
    return ERROR_SUCCESS;
}

/* No handler: whether Ctrl+C is ignored. */
static DWORD change_locked(PHANDLER_ROUTINE handler, BOOL add)
{
    if (handler != NULL)
        return add ? add_locked(handler) : remove_locked(handler);
    signals_ignore_interrupt(add != FALSE);
    return ERROR_SUCCESS;
}

BOOL WINAPI SetConsoleCtrlHandler(PHANDLER_ROUTINE handler, BOOL add)
{
    DWORD error;

    lock_take(&console.lock);
    error = change_locked(handler, add);
    lock_drop(&console.lock);
    return error == ERROR_SUCCESS ? TRUE : api_error(error);
}

/* "If this parameter is nonzero, this function will succeed, but the CTRL+C
 * signal will not be received" (CTRL_C_EVENT). */
BOOL WINAPI GenerateConsoleCtrlEvent(DWORD event, DWORD group)
{
    int rc;

    if (event != CTRL_C_EVENT && event != CTRL_BREAK_EVENT)
        return api_error(ERROR_INVALID_PARAMETER);
    if (event == CTRL_C_EVENT && group != 0)
        return TRUE;
    rc =
        signals_send(event == CTRL_C_EVENT ? STOP_INTERRUPT : STOP_QUIT, group);
    if (rc == 0)
        return TRUE;
    return api_error(rc == -EPERM ? ERROR_ACCESS_DENIED
                                  : ERROR_INVALID_PARAMETER);
}
