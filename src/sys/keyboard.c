#include "sys/keyboard.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <termios.h>
#include <unistd.h>

/* A terminal whose keys come at once. Its old mode is given back with it: what
 * was typed in between stays in its queue. */
struct keyboard {
    int fd;
    struct termios before;
};

static int keyboard_open(struct keyboard *keyboard, bool echo)
{
    struct termios mode;
    int rc;

    keyboard->fd = open("/dev/tty", O_RDWR | O_CLOEXEC);
    if (keyboard->fd < 0)
        return -errno;
    rc = -ENOTTY;
    if (tcgetpgrp(keyboard->fd) != getpgid(0))
        goto close_terminal;
    if (tcgetattr(keyboard->fd, &keyboard->before) != 0)
        goto fail;
    mode = keyboard->before;
    mode.c_lflag &= ~(tcflag_t)(ICANON | ECHO | ISIG);
    mode.c_lflag |= echo ? ECHO : 0;
    mode.c_cc[VMIN] = 1;
    mode.c_cc[VTIME] = 0;
    if (tcsetattr(keyboard->fd, TCSANOW, &mode) != 0)
        goto fail;
    return 0;

fail:
    rc = -errno;
close_terminal:
    close(keyboard->fd);
    return rc;
}

static void keyboard_close(struct keyboard *keyboard)
{
    tcsetattr(keyboard->fd, TCSANOW, &keyboard->before);
    close(keyboard->fd);
}

bool keyboard_waits(void)
{
    struct keyboard keyboard;
    struct pollfd ready = {.events = POLLIN};
    int count;

    if (keyboard_open(&keyboard, false) != 0)
        return false;
    ready.fd = keyboard.fd;
    do
        count = poll(&ready, 1, 0);
    while (count < 0 && errno == EINTR);
    keyboard_close(&keyboard);
    return count > 0 && (ready.revents & POLLIN) != 0;
}

int keyboard_read(bool echo)
{
    struct keyboard keyboard;
    unsigned char key;
    ssize_t count;
    int rc = keyboard_open(&keyboard, echo);

    if (rc != 0)
        return rc;
    do
        count = read(keyboard.fd, &key, 1);
    while (count < 0 && errno == EINTR);
    rc = count == 1 ? key : count < 0 ? -errno : -EIO;
    keyboard_close(&keyboard);
    return rc;
}
