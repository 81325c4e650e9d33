/* What is waited for is waited for by the kernel: pipes and terminals hold no
 * thread of the library, and a file that is in memory goes to a socket without
 * passing through it. Runs once on each engine. */
#include "linux/pair.h"

#include <mswsock.h>

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "engine/workers.h"
#include "harness/tap.h"
#include "linux/tasks.h"

#define PIPES (3u * WORKERS_MAX)

static HANDLE port;

/* Of this case's file: the engines' runs go on at the same time. */
static const char *file_name(void)
{
    static char name[32];

    snprintf(name, sizeof name, "readiness-%d.tmp", (int)getpid());
    return name;
}

static void begin(void)
{
    pair_startup();
    port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0);
}

static HANDLE open_on_port(const char *path, DWORD flags)
{
    HANDLE handle = CreateFileA(
        path, GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE,
        NULL, flags & FILE_FLAG_DELETE_ON_CLOSE ? CREATE_ALWAYS : OPEN_EXISTING,
        FILE_FLAG_OVERLAPPED | flags, NULL);

    CHECK(handle != INVALID_HANDLE_VALUE, "%s: %lu", path,
          (unsigned long)GetLastError());
    CHECK(CreateIoCompletionPort(handle, port, 0, 0) == port);
    return handle;
}

static HANDLE open_fifo(void)
{
    HANDLE pipe;

    CHECK(mkfifo(file_name(), 0600) == 0);
    pipe = open_on_port(file_name(), 0);
    unlink(file_name());
    return pipe;
}

static void nobody_waits(void)
{
    CHECK(tasks_named("iocp-shard", 0) + tasks_named("iocp-watch", 0) > 0,
          "names can be told");
    CHECK(tasks_named("iocp-worker", 0) == 0, "a worker waits");
    CHECK(tasks_named("iou-wrk", 0) == 0, "a worker of the kernel waits");
}

static void start_read(HANDLE handle, char *byte, OVERLAPPED *overlapped)
{
    CHECK(!ReadFile(handle, byte, 1, NULL, overlapped) &&
          GetLastError() == ERROR_IO_PENDING);
}

/* Requests arrive in order: what was started before this one has been tried. */
static void all_have_arrived(HANDLE pipe)
{
    OVERLAPPED read = {0}, write = {0};
    char byte = 0;

    start_read(pipe, &byte, &read);
    WriteFile(pipe, "x", 1, NULL, &write);
    for (int i = 0; i < 2; i++) {
        OVERLAPPED *ended = pair_next(port, NULL, NULL);

        CHECK(ended == &read || ended == &write);
    }
    CHECK(byte == 'x');
}

static void disk_goes_on(void)
{
    static char block[1 << 16];
    OVERLAPPED overlapped = {0};
    HANDLE file = open_on_port(file_name(), FILE_FLAG_DELETE_ON_CLOSE);

    for (int i = 0; i < 50; i++) {
        WriteFile(file, block, sizeof block, NULL, &overlapped);
        if (!CHECK(pair_next(port, NULL, NULL) == &overlapped))
            return;
        overlapped.Offset += sizeof block;
    }
    CloseHandle(file);
}

/* More reads wait than the pool has threads: none of them is with it. */
static void waiting_pipes_hold_no_thread(void)
{
    static struct {
        HANDLE handle;
        OVERLAPPED overlapped;
        char byte;
    } pipes[PIPES];
    HANDLE probe;

    begin();
    probe = open_fifo();
    for (unsigned i = 0; i < PIPES; i++) {
        pipes[i].handle = open_fifo();
        start_read(pipes[i].handle, &pipes[i].byte, &pipes[i].overlapped);
    }
    all_have_arrived(probe);
    nobody_waits();
    disk_goes_on();
    for (unsigned i = 0; i < PIPES; i++) {
        OVERLAPPED write = {0};

        WriteFile(pipes[i].handle, "y", 1, NULL, &write);
        for (int packet = 0; packet < 2; packet++) {
            OVERLAPPED *ended = pair_next(port, NULL, NULL);

            CHECK(ended == &write || ended == &pipes[i].overlapped);
        }
        CHECK(pipes[i].byte == 'y');
        CloseHandle(pipes[i].handle);
    }
    CloseHandle(probe);
}

/* A write that finds no room in the pipe, and nobody reads. */
static void full_pipe_holds_no_thread(void)
{
    enum { MORE_THAN_A_PIPE = 1 << 21 };
    static char block[MORE_THAN_A_PIPE];
    OVERLAPPED write = {0};
    HANDLE pipe, probe;

    begin();
    pipe = open_fifo();
    probe = open_fifo();
    CHECK(!WriteFile(pipe, block, sizeof block, NULL, &write) &&
          GetLastError() == ERROR_IO_PENDING);
    all_have_arrived(probe);
    nobody_waits();
    disk_goes_on();
    CHECK(CancelIoEx(pipe, &write));
    CHECK(pair_next(port, NULL, NULL) == &write);
    CloseHandle(pipe);
    CloseHandle(probe);
}

/* A pipe the process was born with, under the name it has as a file. */
static void inherited_pipe_holds_no_thread(void)
{
    OVERLAPPED read = {0};
    HANDLE handle, probe;
    char name[64], byte = 0;
    int ends[2];

    begin();
    CHECK(pipe(ends) == 0);
    snprintf(name, sizeof name, "/proc/self/fd/%d", ends[0]);
    handle = CreateFileA(name, GENERIC_READ, FILE_SHARE_READ, NULL,
                         OPEN_EXISTING, FILE_FLAG_OVERLAPPED, NULL);
    CHECK(CreateIoCompletionPort(handle, port, 0, 0) == port);
    probe = open_fifo();
    start_read(handle, &byte, &read);
    all_have_arrived(probe);
    nobody_waits();
    CHECK(write(ends[1], "z", 1) == 1);
    CHECK(pair_next(port, NULL, NULL) == &read && byte == 'z');
    CloseHandle(handle);
    CloseHandle(probe);
}

/* The other end of a terminal; -1 where there are none. */
static int terminal(char *name, size_t size)
{
    int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    struct termios modes;

    if (master < 0 || grantpt(master) != 0 || unlockpt(master) != 0 ||
        ptsname_r(master, name, size) != 0)
        return -1;
    if (tcgetattr(master, &modes) == 0) {
        cfmakeraw(&modes);
        tcsetattr(master, TCSANOW, &modes);
    }
    return master;
}

static void terminal_holds_no_thread(void)
{
    OVERLAPPED read = {0};
    HANDLE handle, probe;
    char name[64], byte = 0;
    int master = terminal(name, sizeof name);

    if (master < 0)
        SKIP("no terminals here");
    begin();
    handle = open_on_port(name, 0);
    probe = open_fifo();
    start_read(handle, &byte, &read);
    all_have_arrived(probe);
    nobody_waits();
    CHECK(write(master, "t", 1) == 1);
    CHECK(pair_next(port, NULL, NULL) == &read && byte == 't');
    CloseHandle(handle);
    CloseHandle(probe);
    close(master);
}

/* A device that is always ready and cannot be asked: it ends at once. */
static void endless_device_ends_at_once(void)
{
    OVERLAPPED read = {0}, write = {0};
    HANDLE zero, null;
    char byte = 'x';

    begin();
    zero = open_on_port("/dev/zero", 0);
    null = open_on_port("/dev/null", 0);
    start_read(zero, &byte, &read);
    CHECK(pair_next(port, NULL, NULL) == &read && byte == 0);
    WriteFile(null, "x", 1, NULL, &write);
    CHECK(pair_next(port, NULL, NULL) == &write);
    CloseHandle(zero);
    CloseHandle(null);
}

/* ---- A file to a socket ---- */

static _Atomic unsigned sent;

/* In the place of the C library's: counts. */
ssize_t sendfile(int out, int in, off_t *offset, size_t count)
{
    sent++;
    return syscall(SYS_sendfile, out, in, offset, count);
}

static void receive_all(SOCKET peer, size_t expected)
{
    static char block[1 << 16];
    size_t got = 0;
    int count;

    while (got < expected && (count = recv(peer, block, sizeof block, 0)) > 0)
        got += (size_t)count;
    CHECK(got == expected, "%zu bytes", got);
}

/* A new file of zeros, which goes with its handle. */
static HANDLE file_of_zeros(DWORD size)
{
    static char block[1 << 20];
    OVERLAPPED overlapped = {0};
    HANDLE file = open_on_port(file_name(), FILE_FLAG_DELETE_ON_CLOSE);

    WriteFile(file, block, size, NULL, &overlapped);
    CHECK(pair_next(port, NULL, NULL) == &overlapped);
    return file;
}

/* How often sendfile is called for all of the file. */
static unsigned transmit(HANDLE file, size_t size)
{
    OVERLAPPED overlapped = {0};
    SOCKET ours, peer;

    pair_connect(&ours, &peer);
    CHECK(CreateIoCompletionPort((HANDLE)ours, port, 0, 0) == port);
    sent = 0;
    CHECK(!TransmitFile(ours, file, 0, 0, &overlapped, NULL, 0) &&
          WSAGetLastError() == WSA_IO_PENDING);
    receive_all(peer, size);
    CHECK(pair_next(port, NULL, NULL) == &overlapped);
    closesocket(ours);
    closesocket(peer);
    return sent;
}

static void file_goes_by_sendfile(void)
{
    enum { SIZE = 1 << 20 };
    HANDLE file;

    begin();
    file = file_of_zeros(SIZE);
    CHECK(transmit(file, SIZE) > 0, "none");
    CloseHandle(file);
}

/* Out of memory with it; whether it went. A look by reading would have it read
 * ahead. */
static bool evict(const char *name, size_t size)
{
    int fd = open(name, O_RDONLY | O_CLOEXEC);
    void *pages = mmap(NULL, size, PROT_READ, MAP_SHARED, fd, 0);
    unsigned char present[64] = {0};
    unsigned left = 0;

    fsync(fd);
    posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
    CHECK(mincore(pages, size, present) == 0);
    for (unsigned i = 0; i < sizeof present; i++)
        left += present[i] & 1;
    munmap(pages, size);
    close(fd);
    return left == 0;
}

/* sendfile would hold the shard up until the disk has it. */
static void file_on_disk_is_read_first(void)
{
    enum { SIZE = 200000 }; /* one chunk */
    HANDLE file;

    begin();
    file = file_of_zeros(SIZE);
    if (!evict(file_name(), SIZE)) {
        CloseHandle(file);
        SKIP("this file system keeps it in memory");
    }
    CHECK(transmit(file, SIZE) == 0, "%u calls", sent);
    CloseHandle(file);
}

/* Whether a write of the program's own to a pipe that nobody reads does what it
 * does on Linux. */
static BOOL own_pipe_still_ends_a_program(void)
{
    int ends[2], status;
    pid_t child = fork();

    if (child == 0) {
        _exit(pipe(ends) != 0 || close(ends[0]) != 0 ||
              write(ends[1], "x", 1) != 1);
    }
    return waitpid(child, &status, 0) == child && WIFSIGNALED(status) &&
           WTERMSIG(status) == SIGPIPE;
}

/* The peer's end comes before its reset: Linux then says EPIPE, and to who
 * calls sendfile also SIGPIPE. */
static void peer_that_left_raises_no_signal(void)
{
    enum { SIZE = 100000 };
    OVERLAPPED overlapped = {0};
    SOCKET ours, peer;
    HANDLE file;
    sigset_t pending;
    BOOL succeeded = TRUE;

    begin();
    CHECK(signal(SIGPIPE, SIG_DFL) != SIG_ERR);
    file = file_of_zeros(SIZE);
    pair_connect(&ours, &peer);
    CHECK(CreateIoCompletionPort((HANDLE)ours, port, 0, 0) == port);
    closesocket(peer);
    for (int i = 0; i < 1000 && succeeded; i++) {
        memset(&overlapped, 0, sizeof overlapped);
        if (!TransmitFile(ours, file, SIZE, 0, &overlapped, NULL, 0) &&
            WSAGetLastError() != WSA_IO_PENDING)
            break;
        CHECK(pair_next(port, &succeeded, NULL) == &overlapped);
    }
    CHECK(!succeeded && GetLastError() != 0);
    CHECK(sigpending(&pending) == 0 && !sigismember(&pending, SIGPIPE));
    CHECK(own_pipe_still_ends_a_program());
    CloseHandle(file);
    closesocket(ours);
}

enum { TURNS = 500, FILE_PART = 400000, MEMORY_PART = 1000 };

/* After a failure the peer need not wait for the rest. */
static void await(HANDLE socket, OVERLAPPED *overlapped)
{
    DWORD bytes;

    if (!GetOverlappedResult(socket, overlapped, &bytes, TRUE))
        shutdown((SOCKET)socket, SD_SEND);
}

/* Each waits for its own, so that the socket's lane is free again and again. */
static void *send_from_memory(void *argument)
{
    static char block[MEMORY_PART];
    WSABUF buffer = {sizeof block, memset(block, 'x', sizeof block)};
    OVERLAPPED overlapped = {.hEvent = CreateEventA(NULL, TRUE, FALSE, NULL)};

    for (int i = 0; i < TURNS; i++) {
        WSASend(*(SOCKET *)argument, &buffer, 1, NULL, 0, &overlapped, NULL);
        await(*(HANDLE *)argument, &overlapped);
    }
    CloseHandle(overlapped.hEvent);
    return NULL;
}

static void *send_from_file(void *argument)
{
    HANDLE *ends = argument;
    OVERLAPPED overlapped = {.hEvent = CreateEventA(NULL, TRUE, FALSE, NULL)};

    for (int i = 0; i < TURNS; i++) {
        TransmitFile((SOCKET)ends[0], ends[1], FILE_PART, 0, &overlapped, NULL,
                     0);
        await(ends[0], &overlapped);
    }
    CloseHandle(overlapped.hEvent);
    return NULL;
}

/* A TransmitFile that begins inside its call has the socket for itself. */
static void sends_of_two_threads_do_not_mix(void)
{
    static char block[1 << 16];
    const size_t all = (size_t)TURNS * (FILE_PART + MEMORY_PART);
    size_t got = 0, run = 0, broken = 0;
    SOCKET ours, peer;
    HANDLE ends[2];
    pthread_t threads[2];
    char last = 0;
    int count;

    begin();
    ends[1] = file_of_zeros(FILE_PART);
    pair_connect(&ours, &peer);
    ends[0] = (HANDLE)ours;
    pthread_create(&threads[0], NULL, send_from_file, ends);
    pthread_create(&threads[1], NULL, send_from_memory, &ours);
    while (got < all && (count = recv(peer, block, sizeof block, 0)) > 0) {
        got += (size_t)count;
        for (int i = 0; i < count; i++, run++)
            if (block[i] != last) {
                broken += run % (last == 0 ? FILE_PART : MEMORY_PART) != 0;
                last = block[i];
                run = 0;
            }
    }
    pthread_join(threads[0], NULL);
    pthread_join(threads[1], NULL);
    CHECK(got == all && broken == 0, "%zu of %zu bytes, %zu mixed", got, all,
          broken);
    CloseHandle(ends[1]);
    closesocket(ours);
    closesocket(peer);
}

TAP_MAIN(CASE(waiting_pipes_hold_no_thread), CASE(full_pipe_holds_no_thread),
         CASE(inherited_pipe_holds_no_thread), CASE(terminal_holds_no_thread),
         CASE(endless_device_ends_at_once), CASE(file_goes_by_sendfile),
         CASE(file_on_disk_is_read_first),
         CASE(peer_that_left_raises_no_signal),
         CASE(sends_of_two_threads_do_not_mix))
