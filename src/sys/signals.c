/* The handler may run in any thread at any instruction, so it only adds to an
 * eventfd: one write, async-signal-safe. The eventfd's 64 bits are four
 * counters of 16 bits, one a signal; a read takes them all. */
#include "sys/signals.h"

#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <unistd.h>

static const int numbers[STOP_SIGNALS] = {SIGINT, SIGQUIT, SIGTERM, SIGHUP};
static int counter_fd = -1;
static bool taken, interrupt_ignored;
static uint64_t unread; /* by the one thread that calls signals_next */

static unsigned shift(unsigned which)
{
    return 16 * which;
}

static void on_signal(int number)
{
    int saved = errno;

    for (unsigned i = 0; i < STOP_SIGNALS; i++)
        if (numbers[i] == number) {
            uint64_t one = (uint64_t)1 << shift(i);
            ssize_t written = write(counter_fd, &one, sizeof one);

            (void)written;
        }
    errno = saved;
}

static void set_action(int number, void (*handler)(int))
{
    struct sigaction action = {.sa_flags = SA_RESTART};

    action.sa_handler = handler;
    sigemptyset(&action.sa_mask);
    sigaction(number, &action, NULL);
}

static bool is_ignored(int number)
{
    struct sigaction action;

    return sigaction(number, NULL, &action) == 0 &&
           action.sa_handler == SIG_IGN;
}

/* A SIGINT that the process was started to ignore does not stay so: a shell
 * starts its jobs in the background like that, and they would never hear of it.
 */
static bool stays_ignored(int number)
{
    return number == SIGHUP ? is_ignored(SIGHUP)
                            : number == SIGINT && interrupt_ignored;
}

int signals_open(void)
{
    if (counter_fd < 0)
        counter_fd = eventfd(0, EFD_CLOEXEC);
    return counter_fd < 0 ? -errno : 0;
}

void signals_take(void)
{
    taken = true;
    for (unsigned i = 0; i < STOP_SIGNALS; i++)
        if (!stays_ignored(numbers[i]))
            set_action(numbers[i], on_signal);
}

enum stop_signal signals_next(void)
{
    for (;;) {
        for (unsigned i = 0; i < STOP_SIGNALS; i++)
            if ((unread >> shift(i) & 0xFFFF) != 0) {
                unread -= (uint64_t)1 << shift(i);
                return (enum stop_signal)i;
            }
        if (read(counter_fd, &unread, sizeof unread) != sizeof unread)
            unread = 0;
    }
}

void signals_ignore_interrupt(bool ignore)
{
    interrupt_ignored = ignore;
    set_action(SIGINT, ignore ? SIG_IGN : taken ? on_signal : SIG_DFL);
}

int signals_send(enum stop_signal which, unsigned group)
{
    if (group == 1 || group > INT_MAX) /* -1 would be everybody */
        return -ESRCH;
    return kill(-(pid_t)group, numbers[which]) == 0 ? 0 : -errno;
}

_Noreturn void signals_default(enum stop_signal which)
{
    sigset_t only;

    set_action(numbers[which], SIG_DFL);
    sigemptyset(&only);
    sigaddset(&only, numbers[which]);
    pthread_sigmask(SIG_UNBLOCK, &only, NULL);
    raise(numbers[which]);
    /* Process 1 of a container does not die of its own signal. */
    _exit(128 + numbers[which]);
}
