/* Giving other threads the time to block, however busy the machine is. */
#define _GNU_SOURCE
#include "tap.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define THREADS_MAX 128u
#define PATIENCE_MS 5000u
#define ROUND_MS 10u
/* What takes a thread from any line of a case to its next wait, by far. */
#define ENOUGH_NS 2000000u

struct seen {
    int id;
    unsigned long long ran_ns;
};

struct threads {
    struct seen seen[THREADS_MAX];
    unsigned count;
};

static void sleep_ms(unsigned ms)
{
    struct timespec time = {ms / 1000, (long)(ms % 1000) * 1000000};

    nanosleep(&time, NULL);
}

static bool read_word(int id, const char *file, const char *format, void *value)
{
    char path[64];
    FILE *stream;
    bool read;

    snprintf(path, sizeof path, "/proc/self/task/%d/%s", id, file);
    stream = fopen(path, "re");
    if (stream == NULL)
        return false;
    read = fscanf(stream, format, value) == 1;
    fclose(stream);
    return read;
}

static unsigned long long ran_ns(int id)
{
    unsigned long long ns = 0;

    read_word(id, "schedstat", "%llu", &ns);
    return ns;
}

/* It sleeps, or has ended. */
static bool is_still(int id)
{
    char state;

    return !read_word(id, "stat", "%*d (%*[^)]) %c", &state) || state != 'R';
}

static void look(struct threads *threads)
{
    DIR *folder = opendir("/proc/self/task");
    struct dirent *entry;

    threads->count = 0;
    while (folder != NULL && (entry = readdir(folder)) != NULL) {
        int id = atoi(entry->d_name);

        if (id > 0 && id != gettid() && threads->count < THREADS_MAX)
            threads->seen[threads->count++] = (struct seen){id, ran_ns(id)};
    }
    if (folder != NULL)
        closedir(folder);
}

/* Each has come to its wait, or had the time for it and does not wait. */
static bool all_settled(const struct threads *before)
{
    for (unsigned i = 0; i < before->count; i++) {
        const struct seen *seen = &before->seen[i];

        if (!is_still(seen->id) && ran_ns(seen->id) - seen->ran_ns < ENOUGH_NS)
            return false;
    }
    return true;
}

void tap_settle(unsigned ms)
{
    struct threads before;

    look(&before);
    sleep_ms(ms);
    for (unsigned waited = 0; waited < PATIENCE_MS && !all_settled(&before);
         waited += ROUND_MS)
        sleep_ms(ROUND_MS);
}
