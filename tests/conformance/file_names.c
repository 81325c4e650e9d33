/* ReplaceFile, GetLongPathName, SearchPath, FindFirstFileEx. */
#include "support.h"

struct names {
    char replaced[NAME_SIZE], replacement[NAME_SIZE], backup[NAME_SIZE];
};

static void names_new(struct names *names)
{
    temp_name(names->replaced);
    temp_name(names->replacement);
    temp_name(names->backup);
    file_make(names->replaced, 10);
    file_make(names->replacement, 20);
}

static LONG size_of(const char *name)
{
    WIN32_FILE_ATTRIBUTE_DATA data;

    if (!GetFileAttributesExA(name, GetFileExInfoStandard, &data))
        return -1;
    return (LONG)data.nFileSizeLow;
}

static int sizes_are(const struct names *names, LONG replaced, LONG replacement,
                     LONG backup)
{
    return size_of(names->replaced) == replaced &&
           size_of(names->replacement) == replacement &&
           size_of(names->backup) == backup;
}

/* Claim:  the replacement has the name of the replaced file, and its own no
 *         longer; the backup, if wanted, is the replaced file, also where a
 *         file of that name was.
 * Source: "ReplaceFileA function", Parameters.  Wine 8: wants a backup. */
static void replacing(void)
{
    struct names names;
    LONG before;

    names_new(&names);
    DIFFERS(WINE_8, "267")
    CHECK(ReplaceFileA(names.replaced, names.replacement, NULL, 0, NULL, NULL));
    DIFFERS(WINE_8, "267")
    CHECK(sizes_are(&names, 20, -1, -1));
    file_make(names.replacement, 30);
    before = size_of(names.replaced);
    CHECK(ReplaceFileA(names.replaced, names.replacement, names.backup, 0, NULL,
                       NULL));
    CHECK(sizes_are(&names, 30, -1, before));
    file_make(names.replacement, 40);
    CHECK(ReplaceFileA(names.replaced, names.replacement, names.backup,
                       REPLACEFILE_IGNORE_MERGE_ERRORS, NULL, NULL));
    CHECK(sizes_are(&names, 40, -1, 30));
    CHECK(DeleteFileA(names.replaced) && DeleteFileA(names.backup));
}

/* Claim:  what is missing is 2, what is read-only 5, an open replacement 32;
 *         all names are what they were.
 * Source: "ReplaceFileA function", Return value.  Wine 8: same. */
static void refused_replacing(void)
{
    struct names names;
    HANDLE file;

    names_new(&names);
    CHECK(DeleteFileA(names.replacement));
    CHECK_FAILS(
        ReplaceFileA(names.replaced, names.replacement, NULL, 0, NULL, NULL),
        ERROR_FILE_NOT_FOUND);
    CHECK_FAILS(
        ReplaceFileA(names.replacement, names.replaced, NULL, 0, NULL, NULL),
        ERROR_FILE_NOT_FOUND);
    file_make(names.replacement, 20);
    file = CreateFileA(names.replacement, GENERIC_READ, FILE_SHARE_READ, NULL,
                       OPEN_EXISTING, 0, NULL);
    CHECK_FAILS(
        ReplaceFileA(names.replaced, names.replacement, NULL, 0, NULL, NULL),
        ERROR_SHARING_VIOLATION);
    CloseHandle(file);
    CHECK(SetFileAttributesA(names.replaced, FILE_ATTRIBUTE_READONLY));
    CHECK_FAILS(
        ReplaceFileA(names.replaced, names.replacement, NULL, 0, NULL, NULL),
        ERROR_ACCESS_DENIED);
    CHECK(sizes_are(&names, 10, 20, -1));
    CHECK(SetFileAttributesA(names.replaced, FILE_ATTRIBUTE_NORMAL));
    CHECK(DeleteFileA(names.replaced) && DeleteFileA(names.replacement));
}

static int is_no_backup(const struct names *names, const char *backup,
                        DWORD error)
{
    return !ReplaceFileA(names->replaced, names->replacement, backup, 0, NULL,
                         NULL) &&
           GetLastError() == error;
}

/* Claim:  a backup that is open without sharing its deletion is 32, one that is
 *         one of the two files 1175; all names are what they were.
 * Source: "ReplaceFileA function", Return value (1175: the replaced file keeps
 *         its name).  Wine 8: 5; loses one of the files. */
static void refused_backup(void)
{
    struct names names;
    HANDLE file;

    names_new(&names);
    file_make(names.backup, 30);
    file = CreateFileA(names.backup, GENERIC_READ, FILE_SHARE_READ, NULL,
                       OPEN_EXISTING, 0, NULL);
    DIFFERS(WINE_8, "says 5")
    CHECK(is_no_backup(&names, names.backup, ERROR_SHARING_VIOLATION));
    CHECK(sizes_are(&names, 10, 20, 30));
    CloseHandle(file);
    CHECK(DeleteFileA(names.backup));
    DIFFERS(WINE_8, "the replaced file is lost")
    CHECK(is_no_backup(&names, names.replacement,
                       ERROR_UNABLE_TO_REMOVE_REPLACED) &&
          sizes_are(&names, 10, 20, -1));
    file_make(names.replaced, 10);
    file_make(names.replacement, 20);
    DIFFERS(WINE_8, "the replaced file is lost")
    CHECK(
        is_no_backup(&names, names.replaced, ERROR_UNABLE_TO_REMOVE_REPLACED) &&
        sizes_are(&names, 10, 20, -1));
    DeleteFileA(names.replaced);
    DeleteFileA(names.replacement);
}

/* Claim:  the long form of a path names the same file; the length is without
 *         the NUL, or what is needed with it; what is not there is 2.
 * Source: "GetLongPathNameA function", "GetShortPathNameA function", Return
 *         value.  Wine 8: same. */
static void long_and_short(void)
{
    char name[NAME_SIZE], found[NAME_SIZE];
    WCHAR wide[NAME_SIZE];
    DWORD length;

    temp_name(name);
    CHECK_FAILS(GetLongPathNameA(name, found, NAME_SIZE), ERROR_FILE_NOT_FOUND);
    CHECK_FAILS(GetShortPathNameA(name, found, NAME_SIZE),
                ERROR_FILE_NOT_FOUND);
    file_make(name, 33);
    length = GetLongPathNameA(name, found, NAME_SIZE);
    CHECK(length > 0 && length == strlen(found) && size_of(found) == 33);
    CHECK(GetLongPathNameA(name, NULL, 0) == length + 1);
    CHECK(GetLongPathNameA(name, found, 2) == length + 1);
    length = GetShortPathNameA(name, found, NAME_SIZE);
    CHECK(length > 0 && length == strlen(found) && size_of(found) == 33);
    CHECK(GetLongPathNameW(u".", wide, NAME_SIZE) == 1 && wide[0] == '.');
    CHECK(DeleteFileA(name));
}

/* Claim:  SearchPath finds a file in the folders it is given, adds the ending
 *         to a name that has none, tells the last part.
 * Source: "SearchPathA function", Parameters.  Wine 8: same. */
static void searching(void)
{
    char folder[NAME_SIZE], name[NAME_SIZE + 16], found[NAME_SIZE * 2];
    char folders[NAME_SIZE + 32], *part = NULL;
    DWORD length;

    temp_name(folder);
    CHECK(CreateDirectoryA(folder, NULL));
    snprintf(name, sizeof name, "%s/wanted.txt", folder);
    file_make(name, 44);
    snprintf(folders, sizeof folders, "./no-such-folder;%s", folder);
    length = SearchPathA(folders, "wanted", ".txt", sizeof found, found, &part);
    CHECK(length > 0 && length == strlen(found) && size_of(found) == 44);
    CHECK(part != NULL && strcmp(part, "wanted.txt") == 0);
    CHECK(SearchPathA(folders, "wanted.txt", ".exe", 0, NULL, NULL) ==
          length + 1);
    CHECK(SearchPathA(folders, "wanted.txt", NULL, sizeof found, found, NULL) ==
          length);
    CHECK_FAILS(SearchPathA(folders, "wanted", NULL, sizeof found, found, NULL),
                ERROR_FILE_NOT_FOUND);
    CHECK_FAILS(SearchPathA(NULL, "no-such-file-anywhere", ".txt", sizeof found,
                            found, NULL),
                ERROR_FILE_NOT_FOUND);
    CHECK(SearchPathA(NULL, name, NULL, sizeof found, found, NULL) > 0);
    CHECK(size_of(found) == 44);
    CHECK(DeleteFileA(name) && RemoveDirectoryA(folder));
}

/* Claim:  FindFirstFileEx lists as FindFirstFile does; another level, operation
 *         or a filter is 87.
 * Source: "FindFirstFileExA function", Parameters.  Wine 8: takes a filter. */
static void extended_find(void)
{
    char name[NAME_SIZE], filter[4] = "";
    WIN32_FIND_DATAA data;
    HANDLE find;

    temp_name(name);
    file_make(name, 55);
    find = FindFirstFileExA(name, FindExInfoBasic, &data, FindExSearchNameMatch,
                            NULL, FIND_FIRST_EX_LARGE_FETCH);
    CHECK(find != INVALID_HANDLE_VALUE && data.nFileSizeLow == 55);
    CHECK_FAILS(FindNextFileA(find, &data), ERROR_NO_MORE_FILES);
    CHECK(FindClose(find));
    find = FindFirstFileExA("./*", FindExInfoStandard, &data,
                            FindExSearchLimitToDirectories, NULL, 0);
    CHECK(find != INVALID_HANDLE_VALUE && FindClose(find));
    SetLastError(UNTOUCHED);
    CHECK(FindFirstFileExA(name, FindExInfoMaxInfoLevel, &data,
                           FindExSearchNameMatch, NULL,
                           0) == INVALID_HANDLE_VALUE);
    CHECK_ERROR(ERROR_INVALID_PARAMETER);
    SetLastError(UNTOUCHED);
    DIFFERS(WINE_8, "takes it")
    CHECK(FindFirstFileExA(name, FindExInfoStandard, &data,
                           FindExSearchNameMatch, filter,
                           0) == INVALID_HANDLE_VALUE);
    DIFFERS(WINE_8, "takes it")
    CHECK_ERROR(ERROR_INVALID_PARAMETER);
    CHECK(DeleteFileA(name));
}

/* Claim:  a new file has none of * ? < > " | in its name, nor a slash behind
 * it, and one that is looked for with them is none: 123. Source: "Naming Files,
 * Paths, and Namespaces", Naming Conventions. Wine 8: same. */
static void names_that_none_may_have(void)
{
    static const char *const bad[] = {"*", "?", "<", ">", "\"", "|"};
    char name[NAME_SIZE], path[NAME_SIZE + 8];

    temp_name(name);
    file_make(name, 1);
    for (unsigned i = 0; i < COUNT_OF(bad); i++) {
        snprintf(path, sizeof path, "%s%sx", name, bad[i]);
        CHECK_FAILS(CreateFileA(path, GENERIC_WRITE, 0, NULL, CREATE_NEW, 0,
                                NULL) != INVALID_HANDLE_VALUE,
                    ERROR_INVALID_NAME);
        CHECK_FAILS(CreateFileA(path, GENERIC_WRITE, 0, NULL, OPEN_ALWAYS, 0,
                                NULL) != INVALID_HANDLE_VALUE,
                    ERROR_INVALID_NAME);
        CHECK_FAILS(CreateFileA(path, GENERIC_READ, 0, NULL, OPEN_EXISTING, 0,
                                NULL) != INVALID_HANDLE_VALUE,
                    ERROR_INVALID_NAME);
        CHECK_FAILS(CreateDirectoryA(path, NULL), ERROR_INVALID_NAME);
        CHECK_FAILS(MoveFileA(name, path), ERROR_INVALID_NAME);
        CHECK_FAILS(DeleteFileA(path), ERROR_INVALID_NAME);
    }
    snprintf(path, sizeof path, "%s\\", name);
    CHECK_FAILS(CreateFileA(path, GENERIC_READ, 0, NULL, OPEN_EXISTING, 0,
                            NULL) != INVALID_HANDLE_VALUE,
                ERROR_INVALID_NAME);
    CHECK_FAILS(DeleteFileA(path), ERROR_INVALID_NAME);
    CHECK(DeleteFileA(name));
    CHECK_FAILS(CreateFileA(path, GENERIC_WRITE, 0, NULL, CREATE_NEW, 0,
                            NULL) != INVALID_HANDLE_VALUE,
                ERROR_INVALID_NAME);
}

TAP_MAIN(CASE(names_that_none_may_have), CASE(replacing),
         CASE(refused_replacing), CASE(refused_backup), CASE(long_and_short),
         CASE(searching), CASE(extended_find))
