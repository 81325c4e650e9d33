#include "sys/machine.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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

/* The file tells no size beforehand. */
char *machine_arguments(size_t *len)
{
    int fd = open("/proc/self/cmdline", O_RDONLY | O_CLOEXEC);
    size_t size = 4096, done = 0;
    char *text = malloc(size + 1);
    ssize_t count = fd >= 0 ? 1 : -1;

    while (text != NULL && count > 0) {
        if (done == size) {
            char *larger = realloc(text, 2 * size + 1);

            if (larger == NULL)
                break;
            text = larger;
            size *= 2;
        }
        count = read(fd, text + done, size - done);
        if (count > 0)
            done += (size_t)count;
    }
    if (fd >= 0)
        close(fd);
    if (text != NULL)
        text[done] = '\0';
    *len = done;
    return text;
}

bool machine_is_debugged(void)
{
    static const char label[] = "TracerPid:";
    char text[1024] = "";
    int fd = open("/proc/self/status", O_RDONLY | O_CLOEXEC);
    const char *found;

    if (fd < 0)
        return false;
    if (read(fd, text, sizeof text - 1) < 0)
        text[0] = '\0';
    close(fd);
    found = strstr(text, label);
    return found != NULL && atoi(found + sizeof label - 1) != 0;
}

void machine_break(void)
{
    raise(SIGTRAP);
}
