#include "faults/small_disk.h"

#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <unistd.h>

bool small_disk_mount(void)
{
    char name[] = "/tmp/faults-XXXXXX";
    int apart = geteuid() == 0 ? CLONE_NEWNS : CLONE_NEWUSER | CLONE_NEWNS;
    bool made;

    if (unshare(apart) != 0 ||
        mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0)
        return false;
    /* In this namespace /tmp is ours, and nothing stays behind in it. */
    made = mount("tmpfs", "/tmp", "tmpfs", 0, NULL) == 0 &&
           mkdtemp(name) != NULL &&
           mount("tmpfs", name, "tmpfs", 0, "size=64k,nr_inodes=3") == 0;
    return made && chdir(name) == 0;
}

void small_disk_limit(void)
{
    const struct rlimit limit = {SMALL_DISK, SMALL_DISK};

    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &limit);
}
