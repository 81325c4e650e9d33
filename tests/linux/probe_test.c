/* openiocp-probe: its lines and its exit status, where everything is allowed,
 * behind filters, with masks and with words in the environment. The program's
 * path is in PROBE. */
#include "linux/sandbox.h"

#include <errno.h>
#include <hwloc.h>
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
        "outer/inner/memory.max",
        "outer/inner",
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
    CHECK(cgroup_memory(".", "/outer/inner") == 0, "no file, no limit");
    put("outer/memory.max", "max\n");
    put("outer/inner/memory.max", "1048576\n");
    CHECK(cgroup_memory(".", "/outer/inner") == 1048576);
    CHECK(cgroup_memory(".", "/outer") == 0);
    CHECK(chdir("..") == 0);
    forget(root);
}

/* ---- --advice ---- */

/* A machine that is described to hwloc, written by it to a file. */
static void describe(const char *file, const char *description)
{
    hwloc_topology_t topology;

    CHECK(hwloc_topology_init(&topology) == 0);
    CHECK(hwloc_topology_set_synthetic(topology, description) == 0);
    CHECK(hwloc_topology_load(topology) == 0);
    CHECK(hwloc_topology_export_xml(topology, file, 0) == 0);
    hwloc_topology_destroy(topology);
}

static void large_machine(void)
{
    describe("large.xml", "node:4 core:32 pu:1");
    CHECK(run("--advice --topology large.xml --cpu-quota none") == 0);
    CHECK(strncmp(text, "machine: 128 processors, 128 cores, 4 nodes", 43) == 0,
          "%s", text);
    has("allowed: 128 processors, 128 cores");
    has("quota: none found");
    has("concurrency: 128");
    has("threads: 256");
    has("shards: 1 to 32");
    has("placement: shards 1-16 on node 0, of 32 processors");
    has("placement: shards 17-32 on node 1, of 32 processors");
    has("groups: bind threads with SetThreadGroupAffinity");
    has_not("node: bind");
    has_not("quota is worth");
    remove("large.xml");
}

static void part_of_a_large_machine(void)
{
    describe("part.xml", "node:4 core:16 pu:2");
    CHECK(run("--advice --topology part.xml --cpu-quota 24") == 0);
    has("allowed: 128 processors, 64 cores");
    has("quota: 24.00 processors");
    has("concurrency: 24");
    has_start("  because the quota is worth 24.00 processors");
    has_start("  because the processors of one core count each");
    has("threads: 48");
    has("shards: 1 to 12");
    has("placement: shards 1-12 on node 0, of 32 processors");
    has("node: bind the program to one node");
    remove("part.xml");
}

static void small_machine(void)
{
    describe("small.xml", "node:1 core:2 pu:1");
    CHECK(run("--advice --topology small.xml --cpu-quota 1.5") == 0);
    CHECK(strncmp(text, "machine: 2 processors, 2 cores, 1 node of", 41) == 0,
          "%s", text);
    has("quota: 1.50 processors");
    has("concurrency: 2");
    has("  because the quota is worth as much or more");
    has("threads: 4");
    has("shards: 1");
    has("placement: shard 1 anywhere");
    has_not("groups: ");
    CHECK(run("--advice --topology small.xml --cpu-quota 0.5") == 0);
    has("concurrency: 1");
    has("threads: 2");
    CHECK(run("--advice --cpu-quota 0.5 --topology small.xml") == 0);
    has("concurrency: 1");
    remove("small.xml");
}

/* Each recommendation has its reason, and a text does not change. */
static void advice_has_reasons(void)
{
    static char first[sizeof text];
    char *line;

    CHECK(run("--advice") == 0);
    memcpy(first, text, sizeof text);
    CHECK(run("--advice") == 0);
    CHECK(strcmp(first, text) == 0);
    for (line = text; line[0] != '\0'; line = strchr(line, '\n') + 1)
        if (strncmp(line, "concurrency: ", 13) == 0 ||
            strncmp(line, "threads: ", 9) == 0 ||
            strncmp(line, "shards: ", 8) == 0)
            CHECK(strncmp(strchr(line, '\n'), "\n  because ", 11) == 0, "%s",
                  line);
}

static void wrong_advice(void)
{
    CHECK(run("--advice --topology no-such-file") == 2);
    CHECK(strstr(text, "no-such-file: no topology of hwloc's") != NULL, "%s",
          text);
    CHECK(run("--advice --topology") == 2);
    CHECK(run("--advice --cpu-quota 0") == 2);
    CHECK(run("--advice --cpu-quota 1x") == 2);
    CHECK(run("--advice --cpu-quota -1") == 2);
    CHECK(run("--advice what now") == 2);
    CHECK(strncmp(text, "usage: openiocp-probe", 21) == 0, "%s", text);
}

TAP_MAIN(CASE(tells_of_io_uring), CASE(tells_of_dockers_profile),
         CASE(tells_of_absence), CASE(forced_io_uring_is_told_to_fail),
         CASE(forced_epoll_is_told), CASE(unknown_word_is_told),
         CASE(masks_are_told), CASE(knows_its_options), CASE(limits_of_groups),
         CASE(large_machine), CASE(part_of_a_large_machine),
         CASE(small_machine), CASE(advice_has_reasons), CASE(wrong_advice))
