#include "sys/thread.h"

#include <pthread.h>
#include <signal.h>

int thread_start(const char *name, void *(*run)(void *), void *argument)
{
    sigset_t all, before;
    pthread_t thread;
    int rc;

    /* The program's signals belong to the program's threads. */
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    rc = pthread_create(&thread, NULL, run, argument);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (rc != 0)
        return -rc;
    pthread_setname_np(thread, name);
    pthread_detach(thread);
    return 0;
}
