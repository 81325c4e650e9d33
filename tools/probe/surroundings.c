/* What the machine and the container allow. */
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "facts.h"
#include "sys/cpu_quota.h"

#define PATH_BYTES 4096

/* The value of the line that begins with `key`; false if there is none. */
static bool line_of(const char *file, const char *key, char *value, size_t size)
{
    FILE *stream = fopen(file, "re");
    char line[PATH_BYTES];
    bool found = false;

    if (stream == NULL)
        return false;
    while (!found && fgets(line, sizeof line, stream) != NULL)
        if (strncmp(line, key, strlen(key)) == 0) {
            line[strcspn(line, "\n")] = '\0';
            snprintf(value, size, "%s", line + strlen(key));
            found = true;
        }
    fclose(stream);
    return found;
}

static int number_of(const char *file, const char *key)
{
    char value[32];

    return line_of(file, key, value, sizeof value) ? atoi(value) : UNKNOWN;
}

/* ---- cgroup v2 ---- */

/* What the file says in one group; 0: "max", or no such file. */
typedef double limit_of(const char *file);

static double bytes_of(const char *file)
{
    char value[64];

    return line_of(file, "", value, sizeof value) ? strtod(value, NULL) : 0;
}

/* A group has what is left to it by all above. */
static double smallest(const char *root, const char *path, const char *name,
                       limit_of *limit)
{
    char group[PATH_BYTES], file[2 * PATH_BYTES];
    double least = 0, here;
    char *slash;

    snprintf(group, sizeof group, "%s", path);
    for (;;) {
        snprintf(file, sizeof file, "%s%s/%s", root, group, name);
        here = limit(file);
        if (here > 0 && (least == 0 || here < least))
            least = here;
        slash = strrchr(group, '/');
        if (slash == NULL)
            return least;
        *slash = '\0';
    }
}

double cgroup_memory(const char *root, const char *path)
{
    return smallest(root, path, "memory.max", bytes_of);
}

static void facts_of_cgroup(struct facts *facts)
{
    const char *root = "/sys/fs/cgroup";
    char path[PATH_BYTES];

    facts->quota = cpu_quota();
    facts->memory_bytes = 0;
    if (!line_of("/proc/self/cgroup", "0::", path, sizeof path))
        return;
    if (access("/sys/fs/cgroup/unified/cgroup.procs", F_OK) == 0)
        root = "/sys/fs/cgroup/unified"; /* next to the old controllers */
    facts->memory_bytes = cgroup_memory(root, path);
}

/* ---- The rest ---- */

static bool mentions(const char *file, const char *word)
{
    FILE *stream = fopen(file, "re");
    char line[PATH_BYTES];
    bool found = false;

    if (stream == NULL)
        return false;
    while (!found && fgets(line, sizeof line, stream) != NULL)
        found = strstr(line, word) != NULL;
    fclose(stream);
    return found;
}

/* Nobody has to say that this is a container; these are what the common ones
 * leave behind. */
static const char *container(void)
{
    static char name[64];

    if (access("/proc/gvisor/kernel_is_gvisor", F_OK) == 0)
        return "gvisor"; /* with --gvisor-marker-file */
    if (getenv("KUBERNETES_SERVICE_HOST") != NULL)
        return "kubernetes";
    if (access("/run/.containerenv", F_OK) == 0)
        return "podman";
    if (access("/.dockerenv", F_OK) == 0)
        return "docker";
    if (line_of("/run/systemd/container", "", name, sizeof name))
        return name;
    if (getenv("container") != NULL)
        return getenv("container");
    if (mentions("/proc/self/cgroup", "/lxc"))
        return "lxc";
    return NULL;
}

static int allowed_processors(void)
{
    cpu_set_t set;

    return sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set)
                                                       : UNKNOWN;
}

void facts_of_surroundings(struct facts *facts)
{
    facts->disabled = number_of("/proc/sys/kernel/io_uring_disabled", "");
    facts->seccomp = number_of("/proc/self/status", "Seccomp:");
    facts->container = container();
    facts->allowed = allowed_processors();
    facts->online = (int)sysconf(_SC_NPROCESSORS_ONLN);
    facts_of_cgroup(facts);
    getrlimit(RLIMIT_NOFILE, &facts->files);
    getrlimit(RLIMIT_MEMLOCK, &facts->locked);
}
