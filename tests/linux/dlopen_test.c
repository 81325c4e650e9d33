/* A program that was not linked with the library may load it later, as scripts
 * and plugins do: what it keeps for each thread fits what the C library has
 * left for that. And it may let go of it: what still runs of it goes on. */
#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>

#include <windows.h>

#include "harness/tap.h"

typedef unsigned long (*current_thread_id)(void);

static void *ask(void *function)
{
    return (void *)((current_thread_id)function)();
}

static void loaded_at_run_time(void)
{
    const char *name = getenv("LIBRARY");
    void *library = name != NULL ? dlopen(name, RTLD_NOW) : NULL;
    void *function, *id = NULL;
    pthread_t thread;

    if (!CHECK(library != NULL, "%s", name != NULL ? dlerror() : "LIBRARY?"))
        return;
    function = dlsym(library, "iocp_GetCurrentThreadId");
    if (!CHECK(function != NULL))
        return;
    CHECK(pthread_create(&thread, NULL, ask, function) == 0);
    pthread_join(thread, &id);
    CHECK(id != NULL && id != ask(function));
}

/* ---- dlclose ---- */

static void *library_open(int flags)
{
    const char *name = getenv("LIBRARY");
    void *library = name != NULL ? dlopen(name, RTLD_NOW | flags) : NULL;

    if (flags == 0)
        CHECK(library != NULL, "%s", name != NULL ? dlerror() : "LIBRARY?");
    return library;
}

/* The threads of the library are in it: here the one of timers, which is yet to
 * set this one. */
static void timers_fire_after_dlclose(void)
{
    void *library = library_open(0);
    LARGE_INTEGER due = {.QuadPart = -500000};
    __typeof__(CreateWaitableTimerA) *create;
    __typeof__(SetWaitableTimer) *set;
    __typeof__(WaitForSingleObject) *wait;
    HANDLE timer;

    if (library == NULL)
        return;
    create = dlsym(library, "iocp_CreateWaitableTimerA");
    set = dlsym(library, "iocp_SetWaitableTimer");
    wait = dlsym(library, "iocp_WaitForSingleObject");
    timer = create(NULL, TRUE, NULL);
    CHECK(timer != NULL && set(timer, &due, 0, NULL, NULL, FALSE));
    CHECK(dlclose(library) == 0);
    CHECK(library_open(RTLD_NOLOAD) == library);
    CHECK(wait(timer, INFINITE) == WAIT_OBJECT_0);
}

struct user {
    void *library;
    pthread_barrier_t used, closed;
};

static void *use_then_end(void *argument)
{
    struct user *user = argument;
    __typeof__(CreateIoCompletionPort) *create =
        dlsym(user->library, "iocp_CreateIoCompletionPort");
    __typeof__(GetQueuedCompletionStatus) *take =
        dlsym(user->library, "iocp_GetQueuedCompletionStatus");
    HANDLE port = create(INVALID_HANDLE_VALUE, NULL, 0, 0);
    OVERLAPPED *overlapped;
    ULONG_PTR key;
    DWORD bytes;

    CHECK(!take(port, &bytes, &key, &overlapped, 1));
    pthread_barrier_wait(&user->used);
    pthread_barrier_wait(&user->closed);
    return user;
}

/* What it keeps for a thread it gives back when that ends. */
static void threads_end_after_dlclose(void)
{
    struct user user = {.library = library_open(0)};
    pthread_t thread;
    void *result = NULL;

    if (user.library == NULL)
        return;
    pthread_barrier_init(&user.used, NULL, 2);
    pthread_barrier_init(&user.closed, NULL, 2);
    CHECK(pthread_create(&thread, NULL, use_then_end, &user) == 0);
    pthread_barrier_wait(&user.used);
    CHECK(dlclose(user.library) == 0);
    pthread_barrier_wait(&user.closed);
    pthread_join(thread, &result);
    CHECK(result == &user);
    pthread_barrier_destroy(&user.used);
    pthread_barrier_destroy(&user.closed);
}

TAP_MAIN(CASE(loaded_at_run_time), CASE(timers_fire_after_dlclose),
         CASE(threads_end_after_dlclose))
