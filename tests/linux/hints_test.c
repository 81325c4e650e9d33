/* What flags of CreateFile come to in system calls: these functions stand in
 * the place of the C library's. And what only Linux has. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <windows.h>

#include "harness/tap.h"

#define SHARES (FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE)

static int advice = -1;
static char name[64], link_name[64];

int posix_fadvise(int fd, off_t offset, off_t len, int what)
{
    (void)fd;
    if (offset == 0 && len == 0)
        advice = what;
    return 0;
}

static void begin(void)
{
    FILE *file;

    snprintf(name, sizeof name, "./hints-%d.tmp", (int)getpid());
    snprintf(link_name, sizeof link_name, "./hints-%d.link", (int)getpid());
    file = fopen(name, "w");
    CHECK(file != NULL);
    fputs("0123456789", file);
    fclose(file);
}

static HANDLE open_it(const char *path, DWORD access, DWORD flags)
{
    return CreateFileA(path, access, SHARES, NULL, OPEN_EXISTING, flags, NULL);
}

static int advice_with(DWORD flags)
{
    HANDLE file;

    advice = -1;
    file = open_it(name, GENERIC_READ, flags);
    CHECK(file != INVALID_HANDLE_VALUE);
    CloseHandle(file);
    return advice;
}

static void advice_is_passed_on(void)
{
    begin();
    CHECK(advice_with(FILE_FLAG_SEQUENTIAL_SCAN) == POSIX_FADV_SEQUENTIAL);
    CHECK(advice_with(FILE_FLAG_RANDOM_ACCESS) == POSIX_FADV_RANDOM);
    CHECK(advice_with(0) == -1);
    CHECK(advice_with(FILE_FLAG_RANDOM_ACCESS | FILE_FLAG_SEQUENTIAL_SCAN) ==
          -1);
    unlink(name);
}

/* The flags of the descriptor that is open on the file. */
static int flags_of_descriptor(void)
{
    struct stat wanted, found;

    CHECK(stat(name, &wanted) == 0);
    for (int fd = 3; fd < 200; fd++)
        if (fstat(fd, &found) == 0 && found.st_ino == wanted.st_ino &&
            found.st_dev == wanted.st_dev)
            return fcntl(fd, F_GETFL);
    return -1;
}

static void writing_through(void)
{
    HANDLE file;

    begin();
    file = open_it(name, GENERIC_WRITE, FILE_FLAG_WRITE_THROUGH);
    CHECK((flags_of_descriptor() & O_DSYNC) != 0);
    CloseHandle(file);
    file = open_it(name, GENERIC_WRITE, 0);
    CHECK((flags_of_descriptor() & O_DSYNC) == 0);
    CloseHandle(file);
    unlink(name);
}

/* With FILE_FLAG_OPEN_REPARSE_POINT it is the link that is opened, and
 * removed, whatever the access. */
static void links_themselves(void)
{
    FILE_ATTRIBUTE_TAG_INFO tag;
    struct stat info;
    HANDLE file;

    begin();
    CHECK(symlink(name, link_name) == 0);
    file =
        open_it(link_name, GENERIC_READ | DELETE, FILE_FLAG_OPEN_REPARSE_POINT);
    CHECK(file != INVALID_HANDLE_VALUE);
    CHECK(GetFileInformationByHandleEx(file, FileAttributeTagInfo, &tag,
                                       sizeof tag));
    CHECK((tag.FileAttributes & FILE_ATTRIBUTE_REPARSE_POINT) != 0);
    CHECK(tag.ReparseTag == 0xA000000C);
    CloseHandle(file);
    file = open_it(link_name, DELETE,
                   FILE_FLAG_OPEN_REPARSE_POINT | FILE_FLAG_DELETE_ON_CLOSE);
    CHECK(file != INVALID_HANDLE_VALUE);
    CloseHandle(file);
    CHECK(lstat(link_name, &info) != 0 && stat(name, &info) == 0);
    unlink(name);
}

/* A link to a path of Windows' spelling; what replaces a file takes over its
 * permissions. */
static void links_and_replacements(void)
{
    char text[16] = "";
    struct stat info;

    begin();
    CHECK(CreateSymbolicLinkA(link_name, "C:..\\there", 0));
    CHECK(readlink(link_name, text, sizeof text) == 8);
    CHECK(strcmp(text, "../there") == 0);
    CHECK(!CreateSymbolicLinkA(link_name, "x", 1) &&
          GetLastError() == ERROR_ALREADY_EXISTS);
    CHECK(!CreateSymbolicLinkA("./no-such-link", "x", 0x80) &&
          GetLastError() == ERROR_INVALID_PARAMETER);
    CHECK(unlink(link_name) == 0);
    CHECK(CopyFileA(name, link_name, TRUE) && chmod(name, 0640) == 0);
    CHECK(ReplaceFileA(name, link_name, NULL, REPLACEFILE_WRITE_THROUGH, NULL,
                       NULL));
    CHECK(stat(name, &info) == 0 && (info.st_mode & 0777) == 0640);
    unlink(name);
}

/* FILE_FLAG_DELETE_ON_CLOSE takes the file away with the last of its handles,
 * not with its own; new ones are refused meanwhile. */
static void deleted_with_the_last(void)
{
    HANDLE one, two;

    begin();
    one = open_it(name, DELETE, FILE_FLAG_DELETE_ON_CLOSE);
    two = open_it(name, GENERIC_READ, 0);
    CHECK(one != INVALID_HANDLE_VALUE && two != INVALID_HANDLE_VALUE);
    CloseHandle(one);
    CHECK(access(name, F_OK) == 0);
    CHECK(open_it(name, GENERIC_READ, 0) == INVALID_HANDLE_VALUE &&
          GetLastError() == ERROR_ACCESS_DENIED);
    CloseHandle(two);
    CHECK(access(name, F_OK) != 0);
}

/* A folder's names are written back, by a handle that may add files. */
static void flushed_folder(void)
{
    HANDLE folder = open_it(".", GENERIC_WRITE, FILE_FLAG_BACKUP_SEMANTICS);

    CHECK(folder != INVALID_HANDLE_VALUE);
    CHECK(FlushFileBuffers(folder));
    CloseHandle(folder);
    folder = open_it(".", GENERIC_READ, FILE_FLAG_BACKUP_SEMANTICS);
    CHECK(!FlushFileBuffers(folder) && GetLastError() == ERROR_ACCESS_DENIED);
    CloseHandle(folder);
}

/* Windows asks for a privilege first; here everything counts as written. */
static void valid_data(void)
{
    HANDLE file;

    begin();
    file = open_it(name, GENERIC_READ | GENERIC_WRITE, 0);
    CHECK(SetFileValidData(file, 10) && SetFileValidData(file, 0));
    CHECK(!SetFileValidData(file, 11) &&
          GetLastError() == ERROR_INVALID_PARAMETER);
    CHECK(!SetFileValidData(file, -1) &&
          GetLastError() == ERROR_INVALID_PARAMETER);
    CloseHandle(file);
    file = open_it(name, GENERIC_READ, 0);
    CHECK(!SetFileValidData(file, 5) && GetLastError() == ERROR_ACCESS_DENIED);
    CloseHandle(file);
    unlink(name);
}

/* Holes are not counted. */
static void holes(void)
{
    HANDLE file;

    begin();
    CHECK(truncate(name, 1 << 20) == 0);
    CHECK(GetCompressedFileSizeA(name, NULL) < (1 << 20));
    file = open_it(name, GENERIC_READ, 0);
    CHECK(GetFileSize(file, NULL) == 1 << 20);
    CloseHandle(file);
    unlink(name);
}

/* A file that has lost its name is opened again by its handle. */
static void opened_again_without_a_name(void)
{
    HANDLE file, again;
    char bytes[10];
    DWORD count = 0;

    begin();
    file = open_it(name, GENERIC_READ, 0);
    unlink(name);
    again = ReOpenFile(file, GENERIC_READ, SHARES, 0);
    CHECK(again != INVALID_HANDLE_VALUE);
    CHECK(ReadFile(again, bytes, 10, &count, NULL) && count == 10);
    CHECK(memcmp(bytes, "0123456789", 10) == 0);
    CloseHandle(again);
    again = ReOpenFile(file, GENERIC_READ, SHARES, FILE_ATTRIBUTE_HIDDEN);
    CHECK(again == INVALID_HANDLE_VALUE &&
          GetLastError() == ERROR_INVALID_PARAMETER);
    CloseHandle(file);
}

TAP_MAIN(CASE(advice_is_passed_on), CASE(writing_through),
         CASE(links_themselves), CASE(links_and_replacements),
         CASE(deleted_with_the_last), CASE(flushed_folder), CASE(valid_data),
         CASE(holes), CASE(opened_again_without_a_name))
