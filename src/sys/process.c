#include "sys/process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define NS_PER_SECOND 1000000000

int process_open_pid(uint32_t pid)
{
    int fd;

    if (pid == 0 || pid > INT32_MAX)
        return -ESRCH;
    fd = (int)syscall(SYS_pidfd_open, (pid_t)pid, 0);
    if (fd >= 0)
        return fd;
    /* The id of a thread is none of a process. */
    return errno == EINVAL || errno == ENOENT ? -ESRCH : -errno;
}

int process_signal(int pidfd, bool kill)
{
    return syscall(SYS_pidfd_send_signal, pidfd, kill ? SIGKILL : 0, NULL, 0) ==
                   0
               ? 0
               : -errno;
}

/* ---- /proc/PID/stat ---- */

struct stat_line {
    char state;
    uint64_t minor_faults, major_faults;
    uint64_t user_ticks, system_ticks, start_ticks;
    int exit_status;
};

static uint64_t field(char **fields, unsigned number)
{
    return strtoull(fields[number], NULL, 10);
}

/* The name, which may hold anything, ends with the last parenthesis; the field
 * behind it has the number 3 (proc(5)). */
static int parse_stat(char *text, struct stat_line *line)
{
    char *fields[53] = {0}, *save = NULL;
    char *rest = strrchr(text, ')');
    unsigned number = 3;

    if (rest == NULL)
        return -EIO;
    for (char *word = strtok_r(rest + 1, " \n", &save);
         word != NULL && number < 53; word = strtok_r(NULL, " \n", &save))
        fields[number++] = word;
    if (number < 53)
        return -EIO;
    *line = (struct stat_line){
        .state = fields[3][0],
        .minor_faults = field(fields, 10),
        .major_faults = field(fields, 12),
        .user_ticks = field(fields, 14),
        .system_ticks = field(fields, 15),
        .start_ticks = field(fields, 22),
        .exit_status = (int)field(fields, 52),
    };
    return 0;
}

static int read_stat(const char *name, struct stat_line *line)
{
    char text[1024];
    ssize_t len;
    int fd = open(name, O_RDONLY | O_CLOEXEC);

    if (fd < 0)
        return -errno;
    len = read(fd, text, sizeof text - 1);
    close(fd);
    if (len <= 0)
        return -ESRCH;
    text[len] = '\0';
    return parse_stat(text, line);
}

/* Of the process behind the descriptor: the number alone may be another one's
 * by now. */
static int read_stat_of(int pid, int pidfd, struct stat_line *line)
{
    char name[32];
    int rc;

    snprintf(name, sizeof name, "/proc/%d/stat", pid);
    rc = read_stat(name, line);
    if (rc != 0)
        return rc;
    rc = process_signal(pidfd, false);
    return rc == -EPERM ? 0 : rc;
}

static uint64_t ns_of_ticks(uint64_t ticks)
{
    return ticks * (uint64_t)(NS_PER_SECOND / sysconf(_SC_CLK_TCK));
}

static uint64_t ns_of(const struct timeval *time)
{
    return (uint64_t)time->tv_sec * NS_PER_SECOND +
           (uint64_t)time->tv_usec * 1000;
}

static struct process_usage usage_of(const struct rusage *usage)
{
    return (struct process_usage){
        .user_ns = ns_of(&usage->ru_utime),
        .system_ns = ns_of(&usage->ru_stime),
        .page_faults = (uint64_t)(usage->ru_minflt + usage->ru_majflt),
    };
}

static struct process_usage usage_of_line(const struct stat_line *line)
{
    return (struct process_usage){
        .user_ns = ns_of_ticks(line->user_ticks),
        .system_ns = ns_of_ticks(line->system_ticks),
        .page_faults = line->minor_faults + line->major_faults,
    };
}

static int64_t clock_ns(clockid_t clock)
{
    struct timespec now;

    clock_gettime(clock, &now);
    return now.tv_sec * (int64_t)NS_PER_SECOND + now.tv_nsec;
}

static int64_t start_of(const struct stat_line *line)
{
    return clock_ns(CLOCK_REALTIME) - clock_ns(CLOCK_BOOTTIME) +
           (int64_t)ns_of_ticks(line->start_ticks);
}

int process_used(int pid, int pidfd, struct process_usage *usage,
                 int64_t *started_ns)
{
    struct stat_line line = {0};
    struct rusage mine;
    int rc = read_stat_of(pid, pidfd, &line);

    if (rc != 0)
        return rc;
    *usage = usage_of_line(&line);
    *started_ns = start_of(&line);
    /* Of ourselves the kernel tells more than hundredths of a second. */
    if (pid == getpid() && getrusage(RUSAGE_SELF, &mine) == 0)
        *usage = usage_of(&mine);
    return 0;
}

void thread_used(struct process_usage *usage)
{
    struct rusage mine;

    *usage = (struct process_usage){0};
    if (getrusage(RUSAGE_THREAD, &mine) == 0)
        *usage = usage_of(&mine);
}

int thread_used_by(int pid, int thread_id, struct process_usage *usage,
                   int64_t *started_ns)
{
    struct stat_line line = {0};
    char name[48];
    int rc;

    snprintf(name, sizeof name, "/proc/%d/task/%d/stat", pid, thread_id);
    rc = read_stat(name, &line);
    if (rc != 0)
        return rc;
    *usage = usage_of_line(&line);
    *started_ns = start_of(&line);
    return 0;
}

/* ---- The end ---- */

/* A wait status as waitpid(2) has it. */
static void set_status(struct process_ending *ending, int status)
{
    ending->how = WIFSIGNALED(status) ? PROCESS_KILLED : PROCESS_EXITED;
    ending->number =
        WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
}

/* Linux 6.15 and later keep the status for who has a descriptor. The numbers
 * are the kernel's; older headers have no name for them. */
#define INFO_EXIT (UINT64_C(1) << 3)

struct pidfd_information {
    uint64_t mask;
    uint32_t unused[13];
    int32_t exit_status;
};

_Static_assert(offsetof(struct pidfd_information, exit_status) == 60 &&
                   sizeof(struct pidfd_information) == 64,
               "the kernel's layout");

static bool ask_descriptor(int pidfd, struct process_ending *ending)
{
    struct pidfd_information info = {.mask = INFO_EXIT};

    if (ioctl(pidfd, _IOWR(0xFF, 11, struct pidfd_information), &info) != 0 ||
        (info.mask & INFO_EXIT) == 0)
        return false;
    set_status(ending, info.exit_status);
    return true;
}

/* While nobody has reaped it. To others than the same user and root /proc says
 * 0, which is then no news. */
static bool ask_proc(int pid, int pidfd, struct process_ending *ending)
{
    struct stat_line line = {0};
    struct stat folder;
    char name[32];

    snprintf(name, sizeof name, "/proc/%d", pid);
    if (stat(name, &folder) != 0 ||
        (folder.st_uid != geteuid() && geteuid() != 0) ||
        read_stat_of(pid, pidfd, &line) != 0)
        return false;
    if (line.state != 'Z' && line.state != 'X') {
        ending->how = PROCESS_RUNS;
        return true;
    }
    ending->usage = usage_of_line(&line);
    set_status(ending, line.exit_status);
    return true;
}

static void ask_others(int pid, int pidfd, struct process_ending *ending)
{
    if (!ask_descriptor(pidfd, ending) && !ask_proc(pid, pidfd, ending) &&
        !ask_descriptor(pidfd, ending)) /* reaped between the two */
        ending->how = PROCESS_END_UNKNOWN;
}

/* The system call itself, which unlike the C library's function tells what the
 * child has used. */
void process_ending(int pid, int pidfd, bool reaps,
                    struct process_ending *ending)
{
    const int how = WEXITED | WNOHANG | (reaps ? 0 : WNOWAIT);
    siginfo_t info = {.si_pid = 0};
    struct rusage usage;
    long rc;

    *ending = (struct process_ending){.how = PROCESS_RUNS};
    do
        rc = syscall(SYS_waitid, P_PIDFD, pidfd, &info, how, &usage);
    while (rc != 0 && errno == EINTR);
    if (rc != 0) {
        ask_others(pid, pidfd, ending);
        return;
    }
    if (info.si_pid == 0)
        return;
    ending->how = info.si_code == CLD_EXITED ? PROCESS_EXITED : PROCESS_KILLED;
    ending->number = info.si_status;
    ending->usage = usage_of(&usage);
}

/* ---- Programs ---- */

int process_check_program(const char *path)
{
    struct stat info;

    if (stat(path, &info) != 0)
        return -errno;
    if (!S_ISREG(info.st_mode))
        return -EACCES;
    if ((info.st_mode & 0111) == 0)
        return -ENOEXEC; /* nobody's program */
    return access(path, X_OK) == 0 ? 0 : -errno;
}

static char *join(const char *folder, size_t len, const char *name)
{
    char *path = malloc(len + 1 + strlen(name) + 1);

    if (path == NULL)
        return NULL;
    memcpy(path, folder, len);
    path[len] = '/';
    strcpy(path + len + 1, name);
    return path;
}

/* True when the search is over: found, or no memory. An empty folder is the
 * current one. */
static bool try_folder(const char *folder, size_t len, const char *name,
                       char **found, int *error)
{
    char *path = len != 0 ? join(folder, len, name) : join(".", 1, name);
    int rc = path != NULL ? process_check_program(path) : -ENOMEM;

    if (rc == 0 || rc == -ENOMEM) {
        *found = path;
        *error = rc;
        return true;
    }
    free(path);
    if (rc == -EACCES || rc == -ENOEXEC)
        *error = rc;
    return false;
}

static bool try_own_folder(const char *name, char **found, int *error)
{
    char self[4096];
    ssize_t len = readlink("/proc/self/exe", self, sizeof self);

    while (len > 0 && self[len - 1] != '/')
        len--;
    return len > 1 && try_folder(self, (size_t)len - 1, name, found, error);
}

char *process_find_program(const char *name, int *error)
{
    const char *path = getenv("PATH");
    char *found = NULL;

    *error = -ENOENT;
    if (try_own_folder(name, &found, error) ||
        try_folder("", 0, name, &found, error))
        return found;
    while (path != NULL) {
        size_t len = strcspn(path, ":");

        if (try_folder(path, len, name, &found, error))
            return found;
        path = path[len] == ':' ? path + len + 1 : NULL;
    }
    return NULL;
}

char *process_absolute(const char *path)
{
    char *folder, *absolute;

    if (*path == '/')
        return strdup(path);
    folder = getcwd(NULL, 0);
    if (folder == NULL)
        return strdup(path); /* removed: as good as it gets */
    absolute = join(folder, strlen(folder), path);
    free(folder);
    return absolute;
}
