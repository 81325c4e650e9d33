#include "sys/ready_thread.h"

#include <errno.h>
#include <stdlib.h>

#include "sys/fd.h"
#include "sys/ready.h"
#include "sys/thread.h"

#define TOKENS 64

struct watching {
    int watch;
    void (*look)(uint64_t token);
};

static void *run(void *argument)
{
    const struct watching watching = *(struct watching *)argument;
    uint64_t tokens[TOKENS];
    int count;

    free(argument);
    while ((count = ready_watch_wait(watching.watch, tokens, TOKENS)) >= 0)
        for (int i = 0; i < count; i++)
            watching.look(tokens[i]);
    return NULL;
}

static int start(const char *name, struct watching *watching)
{
    int watch = ready_watch_open();
    int rc;

    if (watch < 0)
        return watch;
    watching->watch = watch; /* the thread frees the rest */
    rc = thread_start(name, run, watching);
    if (rc == 0)
        return watch;
    fd_close(watch);
    return rc;
}

int ready_thread_start(const char *name, void (*look)(uint64_t token))
{
    struct watching *watching = malloc(sizeof *watching);
    int rc;

    if (watching == NULL)
        return -ENOMEM;
    watching->look = look;
    rc = start(name, watching);
    if (rc < 0)
        free(watching);
    return rc;
}
