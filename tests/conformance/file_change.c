/* SetFileInformationByHandle. */
#include "support.h"

#define SHARE_EVERYTHING                                                       \
    (FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE)

static HANDLE open_path(const char *name, DWORD access, DWORD share)
{
    return CreateFileA(name, access, share, NULL, OPEN_EXISTING,
                       FILE_FLAG_BACKUP_SEMANTICS, NULL);
}

static int is_there(const char *name)
{
    return GetFileAttributesA(name) != INVALID_FILE_ATTRIBUTES;
}

static BOOL set_deleting(HANDLE file, BOOLEAN deleting)
{
    FILE_DISPOSITION_INFO info = {deleting};

    return SetFileInformationByHandle(file, FileDispositionInfo, &info,
                                      sizeof info);
}

/* Claim:  FileDispositionInfo removes the file when its handle is closed, not
 *         before; it may be taken back.
 * Source: "SetFileInformationByHandle function", Examples;
 *         "FILE_DISPOSITION_INFO structure".  Wine 8: same. */
static void deletes_on_close(void)
{
    FILE_STANDARD_INFO info;
    char name[NAME_SIZE];
    HANDLE file;

    temp_name(name);
    file_make(name, 10);
    file = open_path(name, DELETE, SHARE_EVERYTHING);
    CHECK(set_deleting(file, TRUE));
    CHECK(set_deleting(file, FALSE));
    CloseHandle(file);
    CHECK(is_there(name));

    file = open_path(name, GENERIC_READ | DELETE, SHARE_EVERYTHING);
    CHECK(set_deleting(file, TRUE));
    CHECK(GetFileInformationByHandleEx(file, FileStandardInfo, &info,
                                       sizeof info));
    DIFFERS(WINE_8, "never said")
    CHECK(info.DeletePending);
    CHECK(info.EndOfFile.QuadPart == 10);
    CloseHandle(file);
    CHECK(!is_there(name));
}

/* Claim:  with several handles it goes with the last one, and is refused to
 *         new ones meanwhile (5).
 * Source: "FILE_DISPOSITION_INFO structure"; "DeleteFileA function", Remarks.
 *         Wine 8: lets it be opened. */
static void goes_with_the_last(void)
{
    char name[NAME_SIZE];
    HANDLE one, two, three;

    temp_name(name);
    file_make(name, 10);
    one = open_path(name, GENERIC_READ | DELETE, SHARE_EVERYTHING);
    two = open_path(name, GENERIC_READ, SHARE_EVERYTHING);
    CHECK(set_deleting(one, TRUE));
    CloseHandle(one);
    CHECK(GetFileSize(two, NULL) == 10);
    SetLastError(UNTOUCHED);
    three = open_path(name, GENERIC_READ, SHARE_EVERYTHING);
    DIFFERS(WINE_8, "opens it")
    CHECK(three == INVALID_HANDLE_VALUE);
    DIFFERS(WINE_8, "opens it")
    CHECK_ERROR(ERROR_ACCESS_DENIED);
    if (three != INVALID_HANDLE_VALUE)
        CloseHandle(three);
    CloseHandle(two);
    CHECK(!is_there(name));
}

/* Claim:  without DELETE it is refused (5), as is a read-only file; a folder
 *         that is not empty is 145, an empty one goes.
 * Source: "SetFileInformationByHandle function", Remarks; "DeleteFileA
 *         function", Remarks.  Wine 8: same. */
static void refused_deletion(void)
{
    char name[NAME_SIZE], inner[NAME_SIZE + 8];
    HANDLE file = file_new(0, 10), folder;

    CloseHandle(file);
    temp_name(name);
    file_make(name, 10);
    file = open_path(name, GENERIC_READ | GENERIC_WRITE, SHARE_EVERYTHING);
    CHECK_FAILS(set_deleting(file, TRUE), ERROR_ACCESS_DENIED);
    CloseHandle(file);
    CHECK(is_there(name) && DeleteFileA(name));

    CHECK(CreateDirectoryA(name, NULL));
    snprintf(inner, sizeof inner, "%s/file", name);
    file_make(inner, 1);
    folder = open_path(name, DELETE, SHARE_EVERYTHING);
    CHECK_FAILS(set_deleting(folder, TRUE), ERROR_DIR_NOT_EMPTY);
    CHECK(DeleteFileA(inner));
    CHECK(set_deleting(folder, TRUE));
    CloseHandle(folder);
    CHECK(!is_there(name));
}

/* ---- Names ---- */

/* Renames to `name`, the byte count being that of the characters. */
static BOOL rename_to(HANDLE file, const char *name, BOOLEAN replace)
{
    union {
        FILE_RENAME_INFO info;
        char room[sizeof(FILE_RENAME_INFO) + NAME_SIZE * 2];
    } buffer = {0};
    size_t length = strlen(name);
    WCHAR *to;

    buffer.info.ReplaceIfExists = replace;
    buffer.info.FileNameLength = (DWORD)(length * 2);
    to = (WCHAR *)(buffer.room + offsetof(FILE_RENAME_INFO, FileName));
    for (size_t i = 0; i < length; i++)
        to[i] = (WCHAR)name[i];
    return SetFileInformationByHandle(file, FileRenameInfo, &buffer,
                                      sizeof buffer);
}

/* Claim:  FileRenameInfo gives an open file another name; the handle goes on.
 * Source: "FILE_RENAME_INFO structure".  Wine 8: does not know the class. */
static void renames(void)
{
    char from[NAME_SIZE], to[NAME_SIZE];
    DWORD count = 0;
    HANDLE file;

    temp_name(from);
    temp_name(to);
    file_make(from, 10);
    file = open_path(from, GENERIC_WRITE | DELETE, 0);
    CHECK(rename_to(file, to, FALSE));
    CHECK(!is_there(from) && is_there(to));
    CHECK(WriteFile(file, "x", 1, &count, NULL) && count == 1);
    CloseHandle(file);
    CHECK(DeleteFileA(to));
}

/* Claim:  a name that is taken is 183, or replaced with ReplaceIfExists: a
 *         folder or what is read-only not (5).
 * Source: "FILE_RENAME_INFO structure", ReplaceIfExists.  Wine 8: as above. */
static void renames_over(void)
{
    char from[NAME_SIZE], to[NAME_SIZE];
    WIN32_FILE_ATTRIBUTE_DATA data;
    HANDLE file;

    temp_name(from);
    temp_name(to);
    file_make(from, 10);
    file_make(to, 20);
    file = open_path(from, DELETE, SHARE_EVERYTHING);
    CHECK_FAILS(rename_to(file, to, FALSE), ERROR_ALREADY_EXISTS);
    CHECK(is_there(from));
    CHECK(rename_to(file, to, TRUE));
    CHECK(!is_there(from));
    CHECK(GetFileAttributesExA(to, GetFileExInfoStandard, &data));
    CHECK(data.nFileSizeLow == 10);
    CHECK(CreateDirectoryA(from, NULL));
    CHECK_FAILS(rename_to(file, from, TRUE), ERROR_ACCESS_DENIED);
    CHECK_FAILS(rename_to(file, "./no-such-folder/name", FALSE),
                ERROR_PATH_NOT_FOUND);
    CloseHandle(file);
    CHECK(DeleteFileA(to) && RemoveDirectoryA(from));
}

/* Claim:  without DELETE it is 5; fewer bytes than the structure are 24; a
 *         length that the buffer does not have is 87.
 * Source: "SetFileInformationByHandle function", Remarks.  Wine 8: as above. */
static void refused_renames(void)
{
    char from[NAME_SIZE], to[NAME_SIZE];
    FILE_RENAME_INFO info = {0};
    HANDLE file;

    temp_name(from);
    temp_name(to);
    file_make(from, 10);
    file = open_path(from, GENERIC_READ | GENERIC_WRITE, SHARE_EVERYTHING);
    DIFFERS(WINE_8, "renames it")
    CHECK_FAILS(rename_to(file, to, FALSE), ERROR_ACCESS_DENIED);
    CloseHandle(file);
    if (is_there(to))
        CHECK(MoveFileA(to, from));
    file = open_path(from, DELETE, SHARE_EVERYTHING);
    DIFFERS(WINE_8, "123")
    CHECK_FAILS(SetFileInformationByHandle(file, FileRenameInfo, &info, 4),
                ERROR_BAD_LENGTH);
    info.FileNameLength = 100;
    DIFFERS(WINE_8, "123")
    CHECK_FAILS(
        SetFileInformationByHandle(file, FileRenameInfo, &info, sizeof info),
        ERROR_INVALID_PARAMETER);
    CHECK(is_there(from) && set_deleting(file, TRUE));
    CloseHandle(file);
}

/* ---- Times, attributes, lengths ---- */

static LARGE_INTEGER seconds_after_2000(LONGLONG seconds)
{
    LARGE_INTEGER time;

    time.QuadPart = 125911584000000000 + seconds * 10000000;
    return time;
}

/* Claim:  FileBasicInfo sets times, and 0 leaves one alone.
 * Source: "FILE_BASIC_INFO structure".  Wine 8: same. */
static void times(void)
{
    FILE_BASIC_INFO set = {0}, got;
    char name[NAME_SIZE];
    HANDLE file;

    temp_name(name);
    file_make(name, 10);
    file = open_path(name, FILE_WRITE_ATTRIBUTES | FILE_READ_ATTRIBUTES,
                     SHARE_EVERYTHING);
    set.LastAccessTime = seconds_after_2000(1000);
    set.LastWriteTime = seconds_after_2000(2000);
    CHECK(SetFileInformationByHandle(file, FileBasicInfo, &set, sizeof set));
    CHECK(GetFileInformationByHandleEx(file, FileBasicInfo, &got, sizeof got));
    CHECK(got.LastAccessTime.QuadPart == set.LastAccessTime.QuadPart);
    CHECK(got.LastWriteTime.QuadPart == set.LastWriteTime.QuadPart);
    set.LastAccessTime.QuadPart = 0;
    set.LastWriteTime = seconds_after_2000(3000);
    CHECK(SetFileInformationByHandle(file, FileBasicInfo, &set, sizeof set));
    CHECK(GetFileInformationByHandleEx(file, FileBasicInfo, &got, sizeof got));
    CHECK(got.LastAccessTime.QuadPart == seconds_after_2000(1000).QuadPart);
    CHECK(got.LastWriteTime.QuadPart == set.LastWriteTime.QuadPart);
    CloseHandle(file);
    CHECK(DeleteFileA(name));
}

/* Claim:  and attributes: FILE_ATTRIBUTE_NORMAL takes READONLY away, 0 leaves
 *         them alone.
 * Source: "FILE_BASIC_INFO structure", FileAttributes.  Wine 8: same. */
static void attributes(void)
{
    FILE_BASIC_INFO set = {.FileAttributes = FILE_ATTRIBUTE_READONLY}, got;
    char name[NAME_SIZE];
    HANDLE file;

    temp_name(name);
    file_make(name, 10);
    file = open_path(name, FILE_WRITE_ATTRIBUTES | DELETE, SHARE_EVERYTHING);
    CHECK(SetFileInformationByHandle(file, FileBasicInfo, &set, sizeof set));
    CHECK((GetFileAttributesA(name) & FILE_ATTRIBUTE_READONLY) != 0);
    CHECK_FAILS(set_deleting(file, TRUE), ERROR_ACCESS_DENIED);
    set.FileAttributes = 0;
    CHECK(SetFileInformationByHandle(file, FileBasicInfo, &set, sizeof set));
    CHECK((GetFileAttributesA(name) & FILE_ATTRIBUTE_READONLY) != 0);
    set.FileAttributes = FILE_ATTRIBUTE_NORMAL;
    CHECK(SetFileInformationByHandle(file, FileBasicInfo, &set, sizeof set));
    CHECK((GetFileAttributesA(name) & FILE_ATTRIBUTE_READONLY) == 0);
    CHECK(GetFileInformationByHandleEx(file, FileBasicInfo, &got, sizeof got));
    CHECK((got.FileAttributes & FILE_ATTRIBUTE_READONLY) == 0);
    CloseHandle(file);
    CHECK(!is_there(name) || DeleteFileA(name));
}

/* Claim:  a handle that may not write attributes is refused (5); so are fewer
 *         bytes than the structure has (24), and the attribute of a folder for
 *         a file (87).
 * Source: "File Security and Access Rights".  Wine 8: sets them. */
static void refused_attributes(void)
{
    FILE_BASIC_INFO set = {.FileAttributes = FILE_ATTRIBUTE_READONLY};
    char name[NAME_SIZE];
    HANDLE file;

    temp_name(name);
    file_make(name, 10);
    file = open_path(name, GENERIC_READ, SHARE_EVERYTHING);
    DIFFERS(WINE_8, "sets them")
    CHECK_FAILS(
        SetFileInformationByHandle(file, FileBasicInfo, &set, sizeof set),
        ERROR_ACCESS_DENIED);
    DIFFERS(WINE_8, "sets them")
    CHECK((GetFileAttributesA(name) & FILE_ATTRIBUTE_READONLY) == 0);
    CloseHandle(file);
    file = open_path(name, FILE_WRITE_ATTRIBUTES, SHARE_EVERYTHING);
    DIFFERS(WINE_8, "87")
    CHECK_FAILS(
        SetFileInformationByHandle(file, FileBasicInfo, &set, sizeof set - 1),
        ERROR_BAD_LENGTH);
    set.FileAttributes = FILE_ATTRIBUTE_DIRECTORY;
    DIFFERS(WINE_8, "takes it")
    CHECK_FAILS(
        SetFileInformationByHandle(file, FileBasicInfo, &set, sizeof set),
        ERROR_INVALID_PARAMETER);
    set.FileAttributes = FILE_ATTRIBUTE_NORMAL;
    CHECK(SetFileInformationByHandle(file, FileBasicInfo, &set, sizeof set));
    CloseHandle(file);
    CHECK(DeleteFileA(name));
}

static LONGLONG length_of(HANDLE file)
{
    LARGE_INTEGER size = {.QuadPart = -1};

    CHECK(GetFileSizeEx(file, &size));
    return size.QuadPart;
}

/* Claim:  FileEndOfFileInfo cuts and extends, wherever the pointer is; below 0
 *         it is 87.
 * Source: "FILE_END_OF_FILE_INFO structure".  Wine 8: same. */
static void end_of_file(void)
{
    HANDLE file = file_new(0, 1000);
    FILE_END_OF_FILE_INFO info;

    info.EndOfFile.QuadPart = 300;
    CHECK(SetFileInformationByHandle(file, FileEndOfFileInfo, &info,
                                     sizeof info));
    CHECK(length_of(file) == 300);
    info.EndOfFile.QuadPart = 70000;
    CHECK(SetFileInformationByHandle(file, FileEndOfFileInfo, &info,
                                     sizeof info));
    CHECK(length_of(file) == 70000);
    info.EndOfFile.QuadPart = -1;
    CHECK_FAILS(
        SetFileInformationByHandle(file, FileEndOfFileInfo, &info, sizeof info),
        ERROR_INVALID_PARAMETER);
    DIFFERS(WINE_8, "87")
    CHECK_FAILS(SetFileInformationByHandle(file, FileEndOfFileInfo, &info, 4),
                ERROR_BAD_LENGTH);
    CHECK(length_of(file) == 70000);
    CloseHandle(file);
}

/* Claim:  FileAllocationInfo sets space aside and does not make the file
 *         longer; less than its length cuts it.
 * Source: "FILE_ALLOCATION_INFO structure".  Wine 8: does not know it. */
static void allocation(void)
{
    HANDLE file = file_new(0, 1000);
    FILE_ALLOCATION_INFO info;

    info.AllocationSize.QuadPart = 100000;
    DIFFERS(WINE_8, "120")
    CHECK(SetFileInformationByHandle(file, FileAllocationInfo, &info,
                                     sizeof info));
    CHECK(length_of(file) == 1000);
    info.AllocationSize.QuadPart = 0;
    DIFFERS(WINE_8, "120")
    CHECK(SetFileInformationByHandle(file, FileAllocationInfo, &info,
                                     sizeof info));
    DIFFERS(WINE_8, "120")
    CHECK(length_of(file) == 0);
    CloseHandle(file);
}

/* Claim:  a length is set by who may write only: 5.
 * Source: "File Security and Access Rights".  Wine 8: same. */
static void refused_lengths(void)
{
    FILE_END_OF_FILE_INFO info = {{.QuadPart = 1}};
    char name[NAME_SIZE];
    HANDLE file;

    temp_name(name);
    file_make(name, 10);
    file = open_path(name, GENERIC_READ, SHARE_EVERYTHING);
    DIFFERS(WINE_8, "87")
    CHECK_FAILS(
        SetFileInformationByHandle(file, FileEndOfFileInfo, &info, sizeof info),
        ERROR_ACCESS_DENIED);
    CHECK(length_of(file) == 10);
    CloseHandle(file);
    CHECK(DeleteFileA(name));
}

/* Claim:  a priority is taken if there is one of that number, else 87.
 * Source: "FILE_IO_PRIORITY_HINT_INFO structure".  Wine 8: same. */
static void priority(void)
{
    HANDLE file = file_new(0, 10);
    FILE_IO_PRIORITY_HINT_INFO info = {IoPriorityHintVeryLow};

    CHECK(SetFileInformationByHandle(file, FileIoPriorityHintInfo, &info,
                                     sizeof info));
    info.PriorityHint = MaximumIoPriorityHintType;
    CHECK_FAILS(SetFileInformationByHandle(file, FileIoPriorityHintInfo, &info,
                                           sizeof info),
                ERROR_INVALID_PARAMETER);
    CloseHandle(file);
}

/* Claim:  an unknown class, and one that only asks, is 87; a handle that is
 *         none 6.
 * Source: "SetFileInformationByHandle function", Remarks.  Wine 8: has another
 *         error for what it does not know. */
static void refusals(void)
{
    HANDLE file = file_new(0, 10);
    char room[64] = {0};

    CHECK_FAILS(SetFileInformationByHandle(
                    file, (FILE_INFO_BY_HANDLE_CLASS)1000, room, sizeof room),
                ERROR_INVALID_PARAMETER);
    CHECK_FAILS(
        SetFileInformationByHandle(file, FileStandardInfo, room, sizeof room),
        ERROR_INVALID_PARAMETER);
    CHECK_FAILS(SetFileInformationByHandle((HANDLE)(ULONG_PTR)0xFFFC,
                                           FileBasicInfo, room, sizeof room),
                ERROR_INVALID_HANDLE);
    CloseHandle(file);
}

int main(int argc, char **argv)
{
    static const struct tap_case cases[] = {
        CASE(deletes_on_close),
        CASE(goes_with_the_last),
        CASE(refused_deletion),
        CASE(renames),
        CASE(renames_over),
        CASE(refused_renames),
        CASE(times),
        CASE(attributes),
        CASE(refused_attributes),
        CASE(end_of_file),
        CASE(allocation),
        CASE(refused_lengths),
        CASE(priority),
        CASE(refusals),
    };

    return tap_main(argc, argv, cases, COUNT_OF(cases));
}
