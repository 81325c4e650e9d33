/* MoveFileEx to another disk: the calls that rename stand in the place of the
 * C library's and say that it is one, fsync tells what was flushed when. */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <windows.h>

#include "harness/tap.h"

static char top[64], from[96], to[96];
static bool file_flushed, folder_flushed; /* while the source was there */

int renameat2(int old_folder, const char *old_name, int new_folder,
              const char *new_name, unsigned flags);

int renameat2(int old_folder, const char *old_name, int new_folder,
              const char *new_name, unsigned flags)
{
    (void)old_folder;
    (void)old_name;
    (void)new_folder;
    (void)new_name;
    (void)flags;
    errno = EXDEV;
    return -1;
}

int rename(const char *old_name, const char *new_name)
{
    (void)old_name;
    (void)new_name;
    errno = EXDEV;
    return -1;
}

static bool exists(const char *path)
{
    struct stat info;

    return lstat(path, &info) == 0;
}

static bool is_open_as(int fd, const char *path)
{
    struct stat one, other;

    return fstat(fd, &one) == 0 && stat(path, &other) == 0 &&
           one.st_dev == other.st_dev && one.st_ino == other.st_ino;
}

int fsync(int fd)
{
    if (exists(from)) {
        file_flushed |= is_open_as(fd, to);
        folder_flushed |= is_open_as(fd, top);
    }
    return (int)syscall(SYS_fsync, fd);
}

static void begin(void)
{
    FILE *file;

    snprintf(top, sizeof top, "moves-%d.tmp", (int)getpid());
    snprintf(from, sizeof from, "%s/from", top);
    snprintf(to, sizeof to, "%s/to", top);
    CHECK(mkdir(top, 0700) == 0);
    file = fopen(from, "w");
    CHECK(file != NULL);
    fputs("0123456789", file);
    fclose(file);
    file_flushed = folder_flushed = false;
}

static void end(void)
{
    unlink(from);
    unlink(to);
    CHECK(rmdir(top) == 0);
}

static long size_of(const char *path)
{
    struct stat info;

    return stat(path, &info) == 0 ? (long)info.st_size : -1;
}

static void copied_with_leave(void)
{
    begin();
    CHECK(!MoveFileExA(from, to, 0) &&
          GetLastError() == ERROR_NOT_SAME_DEVICE && !exists(to));
    CHECK(MoveFileExA(from, to, MOVEFILE_COPY_ALLOWED));
    CHECK(!exists(from) && size_of(to) == 10 && !file_flushed);
    end();
}

/* "The function succeeds leaving the source file intact." */
static void source_that_stays(void)
{
    begin();
    CHECK(chmod(from, 0444) == 0);
    CHECK(MoveFileExA(from, to, MOVEFILE_COPY_ALLOWED));
    CHECK(size_of(from) == 10 && size_of(to) == 10);
    end();
}

/* Before the source goes. */
static void written_through(void)
{
    begin();
    CHECK(
        MoveFileExA(from, to, MOVEFILE_COPY_ALLOWED | MOVEFILE_WRITE_THROUGH));
    CHECK(!exists(from) && size_of(to) == 10);
    CHECK(file_flushed && folder_flushed);
    end();
}

/* A link moves as one, also over a file; neither target changes. */
static void links_move_themselves(void)
{
    char text[16] = "", old[96];

    begin();
    snprintf(old, sizeof old, "%s/old", top);
    CHECK(symlink("from", old) == 0);
    CHECK(MoveFileExA(old, to, MOVEFILE_COPY_ALLOWED | MOVEFILE_WRITE_THROUGH));
    CHECK(!exists(old) && readlink(to, text, sizeof text) == 4);
    CHECK(memcmp(text, "from", 4) == 0 && size_of(from) == 10);
    CHECK(symlink("nothing", old) == 0);
    CHECK(!MoveFileExA(old, to, MOVEFILE_COPY_ALLOWED) &&
          GetLastError() == ERROR_FILE_EXISTS);
    CHECK(MoveFileExA(old, to,
                      MOVEFILE_COPY_ALLOWED | MOVEFILE_REPLACE_EXISTING));
    CHECK(!exists(old) && readlink(to, text, sizeof text) == 7);
    CHECK(size_of(from) == 10);
    CHECK(CopyFileExA(from, to, NULL, NULL, NULL, COPY_FILE_COPY_SYMLINK));
    CHECK(readlink(to, text, sizeof text) < 0 && size_of(to) == 10);
    end();
}

TAP_MAIN(CASE(copied_with_leave), CASE(source_that_stays),
         CASE(written_through), CASE(links_move_themselves))
