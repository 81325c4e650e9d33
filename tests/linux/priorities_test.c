/* What SetThreadPriority does to a thread's nice value: something for who may
 * take it back, nothing for who may not. */
#include <iocp/error_codes.h>
#include <iocp/thread.h>
#include <iocp/thread_priority.h>

#include <linux/capability.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "harness/tap.h"
#include "sys/priority.h"

static int my_nice(void)
{
    return getpriority(PRIO_PROCESS, (id_t)gettid());
}

/* Nothing that lets this thread lower its nice value. */
static int give_up(void)
{
    struct __user_cap_header_struct head = {_LINUX_CAPABILITY_VERSION_3, 0};
    struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3] = {{0}};
    struct rlimit none = {0, 0};

    return setrlimit(RLIMIT_NICE, &none) == 0 &&
           syscall(SYS_capset, &head, data) == 0;
}

static void nice_values_follow(void)
{
    static const struct {
        int priority, nice;
    } rows[] = {
        {THREAD_PRIORITY_LOWEST, 10},
        {THREAD_PRIORITY_BELOW_NORMAL, 5},
        {THREAD_PRIORITY_ABOVE_NORMAL, -5},
        {THREAD_PRIORITY_HIGHEST, -10},
        {THREAD_PRIORITY_IDLE, 19},
        {THREAD_PRIORITY_TIME_CRITICAL, -20},
        {THREAD_PRIORITY_NORMAL, 0},
    };

    if (my_nice() != 0 || !priority_may_return())
        SKIP("may not lower nice values, or is nice already");
    for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
        CHECK(SetThreadPriority(GetCurrentThread(), rows[i].priority));
        CHECK(my_nice() == rows[i].nice, "%d: %d", rows[i].priority, my_nice());
    }
}

/* A process that was started nice stays that, and no value is beyond the end.
 */
static void from_the_nice_value_of_the_process(void)
{
    CHECK(setpriority(PRIO_PROCESS, 0, 12) == 0); /* before it is looked at */
    if (!priority_may_return())
        SKIP("may not lower nice values");
    CHECK(SetThreadPriority(GetCurrentThread(), THREAD_PRIORITY_BELOW_NORMAL));
    CHECK(my_nice() == 17);
    CHECK(SetThreadPriority(GetCurrentThread(), THREAD_PRIORITY_LOWEST));
    CHECK(my_nice() == 19);
    CHECK(SetThreadPriority(GetCurrentThread(), THREAD_PRIORITY_NORMAL));
    CHECK(my_nice() == 12);
}

static void background_is_idle(void)
{
    int before = my_nice();

    if (!priority_may_return())
        SKIP("may not lower nice values");
    CHECK(SetThreadPriority(GetCurrentThread(), THREAD_MODE_BACKGROUND_BEGIN));
    CHECK(my_nice() == 19);
    CHECK(SetThreadPriority(GetCurrentThread(), THREAD_PRIORITY_LOWEST));
    CHECK(my_nice() == 19);
    CHECK(SetThreadPriority(GetCurrentThread(), THREAD_PRIORITY_NORMAL));
    CHECK(SetThreadPriority(GetCurrentThread(), THREAD_MODE_BACKGROUND_END));
    CHECK(my_nice() == before);
}

static void no_way_without_a_way_back(void)
{
    int before = my_nice();

    if (!give_up())
        SKIP("cannot give up what it may");
    CHECK(!priority_may_return());
    CHECK(SetThreadPriority(GetCurrentThread(), THREAD_PRIORITY_LOWEST));
    CHECK(my_nice() == before);
    CHECK(GetThreadPriority(GetCurrentThread()) == THREAD_PRIORITY_LOWEST);
    CHECK(SetThreadPriority(GetCurrentThread(), THREAD_MODE_BACKGROUND_BEGIN));
    CHECK(my_nice() == before);
}

TAP_MAIN(CASE(nice_values_follow), CASE(from_the_nice_value_of_the_process),
         CASE(background_is_idle), CASE(no_way_without_a_way_back))
