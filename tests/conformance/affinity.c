/* Which processors processes and threads run on, and how urgent they are. */
#include "support.h"

#ifndef ERROR_THREAD_MODE_ALREADY_BACKGROUND /* not in mingw's headers */
#define ERROR_THREAD_MODE_ALREADY_BACKGROUND 400
#define ERROR_THREAD_MODE_NOT_BACKGROUND 401
#endif

#define NOT_A_THREAD ((HANDLE)(ULONG_PTR)0x7ffffff0)

static DWORD_PTR process_mask(void)
{
    DWORD_PTR mine = 0, all = 0;

    CHECK(GetProcessAffinityMask(GetCurrentProcess(), &mine, &all));
    CHECK(mine != 0 && (mine & ~all) == 0);
    return mine;
}

static DWORD_PTR lowest(DWORD_PTR mask)
{
    return mask & (~mask + 1);
}

static DWORD number_of(DWORD_PTR one)
{
    DWORD number = 0;

    while (one >>= 1)
        number++;
    return number;
}

static DWORD_PTR thread_mask(HANDLE thread)
{
    GROUP_AFFINITY now = {0};

    CHECK(GetThreadGroupAffinity(thread, &now));
    return now.Mask;
}

/* ---- Threads ---- */

/* Claim:  the mask before is returned, and the thread runs where it may.
 * Source: "SetThreadAffinityMask function", Return value.  Wine 8: same. */
static void thread_to_one_processor(void)
{
    DWORD_PTR mine = process_mask(), one = lowest(mine);

    CHECK(SetThreadAffinityMask(GetCurrentThread(), one) == mine);
    CHECK(GetCurrentProcessorNumber() == number_of(one));
    CHECK(thread_mask(GetCurrentThread()) == one);
    CHECK(SetThreadAffinityMask(GetCurrentThread(), mine) == one);
    CHECK(process_mask() == mine);
}

/* Claim:  all bits set are all processors of the process.
 * Source: observed since Vista.  Wine 8: same. */
static void thread_to_all_processors(void)
{
    DWORD_PTR mine = process_mask(), one = lowest(mine);

    CHECK(SetThreadAffinityMask(GetCurrentThread(), one) == mine);
    CHECK(SetThreadAffinityMask(GetCurrentThread(), ~(DWORD_PTR)0) == one);
    CHECK(thread_mask(GetCurrentThread()) == mine);
}

/* Claim:  no processor, and one that the process may not use, are refused, and
 *         the thread stays as it is.
 * Source: "SetThreadAffinityMask function", Remarks.  Wine 8: same. */
static void thread_to_wrong_processors(void)
{
    DWORD_PTR mine = process_mask();

    CHECK_FAILS(SetThreadAffinityMask(GetCurrentThread(), 0),
                ERROR_INVALID_PARAMETER);
    if (mine != ~(DWORD_PTR)0)
        CHECK_FAILS(SetThreadAffinityMask(GetCurrentThread(), lowest(~mine)),
                    ERROR_INVALID_PARAMETER);
    CHECK(thread_mask(GetCurrentThread()) == mine);
    CHECK_FAILS(SetThreadAffinityMask(NOT_A_THREAD, 1), ERROR_INVALID_HANDLE);
}

struct worker {
    HANDLE go;
    volatile DWORD number;
};

static DWORD WINAPI tell_number(void *argument)
{
    struct worker *worker = argument;

    wait_for(worker->go);
    worker->number = GetCurrentProcessorNumber();
    return 0;
}

/* Claim:  another thread can be bound, and it alone is.
 * Source: "SetThreadAffinityMask function".  Wine 8: same. */
static void another_thread(void)
{
    DWORD_PTR mine = process_mask(), one = lowest(mine);
    struct worker worker = {event_new(), UNTOUCHED};
    HANDLE thread = thread_start(tell_number, &worker);

    CHECK(SetThreadAffinityMask(thread, one) == mine);
    CHECK(thread_mask(thread) == one);
    CHECK(thread_mask(GetCurrentThread()) == mine);
    SetEvent(worker.go);
    CHECK(wait_for(thread));
    CHECK(worker.number == number_of(one), "%lu", (unsigned long)worker.number);
    CloseHandle(thread);
    CloseHandle(worker.go);
}

/* Claim:  a thread that waits to be resumed can be bound before it runs.
 * Source: "SetThreadAffinityMask function".  Wine 8: same. */
static void suspended_thread(void)
{
    DWORD_PTR one = lowest(process_mask());
    struct worker worker = {event_new(), UNTOUCHED};
    HANDLE thread =
        CreateThread(NULL, 0, tell_number, &worker, CREATE_SUSPENDED, NULL);

    SetEvent(worker.go);
    CHECK(SetThreadAffinityMask(thread, one) != 0);
    CHECK(ResumeThread(thread) == 1);
    CHECK(wait_for(thread));
    CHECK(worker.number == number_of(one));
    CloseHandle(thread);
    CloseHandle(worker.go);
}

/* Claim:  a new thread may run where the process may, not where its starter
 *         was bound to.
 * Source: "SetProcessAffinityMask function": threads have that of the process;
 *         only processes inherit.  Wine 8: same. */
static void new_threads_have_the_process_mask(void)
{
    DWORD_PTR mine = process_mask();
    struct worker worker = {event_new(), 0};
    HANDLE thread;

    CHECK(SetThreadAffinityMask(GetCurrentThread(), lowest(mine)) == mine);
    thread = thread_start(tell_number, &worker);
    CHECK(thread_mask(thread) == mine);
    SetEvent(worker.go);
    CHECK(wait_for(thread));
    CloseHandle(thread);
    CloseHandle(worker.go);
    CHECK(SetThreadAffinityMask(GetCurrentThread(), mine) != 0);
}

/* Claim:  a thread that has ended cannot be bound; how urgent it is may be
 * said. Source: STATUS_THREAD_IS_TERMINATING; observed.  Wine 8: same. */
static void ended_thread(void)
{
    struct worker worker = {event_new(), 0};
    HANDLE thread = thread_start(tell_number, &worker);

    SetEvent(worker.go);
    CHECK(wait_for(thread));
    CHECK_FAILS(SetThreadAffinityMask(thread, lowest(process_mask())),
                ERROR_ACCESS_DENIED);
    CHECK(SetThreadPriority(thread, THREAD_PRIORITY_LOWEST));
    CHECK(GetThreadPriority(thread) == THREAD_PRIORITY_LOWEST);
    CloseHandle(thread);
    CloseHandle(worker.go);
}

/* ---- Groups ---- */

/* Claim:  the group is told, and with it the mask before; NULL asks for none.
 * Source: "SetThreadGroupAffinity function", Parameters.  Wine 8: same. */
static void thread_in_a_group(void)
{
    DWORD_PTR mine = process_mask(), one = lowest(mine);
    GROUP_AFFINITY now = {0}, before = {0}, wanted = {0};

    CHECK(GetThreadGroupAffinity(GetCurrentThread(), &now));
    CHECK(now.Mask == mine && now.Group < GetActiveProcessorGroupCount());
    CHECK(now.Reserved[0] == 0 && now.Reserved[1] == 0 && now.Reserved[2] == 0);
    wanted = now;
    wanted.Mask = one;
    CHECK(SetThreadGroupAffinity(GetCurrentThread(), &wanted, &before));
    CHECK(memcmp(&before, &now, sizeof now) == 0);
    CHECK(thread_mask(GetCurrentThread()) == one);
    CHECK(SetThreadGroupAffinity(GetCurrentThread(), &now, NULL));
    CHECK(thread_mask(GetCurrentThread()) == mine);
}

/* Claim:  no processor, no such group, Reserved that is not 0 are refused.
 * Source: "SetThreadGroupAffinity function"; GROUP_AFFINITY: Reserved is 0.
 *         Wine 8: does not look at Reserved. */
static void wrong_groups(void)
{
    GROUP_AFFINITY now = {0}, wanted;

    CHECK(GetThreadGroupAffinity(GetCurrentThread(), &now));
    wanted = now;
    wanted.Mask = 0;
    CHECK_FAILS(SetThreadGroupAffinity(GetCurrentThread(), &wanted, NULL),
                ERROR_INVALID_PARAMETER);
    wanted = now;
    wanted.Group = GetActiveProcessorGroupCount();
    CHECK_FAILS(SetThreadGroupAffinity(GetCurrentThread(), &wanted, NULL),
                ERROR_INVALID_PARAMETER);
    wanted = now;
    wanted.Reserved[1] = 1;
    CHECK_FAILS(SetThreadGroupAffinity(GetCurrentThread(), &wanted, NULL),
                ERROR_INVALID_PARAMETER);
    CHECK_FAILS(SetThreadGroupAffinity(NOT_A_THREAD, &now, NULL),
                ERROR_INVALID_HANDLE);
    CHECK_FAILS(GetThreadGroupAffinity(NOT_A_THREAD, &now),
                ERROR_INVALID_HANDLE);
}

/* ---- The process ---- */

/* Claim:  the process' mask binds all its threads, and comes back.
 * Source: "SetProcessAffinityMask function", Remarks.  Wine 8: same. */
static void process_to_one_processor(void)
{
    DWORD_PTR mine = process_mask(), one = lowest(mine);
    struct worker worker = {event_new(), UNTOUCHED};
    HANDLE thread = thread_start(tell_number, &worker);

    CHECK(SetProcessAffinityMask(GetCurrentProcess(), one));
    CHECK(process_mask() == one);
    CHECK(thread_mask(GetCurrentThread()) == one);
    CHECK(thread_mask(thread) == one);
    SetEvent(worker.go);
    CHECK(wait_for(thread));
    CHECK(worker.number == number_of(one));
    if (mine != one)
        CHECK_FAILS(SetThreadAffinityMask(GetCurrentThread(), mine & ~one),
                    ERROR_INVALID_PARAMETER);
    CHECK(SetProcessAffinityMask(GetCurrentProcess(), mine));
    CHECK(process_mask() == mine);
    CHECK(thread_mask(GetCurrentThread()) == mine);
    CloseHandle(thread);
    CloseHandle(worker.go);
}

/* Claim:  no processor, and one that the machine has not, are refused.
 * Source: "SetProcessAffinityMask function", Remarks.  Wine 8: same. */
static void process_to_wrong_processors(void)
{
    DWORD_PTR mine = 0, all = 0;

    CHECK(GetProcessAffinityMask(GetCurrentProcess(), &mine, &all));
    CHECK_FAILS(SetProcessAffinityMask(GetCurrentProcess(), 0),
                ERROR_INVALID_PARAMETER);
    if (all != ~(DWORD_PTR)0)
        CHECK_FAILS(SetProcessAffinityMask(GetCurrentProcess(), lowest(~all)),
                    ERROR_INVALID_PARAMETER);
    CHECK_FAILS(SetProcessAffinityMask(NOT_A_THREAD, mine),
                ERROR_INVALID_HANDLE);
    CHECK(process_mask() == mine);
}

/* Claim:  the groups are told, or how many there are.
 * Source: "GetProcessGroupAffinity function", Parameters.
 *         Wine 8: does not have it. */
static void groups_of_the_process(void)
{
    USHORT groups[64], count = 0, needed;

    DIFFERS(WINE_8, "does not tell")
    CHECK_FAILS(GetProcessGroupAffinity(GetCurrentProcess(), &count, groups),
                ERROR_INSUFFICIENT_BUFFER);
    needed = count;
    count = COUNT_OF(groups);
    DIFFERS(WINE_8, "does not tell")
    CHECK(GetProcessGroupAffinity(GetCurrentProcess(), &count, groups) &&
          count == needed && count >= 1 && groups[0] < 64);
}

/* ---- The ideal processor ---- */

/* Claim:  MAXIMUM_PROCESSORS asks; what is set is told from then on.
 * Source: "SetThreadIdealProcessor function", Parameters and Return value.
 *         Wine 8: always tells 0; the newer call fails. */
static void ideal_processor(void)
{
    DWORD number = number_of(lowest(process_mask())), first;
    PROCESSOR_NUMBER told = {0xFFFF, 0xFF, 0xFF};

    first = SetThreadIdealProcessor(GetCurrentThread(), MAXIMUM_PROCESSORS);
    CHECK(first < MAXIMUM_PROCESSORS);
    CHECK(SetThreadIdealProcessor(GetCurrentThread(), number) == first);
    CHECK(SetThreadIdealProcessor(GetCurrentThread(), MAXIMUM_PROCESSORS) ==
          number);
    DIFFERS(WINE_8, "does not know ideal processors")
    CHECK(GetThreadIdealProcessorEx(GetCurrentThread(), &told));
    DIFFERS(WINE_8, "does not know ideal processors")
    CHECK(told.Number == number && told.Reserved == 0 && told.Group < 64);
}

/* Claim:  a number beyond MAXIMUM_PROCESSORS is refused.
 * Source: "SetThreadIdealProcessor function", Return value.
 *         Wine 8: takes any handle. */
static void wrong_ideal_processor(void)
{
    CHECK_FAILS(SetThreadIdealProcessor(GetCurrentThread(),
                                        MAXIMUM_PROCESSORS + 1) != (DWORD)-1,
                ERROR_INVALID_PARAMETER);
    DIFFERS(WINE_8, "does not look at the handle")
    CHECK_FAILS(SetThreadIdealProcessor(NOT_A_THREAD, 0) != (DWORD)-1,
                ERROR_INVALID_HANDLE);
}

/* Claim:  the same with a group; the one before is told.
 * Source: "SetThreadIdealProcessorEx function", Parameters.
 *         Wine 8: has no such calls. */
static void ideal_processor_in_a_group(void)
{
    PROCESSOR_NUMBER first = {0}, before = {9, 9, 9}, wanted;

    DIFFERS(WINE_8, "does not know ideal processors")
    CHECK(GetThreadIdealProcessorEx(GetCurrentThread(), &first));
    wanted = first;
    DIFFERS(WINE_8, "does not know ideal processors")
    CHECK(SetThreadIdealProcessorEx(GetCurrentThread(), &wanted, &before));
    DIFFERS(WINE_8, "does not know ideal processors")
    CHECK(memcmp(&before, &first, sizeof first) == 0);
    DIFFERS(WINE_8, "does not know ideal processors")
    CHECK(SetThreadIdealProcessorEx(GetCurrentThread(), &wanted, NULL));
    wanted.Group = 0xFFF0;
    DIFFERS(WINE_8, "does not know ideal processors")
    CHECK_FAILS(SetThreadIdealProcessorEx(GetCurrentThread(), &wanted, NULL),
                ERROR_INVALID_PARAMETER);
    wanted = first;
    wanted.Reserved = 1;
    DIFFERS(WINE_8, "does not know ideal processors")
    CHECK_FAILS(SetThreadIdealProcessorEx(GetCurrentThread(), &wanted, NULL),
                ERROR_INVALID_PARAMETER);
}

/* ---- Priorities ---- */

/* Claim:  a thread begins with 0, and has what was set.
 * Source: "SetThreadPriority function", Remarks.  Wine 8: same. */
static void priorities(void)
{
    static const int known[] = {
        THREAD_PRIORITY_IDLE,          THREAD_PRIORITY_LOWEST,
        THREAD_PRIORITY_BELOW_NORMAL,  THREAD_PRIORITY_ABOVE_NORMAL,
        THREAD_PRIORITY_HIGHEST,       THREAD_PRIORITY_NORMAL,
        THREAD_PRIORITY_TIME_CRITICAL, THREAD_PRIORITY_NORMAL,
    };
    struct worker worker = {event_new(), 0};
    HANDLE thread = thread_start(tell_number, &worker);

    CHECK(GetThreadPriority(thread) == THREAD_PRIORITY_NORMAL);
    for (unsigned i = 0; i < COUNT_OF(known); i++) {
        CHECK(SetThreadPriority(thread, known[i]), "%d", known[i]);
        CHECK(GetThreadPriority(thread) == known[i], "%d", known[i]);
        CHECK(GetThreadPriority(GetCurrentThread()) == THREAD_PRIORITY_NORMAL);
    }
    SetEvent(worker.go);
    CHECK(wait_for(thread));
    CloseHandle(thread);
    CloseHandle(worker.go);
}

/* Claim:  other numbers are refused; a handle that is none is told.
 * Source: "SetThreadPriority function", Parameters.  Wine 8: same. */
static void wrong_priorities(void)
{
    CHECK_FAILS(SetThreadPriority(GetCurrentThread(), 100),
                ERROR_INVALID_PARAMETER);
    CHECK_FAILS(SetThreadPriority(GetCurrentThread(), 8),
                ERROR_INVALID_PARAMETER);
    CHECK_FAILS(SetThreadPriority(NOT_A_THREAD, 0), ERROR_INVALID_HANDLE);
    CHECK_FAILS(GetThreadPriority(NOT_A_THREAD) != THREAD_PRIORITY_ERROR_RETURN,
                ERROR_INVALID_HANDLE);
    CHECK(GetThreadPriority(GetCurrentThread()) == THREAD_PRIORITY_NORMAL);
}

/* Claim:  background mode begins once and ends once.
 * Source: "SetThreadPriority function", THREAD_MODE_BACKGROUND_BEGIN, _END.
 *         Wine 8: has no such mode. */
static void background_mode(void)
{
    HANDLE me = GetCurrentThread();

    DIFFERS(WINE_8, "no background mode")
    CHECK_FAILS(SetThreadPriority(me, THREAD_MODE_BACKGROUND_END),
                ERROR_THREAD_MODE_NOT_BACKGROUND);
    DIFFERS(WINE_8, "no background mode")
    CHECK(SetThreadPriority(me, THREAD_MODE_BACKGROUND_BEGIN));
    DIFFERS(WINE_8, "no background mode")
    CHECK_FAILS(SetThreadPriority(me, THREAD_MODE_BACKGROUND_BEGIN),
                ERROR_THREAD_MODE_ALREADY_BACKGROUND);
    DIFFERS(WINE_8, "no background mode")
    CHECK(SetThreadPriority(me, THREAD_MODE_BACKGROUND_END));
    CHECK(GetThreadPriority(me) == THREAD_PRIORITY_NORMAL);
}

/* Claim:  background mode is for the calling thread alone.
 * Source: "SetThreadPriority function", Parameters.  Wine 8: same. */
static void background_mode_of_others(void)
{
    struct worker worker = {event_new(), 0};
    HANDLE thread = thread_start(tell_number, &worker);

    CHECK_FAILS(SetThreadPriority(thread, THREAD_MODE_BACKGROUND_BEGIN),
                ERROR_INVALID_PARAMETER);
    SetEvent(worker.go);
    CHECK(wait_for(thread));
    CloseHandle(thread);
    CloseHandle(worker.go);
}

/* Claim:  boosts are on until they are turned off.
 * Source: "GetThreadPriorityBoost function", Parameters.
 *         Wine 8: they stay as they are, and any handle does. */
static void boosts(void)
{
    BOOL off = 77;

    CHECK(GetThreadPriorityBoost(GetCurrentThread(), &off) && off == FALSE);
    CHECK(SetThreadPriorityBoost(GetCurrentThread(), TRUE));
    DIFFERS(WINE_8, "boosts are on for ever")
    CHECK(GetThreadPriorityBoost(GetCurrentThread(), &off) && off == TRUE);
    CHECK(SetThreadPriorityBoost(GetCurrentThread(), FALSE));
    CHECK(GetThreadPriorityBoost(GetCurrentThread(), &off) && off == FALSE);
    DIFFERS(WINE_8, "does not look at the handle")
    CHECK_FAILS(GetThreadPriorityBoost(NOT_A_THREAD, &off),
                ERROR_INVALID_HANDLE);
}

TAP_MAIN(CASE(thread_to_one_processor), CASE(thread_to_all_processors),
         CASE(thread_to_wrong_processors), CASE(another_thread),
         CASE(suspended_thread), CASE(new_threads_have_the_process_mask),
         CASE(ended_thread), CASE(thread_in_a_group), CASE(wrong_groups),
         CASE(process_to_one_processor), CASE(process_to_wrong_processors),
         CASE(groups_of_the_process), CASE(ideal_processor),
         CASE(wrong_ideal_processor), CASE(ideal_processor_in_a_group),
         CASE(priorities), CASE(wrong_priorities), CASE(background_mode),
         CASE(background_mode_of_others), CASE(boosts))
