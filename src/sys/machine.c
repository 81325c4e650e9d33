#include "sys/machine.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

uint32_t machine_page_bytes(void)
{
    return (uint32_t)sysconf(_SC_PAGESIZE);
}

bool machine_is_arm64(void)
{
#if defined(__aarch64__)
    return true;
#else
    return false;
#endif
}

uint32_t machine_process_id(void)
{
    return (uint32_t)getpid();
}

int machine_setting(const char *path)
{
    char text[16] = "";
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t len;

    if (fd < 0)
        return -errno;
    len = read(fd, text, sizeof text - 1);
    close(fd);
    return len > 0 ? atoi(text) : -EIO;
}

/* Not exit(): atexit handlers and C++ destructors would run under the feet of
 * threads that still work. Not fflush(NULL): another thread may be blocked in
 * a read of standard input, and hold that stream's lock. */
_Noreturn void machine_exit(uint32_t exit_code)
{
    fflush(stdout);
    fflush(stderr);
    _exit((int)exit_code);
}
