/* MoveFile, MoveFileEx, CreateHardLink. */
#include "support.h"

struct names {
    char from[NAME_SIZE], to[NAME_SIZE];
};

static void names_new(struct names *names)
{
    temp_name(names->from);
    temp_name(names->to);
}

static LONGLONG size_of(const char *name)
{
    WIN32_FILE_ATTRIBUTE_DATA data;

    if (!GetFileAttributesExA(name, GetFileExInfoStandard, &data))
        return -1;
    return (LONGLONG)data.nFileSizeHigh << 32 | data.nFileSizeLow;
}

/* Claim:  a file has the new name and no longer the old one; a name that is
 *         taken is 183, an old name that is missing 2, a folder 3.
 * Source: "MoveFile function".  Wine 8: same. */
static void move_file(void)
{
    struct names names;

    names_new(&names);
    CHECK_FAILS(MoveFileA(names.from, names.to), ERROR_FILE_NOT_FOUND);
    file_make(names.from, 10);
    CHECK_FAILS(MoveFileA(names.from, "./no-such-folder/file"),
                ERROR_PATH_NOT_FOUND);
    CHECK(MoveFileA(names.from, names.to));
    CHECK(size_of(names.from) == -1 && size_of(names.to) == 10);
    file_make(names.from, 20);
    CHECK_FAILS(MoveFileA(names.from, names.to), ERROR_ALREADY_EXISTS);
    CHECK(size_of(names.from) == 20 && size_of(names.to) == 10);
    CHECK(DeleteFileA(names.from) && DeleteFileA(names.to));
}

/* Claim:  MOVEFILE_REPLACE_EXISTING takes the place of a file, not of a folder
 *         or of a read-only file: 5.
 * Source: "MoveFileExA function", dwFlags.  Wine 8: same. */
static void replace(void)
{
    const DWORD flags = MOVEFILE_REPLACE_EXISTING | MOVEFILE_WRITE_THROUGH;
    struct names names;

    names_new(&names);
    file_make(names.from, 10);
    file_make(names.to, 20);
    CHECK(MoveFileExA(names.from, names.to, flags));
    CHECK(size_of(names.from) == -1 && size_of(names.to) == 10);
    CHECK(DeleteFileA(names.to) && CreateDirectoryA(names.to, NULL));
    file_make(names.from, 10);
    CHECK_FAILS(MoveFileExA(names.from, names.to, flags), ERROR_ACCESS_DENIED);
    CHECK(RemoveDirectoryA(names.to) && DeleteFileA(names.from));
}

/* Claim:  folders move with what they hold.
 * Source: "MoveFile function".  Wine 8: same. */
static void move_folder(void)
{
    struct names names;
    char inner[NAME_SIZE + 8];

    names_new(&names);
    CHECK(CreateDirectoryA(names.from, NULL));
    snprintf(inner, sizeof inner, "%s/file", names.from);
    file_make(inner, 10);
    CHECK(MoveFileA(names.from, names.to));
    snprintf(inner, sizeof inner, "%s/file", names.to);
    CHECK(size_of(inner) == 10);
    CHECK(DeleteFileA(inner) && RemoveDirectoryA(names.to));
}

/* Claim:  a file that is open without FILE_SHARE_DELETE is neither moved nor
 *         replaced.
 * Source: "Creating and Opening Files".  Wine 8: same. */
static void open_files(void)
{
    struct names names;
    HANDLE file;

    names_new(&names);
    file_make(names.from, 10);
    file_make(names.to, 20);
    file = CreateFileA(names.from, GENERIC_READ, FILE_SHARE_READ, NULL,
                       OPEN_EXISTING, 0, NULL);
    CHECK_FAILS(MoveFileExA(names.from, names.to, MOVEFILE_REPLACE_EXISTING),
                ERROR_SHARING_VIOLATION);
    CHECK(!MoveFileExA(names.to, names.from, MOVEFILE_REPLACE_EXISTING));
    CHECK(size_of(names.from) == 10 && size_of(names.to) == 20);
    CloseHandle(file);
    file = CreateFileA(names.from, GENERIC_READ,
                       FILE_SHARE_READ | FILE_SHARE_DELETE, NULL, OPEN_EXISTING,
                       0, NULL);
    CHECK(MoveFileExA(names.from, names.to, MOVEFILE_REPLACE_EXISTING));
    CloseHandle(file);
    CHECK(DeleteFileA(names.to));
}

/* Claim:  the W form, and a file moved to its own name.
 * Source: "MoveFile function".  Wine 8: same. */
static void wide_names(void)
{
    CHECK(DeleteFileW(u"iocp-m\u00f6ve.tmp") || 1);
    file_make("iocp-move.tmp", 10);
    CHECK(MoveFileW(u"iocp-move.tmp", u"iocp-m\u00f6ve.tmp"));
    CHECK(MoveFileExW(u"iocp-m\u00f6ve.tmp", u"iocp-m\u00f6ve.tmp", 0));
    CHECK(DeleteFileW(u"iocp-m\u00f6ve.tmp"));
}

/* Claim:  a hard link is one more name of the same file.
 * Source: "CreateHardLinkA function".  Wine 8: same. */
static void hard_links(void)
{
    struct names names;

    names_new(&names);
    CHECK_FAILS(CreateHardLinkA(names.to, names.from, NULL),
                ERROR_FILE_NOT_FOUND);
    file_make(names.from, 10);
    CHECK(CreateHardLinkA(names.to, names.from, NULL));
    CHECK_FAILS(CreateHardLinkA(names.to, names.from, NULL),
                ERROR_ALREADY_EXISTS);
    CHECK(DeleteFileA(names.from) && size_of(names.to) == 10);
    CHECK(DeleteFileA(names.to));
}

/* Claim:  moved onto another name of the same file, it has that name only.
 * Source: "MoveFileExA function", MOVEFILE_REPLACE_EXISTING.
 *         Wine 8: does nothing. */
static void onto_its_link(void)
{
    struct names names;

    names_new(&names);
    file_make(names.from, 10);
    CHECK(CreateHardLinkA(names.to, names.from, NULL));
    CHECK(MoveFileExA(names.from, names.to, MOVEFILE_REPLACE_EXISTING));
    DIFFERS(WINE_8, "keeps the old name")
    CHECK(size_of(names.from) == -1);
    CHECK(size_of(names.to) == 10);
    CHECK(MoveFileExA(names.to, names.to, MOVEFILE_REPLACE_EXISTING));
    CHECK(size_of(names.to) == 10);
    DeleteFileA(names.from);
    CHECK(DeleteFileA(names.to));
}

TAP_MAIN(CASE(move_file), CASE(replace), CASE(move_folder), CASE(open_files),
         CASE(wide_names), CASE(hard_links), CASE(onto_its_link))
