#include "sys/priority.h"

#include <errno.h>
#include <linux/capability.h>
#include <pthread.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

static int normal;

/* The number of the process is that of its first thread. A value of -1 is no
 * failure. */
static void read_normal(void)
{
    errno = 0;
    normal = getpriority(PRIO_PROCESS, (id_t)getpid());
    if (normal == -1 && errno != 0)
        normal = 0;
}

int priority_normal(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;

    pthread_once(&once, read_normal);
    return normal;
}

int priority_set(int thread, int nice)
{
    return setpriority(PRIO_PROCESS, (id_t)thread, nice) == 0 ? 0 : -errno;
}

static bool may_set_any(void)
{
    struct __user_cap_header_struct head = {_LINUX_CAPABILITY_VERSION_3, 0};
    struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3] = {{0}};

    return syscall(SYS_capget, &head, data) == 0 &&
           (data[0].effective >> CAP_SYS_NICE & 1) != 0;
}

/* RLIMIT_NICE is 20 less the lowest value that may be set. */
bool priority_may_return(void)
{
    struct rlimit limit;

    return may_set_any() ||
           (getrlimit(RLIMIT_NICE, &limit) == 0 &&
            (limit.rlim_cur == RLIM_INFINITY ||
             (int64_t)limit.rlim_cur >= 20 - priority_normal()));
}
