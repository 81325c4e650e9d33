#include "faults/loop.h"

#include <dirent.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "faults/rows.h"
#include "harness/tap.h"
#include "object/socket_store.h"

/* A loop ends when nothing fails any more; this one only if something waits
 * more often the longer it is made to. */
#define NTH_MAX 200u

unsigned loop_patience_s = 30;
unsigned loop_calm_ms = 2000;
unsigned loop_place;

/* What the library keeps after a run. */
struct kept {
    long blocks, lent;
    int descriptors;
};

/* Between a try and this process, in shared memory. */
static struct news {
    char complaint[256];
    unsigned counts[SEAMS];
    struct kept kept;
    bool fired;
} * news;

bool complain(const char *format, ...)
{
    va_list arguments;

    if (news->complaint[0] != '\0')
        return false;
    va_start(arguments, format);
    vsnprintf(news->complaint, sizeof news->complaint, format, arguments);
    va_end(arguments);
    return false;
}

/* ---- Within a try ---- */

/* The descriptor the library has in reserve is not counted: after a fault it
 * may be missing for a while. */
static bool is_in_reserve(const char *number)
{
    char path[64], target[16] = "";

    snprintf(path, sizeof path, "/proc/self/fd/%.20s", number);
    return readlink(path, target, sizeof target - 1) > 0 &&
           strcmp(target, "/dev/null") == 0;
}

static int count_descriptors(void)
{
    DIR *folder = opendir("/proc/self/fd");
    struct dirent *entry;
    int count = 0;

    while ((entry = readdir(folder)) != NULL)
        count += entry->d_name[0] != '.' && !is_in_reserve(entry->d_name);
    closedir(folder);
    return count;
}

static struct kept look(void)
{
    socket_store_empty(); /* how many it has is chance */
    return (struct kept){seam_blocks(), seam_lent(), count_descriptors()};
}

static bool exceeds(const struct kept *kept, const struct kept *limit)
{
    return kept->blocks > limit->blocks || kept->lent > limit->lent ||
           kept->descriptors > limit->descriptors;
}

/* The library's threads put down their last references when a call has long
 * returned: looks until all is given back, or for so long that it never is. */
static struct kept look_until(const struct kept *limit)
{
    uint64_t deadline = clock_deadline_ns(tap_scaled(loop_calm_ms));
    struct kept kept = look();

    while (exceeds(&kept, limit) && clock_now_ns() < deadline) {
        sched_yield();
        kept = look();
    }
    return kept;
}

static struct kept look_when_calm(void)
{
    static const struct kept calm = {1L << 40, 0, 1 << 20};

    return look_until(&calm);
}

static void compare(const struct kept *before)
{
    struct kept after = look_until(before);

    if (exceeds(&after, before))
        complain("leaked: %ld blocks, %ld pooled, %d descriptors",
                 after.blocks - before->blocks, after.lent - before->lent,
                 after.descriptors - before->descriptors);
}

/* ---- Descriptors that run out for real ---- */

/* No seam: the row of real shortage. */
static const struct row descriptors = {SEAMS, 0, false};

#define FILLERS_MAX 1024

static struct rlimit enough;
static int fillers[FILLERS_MAX];
static unsigned filler_count;

static int highest_descriptor(void)
{
    DIR *folder = opendir("/proc/self/fd");
    struct dirent *entry;
    int highest = 0;

    while ((entry = readdir(folder)) != NULL)
        if (atoi(entry->d_name) > highest)
            highest = atoi(entry->d_name);
    closedir(folder);
    return highest;
}

static void set_limit(rlim_t count)
{
    struct rlimit limit = {count, enough.rlim_max};

    setrlimit(RLIMIT_NOFILE, &limit);
}

/* Holes among the numbers in use are filled first. */
static void run_short(unsigned left)
{
    rlim_t used = (rlim_t)highest_descriptor() + 1;
    int fd = 0;

    getrlimit(RLIMIT_NOFILE, &enough);
    set_limit(used);
    while (filler_count < FILLERS_MAX && (fd = dup(STDERR_FILENO)) >= 0)
        fillers[filler_count++] = fd;
    set_limit(used + left);
}

static void relieve(void)
{
    set_limit(enough.rlim_cur);
    while (filler_count > 0)
        close(fillers[--filler_count]);
}

static void begin(const struct row *row, unsigned nth)
{
    if (row == &descriptors && nth > 0)
        run_short(nth - 1);
    seam_arm(row->seam, nth, row->error);
}

static void end(const struct row *row, unsigned nth)
{
    if (row == &descriptors && nth > 0)
        relieve();
    seam_disarm();
}

/* ---- A play ---- */

/* One play; the first `nth` call of the row fails, 0: none. */
static bool play(const struct scenario *scenario, const struct row *row,
                 unsigned nth)
{
    struct stage stage;
    bool ok;

    stage_clear(&stage);
    if (scenario->open != NULL && !scenario->open(&stage)) {
        complain("the stage could not be set");
        return false;
    }
    begin(row, nth);
    ok = scenario->run(&stage);
    if (!stage_close(&stage))
        ok = complain("the ledger is not even");
    end(row, nth);
    return ok;
}

/* A receive that waits until the stage is closed. */
static bool wait_on(struct stage *stage, SOCKET socket, struct request *request)
{
    static char byte;
    WSABUF buffer = {1, &byte};
    DWORD flags = 0;

    return CreateIoCompletionPort((HANDLE)socket, stage->port, 1, 0) ==
               stage->port &&
           stage_start(stage, request, CALL_RECV,
                       WSARecv(socket, &buffer, 1, NULL, &flags,
                               &request->overlapped, NULL) == 0);
}

/* What the library keeps for good, it has then: a back-end's tables grow when
 * a request first reaches them, and a play that cancels may come before that.
 * Where each takes its turn (IOCP_DIRECT=alternate), two requests reach both.
 */
static bool reach_tables(void)
{
    static struct request waiting[2];
    struct stage stage;
    bool ok;

    stage_clear(&stage);
    ok = stage_pair(&stage) && stage_port(&stage) &&
         wait_on(&stage, stage.ours, &waiting[0]) &&
         wait_on(&stage, stage.peer, &waiting[1]);
    stage.cancelled = true;
    stage_close_socket(&stage.ours);
    stage_close_socket(&stage.peer);
    for (int i = 0; i < 2; i++)
        if (waiting[i].pending)
            stage_finish(&stage, &waiting[i]);
    stage.port = NULL; /* stays: who brought the packets drops it late */
    return stage_close(&stage) && ok;
}

static void warm_up(const struct scenario *scenario)
{
    if (!reach_tables() || !play(scenario, &rows[0], 0))
        complain("fails without a fault");
}

struct
try {
    const struct scenario *scenario;
    const struct row *row;
    unsigned nth;     /* 0: none fails */
    bool probe;       /* only to see how often each seam is passed */
    bool warm;        /* everything has run before, and the engine does */
    struct kept cold; /* what is kept after two plays without a fault */
};

static void live(const struct try *try)
{
    struct kept before = try->cold;
    WSADATA data;
    bool ok;

    WSAStartup(MAKEWORD(2, 2), &data);
    if (try->warm) {
        warm_up(try->scenario);
        before = look_when_calm();
    }
    ok = play(try->scenario, try->row, try->nth);
    news->fired = seam_disarm() || (try->row == &descriptors && !ok);
    for (unsigned i = 0; i < SEAMS; i++)
        news->counts[i] = seam_count((enum seam)i);
    if (!ok && (!news->fired || try->row->absorbed))
        complain("the caller noticed it");
    if (!play(try->scenario, try->row, 0))
        complain("fails ever after");
    if (!try->probe)
        compare(&before);
    news->kept = look_when_calm();
}

/* ---- Around it ---- */

static void judge(int status)
{
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM)
        complain("hangs");
    else if (WIFSIGNALED(status))
        complain("dies of signal %d", WTERMSIG(status));
    else if (WEXITSTATUS(status) != 0)
        complain("exits with %d", WEXITSTATUS(status));
}

/* An abort() of the library shall not leave a core behind each time. */
static void become_try(const struct try *try)
{
    const struct rlimit none = {0, 0};

    setrlimit(RLIMIT_CORE, &none);
    signal(SIGALRM, SIG_DFL);
    alarm(tap_scaled(loop_patience_s * 1000) / 1000);
    live(try);
    _exit(0);
}

static void describe(const struct try *try, char *text, size_t size)
{
    const struct row *row = try->row;

    if (row == &descriptors)
        snprintf(text, size, "%s, %u descriptors left: %s", try->scenario->name,
                 try->nth - 1, news->complaint);
    else if (try->nth == 0)
        snprintf(text, size, "%s, at place %u: %s", try->scenario->name,
                 loop_place, news->complaint);
    else
        snprintf(text, size, "%s: %s #%u %s (%s): %s", try->scenario->name,
                 seam_name(row->seam), try->nth, row_error(row),
                 try->warm ? "warm" : "cold", news->complaint);
}

static void note(const struct try *try, struct loop_report *report)
{
    char text[512];

    report->tries++;
    report->fired += news->fired;
    if (news->complaint[0] == '\0')
        return;
    describe(try, text, sizeof text);
    if (report->complaints++ == 0)
        memcpy(report->first, text, sizeof text);
    if (getenv("FAULTS_VERBOSE") != NULL)
        tap_diag("%s", text);
}

static void run_try(const struct try *try, struct loop_report *report)
{
    int status = 0;
    pid_t pid;

    memset(news, 0, sizeof *news);
    fflush(stdout);
    pid = fork();
    if (pid == 0)
        become_try(try);
    if (pid < 0 || waitpid(pid, &status, 0) != pid)
        complain("no process to be had");
    judge(status);
    note(try, report);
}

static void run_row(struct try *try, struct loop_report *report)
{
    for (try->nth = 1; try->nth <= NTH_MAX; try->nth++) {
        run_try(try, report);
        if (!news->fired)
            return;
    }
    complain("never ends");
    note(try, report);
}

/* First once without a fault, to see which seams are passed at all. */
static void run_table(struct try *try, struct loop_report *report)
{
    unsigned counts[SEAMS];

    try->row = &rows[0];
    try->nth = 0;
    try->probe = true;
    run_try(try, report);
    try->probe = false;
    memcpy(counts, news->counts, sizeof counts);
    try->cold = news->kept;
    for (unsigned i = 0; i < row_count && report->complaints < 20; i++) {
        try->row = &rows[i];
        if (counts[rows[i].seam] > 0)
            run_row(try, report);
    }
}

static void prepare(struct loop_report *report)
{
    memset(report, 0, sizeof *report);
    if (news == NULL)
        news = mmap(NULL, sizeof *news, PROT_READ | PROT_WRITE,
                    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
}

void loop_run(const struct scenario *scenario, struct loop_report *report)
{
    struct try try = {.scenario = scenario};

    prepare(report);
    if (scenario->open == NULL)
        run_table(&try, report);
    try.warm = true;
    run_table(&try, report);
}

void loop_descriptors(const struct scenario *scenario,
                      struct loop_report *report)
{
    struct try try = {.scenario = scenario, .row = &descriptors, .warm = true};

    prepare(report);
    run_row(&try, report);
}

void loop_places(const struct scenario *scenario, unsigned count,
                 struct loop_report *report)
{
    struct try try = {.scenario = scenario, .row = &rows[0], .warm = true};

    prepare(report);
    for (loop_place = 0; loop_place < count; loop_place++)
        run_try(&try, report);
}

void loop_judge(const struct scenario *scenario,
                const struct loop_report *report)
{
    unlink(stage_file_name());
    CHECK(report->complaints == 0, "%u of %u tries; the first: %s",
          report->complaints, report->tries, report->first);
    CHECK(report->tries > 0);
    tap_diag("%s: %u tries, %u with a fault", scenario->name, report->tries,
             report->fired);
}
