/* The flags of CreateFile: dispositions, unbuffered and written through; and
 * FlushFileBuffers. */
#include "support.h"

#define SECTOR 4096u /* a multiple of every disk's */

/* ---- Dispositions ---- */

/* What an open says and leaves: `error` of a failure, or the last error after
 * a success; `size` of the file afterwards, -1: there is none. */
static const struct row {
    DWORD disposition;
    BOOL exists;
    DWORD access;
    BOOL opens;
    DWORD error;
    LONG size;
} rows[] = {
    {CREATE_NEW, FALSE, GENERIC_READ, TRUE, UNTOUCHED, 0},
    {CREATE_NEW, FALSE, GENERIC_WRITE, TRUE, UNTOUCHED, 0},
    {CREATE_NEW, TRUE, GENERIC_READ, FALSE, ERROR_FILE_EXISTS, 10},
    {CREATE_NEW, TRUE, GENERIC_WRITE, FALSE, ERROR_FILE_EXISTS, 10},
    {CREATE_NEW, FALSE, 0, TRUE, UNTOUCHED, 0},
    {CREATE_ALWAYS, FALSE, GENERIC_READ, TRUE, 0, 0},
    {CREATE_ALWAYS, FALSE, GENERIC_WRITE, TRUE, 0, 0},
    {CREATE_ALWAYS, TRUE, GENERIC_READ, TRUE, ERROR_ALREADY_EXISTS, 0},
    {CREATE_ALWAYS, TRUE, GENERIC_WRITE, TRUE, ERROR_ALREADY_EXISTS, 0},
    {CREATE_ALWAYS, TRUE, 0, TRUE, ERROR_ALREADY_EXISTS, 0},
    {OPEN_EXISTING, FALSE, GENERIC_READ, FALSE, ERROR_FILE_NOT_FOUND, -1},
    {OPEN_EXISTING, FALSE, GENERIC_WRITE, FALSE, ERROR_FILE_NOT_FOUND, -1},
    {OPEN_EXISTING, FALSE, 0, FALSE, ERROR_FILE_NOT_FOUND, -1},
    {OPEN_EXISTING, TRUE, GENERIC_READ, TRUE, UNTOUCHED, 10},
    {OPEN_EXISTING, TRUE, GENERIC_WRITE, TRUE, UNTOUCHED, 10},
    {OPEN_EXISTING, TRUE, 0, TRUE, UNTOUCHED, 10},
    {OPEN_ALWAYS, FALSE, GENERIC_READ, TRUE, 0, 0},
    {OPEN_ALWAYS, FALSE, GENERIC_WRITE, TRUE, 0, 0},
    {OPEN_ALWAYS, FALSE, 0, TRUE, 0, 0},
    {OPEN_ALWAYS, TRUE, GENERIC_READ, TRUE, ERROR_ALREADY_EXISTS, 10},
    {OPEN_ALWAYS, TRUE, GENERIC_WRITE, TRUE, ERROR_ALREADY_EXISTS, 10},
    {OPEN_ALWAYS, TRUE, 0, TRUE, ERROR_ALREADY_EXISTS, 10},
    {TRUNCATE_EXISTING, FALSE, GENERIC_WRITE, FALSE, ERROR_FILE_NOT_FOUND, -1},
    {TRUNCATE_EXISTING, TRUE, GENERIC_WRITE, TRUE, UNTOUCHED, 0},
    {TRUNCATE_EXISTING, TRUE, GENERIC_READ | GENERIC_WRITE, TRUE, UNTOUCHED, 0},
    {0, FALSE, GENERIC_READ, FALSE, ERROR_INVALID_PARAMETER, -1},
    {0, TRUE, GENERIC_READ, FALSE, ERROR_INVALID_PARAMETER, 10},
    {6, FALSE, GENERIC_READ, FALSE, ERROR_INVALID_PARAMETER, -1},
    {6, TRUE, GENERIC_READ, FALSE, ERROR_INVALID_PARAMETER, 10},
};

static LONG size_of(const char *name)
{
    WIN32_FILE_ATTRIBUTE_DATA data;

    if (!GetFileAttributesExA(name, GetFileExInfoStandard, &data))
        return -1;
    return (LONG)data.nFileSizeLow;
}

static void check_row(const struct row *row, unsigned number)
{
    char name[NAME_SIZE];
    HANDLE file;
    DWORD error;

    temp_name(name);
    if (row->exists)
        file_make(name, 10);
    SetLastError(UNTOUCHED);
    file = CreateFileA(name, row->access, FILE_SHARE_READ, NULL,
                       row->disposition, FILE_ATTRIBUTE_NORMAL, NULL);
    error = GetLastError();
    CHECK((file != INVALID_HANDLE_VALUE) == row->opens, "row %u: error %u",
          number, (unsigned)error);
    if (row->error != UNTOUCHED) /* else Windows may leave what it likes */
        CHECK(error == row->error, "row %u: error %u", number, (unsigned)error);
    if (file != INVALID_HANDLE_VALUE)
        CloseHandle(file);
    CHECK(size_of(name) == row->size, "row %u: size %d", number,
          (int)size_of(name));
    if (row->size >= 0)
        CHECK(DeleteFileA(name));
}

/* Claim:  each disposition, on what is there and what is not, by access.
 * Source: "CreateFileA function", dwCreationDisposition.  Wine 8: same. */
static void dispositions(void)
{
    for (unsigned i = 0; i < COUNT_OF(rows); i++)
        check_row(&rows[i], i);
}

/* Claim:  TRUNCATE_EXISTING takes GENERIC_WRITE; without it the call is 87 and
 *         the file keeps what it holds. GENERIC_ALL will do.
 * Source: "CreateFileW function", dwCreationDisposition.
 *         Wine 8: takes any access, and empties it. */
static void truncation_access(void)
{
    static const DWORD others[] = {0, GENERIC_READ, GENERIC_EXECUTE,
                                   FILE_WRITE_DATA, FILE_APPEND_DATA};
    char name[NAME_SIZE];
    HANDLE file;

    temp_name(name);
    file_make(name, 10);
    for (unsigned i = 0; i < COUNT_OF(others); i++) {
        SetLastError(UNTOUCHED);
        file = CreateFileA(name, others[i], FILE_SHARE_READ, NULL,
                           TRUNCATE_EXISTING, 0, NULL);
        DIFFERS(WINE_8, "opens it")
        CHECK(file == INVALID_HANDLE_VALUE, "access %x", (unsigned)others[i]);
        DIFFERS(WINE_8, "opens it")
        CHECK_ERROR(ERROR_INVALID_PARAMETER);
        if (file != INVALID_HANDLE_VALUE)
            CloseHandle(file);
        DIFFERS(WINE_8, "empties it")
        CHECK(size_of(name) == 10, "access %x", (unsigned)others[i]);
    }
    file = CreateFileA(name, GENERIC_ALL, 0, NULL, TRUNCATE_EXISTING, 0, NULL);
    CHECK(file != INVALID_HANDLE_VALUE);
    CloseHandle(file);
    CHECK(size_of(name) == 0);
    CHECK(DeleteFileA(name));
}

/* Claim:  on a folder: 5 without FILE_FLAG_BACKUP_SEMANTICS; a file of its name
 *         is not made (80 for CREATE_NEW).
 * Source: "CreateFileA function", Directories.  Wine 8: same. */
static void on_a_folder(void)
{
    char name[NAME_SIZE];
    HANDLE file;

    temp_name(name);
    CHECK(CreateDirectoryA(name, NULL));
    SetLastError(UNTOUCHED);
    file = CreateFileA(name, GENERIC_READ, 0, NULL, OPEN_EXISTING, 0, NULL);
    CHECK(file == INVALID_HANDLE_VALUE);
    CHECK_ERROR(ERROR_ACCESS_DENIED);
    file = CreateFileA(name, GENERIC_READ, 0, NULL, CREATE_NEW, 0, NULL);
    CHECK(file == INVALID_HANDLE_VALUE);
    CHECK_ERROR(ERROR_FILE_EXISTS);
    file = CreateFileA(name, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL);
    CHECK(file == INVALID_HANDLE_VALUE);
    CHECK_ERROR(ERROR_ACCESS_DENIED);
    CHECK(RemoveDirectoryA(name));
}

/* ---- Unbuffered ---- */

static char *pages(DWORD size)
{
    static char room[16 * SECTOR];
    ULONG_PTR start = ((ULONG_PTR)room + SECTOR - 1) & ~(ULONG_PTR)(SECTOR - 1);

    CHECK(size <= sizeof room - SECTOR);
    return (char *)start;
}

/* Claim:  whole sectors are written and read; the last one of a file may be
 *         short, and the count tells.
 * Source: "File Buffering", Alignment and File Access Requirements.
 *         Wine 8: same. */
static void unbuffered(void)
{
    HANDLE file = file_new(FILE_FLAG_NO_BUFFERING, 0);
    char *page = pages(2 * SECTOR);
    DWORD count = 0;

    fill_pattern(page, 2 * SECTOR, 3);
    CHECK(WriteFile(file, page, 2 * SECTOR, &count, NULL));
    CHECK(count == 2 * SECTOR);
    memset(page, 0, 2 * SECTOR);
    CHECK(SetFilePointer(file, SECTOR, NULL, FILE_BEGIN) == SECTOR);
    CHECK(ReadFile(file, page, 2 * SECTOR, &count, NULL));
    CHECK(count == SECTOR, "%u bytes", (unsigned)count);
    CloseHandle(file);
}

/* Claim:  a length, a place or a buffer that is no multiple of a sector: 87,
 *         and nothing is read or written.
 * Source: "File Buffering", Alignment and File Access Requirements.
 *         Wine 8: looks at none of it. */
static void unaligned(void)
{
    HANDLE file = file_new(FILE_FLAG_NO_BUFFERING | ASYNC, 0);
    char *page = pages(4 * SECTOR);
    OVERLAPPED overlapped = overlapped_at(0);
    DWORD count = 0;

    overlapped.hEvent = event_new();
    if (!WriteFile(file, page, 2 * SECTOR, NULL, &overlapped))
        CHECK_ERROR(ERROR_IO_PENDING);
    CHECK(GetOverlappedResult(file, &overlapped, &count, TRUE));
    DIFFERS(WINE_8, "reads")
    CHECK_FAILS(ReadFile(file, page, 100, NULL, &overlapped),
                ERROR_INVALID_PARAMETER);
    GetOverlappedResult(file, &overlapped, &count, FALSE);
    DIFFERS(WINE_8, "reads")
    CHECK_FAILS(ReadFile(file, page + 1, SECTOR, NULL, &overlapped),
                ERROR_INVALID_PARAMETER);
    DIFFERS(WINE_8, "writes")
    CHECK_FAILS(WriteFile(file, page, SECTOR + 1, NULL, &overlapped),
                ERROR_INVALID_PARAMETER);
    overlapped.Offset = 10;
    DIFFERS(WINE_8, "reads")
    CHECK_FAILS(ReadFile(file, page, SECTOR, NULL, &overlapped),
                ERROR_INVALID_PARAMETER);
    CloseHandle(overlapped.hEvent);
    CloseHandle(file);
}

/* ---- Written through, hints ---- */

/* Claim:  the flags that say how a file is going to be used change nothing that
 *         a program can see.
 * Source: "CreateFileA function", dwFlagsAndAttributes.  Wine 8: same. */
static void hints(void)
{
    static const DWORD flags[] = {
        FILE_FLAG_WRITE_THROUGH,
        FILE_FLAG_SEQUENTIAL_SCAN,
        FILE_FLAG_RANDOM_ACCESS,
        FILE_FLAG_SEQUENTIAL_SCAN | FILE_FLAG_RANDOM_ACCESS,
        FILE_ATTRIBUTE_TEMPORARY,
        FILE_FLAG_OPEN_REPARSE_POINT,
        FILE_FLAG_POSIX_SEMANTICS,
    };

    for (unsigned i = 0; i < COUNT_OF(flags); i++) {
        HANDLE file = file_new(flags[i], 100);
        DWORD count = 0;
        char bytes[100];

        CHECK(WriteFile(file, "tail", 4, &count, NULL) && count == 4);
        CHECK(SetFilePointer(file, 0, NULL, FILE_BEGIN) == 0);
        CHECK(ReadFile(file, bytes, 100, &count, NULL) && count == 100);
        CloseHandle(file);
    }
}

/* ---- FlushFileBuffers ---- */

/* Claim:  it takes the right to write or to append: 5; also for a folder.
 * Source: "FlushFileBuffers function", hFile.  Wine 8: same. */
static void flushing(void)
{
    const DWORD share = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE;
    char name[NAME_SIZE];
    HANDLE file;

    temp_name(name);
    file_make(name, 100);
    file =
        CreateFileA(name, GENERIC_WRITE, share, NULL, OPEN_EXISTING, 0, NULL);
    CHECK(FlushFileBuffers(file));
    CloseHandle(file);
    file = CreateFileA(name, FILE_APPEND_DATA, share, NULL, OPEN_EXISTING, 0,
                       NULL);
    CHECK(FlushFileBuffers(file));
    CloseHandle(file);
    file = CreateFileA(name, GENERIC_READ, share, NULL, OPEN_EXISTING, 0, NULL);
    CHECK_FAILS(FlushFileBuffers(file), ERROR_ACCESS_DENIED);
    CloseHandle(file);
    CHECK(DeleteFileA(name));
}

TAP_MAIN(CASE(dispositions), CASE(truncation_access), CASE(on_a_folder),
         CASE(unbuffered), CASE(unaligned), CASE(hints), CASE(flushing))
