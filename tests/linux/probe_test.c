/* openiocp-probe: its lines and its exit status, where everything is allowed,
 * behind filters, with masks and with words in the environment. The program's
 * path is in PROBE. */
#include "linux/sandbox.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/tap.h"
#include "probe/facts.h"

static char text[1 << 16];

/* Its output into `text`; the exit status. */
static int run(const char *arguments)
{
    char command[4096];
    FILE *stream;
    size_t len;
    int status;

    snprintf(command, sizeof command, "%s %s 2>&1", getenv("PROBE"), arguments);
    stream = popen(command, "re");
    if (!CHECK(stream != NULL))
        return -1;
    len = fread(text, 1, sizeof text - 1, stream);
    text[len] = '\0';
    status = pclose(stream);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void has(const char *line)
{
    char whole[512];

    snprintf(whole, sizeof whole, "\n%s\n", line);
    CHECK(strstr(text, whole) != NULL, "no line \"%s\" in:\n%s", line, text);
}

static void has_start(const char *start)
{
    char whole[512];

    snprintf(whole, sizeof whole, "\n%s", start);
    CHECK(strstr(text, whole) != NULL, "no \"%s\" in:\n%s", start, text);
}

static void has_not(const char *words)
{
    CHECK(strstr(text, words) == NULL, "\"%s\" in:\n%s", words, text);
}

static void begin(void)
{
    unsetenv("IOCP_BACKEND");
    unsetenv("IOCP_FEATURES_MASK");
    unsetenv("IOCP_LOG");
}

/* Each line is there, in every case: scripts look for them. */
static void has_all_keys(void)
{
    static const char *const keys[] = {
        "library: ",
        "backend: ",
        "reason: ",
        "IOCP_BACKEND: ",
        "IOCP_FEATURES_MASK: ",
        "io_uring: ",
        "feature.op_shutdown: ",
        "kernel.io_uring_disabled: ",
        "seccomp: ",
        "container: ",
        "processors.allowed: ",
        "processors.online: ",
        "processors.quota: ",
        "descriptors.soft: ",
        "descriptors.hard: ",
        "memlock.bytes: ",
        "memory.limit.bytes: ",
    };

    CHECK(strncmp(text, "kernel: Linux ", 14) == 0, "%s", text);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        has_start(keys[i]);
}

static void tells_of_io_uring(void)
{
    int status;

    begin();
    status = run("");
    has_all_keys();
    if (strstr(text, "\nio_uring: yes\n") == NULL)
        SKIP("no io_uring here");
    CHECK(status == 0, "status %d", status);
    has("backend: uring");
    has("reason: io_uring works here");
    has("feature.defer_taskrun: yes (required)");
    has("feature.restrictions: yes (optional)");
    has_not("unset IOCP_BACKEND");
    has_not("seccomp profile");
}

static void tells_of_dockers_profile(void)
{
    begin();
    if (!sandbox_docker())
        SKIP("no seccomp filters here");
    CHECK(run("") == 1);
    has_all_keys();
    has("backend: epoll");
    has_start("reason: io_uring is not permitted here: ");
    has("feature.nodrop: unknown (required)");
    has("seccomp: filter");
    has("advice: let the seccomp profile allow io_uring_setup, io_uring_enter "
        "and io_uring_register");
    has_not("openiocp: "); /* what it says it says itself */
}

/* As an old kernel says it, and Podman's profile on any. */
static void tells_of_absence(void)
{
    begin();
    if (!sandbox_io_uring(ENOSYS))
        SKIP("no seccomp filters here");
    CHECK(run("") == 1);
    has("backend: epoll");
    has_start("reason: io_uring is not there: ");
    CHECK(strstr(text, "\nadvice: io_uring needs Linux 6.1") != NULL ||
              strstr(text, "\nadvice: the kernel is new enough") != NULL,
          "%s", text);
}

static void forced_io_uring_is_told_to_fail(void)
{
    begin();
    setenv("IOCP_BACKEND", "uring", 1);
    if (!sandbox_docker())
        SKIP("no seccomp filters here");
    CHECK(run("") == 2);
    has("backend: none");
    has_start("advice: IOCP_BACKEND=uring lets nothing run here");
}

static void forced_epoll_is_told(void)
{
    begin();
    setenv("IOCP_BACKEND", "epoll", 1);
    CHECK(run("") == 1);
    has("backend: epoll");
    has("reason: IOCP_BACKEND=epoll");
    if (strstr(text, "\nio_uring: yes\n") != NULL)
        has("advice: io_uring works here: unset IOCP_BACKEND to use it");
}

static void unknown_word_is_told(void)
{
    begin();
    setenv("IOCP_BACKEND", "kqueue", 1);
    CHECK(run("") == 2);
    has("backend: none");
    has("advice: IOCP_BACKEND may be uring, epoll or auto");
}

static void masks_are_told(void)
{
    begin();
    run("");
    if (strstr(text, "\nio_uring: yes\n") == NULL)
        SKIP("no io_uring here");
    setenv("IOCP_FEATURES_MASK", "0x30", 1); /* optional ones */
    CHECK(run("") == 0);
    has("backend: uring");
    has("feature.poll_first: masked (optional)");
    has("feature.restrictions: masked (optional)");
    has("feature.nodrop: yes (required)");
    setenv("IOCP_FEATURES_MASK", "8", 1);
    CHECK(run("") == 1);
    has("backend: epoll");
    has("reason: io_uring lacks NODROP here (IOCP_FEATURES_MASK is set)");
    has("feature.nodrop: masked (required)");
    has("IOCP_FEATURES_MASK: 0x8");
    has("advice: IOCP_FEATURES_MASK is for tests: unset it");
}

static void knows_its_options(void)
{
    begin();
    CHECK(run("--help") == 0);
    CHECK(strncmp(text, "usage: openiocp-probe", 21) == 0, "%s", text);
    has_start("Exit status: 0 io_uring, 1 epoll, 2 nothing may run");
    CHECK(run("--version") == 0);
    CHECK(strspn(text, "0123456789.") == strlen(text) - 1, "%s", text);
    CHECK(run("--nonsense") == 2);
    CHECK(run("--help --version") == 2);
}

static void put(const char *file, const char *value)
{
    FILE *stream = fopen(file, "we");

    if (CHECK(stream != NULL)) {
        fputs(value, stream);
        fclose(stream);
    }
}

static void forget(const char *root)
{
    static const char *const names[] = {
        "outer/inner/cpu.max",
        "outer/inner/memory.max",
        "outer/inner",
        "outer/cpu.max",
        "outer/memory.max",
        "outer",
        "",
    };
    char path[256];

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        snprintf(path, sizeof path, "%s/%s", root, names[i]);
        CHECK(remove(path) == 0, "%s", path);
    }
}

/* A group has no more than those above it. */
static void limits_of_groups(void)
{
    char root[] = "probe_test.XXXXXX";

    CHECK(mkdtemp(root) != NULL && chdir(root) == 0);
    CHECK(mkdir("outer", 0700) == 0 && mkdir("outer/inner", 0700) == 0);
    CHECK(cgroup_quota(".", "/outer/inner") == 0, "no file, no limit");
    put("outer/cpu.max", "150000 100000\n");
    put("outer/inner/cpu.max", "max 100000\n");
    put("outer/memory.max", "max\n");
    put("outer/inner/memory.max", "1048576\n");
    CHECK(cgroup_quota(".", "/outer/inner") == 1.5);
    CHECK(cgroup_quota(".", "/outer") == 1.5);
    CHECK(cgroup_quota(".", "/") == 0);
    CHECK(cgroup_memory(".", "/outer/inner") == 1048576);
    CHECK(cgroup_memory(".", "/outer") == 0);
    CHECK(chdir("..") == 0);
    forget(root);
}

TAP_MAIN(CASE(tells_of_io_uring), CASE(tells_of_dockers_profile),
         CASE(tells_of_absence), CASE(forced_io_uring_is_told_to_fail),
         CASE(forced_epoll_is_told), CASE(unknown_word_is_told),
         CASE(masks_are_told), CASE(knows_its_options), CASE(limits_of_groups))
