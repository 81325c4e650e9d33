/* The two faces of api/socket_poll.c: sets of sockets, and an array. */
#include <errno.h>

#include "api/socket_poll.h"
#include "base/clock.h"
#include "iocp/socket_poll.h"

/* WSAENOBUFS, or what the kernel said. */
static int looks_failed(struct looks *looks, int rc)
{
    if (looks != NULL)
        looks_free(looks);
    return winsock_fail(errmap_socket(looks != NULL ? -rc : ENOBUFS));
}

/* ---- WSAPoll ---- */

#define KNOWN_EVENTS (POLLRDNORM | POLLRDBAND | POLLWRNORM)
#define NEED_NO_ASKING                                                         \
    (READY_ERROR | READY_PEER_END | READY_REFUSED | READY_CLOSED)

static const struct {
    SHORT event;
    uint32_t ready;
} words[] = {
    {POLLRDNORM, READY_IN},    {POLLRDBAND, READY_PRI},
    {POLLWRNORM, READY_OUT},   {POLLERR, READY_ERROR},
    {POLLHUP, READY_PEER_END}, {(SHORT)(POLLERR | POLLHUP), READY_REFUSED},
    {POLLNVAL, READY_CLOSED},
};

#define WORDS (sizeof words / sizeof words[0])

static uint32_t ready_of_events(SHORT events)
{
    uint32_t ready = 0;

    for (unsigned i = 0; i < WORDS; i++)
        if (events & KNOWN_EVENTS & words[i].event)
            ready |= words[i].ready;
    return ready;
}

static SHORT events_of_ready(uint32_t ready)
{
    unsigned events = 0;

    for (unsigned i = 0; i < WORDS; i++)
        if (ready & words[i].ready)
            events |= (unsigned)words[i].event;
    return (SHORT)events;
}

static bool has_unknown_events(const WSAPOLLFD *list, ULONG count)
{
    for (ULONG i = 0; i < count; i++)
        if (list[i].fd != INVALID_SOCKET && (list[i].events & ~KNOWN_EVENTS))
            return true;
    return false;
}

/* How many of them are sockets. */
static unsigned begin_all(struct looks *looks, WSAPOLLFD *list)
{
    unsigned sockets = 0;

    for (unsigned i = 0; i < looks->count; i++) {
        uint32_t asked;

        list[i].revents = 0;
        if (list[i].fd == INVALID_SOCKET)
            continue;
        asked = ready_of_events(list[i].events);
        if (look_begin(&looks->of[i], list[i].fd, asked,
                       asked | NEED_NO_ASKING))
            sockets++;
        else
            list[i].revents = POLLNVAL;
    }
    return sockets;
}

static int run(struct looks *looks, WSAPOLLFD *list, INT timeout)
{
    int found;

    if (begin_all(looks, list) == 0) {
        looks_free(looks);
        return winsock_error(WSAENOTSOCK);
    }
    found =
        looks_wait(looks, timeout < 0 ? CLOCK_NEVER
                                      : clock_deadline_ns((uint32_t)timeout));
    if (found < 0)
        return looks_failed(looks, found);
    for (unsigned i = 0; i < looks->count; i++)
        if (looks->of[i].socket != NULL)
            list[i].revents = events_of_ready(looks->of[i].ready);
    looks_free(looks);
    last_error_set(0);
    return found;
}

int WSAAPI WSAPoll(LPWSAPOLLFD fdArray, ULONG fds, INT timeout)
{
    struct looks *looks;

    if (!winsock_started())
        return SOCKET_ERROR;
    if (fds == 0)
        return winsock_error(WSAEINVAL);
    if (fdArray == NULL)
        return winsock_error(WSAEFAULT);
    if (has_unknown_events(fdArray, fds))
        return winsock_error(WSAEINVAL);
    looks = looks_new(fds);
    return looks != NULL ? run(looks, fdArray, timeout) : looks_failed(NULL, 0);
}

/* ---- select ---- */

/* What puts a socket into each set. */
static const struct {
    uint32_t asked, told;
} kinds[] = {
    {READY_IN, READY_IN | READY_PEER_END | READY_CLOSED},
    {READY_OUT, READY_OUT | READY_CLOSED},
    {READY_PRI, READY_PRI | READY_REFUSED | READY_CLOSED},
};

#define SETS (sizeof kinds / sizeof kinds[0])

struct selection {
    fd_set *sets[SETS];
    struct looks *looks; /* of the sockets of each set, one after another */
};

static unsigned count_of(const fd_set *set)
{
    return set != NULL ? set->fd_count : 0;
}

/* False, and the last error: somewhere is no socket. */
static bool begin_sets(struct selection *selection)
{
    struct look *look = selection->looks->of;

    for (unsigned k = 0; k < SETS; k++)
        for (unsigned i = 0; i < count_of(selection->sets[k]); i++)
            if (!look_begin(look++, selection->sets[k]->fd_array[i],
                            kinds[k].asked, kinds[k].told))
                return false;
    return true;
}

static bool any_closed(const struct looks *looks)
{
    for (unsigned i = 0; i < looks->count; i++)
        if (looks->of[i].ready & READY_CLOSED)
            return true;
    return false;
}

/* Leaves the ready ones; how many. */
static int thin_out(struct selection *selection)
{
    const struct look *look = selection->looks->of;
    int left = 0;

    for (unsigned k = 0; k < SETS; k++) {
        fd_set *set = selection->sets[k];
        unsigned count = count_of(set), kept = 0;

        for (unsigned i = 0; i < count; i++)
            if (look++->ready & kinds[k].told)
                set->fd_array[kept++] = set->fd_array[i];
        if (set != NULL)
            set->fd_count = kept;
        left += (int)kept;
    }
    return left;
}

static int select_sets(struct selection *selection, uint64_t deadline_ns)
{
    struct looks *looks = selection->looks;
    int found;

    if (!begin_sets(selection)) {
        looks_free(looks);
        return winsock_error(WSAENOTSOCK);
    }
    found = looks_wait(looks, deadline_ns);
    if (found < 0)
        return looks_failed(looks, found);
    if (any_closed(looks)) {
        looks_free(looks);
        return winsock_error(WSAENOTSOCK);
    }
    found = thin_out(selection);
    looks_free(looks);
    last_error_set(0);
    return found;
}

static uint64_t deadline_after(const struct timeval *timeout)
{
    uint64_t now = clock_now_ns(), seconds;

    if (timeout == NULL)
        return CLOCK_NEVER;
    seconds = (uint64_t)timeout->tv_sec;
    if (seconds > (CLOCK_NEVER - now) / 2000000000)
        return CLOCK_NEVER;
    return now + seconds * 1000000000 + (uint64_t)timeout->tv_usec * 1000;
}

int WSAAPI iocp_select(int nfds, fd_set *readfds, fd_set *writefds,
                       fd_set *exceptfds, const struct timeval *timeout)
{
    struct selection selection = {.sets = {readfds, writefds, exceptfds}};
    uint64_t count =
        (uint64_t)count_of(readfds) + count_of(writefds) + count_of(exceptfds);

    (void)nfds;
    if (!winsock_started())
        return SOCKET_ERROR;
    if (count == 0 ||
        (timeout != NULL && (timeout->tv_sec < 0 || timeout->tv_usec < 0)))
        return winsock_error(WSAEINVAL);
    selection.looks = count <= UINT32_MAX ? looks_new((unsigned)count) : NULL;
    return selection.looks != NULL
               ? select_sets(&selection, deadline_after(timeout))
               : looks_failed(NULL, 0);
}

int WSAAPI __WSAFDIsSet(SOCKET fd, fd_set *set)
{
    for (unsigned i = 0; i < count_of(set); i++)
        if (set->fd_array[i] == fd)
            return 1;
    return 0;
}
