/* Console events are signals: which, in which order the functions are asked,
 * and what becomes of the process. Each case sends them to a child, whose
 * functions write a letter into the socket between the two. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <windows.h>

#include "harness/tap.h"
#include "linux/children.h"

/* ---- In the child ---- */

static int socket_to_parent;
static pid_t first_thread;

static void say(char letter)
{
    child_say(socket_to_parent, &letter, 1);
}

/* Ctrl+C, Ctrl+Break, the close of the console. */
static BOOL WINAPI takes(DWORD event)
{
    static const char letters[] = {[CTRL_C_EVENT] = 'C',
                                   [CTRL_BREAK_EVENT] = 'B',
                                   [CTRL_CLOSE_EVENT] = 'X'};

    if (gettid() == first_thread || event >= sizeof letters)
        say('!');
    else
        say(letters[event]);
    return TRUE;
}

static BOOL WINAPI passes_on(DWORD event)
{
    (void)event;
    say('1');
    return FALSE;
}

static BOOL WINAPI passes_on_too(DWORD event)
{
    (void)event;
    say('2');
    return FALSE;
}

static BOOL WINAPI never(DWORD event)
{
    (void)event;
    say('?');
    return TRUE;
}

/* Waits until the parent closes the socket, doing what it is told meanwhile. */
static int obey(int talk)
{
    char order;

    while (child_hear(talk, &order, 1)) {
        switch (order) {
        case 'i':
            SetConsoleCtrlHandler(NULL, TRUE);
            break;
        case 'n':
            SetConsoleCtrlHandler(NULL, FALSE);
            break;
        case '+':
            SetConsoleCtrlHandler(takes, TRUE);
            break;
        case '-':
            SetConsoleCtrlHandler(takes, FALSE);
            break;
        default:
            return 1;
        }
        say('.');
    }
    return 0;
}

/* A shell's background job starts with some of them ignored. */
static void begin(int talk)
{
    static const int numbers[] = {SIGINT, SIGQUIT, SIGTERM, SIGHUP};

    for (unsigned i = 0; i < sizeof numbers / sizeof *numbers; i++)
        signal(numbers[i], SIG_DFL);
    socket_to_parent = talk;
    first_thread = gettid();
}

static int one_that_takes(int talk)
{
    begin(talk);
    SetConsoleCtrlHandler(takes, TRUE);
    say('.');
    return obey(talk);
}

static int without_any(int talk)
{
    begin(talk);
    say('.');
    return obey(talk);
}

static int several(int talk)
{
    begin(talk);
    SetConsoleCtrlHandler(never, TRUE);
    SetConsoleCtrlHandler(takes, TRUE);
    SetConsoleCtrlHandler(passes_on, TRUE);
    SetConsoleCtrlHandler(never, TRUE);
    SetConsoleCtrlHandler(passes_on_too, TRUE);
    SetConsoleCtrlHandler(never, FALSE); /* the newest of the two */
    say('.');
    return obey(talk);
}

static int none_that_takes(int talk)
{
    begin(talk);
    SetConsoleCtrlHandler(passes_on, TRUE);
    SetConsoleCtrlHandler(passes_on_too, TRUE);
    say('.');
    return obey(talk);
}

static int without_hang_up(int talk)
{
    begin(talk);
    signal(SIGHUP, SIG_IGN); /* as nohup does */
    SetConsoleCtrlHandler(takes, TRUE);
    say('.');
    return obey(talk);
}

/* ---- In the parent ---- */

static struct child start(int (*act)(int talk))
{
    struct child child = child_start(act);
    char ready = 0;

    CHECK(child_hear(child.talk, &ready, 1) && ready == '.');
    return child;
}

static void send_signal(const struct child *child, int number)
{
    CHECK(kill((pid_t)child->pid, number) == 0);
}

/* The next letters are these. */
static int hears(const struct child *child, const char *letters)
{
    char seen[16] = "";

    return CHECK(child_hear(child->talk, seen, strlen(letters)) &&
                     strcmp(seen, letters) == 0,
                 "%s: %s", letters, seen);
}

static void order(const struct child *child, char letter)
{
    CHECK(child_say(child->talk, &letter, 1));
    hears(child, ".");
}

/* The child ends by itself, without another letter; its wait status. */
static int end_of(struct child *child)
{
    int status = -1;
    char more;

    CHECK(!child_hear(child->talk, &more, 1));
    close(child->talk);
    CHECK(waitpid((pid_t)child->pid, &status, 0) == (pid_t)child->pid);
    return status;
}

static int ends_by(struct child *child, int number)
{
    int status = end_of(child);

    return WIFSIGNALED(status) && WTERMSIG(status) == number;
}

/* SIGINT is Ctrl+C and SIGQUIT Ctrl+Break; who took them goes on. The function
 * runs on a thread of the library's. */
static void events(void)
{
    struct child child = start(one_that_takes);

    for (int i = 0; i < 3; i++) {
        send_signal(&child, SIGINT);
        hears(&child, "C");
        send_signal(&child, SIGQUIT);
        hears(&child, "B");
    }
    child_end(&child);
}

/* SIGTERM and SIGHUP close the console: the process ends when the function has
 * returned TRUE, in peace. */
static void closing(void)
{
    static const int numbers[] = {SIGTERM, SIGHUP};

    for (unsigned i = 0; i < 2; i++) {
        struct child child = start(one_that_takes);

        send_signal(&child, numbers[i]);
        hears(&child, "X");
        CHECK(end_of(&child) == 0);
    }
}

/* The newest is asked first, and none after the one that says TRUE; one that
 * was removed is not asked. */
static void newest_first(void)
{
    struct child child = start(several);

    for (int i = 0; i < 3; i++) {
        send_signal(&child, SIGINT);
        hears(&child, "21C");
    }
    send_signal(&child, SIGTERM);
    hears(&child, "21X");
    CHECK(end_of(&child) == 0);
}

/* When none says TRUE the signal does what it does to other programs. */
static void none_takes_it(void)
{
    static const int numbers[] = {SIGINT, SIGQUIT, SIGTERM, SIGHUP};

    for (unsigned i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        struct child child = start(none_that_takes);

        send_signal(&child, numbers[i]);
        hears(&child, "21");
        CHECK(ends_by(&child, numbers[i]), "signal %d", numbers[i]);
    }
}

/* So it does when the last one was removed, and when there never was one. */
static void nobody_there(void)
{
    struct child child = start(one_that_takes);

    send_signal(&child, SIGINT);
    hears(&child, "C");
    order(&child, '-');
    send_signal(&child, SIGINT);
    CHECK(ends_by(&child, SIGINT));
    child = start(without_any);
    send_signal(&child, SIGTERM);
    CHECK(ends_by(&child, SIGTERM));
}

/* NULL and TRUE: Ctrl+C is ignored, and Ctrl+Break is not; NULL and FALSE: it
 * is asked about again. */
static void ignored(void)
{
    struct child child = start(one_that_takes);

    order(&child, 'i');
    send_signal(&child, SIGINT);
    send_signal(&child, SIGQUIT);
    hears(&child, "B");
    order(&child, 'n');
    send_signal(&child, SIGINT);
    hears(&child, "C");
    send_signal(&child, SIGQUIT);
    hears(&child, "B");
    child_end(&child);
}

/* The same without a function; then Ctrl+C ends the process again. */
static void ignored_by_all(void)
{
    struct child child = start(without_any);

    order(&child, 'i');
    send_signal(&child, SIGINT);
    order(&child, 'n');
    send_signal(&child, SIGINT);
    CHECK(ends_by(&child, SIGINT));
}

/* Ignoring it is no matter of the list: adding the first function does not end
 * it. */
static void ignored_before_the_first(void)
{
    struct child child = start(without_any);

    order(&child, 'i');
    order(&child, '+');
    send_signal(&child, SIGINT);
    send_signal(&child, SIGQUIT);
    hears(&child, "B");
    order(&child, 'n');
    send_signal(&child, SIGINT);
    hears(&child, "C");
    send_signal(&child, SIGQUIT);
    hears(&child, "B");
    child_end(&child);
}

static int runs_another(int talk)
{
    STARTUPINFOA startup = {.cb = sizeof startup};
    PROCESS_INFORMATION process;
    char line[] = "/bin/sh -c \"kill -INT $$; exit 7\"";
    DWORD code = 0;

    begin(talk);
    SetConsoleCtrlHandler(NULL, TRUE);
    if (!CreateProcessA(NULL, line, NULL, NULL, FALSE, 0, NULL, NULL, &startup,
                        &process))
        return 1;
    WaitForSingleObject(process.hProcess, INFINITE);
    GetExitCodeProcess(process.hProcess, &code);
    say(code == 7 ? '.' : '?');
    return obey(talk);
}

/* "This attribute is inherited by child processes." */
static void inherited(void)
{
    struct child child = start(runs_another);

    child_end(&child);
}

/* A shell's job in the background starts with SIGINT ignored, and hears of it
 * nevertheless. */
static int in_the_background(int talk)
{
    begin(talk);
    signal(SIGINT, SIG_IGN);
    SetConsoleCtrlHandler(takes, TRUE);
    say('.');
    return obey(talk);
}

static void background(void)
{
    struct child child = start(in_the_background);

    send_signal(&child, SIGINT);
    hears(&child, "C");
    child_end(&child);
}

/* A hang-up that is ignored from the beginning stays so. */
static void no_hang_up(void)
{
    struct child child = start(without_hang_up);

    send_signal(&child, SIGHUP);
    send_signal(&child, SIGINT);
    hears(&child, "C");
    child_end(&child);
}

/* ThreadSanitizer holds signals back while its threads wait, and its children
 * of fork() have no threads. */
#ifdef __SANITIZE_THREAD__
static void not_under_this_sanitizer(void)
{
    (void)(void (*[])(void)){
        events,       closing,    newest_first,   none_takes_it,
        nobody_there, ignored,    ignored_by_all, ignored_before_the_first,
        inherited,    background, no_hang_up};
    SKIP("ThreadSanitizer delays signals");
}

TAP_MAIN(CASE(not_under_this_sanitizer))
#else
TAP_MAIN(CASE(events), CASE(closing), CASE(newest_first), CASE(none_takes_it),
         CASE(nobody_there), CASE(ignored), CASE(ignored_by_all),
         CASE(ignored_before_the_first), CASE(inherited), CASE(background),
         CASE(no_hang_up))
#endif
