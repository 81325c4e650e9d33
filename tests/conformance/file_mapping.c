/* Mappings of files and of memory: their sizes, protections, names, views. */
#include "support.h"

#define STEP 0x10000
#define FILE_NAME "file_mapping.tmp"

static HANDLE open_file(DWORD access, DWORD disposition)
{
    HANDLE file =
        CreateFileA(FILE_NAME, access,
                    FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
                    NULL, disposition, 0, NULL);

    CHECK(file != INVALID_HANDLE_VALUE);
    return file;
}

/* A file of `size` bytes, each the low byte of its page's number plus 'A'. */
static HANDLE file_of(DWORD size)
{
    HANDLE file = open_file(GENERIC_READ | GENERIC_WRITE, CREATE_ALWAYS);
    char page[4096];
    DWORD done;

    for (DWORD at = 0; at < size; at += done) {
        DWORD rest = size - at < sizeof page ? size - at : sizeof page;

        memset(page, 'A' + (int)(at / sizeof page % 26), sizeof page);
        if (!CHECK(WriteFile(file, page, rest, &done, NULL)))
            break;
    }
    return file;
}

static void remove_file(HANDLE file)
{
    CHECK(CloseHandle(file));
    CHECK(DeleteFileA(FILE_NAME));
}

static HANDLE mapping_of(HANDLE file, DWORD protect, DWORD size)
{
    return CreateFileMappingA(file, NULL, protect, 0, size, NULL);
}

static char *view_of(HANDLE mapping, DWORD access)
{
    return MapViewOfFile(mapping, access, 0, 0, 0);
}

static int file_has(HANDLE file, DWORD at, char value)
{
    OVERLAPPED where = {0};
    char got = 0;
    DWORD done;

    where.Offset = at;
    return ReadFile(file, &got, 1, &done, &where) && done == 1 && got == value;
}

/* Claim:  a view shows the file, and writing into it writes the file; both
 *         handles may be closed before it. Its address is a multiple of 64 KiB.
 * Source: "CreateFileMappingA function", Remarks; "MapViewOfFile function".
 *         Wine 8: same. */
static void of_a_file(void)
{
    HANDLE file = file_of(10000);
    HANDLE mapping = mapping_of(file, PAGE_READWRITE, 0);
    char *view = view_of(mapping, FILE_MAP_ALL_ACCESS);

    if (!CHECK(mapping != NULL && view != NULL))
        return;
    CHECK((ULONG_PTR)view % STEP == 0);
    CHECK(view[0] == 'A' && view[4096] == 'B' && view[9999] == 'C');
    CHECK(view[10000] == 0); /* the last page is filled up */
    CHECK(CloseHandle(mapping));
    view[9998] = 'x';
    CHECK(FlushViewOfFile(view, 0) && FlushViewOfFile(view + 5000, 100));
    CHECK(file_has(file, 9998, 'x'));
    CHECK(UnmapViewOfFile(view));
    CHECK_FAILS(UnmapViewOfFile(view), ERROR_INVALID_ADDRESS);
    CHECK(GetFileSize(file, NULL) == 10000);
    remove_file(file);
}

/* Claim:  without a file there is zeroed memory; two views are the same.
 * Source: "CreateFileMappingA function", hFile.  Wine 8: same. */
static void of_memory(void)
{
    HANDLE mapping = mapping_of(INVALID_HANDLE_VALUE, PAGE_READWRITE, 100000);
    char *one = view_of(mapping, FILE_MAP_WRITE);
    char *other = view_of(mapping, FILE_MAP_READ);

    if (!CHECK(one != NULL && other != NULL && one != other))
        return;
    for (int i = 0; i < 100000; i++)
        if (!CHECK(one[i] == 0))
            break;
    one[99999] = 'x';
    CHECK(other[99999] == 'x');
    CHECK(CloseHandle(mapping));
    CHECK(UnmapViewOfFile(one));
    CHECK(other[99999] == 'x');
    CHECK(UnmapViewOfFile(other));
}

/* Claim:  SEC_RESERVE memory can be committed by VirtualAlloc, and used then.
 * Source: "CreateFileMappingA function", SEC_RESERVE.  Wine 8: same. */
static void reserved_memory(void)
{
    HANDLE mapping =
        mapping_of(INVALID_HANDLE_VALUE, PAGE_READWRITE | SEC_RESERVE, STEP);
    char *view = view_of(mapping, FILE_MAP_ALL_ACCESS);

    if (!CHECK(view != NULL))
        return;
    CHECK(VirtualAlloc(view, 4096, MEM_COMMIT, PAGE_READWRITE) == view);
    CHECK(view[5] == 0);
    view[5] = 1;
    CHECK(UnmapViewOfFile(view) && CloseHandle(mapping));
}

/* Claim:  what is written into a view of FILE_MAP_COPY stays there.
 * Source: "MapViewOfFile function", FILE_MAP_COPY.  Wine 8: same. */
static void copy_on_write(void)
{
    static const DWORD protects[] = {PAGE_READONLY, PAGE_WRITECOPY,
                                     PAGE_READWRITE};
    HANDLE file = file_of(5000);

    for (unsigned i = 0; i < COUNT_OF(protects); i++) {
        HANDLE mapping = mapping_of(file, protects[i], 0);
        char *view = view_of(mapping, FILE_MAP_COPY);
        char *other = view_of(mapping, FILE_MAP_READ);

        if (!CHECK(view != NULL && other != NULL))
            break;
        view[10] = 'x';
        CHECK(view[10] == 'x' && other[10] == 'A');
        CHECK(UnmapViewOfFile(view) && UnmapViewOfFile(other));
        CHECK(CloseHandle(mapping));
    }
    CHECK(file_has(file, 10, 'A'));
    remove_file(file);
}

/* Claim:  a size beyond the end makes the file grow, if it may be written;
 *         else it is ERROR_NOT_ENOUGH_MEMORY.
 * Source: "CreateFileMappingA function", dwMaximumSizeLow; Remarks.
 *         Wine 8: same. */
static void longer_than_the_file(void)
{
    HANDLE file = file_of(10);
    HANDLE mapping = mapping_of(file, PAGE_READWRITE, 5000);
    char *view = view_of(mapping, FILE_MAP_WRITE);

    CHECK(GetFileSize(file, NULL) == 5000);
    if (!CHECK(view != NULL))
        return;
    CHECK(view[9] == 'A' && view[10] == 0 && view[4999] == 0);
    CHECK(UnmapViewOfFile(view) && CloseHandle(mapping));
    CHECK_FAILS(mapping_of(file, PAGE_READONLY, 5001), ERROR_NOT_ENOUGH_MEMORY);
    CHECK_FAILS(mapping_of(file, PAGE_WRITECOPY, 5001),
                ERROR_NOT_ENOUGH_MEMORY);
    CHECK(GetFileSize(file, NULL) == 5000);
    remove_file(file);
}

/* Claim:  an empty file is ERROR_FILE_INVALID, no size without a file
 *         ERROR_INVALID_PARAMETER; so is a protection that is none.
 * Source: "CreateFileMappingA function", dwMaximumSizeLow, flProtect.
 *         Wine 8: same. */
static void bad_requests(void)
{
    HANDLE file = file_of(0), event = CreateEventA(NULL, TRUE, FALSE, NULL);

    CHECK_FAILS(mapping_of(file, PAGE_READWRITE, 0), ERROR_FILE_INVALID);
    CHECK_FAILS(mapping_of(INVALID_HANDLE_VALUE, PAGE_READWRITE, 0),
                ERROR_INVALID_PARAMETER);
    CHECK_FAILS(mapping_of(INVALID_HANDLE_VALUE, 0, 10),
                ERROR_INVALID_PARAMETER);
    CHECK_FAILS(mapping_of(INVALID_HANDLE_VALUE, PAGE_NOACCESS, 10),
                ERROR_INVALID_PARAMETER);
    CHECK_FAILS(
        mapping_of(INVALID_HANDLE_VALUE, PAGE_READWRITE | PAGE_READONLY, 10),
        ERROR_INVALID_PARAMETER);
    CHECK_FAILS(mapping_of(event, PAGE_READWRITE, 10), ERROR_INVALID_HANDLE);
    CHECK_FAILS(MapViewOfFile(event, FILE_MAP_READ, 0, 0, 0),
                ERROR_INVALID_HANDLE);
    CHECK_FAILS(MapViewOfFile(NULL, FILE_MAP_READ, 0, 0, 0),
                ERROR_INVALID_HANDLE);
    CloseHandle(event);
    remove_file(file);
}

/* Claim:  a mapping may do no more than its file handle, a view no more than
 *         its mapping: ERROR_ACCESS_DENIED.
 * Source: "CreateFileMappingA function", flProtect; "MapViewOfFile function",
 *         dwDesiredAccess.  Wine 8: same. */
static void access(void)
{
    HANDLE file = file_of(100), reader, mapping;

    CloseHandle(file);
    file = open_file(GENERIC_WRITE, OPEN_EXISTING);
    CHECK_FAILS(mapping_of(file, PAGE_READONLY, 0), ERROR_ACCESS_DENIED);
    CloseHandle(file);
    reader = open_file(GENERIC_READ, OPEN_EXISTING);
    CHECK_FAILS(mapping_of(reader, PAGE_READWRITE, 0), ERROR_ACCESS_DENIED);
    mapping = mapping_of(reader, PAGE_READONLY, 0);
    CHECK(mapping != NULL);
    CHECK_FAILS(view_of(mapping, FILE_MAP_WRITE), ERROR_ACCESS_DENIED);
    CHECK_FAILS(view_of(mapping, FILE_MAP_ALL_ACCESS), ERROR_ACCESS_DENIED);
    CHECK_FAILS(view_of(mapping, FILE_MAP_READ | FILE_MAP_EXECUTE),
                ERROR_ACCESS_DENIED);
    CloseHandle(mapping);
    mapping = mapping_of(reader, PAGE_WRITECOPY, 0);
    CHECK_FAILS(view_of(mapping, FILE_MAP_WRITE), ERROR_ACCESS_DENIED);
    CloseHandle(mapping);
    remove_file(reader);
}

/* Claim:  a view may begin at multiples of 64 KiB, else it is
 *         ERROR_MAPPED_ALIGNMENT; beyond the end is ERROR_ACCESS_DENIED.
 * Source: "MapViewOfFile function", dwFileOffsetLow, dwNumberOfBytesToMap.
 *         Wine 8: same. */
static void parts(void)
{
    HANDLE file = file_of(2 * STEP + 100);
    HANDLE mapping = mapping_of(file, PAGE_READONLY, 0);
    char *view = MapViewOfFile(mapping, FILE_MAP_READ, 0, STEP, 0);

    if (!CHECK(view != NULL))
        return;
    CHECK(view[0] == 'A' + 16 && view[STEP + 99] == 'A' + 32 % 26);
    CHECK(UnmapViewOfFile(view));
    view = MapViewOfFile(mapping, FILE_MAP_READ, 0, 2 * STEP, 100);
    CHECK(view != NULL && view[99] == 'A' + 32 % 26);
    CHECK(UnmapViewOfFile(view));
    CHECK_FAILS(MapViewOfFile(mapping, FILE_MAP_READ, 0, 4096, 1),
                ERROR_MAPPED_ALIGNMENT);
    DIFFERS(WINE_8, "says 87")
    CHECK_FAILS(MapViewOfFile(mapping, FILE_MAP_READ, 0, 3 * STEP, 0),
                ERROR_ACCESS_DENIED);
    DIFFERS(WINE_8, "says 87")
    CHECK_FAILS(MapViewOfFile(mapping, FILE_MAP_READ, 1, 0, 0),
                ERROR_ACCESS_DENIED);
    CHECK_FAILS(MapViewOfFile(mapping, FILE_MAP_READ, 0, STEP, 2 * STEP),
                ERROR_ACCESS_DENIED);
    CloseHandle(mapping);
    remove_file(file);
}

/* Claim:  MapViewOfFileEx takes a free address, refuses one in use with
 *         ERROR_INVALID_ADDRESS and a crooked one with ERROR_MAPPED_ALIGNMENT.
 * Source: "MapViewOfFileEx function", lpBaseAddress.  Wine 8: same. */
static void at_an_address(void)
{
    HANDLE mapping = mapping_of(INVALID_HANDLE_VALUE, PAGE_READWRITE, STEP);
    char *place = VirtualAlloc(NULL, STEP, MEM_RESERVE, PAGE_NOACCESS);

    CHECK_FAILS(MapViewOfFileEx(mapping, FILE_MAP_READ, 0, 0, 0, place),
                ERROR_INVALID_ADDRESS);
    CHECK(VirtualFree(place, 0, MEM_RELEASE));
    CHECK_FAILS(MapViewOfFileEx(mapping, FILE_MAP_READ, 0, 0, 0, place + 4096),
                ERROR_MAPPED_ALIGNMENT);
    CHECK(MapViewOfFileEx(mapping, FILE_MAP_READ, 0, 0, 0, place) == place);
    CHECK(UnmapViewOfFile(place));
    CloseHandle(mapping);
}

/* Claim:  a name that is taken opens that mapping and says
 *         ERROR_ALREADY_EXISTS; OpenFileMapping finds it, with the access that
 *         was asked for; the name goes with its last handle.
 * Source: "CreateFileMappingA function", lpName, Return value;
 *         "OpenFileMappingW function".  Wine 8: same. */
static void names(void)
{
    char name[64], *view, *again;
    WCHAR wide[64];
    HANDLE one, other, reader;

    snprintf(name, sizeof name, "openiocp file_mapping names %lu",
             (unsigned long)GetCurrentProcessId());
    widen(name, wide);
    one = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0,
                             STEP, name);
    CHECK_ERROR(ERROR_SUCCESS);
    view = view_of(one, FILE_MAP_WRITE);
    other = CreateFileMappingW(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0,
                               4 * STEP, wide);
    CHECK_ERROR(ERROR_ALREADY_EXISTS);
    again = view_of(other, FILE_MAP_READ);
    view[3] = 'x';
    CHECK(again != NULL && again[3] == 'x');
    CHECK(UnmapViewOfFile(again) && CloseHandle(other));
    reader = OpenFileMappingA(FILE_MAP_READ, FALSE, name);
    again = view_of(reader, FILE_MAP_READ);
    CHECK(again != NULL && again[3] == 'x');
    CHECK_FAILS(view_of(reader, FILE_MAP_WRITE), ERROR_ACCESS_DENIED);
    CHECK(UnmapViewOfFile(again) && CloseHandle(reader) && CloseHandle(one));
    /* The view does not keep it. */
    CHECK_FAILS(OpenFileMappingW(FILE_MAP_READ, FALSE, wide),
                ERROR_FILE_NOT_FOUND);
    CHECK(view[3] == 'x' && UnmapViewOfFile(view));
    CHECK_FAILS(OpenFileMappingA(FILE_MAP_READ, FALSE, name),
                ERROR_FILE_NOT_FOUND);
    CHECK_FAILS(OpenFileMappingA(FILE_MAP_READ, FALSE, NULL),
                ERROR_INVALID_PARAMETER);
}

/* Claim:  VirtualQuery tells a view as MEM_MAPPED; it can be made read-only and
 *         writable again, one that only reads cannot be made writable;
 *         VirtualFree does not take it.
 * Source: "MEMORY_BASIC_INFORMATION structure"; "VirtualProtect function",
 *         flNewProtect; "VirtualFree function".  Wine 8: see below. */
static void protect(void)
{
    HANDLE mapping = mapping_of(INVALID_HANDLE_VALUE, PAGE_READWRITE, STEP);
    char *view = view_of(mapping, FILE_MAP_WRITE);
    char *reader = view_of(mapping, FILE_MAP_READ);
    MEMORY_BASIC_INFORMATION info;
    DWORD old;

    CHECK(VirtualQuery(view, &info, sizeof info) == sizeof info);
    CHECK(info.Type == MEM_MAPPED && info.State == MEM_COMMIT);
    CHECK(info.Protect == PAGE_READWRITE && info.RegionSize == STEP);
    CHECK(VirtualProtect(view, 10, PAGE_READONLY, &old));
    CHECK(old == PAGE_READWRITE);
    CHECK(VirtualProtect(view, 10, PAGE_READWRITE, &old));
    CHECK(old == PAGE_READONLY);
    view[0] = 'x';
    CHECK(reader[0] == 'x');
    CHECK_FAILS(VirtualProtect(reader, 10, PAGE_READWRITE, &old),
                ERROR_INVALID_PARAMETER);
    CHECK_FAILS(VirtualFree(view, 0, MEM_RELEASE), ERROR_INVALID_PARAMETER);
    CHECK(UnmapViewOfFile(view) && UnmapViewOfFile(reader));
    CloseHandle(mapping);
}

/* Claim:  what ReadFile reads and WriteFile writes is what a view shows.
 * Source: "CreateFileMappingA function", Remarks ("coherent").
 *         Wine 8: same. */
static void coherent(void)
{
    HANDLE file = file_of(8192);
    HANDLE mapping = mapping_of(file, PAGE_READWRITE, 0);
    char *view = view_of(mapping, FILE_MAP_WRITE);
    OVERLAPPED where = {0};
    DWORD done;

    where.Offset = 5000;
    CHECK(WriteFile(file, "y", 1, &done, &where) && view[5000] == 'y');
    view[5001] = 'z';
    CHECK(file_has(file, 5001, 'z'));
    CHECK(UnmapViewOfFile(view) && CloseHandle(mapping));
    remove_file(file);
}

/* Claim:  what is no view can be neither unmapped nor flushed.
 * Source: "UnmapViewOfFile function", lpBaseAddress.  Wine 8: same. */
static void no_view(void)
{
    char *memory = VirtualAlloc(NULL, STEP, MEM_COMMIT, PAGE_READWRITE);

    CHECK_FAILS(UnmapViewOfFile(memory), ERROR_INVALID_ADDRESS);
    CHECK_FAILS(UnmapViewOfFile(NULL), ERROR_INVALID_ADDRESS);
    DIFFERS(WINE_8, "says 87")
    CHECK_FAILS(FlushViewOfFile(NULL, 0), ERROR_INVALID_ADDRESS);
    CHECK(VirtualFree(memory, 0, MEM_RELEASE));
}

/* Claim:  a mapping and its view do not keep the share mode of a handle that
 *         was closed.
 * Source: "CreateFileA function", dwShareMode ("until you close the handle to
 *         the file or device").  Wine 8: same. */
static void share_mode_goes(void)
{
    HANDLE file, again, mapping;
    char *view;

    remove_file(file_of(5000));
    file = CreateFileA(FILE_NAME, GENERIC_READ | GENERIC_WRITE, 0, NULL,
                       CREATE_NEW, 0, NULL);
    mapping = mapping_of(file, PAGE_READWRITE, 5000);
    view = view_of(mapping, FILE_MAP_WRITE);
    CHECK(view != NULL);
    CHECK_FAILS(CreateFileA(FILE_NAME, GENERIC_READ,
                            FILE_SHARE_READ | FILE_SHARE_WRITE, NULL,
                            OPEN_EXISTING, 0, NULL) != INVALID_HANDLE_VALUE,
                ERROR_SHARING_VIOLATION);
    CHECK(CloseHandle(file));
    again = open_file(GENERIC_READ, OPEN_EXISTING);
    CHECK(UnmapViewOfFile(view));
    CHECK(CloseHandle(mapping));
    remove_file(again);
}

TAP_MAIN(CASE(of_a_file), CASE(of_memory), CASE(reserved_memory),
         CASE(copy_on_write), CASE(longer_than_the_file), CASE(bad_requests),
         CASE(access), CASE(parts), CASE(at_an_address), CASE(names),
         CASE(protect), CASE(coherent), CASE(no_view), CASE(share_mode_goes))
