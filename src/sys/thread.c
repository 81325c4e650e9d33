#include "sys/thread.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>

#include "sys/affinity.h"

int thread_start(const char *name, void *(*run)(void *), void *argument)
{
    sigset_t all, before;
    pthread_attr_t attributes;
    pthread_t thread;
    int rc = pthread_attr_init(&attributes);

    if (rc != 0)
        return -rc;
    /* The program's signals belong to the program's threads. */
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    rc = affinity_start_thread(&thread, &attributes, run, argument);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_attr_destroy(&attributes);
    if (rc != 0)
        return -rc;
    pthread_setname_np(thread, name);
    pthread_detach(thread);
    return 0;
}

void thread_serves(const char *name)
{
    static const int own[] = {SIGSEGV, SIGBUS,  SIGFPE, SIGILL,
                              SIGTRAP, SIGABRT, SIGSYS};
    sigset_t set;

    sigfillset(&set);
    for (unsigned i = 0; i < sizeof own / sizeof *own; i++)
        sigdelset(&set, own[i]);
    pthread_sigmask(SIG_SETMASK, &set, NULL);
    pthread_setname_np(pthread_self(), name);
}

void thread_yields_to_others(void)
{
    const struct sched_param none = {0};

    if (sched_getscheduler(0) == SCHED_OTHER)
        sched_setscheduler(0, SCHED_BATCH, &none);
}

int thread_at_fork(void (*in_child)(void))
{
    return -pthread_atfork(NULL, NULL, in_child);
}
