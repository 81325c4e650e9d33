/* GetFullPathName, GetTempPath, GetTempFileName. */
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

TAP_MAIN(CASE(full_path), CASE(temp_path), CASE(temp_files),
         CASE(temp_files_wide))
