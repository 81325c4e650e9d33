/* The lock is for our own calls: a program that uses setenv(3) on one thread
 * and reads the environment on another is lost anyway. */
#include "sys/environment.h"

#include <errno.h>
#include <inttypes.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/lock.h"

extern char **environ;

static struct lock environment_lock = LOCK_INITIALISER(LOCK_MEMORY);

typedef int compare_names(const char *one, const char *other, size_t len);

static char *find_by(const char *name, compare_names *compare)
{
    size_t len = strlen(name);

    for (char **each = environ; each != NULL && *each != NULL; each++)
        if (compare(*each, name, len) == 0 && (*each)[len] == '=')
            return *each;
    return NULL;
}

/* The whole of "NAME=value", or NULL. */
static char *find_locked(const char *name)
{
    char *found = find_by(name, strncmp);

    return found != NULL ? found : find_by(name, strncasecmp);
}

int environment_get(const char *name, char **value)
{
    char *found;
    int rc = -ENOENT;

    lock_take(&environment_lock);
    found = find_locked(name);
    if (found != NULL) {
        *value = strdup(found + strlen(name) + 1);
        rc = *value != NULL ? 0 : -ENOMEM;
    }
    lock_drop(&environment_lock);
    return rc;
}

/* Under the name it has, which is as long as the one that is looked for. */
static int set_locked(const char *name, const char *value)
{
    char *found = find_locked(name);
    char *own_name;
    int rc;

    if (found == NULL && value == NULL)
        return -ENOENT;
    own_name = strndup(found != NULL ? found : name, strlen(name));
    if (own_name == NULL)
        return -ENOMEM;
    rc = value != NULL ? setenv(own_name, value, 1) : unsetenv(own_name);
    rc = rc == 0 ? 0 : -errno;
    free(own_name);
    return rc;
}

int environment_set(const char *name, const char *value)
{
    int rc;

    lock_take(&environment_lock);
    rc = set_locked(name, value);
    lock_drop(&environment_lock);
    return rc;
}

static size_t length_locked(void)
{
    size_t bytes = 0;

    for (char **each = environ; each != NULL && *each != NULL; each++)
        bytes += strlen(*each) + 1;
    return bytes;
}

/* An empty one has two NULs as well. */
char *environment_block(size_t *bytes)
{
    char *block, *to;

    lock_take(&environment_lock);
    *bytes = length_locked();
    block = to = calloc(1, *bytes + 2);
    for (char **each = environ; block != NULL && each != NULL && *each != NULL;
         each++)
        to = stpcpy(to, *each) + 1;
    lock_drop(&environment_lock);
    *bytes += *bytes == 0 ? 2 : 1;
    return block;
}

int machine_host_name(char *name, size_t size)
{
    if (gethostname(name, size) != 0)
        return -errno;
    name[size - 1] = '\0';
    return 0;
}

/* A user without an entry is a number. */
int machine_user_name(char *name, size_t size)
{
    struct passwd entry, *found = NULL;
    char texts[4096];

    if (getpwuid_r(geteuid(), &entry, texts, sizeof texts, &found) == 0 &&
        found != NULL)
        snprintf(name, size, "%s", found->pw_name);
    else
        snprintf(name, size, "%u", (unsigned)geteuid());
    return 0;
}

/* ---- Figures ---- */

struct figure {
    const char *name;
    uint64_t *value;
};

/* Lines of "name: n kB"; what is not there stays. */
static int read_figures(const char *path, const struct figure *wanted)
{
    FILE *file = fopen(path, "re");
    char line[256], name[64];
    uint64_t number;

    if (file == NULL)
        return -errno;
    while (fgets(line, sizeof line, file) != NULL) {
        if (sscanf(line, "%63[^:]: %" SCNu64, name, &number) != 2)
            continue;
        for (const struct figure *each = wanted; each->name != NULL; each++)
            if (strcmp(name, each->name) == 0)
                *each->value = number * 1024;
    }
    fclose(file);
    return 0;
}

int memory_figures(struct memory_figures *figures)
{
    const struct figure machine[] = {
        {"MemTotal", &figures->total},
        {"MemAvailable", &figures->available},
        {"SwapTotal", &figures->swap_total},
        {"SwapFree", &figures->swap_available},
        {NULL, NULL},
    };
    const struct figure process[] = {
        {"VmSize", &figures->addresses},
        {"VmRSS", &figures->resident},
        {"VmHWM", &figures->resident_peak},
        {"VmData", &figures->data},
        {NULL, NULL},
    };
    struct rusage usage;
    int rc;

    memset(figures, 0, sizeof *figures);
    rc = read_figures("/proc/meminfo", machine);
    if (rc == 0)
        rc = read_figures("/proc/self/status", process);
    if (rc == 0 && getrusage(RUSAGE_SELF, &usage) == 0)
        figures->faults = (uint64_t)(usage.ru_minflt + usage.ru_majflt);
    return rc;
}
