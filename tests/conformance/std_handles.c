/* The standard handles. What they name differs from run to run. */
#include "support.h"

static const DWORD all[] = {STD_INPUT_HANDLE, STD_OUTPUT_HANDLE,
                            STD_ERROR_HANDLE};

/* Claim:  each is a handle, the same each time; its type can be asked.
 * Source: "GetStdHandle function", Return value.  Wine 8: same. */
static void given(void)
{
    for (unsigned i = 0; i < COUNT_OF(all); i++) {
        HANDLE handle = GetStdHandle(all[i]);

        CHECK(handle != NULL && handle != INVALID_HANDLE_VALUE);
        CHECK(GetStdHandle(all[i]) == handle);
        CHECK(GetFileType(handle) != FILE_TYPE_UNKNOWN);
    }
}

/* Claim:  another number is INVALID_HANDLE_VALUE, 6.
 * Source: "GetStdHandle function", Return value.  Wine 8: same. */
static void no_such_number(void)
{
    static const DWORD wrong[] = {0, 1, (DWORD)-9, (DWORD)-13};

    for (unsigned i = 0; i < COUNT_OF(wrong); i++) {
        CHECK_FAILS(GetStdHandle(wrong[i]) != INVALID_HANDLE_VALUE,
                    ERROR_INVALID_HANDLE);
        CHECK_FAILS(SetStdHandle(wrong[i], NULL), ERROR_INVALID_HANDLE);
    }
}

/* Claim:  what was set is given, NULL too, and nobody looks at it.
 * Source: "SetStdHandle function".  Wine 8: same. */
static void set(void)
{
    HANDLE before = GetStdHandle(STD_INPUT_HANDLE), event = event_new();

    CHECK(SetStdHandle(STD_INPUT_HANDLE, event));
    CHECK(GetStdHandle(STD_INPUT_HANDLE) == event);
    CHECK(SetStdHandle(STD_INPUT_HANDLE, NULL));
    CHECK(GetStdHandle(STD_INPUT_HANDLE) == NULL);
    CHECK(SetStdHandle(STD_INPUT_HANDLE, before));
    CHECK(GetStdHandle(STD_INPUT_HANDLE) == before);
    CloseHandle(event);
}

/* Claim:  standard error can be written by WriteFile, also through a
 *         duplicate.
 * Source: "GetStdHandle function", Remarks.  Wine 8: same. */
static void written(void)
{
    static const char text[] = "# written by WriteFile\n";
    HANDLE handle = GetStdHandle(STD_ERROR_HANDLE), other;
    DWORD count = 0;

    CHECK(WriteFile(handle, text, sizeof text - 1, &count, NULL));
    CHECK(count == sizeof text - 1);
    other = duplicate_of(handle);
    count = 0;
    CHECK(WriteFile(other, text, sizeof text - 1, &count, NULL));
    CHECK(count == sizeof text - 1);
    CHECK(CloseHandle(other));
    CHECK(WriteFile(handle, text, sizeof text - 1, &count, NULL));
}

/* Claim:  a closed one is given as before, and is of no use.
 * Source: "GetStdHandle function", Remarks.  Wine 8: same. */
static void closed(void)
{
    HANDLE handle = GetStdHandle(STD_INPUT_HANDLE);
    DWORD count;
    char byte;

    CHECK(CloseHandle(handle));
    CHECK(GetStdHandle(STD_INPUT_HANDLE) == handle);
    CHECK_FAILS(ReadFile(handle, &byte, 1, &count, NULL), ERROR_INVALID_HANDLE);
}

/* Claim:  what is no console is 6 to console calls.
 * Source: "GetConsoleMode function"; "WriteConsole function", Remarks.
 *         Wine 8: same. */
static void no_console(void)
{
    HANDLE file = file_new(0, 16), event = event_new();
    DWORD mode = UNTOUCHED, count;

    CHECK_FAILS(GetConsoleMode(file, &mode), ERROR_INVALID_HANDLE);
    CHECK(mode == UNTOUCHED);
    CHECK_FAILS(SetConsoleMode(file, ENABLE_LINE_INPUT), ERROR_INVALID_HANDLE);
    CHECK_FAILS(WriteConsoleA(file, "x", 1, &count, NULL),
                ERROR_INVALID_HANDLE);
    CHECK_FAILS(WriteConsoleW(file, (const WCHAR *)u"x", 1, &count, NULL),
                ERROR_INVALID_HANDLE);
    CHECK_FAILS(SetConsoleTextAttribute(file, 7), ERROR_INVALID_HANDLE);
    CHECK_FAILS(GetConsoleMode(event, &mode), ERROR_INVALID_HANDLE);
    CHECK_FAILS(GetConsoleMode(NULL, &mode), ERROR_INVALID_HANDLE);
    CloseHandle(event);
    CloseHandle(file);
}

TAP_MAIN(CASE(given), CASE(no_such_number), CASE(set), CASE(written),
         CASE(closed), CASE(no_console))
