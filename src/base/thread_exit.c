#include "base/thread_exit.h"

#include <pthread.h>
#include <stddef.h>

static pthread_key_t key;
static pthread_once_t key_once = PTHREAD_ONCE_INIT;
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

static void make_key(void)
{
    pthread_key_create(&key, run_hooks);
}

void thread_exit_hook(struct exit_hook *hook, void (*run)(void))
{
    if (hook->registered)
        return;
    pthread_once(&key_once, make_key);
    pthread_setspecific(key, &hooks); /* anything but NULL */
    hook->registered = true;
    hook->run = run;
    hook->next = hooks;
    hooks = hook;
}
