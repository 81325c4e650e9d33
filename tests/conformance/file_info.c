/* GetFileInformationByHandleEx. */
#include "support.h"

static HANDLE open_path(const char *name, DWORD access, DWORD flags)
{
    return CreateFileA(name, access,
                       FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
                       NULL, OPEN_EXISTING, flags, NULL);
}

/* Claim:  FileBasicInfo and FileStandardInfo tell what
 *         GetFileInformationByHandle tells, in other words.
 * Source: "FILE_BASIC_INFO structure", "FILE_STANDARD_INFO structure".
 *         Wine 8: same. */
static void basic_and_standard(void)
{
    HANDLE file = file_new(0, 5000);
    BY_HANDLE_FILE_INFORMATION known;
    FILE_STANDARD_INFO standard;
    FILE_BASIC_INFO basic;

    CHECK(GetFileInformationByHandle(file, &known));
    CHECK(GetFileInformationByHandleEx(file, FileBasicInfo, &basic,
                                       sizeof basic));
    CHECK(basic.LastWriteTime.LowPart == known.ftLastWriteTime.dwLowDateTime);
    CHECK((DWORD)basic.LastWriteTime.HighPart ==
          known.ftLastWriteTime.dwHighDateTime);
    CHECK(basic.FileAttributes == known.dwFileAttributes);
    CHECK(basic.ChangeTime.QuadPart >= basic.CreationTime.QuadPart);
    CHECK(GetFileInformationByHandleEx(file, FileStandardInfo, &standard,
                                       sizeof standard));
    CHECK(standard.EndOfFile.QuadPart == 5000);
    CHECK(standard.AllocationSize.QuadPart >= 5000);
    CHECK(standard.NumberOfLinks == 1);
    CHECK(!standard.DeletePending && !standard.Directory);
    CloseHandle(file);
}

/* Claim:  a folder says that it is one.
 * Source: "FILE_STANDARD_INFO structure".  Wine 8: same. */
static void folder(void)
{
    HANDLE file = open_path(".", GENERIC_READ, FILE_FLAG_BACKUP_SEMANTICS);
    FILE_ATTRIBUTE_TAG_INFO tag;
    FILE_STANDARD_INFO standard;

    CHECK(GetFileInformationByHandleEx(file, FileStandardInfo, &standard,
                                       sizeof standard));
    CHECK(standard.Directory && standard.EndOfFile.QuadPart == 0);
    CHECK(GetFileInformationByHandleEx(file, FileAttributeTagInfo, &tag,
                                       sizeof tag));
    CHECK((tag.FileAttributes & FILE_ATTRIBUTE_DIRECTORY) != 0);
    CHECK(tag.ReparseTag == 0);
    CloseHandle(file);
}

/* Claim:  FileNameInfo is the path without its drive, in bytes and without a
 *         NUL; what does not fit is 234, with the whole length and as much of
 *         the name as there is room for.
 * Source: "FILE_NAME_INFO structure".  Wine 8: same. */
static void names(void)
{
    union {
        FILE_NAME_INFO info;
        char room[4096];
    } all, some;
    const DWORD before = offsetof(FILE_NAME_INFO, FileName);
    HANDLE file = file_new(0, 10);
    DWORD length;

    CHECK(GetFileInformationByHandleEx(file, FileNameInfo, &all, sizeof all));
    length = all.info.FileNameLength;
    CHECK(length > 2 && length % 2 == 0);
    CHECK(all.info.FileName[0] == '\\');
    memset(&some, 0x55, sizeof some);
    CHECK_FAILS(GetFileInformationByHandleEx(file, FileNameInfo, &some,
                                             before + length - 2),
                ERROR_MORE_DATA);
    CHECK(some.info.FileNameLength == length);
    CHECK(memcmp(some.info.FileName, all.info.FileName, length - 2) == 0);
    CHECK(some.room[before + length - 2] == 0x55);
    CHECK(GetFileInformationByHandleEx(file, FileNameInfo, &some,
                                       before + length));
    CHECK(memcmp(some.info.FileName, all.info.FileName, length) == 0);
    CHECK_FAILS(GetFileInformationByHandleEx(file, FileNameInfo, &some, 4),
                ERROR_BAD_LENGTH);
    CloseHandle(file);
}

/* Claim:  two handles of a file have the same identity, another file another;
 *         the volume's low half is that of GetFileInformationByHandle.
 * Source: "FILE_ID_INFO structure".  Wine 8: same, but the volume. */
static void identity(void)
{
    char name[NAME_SIZE];
    HANDLE one, two, other = file_new(0, 1);
    BY_HANDLE_FILE_INFORMATION known;
    FILE_ID_INFO first, second, third;

    temp_name(name);
    file_make(name, 1);
    one = open_path(name, GENERIC_READ, 0);
    two = open_path(name, GENERIC_READ, 0);
    CHECK(GetFileInformationByHandleEx(one, FileIdInfo, &first, sizeof first));
    CHECK(
        GetFileInformationByHandleEx(two, FileIdInfo, &second, sizeof second));
    CHECK(
        GetFileInformationByHandleEx(other, FileIdInfo, &third, sizeof third));
    CHECK(memcmp(&first, &second, sizeof first) == 0);
    CHECK(memcmp(&first, &third, sizeof first) != 0);
    CHECK(GetFileInformationByHandle(one, &known));
    CHECK((DWORD)first.VolumeSerialNumber == known.dwVolumeSerialNumber);
    CloseHandle(one);
    CloseHandle(two);
    CloseHandle(other);
    CHECK(DeleteFileA(name));
}

/* Claim:  a file has one stream, ::$DATA, as long as the file.
 * Source: "FILE_STREAM_INFO structure".  Wine 8: does not know the class. */
static void streams(void)
{
    union {
        FILE_STREAM_INFO info;
        char room[256];
    } buffer;
    HANDLE file = file_new(0, 77);

    DIFFERS(WINE_8, "not there")
    CHECK(GetFileInformationByHandleEx(file, FileStreamInfo, &buffer,
                                       sizeof buffer));
    DIFFERS(WINE_8, "not there")
    CHECK(buffer.info.NextEntryOffset == 0 &&
          buffer.info.StreamSize.QuadPart == 77 &&
          buffer.info.StreamNameLength == 14 &&
          memcmp(buffer.info.StreamName, u"::$DATA", 14) == 0);
    CloseHandle(file);
}

/* Claim:  the streams of a folder are none, 38.
 * Source: "GetFileInformationByHandleEx function", Remarks.
 *         Wine 8: does not know the class. */
static void streams_of_a_folder(void)
{
    union {
        FILE_STREAM_INFO info;
        char room[256];
    } buffer;
    HANDLE file = open_path(".", GENERIC_READ, FILE_FLAG_BACKUP_SEMANTICS);

    DIFFERS(WINE_8, "not there")
    CHECK_FAILS(GetFileInformationByHandleEx(file, FileStreamInfo, &buffer,
                                             sizeof buffer),
                ERROR_HANDLE_EOF);
    CloseHandle(file);
}

/* Claim:  what is not compressed has no format; sectors are powers of two and
 *         the buffers of unbuffered requests are aligned to one.
 * Source: "FILE_COMPRESSION_INFO structure", "FILE_STORAGE_INFO structure",
 *         "FILE_ALIGNMENT_INFO structure".
 *         Wine 8: knows none of the three. */
static void disk_facts(void)
{
    HANDLE file = file_new(0, 100);
    FILE_COMPRESSION_INFO compression = {.CompressionFormat = 99};
    FILE_STORAGE_INFO storage = {0};
    FILE_ALIGNMENT_INFO alignment = {UNTOUCHED};

    DIFFERS(WINE_8, "not there")
    CHECK(GetFileInformationByHandleEx(file, FileCompressionInfo, &compression,
                                       sizeof compression));
    DIFFERS(WINE_8, "not there")
    CHECK(compression.CompressionFormat == 0);
    DIFFERS(WINE_8, "not there")
    CHECK(GetFileInformationByHandleEx(file, FileStorageInfo, &storage,
                                       sizeof storage));
    DIFFERS(WINE_8, "not there")
    CHECK(storage.LogicalBytesPerSector >= 512);
    CHECK((storage.LogicalBytesPerSector &
           (storage.LogicalBytesPerSector - 1)) == 0);
    DIFFERS(WINE_8, "not there")
    CHECK(GetFileInformationByHandleEx(file, FileAlignmentInfo, &alignment,
                                       sizeof alignment));
    CHECK((alignment.AlignmentRequirement &
           (alignment.AlignmentRequirement + 1)) == 0 ||
          alignment.AlignmentRequirement == UNTOUCHED);
    CloseHandle(file);
}

/* Claim:  room for less than the structure is 24, an unknown class, and one
 *         that only sets, 87; a handle that is none 6; nothing is written.
 * Source: "GetFileInformationByHandleEx function", Remarks.  Wine 8: same. */
static void refusals(void)
{
    HANDLE file = file_new(0, 10);
    char room[64];

    memset(room, 0x55, sizeof room);
    CHECK_FAILS(GetFileInformationByHandleEx(file, FileBasicInfo, room,
                                             sizeof(FILE_BASIC_INFO) - 1),
                ERROR_BAD_LENGTH);
    CHECK_FAILS(GetFileInformationByHandleEx(file, FileStandardInfo, room, 0),
                ERROR_BAD_LENGTH);
    CHECK_FAILS(
        GetFileInformationByHandleEx(file, FileRenameInfo, room, sizeof room),
        ERROR_INVALID_PARAMETER);
    CHECK_FAILS(GetFileInformationByHandleEx(file, FileEndOfFileInfo, room,
                                             sizeof room),
                ERROR_INVALID_PARAMETER);
    CHECK_FAILS(GetFileInformationByHandleEx(
                    file, (FILE_INFO_BY_HANDLE_CLASS)1000, room, sizeof room),
                ERROR_INVALID_PARAMETER);
    CHECK_FAILS(GetFileInformationByHandleEx(
                    file, (FILE_INFO_BY_HANDLE_CLASS)-1, room, sizeof room),
                ERROR_INVALID_PARAMETER);
    CHECK_FAILS(GetFileInformationByHandleEx((HANDLE)(ULONG_PTR)0xFFFC,
                                             FileBasicInfo, room, sizeof room),
                ERROR_INVALID_HANDLE);
    for (unsigned i = 0; i < sizeof room; i++)
        CHECK(room[i] == 0x55);
    CloseHandle(file);
}

/* ---- Listings ---- */

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

int main(int argc, char **argv)
{
    static const struct tap_case cases[] = {
        CASE(basic_and_standard),
        CASE(folder),
        CASE(names),
        CASE(identity),
        CASE(streams),
        CASE(streams_of_a_folder),
        CASE(disk_facts),
        CASE(refusals),
        CASE(listing),
        CASE(full_listing),
        CASE(extended_listing),
        CASE(independent_listings),
        CASE(identity_in_a_listing),
        CASE(listing_of_a_file),
    };

    return tap_main(argc, argv, cases, COUNT_OF(cases));
}
