#include "linux/tasks.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <linux/sockios.h>
#include <string.h>
#include <sys/ioctl.h>

static bool is_one(FILE *status, const char *name, unsigned long waits)
{
    char line[256], found[64] = "";
    unsigned long waited = 0;

    while (fgets(line, sizeof line, status) != NULL) {
        sscanf(line, "Name: %63s", found);
        sscanf(line, "voluntary_ctxt_switches: %lu", &waited);
    }
    return strncmp(found, name, strlen(name)) == 0 && waited >= waits;
}

unsigned tasks_named(const char *name, unsigned long waits)
{
    DIR *tasks = opendir("/proc/self/task");
    struct dirent *task;
    unsigned count = 0;

    while ((task = readdir(tasks)) != NULL) {
        char path[512];
        FILE *status;

        snprintf(path, sizeof path, "/proc/self/task/%s/status", task->d_name);
        status = fopen(path, "re");
        if (status == NULL)
            continue;
        count += is_one(status, name, waits);
        fclose(status);
    }
    closedir(tasks);
    return count;
}

int bytes_on_the_way(int fd)
{
    int bytes = 0;

    return ioctl(fd, SIOCOUTQ, &bytes) == 0 ? bytes : -1;
}
