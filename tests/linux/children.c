#include "linux/children.h"

#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/tap.h"

static int is_unchecked;

/* Asked by the leak checker, which is another library's; it would wait for its
 * allocator's locks, whose holders did not come along. */
__attribute__((visibility("default"))) int __lsan_is_turned_off(void);
int __lsan_is_turned_off(void)
{
    return is_unchecked;
}

int child_unchecked(void)
{
    int pid = fork();

    is_unchecked = pid == 0;
    return pid;
}

struct child child_start(int (*act)(int talk))
{
    int ends[2] = {-1, -1};
    pid_t pid;

    CHECK(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0);
    pid = fork();
    close(ends[pid == 0]);
    if (pid == 0)
        _exit(act(ends[0]));
    return (struct child){(unsigned)pid, ends[1]};
}

bool child_say(int talk, const void *bytes, size_t len)
{
    return send(talk, bytes, len, MSG_NOSIGNAL) == (ssize_t)len;
}

bool child_hear(int talk, void *bytes, size_t len)
{
    return recv(talk, bytes, len, MSG_WAITALL) == (ssize_t)len;
}

void child_end(struct child *child)
{
    int status = -1;

    close(child->talk);
    CHECK(waitpid((pid_t)child->pid, &status, 0) == (pid_t)child->pid &&
              status == 0,
          "the other process says %d", WEXITSTATUS(status));
}
