/* <io.h> on descriptors that Windows has not: pipes that do not block. */
#include <errno.h>
#include <fcntl.h>
#include <io.h>
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

TAP_MAIN(CASE(part_of_a_write))
