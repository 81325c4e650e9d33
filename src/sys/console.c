#include "sys/console.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <termios.h>
#include <string.h>
#include <unistd.h>

#define LOWEST 3 /* the copies stay above the standard descriptors */

int console_open(int number, struct console_opened *opened)
{
    int flags = fcntl(number, F_GETFL);

    if (flags < 0)
        return -errno;
    opened->readable = (flags & O_ACCMODE) != O_WRONLY;
    opened->writable = (flags & O_ACCMODE) != O_RDONLY;
    opened->fd = fcntl(number, F_DUPFD_CLOEXEC, LOWEST);
    return opened->fd >= 0 ? 0 : -errno;
}

bool console_is_terminal(int fd)
{
    return isatty(fd) == 1;
}

int console_get_mode(int fd, struct console_mode *mode)
{
    struct termios now;

    if (tcgetattr(fd, &now) != 0)
        return -errno;
    mode->signals = (now.c_lflag & ISIG) != 0;
    mode->lines = (now.c_lflag & ICANON) != 0;
    mode->echo = (now.c_lflag & ECHO) != 0;
    return 0;
}

int console_set_mode(int fd, const struct console_mode *mode)
{
    struct termios now;

    if (tcgetattr(fd, &now) != 0)
        return -errno;
    now.c_lflag &= ~(tcflag_t)(ISIG | ICANON | ECHO);
    now.c_lflag |= (mode->signals ? ISIG : 0) | (mode->lines ? ICANON : 0) |
                   (mode->echo ? ECHO : 0);
    return tcsetattr(fd, TCSANOW, &now) == 0 ? 0 : -errno;
}

static void wait_for_room(int fd)
{
    struct pollfd room = {.fd = fd, .events = POLLOUT};

    poll(&room, 1, -1);
}

int console_write(int fd, const char *text, size_t len)
{
    while (len > 0) {
        ssize_t count = write(fd, text, len);

        if (count < 0 && errno == EAGAIN)
            wait_for_room(fd);
        else if (count < 0 && errno != EINTR)
            return -errno;
        else if (count > 0) {
            text += count;
            len -= (size_t)count;
        }
    }
    return 0;
}

void console_complain(const char *text)
{
    console_write(STDERR_FILENO, text, strlen(text));
}
