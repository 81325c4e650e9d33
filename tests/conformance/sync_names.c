/* Named objects, and the rest of events. */
#include "support.h"

/* Names that no other run has at the same time. */
static const char *name_of(const char *what)
{
    static char names[4][64];
    static unsigned next;
    char *name = names[next++ % COUNT_OF(names)];

    snprintf(name, sizeof names[0], "openiocp-%lu-%s",
             (unsigned long)GetCurrentProcessId(), what);
    return name;
}

/* Claim:  a second Create gives the same object and 183; its arguments do not
 *         matter; a new one sets the last error to 0.
 * Source: "CreateMutexA function", Return value.  Wine 8: same. */
static void existing(void)
{
    const char *name = name_of("existing");
    HANDLE one, other;

    SetLastError(UNTOUCHED);
    one = CreateSemaphoreA(NULL, 1, 3, name);
    CHECK_ERROR(ERROR_SUCCESS);
    SetLastError(UNTOUCHED);
    other = CreateSemaphoreA(NULL, 0, 1, name);
    CHECK_ERROR(ERROR_ALREADY_EXISTS);
    CHECK(one != NULL && other != NULL && one != other);
    CHECK(is_set(other), "its count stays");
    CHECK(ReleaseSemaphore(one, 3, NULL), "its maximum too");
    CloseHandle(one);
    CHECK(is_set(other));
    CloseHandle(other);
    SetLastError(UNTOUCHED);
    one = CreateSemaphoreA(NULL, 0, 1, name);
    CHECK_ERROR(ERROR_SUCCESS);
    CHECK(!is_set(one), "a new one");
    CloseHandle(one);
}

/* Claim:  a mutex that was there is not owned by who opens it.
 * Source: "CreateMutexA function", Parameters.  Wine 8: same. */
static void existing_mutex(void)
{
    const char *name = name_of("mutex");
    HANDLE one = CreateMutexA(NULL, FALSE, name);
    HANDLE other = CreateMutexA(NULL, TRUE, name);

    CHECK(one != NULL && other != NULL);
    CHECK_FAILS(ReleaseMutex(other), ERROR_NOT_OWNER);
    CloseHandle(one);
    CloseHandle(other);
}

/* Claim:  all kinds share one space of names; of another kind is 6.
 * Source: "CreateEventA function", Parameters.  Wine 8: same. */
static void other_kind(void)
{
    const char *name = name_of("kind");
    HANDLE event = CreateEventA(NULL, TRUE, FALSE, name);

    CHECK_FAILS(CreateMutexA(NULL, FALSE, name), ERROR_INVALID_HANDLE);
    CHECK_FAILS(CreateSemaphoreA(NULL, 1, 1, name), ERROR_INVALID_HANDLE);
    CHECK_FAILS(CreateJobObjectA(NULL, name), ERROR_INVALID_HANDLE);
    CHECK_FAILS(OpenMutexA(MUTEX_ALL_ACCESS, FALSE, name),
                ERROR_INVALID_HANDLE);
    CHECK(CloseHandle(event));
    event = CreateMutexA(NULL, FALSE, name);
    CHECK(event != NULL, "the name is free");
    CloseHandle(event);
}

static HANDLE open_event(const char *name)
{
    return OpenEventA(EVENT_ALL_ACCESS, FALSE, name);
}

static HANDLE open_mutex(const char *name)
{
    return OpenMutexW(MUTEX_ALL_ACCESS, FALSE,
                      name != NULL ? u"openiocp-no-such-mutex" : NULL);
}

static HANDLE open_semaphore(const char *name)
{
    return OpenSemaphoreA(SEMAPHORE_ALL_ACCESS, FALSE, name);
}

/* Claim:  Open finds what is there; no name is 87, an unknown one 2.
 * Source: "OpenEventA function", "OpenMutexW function", Return value.
 * Wine 8: same. */
static void opened(void)
{
    HANDLE(*const opens[])
    (const char *) = {open_event, open_mutex, open_semaphore};
    const char *name = name_of("opened");
    HANDLE event = CreateEventA(NULL, TRUE, FALSE, name);
    HANDLE other;

    for (unsigned i = 0; i < COUNT_OF(opens); i++) {
        CHECK_FAILS(opens[i](NULL), ERROR_INVALID_PARAMETER);
        CHECK_FAILS(opens[i](name_of("unknown")), ERROR_FILE_NOT_FOUND);
    }
    other = open_event(name);
    CHECK(other != NULL && other != event);
    CHECK(SetEvent(other) && is_set(event));
    CloseHandle(other);
    CloseHandle(event);
    CHECK_FAILS(open_event(name), ERROR_FILE_NOT_FOUND);
}

/* Claim:  bInheritHandle is the handle's flag.
 * Source: "OpenEventA function", Parameters.  Wine 8: same. */
static void opened_for_children(void)
{
    const char *name = name_of("flag");
    HANDLE one = CreateEventA(NULL, TRUE, FALSE, name);
    HANDLE other = OpenEventA(EVENT_ALL_ACCESS, TRUE, name);
    DWORD flags = 0;

    CHECK(GetHandleInformation(one, &flags) && flags == 0);
    CHECK(GetHandleInformation(other, &flags) && flags == HANDLE_FLAG_INHERIT);
    CloseHandle(other);
    CloseHandle(one);
}

/* Claim:  names differ by case; the empty name is none; Local\ in front is
 *         left out.
 * Source: "CreateEventA function", Parameters.  Wine 8: same. */
static void spelling(void)
{
    const char *name = name_of("spelling");
    char local[96];
    HANDLE one = CreateEventA(NULL, TRUE, FALSE, name);
    HANDLE upper = CreateEventA(NULL, TRUE, FALSE, name_of("SPELLING"));
    HANDLE same;

    CHECK(GetLastError() == ERROR_SUCCESS, "another event");
    snprintf(local, sizeof local, "Local\\%s", name);
    same = CreateEventA(NULL, TRUE, FALSE, local);
    CHECK(GetLastError() == ERROR_ALREADY_EXISTS);
    CHECK_FAILS(CreateEventA(NULL, TRUE, FALSE, "no\\such\\folder"),
                ERROR_PATH_NOT_FOUND);
    CloseHandle(same);
    CloseHandle(upper);
    CloseHandle(one);
    one = CreateEventA(NULL, TRUE, FALSE, "");
    same = CreateEventA(NULL, TRUE, FALSE, "");
    CHECK(GetLastError() == ERROR_SUCCESS);
    CHECK(SetEvent(one) && !is_set(same), "two events");
    CloseHandle(same);
    CloseHandle(one);
}

/* Claim:  the A and the W form name the same.
 * Source: "CreateEventW function".  Wine 8: same. */
static void both_forms(void)
{
    const char *name = name_of("both-forms");
    HANDLE wide, narrow;
    WCHAR wide_name[64];

    CHECK(MultiByteToWideChar(CP_ACP, 0, name, -1, wide_name, 64) > 0);
    wide = CreateEventExW(NULL, wide_name, CREATE_EVENT_MANUAL_RESET,
                          EVENT_ALL_ACCESS);
    narrow = OpenEventA(EVENT_ALL_ACCESS, FALSE, name);
    CHECK(wide != NULL && narrow != NULL);
    CHECK(SetEvent(narrow) && is_set(wide));
    CloseHandle(narrow);
    CloseHandle(wide);
}

/* Claim:  CreateEventEx takes two flags and refuses others.
 * Source: "CreateEventExA function", Parameters.  Wine 8: same. */
static void event_flags(void)
{
    HANDLE manual = CreateEventExA(
        NULL, NULL, CREATE_EVENT_MANUAL_RESET | CREATE_EVENT_INITIAL_SET,
        EVENT_ALL_ACCESS);
    HANDLE automatic =
        CreateEventExA(NULL, NULL, CREATE_EVENT_INITIAL_SET, EVENT_ALL_ACCESS);

    CHECK(is_set(manual) && is_set(manual));
    CHECK(is_set(automatic) && !is_set(automatic));
    CloseHandle(manual);
    CloseHandle(automatic);
}

struct pulsed {
    HANDLE event;
    volatile LONG waiting, passed;
};

static DWORD WINAPI wait_for_pulse(void *argument)
{
    struct pulsed *pulsed = argument;

    InterlockedIncrement(&pulsed->waiting);
    CHECK(wait_for(pulsed->event));
    InterlockedIncrement(&pulsed->passed);
    return 0;
}

static void pulse(BOOL manual, LONG passes)
{
    struct pulsed pulsed = {CreateEventA(NULL, manual, FALSE, NULL), 0, 0};
    HANDLE threads[3];

    for (unsigned i = 0; i < COUNT_OF(threads); i++)
        threads[i] = thread_start(wait_for_pulse, &pulsed);
    CHECK(WAIT_UNTIL(pulsed.waiting == COUNT_OF(threads)));
    let_it_block();
    CHECK(PulseEvent(pulsed.event));
    CHECK(WAIT_UNTIL(pulsed.passed == passes));
    CHECK(!is_set(pulsed.event));
    CHECK(WAIT_UNTIL(SetEvent(pulsed.event) &&
                     pulsed.passed == (LONG)COUNT_OF(threads)));
    for (unsigned i = 0; i < COUNT_OF(threads); i++)
        thread_join(threads[i]);
    CHECK_FAILS(PulseEvent(NULL), ERROR_INVALID_HANDLE);
    CloseHandle(pulsed.event);
}

/* Claim:  PulseEvent lets all pass that wait, or one of an automatic event, and
 *         leaves the event reset.
 * Source: "PulseEvent function".  Wine 8: same. */
static void pulses(void)
{
    pulse(TRUE, 3);
    pulse(FALSE, 1);
}

/* ---- Names that cannot be ---- */

static HANDLE make_event(const char *name)
{
    return CreateEventA(NULL, TRUE, FALSE, name);
}

static HANDLE make_event_ex(const char *name)
{
    return CreateEventExA(NULL, name, 0, EVENT_ALL_ACCESS);
}

static HANDLE make_mutex(const char *name)
{
    return CreateMutexA(NULL, FALSE, name);
}

static HANDLE make_semaphore(const char *name)
{
    return CreateSemaphoreA(NULL, 0, 1, name);
}

static HANDLE make_timer(const char *name)
{
    return CreateWaitableTimerA(NULL, FALSE, name);
}

static HANDLE make_job(const char *name)
{
    return CreateJobObjectA(NULL, name);
}

static HANDLE make_mapping(const char *name)
{
    return CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0,
                              4096, name);
}

static HANDLE open_mutex_of(const char *name)
{
    return OpenMutexA(MUTEX_ALL_ACCESS, FALSE, name);
}

static HANDLE open_timer(const char *name)
{
    return OpenWaitableTimerA(TIMER_ALL_ACCESS, FALSE, name);
}

static HANDLE open_job(const char *name)
{
    return OpenJobObjectA(JOB_OBJECT_ALL_ACCESS, FALSE, name);
}

static HANDLE open_mapping(const char *name)
{
    return OpenFileMappingA(FILE_MAP_READ, FALSE, name);
}

static HANDLE make_wide_event(const char *name)
{
    WCHAR wide[400];

    CHECK(MultiByteToWideChar(CP_ACP, 0, name, -1, wide, 400) > 0);
    return CreateEventW(NULL, TRUE, FALSE, wide);
}

static HANDLE open_wide_event(const char *name)
{
    WCHAR wide[400];

    CHECK(MultiByteToWideChar(CP_ACP, 0, name, -1, wide, 400) > 0);
    return OpenEventW(EVENT_ALL_ACCESS, FALSE, wide);
}

typedef HANDLE (*by_name)(const char *name);

static const by_name makes[] = {make_event,  make_event_ex,  make_mutex,
                                make_job,    make_semaphore, make_timer,
                                make_mapping};
static const by_name opens[] = {open_event, open_mutex_of, open_semaphore,
                                open_timer, open_job,      open_mapping};

static void is_refused(const char *name, DWORD error)
{
    for (unsigned i = 0; i < COUNT_OF(makes); i++)
        CHECK_FAILS(makes[i](name), error);
    for (unsigned i = 0; i < COUNT_OF(opens); i++)
        CHECK_FAILS(opens[i](name), error);
}

/* Claim:  nothing behind Global\ or Local\ is no name; a backslash in front,
 *         or elsewhere, names other folders.
 * Source: documentation gives no codes; observed.  Wine 8: same. */
static void backslashes(void)
{
    static const char *const bare[] = {"Global\\", "Local\\", "Global\\\\x"};

    for (unsigned i = 0; i < COUNT_OF(bare); i++) {
        is_refused(bare[i], ERROR_INVALID_NAME);
        CHECK_FAILS(make_wide_event(bare[i]), ERROR_INVALID_NAME);
        CHECK_FAILS(open_wide_event(bare[i]), ERROR_INVALID_NAME);
    }
    is_refused("\\openiocp", ERROR_BAD_PATHNAME);
    is_refused("\\", ERROR_BAD_PATHNAME);
    is_refused("no\\such", ERROR_PATH_NOT_FOUND);
    is_refused("Global\\no\\such", ERROR_PATH_NOT_FOUND);
}

/* Claim:  the empty name makes what has none; to open it is 6.
 * Source: as above.  Wine 8: same. */
static void empty(void)
{
    for (unsigned i = 0; i < COUNT_OF(makes); i++) {
        HANDLE one, other;

        one = makes[i]("");
        CHECK_ERROR(ERROR_SUCCESS);
        other = makes[i]("");
        CHECK_ERROR(ERROR_SUCCESS);
        CHECK(one != NULL && other != NULL && one != other);
        CloseHandle(one);
        CloseHandle(other);
    }
    for (unsigned i = 0; i < COUNT_OF(opens); i++)
        CHECK_FAILS(opens[i](""), ERROR_INVALID_HANDLE);
    CHECK_FAILS(open_wide_event(""), ERROR_INVALID_HANDLE);
}

/* Claim:  names have at most MAX_PATH characters: the A forms refuse longer
 *         ones, the W forms do not look.
 * Source: "CreateEventA function", lpName; codes as observed.  Wine 8: same. */
static void long_names(void)
{
    char name[300];
    HANDLE event, other;

    memset(name, 'n', sizeof name);
    memcpy(name, name_of("long"), strlen(name_of("long")));
    name[MAX_PATH + 1] = '\0';
    is_refused(name, ERROR_FILENAME_EXCED_RANGE);
    event = make_wide_event(name);
    other = open_wide_event(name);
    CHECK(event != NULL && other != NULL);
    CloseHandle(other);
    CloseHandle(event);
    name[MAX_PATH - 1] = '\0';
    event = make_event(name);
    other = open_event(name);
    CHECK(event != NULL && other != NULL);
    CloseHandle(other);
    CloseHandle(event);
}

/* ---- Many at once ---- */

/* What threads do with one name at once, and what should not have been. */
struct contest {
    HANDLE (*make)(const char *name);
    HANDLE (*open)(const char *name);
    const char *name;
    LONG rounds;
    volatile LONG makers, not_made, not_opened;
};

static DWORD WINAPI make_and_close(void *argument)
{
    struct contest *contest = argument;

    for (LONG i = 0; i < contest->rounds; i++) {
        HANDLE made = contest->make(contest->name);

        if (made == NULL)
            InterlockedIncrement(&contest->not_made);
        else
            CloseHandle(made);
    }
    InterlockedDecrement(&contest->makers);
    return 0;
}

static void open_meanwhile(struct contest *contest)
{
    while (InterlockedCompareExchange(&contest->makers, 0, 0) != 0) {
        HANDLE opened = contest->open(contest->name);

        if (opened != NULL)
            CloseHandle(opened);
        else
            contest->not_opened += GetLastError() != ERROR_FILE_NOT_FOUND;
    }
}

/* Claim:  while other threads make and close one of the same name, making one
 *         gives a handle, opening one a handle or 2.
 * Source: "CreateEventA function", "OpenEventA function", Return value.
 *         Wine 8: same. */
static void many_at_once(void)
{
    struct contest contests[] = {
        {make_event, open_event, NULL, 5000, 2, 0, 0},
        {make_mapping, open_mapping, NULL, 2000, 2, 0, 0}};

    for (unsigned i = 0; i < COUNT_OF(contests); i++) {
        HANDLE threads[2];

        contests[i].name = name_of("contest");
        for (unsigned j = 0; j < COUNT_OF(threads); j++)
            threads[j] = thread_start(make_and_close, &contests[i]);
        open_meanwhile(&contests[i]);
        for (unsigned j = 0; j < COUNT_OF(threads); j++)
            thread_join(threads[j]);
        CHECK(contests[i].not_made == 0, "%d", (int)contests[i].not_made);
        CHECK(contests[i].not_opened == 0, "%d", (int)contests[i].not_opened);
    }
}

TAP_MAIN(CASE(existing), CASE(existing_mutex), CASE(other_kind), CASE(opened),
         CASE(opened_for_children), CASE(spelling), CASE(both_forms),
         CASE(event_flags), CASE(pulses), CASE(backslashes), CASE(empty),
         CASE(long_names), CASE(many_at_once))
