/* GetFileInformationByHandleEx; its listings are in file_listing.c. */
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

TAP_MAIN(CASE(basic_and_standard), CASE(folder), CASE(names), CASE(identity),
         CASE(streams), CASE(streams_of_a_folder), CASE(disk_facts),
         CASE(refusals))
