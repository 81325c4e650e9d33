#include "sys/affinity.h"

#include <dirent.h>
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Of the calling process, once one of its threads was bound. */
static struct {
    pthread_mutex_t
        lock; /* a leaf: nothing is called under it but the kernel */
    bool known;
    struct affinity set;
} ours = {.lock = PTHREAD_MUTEX_INITIALIZER};

int affinity_get(int thread, struct affinity *set)
{
    memset(set, 0, sizeof *set);
    return sched_getaffinity(thread, sizeof *set, (cpu_set_t *)set) == 0
               ? 0
               : -errno;
}

int affinity_set(int thread, const struct affinity *set)
{
    return sched_setaffinity(thread, sizeof *set, (const cpu_set_t *)set) == 0
               ? 0
               : -errno;
}

static unsigned count(const struct affinity *set)
{
    unsigned sum = 0;

    for (unsigned i = 0; i < AFFINITY_CPUS / 64; i++)
        sum += (unsigned)__builtin_popcountll(set->words[i]);
    return sum;
}

unsigned affinity_count(int thread)
{
    struct affinity set;
    long online;

    if (affinity_get(thread, &set) == 0)
        return count(&set);
    online = sysconf(_SC_NPROCESSORS_ONLN);
    return online > 0 ? (unsigned)online : 1;
}

static long online;

static void read_online(void)
{
    online = sysconf(_SC_NPROCESSORS_ONLN);
}

bool affinity_is_plain(const struct affinity *set)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;

    pthread_once(&once, read_online);
    return online > 0 && online <= 64 && count(set) == (unsigned)online &&
           set->words[0] == UINT64_MAX >> (64 - online);
}

/* ---- Processes ---- */

void affinity_remember_process(void)
{
    pthread_mutex_lock(&ours.lock);
    if (!ours.known)
        ours.known = affinity_get(getpid(), &ours.set) == 0;
    pthread_mutex_unlock(&ours.lock);
}

static bool recall(struct affinity *set)
{
    bool known;

    pthread_mutex_lock(&ours.lock);
    known = ours.known;
    if (known)
        *set = ours.set;
    pthread_mutex_unlock(&ours.lock);
    return known;
}

static __thread bool chosen;

void affinity_chosen(void)
{
    chosen = true;
}

int affinity_start_thread(pthread_t *thread, pthread_attr_t *attributes,
                          void *(*run)(void *), void *argument)
{
    struct affinity set;
    bool bound = !chosen && recall(&set);
    int error;

    if (bound)
        pthread_attr_setaffinity_np(attributes, sizeof set, (cpu_set_t *)&set);
    error = pthread_create(thread, attributes, run, argument);
    if (error != EINVAL || !bound)
        return error;
    pthread_attr_setaffinity_np(attributes, 0, (cpu_set_t *)&set); /* none */
    return pthread_create(thread, attributes, run, argument);
}

int affinity_get_process(int pid, struct affinity *set)
{
    return pid == getpid() && recall(set) ? 0 : affinity_get(pid, set);
}

unsigned affinity_count_of_process(void)
{
    struct affinity set;

    return recall(&set) ? count(&set) : affinity_count(getpid());
}

/* Of all threads there are now; false: no such process, or not permitted. The
 * first thread decides what the call returns. */
static int set_each(DIR *folder, int pid, const struct affinity *set,
                    unsigned *others)
{
    int rc = 0;

    *others = 0;
    for (struct dirent *entry = readdir(folder); entry != NULL;
         entry = readdir(folder)) {
        int thread = atoi(entry->d_name);
        struct affinity has;
        int result;

        if (thread <= 0 || (affinity_get(thread, &has) == 0 &&
                            memcmp(&has, set, sizeof has) == 0))
            continue;
        ++*others;
        result = affinity_set(thread, set);
        if (thread == pid && result < 0)
            rc = result;
    }
    return rc;
}

/* A thread takes its starter's set, so another look finds those that were
 * started by one that had the old one still. */
static int set_all(int pid, const struct affinity *set)
{
    enum { LOOKS = 8 };
    char path[64];
    unsigned others = 1;
    int rc = 0;
    DIR *folder;

    snprintf(path, sizeof path, "/proc/%d/task", pid);
    folder = opendir(path);
    if (folder == NULL)
        return affinity_set(pid, set);
    for (int i = 0; i < LOOKS && others > 0 && rc == 0; i++) {
        rc = set_each(folder, pid, set, &others);
        rewinddir(folder);
    }
    closedir(folder);
    return rc;
}

int affinity_set_process(int pid, const struct affinity *set)
{
    int rc = set_all(pid, set);

    if (rc < 0 || pid != getpid())
        return rc;
    pthread_mutex_lock(&ours.lock);
    ours.known = true;
    ours.set = *set;
    pthread_mutex_unlock(&ours.lock);
    return 0;
}
