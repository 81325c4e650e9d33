/* <io.h> on descriptors that Windows has not: pipes that do not block. */
#include <errno.h>
#include <fcntl.h>
#include <io.h>
#include <signal.h>
#include <unistd.h>

#include "harness/tap.h"

#define MUCH (1u << 20) /* more than a pipe holds */

static char bytes[MUCH];

/* Claim:  what was written is told, not the error behind it.
 * Source: "_write", Return value. */
static void part_of_a_write(void)
{
    int pipe[2], written;

    if (!CHECK(pipe2(pipe, O_NONBLOCK | O_CLOEXEC) == 0))
        return;
    written = _write(pipe[1], bytes, MUCH);
    CHECK(written > 0 && written < (int)MUCH, "%d", written);
    errno = 0;
    CHECK(_write(pipe[1], bytes, MUCH) == -1 && errno == EAGAIN);
    CHECK(_read(pipe[0], bytes, MUCH) == written);
    _close(pipe[0]);
    _close(pipe[1]);
}

/* Claim:  a pipe that nobody reads is an error, not the program's end; what the
 *         program had blocked and waiting stays so.
 * Source: "_write", Return value. */
static void nobody_reads(void)
{
    sigset_t broken, pending;
    int pipe[2];

    CHECK(signal(SIGPIPE, SIG_DFL) != SIG_ERR);
    if (!CHECK(pipe2(pipe, O_CLOEXEC) == 0))
        return;
    _close(pipe[0]);
    errno = 0;
    CHECK(_write(pipe[1], bytes, 1) == -1 && errno == EPIPE);
    CHECK(sigpending(&pending) == 0 && !sigismember(&pending, SIGPIPE));
    sigemptyset(&broken);
    sigaddset(&broken, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &broken, NULL);
    CHECK(_write(pipe[1], bytes, 1) == -1 && errno == EPIPE);
    CHECK(sigpending(&pending) == 0 && !sigismember(&pending, SIGPIPE));
    raise(SIGPIPE);
    CHECK(_write(pipe[1], bytes, 1) == -1 && errno == EPIPE);
    CHECK(sigpending(&pending) == 0 && sigismember(&pending, SIGPIPE));
    CHECK(sigwaitinfo(&broken, NULL) == SIGPIPE);
    _close(pipe[1]);
}

TAP_MAIN(CASE(part_of_a_write), CASE(nobody_reads))
