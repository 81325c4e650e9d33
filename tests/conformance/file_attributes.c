/* Times and attributes of files; ReOpenFile. */
#include "support.h"

#define SHARE_EVERYTHING                                                       \
    (FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE)

static HANDLE open_path(const char *name, DWORD access, DWORD share)
{
    return CreateFileA(name, access, share, NULL, OPEN_EXISTING, 0, NULL);
}

/* An open that must fail, and how. */
#define CHECK_REFUSED(open, code)                                              \
    ({                                                                         \
        HANDLE refused_;                                                       \
                                                                               \
        SetLastError(UNTOUCHED);                                               \
        refused_ = (open);                                                     \
        CHECK(refused_ == INVALID_HANDLE_VALUE);                               \
        if (refused_ == INVALID_HANDLE_VALUE)                                  \
            CHECK_ERROR(code);                                                 \
        else                                                                   \
            CloseHandle(refused_);                                             \
    })

/* 100 ns units since 1601: 2001 and so many seconds. */
static FILETIME time_at(DWORD seconds)
{
    ULONGLONG units = 126227808000000000u + seconds * 10000000ull;
    FILETIME time = {(DWORD)units, (DWORD)(units >> 32)};

    return time;
}

static int same(FILETIME one, FILETIME other)
{
    return CompareFileTime(&one, &other) == 0;
}

/* Claim:  -1, 0 and 1 as the first is earlier, the same, later; the high half
 *         counts more.
 * Source: "CompareFileTime function", Return value.  Wine 8: same. */
static void compared_times(void)
{
    FILETIME low = {0xFFFFFFFF, 1}, high = {0, 2}, more = {1, 2};

    CHECK(CompareFileTime(&low, &high) == -1);
    CHECK(CompareFileTime(&high, &low) == 1);
    CHECK(CompareFileTime(&high, &more) == -1);
    CHECK(CompareFileTime(&high, &high) == 0);
}

/* Claim:  a time far away stays on its side of now, though not every disk can
 *         keep it as it is.
 * Source: "File Times".  Wine 8: same. */
static void far_times(void)
{
    const FILETIME first = {1, 0}, year_3000 = {0, 103000000}; /* about */
    FILETIME got, now = time_at(0);
    char name[NAME_SIZE];
    HANDLE file;

    temp_name(name);
    file_make(name, 10);
    file = open_path(name, GENERIC_READ | FILE_WRITE_ATTRIBUTES, 0);
    CHECK(SetFileTime(file, NULL, NULL, &first));
    CHECK(GetFileTime(file, NULL, NULL, &got));
    CHECK(CompareFileTime(&got, &now) < 0);
    CHECK(SetFileTime(file, NULL, NULL, &year_3000));
    CHECK(GetFileTime(file, NULL, NULL, &got));
    CHECK(CompareFileTime(&got, &now) > 0);
    CloseHandle(file);
    CHECK(DeleteFileA(name));
}

/* Claim:  SetFileTime sets what it is given, and NULL leaves a time alone;
 *         GetFileTime tells it, and takes NULL for what is not wanted.
 * Source: "SetFileTime function", "GetFileTime function", Parameters.
 *         Wine 8: same. */
static void times(void)
{
    FILETIME accessed = time_at(100), written = time_at(200), later;
    FILETIME got_accessed, got_written, created;
    char name[NAME_SIZE];
    HANDLE file;

    temp_name(name);
    file_make(name, 10);
    file =
        open_path(name, GENERIC_READ | FILE_WRITE_ATTRIBUTES, SHARE_EVERYTHING);
    CHECK(SetFileTime(file, NULL, &accessed, &written));
    CHECK(GetFileTime(file, &created, &got_accessed, &got_written));
    CHECK(same(got_accessed, accessed) && same(got_written, written));
    later = time_at(300);
    CHECK(SetFileTime(file, NULL, NULL, &later));
    CHECK(GetFileTime(file, NULL, &got_accessed, NULL));
    CHECK(GetFileTime(file, NULL, NULL, &got_written));
    CHECK(same(got_accessed, accessed) && same(got_written, later));
    CHECK(SetFileTime(file, NULL, NULL, NULL));
    CHECK(GetFileTime(file, NULL, NULL, NULL));
    CloseHandle(file);
    CHECK(DeleteFileA(name));
}

/* Claim:  it takes the right to write attributes: 5; a handle that is none is
 *         6.
 * Source: "SetFileTime function", hFile.  Wine 8: asks for no right. */
static void refused_times(void)
{
    FILETIME time = time_at(1);
    char name[NAME_SIZE];
    HANDLE file;

    temp_name(name);
    file_make(name, 10);
    file = open_path(name, GENERIC_READ, SHARE_EVERYTHING);
    DIFFERS(WINE_8, "sets it")
    CHECK_FAILS(SetFileTime(file, NULL, NULL, &time), ERROR_ACCESS_DENIED);
    CloseHandle(file);
    CHECK(DeleteFileA(name));
    CHECK_FAILS(SetFileTime((HANDLE)(ULONG_PTR)0xFFFC, NULL, NULL, &time),
                ERROR_INVALID_HANDLE);
    CHECK_FAILS(GetFileTime((HANDLE)(ULONG_PTR)0xFFFC, &time, NULL, NULL),
                ERROR_INVALID_HANDLE);
}

/* Claim:  what is read-only is opened to read, not to write, to be emptied or
 *         deleted (5); FILE_ATTRIBUTE_NORMAL takes it back.
 * Source: "File Attribute Constants", FILE_ATTRIBUTE_READONLY;
 * "SetFileAttributesA function".  Wine 8: same. */
static void read_only(void)
{
    char name[NAME_SIZE];
    HANDLE file;

    temp_name(name);
    file_make(name, 10);
    CHECK(SetFileAttributesA(name, FILE_ATTRIBUTE_READONLY));
    CHECK((GetFileAttributesA(name) & FILE_ATTRIBUTE_READONLY) != 0);
    DIFFERS(WINE_8, "root may")
    CHECK_REFUSED(open_path(name, GENERIC_WRITE, 0), ERROR_ACCESS_DENIED);
    DIFFERS(WINE_8, "root may")
    CHECK_REFUSED(CreateFileA(name, GENERIC_READ | GENERIC_WRITE, 0, NULL,
                              CREATE_ALWAYS, 0, NULL),
                  ERROR_ACCESS_DENIED);
    CHECK_FAILS(DeleteFileA(name), ERROR_ACCESS_DENIED);
    file = open_path(name, GENERIC_READ, 0);
    CHECK(file != INVALID_HANDLE_VALUE);
    DIFFERS(WINE_8, "was emptied above")
    CHECK(GetFileSize(file, NULL) == 10);
    CloseHandle(file);
    CHECK(SetFileAttributesA(name, FILE_ATTRIBUTE_NORMAL));
    CHECK((GetFileAttributesA(name) & FILE_ATTRIBUTE_READONLY) == 0);
    CHECK(DeleteFileA(name));
}

/* Claim:  a new file that is read-only is written by who made it.
 * Source: "CreateFileA function", dwFlagsAndAttributes.  Wine 8: same. */
static void new_and_read_only(void)
{
    char name[NAME_SIZE];
    DWORD count = 0;
    HANDLE file;

    temp_name(name);
    file = CreateFileA(name, GENERIC_WRITE, 0, NULL, CREATE_NEW,
                       FILE_ATTRIBUTE_READONLY, NULL);
    CHECK(WriteFile(file, "data", 4, &count, NULL) && count == 4);
    CloseHandle(file);
    CHECK((GetFileAttributesA(name) & FILE_ATTRIBUTE_READONLY) != 0);
    CHECK(SetFileAttributesA(name, FILE_ATTRIBUTE_NORMAL));
    CHECK(DeleteFileA(name));
}

/* Claim:  attributes of what is not there: 2, 3; a folder keeps being one that
 *         files can be made in, read-only or not.
 * Source: "SetFileAttributesA function"; "File Attribute Constants".
 *         Wine 8: same. */
static void attributes_of_others(void)
{
    char folder[NAME_SIZE], name[NAME_SIZE + 8];

    temp_name(folder);
    CHECK_FAILS(SetFileAttributesA(folder, FILE_ATTRIBUTE_NORMAL),
                ERROR_FILE_NOT_FOUND);
    CHECK_FAILS(
        SetFileAttributesA("./no-such-folder/file", FILE_ATTRIBUTE_NORMAL),
        ERROR_PATH_NOT_FOUND);
    CHECK(CreateDirectoryA(folder, NULL));
    CHECK(SetFileAttributesA(folder, FILE_ATTRIBUTE_READONLY));
    snprintf(name, sizeof name, "%s/file", folder);
    file_make(name, 1);
    CHECK(DeleteFileA(name));
    CHECK(SetFileAttributesA(folder, FILE_ATTRIBUTE_NORMAL));
    CHECK(RemoveDirectoryA(folder));
}

/* Claim:  GetFileAttributes tells a folder from a file; what is not there is
 *         INVALID_FILE_ATTRIBUTES: 2, or 3 without its folder. The W form too.
 * Source: "GetFileAttributesA function", Return value; "File Attribute
 *         Constants".  Wine 8: same. */
static void attributes_by_name(void)
{
    char folder[NAME_SIZE], name[NAME_SIZE + 8];
    const DWORD none = INVALID_FILE_ATTRIBUTES;
    const DWORD kinds = FILE_ATTRIBUTE_DIRECTORY | FILE_ATTRIBUTE_ARCHIVE |
                        FILE_ATTRIBUTE_READONLY;

    temp_name(folder);
    snprintf(name, sizeof name, "%s/file", folder);
    CHECK_FAILS(GetFileAttributesA(folder) != none, ERROR_FILE_NOT_FOUND);
    CHECK_FAILS(GetFileAttributesA(name) != none, ERROR_PATH_NOT_FOUND);
    CHECK_FAILS(GetFileAttributesW(u"./no-such-folder/f") != none,
                ERROR_PATH_NOT_FOUND);
    CHECK_FAILS(GetFileAttributesW(u"no-such-file.tmp") != none,
                ERROR_FILE_NOT_FOUND);
    CHECK(CreateDirectoryA(folder, NULL));
    CHECK((GetFileAttributesA(folder) & kinds) == FILE_ATTRIBUTE_DIRECTORY);
    CHECK((GetFileAttributesW(u".") & kinds) == FILE_ATTRIBUTE_DIRECTORY);
    file_make(name, 1);
    CHECK((GetFileAttributesA(name) & kinds) == FILE_ATTRIBUTE_ARCHIVE);
    CHECK(DeleteFileA(name));
    CHECK(RemoveDirectoryA(folder));
    CHECK_FAILS(GetFileAttributesA(folder) != none, ERROR_FILE_NOT_FOUND);
}

/* Claim:  a file without holes takes its length; what is not there is
 *         INVALID_FILE_SIZE.
 * Source: "GetCompressedFileSizeA function", Return value.  Wine 8: same. */
static void space_on_disk(void)
{
    DWORD high = UNTOUCHED;
    char name[NAME_SIZE];

    temp_name(name);
    SetLastError(UNTOUCHED);
    CHECK(GetCompressedFileSizeA(name, &high) == INVALID_FILE_SIZE);
    CHECK_ERROR(ERROR_FILE_NOT_FOUND);
    CHECK(high == UNTOUCHED);
    file_make(name, 8192);
    CHECK(GetCompressedFileSizeA(name, &high) == 8192);
    CHECK(high == 0);
    CHECK(GetCompressedFileSizeA(name, NULL) == 8192);
    CHECK(DeleteFileA(name));
}

/* Claim:  ReOpenFile opens the same file with other rights, by the rules of
 *         sharing, of which the original is a part.
 * Source: "ReOpenFile function", Parameters.  Wine 8: same. */
static void opened_again(void)
{
    char name[NAME_SIZE], bytes[4];
    DWORD count = 0;
    HANDLE file, again;

    temp_name(name);
    file_make(name, 10);
    file = open_path(name, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE);
    again = ReOpenFile(file, GENERIC_WRITE, SHARE_EVERYTHING, 0);
    CHECK(again != INVALID_HANDLE_VALUE);
    CHECK(WriteFile(again, "new!", 4, &count, NULL) && count == 4);
    CHECK(ReadFile(file, bytes, 4, &count, NULL) && count == 4);
    CHECK(memcmp(bytes, "new!", 4) == 0);
    CHECK(SetFilePointer(again, 0, NULL, FILE_CURRENT) == 4);
    CloseHandle(again);
    CHECK_REFUSED(ReOpenFile(file, GENERIC_READ, 0, 0),
                  ERROR_SHARING_VIOLATION);
    CHECK_REFUSED(ReOpenFile(file, DELETE, SHARE_EVERYTHING, 0),
                  ERROR_SHARING_VIOLATION);
    CloseHandle(file);
    CHECK(DeleteFileA(name));
}

/* Claim:  and with other flags: the new handle is asynchronous.
 * Source: "ReOpenFile function", dwFlags.  Wine 8: same. */
static void opened_for_requests(void)
{
    HANDLE file, again, port = port_new(1);
    OVERLAPPED overlapped = overlapped_at(2);
    char name[NAME_SIZE], bytes[4];

    temp_name(name);
    file_make(name, 10);
    file = open_path(name, GENERIC_READ, SHARE_EVERYTHING);
    again =
        ReOpenFile(file, GENERIC_READ, SHARE_EVERYTHING, FILE_FLAG_OVERLAPPED);
    port_add(port, again, KEY);
    CHECK(started(start_read(again, bytes, 4, &overlapped)));
    CHECK_PACKET(port, KEY, &overlapped, 4, 0);
    CloseHandle(again);
    CloseHandle(file);
    CloseHandle(port);
    CHECK(DeleteFileA(name));
}

/* Claim:  what is no handle is refused (6).
 * Source: "ReOpenFile function", hOriginalFile.  Wine 8: same. */
static void refused_again(void)
{
    CHECK_REFUSED(ReOpenFile((HANDLE)(ULONG_PTR)0xFFFC, GENERIC_READ,
                             SHARE_EVERYTHING, 0),
                  ERROR_INVALID_HANDLE);
}

TAP_MAIN(CASE(compared_times), CASE(times), CASE(far_times),
         CASE(refused_times), CASE(read_only), CASE(new_and_read_only),
         CASE(attributes_of_others), CASE(attributes_by_name),
         CASE(space_on_disk), CASE(opened_again), CASE(opened_for_requests),
         CASE(refused_again))
