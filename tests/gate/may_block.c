/* For Valgrind, which lets one thread run at a time and does not know that
 * io_uring_enter blocks: a shard that slept there would stop all others. Loaded
 * before liburing, this one sleeps in poll between two looks. */
#include <liburing.h>
#include <poll.h>

int io_uring_submit_and_wait(struct io_uring *ring, unsigned wait_nr)
{
    int rc = io_uring_submit(ring);

    io_uring_get_events(ring);
    while (io_uring_cq_ready(ring) < wait_nr) {
        poll(NULL, 0, 1);
        io_uring_get_events(ring);
    }
    return rc;
}
