/* GetFullPathName, GetTempPath, GetTempFileName, GetFinalPathNameByHandle. */
#include "support.h"

static int is_separator(char c)
{
    return c == '/' || c == '\\';
}

/* What `path` ends in, with / for both separators. */
static int ends_in(const char *path, const char *end)
{
    size_t len = strlen(path), tail = strlen(end);

    if (tail > len)
        return 0;
    for (path += len - tail; *end != '\0'; path++, end++)
        if (*path != *end && !(*end == '/' && is_separator(*path)))
            return 0;
    return 1;
}

/* Claim:  . and .. go, both separators count, the file need not be there; the
 *         last part is pointed out; too little room gives the size needed.
 * Source: "GetFullPathNameA function".  Wine 8: same. */
static void full_path(void)
{
    char path[MAX_PATH], *part = NULL;
    WCHAR wide[MAX_PATH], *wide_part = NULL;
    DWORD len = GetFullPathNameA("a/./b\\..//c", MAX_PATH, path, &part);

    CHECK(len == strlen(path) && ends_in(path, "/a/c"));
    CHECK(part != NULL && strcmp(part, "c") == 0);
    CHECK(GetFullPathNameA("a/./b\\..//c", len, path, NULL) == len + 1);
    CHECK(GetFullPathNameA("a/c/", MAX_PATH, path, &part) == len + 1);
    CHECK(ends_in(path, "/a/c/") && part == NULL);
    CHECK(GetFullPathNameW(u"a/c", MAX_PATH, wide, &wide_part) == len);
    CHECK(wide_part != NULL && wide_part[0] == 'c' && wide_part[1] == 0);
    CHECK(GetFullPathNameA("\\a\\..\\..\\b", MAX_PATH, path, &part) > 0);
    CHECK(ends_in(path, "/b") && strcmp(part, "b") == 0);
}

/* Claim:  the folder for temporary files ends with a separator; the length is
 *         without the NUL, or what is needed with it.
 * Source: "GetTempPathA function".  Wine 8: same. */
static void temp_path(void)
{
    char path[MAX_PATH + 2];
    WCHAR wide[MAX_PATH + 2];
    DWORD len = GetTempPathA(sizeof path, path);

    CHECK(len > 0 && len == strlen(path) && is_separator(path[len - 1]));
    CHECK(GetTempPathA(len, path) == len + 1);
    CHECK(GetTempPathW(MAX_PATH + 2, wide) == len);
}

/* Claim:  with number 0 a new, empty file is made, each time another one; with
 *         a number only the name. Three characters of the prefix are used.
 * Source: "GetTempFileNameA function".  Wine 8: same. */
static void temp_files(void)
{
    char one[MAX_PATH], other[MAX_PATH];
    UINT first = GetTempFileNameA(".", "abcd", 0, one);
    UINT second = GetTempFileNameA(".", "abcd", 0, other);

    CHECK(first != 0 && second != 0 && strcmp(one, other) != 0);
    CHECK(DeleteFileA(one) && DeleteFileA(other));
    CHECK(GetTempFileNameA(".", "abcd", 0x12ab, one) == 0x12ab);
    for (char *c = one; *c != '\0'; c++)
        *c = (char)(*c >= 'A' && *c <= 'Z' ? *c + 32 : *c);
    CHECK(ends_in(one, "/abc12ab.tmp"));
    CHECK(GetFileAttributesA(one) == INVALID_FILE_ATTRIBUTES);
    CHECK_FAILS(GetTempFileNameA("./no-such-folder", "a", 0, one),
                ERROR_DIRECTORY);
}

/* Claim:  the W form.
 * Source: as above.  Wine 8: same. */
static void temp_files_wide(void)
{
    WCHAR name[MAX_PATH];

    CHECK(GetTempFileNameW(u".", u"abc", 0, name) != 0);
    CHECK(DeleteFileW(name));
    CHECK(GetTempFileNameW(u".", u"abc", 7, name) == 7);
}

/* Claim:  the first three characters of the prefix, however many bytes those
 *         take; the name given is the name of the file that was made.
 * Source: "GetTempFileNameW function", lpPrefixString.  Wine 8: same. */
static void temp_files_of_other_letters(void)
{
    static const WCHAR three[] = {0xE4, 0x4E2D, 0xFC, 0};
    const WCHAR prefix[] = {0xE4, 0x4E2D, 0xFC, 0xF6, 0};
    WCHAR name[MAX_PATH];
    int start;

    CHECK(GetTempFileNameW(u".", prefix, 0, name) != 0);
    CHECK(GetFileAttributesW(name) != INVALID_FILE_ATTRIBUTES);
    CHECK(DeleteFileW(name));
    CHECK(GetTempFileNameW(u".", prefix, 0x99, name) == 0x99);
    for (start = 0; name[start] != 0 && name[start] != three[0]; start++)
        ;
    CHECK(memcmp(name + start, three, 3 * sizeof three[0]) == 0);
    CHECK(name[start + 3] == '9' && name[start + 4] == '9');
}

static HANDLE open_it(const char *name, DWORD flags)
{
    HANDLE handle = CreateFileA(name, 0, FILE_SHARE_READ | FILE_SHARE_WRITE,
                                NULL, OPEN_EXISTING, flags, NULL);

    CHECK(handle != INVALID_HANDLE_VALUE, "%s", name);
    return handle;
}

/* Claim:  the path of an open file or folder from the top, \\?\ before it; the
 *         same file is opened by it.
 * Source: "GetFinalPathNameByHandleA function", Remarks.  Wine 8: same. */
static void final_path(void)
{
    char folder[NAME_SIZE], name[NAME_SIZE + 16], path[MAX_PATH * 2];
    BY_HANDLE_FILE_INFORMATION one, other;
    HANDLE file, again, inside;
    DWORD len;

    temp_name(folder);
    CHECK(CreateDirectoryA(folder, NULL));
    snprintf(name, sizeof name, "%s/./final.tmp", folder);
    file_make(name, 1);
    file = open_it(name, 0);
    len = GetFinalPathNameByHandleA(file, path, sizeof path, 0);
    CHECK(len > 4 && len == strlen(path) && len < sizeof path);
    CHECK(memcmp(path, "\\\\?\\", 4) == 0, "%s", path);
    CHECK(ends_in(path, "/final.tmp") && strchr(path, '/') == NULL, "%s", path);
    CHECK(strstr(path, "\\.\\") == NULL, "%s", path);
    again = open_it(path, 0);
    CHECK(GetFileInformationByHandle(file, &one));
    CHECK(GetFileInformationByHandle(again, &other));
    CHECK(one.nFileIndexLow == other.nFileIndexLow &&
          one.nFileIndexHigh == other.nFileIndexHigh);
    inside = open_it(folder, FILE_FLAG_BACKUP_SEMANTICS);
    path[len - strlen("/final.tmp")] = '\0';
    CHECK(GetFinalPathNameByHandleA(inside, name, sizeof name, 0) ==
          strlen(path));
    CHECK(strcmp(name, path) == 0, "%s %s", name, path);
    CloseHandle(file);
    CloseHandle(again);
    CloseHandle(inside);
    strcat(path, "\\final.tmp");
    CHECK(DeleteFileA(path));
    CHECK(RemoveDirectoryA(folder));
}

/* Claim:  VOLUME_NAME_NONE leaves the drive out, and what is before it.
 * Source: "GetFinalPathNameByHandleA function", dwFlags.  Wine 8: same. */
static void final_path_without_drive(void)
{
    char path[MAX_PATH * 2], whole[MAX_PATH * 2];
    HANDLE file = file_new(0, 1);
    DWORD len =
        GetFinalPathNameByHandleA(file, path, sizeof path, VOLUME_NAME_NONE);

    CHECK(len > 1 && len == strlen(path));
    CHECK(path[0] == '\\' && path[1] != '\\', "%s", path);
    CHECK(GetFinalPathNameByHandleA(file, whole, sizeof whole, 0) > len);
    CHECK(ends_in(whole, path), "%s %s", whole, path);
    CloseHandle(file);
}

/* Claim:  too little room gives the size needed, with the NUL, in characters;
 *         exactly that is enough; other flags are 87.
 * Source: "GetFinalPathNameByHandleA function", Return value.
 *         Wine 8: the A form leaves the NUL out of the size. */
static void room_for_the_final_path(void)
{
    char path[MAX_PATH * 2];
    WCHAR wide[MAX_PATH * 2];
    HANDLE file = file_new(0, 1);
    DWORD len = GetFinalPathNameByHandleA(file, path, sizeof path, 0);

    DIFFERS(WINE_8, "the A form does not count the NUL")
    CHECK(GetFinalPathNameByHandleA(file, path, len, 0) == len + 1);
    CHECK(GetFinalPathNameByHandleA(file, path, len + 1, 0) == len);
    CHECK(GetFinalPathNameByHandleW(file, wide, MAX_PATH * 2, 0) == len);
    for (DWORD i = 0; i <= len; i++)
        if (!CHECK(wide[i] == (WCHAR)(unsigned char)path[i]))
            break;
    CHECK(GetFinalPathNameByHandleW(file, wide, len, 0) == len + 1);
    CHECK(GetFinalPathNameByHandleW(file, wide, len + 1, 0) == len);
    CHECK(GetFinalPathNameByHandleW(file, NULL, 0, 0) == len + 1);
    CHECK_FAILS(GetFinalPathNameByHandleA(file, path, sizeof path, 0x7000),
                ERROR_INVALID_PARAMETER);
    CHECK_FAILS(GetFinalPathNameByHandleW(file, wide, MAX_PATH * 2, 0x7000),
                ERROR_INVALID_PARAMETER);
    CloseHandle(file);
    CHECK_FAILS(GetFinalPathNameByHandleA(file, path, sizeof path, 0),
                ERROR_INVALID_HANDLE);
}

TAP_MAIN(CASE(full_path), CASE(temp_path), CASE(temp_files),
         CASE(temp_files_wide), CASE(temp_files_of_other_letters),
         CASE(final_path), CASE(final_path_without_drive),
         CASE(room_for_the_final_path))
