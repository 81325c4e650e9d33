#include "base/thread_exit.h"

#include <pthread.h>
#include <stddef.h>

static pthread_key_t key;
static bool key_made;
static __thread struct exit_hook *hooks;

/* A hook may make another one necessary, which registers itself anew. */
static void run_hooks(void *unused)
{
    (void)unused;
    while (hooks != NULL) {
        struct exit_hook *hook = hooks;

        hooks = hook->next;
        hook->registered = false;
        hook->run();
    }
}

/* When the library is loaded: for the first 32 keys of a process glibc has room
 * in every thread, for later ones it allocates, and a hook must not fail. */
__attribute__((constructor)) static void make_key(void)
{
    key_made = pthread_key_create(&key, run_hooks) == 0;
}

void thread_exit_hook(struct exit_hook *hook, void (*run)(void))
{
    if (hook->registered)
        return;
    /* Anything but NULL. A process that was full of keys when we came gives
     * nothing back; key 0 is somebody else's. */
    if (!key_made || pthread_setspecific(key, &hooks) != 0)
        return;
    hook->registered = true;
    hook->run = run;
    hook->next = hooks;
    hooks = hook;
}
