/* Symbolic links, as "Symbolic Link Effects on File Systems Functions" has
 * them: most calls that take a name tell of the link and not of its target.
 * Here, for a program on Windows needs a privilege to make one. */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <direct.h>
#include <windows.h>

#include "harness/tap.h"

#define TO_FOLDER (FILE_ATTRIBUTE_REPARSE_POINT | FILE_ATTRIBUTE_DIRECTORY)

static char top[64], folder[96], file[96], inner[128];
static char to_folder[96], to_file[96], to_nothing[96];

static void write_file(const char *path, const char *text)
{
    FILE *stream = fopen(path, "w");

    CHECK(stream != NULL);
    fputs(text, stream);
    fclose(stream);
}

/* A folder with a file in it, a file, and a link to each and to nothing. */
static void begin(void)
{
    snprintf(top, sizeof top, "links-%d.tmp", (int)getpid());
    snprintf(folder, sizeof folder, "%s/folder", top);
    snprintf(inner, sizeof inner, "%s/precious", folder);
    snprintf(file, sizeof file, "%s/file", top);
    snprintf(to_folder, sizeof to_folder, "%s/to-folder", top);
    snprintf(to_file, sizeof to_file, "%s/to-file", top);
    snprintf(to_nothing, sizeof to_nothing, "%s/to-nothing", top);
    CHECK(mkdir(top, 0700) == 0 && mkdir(folder, 0700) == 0);
    write_file(inner, "precious");
    write_file(file, "0123456789");
    CHECK(symlink("folder", to_folder) == 0);
    CHECK(symlink("file", to_file) == 0);
    CHECK(symlink("nothing", to_nothing) == 0);
}

static void end(void)
{
    unlink(to_folder);
    unlink(to_file);
    unlink(to_nothing);
    unlink(inner);
    unlink(file);
    CHECK(rmdir(folder) == 0 && rmdir(top) == 0);
}

static bool exists(const char *path)
{
    struct stat info;

    return lstat(path, &info) == 0;
}

static bool is_link(const char *path)
{
    struct stat info;

    return lstat(path, &info) == 0 && S_ISLNK(info.st_mode);
}

/* Also with a slash behind the name. */
static void attributes_of_the_link(void)
{
    WIN32_FILE_ATTRIBUTE_DATA data;
    char slash[100];

    begin();
    CHECK(GetFileAttributesA(to_folder) == TO_FOLDER);
    CHECK(GetFileAttributesA(to_file) == FILE_ATTRIBUTE_REPARSE_POINT);
    CHECK(GetFileAttributesA(to_nothing) == FILE_ATTRIBUTE_REPARSE_POINT);
    CHECK(GetFileAttributesExA(to_file, GetFileExInfoStandard, &data));
    CHECK(data.dwFileAttributes == FILE_ATTRIBUTE_REPARSE_POINT);
    CHECK(data.nFileSizeLow == 0 && data.nFileSizeHigh == 0);
    snprintf(slash, sizeof slash, "%s\\", to_folder);
    CHECK(GetFileAttributesA(slash) == TO_FOLDER);
    snprintf(slash, sizeof slash, "%s\\", folder);
    CHECK(GetFileAttributesA(slash) == FILE_ATTRIBUTE_DIRECTORY);
    end();
}

static DWORD wanted(const char *name)
{
    if (strcmp(name, "to-folder") == 0)
        return TO_FOLDER;
    return strncmp(name, "to-", 3) == 0 ? FILE_ATTRIBUTE_REPARSE_POINT : 0;
}

static void listed_as_links(void)
{
    WIN32_FIND_DATAA data;
    char pattern[100];
    unsigned links = 0;
    HANDLE find;

    begin();
    snprintf(pattern, sizeof pattern, "%s\\*", top);
    find = FindFirstFileA(pattern, &data);
    CHECK(find != INVALID_HANDLE_VALUE);
    do {
        DWORD attributes = wanted(data.cFileName);

        if (attributes == 0) {
            CHECK((data.dwFileAttributes & FILE_ATTRIBUTE_REPARSE_POINT) == 0);
            CHECK(data.dwReserved0 == 0);
            continue;
        }
        links++;
        CHECK(data.dwFileAttributes == attributes);
        CHECK(data.dwReserved0 == IO_REPARSE_TAG_SYMLINK);
        CHECK(data.nFileSizeLow == 0);
    } while (FindNextFileA(find, &data));
    CHECK(links == 3 && FindClose(find));
    find = FindFirstFileA(to_folder, &data);
    CHECK(find != INVALID_HANDLE_VALUE && FindClose(find));
    CHECK(data.dwFileAttributes == TO_FOLDER);
    CHECK(data.dwReserved0 == IO_REPARSE_TAG_SYMLINK);
    end();
}

static HANDLE open_folder(const char *path, DWORD flags)
{
    return CreateFileA(path, GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING,
                       FILE_FLAG_BACKUP_SEMANTICS | flags, NULL);
}

/* The name of an entry is compared without its end. */
static bool is_named(const WCHAR *name, DWORD bytes, const char *text)
{
    size_t len = strlen(text);

    if (bytes != 2 * len)
        return false;
    while (len-- > 0)
        if (name[len] != (WCHAR)text[len])
            return false;
    return true;
}

static void listed_by_handle_as_links(void)
{
    static _Alignas(8) char list[4096];
    const FILE_ID_EXTD_DIR_INFO *extended;
    const FILE_ID_BOTH_DIR_INFO *both;
    unsigned found = 0;
    size_t at = 0;
    HANDLE handle;

    begin();
    handle = open_folder(top, 0);
    CHECK(GetFileInformationByHandleEx(handle, FileIdExtdDirectoryInfo, list,
                                       sizeof list));
    do {
        extended = (const FILE_ID_EXTD_DIR_INFO *)(list + at);
        at += extended->NextEntryOffset;
        if (is_named(extended->FileName, extended->FileNameLength, "to-folder"))
            found += extended->FileAttributes == TO_FOLDER &&
                     extended->EaSize == 0 &&
                     extended->ReparsePointTag == IO_REPARSE_TAG_SYMLINK;
    } while (extended->NextEntryOffset != 0);
    CHECK(GetFileInformationByHandleEx(handle, FileIdBothDirectoryRestartInfo,
                                       list, sizeof list));
    at = 0;
    do {
        both = (const FILE_ID_BOTH_DIR_INFO *)(list + at);
        at += both->NextEntryOffset;
        if (is_named(both->FileName, both->FileNameLength, "to-file"))
            found += both->FileAttributes == FILE_ATTRIBUTE_REPARSE_POINT &&
                     both->EaSize == IO_REPARSE_TAG_SYMLINK;
    } while (both->NextEntryOffset != 0);
    CHECK(found == 2 && CloseHandle(handle));
    end();
}

/* CreateFile follows, unless FILE_FLAG_OPEN_REPARSE_POINT says not to. */
static void handles_of_links(void)
{
    BY_HANDLE_FILE_INFORMATION info;
    HANDLE handle;

    begin();
    handle = open_folder(to_folder, 0);
    CHECK(GetFileInformationByHandle(handle, &info));
    CHECK(info.dwFileAttributes == FILE_ATTRIBUTE_DIRECTORY);
    CloseHandle(handle);
    handle = open_folder(to_folder, FILE_FLAG_OPEN_REPARSE_POINT);
    CHECK(GetFileInformationByHandle(handle, &info));
    CHECK(info.dwFileAttributes == TO_FOLDER);
    CloseHandle(handle);
    end();
}

/* As a program of Windows deletes a tree: what is a link is not entered. */
static void wipe(const char *path)
{
    WIN32_FIND_DATAA data;
    char name[600];
    HANDLE find;

    snprintf(name, sizeof name, "%s\\*", path);
    find = FindFirstFileA(name, &data);
    CHECK(find != INVALID_HANDLE_VALUE);
    do {
        DWORD kind = data.dwFileAttributes & TO_FOLDER;

        if (strcmp(data.cFileName, ".") == 0 ||
            strcmp(data.cFileName, "..") == 0)
            continue;
        snprintf(name, sizeof name, "%s\\%s", path, data.cFileName);
        if (kind == FILE_ATTRIBUTE_DIRECTORY)
            wipe(name);
        else if ((kind & FILE_ATTRIBUTE_DIRECTORY) != 0)
            CHECK(RemoveDirectoryA(name));
        else
            CHECK(DeleteFileA(name));
    } while (FindNextFileA(find, &data));
    FindClose(find);
    CHECK(RemoveDirectoryA(path));
}

static void deleting_a_tree_keeps_targets(void)
{
    char tree[96], name[128];

    begin();
    snprintf(tree, sizeof tree, "%s/tree", top);
    CHECK(mkdir(tree, 0700) == 0);
    snprintf(name, sizeof name, "%s/folder-link", tree);
    CHECK(symlink("../folder", name) == 0);
    snprintf(name, sizeof name, "%s/file-link", tree);
    CHECK(symlink("../folder/precious", name) == 0);
    snprintf(name, sizeof name, "%s/dangling", tree);
    CHECK(symlink("nothing", name) == 0);
    wipe(tree);
    CHECK(!exists(tree) && exists(folder) && exists(inner));
    end();
}

/* Each kind by its call. One that leads nowhere may have been for either. */
static void links_are_removed_themselves(void)
{
    char slash[100];

    begin();
    CHECK(!RemoveDirectoryA(to_file) && GetLastError() == ERROR_DIRECTORY);
    CHECK(!DeleteFileA(to_folder) && GetLastError() == ERROR_ACCESS_DENIED);
    CHECK(DeleteFileA(to_file) && !exists(to_file) && exists(file));
    CHECK(RemoveDirectoryA(to_folder));
    CHECK(!exists(to_folder) && exists(inner));
    CHECK(DeleteFileA(to_nothing) && !exists(to_nothing));
    CHECK(symlink("nothing", to_nothing) == 0);
    CHECK(RemoveDirectoryA(to_nothing) && !exists(to_nothing));
    CHECK(symlink("folder", to_folder) == 0);
    snprintf(slash, sizeof slash, "%s\\", to_folder);
    CHECK(RemoveDirectoryA(slash) && !exists(to_folder) && exists(inner));
    CHECK(symlink("folder", to_folder) == 0);
    CHECK(_rmdir(to_folder) == 0 && !exists(to_folder) && exists(inner));
    CHECK(symlink("file", to_file) == 0);
    CHECK(_rmdir(to_file) == -1 && errno == ENOTEMPTY && exists(to_file));
    end();
}

/* The call is about the link, and Linux' links keep no attributes. Its size is
 * the target's. */
static void attributes_set_and_space(void)
{
    begin();
    CHECK(SetFileAttributesA(to_file, FILE_ATTRIBUTE_READONLY));
    CHECK(GetFileAttributesA(file) == FILE_ATTRIBUTE_ARCHIVE);
    CHECK(GetFileAttributesA(to_file) == FILE_ATTRIBUTE_REPARSE_POINT);
    CHECK(GetCompressedFileSizeA(to_file, NULL) ==
          GetCompressedFileSizeA(file, NULL));
    end();
}

/* CreateHardLink names the target, MoveFile moves the link and replaces one;
 * what leads to a folder is no more replaced than the folder. */
static void other_names(void)
{
    char other[96], text[16] = "";
    struct stat one, two;

    begin();
    snprintf(other, sizeof other, "%s/other", top);
    CHECK(CreateHardLinkA(other, to_file, NULL) && !is_link(other));
    CHECK(stat(file, &one) == 0 && lstat(other, &two) == 0);
    CHECK(one.st_ino == two.st_ino);
    CHECK(!MoveFileExA(other, to_folder, MOVEFILE_REPLACE_EXISTING) &&
          GetLastError() == ERROR_ACCESS_DENIED && is_link(to_folder));
    CHECK(MoveFileExA(other, to_nothing, MOVEFILE_REPLACE_EXISTING));
    CHECK(!is_link(to_nothing) && !exists(other));
    CHECK(MoveFileA(to_file, other) && is_link(other) && !exists(to_file));
    CHECK(readlink(other, text, sizeof text) == 4);
    CHECK(memcmp(text, "file", 4) == 0 && exists(file));
    unlink(other);
    CHECK(symlink("file", to_file) == 0);
    CHECK(CopyFileA(to_file, other, TRUE) && !is_link(other));
    CHECK(stat(other, &two) == 0 && two.st_size == 10);
    unlink(other);
    end();
}

/* Files that Linux lets have such names: found, opened, renamed, removed; but
 * no new ones. */
static void names_of_others(void)
{
    char odd[96], other[96];
    HANDLE handle;

    begin();
    snprintf(odd, sizeof odd, "%s/a<b", top);
    snprintf(other, sizeof other, "%s/other", top);
    write_file(odd, "x");
    handle = CreateFileA(odd, GENERIC_READ, 0, NULL, OPEN_ALWAYS, 0, NULL);
    CHECK(handle != INVALID_HANDLE_VALUE && CloseHandle(handle));
    CHECK(GetFileAttributesA(odd) == FILE_ATTRIBUTE_ARCHIVE);
    CHECK(MoveFileA(odd, other) && !MoveFileA(other, odd));
    CHECK(GetLastError() == ERROR_INVALID_NAME && rename(other, odd) == 0);
    CHECK(DeleteFileA(odd) && !exists(odd));
    end();
}

TAP_MAIN(CASE(names_of_others), CASE(attributes_of_the_link),
         CASE(listed_as_links), CASE(listed_by_handle_as_links),
         CASE(handles_of_links), CASE(deleting_a_tree_keeps_targets),
         CASE(links_are_removed_themselves), CASE(attributes_set_and_space),
         CASE(other_names))
