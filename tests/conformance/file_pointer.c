/* SetFilePointerEx, SetFilePointer, SetEndOfFile, GetFileSizeEx, GetFileSize.
 */
#include "support.h"

static LARGE_INTEGER at(LONGLONG place)
{
    return (LARGE_INTEGER){.QuadPart = place};
}

static LONGLONG pointer_of(HANDLE file)
{
    LARGE_INTEGER where = at(-1);

    CHECK(SetFilePointerEx(file, at(0), &where, FILE_CURRENT));
    return where.QuadPart;
}

/* Claim:  the three methods count from the start, the pointer, the end, and
 *         give the new place.
 * Source: "SetFilePointerEx function".  Wine 8: same. */
static void three_methods(void)
{
    HANDLE file = file_new(0, 100);
    LARGE_INTEGER where;

    CHECK(pointer_of(file) == 0);
    CHECK(SetFilePointerEx(file, at(10), &where, FILE_BEGIN));
    CHECK(where.QuadPart == 10);
    CHECK(SetFilePointerEx(file, at(25), &where, FILE_CURRENT));
    CHECK(where.QuadPart == 35);
    CHECK(SetFilePointerEx(file, at(-30), &where, FILE_CURRENT));
    CHECK(where.QuadPart == 5);
    CHECK(SetFilePointerEx(file, at(-30), &where, FILE_END));
    CHECK(where.QuadPart == 70);
    CHECK(SetFilePointerEx(file, at(0), &where, FILE_END));
    CHECK(where.QuadPart == 100);
    CloseHandle(file);
}

/* Claim:  the result pointer may be NULL.
 * Source: as above.  Wine 8: same. */
static void result_may_be_null(void)
{
    HANDLE file = file_new(0, 100);

    CHECK(SetFilePointerEx(file, at(40), NULL, FILE_BEGIN));
    CHECK(pointer_of(file) == 40);
    CloseHandle(file);
}

/* Claim:  a place before the start is 131, another method 87; the pointer
 *         stays where it was.
 * Source: as above, Return value.  Wine 8: same. */
static void bad_places(void)
{
    HANDLE file = file_new(0, 100);

    CHECK(SetFilePointerEx(file, at(40), NULL, FILE_BEGIN));
    CHECK_FAILS(SetFilePointerEx(file, at(-1), NULL, FILE_BEGIN),
                ERROR_NEGATIVE_SEEK);
    CHECK_FAILS(SetFilePointerEx(file, at(-41), NULL, FILE_CURRENT),
                ERROR_NEGATIVE_SEEK);
    CHECK_FAILS(SetFilePointerEx(file, at(-101), NULL, FILE_END),
                ERROR_NEGATIVE_SEEK);
    CHECK_FAILS(SetFilePointerEx(file, at(0), NULL, 3),
                ERROR_INVALID_PARAMETER);
    CHECK(pointer_of(file) == 40);
    CloseHandle(file);
}

/* Claim:  a place beyond the end is legal and does not grow the file; a read
 *         there is the end, a write leaves zeros before it.
 * Source: as above, Remarks; "SetEndOfFile function".  Wine 8: same. */
static void places_beyond_the_end(void)
{
    HANDLE file = file_new(0, 10);
    char buf[40], zeros[20] = {0};
    LARGE_INTEGER size;
    DWORD done = 0;

    CHECK(SetFilePointerEx(file, at(30), NULL, FILE_BEGIN));
    CHECK(GetFileSizeEx(file, &size) && size.QuadPart == 10);
    CHECK(ReadFile(file, buf, 5, &done, NULL) && done == 0);
    CHECK(pointer_of(file) == 30);
    CHECK(WriteFile(file, "end", 3, &done, NULL) && done == 3);
    CHECK(GetFileSizeEx(file, &size) && size.QuadPart == 33);
    CHECK(SetFilePointerEx(file, at(10), NULL, FILE_BEGIN));
    CHECK(ReadFile(file, buf, 40, &done, NULL) && done == 23);
    CHECK(memcmp(buf, zeros, 20) == 0 && memcmp(buf + 20, "end", 3) == 0);
    CloseHandle(file);
}

/* Claim:  places and sizes have 64 bits.
 * Source: as above.  Wine 8: same. */
static void places_beyond_4_gib(void)
{
    const LONGLONG far_away = 5ll << 30;
    HANDLE file = file_new(0, 10);
    LARGE_INTEGER where;
    DWORD done = 0;
    char byte = 0;

    CHECK(SetFilePointerEx(file, at(far_away), &where, FILE_BEGIN));
    CHECK(where.QuadPart == far_away);
    CHECK(WriteFile(file, "x", 1, &done, NULL) && done == 1);
    CHECK(pointer_of(file) == far_away + 1);
    CHECK(GetFileSizeEx(file, &where) && where.QuadPart == far_away + 1);
    CHECK(SetFilePointerEx(file, at(-1), NULL, FILE_END));
    CHECK(ReadFile(file, &byte, 1, &done, NULL) && done == 1 && byte == 'x');
    CloseHandle(file);
}

/* Claim:  two handles of one file have a pointer each.
 * Source: "Positioning a File Pointer".  Wine 8: same. */
static void pointers_belong_to_handles(void)
{
    char name[NAME_SIZE];
    HANDLE files[2];

    temp_name(name);
    file_make(name, 100);
    for (int i = 0; i < 2; i++)
        files[i] = CreateFileA(name, GENERIC_READ, FILE_SHARE_READ, NULL,
                               OPEN_EXISTING, 0, NULL);
    CHECK(SetFilePointerEx(files[0], at(70), NULL, FILE_BEGIN));
    CHECK(pointer_of(files[0]) == 70 && pointer_of(files[1]) == 0);
    CloseHandle(files[0]);
    CloseHandle(files[1]);
    remove(name);
}

/* Claim:  GetFileSizeEx sees what another handle wrote.
 * Source: "GetFileSizeEx function".  Wine 8: same. */
static void size_is_of_the_file(void)
{
    char name[NAME_SIZE];
    LARGE_INTEGER size;
    HANDLE reader, writer;
    DWORD done = 0;

    temp_name(name);
    file_make(name, 100);
    reader = CreateFileA(name, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE,
                         NULL, OPEN_EXISTING, 0, NULL);
    writer =
        CreateFileA(name, FILE_APPEND_DATA, FILE_SHARE_READ | FILE_SHARE_WRITE,
                    NULL, OPEN_EXISTING, 0, NULL);
    CHECK(WriteFile(writer, "more", 4, &done, NULL));
    CHECK(GetFileSizeEx(reader, &size) && size.QuadPart == 104);
    CloseHandle(reader);
    CloseHandle(writer);
    remove(name);
}

/* Claim:  SetFilePointer gives and takes 64 bits in two halves; without the
 *         high half the distance has a sign.
 * Source: "SetFilePointer function".  Wine 8: same. */
static void two_halves(void)
{
    HANDLE file = file_new(0, 100);
    LONG high = 0;

    CHECK(SetFilePointer(file, 30, NULL, FILE_BEGIN) == 30);
    CHECK(SetFilePointer(file, -10, NULL, FILE_CURRENT) == 20);
    CHECK(SetFilePointer(file, -1, NULL, FILE_END) == 99);
    high = 2;
    CHECK(SetFilePointer(file, 7, &high, FILE_BEGIN) == 7 && high == 2);
    CHECK(pointer_of(file) == (2ll << 32) + 7);
    high = -1;
    CHECK(SetFilePointer(file, -7, &high, FILE_CURRENT) == 0 && high == 2);
    high = 0;
    CHECK(SetFilePointer(file, (LONG)0x80000000, &high, FILE_BEGIN) ==
              0x80000000 &&
          high == 0);
    CHECK(pointer_of(file) == 0x80000000ll);
    CloseHandle(file);
}

/* Claim:  the low half may look like a failure: then the last error is 0.
 *         Failures leave the pointer where it was.
 * Source: as above, Return value.  Wine 8: same. */
static void failures_of_the_low_half(void)
{
    HANDLE file = file_new(0, 100);
    LONG high = 0;

    SetLastError(UNTOUCHED);
    CHECK(SetFilePointer(file, -1, &high, FILE_BEGIN) ==
          INVALID_SET_FILE_POINTER);
    CHECK_ERROR(0);
    CHECK(pointer_of(file) == 0xffffffffll);
    CHECK(SetFilePointer(file, 40, NULL, FILE_BEGIN) == 40);
    CHECK_FAILS(SetFilePointer(file, -41, NULL, FILE_CURRENT) !=
                    INVALID_SET_FILE_POINTER,
                ERROR_NEGATIVE_SEEK);
    CHECK_FAILS(SetFilePointer(file, 0, NULL, 3) != INVALID_SET_FILE_POINTER,
                ERROR_INVALID_PARAMETER);
    CHECK(pointer_of(file) == 40);
    CloseHandle(file);
    CHECK_FAILS(SetFilePointer(file, 0, NULL, FILE_BEGIN) !=
                    INVALID_SET_FILE_POINTER,
                ERROR_INVALID_HANDLE);
}

/* Claim:  without a high half a place above 32 bits is refused (87), and the
 *         pointer is not moved.
 * Source: as above, "does not fit in a 32-bit value".  Wine 8: moves. */
static void no_room_for_the_high_half(void)
{
    HANDLE file = file_new(0, 100);
    LONG high = 1;

    CHECK(SetFilePointer(file, 0, &high, FILE_BEGIN) == 0);
    DIFFERS(WINE_8, "SetFilePointer moves beyond 32 bits without a high half")
    CHECK_FAILS(SetFilePointer(file, 5, NULL, FILE_CURRENT) !=
                    INVALID_SET_FILE_POINTER,
                ERROR_INVALID_PARAMETER);
    DIFFERS(WINE_8, "SetFilePointer moves beyond 32 bits without a high half")
    CHECK(pointer_of(file) == 1ll << 32);
    CloseHandle(file);
}

/* Claim:  SetEndOfFile cuts the file off at the pointer, or fills it up to
 *         there with zeros; the pointer stays.
 * Source: "SetEndOfFile function".  Wine 8: same. */
static void end_of_file(void)
{
    HANDLE file = file_new(0, 100);
    char buf[64], pattern[64], zeros[64] = {0};
    LARGE_INTEGER size;
    DWORD done = 0;

    CHECK(SetFilePointerEx(file, at(10), NULL, FILE_BEGIN));
    CHECK(SetEndOfFile(file) && pointer_of(file) == 10);
    CHECK(GetFileSizeEx(file, &size) && size.QuadPart == 10);
    CHECK(SetFilePointerEx(file, at(50), NULL, FILE_BEGIN));
    CHECK(SetEndOfFile(file) && pointer_of(file) == 50);
    CHECK(GetFileSizeEx(file, &size) && size.QuadPart == 50);
    CHECK(SetFilePointerEx(file, at(0), NULL, FILE_BEGIN));
    CHECK(ReadFile(file, buf, sizeof buf, &done, NULL) && done == 50);
    fill_pattern(pattern, sizeof pattern, 0);
    CHECK(memcmp(buf, pattern, 10) == 0 && memcmp(buf + 10, zeros, 40) == 0);
    CHECK(SetFilePointerEx(file, at(5ll << 30), NULL, FILE_BEGIN));
    CHECK(SetEndOfFile(file));
    CHECK(GetFileSizeEx(file, &size) && size.QuadPart == 5ll << 30);
    CloseHandle(file);
}

/* Claim:  GetFileSize gives 64 bits in two halves; the low half may look like a
 *         failure: then the last error is 0. A bad handle is 6.
 * Source: "GetFileSize function", Return value.  Wine 8: same. */
static void size_in_two_halves(void)
{
    HANDLE file = file_new(0, 100);
    DWORD high = UNTOUCHED;

    CHECK(GetFileSize(file, &high) == 100 && high == 0);
    CHECK(GetFileSize(file, NULL) == 100);
    CHECK(SetFilePointerEx(file, at((5ll << 32) + 7), NULL, FILE_BEGIN));
    CHECK(SetEndOfFile(file));
    CHECK(GetFileSize(file, &high) == 7 && high == 5);
    CHECK(GetFileSize(file, NULL) == 7);
    CHECK(SetFilePointerEx(file, at(0x1ffffffffll), NULL, FILE_BEGIN));
    CHECK(SetEndOfFile(file));
    SetLastError(UNTOUCHED);
    CHECK(GetFileSize(file, &high) == INVALID_FILE_SIZE && high == 1);
    CHECK_ERROR(0);
    CloseHandle(file);
    high = 0;
    CHECK_FAILS(GetFileSize(file, &high) != INVALID_FILE_SIZE,
                ERROR_INVALID_HANDLE);
}

/* Claim:  an asynchronous handle has a pointer for SetEndOfFile too.
 * Source: as above.  Wine 8: same. */
static void end_of_an_asynchronous_file(void)
{
    HANDLE file = file_new(ASYNC, 100);
    LARGE_INTEGER size;

    CHECK(SetFilePointerEx(file, at(60), NULL, FILE_BEGIN));
    CHECK(SetEndOfFile(file));
    CHECK(GetFileSizeEx(file, &size) && size.QuadPart == 60);
    CloseHandle(file);
}

/* Claim:  without write access SetEndOfFile is 5, a bad handle is 6.
 * Source: as above, "opened with GENERIC_WRITE".  Wine 8: 87 or 6, and the
 *         right to append is enough. */
static void end_of_file_needs_writing(void)
{
    const DWORD access[] = {GENERIC_READ, 0, FILE_APPEND_DATA};
    char name[NAME_SIZE];
    LARGE_INTEGER size;
    HANDLE file;

    temp_name(name);
    file_make(name, 100);
    for (int i = 0; i < 3; i++) {
        file = CreateFileA(name, access[i], FILE_SHARE_READ, NULL,
                           OPEN_EXISTING, 0, NULL);
        DIFFERS(WINE_8, "SetEndOfFile leaves the check to ftruncate")
        CHECK_FAILS(SetEndOfFile(file), ERROR_ACCESS_DENIED);
        size.QuadPart = -1;
        CHECK(GetFileSizeEx(file, &size));
        CloseHandle(file);
        CHECK_FAILS(SetEndOfFile(file), ERROR_INVALID_HANDLE);
    }
    DIFFERS(WINE_8, "SetEndOfFile leaves the check to ftruncate")
    CHECK(size.QuadPart == 100);
    remove(name);
}

TAP_MAIN(CASE(three_methods), CASE(result_may_be_null), CASE(bad_places),
         CASE(places_beyond_the_end), CASE(places_beyond_4_gib),
         CASE(pointers_belong_to_handles), CASE(size_is_of_the_file),
         CASE(two_halves), CASE(failures_of_the_low_half),
         CASE(no_room_for_the_high_half), CASE(end_of_file),
         CASE(size_in_two_halves), CASE(end_of_an_asynchronous_file),
         CASE(end_of_file_needs_writing))
