/* CreateFile: dispositions, sharing, paths, rights, what a handle tells. */
#include "support.h"

#define ALL_SHARES (FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE)

static HANDLE open_as(const char *name, DWORD access, DWORD share,
                      DWORD disposition)
{
    SetLastError(UNTOUCHED);
    return CreateFileA(name, access, share, NULL, disposition,
                       FILE_ATTRIBUTE_NORMAL, NULL);
}

static HANDLE open_plain(const char *name, DWORD disposition)
{
    return open_as(name, GENERIC_READ | GENERIC_WRITE, ALL_SHARES, disposition);
}

static LONGLONG size_of(HANDLE file)
{
    LARGE_INTEGER size = {.QuadPart = -1};

    CHECK(GetFileSizeEx(file, &size));
    return size.QuadPart;
}

#define OPEN_FAILS(call, code) CHECK_FAILS((call) != INVALID_HANDLE_VALUE, code)

/* Claim:  CREATE_NEW makes a file, and refuses an existing one with 80.
 * Source: "CreateFileA function", dwCreationDisposition.  Wine 8: same. */
static void create_new(void)
{
    char name[NAME_SIZE];
    HANDLE file;

    temp_name(name);
    file = open_plain(name, CREATE_NEW);
    CHECK(file != INVALID_HANDLE_VALUE && size_of(file) == 0);
    CloseHandle(file);
    OPEN_FAILS(open_plain(name, CREATE_NEW), ERROR_FILE_EXISTS);
    remove(name);
}

/* Claim:  CREATE_ALWAYS makes a file (last error 0) or empties an existing one
 *         (last error 183).
 * Source: as above.  Wine 8: same. */
static void create_always(void)
{
    char name[NAME_SIZE];
    HANDLE file;

    temp_name(name);
    file = open_plain(name, CREATE_ALWAYS);
    CHECK_ERROR(0);
    CHECK(file != INVALID_HANDLE_VALUE);
    CloseHandle(file);
    file_make(name, 100);
    file = open_plain(name, CREATE_ALWAYS);
    CHECK_ERROR(ERROR_ALREADY_EXISTS);
    CHECK(file != INVALID_HANDLE_VALUE && size_of(file) == 0);
    CloseHandle(file);
    remove(name);
}

/* Claim:  OPEN_EXISTING opens what is there, as it is; a missing file is 2.
 * Source: as above.  Wine 8: same. */
static void open_existing(void)
{
    char name[NAME_SIZE];
    HANDLE file;

    temp_name(name);
    OPEN_FAILS(open_plain(name, OPEN_EXISTING), ERROR_FILE_NOT_FOUND);
    file_make(name, 100);
    file = open_plain(name, OPEN_EXISTING);
    CHECK(file != INVALID_HANDLE_VALUE && size_of(file) == 100);
    CloseHandle(file);
    remove(name);
}

/* Claim:  OPEN_ALWAYS opens (183) or makes (0).
 * Source: as above.  Wine 8: same. */
static void open_always(void)
{
    char name[NAME_SIZE];
    HANDLE file;

    temp_name(name);
    file = open_plain(name, OPEN_ALWAYS);
    CHECK_ERROR(0);
    CHECK(size_of(file) == 0);
    CloseHandle(file);
    file_make(name, 100);
    file = open_plain(name, OPEN_ALWAYS);
    CHECK_ERROR(ERROR_ALREADY_EXISTS);
    CHECK(size_of(file) == 100);
    CloseHandle(file);
    remove(name);
}

/* Claim:  TRUNCATE_EXISTING empties, a missing file is 2; a disposition that
 *         does not exist is 87.
 * Source: as above; docs/semantics/files.md.  Wine 8: same. */
static void truncate_existing(void)
{
    char name[NAME_SIZE];
    HANDLE file;

    temp_name(name);
    OPEN_FAILS(open_plain(name, TRUNCATE_EXISTING), ERROR_FILE_NOT_FOUND);
    file_make(name, 100);
    file = open_plain(name, TRUNCATE_EXISTING);
    CHECK(file != INVALID_HANDLE_VALUE && size_of(file) == 0);
    CloseHandle(file);
    OPEN_FAILS(open_plain(name, 0), ERROR_INVALID_PARAMETER);
    OPEN_FAILS(open_plain(name, 6), ERROR_INVALID_PARAMETER);
    remove(name);
}

/* Claim:  a missing folder on the way, or an empty name, is 3.
 * Source: "System Error Codes"; docs/semantics/files.md.  Wine 8: same. */
static void missing_folder(void)
{
    OPEN_FAILS(open_plain("./no-such-folder/file", OPEN_EXISTING),
               ERROR_PATH_NOT_FOUND);
    OPEN_FAILS(open_plain("./no-such-folder/file", CREATE_ALWAYS),
               ERROR_PATH_NOT_FOUND);
    OPEN_FAILS(open_plain("./no/such/folder", OPEN_EXISTING),
               ERROR_PATH_NOT_FOUND);
    OPEN_FAILS(open_plain("", OPEN_EXISTING), ERROR_PATH_NOT_FOUND);
}

/* Claim:  a folder needs FILE_FLAG_BACKUP_SEMANTICS, else 5.
 * Source: "CreateFileA function", Directories.  Wine 8: same. */
static void folders(void)
{
    HANDLE folder;

    OPEN_FAILS(open_as(".", GENERIC_READ, ALL_SHARES, OPEN_EXISTING),
               ERROR_ACCESS_DENIED);
    folder = CreateFileA(".", GENERIC_READ, ALL_SHARES, NULL, OPEN_EXISTING,
                         FILE_FLAG_BACKUP_SEMANTICS, NULL);
    CHECK(folder != INVALID_HANDLE_VALUE);
    CloseHandle(folder);
}

/* Claim:  both slashes separate the parts of a path and name the same file.
 * Source: "Maximum Path Length Limitation".  Wine 8: same. */
static void both_slashes(void)
{
    char name[NAME_SIZE], other[NAME_SIZE];
    HANDLE file;

    temp_name(name);
    file_make(name, 42);
    strcpy(other, name);
    for (char *c = other; *c; c++)
        if (*c == '/')
            *c = '\\';
    file = open_plain(other, OPEN_EXISTING);
    CHECK(file != INVALID_HANDLE_VALUE && size_of(file) == 42);
    CloseHandle(file);
    remove(name);
}

/* Claim:  CreateFileW takes the same name in UTF-16, also outside ASCII.
 * Source: "CreateFileW function".  Wine 8: same. */
static void wide_names(void)
{
    static const WCHAR name[] = {'.',  '/',    'i', 'o', 'c', 'p', '-',
                                 0xe4, 0x20ac, '.', 't', 'm', 'p', 0};
    LARGE_INTEGER size = {.QuadPart = -1};
    DWORD done = 0;
    HANDLE file;

    file = CreateFileW(name, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL);
    CHECK(file != INVALID_HANDLE_VALUE);
    CHECK(WriteFile(file, "abc", 3, &done, NULL) && done == 3);
    CloseHandle(file);
    file = CreateFileW(name, GENERIC_READ, 0, NULL, OPEN_EXISTING,
                       FILE_FLAG_DELETE_ON_CLOSE, NULL);
    CHECK(file != INVALID_HANDLE_VALUE);
    CHECK(GetFileSizeEx(file, &size) && size.QuadPart == 3);
    CloseHandle(file);
    SetLastError(0);
    file = CreateFileW(name, GENERIC_READ, 0, NULL, OPEN_EXISTING, 0, NULL);
    CHECK(file == INVALID_HANDLE_VALUE);
    CHECK_ERROR(ERROR_FILE_NOT_FOUND);
}

/* Claim:  FILE_FLAG_DELETE_ON_CLOSE removes the file with the handle.
 * Source: "CreateFileA function", Flags.  Wine 8: same. */
static void delete_on_close(void)
{
    char name[NAME_SIZE];
    HANDLE file;

    temp_name(name);
    file = CreateFileA(name, GENERIC_WRITE, ALL_SHARES, NULL, CREATE_NEW,
                       FILE_FLAG_DELETE_ON_CLOSE, NULL);
    CHECK(file != INVALID_HANDLE_VALUE);
    CloseHandle(file);
    OPEN_FAILS(open_plain(name, OPEN_EXISTING), ERROR_FILE_NOT_FOUND);
}

/* One row of the sharing rules: the first handle is open, may a second? */
static void share(DWORD access1, DWORD share1, DWORD access2, DWORD share2,
                  int allowed)
{
    char name[NAME_SIZE];
    HANDLE one, other;

    temp_name(name);
    file_make(name, 1);
    one = open_as(name, access1, share1, OPEN_EXISTING);
    CHECK(one != INVALID_HANDLE_VALUE);
    if (allowed) {
        other = open_as(name, access2, share2, OPEN_EXISTING);
        CHECK(other != INVALID_HANDLE_VALUE, "%x %x %x %x", (unsigned)access1,
              (unsigned)share1, (unsigned)access2, (unsigned)share2);
        CloseHandle(other);
    } else {
        OPEN_FAILS(open_as(name, access2, share2, OPEN_EXISTING),
                   ERROR_SHARING_VIOLATION);
    }
    CloseHandle(one);
    other = open_as(name, access2, share2, OPEN_EXISTING);
    CHECK(other != INVALID_HANDLE_VALUE);
    CloseHandle(other);
    remove(name);
}

/* Claim:  each handle's access must be allowed by every other one's share
 *         mode, in both directions, else 32; closing lifts the conflict.
 * Source: "Creating and Opening Files"; Wine's kernel32 file
 *         test_file_sharing.  Wine 8: same. */
static void sharing(void)
{
    const DWORD r = GENERIC_READ, w = GENERIC_WRITE;
    const DWORD sr = FILE_SHARE_READ, sw = FILE_SHARE_WRITE;

    share(r, 0, r, sr | sw, 0);
    share(r, sr, r, sr, 1);
    share(r, sr, w, sr | sw, 0); /* the first does not share writing */
    share(w, sr | sw, r, sr, 0); /* the second does not */
    share(w, sr | sw, r, sr | sw, 1);
    share(w, sw, w, sw, 1);
    share(w, sw, r, sr | sw, 0);
    share(r | w, sr | sw, r | w, sr | sw, 1);
    share(r | w, sr | sw, r | w, 0, 0);
}

/* Claim:  an open that is refused empties nothing.
 * Source: as above.  Wine 8: same. */
static void refused_opens_change_nothing(void)
{
    char name[NAME_SIZE];
    HANDLE file;

    temp_name(name);
    file_make(name, 100);
    file = open_as(name, GENERIC_READ, FILE_SHARE_READ, OPEN_EXISTING);
    CHECK(file != INVALID_HANDLE_VALUE);
    OPEN_FAILS(open_plain(name, CREATE_ALWAYS), ERROR_SHARING_VIOLATION);
    OPEN_FAILS(open_plain(name, TRUNCATE_EXISTING), ERROR_SHARING_VIOLATION);
    CHECK(size_of(file) == 100);
    CloseHandle(file);
    remove(name);
}

/* Claim:  emptying is writing, for the time of the open: others must share it,
 *         but the handle does not write afterwards.
 * Source: Microsoft's fastfat sample (create.c) does so.  Wine 8: empties. */
static void emptying_is_writing(void)
{
    const DWORD r = GENERIC_READ;
    char name[NAME_SIZE];
    HANDLE file, other;

    temp_name(name);
    file_make(name, 100);
    file = open_as(name, r, FILE_SHARE_READ, OPEN_EXISTING);
    DIFFERS(WINE_8, "CREATE_ALWAYS is no writing")
    OPEN_FAILS(other = open_as(name, r, ALL_SHARES, CREATE_ALWAYS),
               ERROR_SHARING_VIOLATION);
    DIFFERS(WINE_8, "CREATE_ALWAYS is no writing")
    CHECK(size_of(file) == 100);
    CloseHandle(other);
    CloseHandle(file);
    file = open_as(name, r, ALL_SHARES, CREATE_ALWAYS);
    CHECK(file != INVALID_HANDLE_VALUE);
    other = open_as(name, r, FILE_SHARE_READ, OPEN_EXISTING);
    CHECK(other != INVALID_HANDLE_VALUE);
    CloseHandle(other);
    CloseHandle(file);
    remove(name);
}

/* Claim:  deleting is an access like the others: DeleteFile, DELETE and
 *         FILE_FLAG_DELETE_ON_CLOSE need FILE_SHARE_DELETE of every open, and
 *         a later open must share it. With it, DeleteFile succeeds.
 * Source: "DeleteFileA function", Remarks; "CreateFileA function", Flags.
 *         Wine 8: same. */
static void delete_sharing(void)
{
    const DWORD r = GENERIC_READ, sr = FILE_SHARE_READ;
    char name[NAME_SIZE];
    HANDLE file;

    share(r, sr, DELETE, ALL_SHARES, 0);
    share(r, sr | FILE_SHARE_DELETE, DELETE, ALL_SHARES, 1);
    share(DELETE, ALL_SHARES, r, sr, 0);
    temp_name(name);
    file_make(name, 1);
    file = open_as(name, r, sr, OPEN_EXISTING);
    CHECK_FAILS(DeleteFileA(name), ERROR_SHARING_VIOLATION);
    OPEN_FAILS(CreateFileA(name, r, ALL_SHARES, NULL, OPEN_EXISTING,
                           FILE_FLAG_DELETE_ON_CLOSE, NULL),
               ERROR_SHARING_VIOLATION);
    CloseHandle(file);
    file = open_as(name, r, ALL_SHARES, OPEN_EXISTING);
    CHECK(file != INVALID_HANDLE_VALUE);
    CHECK(DeleteFileA(name));
    CloseHandle(file);
    CHECK_FAILS(DeleteFileA(name), ERROR_FILE_NOT_FOUND);
    CHECK_FAILS(DeleteFileA("."), ERROR_ACCESS_DENIED);
}

/* Claim:  access 0 asks for attributes only and conflicts with nothing.
 * Source: as above.  Wine 8: same. */
static void attribute_access_never_conflicts(void)
{
    share(GENERIC_READ | GENERIC_WRITE, 0, 0, 0, 1);
    share(0, 0, GENERIC_READ | GENERIC_WRITE, 0, 1);
}

/* Claim:  without read access ReadFile is 5; without write access WriteFile
 *         and FlushFileBuffers are 5.
 * Source: "File Security and Access Rights"; "FlushFileBuffers function".
 *         Wine 8: same. */
static void rights_are_checked(void)
{
    char name[NAME_SIZE], byte = 0;
    DWORD done = UNTOUCHED;
    HANDLE file;

    temp_name(name);
    file_make(name, 10);
    file = open_as(name, GENERIC_WRITE, ALL_SHARES, OPEN_EXISTING);
    CHECK_FAILS(ReadFile(file, &byte, 1, &done, NULL), ERROR_ACCESS_DENIED);
    CHECK(done == 0 && FlushFileBuffers(file));
    CloseHandle(file);
    file = open_as(name, GENERIC_READ, ALL_SHARES, OPEN_EXISTING);
    done = UNTOUCHED;
    CHECK_FAILS(WriteFile(file, &byte, 1, &done, NULL), ERROR_ACCESS_DENIED);
    CHECK(done == 0);
    CHECK_FAILS(FlushFileBuffers(file), ERROR_ACCESS_DENIED);
    CloseHandle(file);
    remove(name);
}

/* Claim:  FILE_APPEND_DATA without FILE_WRITE_DATA appends every write.
 * Source: "File Access Rights Constants"; Wine's ntdll file append_file_test.
 *         Wine 8: same. */
static void append_access_appends(void)
{
    char name[NAME_SIZE], buf[8] = "";
    DWORD done = 0;
    HANDLE file;

    temp_name(name);
    file = open_as(name, FILE_APPEND_DATA, ALL_SHARES, CREATE_NEW);
    CHECK(WriteFile(file, "abc", 3, &done, NULL) && done == 3);
    CHECK(SetFilePointerEx(file, (LARGE_INTEGER){.QuadPart = 0}, NULL,
                           FILE_BEGIN));
    CHECK(WriteFile(file, "de", 2, &done, NULL) && done == 2);
    CHECK(FlushFileBuffers(file));
    CloseHandle(file);
    file = open_as(name, GENERIC_READ, ALL_SHARES, OPEN_EXISTING);
    CHECK(ReadFile(file, buf, sizeof buf, &done, NULL) && done == 5);
    CHECK(memcmp(buf, "abcde", 5) == 0);
    CloseHandle(file);
    remove(name);
}

/* Claim:  GetFileType: files are 1, sockets 3, a bad handle 0 with 6.
 * Source: "GetFileType function".  Wine 8: same. */
static void file_types(void)
{
    HANDLE file = file_new(0, 0);
    SOCKET socket = tcp_new(AF_INET);

    CHECK(GetFileType(file) == FILE_TYPE_DISK);
    CHECK(GetFileType((HANDLE)socket) == FILE_TYPE_PIPE);
    closesocket(socket);
    CloseHandle(file);
    CHECK_FAILS(GetFileType(file), ERROR_INVALID_HANDLE);
    CHECK_FAILS(GetFileType(NULL), ERROR_INVALID_HANDLE);
}

/* Claim:  GetFileInformationByHandle tells size, folder bit, and an identity
 *         that two opens of one file share and two files do not.
 * Source: "BY_HANDLE_FILE_INFORMATION structure".  Wine 8: same. */
static void information_by_handle(void)
{
    BY_HANDLE_FILE_INFORMATION one, two, other, info;
    char name[NAME_SIZE];
    HANDLE file, again, third = file_new(0, 3), folder;

    temp_name(name);
    file_make(name, 1234);
    file = open_plain(name, OPEN_EXISTING);
    again = open_plain(name, OPEN_EXISTING);
    folder = CreateFileA(".", GENERIC_READ, ALL_SHARES, NULL, OPEN_EXISTING,
                         FILE_FLAG_BACKUP_SEMANTICS, NULL);
    CHECK(GetFileInformationByHandle(file, &one));
    CHECK(GetFileInformationByHandle(again, &two));
    CHECK(GetFileInformationByHandle(third, &other));
    CHECK(GetFileInformationByHandle(folder, &info));
    CHECK(one.nFileSizeLow == 1234 && one.nFileSizeHigh == 0);
    CHECK(one.nNumberOfLinks == 1);
    CHECK(!(one.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY));
    CHECK(info.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY);
    CHECK(one.nFileIndexLow == two.nFileIndexLow &&
          one.nFileIndexHigh == two.nFileIndexHigh &&
          one.dwVolumeSerialNumber == two.dwVolumeSerialNumber);
    CHECK(one.nFileIndexLow != other.nFileIndexLow ||
          one.nFileIndexHigh != other.nFileIndexHigh);
    CHECK(one.ftLastWriteTime.dwHighDateTime > 0x01d00000);
    CloseHandle(folder);
    CloseHandle(third);
    CloseHandle(again);
    CloseHandle(file);
    remove(name);
}

/* Claim:  GetFileAttributesExA tells by name what GetFileInformationByHandle
 *         tells by handle; a missing file is 2; another level is 87.
 * Source: "GetFileAttributesExA function".  Wine 8: same. */
static void attributes_by_name(void)
{
    char name[NAME_SIZE];
    BY_HANDLE_FILE_INFORMATION by_handle;
    WIN32_FILE_ATTRIBUTE_DATA by_name;
    HANDLE file;

    temp_name(name);
    CHECK_FAILS(GetFileAttributesExA(name, GetFileExInfoStandard, &by_name),
                ERROR_FILE_NOT_FOUND);
    file_make(name, 1234);
    file = open_plain(name, OPEN_EXISTING);
    CHECK(GetFileInformationByHandle(file, &by_handle));
    CHECK(GetFileAttributesExA(name, GetFileExInfoStandard, &by_name));
    CHECK(by_name.dwFileAttributes == by_handle.dwFileAttributes);
    CHECK(by_name.nFileSizeLow == 1234 && by_name.nFileSizeHigh == 0);
    CHECK(memcmp(&by_name.ftLastWriteTime, &by_handle.ftLastWriteTime,
                 sizeof(FILETIME)) == 0);
    CHECK_FAILS(GetFileAttributesExA(name, GetFileExMaxInfoLevel, &by_name),
                ERROR_INVALID_PARAMETER);
    CloseHandle(file);
    remove(name);
}

/* Claim:  FindFirstFileA finds a file by its name and tells name and size; a
 *         missing one is 2, in a missing folder 3.
 * Source: "FindFirstFileA function".  Wine 8: same. */
static void find_first(void)
{
    char name[NAME_SIZE];
    WIN32_FIND_DATAA data;
    HANDLE search;

    temp_name(name);
    CHECK_FAILS(FindFirstFileA(name, &data) != INVALID_HANDLE_VALUE,
                ERROR_FILE_NOT_FOUND);
    file_make(name, 4321);
    memset(&data, 0, sizeof data);
    search = FindFirstFileA(name, &data);
    CHECK(search != INVALID_HANDLE_VALUE);
    CHECK(data.nFileSizeLow == 4321 && data.nFileSizeHigh == 0);
    CHECK(strcmp(data.cFileName, strrchr(name, '/') + 1) == 0, "%s",
          data.cFileName);
    CHECK(!(data.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY));
    CHECK(FindClose(search));
    CHECK_FAILS(FindFirstFileA("./no-such-folder/x", &data) !=
                    INVALID_HANDLE_VALUE,
                ERROR_PATH_NOT_FOUND);
    remove(name);
}

TAP_MAIN(CASE(create_new), CASE(create_always), CASE(open_existing),
         CASE(open_always), CASE(truncate_existing), CASE(missing_folder),
         CASE(folders), CASE(both_slashes), CASE(wide_names),
         CASE(delete_on_close), CASE(sharing),
         CASE(attribute_access_never_conflicts), CASE(rights_are_checked),
         CASE(append_access_appends), CASE(file_types),
         CASE(information_by_handle), CASE(attributes_by_name),
         CASE(find_first), CASE(refused_opens_change_nothing),
         CASE(emptying_is_writing), CASE(delete_sharing))
