/* Two threads at one file: the last handle of a file that goes with it is
 * closed while another thread opens it, or wants to move it; a file that grows
 * while a mapping makes it longer; and a lock that is cancelled as it begins.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

#include <windows.h>

struct op; /* the library's own: what it is, is none of ours */

#include "harness/tap.h"

#define ALL (FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE)

enum { ROUNDS = 3000 };

static char name[64];
static pthread_barrier_t barrier;
static HANDLE handles[2];
static atomic_bool closed;

static HANDLE open_it(DWORD disposition, DWORD flags)
{
    return CreateFileA(name, GENERIC_READ | GENERIC_WRITE | DELETE, ALL, NULL,
                       disposition, flags, NULL);
}

static void *closer(void *unused)
{
    (void)unused;
    for (int i = 0; i < ROUNDS; i++) {
        pthread_barrier_wait(&barrier);
        CHECK(CloseHandle(handles[0]));
        atomic_store(&closed, true);
        pthread_barrier_wait(&barrier);
    }
    return NULL;
}

static void race(void (*prepare)(void), void (*act)(void), void (*judge)(void))
{
    pthread_t thread;

    snprintf(name, sizeof name, "./file-races-%d.tmp", (int)getpid());
    pthread_barrier_init(&barrier, NULL, 2);
    CHECK(pthread_create(&thread, NULL, closer, NULL) == 0);
    for (int i = 0; i < ROUNDS; i++) {
        atomic_store(&closed, false);
        prepare();
        pthread_barrier_wait(&barrier);
        act();
        pthread_barrier_wait(&barrier);
        judge();
    }
    pthread_join(thread, NULL);
    pthread_barrier_destroy(&barrier);
}

static bool is_there(void)
{
    return GetFileAttributesA(name) != INVALID_FILE_ATTRIBUTES;
}

static void make_going(void)
{
    handles[0] = open_it(CREATE_NEW, FILE_FLAG_DELETE_ON_CLOSE);
    CHECK(handles[0] != INVALID_HANDLE_VALUE);
}

static void open_until_done(void)
{
    do
        handles[1] = open_it(CREATE_ALWAYS, 0);
    while (handles[1] == INVALID_HANDLE_VALUE &&
           GetLastError() == ERROR_ACCESS_DENIED); /* it is going */
    CHECK(handles[1] != INVALID_HANDLE_VALUE, "error %u", GetLastError());
}

static void is_ours_or_going(void)
{
    FILE_STANDARD_INFO info;

    CHECK(GetFileInformationByHandleEx(handles[1], FileStandardInfo, &info,
                                       sizeof info));
    CHECK(info.DeletePending || is_there(), "its file was taken away");
    CloseHandle(handles[1]);
    CHECK(is_there() == !info.DeletePending);
    DeleteFileA(name);
}

/* Who opened it before goes along; who opens it after has a new file. */
static void closed_and_opened(void)
{
    race(make_going, open_until_done, is_ours_or_going);
}

/* Refused: there is no such folder. Until then it was an open. */
static void try_to_move(void)
{
    char there[96];

    snprintf(there, sizeof there, "./no-folder-%d/it", (int)getpid());
    while (!atomic_load(&closed))
        CHECK(!MoveFileA(name, there));
}

static void is_not_there(void)
{
    CHECK(!is_there());
    DeleteFileA(name);
}

static void closed_and_moved(void)
{
    race(make_going, try_to_move, is_not_there);
}

/* ---- The moment itself ---- */

int __real_disk_size(int fd, uint64_t *size);
int __wrap_disk_size(int fd, uint64_t *size);

static off_t grow_now;

/* The linker puts it before the library's: the file grows when its size has
 * been asked for. */
int __wrap_disk_size(int fd, uint64_t *size)
{
    int rc = __real_disk_size(fd, size);

    if (grow_now != 0)
        CHECK(ftruncate(fd, grow_now) == 0);
    grow_now = 0;
    return rc;
}

/* A mapping makes a file longer, never shorter. */
static void grown_and_mapped(void)
{
    LARGE_INTEGER size = {.QuadPart = 0};
    HANDLE file, mapping;

    snprintf(name, sizeof name, "./file-races-%d.tmp", (int)getpid());
    file = open_it(CREATE_ALWAYS, FILE_FLAG_DELETE_ON_CLOSE);
    grow_now = 2000000;
    mapping = CreateFileMappingA(file, NULL, PAGE_READWRITE, 0, 1000000, NULL);
    CHECK(mapping != NULL && grow_now == 0);
    CHECK(GetFileSizeEx(file, &size) && size.QuadPart == 2000000);
    CloseHandle(mapping);
    mapping = CreateFileMappingA(file, NULL, PAGE_READWRITE, 0, 3000000, NULL);
    CHECK(GetFileSizeEx(file, &size) && size.QuadPart == 3000000);
    CloseHandle(mapping);
    CloseHandle(file);
}

void __real_engine_submit(struct op *op);
void __wrap_engine_submit(struct op *op);

static HANDLE cancel_now;

/* Put before the library's in the same way: what is on its way to its shard can
 * be found, and is cancelled. */
void __wrap_engine_submit(struct op *op)
{
    HANDLE file = cancel_now;

    cancel_now = NULL;
    if (file != NULL)
        CHECK(CancelIoEx(file, NULL));
    __real_engine_submit(op);
}

/* A lock that waits may be cancelled before its request came to its shard: its
 * end comes all the same. */
static void locked_and_cancelled(void)
{
    OVERLAPPED lock = {.hEvent = CreateEventA(NULL, TRUE, FALSE, NULL)};
    HANDLE holder, taken;
    DWORD bytes;

    snprintf(name, sizeof name, "./file-races-%d.tmp", (int)getpid());
    holder = open_it(CREATE_ALWAYS, FILE_FLAG_DELETE_ON_CLOSE);
    taken = open_it(OPEN_EXISTING, FILE_FLAG_OVERLAPPED);
    CHECK(LockFile(holder, 0, 0, 10, 0));
    for (int i = 0; i < 100; i++) {
        cancel_now = taken;
        CHECK(!LockFileEx(taken, LOCKFILE_EXCLUSIVE_LOCK, 0, 10, 0, &lock) &&
              GetLastError() == ERROR_IO_PENDING);
        CHECK(cancel_now == NULL);
        CHECK(WaitForSingleObject(lock.hEvent, tap_scaled(5000)) == 0);
        CHECK(!GetOverlappedResult(taken, &lock, &bytes, FALSE) &&
              GetLastError() == ERROR_OPERATION_ABORTED);
    }
    CHECK(UnlockFile(holder, 0, 0, 10, 0));
    CloseHandle(holder);
    CloseHandle(taken);
    CloseHandle(lock.hEvent);
}

TAP_MAIN(CASE(closed_and_opened), CASE(closed_and_moved),
         CASE(grown_and_mapped), CASE(locked_and_cancelled))
