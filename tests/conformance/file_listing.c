/* Listings of folders by GetFileInformationByHandleEx. */
#include "support.h"

static HANDLE open_path(const char *name, DWORD access, DWORD flags)
{
    return CreateFileA(name, access,
                       FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
                       NULL, OPEN_EXISTING, flags, NULL);
}

#define FILES 40

struct folder {
    char name[NAME_SIZE];
    HANDLE handle;
};

static void file_in(const struct folder *folder, unsigned number, char *name)
{
    snprintf(name, NAME_SIZE, "%.400s/a-file-with-the-number-%u", folder->name,
             number);
}

static void folder_new(struct folder *folder)
{
    char name[NAME_SIZE];

    temp_name(folder->name);
    CHECK(CreateDirectoryA(folder->name, NULL));
    for (unsigned i = 0; i < FILES; i++) {
        file_in(folder, i, name);
        file_make(name, i);
    }
    folder->handle = open_path(folder->name, FILE_LIST_DIRECTORY,
                               FILE_FLAG_BACKUP_SEMANTICS);
    CHECK(folder->handle != INVALID_HANDLE_VALUE);
}

static void folder_remove(struct folder *folder)
{
    char name[NAME_SIZE];

    CloseHandle(folder->handle);
    for (unsigned i = 0; i < FILES; i++) {
        file_in(folder, i, name);
        CHECK(DeleteFileA(name));
    }
    CHECK(RemoveDirectoryA(folder->name));
}

/* Where the name of an entry is, by class; all begin as FILE_FULL_DIR_INFO. */
static const WCHAR *name_of(FILE_INFO_BY_HANDLE_CLASS class, const void *entry)
{
    switch ((int)class) {
    case FileFullDirectoryInfo:
    case FileFullDirectoryRestartInfo:
        return ((const FILE_FULL_DIR_INFO *)entry)->FileName;
    case FileIdExtdDirectoryInfo:
    case FileIdExtdDirectoryRestartInfo:
        return ((const FILE_ID_EXTD_DIR_INFO *)entry)->FileName;
    default:
        return ((const FILE_ID_BOTH_DIR_INFO *)entry)->FileName;
    }
}

/* The number in the name; -1: "." or "..". */
static int number_of(FILE_INFO_BY_HANDLE_CLASS class,
                     const FILE_FULL_DIR_INFO *entry)
{
    static const char prefix[] = "a-file-with-the-number-";
    const WCHAR *name = name_of(class, entry);
    ULONG length = entry->FileNameLength / 2;
    int number = 0;

    if (name[0] == '.')
        return -1;
    CHECK(length >= sizeof prefix);
    for (ULONG i = sizeof prefix - 1; i < length; i++)
        number = number * 10 + (name[i] - '0');
    return number;
}

/* Marks what one call tells; how many entries. */
static unsigned mark(FILE_INFO_BY_HANDLE_CLASS class, const char *buffer,
                     unsigned *seen)
{
    const FILE_FULL_DIR_INFO *entry;
    unsigned count = 0;
    ULONG at = 0;

    do {
        int number;

        entry = (const FILE_FULL_DIR_INFO *)(buffer + at);
        number = number_of(class, entry);
        CHECK(((ULONG_PTR)entry & 7) == 0);
        if (number >= 0 && number < FILES) {
            seen[number]++;
            CHECK(entry->EndOfFile.QuadPart == number);
            CHECK((entry->FileAttributes & FILE_ATTRIBUTE_DIRECTORY) == 0);
        } else {
            CHECK((entry->FileAttributes & FILE_ATTRIBUTE_DIRECTORY) != 0);
        }
        at += entry->NextEntryOffset;
        count++;
    } while (entry->NextEntryOffset != 0);
    return count;
}

/* The whole listing in pieces of `size` bytes; how many entries. */
static unsigned list(HANDLE handle, FILE_INFO_BY_HANDLE_CLASS class, DWORD size,
                     unsigned *seen)
{
    static ULONGLONG room[1024];
    unsigned count = 0;

    while (GetFileInformationByHandleEx(handle, class, room, size))
        count += mark(class, (const char *)room, seen);
    CHECK_ERROR(ERROR_NO_MORE_FILES);
    return count;
}

static void check_once(const unsigned *seen)
{
    for (unsigned i = 0; i < FILES; i++)
        CHECK(seen[i] == 1, "%u is told %u times", i, seen[i]);
}

/* Claim:  FileIdBothDirectoryInfo tells every entry once, in as many calls as
 *         the room takes, then 18; the Restart form begins anew.
 * Source: "GetFileInformationByHandleEx function", Remarks;
 *         "FILE_ID_BOTH_DIR_INFO structure".  Wine 8: same. */
static void listing(void)
{
    static ULONGLONG room[64];
    unsigned seen[FILES] = {0};
    struct folder folder;
    unsigned count;

    folder_new(&folder);
    CHECK(list(folder.handle, FileIdBothDirectoryInfo, 512, seen) == FILES + 2);
    check_once(seen);
    memset(seen, 0, sizeof seen);
    CHECK(GetFileInformationByHandleEx(
        folder.handle, FileIdBothDirectoryRestartInfo, room, sizeof room));
    count = mark(FileIdBothDirectoryRestartInfo, (const char *)room, seen);
    CHECK(count < FILES);
    count += list(folder.handle, FileIdBothDirectoryInfo, 8000, seen);
    CHECK(count == FILES + 2);
    check_once(seen);
    folder_remove(&folder);
}

/* Claim:  FileFullDirectoryInfo does, with less in each entry.
 * Source: "FILE_FULL_DIR_INFO structure".  Wine 8: same. */
static void full_listing(void)
{
    unsigned seen[FILES] = {0};
    struct folder folder;

    folder_new(&folder);
    CHECK(list(folder.handle, FileFullDirectoryInfo, 300, seen) == FILES + 2);
    check_once(seen);
    folder_remove(&folder);
}

/* Claim:  and FileIdExtdDirectoryInfo.
 * Source: "FILE_ID_EXTD_DIR_INFO structure".  Wine 8: does not know it. */
static void extended_listing(void)
{
    static ULONGLONG room[2048];
    unsigned seen[FILES] = {0};
    struct folder folder;
    BOOL done;

    folder_new(&folder);
    DIFFERS(WINE_8, "87")
    CHECK_FAILS(GetFileInformationByHandleEx(folder.handle,
                                             FileIdExtdDirectoryInfo, room, 16),
                ERROR_BAD_LENGTH);
    done = GetFileInformationByHandleEx(folder.handle, FileIdExtdDirectoryInfo,
                                        room, sizeof room);
    DIFFERS(WINE_8, "87")
    CHECK(done);
    if (done) {
        CHECK(mark(FileIdExtdDirectoryInfo, (const char *)room, seen) ==
              FILES + 2);
        check_once(seen);
    }
    folder_remove(&folder);
}

/* Claim:  two handles of a folder list it independently, the identity in an
 *         entry is that of the file.
 * Source: "FILE_ID_BOTH_DIR_INFO structure", FileId.  Wine 8: same. */
static void independent_listings(void)
{
    static ULONGLONG room[1024], other_room[1024];
    unsigned seen[FILES] = {0}, other[FILES] = {0};
    struct folder folder;
    HANDLE again;

    folder_new(&folder);
    again =
        open_path(folder.name, FILE_LIST_DIRECTORY, FILE_FLAG_BACKUP_SEMANTICS);
    CHECK(GetFileInformationByHandleEx(folder.handle, FileIdBothDirectoryInfo,
                                       room, 512));
    mark(FileIdBothDirectoryInfo, (const char *)room, seen);
    CHECK(GetFileInformationByHandleEx(again, FileIdBothDirectoryInfo,
                                       other_room, 512));
    mark(FileIdBothDirectoryInfo, (const char *)other_room, other);
    CHECK(memcmp(seen, other, sizeof seen) == 0);
    CloseHandle(again);
    list(folder.handle, FileIdBothDirectoryInfo, 512, seen);
    check_once(seen);
    folder_remove(&folder);
}

/* Claim:  the identity of an entry is that of the file.
 * Source: "FILE_ID_BOTH_DIR_INFO structure", FileId.  Wine 8: same. */
static void identity_in_a_listing(void)
{
    static ULONGLONG room[2048];
    const FILE_ID_BOTH_DIR_INFO *entry = (const FILE_ID_BOTH_DIR_INFO *)room;
    BY_HANDLE_FILE_INFORMATION known;
    struct folder folder;
    char name[NAME_SIZE];
    HANDLE file;
    int found = 0;

    folder_new(&folder);
    file_in(&folder, 7, name);
    file = open_path(name, GENERIC_READ, 0);
    CHECK(GetFileInformationByHandle(file, &known));
    CHECK(GetFileInformationByHandleEx(folder.handle, FileIdBothDirectoryInfo,
                                       room, sizeof room));
    for (;;) {
        if (number_of(FileIdBothDirectoryInfo,
                      (const FILE_FULL_DIR_INFO *)entry) == 7)
            found = entry->FileId.LowPart == known.nFileIndexLow &&
                    (DWORD)entry->FileId.HighPart == known.nFileIndexHigh;
        if (entry->NextEntryOffset == 0)
            break;
        entry = (const FILE_ID_BOTH_DIR_INFO *)((const char *)entry +
                                                entry->NextEntryOffset);
    }
    CHECK(found);
    CloseHandle(file);
    folder_remove(&folder);
}

/* Claim:  a file has no listing: 87.
 * Source: "GetFileInformationByHandleEx function".  Wine 8: same. */
static void listing_of_a_file(void)
{
    HANDLE file = file_new(0, 10);
    ULONGLONG room[64];

    CHECK_FAILS(GetFileInformationByHandleEx(file, FileIdBothDirectoryInfo,
                                             room, sizeof room),
                ERROR_INVALID_PARAMETER);
    CloseHandle(file);
}

TAP_MAIN(CASE(listing), CASE(full_listing), CASE(extended_listing),
         CASE(independent_listings), CASE(identity_in_a_listing),
         CASE(listing_of_a_file))
