/* A program that was not linked with the library may load it later, as scripts
 * and plugins do: what it keeps for each thread fits what the C library has
 * left for that. */
#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>

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

TAP_MAIN(CASE(loaded_at_run_time))
