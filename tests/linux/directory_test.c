/* Watched folders against Linux' own calls: lost notices, trees that grow
 * while nobody looks, more than one record class. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <iocp/errors.h>
#include <windows.h>

#define TAP_LAST_ERROR GetLastError()
#include "harness/tap.h"

#define NAMES (FILE_NOTIFY_CHANGE_FILE_NAME | FILE_NOTIFY_CHANGE_DIR_NAME)
#define FOLDERS 40
#define FILES 8

static char root[64];
static HANDLE folder, port;
static OVERLAPPED overlapped;
static _Alignas(8) char buffer[1 << 20];

static void begin(void)
{
    snprintf(root, sizeof root, "watched-%d", (int)getpid());
    CHECK(mkdir(root, 0755) == 0);
    folder = CreateFileA(
        root, FILE_LIST_DIRECTORY,
        FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL,
        OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS | FILE_FLAG_OVERLAPPED, NULL);
    port = CreateIoCompletionPort(folder, NULL, 1, 0);
    CHECK(port != NULL);
}

static void end(void)
{
    char command[128];

    CloseHandle(folder);
    CloseHandle(port);
    snprintf(command, sizeof command, "rm -rf %s", root);
    CHECK(system(command) == 0);
}

static BOOL ask(READ_DIRECTORY_NOTIFY_INFORMATION_CLASS class)
{
    memset(&overlapped, 0, sizeof overlapped);
    return ReadDirectoryChangesExW(folder, buffer, sizeof buffer, TRUE, NAMES,
                                   NULL, &overlapped, NULL, class);
}

static DWORD next(void)
{
    OVERLAPPED *got = NULL;
    ULONG_PTR key;
    DWORD bytes = 0;

    CHECK(
        GetQueuedCompletionStatus(port, &bytes, &key, &got, tap_scaled(10000)));
    CHECK(got == &overlapped);
    return bytes;
}

static void make(const char *format, int i, int j)
{
    char name[128], path[256];
    int fd;

    snprintf(name, sizeof name, format, i, j);
    snprintf(path, sizeof path, "%s/%s", root, name);
    fd = open(path, O_CREAT | O_WRONLY | O_EXCL, 0644);
    CHECK(fd >= 0);
    close(fd);
}

static void make_folder(const char *format, int i)
{
    char name[128], path[256];

    snprintf(name, sizeof name, format, i);
    snprintf(path, sizeof path, "%s/%s", root, name);
    CHECK(mkdir(path, 0755) == 0);
}

/* ---- A tree that grows while it is watched ---- */

static void *grow(void *unused)
{
    for (int i = 0; i < FOLDERS; i++) {
        make_folder("d%d", i);
        make_folder("d%d/sub", i);
        for (int j = 0; j < FILES; j++)
            make("d%d/sub/f%d", i, j);
    }
    return unused;
}

static int counts[FOLDERS][FILES + 2]; /* folder, sub, files */

static void count(const FILE_NOTIFY_INFORMATION *info)
{
    char name[128] = "", tail[64] = "";
    int i = -1, j = -1;

    for (DWORD k = 0; k < info->FileNameLength / 2 && k < 127; k++)
        name[k] = (char)info->FileName[k];
    CHECK(info->Action == FILE_ACTION_ADDED);
    if (sscanf(name, "d%d\\sub\\f%d", &i, &j) == 2)
        counts[i][2 + j]++;
    else if (sscanf(name, "d%d\\%63s", &i, tail) == 2)
        counts[i][1]++;
    else if (sscanf(name, "d%d", &i) == 1)
        counts[i][0]++;
}

static int take(DWORD bytes)
{
    const char *at = buffer;
    DWORD step = 0;
    int records = 0;

    while (bytes > 0) {
        const FILE_NOTIFY_INFORMATION *info =
            (const FILE_NOTIFY_INFORMATION *)(const void *)(at += step);

        count(info);
        records++;
        step = info->NextEntryOffset;
        if (step == 0)
            break;
    }
    return records;
}

/* Each name is told once, however the making and our looks interleave. */
static void every_name_once(void)
{
    const int all = FOLDERS * (FILES + 2);
    pthread_t thread;
    int told = 0;

    begin();
    CHECK(ask(ReadDirectoryNotifyInformation));
    CHECK(pthread_create(&thread, NULL, grow, NULL) == 0);
    while (told < all) {
        int records = take(next());

        if (!CHECK(records > 0))
            break;
        told += records;
        if (told < all && !CHECK(ask(ReadDirectoryNotifyInformation)))
            break;
    }
    pthread_join(thread, NULL);
    for (int i = 0; i < FOLDERS; i++)
        for (int j = 0; j < FILES + 2; j++)
            CHECK(counts[i][j] == 1, "folder %d, %d: %d times", i, j,
                  counts[i][j]);
    end();
}

/* Folders that came between two calls are in the tree after the next. */
static void made_between_calls(void)
{
    begin();
    CHECK(ask(ReadDirectoryNotifyInformation));
    make("first%d", 0, 0);
    next();
    memset(counts, 0, sizeof counts);
    grow(NULL);
    CHECK(ask(ReadDirectoryNotifyInformation));
    CHECK(take(next()) == FOLDERS * (FILES + 2));
    CHECK(ask(ReadDirectoryNotifyInformation));
    make("d3/sub/f%d-%d", 100, 0);
    CHECK(next() == 12 + 2 * (DWORD)strlen("d3/sub/f100-0"));
    end();
}

/* ---- Lost notices ---- */

static long queue_limit(void)
{
    FILE *file = fopen("/proc/sys/fs/inotify/max_queued_events", "r");
    long limit = 0;

    if (file != NULL) {
        if (fscanf(file, "%ld", &limit) != 1)
            limit = 0;
        fclose(file);
    }
    return limit;
}

/* The kernel's queue was full: 0x10C, and the tree is whole afterwards. */
static void queue_overflow(void)
{
    long limit = queue_limit();
    char one[80], other[80];

    if (limit <= 0 || limit > 100000)
        SKIP("the queue has no limit to reach");
    begin();
    CHECK(ask(ReadDirectoryNotifyInformation));
    make("one%d", 0, 0);
    next();
    snprintf(one, sizeof one, "%s/one0", root);
    snprintf(other, sizeof other, "%s/two0", root);
    for (long i = 0; i < limit / 4 + 16; i++) {
        rename(one, other);
        rename(other, one);
    }
    make_folder("unheard%d", 0);
    CHECK(ask(ReadDirectoryNotifyInformation));
    CHECK(next() == 0);
    CHECK(overlapped.Internal == (ULONG_PTR)STATUS_NOTIFY_ENUM_DIR);
    CHECK(ask(ReadDirectoryNotifyInformation));
    make("unheard%d/x", 0, 0);
    CHECK(next() == 12 + 2 * (DWORD)strlen("unheard0/x"));
    end();
}

/* ---- Moves ---- */

/* A folder takes its watches along, and what it brings in is watched. */
static void folders_move(void)
{
    char from[80], to[80];

    begin();
    make_folder("a%d", 0);
    make_folder("a0/deep%d", 0);
    CHECK(ask(ReadDirectoryNotifyInformation));
    snprintf(from, sizeof from, "%s/a0", root);
    snprintf(to, sizeof to, "%s/b0", root);
    CHECK(rename(from, to) == 0);
    next();
    CHECK(ask(ReadDirectoryNotifyInformation));
    make("b0/deep0/x%d", 0, 0);
    CHECK(next() == 12 + 2 * (DWORD)strlen("b0/deep0/x0"));
    snprintf(from, sizeof from, "outside-%d", (int)getpid());
    CHECK(rename(to, from) == 0); /* leaves the tree */
    CHECK(ask(ReadDirectoryNotifyInformation));
    CHECK(next() == 16);
    CHECK(rename(from, to) == 0); /* and comes back */
    CHECK(ask(ReadDirectoryNotifyInformation));
    CHECK(next() == 16);
    CHECK(ask(ReadDirectoryNotifyInformation));
    make("b0/deep0/y%d", 0, 0);
    CHECK(next() == 12 + 2 * (DWORD)strlen("b0/deep0/y0"));
    end();
}

/* The watched folder is moved, and removed at its new place. */
static void moved_then_removed(void)
{
    char moved[80];

    begin();
    CHECK(ask(ReadDirectoryNotifyInformation));
    snprintf(moved, sizeof moved, "moved-%d", (int)getpid());
    CHECK(mkdir(moved, 0755) == 0);
    strcat(moved, "/in");
    CHECK(rename(root, moved) == 0);
    CHECK(rmdir(moved) == 0);
    {
        OVERLAPPED *got = NULL;
        ULONG_PTR key;
        DWORD bytes;

        CHECK(!GetQueuedCompletionStatus(port, &bytes, &key, &got,
                                         tap_scaled(10000)));
        CHECK_ERROR(ERROR_ACCESS_DENIED);
        CHECK(got == &overlapped);
    }
    *strrchr(moved, '/') = '\0';
    rmdir(moved);
    end();
}

/* ---- The other class ---- */

static void extended(void)
{
    const FILE_NOTIFY_EXTENDED_INFORMATION *info =
        (const FILE_NOTIFY_EXTENDED_INFORMATION *)(const void *)buffer;
    char path[96];
    struct stat file, parent;

    begin();
    CHECK(ask(ReadDirectoryNotifyExtendedInformation));
    make("file%d", 0, 0);
    snprintf(path, sizeof path, "%s/file0", root);
    CHECK(stat(path, &file) == 0 && stat(root, &parent) == 0);
    CHECK(next() == 84 + 10);
    CHECK(info->Action == FILE_ACTION_ADDED && info->FileNameLength == 10);
    CHECK(info->FileId.QuadPart == (LONGLONG)file.st_ino);
    CHECK(info->ParentFileId.QuadPart == (LONGLONG)parent.st_ino);
    CHECK(info->FileAttributes == FILE_ATTRIBUTE_ARCHIVE);
    CHECK(info->FileSize.QuadPart == 0 && info->CreationTime.QuadPart > 0);
    CHECK(!ask(ReadDirectoryNotifyInformation)); /* one class a handle */
    CHECK_ERROR(ERROR_INVALID_PARAMETER);
    end();
}

/* ---- The root folder ---- */

/* It is its own parent, whose watch must not take the place of its own. Others
 * make and remove files there as well. */
static bool tells_of(const char *name, DWORD action)
{
    const char *at = buffer;
    const FILE_NOTIFY_INFORMATION *info;

    do {
        DWORD k = 0;

        info = (const void *)at;
        while (k < info->FileNameLength / 2 && info->FileName[k] == name[k])
            k++;
        if (k == strlen(name) && k == info->FileNameLength / 2 &&
            info->Action == action)
            return true;
        at += info->NextEntryOffset;
    } while (info->NextEntryOffset != 0);
    return false;
}

static BOOL ask_flat(void)
{
    memset(&overlapped, 0, sizeof overlapped);
    return ReadDirectoryChangesW(folder, buffer, sizeof buffer, FALSE, NAMES,
                                 NULL, &overlapped, NULL);
}

static void wait_for(const char *name, DWORD action)
{
    while (CHECK(next() > 0) && !tells_of(name, action))
        CHECK(ask_flat());
}

static void root_folder(void)
{
    char path[64];
    int fd;

    snprintf(path, sizeof path, "/openiocp-%d", (int)getpid());
    if (access("/", W_OK) != 0)
        SKIP("the root folder may not be written");
    folder = CreateFileA(
        "/", FILE_LIST_DIRECTORY,
        FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL,
        OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS | FILE_FLAG_OVERLAPPED, NULL);
    port = CreateIoCompletionPort(folder, NULL, 1, 0);
    CHECK(port != NULL && ask_flat());
    fd = open(path, O_CREAT | O_WRONLY | O_EXCL | O_CLOEXEC, 0644);
    unlink(path); /* also if a check fails */
    CHECK(fd >= 0);
    close(fd);
    wait_for(path + 1, FILE_ACTION_ADDED);
    if (!tells_of(path + 1, FILE_ACTION_REMOVED)) {
        CHECK(ask_flat());
        wait_for(path + 1, FILE_ACTION_REMOVED);
    }
    CloseHandle(folder);
    CloseHandle(port);
}

/* That folders were listed, by us or anybody, is not told; that a file was read
 * is, and is the first that is. */
static void own_listing(void)
{
    static const WCHAR name[] = u"read\\me";
    const FILE_NOTIFY_INFORMATION *info = (const void *)buffer;
    char path[256], byte;
    DIR *list;
    int fd;

    begin();
    make_folder("read", 0);
    make("read/me", 0, 0);
    snprintf(path, sizeof path, "%s/read/me", root);
    fd = open(path, O_RDWR | O_CLOEXEC);
    CHECK(fd >= 0 && write(fd, "x", 1) == 1);
    memset(&overlapped, 0, sizeof overlapped);
    CHECK(ReadDirectoryChangesW(folder, buffer, sizeof buffer, TRUE,
                                FILE_NOTIFY_CHANGE_LAST_ACCESS, NULL,
                                &overlapped, NULL));
    list = opendir(root);
    CHECK(list != NULL && readdir(list) != NULL && closedir(list) == 0);
    CHECK(pread(fd, &byte, 1, 0) == 1);
    CHECK(next() >= sizeof *info);
    CHECK(info->FileNameLength == sizeof name - sizeof name[0] &&
          memcmp(info->FileName, name, info->FileNameLength) == 0);
    close(fd);
    end();
}

TAP_MAIN(CASE(own_listing), CASE(every_name_once), CASE(made_between_calls),
         CASE_LONG(queue_overflow, 60), CASE(folders_move),
         CASE(moved_then_removed), CASE(extended), CASE(root_folder))
