#include "sys/thread_state.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* The letter behind the name, which stands in brackets and may hold any. */
static char state_in(const char *stat)
{
    const char *end = strrchr(stat, ')');

    if (end == NULL || end[1] != ' ')
        return '\0';
    return end[2];
}

/* Enough for the number and the name: the state comes third. */
static char read_state(uint32_t thread_id)
{
    char path[48], stat[64];
    ssize_t length;
    int fd;

    snprintf(path, sizeof path, "/proc/self/task/%u/stat", thread_id);
    fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return '\0';
    length = read(fd, stat, sizeof stat - 1);
    close(fd);
    stat[length > 0 ? length : 0] = '\0';
    return state_in(stat);
}

bool thread_is_blocked(uint32_t thread_id)
{
    int saved = errno;
    char state = read_state(thread_id);

    errno = saved;
    /* Asleep, interruptibly or not; stopped, or by a debugger. */
    return state == 'S' || state == 'D' || state == 'T' || state == 't';
}
