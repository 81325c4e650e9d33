/* A group has no more than each of those above it leaves, so all are looked at,
 * up to where the tree is mounted: what lies beyond is not ours to see. Nothing
 * here takes memory, as a port that is made may be the first to ask. */
#include "sys/cpu_quota.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PATH_BYTES 4096
#define FIELDS 12 /* of a line of mountinfo: ten, and what is optional */

/* ---- Files of one line each, or some ---- */

/* The next line without its end; false at the end. Lines that do not fit, as
 * overlay mounts have them, are passed over. */
static bool next_line(FILE *stream, char *line, size_t size)
{
    while (fgets(line, (int)size, stream) != NULL) {
        size_t len = strcspn(line, "\n");

        if (line[len] == '\n' || feof(stream)) {
            line[len] = '\0';
            return true;
        }
        while (fgets(line, (int)size, stream) != NULL)
            if (strchr(line, '\n') != NULL)
                break;
    }
    return false;
}

static FILE *open_below(const char *root, const char *path)
{
    char whole[PATH_BYTES];
    int len = snprintf(whole, sizeof whole, "%s%s", root, path);

    return len > 0 && (size_t)len < sizeof whole ? fopen(whole, "re") : NULL;
}

static bool read_line(const char *folder, const char *name, char *line,
                      size_t size)
{
    FILE *stream = open_below(folder, name);
    bool found;

    if (stream == NULL)
        return false;
    found = next_line(stream, line, size);
    fclose(stream);
    return found;
}

/* Whether `word` is one of a list with commas between. */
static bool lists(const char *list, const char *word)
{
    size_t len = strlen(word);

    for (; list != NULL; list = strchr(list, ',')) {
        list += *list == ',';
        if (strncmp(list, word, len) == 0 &&
            (list[len] == ',' || list[len] == '\0'))
            return true;
    }
    return false;
}

/* ---- One group ---- */

typedef double limit_of(const char *folder);

/* "150000 100000" or "max 100000". */
static double limit_of_version_2(const char *folder)
{
    char line[64];
    double quota, period;

    if (!read_line(folder, "/cpu.max", line, sizeof line) ||
        sscanf(line, "%lf %lf", &quota, &period) != 2 || period <= 0)
        return 0;
    return quota > 0 ? quota / period : 0;
}

/* -1 is no limit. */
static double limit_of_version_1(const char *folder)
{
    char line[64];
    double quota, period;

    if (!read_line(folder, "/cpu.cfs_quota_us", line, sizeof line))
        return 0;
    quota = strtod(line, NULL);
    if (!read_line(folder, "/cpu.cfs_period_us", line, sizeof line))
        return 0;
    period = strtod(line, NULL);
    return quota > 0 && period > 0 ? quota / period : 0;
}

static double smaller_limit(double one, double other)
{
    if (one <= 0 || other <= 0)
        return one > 0 ? one : other;
    return one < other ? one : other;
}

/* ---- A tree of groups ---- */

/* Where a tree is mounted, and which part of it. */
struct mount {
    const char *part, *point;
    limit_of *limit;
};

/* Splits a line at its blanks. */
static size_t split(char *line, char **fields, size_t room)
{
    char *rest = line, *field;
    size_t count = 0;

    while (count < room && (field = strsep(&rest, " ")) != NULL)
        fields[count++] = field;
    return count;
}

/* "ID PARENT DEVICE PART POINT OPTIONS [OPTIONAL...] - TYPE SOURCE OPTIONS".
 * False: no tree that limits processors. */
static bool parse_mount(char *line, struct mount *mount)
{
    char *fields[FIELDS] = {0};
    size_t count = split(line, fields, FIELDS), dash = 6;

    while (dash < count && strcmp(fields[dash], "-") != 0)
        dash++;
    if (dash + 3 >= count)
        return false;
    mount->part = fields[3];
    mount->point = fields[4];
    if (strcmp(fields[dash + 1], "cgroup2") == 0)
        mount->limit = limit_of_version_2;
    else if (strcmp(fields[dash + 1], "cgroup") == 0 &&
             lists(fields[dash + 3], "cpu"))
        mount->limit = limit_of_version_1;
    else
        return false;
    return true;
}

/* "0::/PATH" is the group of version 2, "NUMBER:cpu,cpuacct:/PATH" one of
 * version 1. */
static const char *path_in_line(char *line, bool version_2)
{
    char *names = strchr(line, ':');
    char *path = names != NULL ? strchr(names + 1, ':') : NULL;

    if (path == NULL)
        return NULL;
    *path++ = '\0';
    names++;
    if (version_2)
        return *names == '\0' ? path : NULL;
    return lists(names, "cpu") ? path : NULL;
}

static bool find_group(const char *root, bool version_2, char *group,
                       size_t size)
{
    FILE *stream = open_below(root, "/proc/self/cgroup");
    char line[PATH_BYTES];
    const char *path = NULL;

    if (stream == NULL)
        return false;
    while (path == NULL && next_line(stream, line, sizeof line))
        path = path_in_line(line, version_2);
    fclose(stream);
    if (path != NULL)
        snprintf(group, size, "%s", path);
    return path != NULL;
}

/* The group as the mount has it. A group outside of what is mounted, as a
 * container without a name space of its own tells it, is looked for at the
 * mount itself. */
static const char *below_mount(const char *group, const char *part)
{
    size_t len = strcmp(part, "/") == 0 ? 0 : strlen(part);

    if (strncmp(group, part, len) != 0 ||
        (group[len] != '/' && group[len] != '\0') ||
        strncmp(group + len, "/..", 3) == 0)
        return "";
    return strcmp(group + len, "/") == 0 ? "" : group + len;
}

/* From the group up to the mount. */
static double smallest_up_to(const char *root, const struct mount *mount,
                             const char *group)
{
    char folder[PATH_BYTES];
    size_t top = strlen(root) + strlen(mount->point);
    int len = snprintf(folder, sizeof folder, "%s%s%s", root, mount->point,
                       below_mount(group, mount->part));
    double least = 0;

    if (len < 0 || (size_t)len >= sizeof folder)
        return 0;
    for (;;) {
        char *slash;

        least = smaller_limit(least, mount->limit(folder));
        slash = strrchr(folder, '/');
        if (slash == NULL || (size_t)(slash - folder) < top)
            return least;
        *slash = '\0';
    }
}

double cpu_quota_under(const char *root)
{
    FILE *stream = open_below(root, "/proc/self/mountinfo");
    char line[PATH_BYTES], group[PATH_BYTES];
    double least = 0;
    struct mount mount;

    if (stream == NULL)
        return 0;
    while (next_line(stream, line, sizeof line))
        if (parse_mount(line, &mount) &&
            find_group(root, mount.limit == limit_of_version_2, group,
                       sizeof group))
            least = smaller_limit(least, smallest_up_to(root, &mount, group));
    fclose(stream);
    return least;
}

/* ---- This process ---- */

static double ours;

static void read_ours(void)
{
    ours = cpu_quota_under("");
}

double cpu_quota(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;

    pthread_once(&once, read_ours);
    return ours;
}

unsigned cpu_quota_processors(double quota)
{
    unsigned whole;

    if (quota <= 1)
        return 1;
    if (quota >= 1u << 20)
        return 1u << 20;
    whole = (unsigned)quota;
    return whole < quota ? whole + 1 : whole;
}
