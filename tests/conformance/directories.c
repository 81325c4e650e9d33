/* CreateDirectory, RemoveDirectory, FindNextFile, the current folder, free
 * space. */
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

#define FILES 5

/* `folder` with FILES files, named by their lengths. */
static void fill_folder(char folder[NAME_SIZE], char pattern[NAME_SIZE + 8])
{
    char name[NAME_SIZE + 8];

    temp_name(folder);
    CHECK(CreateDirectoryA(folder, NULL));
    for (int i = 0; i < FILES; i++) {
        snprintf(name, sizeof name, "%s/%d.f", folder, i);
        file_make(name, (DWORD)i);
    }
    snprintf(pattern, NAME_SIZE + 8, "%s/*.f", folder);
}

static void empty_folder(const char *folder)
{
    char name[NAME_SIZE + 8];

    for (int i = 0; i < FILES; i++) {
        snprintf(name, sizeof name, "%s/%d.f", folder, i);
        CHECK(DeleteFileA(name));
    }
    CHECK(RemoveDirectoryA(folder));
}

/* Claim:  FindNextFile gives what fits, each entry once, then 18 and leaves the
 *         structure as it was; a search that was closed is 6.
 * Source: "FindNextFileA function", Return value.  Wine 8: same. */
static void listing(void)
{
    char folder[NAME_SIZE], pattern[NAME_SIZE + 8];
    int count = 0, seen[FILES] = {0};
    WIN32_FIND_DATAA data, before;
    HANDLE find;

    fill_folder(folder, pattern);
    find = FindFirstFileA(pattern, &data);
    if (!CHECK(find != INVALID_HANDLE_VALUE))
        return;
    do {
        int number = data.cFileName[0] - '0';

        count++;
        if (CHECK(number >= 0 && number < FILES, "%s", data.cFileName))
            CHECK(seen[number]++ == 0 && data.nFileSizeLow == (DWORD)number);
        CHECK((data.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) == 0);
        before = data;
    } while (FindNextFileA(find, &data));
    CHECK_ERROR(ERROR_NO_MORE_FILES);
    CHECK(count == FILES, "%d", count);
    CHECK(memcmp(&before, &data, sizeof data) == 0);
    CHECK_FAILS(FindNextFileA(find, &data), ERROR_NO_MORE_FILES);
    CHECK(FindClose(find));
    CHECK_FAILS(FindNextFileA(INVALID_HANDLE_VALUE, &data),
                ERROR_INVALID_HANDLE);
    empty_folder(folder);
}

/* Claim:  the W form gives the same.
 * Source: as above.  Wine 8: same. */
static void listing_wide(void)
{
    char folder[NAME_SIZE], pattern[NAME_SIZE + 8];
    WCHAR wide[NAME_SIZE + 8];
    WIN32_FIND_DATAW data;
    unsigned seen = 0;
    HANDLE find;

    fill_folder(folder, pattern);
    CHECK(MultiByteToWideChar(CP_UTF8, 0, pattern, -1, wide, COUNT_OF(wide)));
    find = FindFirstFileW(wide, &data);
    if (!CHECK(find != INVALID_HANDLE_VALUE))
        return;
    do {
        CHECK(data.cFileName[1] == '.' && data.cFileName[2] == 'f' &&
              data.cFileName[3] == 0);
        seen |= 1u << (data.cFileName[0] - '0');
        CHECK(data.nFileSizeLow == (DWORD)(data.cFileName[0] - '0'));
    } while (FindNextFileW(find, &data));
    CHECK_ERROR(ERROR_NO_MORE_FILES);
    CHECK(seen == (1u << FILES) - 1, "%x", seen);
    CHECK(FindClose(find));
    empty_folder(folder);
}

static const char *const names[] = {"log",   "log1", "log.txt", "log1.txt",
                                    "a.b.c", "ab",   "abc",     "abcd"};

/* One bit a name. */
static unsigned fitting(const char *folder, const char *pattern)
{
    char path[NAME_SIZE + 16];
    WIN32_FIND_DATAA data;
    unsigned found = 0;
    HANDLE find;

    snprintf(path, sizeof path, "%s/%s", folder, pattern);
    find = FindFirstFileA(path, &data);
    if (find == INVALID_HANDLE_VALUE)
        return 0;
    do
        for (unsigned i = 0; i < COUNT_OF(names); i++)
            found |= strcmp(data.cFileName, names[i]) == 0 ? 1u << i : 0;
    while (FindNextFileA(find, &data));
    FindClose(find);
    return found;
}

struct row {
    const char *pattern;
    unsigned fits;
};

/* Claim:  ? is any letter, or none before a dot and at the end; a dot before a
 *         wildcard may be missing at the end; a star before a dot stops at the
 *         last one, so that a pattern that ends in a dot fits what has none.
 * Source: "FsRtlIsNameInExpression function", Remarks, of what Win32 makes of
 *         patterns.  Wine 8: ? is one letter, "*." fits a.b.c, "*?" nothing. */
static void wildcards(void)
{
    static const struct row rows[] = {
        {"*", 0xff},    {"*.*", 0xff}, {"log*.*", 0x0f}, {"log.*", 0x05},
        {"?.*", 0x10},  {".*", 0},     {"*.t*", 0x0c},   {"*.*.*", 0xff},
        {"*b.*", 0x30}, {"l*g", 0x01}, {"*.b.c", 0x10},  {"*.txt", 0x0c},
        {"**", 0xff},   {"*.c", 0x10},
    };
    static const struct row others[] = {
        {"*.", 0xe3},   {"*?", 0xff},    {"ab?", 0x60},      {"ab????", 0xe0},
        {"ab??", 0xe0}, {"log*.", 0x03}, {"?og?.?x?", 0x0c}, {"*b*.", 0xe0},
    };
    char folder[NAME_SIZE], path[NAME_SIZE + 16];

    temp_name(folder);
    CHECK(CreateDirectoryA(folder, NULL));
    for (unsigned i = 0; i < COUNT_OF(names); i++) {
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        file_make(path, 1);
    }
    for (unsigned i = 0; i < COUNT_OF(rows); i++)
        CHECK(fitting(folder, rows[i].pattern) == rows[i].fits, "%s: %x",
              rows[i].pattern, fitting(folder, rows[i].pattern));
    for (unsigned i = 0; i < COUNT_OF(others); i++)
        DIFFERS(WINE_8, "other rules for ? and a dot at the end")
    CHECK(fitting(folder, others[i].pattern) == others[i].fits, "%s: %x",
          others[i].pattern, fitting(folder, others[i].pattern));
    for (unsigned i = 0; i < COUNT_OF(names); i++) {
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        CHECK(DeleteFileA(path));
    }
    CHECK(RemoveDirectoryA(folder));
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
         CASE(remove_open_folder), CASE(current), CASE(listing),
         CASE(listing_wide), CASE(wildcards), CASE(free_space))
