/* What control groups leave of the processors, on trees of files made here. */
#include "sys/cpu_quota.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/tap.h"
#include "sys/affinity.h"
#include "sys/cpu.h"

static char root[] = "cpu_quota_test.XXXXXX";
static char made[64][256]; /* what is to be removed, in the order of making */
static unsigned made_count;

static void keep(const char *path)
{
    snprintf(made[made_count++], sizeof *made, "%s", path);
}

/* All folders on the way to a file, and the file. */
static void put(const char *name, const char *text)
{
    char path[256];
    FILE *stream;

    snprintf(path, sizeof path, "%s%s", root, name);
    for (char *slash = strchr(path, '/'); slash != NULL;
         slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (mkdir(path, 0700) == 0)
            keep(path);
        *slash = '/';
    }
    stream = fopen(path, "we");
    if (CHECK(stream != NULL, "%s", path)) {
        fputs(text, stream);
        fclose(stream);
        keep(path);
    }
}

static void begin(const char *groups, const char *mounts)
{
    CHECK(mkdtemp(root) != NULL);
    put("/proc/self/cgroup", groups);
    put("/proc/self/mountinfo", mounts);
}

static void end(void)
{
    while (made_count > 0)
        CHECK(remove(made[--made_count]) == 0, "%s", made[made_count]);
    CHECK(rmdir(root) == 0);
}

#define ROOT_MOUNT "22 1 254:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw\n"
#define VERSION_2                                                              \
    ROOT_MOUNT "30 24 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 "     \
               "cgroup2 rw,nsdelegate\n"

static void no_files_no_limit(void)
{
    CHECK(cpu_quota_under("/nowhere at all") == 0);
    begin("0::/a\n", VERSION_2);
    CHECK(cpu_quota_under(root) == 0);
    end();
}

static void of_the_group_itself(void)
{
    begin("0::/a/b\n", VERSION_2);
    put("/sys/fs/cgroup/a/b/cpu.max", "150000 100000\n");
    put("/sys/fs/cgroup/a/cpu.max", "max 100000\n");
    CHECK(cpu_quota_under(root) == 1.5);
    end();
}

static void of_those_above(void)
{
    begin("0::/a/b/c\n", VERSION_2);
    put("/sys/fs/cgroup/a/b/c/cpu.max", "800000 100000\n");
    put("/sys/fs/cgroup/a/b/cpu.max", "max 100000\n");
    put("/sys/fs/cgroup/a/cpu.max", "50000 20000\n");
    CHECK(cpu_quota_under(root) == 2.5);
    end();
}

/* As in a container with a name space of its own: its group is the root. */
static void of_the_root_of_a_container(void)
{
    begin("0::/\n", VERSION_2);
    put("/sys/fs/cgroup/cpu.max", "25000 100000\n");
    CHECK(cpu_quota_under(root) == 0.25);
    end();
}

/* Without one the mount shows a part only, and the group's name is whole. */
static void of_a_part_that_is_mounted(void)
{
    begin("0::/docker/1234/inner\n",
          "30 24 0:26 /docker/1234 /sys/fs/cgroup ro - cgroup2 cgroup rw\n");
    put("/sys/fs/cgroup/inner/cpu.max", "max 100000\n");
    put("/sys/fs/cgroup/cpu.max", "300000 100000\n");
    CHECK(cpu_quota_under(root) == 3);
    end();
}

/* A name that begins alike is another one's; outside of what is mounted there
 * is the mount alone. */
static void of_a_group_outside_of_the_mount(void)
{
    begin("0::/docker/12345\n",
          "30 24 0:26 /docker/1234 /sys/fs/cgroup ro - cgroup2 cgroup rw\n");
    put("/sys/fs/cgroup/5/cpu.max", "100000 100000\n");
    put("/sys/fs/cgroup/cpu.max", "700000 100000\n");
    CHECK(cpu_quota_under(root) == 7);
    end();
    strcpy(strstr(root, "test.") + 5, "XXXXXX");
    begin("0::/../other\n", VERSION_2);
    put("/sys/fs/cgroup/cpu.max", "200000 100000\n");
    CHECK(cpu_quota_under(root) == 2);
    end();
}

static void version_1(void)
{
    begin("4:memory:/a\n3:cpuset:/z\n2:cpu,cpuacct:/a/b\n0::/\n",
          "31 25 0:27 / /sys/fs/cgroup/cpuset rw shared:9 - cgroup cgroup "
          "rw,cpuset\n"
          "32 25 0:28 / /sys/fs/cgroup/cpu,cpuacct rw shared:9 - cgroup cgroup "
          "rw,cpu,cpuacct\n"
          "33 25 0:29 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n");
    put("/sys/fs/cgroup/cpu,cpuacct/a/b/cpu.cfs_quota_us", "-1\n");
    put("/sys/fs/cgroup/cpu,cpuacct/a/b/cpu.cfs_period_us", "100000\n");
    CHECK(cpu_quota_under(root) == 0, "-1 is no limit");
    put("/sys/fs/cgroup/cpu,cpuacct/a/cpu.cfs_quota_us", "350000\n");
    put("/sys/fs/cgroup/cpu,cpuacct/a/cpu.cfs_period_us", "100000\n");
    CHECK(cpu_quota_under(root) == 3.5);
    end();
}

/* The line of an overlay of many layers does not hide those behind it. */
static void long_lines_are_passed_over(void)
{
    static char mounts[20000];
    size_t len = (size_t)sprintf(mounts, "21 1 0:9 / / rw - overlay overlay ");

    memset(mounts + len, 'x', 12000);
    strcpy(mounts + len + 12000, "\n" VERSION_2);
    begin("0::/\n", mounts);
    put("/sys/fs/cgroup/cpu.max", "150000 100000\n");
    CHECK(cpu_quota_under(root) == 1.5);
    end();
}

static void nonsense_is_no_limit(void)
{
    begin("0::/a\nwhat\n:\n", "nothing\n\n30 24\n" VERSION_2);
    put("/sys/fs/cgroup/a/cpu.max", "much of it\n");
    put("/sys/fs/cgroup/cpu.max", "100000 0\n");
    CHECK(cpu_quota_under(root) == 0);
    end();
}

static void rounded_up(void)
{
    CHECK(cpu_quota_processors(0.1) == 1);
    CHECK(cpu_quota_processors(1) == 1);
    CHECK(cpu_quota_processors(1.5) == 2);
    CHECK(cpu_quota_processors(2) == 2);
    CHECK(cpu_quota_processors(2.01) == 3);
    CHECK(cpu_quota_processors(1e30) >= 4096);
}

/* Here, whatever is here. */
static void usable_is_the_least_of_both(void)
{
    unsigned allowed = affinity_count(0);
    double quota = cpu_quota();

    CHECK(quota == cpu_quota_under(""));
    if (quota == 0)
        CHECK(cpu_usable() == allowed);
    else
        CHECK(cpu_usable() <= allowed &&
              cpu_usable() <= cpu_quota_processors(quota));
    CHECK(cpu_usable() >= 1);
}

/* A thread that is bound does not make the process smaller. */
static void usable_is_of_the_process(void)
{
    unsigned before = cpu_usable();
    struct affinity all, one = {0};

    CHECK(affinity_get(0, &all) == 0);
    affinity_remember_process();
    for (unsigned cpu = AFFINITY_CPUS; cpu-- > 0;)
        if (affinity_has(&all, cpu)) {
            affinity_add(&one, cpu);
            break;
        }
    CHECK(affinity_set(0, &one) == 0);
    CHECK(affinity_count(0) == 1);
    CHECK(cpu_usable() == before, "%u %u", cpu_usable(), before);
    CHECK(affinity_set_process(getpid(), &one) == 0);
    CHECK(cpu_usable() == 1);
}

TAP_MAIN(CASE(no_files_no_limit), CASE(of_the_group_itself),
         CASE(of_those_above), CASE(of_the_root_of_a_container),
         CASE(of_a_part_that_is_mounted), CASE(of_a_group_outside_of_the_mount),
         CASE(version_1), CASE(long_lines_are_passed_over),
         CASE(nonsense_is_no_limit), CASE(rounded_up),
         CASE(usable_is_the_least_of_both), CASE(usable_is_of_the_process))
