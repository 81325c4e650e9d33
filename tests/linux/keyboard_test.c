/* Keys of the terminal: _kbhit and _getch on one of our own. Each case becomes
 * the leader of a session, so that the terminal is its /dev/tty. */
#include <conio.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "harness/tap.h"

/* Runs `body` in a child that has a new terminal, or none; it gets the side
 * that types, and gives what it has seen. */
static int in_session(int (*body)(int keys), bool has_terminal)
{
    int keys = posix_openpt(O_RDWR | O_NOCTTY), status = -1;
    pid_t child;

    CHECK(keys >= 0 && grantpt(keys) == 0 && unlockpt(keys) == 0);
    child = fork();
    if (child == 0) {
        if (setsid() < 0 || (has_terminal && open(ptsname(keys), O_RDWR) < 0))
            _exit(100);
        _exit(body(keys));
    }
    CHECK(child > 0 && waitpid(child, &status, 0) == child);
    close(keys);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 101;
}

static int wait_for_key(void)
{
    for (int i = 0; i < 5000 && !_kbhit(); i++)
        usleep(1000);
    return _kbhit();
}

static int type_and_read(int keys)
{
    struct termios before, after;
    int terminal = open("/dev/tty", O_RDWR);

    if (tcgetattr(terminal, &before) != 0)
        return 1;
    if (_kbhit())
        return 2;
    if (write(keys, "xy", 2) != 2 || !wait_for_key())
        return 3;
    if (_getch() != 'x' || !_kbhit() || _getche() != 'y')
        return 4;
    if (_kbhit())
        return 5;
    /* An a, a euro sign, and a character of two units. */
    if (write(keys, "a\xe2\x82\xac\xf0\x9f\x98\x80", 8) != 8 ||
        _getwch() != 'a' || _getwch() != 0x20ac || _getwch() != 0xd83d ||
        !_kbhit() || _getwch() != 0xde00 || _kbhit())
        return 7;
    if (tcgetattr(terminal, &after) != 0 || after.c_lflag != before.c_lflag)
        return 6;
    return 0;
}

/* A key is there without a line's end, in order, and the terminal is as it was
 * afterwards. */
static void keys(void)
{
    int seen = in_session(type_and_read, true);

    CHECK(seen == 0, "step %d", seen);
}

static int read_nothing(int keys)
{
    (void)keys;
    errno = 0;
    if (_kbhit())
        return 1;
    return _getch() == -1 && errno != 0 ? 0 : 2;
}

/* Without a terminal there is no key, and nobody waits for one. */
static void no_terminal(void)
{
    int seen = in_session(read_nothing, false);

    CHECK(seen == 0, "step %d", seen);
}

static int read_behind(int keys)
{
    int status = -1;
    pid_t child = fork();

    if (child == 0) {
        setpgid(0, 0); /* no longer in front */
        _exit(read_nothing(keys));
    }
    waitpid(child, &status, WUNTRACED);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 3;
}

/* A process in the background has no keys, and is not stopped for asking. */
static void background(void)
{
    int seen = in_session(read_behind, true);

    CHECK(seen == 0, "step %d", seen);
}

TAP_MAIN(CASE(keys), CASE(no_terminal), CASE(background))
