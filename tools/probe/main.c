/* openiocp-probe: which engine a program gets here, and why. Prints one
 * "key: value" a line; the keys stay what they are. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "facts.h"
#include "plan.h"

enum status { RUNS_ON_URING, RUNS_ON_EPOLL, RUNS_ON_NOTHING };

static const char help[] =
    "usage: openiocp-probe [--help | --version]\n"
    "       openiocp-probe --advice [--topology FILE] [--cpu-quota NUMBER]\n"
    "\n"
    "Prints what this machine offers to programs that use openiocp, and the\n"
    "engine that such a program gets when it is started from here: io_uring, "
    "or\n"
    "epoll. One \"key: value\" a line, then what could be changed.\n"
    "\n"
    "The environment counts as it does for programs: IOCP_BACKEND (uring, "
    "epoll,\n"
    "auto) and IOCP_FEATURES_MASK.\n"
    "\n"
    "Exit status: 0 io_uring, 1 epoll, 2 nothing may run, or wrong usage.\n"
    "\n"
    "--advice recommends a concurrency value, a number of threads and places\n"
    "for the shards, with the reasons: for this machine and its CPU quota, or\n"
    "for one that lstopo has written to FILE (XML), with a quota of NUMBER\n"
    "processors, or none. Exit status: 0, or 2.\n";

static void print_version(void)
{
    DWORD version = IocpGetVersion();

    printf("%u.%u.%u\n", (unsigned)(version >> 16),
           (unsigned)(version >> 8 & 255), (unsigned)(version & 255));
}

static void print_engine(const struct facts *facts)
{
    const char *wanted = getenv("IOCP_BACKEND");

    printf("backend: %s\n", facts->chosen.Name);
    printf("reason: %s\n", facts->chosen.Reason);
    printf("IOCP_BACKEND: %s\n", wanted != NULL ? wanted : "not set");
    printf("IOCP_FEATURES_MASK: 0x%x\n", (unsigned)facts->mask);
    if (strcmp(facts->kernel.Name, "uring") == 0)
        puts("io_uring: yes");
    else
        printf("io_uring: no (%s)\n", facts->kernel.Reason);
}

static void print_number(const char *key, int number)
{
    if (number == UNKNOWN)
        printf("%s: unknown\n", key);
    else
        printf("%s: %d\n", key, number);
}

static void print_limit(const char *key, rlim_t limit)
{
    if (limit == RLIM_INFINITY)
        printf("%s: unlimited\n", key);
    else
        printf("%s: %llu\n", key, (unsigned long long)limit);
}

/* Of a cgroup: where no limit is found there may be one we cannot see. */
static void print_found(const char *key, const char *format, double value)
{
    printf("%s: ", key);
    if (value > 0)
        printf(format, value);
    else
        printf("none found");
    putchar('\n');
}

static const char *seccomp_name(int mode)
{
    static const char *const names[] = {"none", "strict", "filter"};

    return mode >= 0 && mode < 3 ? names[mode] : "unknown";
}

static void print_surroundings(const struct facts *facts)
{
    print_number("kernel.io_uring_disabled", facts->disabled);
    printf("seccomp: %s\n", seccomp_name(facts->seccomp));
    printf("container: %s\n",
           facts->container != NULL ? facts->container : "none found");
    print_number("processors.allowed", facts->allowed);
    print_number("processors.online", facts->online);
    print_found("processors.quota", "%.2f", facts->quota);
    print_limit("descriptors.soft", facts->files.rlim_cur);
    print_limit("descriptors.hard", facts->files.rlim_max);
    print_limit("memlock.bytes", facts->locked.rlim_cur);
    print_found("memory.limit.bytes", "%.0f", facts->memory_bytes);
}

static void print_system(void)
{
    struct utsname name;

    if (uname(&name) == 0)
        printf("kernel: %s %s %s\n", name.sysname, name.release, name.machine);
    printf("library: ");
    print_version();
}

static enum status status_of(const struct facts *facts)
{
    if (strcmp(facts->chosen.Name, "uring") == 0)
        return RUNS_ON_URING;
    return strcmp(facts->chosen.Name, "epoll") == 0 ? RUNS_ON_EPOLL
                                                    : RUNS_ON_NOTHING;
}

static int probe(void)
{
    struct facts facts;

    if (!facts_of_engine(&facts)) {
        fputs("openiocp-probe: no process to ask the library in\n", stderr);
        return RUNS_ON_NOTHING;
    }
    facts_of_surroundings(&facts);
    print_system();
    print_engine(&facts);
    features_print(&facts);
    print_surroundings(&facts);
    advice_print(&facts);
    return status_of(&facts);
}

static int wrong_usage(void)
{
    fputs(help, stderr);
    return RUNS_ON_NOTHING;
}

/* What follows --advice: pairs of a name and a value. */
static int advise(int count, char **words)
{
    struct plan_options options = {NULL, -1};

    for (; count >= 2; count -= 2, words += 2)
        if (strcmp(words[0], "--topology") == 0)
            options.topology = words[1];
        else if (strcmp(words[0], "--cpu-quota") != 0 ||
                 !plan_read_quota(words[1], &options.quota))
            return wrong_usage();
    if (count != 0)
        return wrong_usage();
    return plan_print(&options) ? 0 : RUNS_ON_NOTHING;
}

int main(int argc, char **argv)
{
    if (argc == 1)
        return probe();
    if (strcmp(argv[1], "--advice") == 0)
        return advise(argc - 2, argv + 2);
    if (argc == 2 && strcmp(argv[1], "--help") == 0) {
        fputs(help, stdout);
        return 0;
    }
    if (argc == 2 && strcmp(argv[1], "--version") == 0) {
        print_version();
        return 0;
    }
    return wrong_usage();
}
