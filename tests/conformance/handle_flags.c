/* Flags of handles, and whether two name one object. */
#ifdef __MINGW32__
#define _WIN32_WINNT 0x0A00 /* CompareObjectHandles */
#endif
#include "support.h"

#define SELF GetCurrentProcess()

static DWORD flags_of(HANDLE handle)
{
    DWORD flags = UNTOUCHED;

    CHECK(GetHandleInformation(handle, &flags));
    return flags;
}

/* Claim:  the flags are the handle's: set under a mask, read back, and its
 *         duplicates have their own.
 * Source: "SetHandleInformation function", "GetHandleInformation function".
 *         Wine 8: same. */
static void flags_are_kept(void)
{
    HANDLE event = event_new(), copy;

    CHECK(flags_of(event) == 0);
    CHECK(SetHandleInformation(event, HANDLE_FLAG_INHERIT, 3));
    CHECK(flags_of(event) == HANDLE_FLAG_INHERIT);
    copy = duplicate_of(event);
    CHECK(flags_of(copy) == 0);
    CHECK(SetHandleInformation(event, 0, 3));
    CHECK(flags_of(event) == HANDLE_FLAG_INHERIT);
    CHECK(SetHandleInformation(event, HANDLE_FLAG_INHERIT, 0));
    CHECK(flags_of(event) == 0);
    CHECK(CloseHandle(copy));
    CHECK(DuplicateHandle(SELF, event, SELF, &copy, 0, TRUE,
                          DUPLICATE_SAME_ACCESS));
    CHECK(flags_of(copy) == HANDLE_FLAG_INHERIT && flags_of(event) == 0);
    CHECK(CloseHandle(copy));
    CHECK(CloseHandle(event));
}

/* Claim:  a handle protected from close is not closed: 6; nor as the source of
 *         a duplicate, which is made nevertheless.
 * Source: "SetHandleInformation function"; "DuplicateHandle function".
 *         Wine 8: same. */
static void protected_from_close(void)
{
    const DWORD protect = HANDLE_FLAG_PROTECT_FROM_CLOSE;
    HANDLE event = event_new(), copy = NULL;

    CHECK(SetHandleInformation(event, protect, protect));
    CHECK(flags_of(event) == protect);
    CHECK_FAILS(CloseHandle(event), ERROR_INVALID_HANDLE);
    CHECK(SetEvent(event));
    DuplicateHandle(SELF, event, SELF, &copy, 0, FALSE,
                    DUPLICATE_SAME_ACCESS | DUPLICATE_CLOSE_SOURCE);
    CHECK(copy != NULL && flags_of(copy) == 0);
    CHECK(ResetEvent(event));
    CHECK(CloseHandle(copy));
    CHECK(SetHandleInformation(event, protect, 0));
    CHECK(CloseHandle(event));
}

/* Claim:  a new handle has no flags, whatever the old one of its value had.
 * Source: as above.  Wine 8: same. */
static void new_handles_have_no_flags(void)
{
    for (int i = 0; i < 3000; i++) {
        HANDLE event = event_new();

        if (!CHECK(flags_of(event) == 0))
            return;
        CHECK(SetHandleInformation(event, HANDLE_FLAG_INHERIT, 1));
        CHECK(CloseHandle(event));
    }
}

/* Claim:  what is no handle has no flags: 6.
 * Source: both pages.  Wine 8: same. */
static void no_flags(void)
{
    HANDLE event = event_new();
    DWORD flags = UNTOUCHED;

    CHECK(CloseHandle(event));
    CHECK_FAILS(GetHandleInformation(event, &flags), ERROR_INVALID_HANDLE);
    CHECK_FAILS(GetHandleInformation(NULL, &flags), ERROR_INVALID_HANDLE);
    CHECK_FAILS(SetHandleInformation(event, 1, 1), ERROR_INVALID_HANDLE);
    CHECK_FAILS(SetHandleInformation(NULL, 1, 1), ERROR_INVALID_HANDLE);
    CHECK(flags == UNTOUCHED);
}

/* ---- CompareObjectHandles --------------------------------------------- */

/* Claim:  two handles compare equal if they name one object, and an object
 *         opened twice is two.
 * Source: "CompareObjectHandles function".  Wine 8: same. */
static void compared(void)
{
    HANDLE event = event_new(), other = event_new();
    HANDLE copy = duplicate_of(event), me = duplicate_of(GetCurrentThread());

    CHECK(CompareObjectHandles(event, event));
    CHECK(CompareObjectHandles(event, copy));
    CHECK(!CompareObjectHandles(event, other));
    CHECK(!CompareObjectHandles(event, me));
    CHECK(CompareObjectHandles(GetCurrentThread(), me));
    CHECK(CompareObjectHandles(SELF, SELF));
    CHECK(!CompareObjectHandles(event, NULL));
    CloseHandle(other);
    CHECK(!CompareObjectHandles(event, other));
    CHECK(!CompareObjectHandles(other, event));
    CloseHandle(me);
    CloseHandle(copy);
    CloseHandle(event);
}

TAP_MAIN(CASE(flags_are_kept), CASE(protected_from_close),
         CASE(new_handles_have_no_flags), CASE(no_flags), CASE(compared))
