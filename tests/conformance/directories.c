/* CreateDirectory, RemoveDirectory, the current folder, free space. */
#include "support.h"

static int is_folder(const char *name)
{
    DWORD attributes = GetFileAttributesA(name);

    return attributes != INVALID_FILE_ATTRIBUTES &&
           (attributes & FILE_ATTRIBUTE_DIRECTORY) != 0;
}

/* Claim:  makes a folder; a name that is taken is 183, a folder on the way that
 *         is missing 3.
 * Source: "CreateDirectoryA function", Return value.  Wine 8: same. */
static void create(void)
{
    char name[NAME_SIZE], inner[NAME_SIZE + 8];

    temp_name(name);
    snprintf(inner, sizeof inner, "%s/a/b", name);
    CHECK(CreateDirectoryA(name, NULL) && is_folder(name));
    CHECK_FAILS(CreateDirectoryA(name, NULL), ERROR_ALREADY_EXISTS);
    CHECK_FAILS(CreateDirectoryA(inner, NULL), ERROR_PATH_NOT_FOUND);
    CHECK_FAILS(CreateDirectoryA("", NULL), ERROR_PATH_NOT_FOUND);
    CHECK(RemoveDirectoryA(name) && !is_folder(name));
}

/* Claim:  the W form takes the same names.
 * Source: as above.  Wine 8: same. */
static void create_wide(void)
{
    WCHAR name[] = u"iocp-f\u00e4lder.tmp";

    RemoveDirectoryW(name);
    CHECK(CreateDirectoryW(name, NULL));
    CHECK((GetFileAttributesW(name) & FILE_ATTRIBUTE_DIRECTORY) != 0);
    CHECK_FAILS(CreateDirectoryW(name, NULL), ERROR_ALREADY_EXISTS);
    CHECK(RemoveDirectoryW(name));
}

/* Claim:  a folder that holds something is 145, a file 267, nothing 2.
 * Source: "RemoveDirectoryA function".  Wine 8: same. */
static void remove_folder(void)
{
    char name[NAME_SIZE], inner[NAME_SIZE + 8];

    temp_name(name);
    snprintf(inner, sizeof inner, "%s/file", name);
    CHECK(CreateDirectoryA(name, NULL));
    file_make(inner, 1);
    CHECK_FAILS(RemoveDirectoryA(name), ERROR_DIR_NOT_EMPTY);
    CHECK_FAILS(RemoveDirectoryA(inner), ERROR_DIRECTORY);
    CHECK(DeleteFileA(inner));
    CHECK_FAILS(DeleteFileA(name), ERROR_ACCESS_DENIED);
    CHECK(RemoveDirectoryA(name));
    CHECK_FAILS(RemoveDirectoryA(name), ERROR_FILE_NOT_FOUND);
}

/* Claim:  a folder that is open without FILE_SHARE_DELETE stays: 32.
 * Source: "RemoveDirectoryA function", Remarks.  Wine 8: same. */
static void remove_open_folder(void)
{
    char name[NAME_SIZE];
    HANDLE folder;

    temp_name(name);
    CHECK(CreateDirectoryA(name, NULL));
    folder = CreateFileA(name, GENERIC_READ, FILE_SHARE_READ, NULL,
                         OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, NULL);
    CHECK(folder != INVALID_HANDLE_VALUE);
    CHECK_FAILS(RemoveDirectoryA(name), ERROR_SHARING_VIOLATION);
    CloseHandle(folder);
    CHECK(RemoveDirectoryA(name));
}

/* Claim:  names are seen from the current folder, which can be changed and
 *         asked for; too little room gives the size needed.
 * Source: "SetCurrentDirectory function", "GetCurrentDirectory function".
 * Wine 8: same. */
static void current(void)
{
    char name[NAME_SIZE], before[NAME_SIZE], after[NAME_SIZE];
    WCHAR wide[NAME_SIZE];
    DWORD len = GetCurrentDirectoryA(sizeof before, before);

    CHECK(len > 0 && len == strlen(before));
    CHECK(GetCurrentDirectoryA(len, after) == len + 1);
    CHECK(GetCurrentDirectoryA(0, NULL) == len + 1);
    CHECK(GetCurrentDirectoryW(NAME_SIZE, wide) == len);
    temp_name(name);
    CHECK_FAILS(SetCurrentDirectoryA(name), ERROR_FILE_NOT_FOUND);
    CHECK(CreateDirectoryA(name, NULL));
    CHECK(SetCurrentDirectoryA(name));
    file_make("inside", 1);
    CHECK_FAILS(SetCurrentDirectoryA("inside"), ERROR_DIRECTORY);
    CHECK(GetCurrentDirectoryA(sizeof after, after) > len);
    CHECK(DeleteFileA("inside"));
    CHECK(SetCurrentDirectoryW(wide));
    CHECK(GetCurrentDirectoryA(sizeof after, after) == len &&
          strcmp(before, after) == 0);
    CHECK(RemoveDirectoryA(name));
}

/* Claim:  what the caller may use is no more than what is free, and that no
 *         more than all; pointers may be NULL.
 * Source: "GetDiskFreeSpaceExA function".  Wine 8: same. */
static void free_space(void)
{
    ULARGE_INTEGER mine, total, unused;

    CHECK(GetDiskFreeSpaceExA(".", &mine, &total, &unused));
    CHECK(mine.QuadPart <= unused.QuadPart &&
          unused.QuadPart <= total.QuadPart && total.QuadPart > 0);
    CHECK(GetDiskFreeSpaceExA(NULL, NULL, NULL, NULL));
    CHECK(GetDiskFreeSpaceExW(NULL, NULL, &total, NULL));
}

TAP_MAIN(CASE(create), CASE(create_wide), CASE(remove_folder),
         CASE(remove_open_folder), CASE(current), CASE(free_space))
