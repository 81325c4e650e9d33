/* GetThreadTimes: when a thread began and ended, and what it has used. */
#include "support.h"

struct times {
    FILETIME made, ended, kernel, user;
};

static ULONGLONG number(FILETIME time)
{
    return (ULONGLONG)time.dwHighDateTime << 32 | time.dwLowDateTime;
}

static BOOL ask(HANDLE thread, struct times *times)
{
    return GetThreadTimes(thread, &times->made, &times->ended, &times->kernel,
                          &times->user);
}

static ULONGLONG used(HANDLE thread)
{
    struct times times = {0};

    CHECK(ask(thread, &times));
    return number(times.kernel) + number(times.user);
}

static ULONGLONG now(void)
{
    FILETIME time;

    GetSystemTimeAsFileTime(&time);
    return number(time);
}

/* Until it has used two hundredths of a second more: Linux and Wine count other
 * threads by hundredths. */
static DWORD WINAPI compute(void *told)
{
    ULONGLONG enough = used(GetCurrentThread()) + 200000;
    ULONGLONG *most = told;

    while ((*most = used(GetCurrentThread())) < enough)
        ;
    return 0;
}

/* Claim:  a thread that computes uses time, which is seen by itself.
 * Source: "GetThreadTimes function", lpKernelTime and lpUserTime.
 *         Wine 8: same. */
static void own_time_grows(void)
{
    ULONGLONG before = used(GetCurrentThread()), after;

    compute(&after);
    CHECK(after >= before + 200000);
}

/* Claim:  the time of its making lies between the moments around it, and is the
 *         same at each question.
 * Source: "GetThreadTimes function", lpCreationTime.  Wine 8: same. */
static void made_between(void)
{
    ULONGLONG before = now(), after, most;
    HANDLE thread = CreateThread(NULL, 0, compute, &most, 0, NULL);
    struct times times = {0}, again = {0};

    CHECK(thread != NULL);
    after = now();
    CHECK(ask(thread, &times));
    CHECK(wait_for(thread));
    CHECK(ask(thread, &again));
    CHECK(number(times.made) >= before && number(times.made) <= after);
    CHECK(number(times.made) == number(again.made));
    CloseHandle(thread);
}

/* Claim:  the handle of a thread that has ended tells when, and all it used.
 * Source: "GetThreadTimes function", lpExitTime.  Wine 8: same. */
static void ended_thread(void)
{
    ULONGLONG most = 0;
    HANDLE thread = CreateThread(NULL, 0, compute, &most, 0, NULL);
    struct times times = {0};

    CHECK(thread != NULL);
    CHECK(wait_for(thread));
    CHECK(ask(thread, &times));
    CHECK(number(times.ended) >= number(times.made));
    CHECK(number(times.ended) <= now());
    CHECK(number(times.kernel) + number(times.user) + 200000 >= most);
    CloseHandle(thread);
}

/* Claim:  one that was made suspended has a beginning, no end, and used nothing
 *         to speak of.
 * Source: "GetThreadTimes function".  Wine 8: same. */
static void suspended_thread(void)
{
    ULONGLONG most = 0;
    HANDLE thread =
        CreateThread(NULL, 0, compute, &most, CREATE_SUSPENDED, NULL);
    struct times times = {.ended = {1, 1}};

    CHECK(thread != NULL);
    CHECK(ask(thread, &times));
    CHECK(number(times.made) != 0 && number(times.ended) == 0);
    CHECK(number(times.kernel) + number(times.user) < 200000);
    CHECK(ResumeThread(thread) == 1);
    CHECK(wait_for(thread));
    CloseHandle(thread);
}

/* Claim:  what is no thread is 6.
 * Source: "GetThreadTimes function", Return value.  Wine 8: same. */
static void no_thread(void)
{
    HANDLE event = event_new();
    struct times times = {.made = {7, 7}};

    CHECK_FAILS(ask(event, &times), ERROR_INVALID_HANDLE);
    CHECK_FAILS(ask(NULL, &times), ERROR_INVALID_HANDLE);
    CHECK(times.made.dwLowDateTime == 7);
    CloseHandle(event);
}

TAP_MAIN(CASE(own_time_grows), CASE(made_between), CASE(ended_thread),
         CASE(suspended_thread), CASE(no_thread))
