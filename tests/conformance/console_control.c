/* SetConsoleCtrlHandler: the list of a process. That the functions are called,
 * and in which order, is in tests/linux/console_control_test.c: on Windows a
 * console's keyboard would have to do it. */
#include "support.h"

static BOOL WINAPI one(DWORD event)
{
    (void)event;
    return TRUE;
}

static BOOL WINAPI other(DWORD event)
{
    (void)event;
    return FALSE;
}

/* Claim:  what was added can be removed, in any order, and added again.
 * Source: "SetConsoleCtrlHandler function", Add.  Wine 8: same. */
static void add_and_remove(void)
{
    for (int i = 0; i < 3; i++) {
        CHECK(SetConsoleCtrlHandler(one, TRUE));
        CHECK(SetConsoleCtrlHandler(other, TRUE));
        CHECK(SetConsoleCtrlHandler(one, FALSE));
        CHECK(SetConsoleCtrlHandler(other, FALSE));
    }
}

/* Claim:  what is not there cannot be removed: 87, before anything was added
 *         and after it is gone.
 * Source: "SetConsoleCtrlHandler function", Return value.  Wine 8: same. */
static void not_there(void)
{
    CHECK_FAILS(SetConsoleCtrlHandler(one, FALSE), ERROR_INVALID_PARAMETER);
    CHECK(SetConsoleCtrlHandler(other, TRUE));
    CHECK_FAILS(SetConsoleCtrlHandler(one, FALSE), ERROR_INVALID_PARAMETER);
    CHECK(SetConsoleCtrlHandler(other, FALSE));
    CHECK_FAILS(SetConsoleCtrlHandler(other, FALSE), ERROR_INVALID_PARAMETER);
}

/* Claim:  a function that was added twice is removed twice.
 * Source: "SetConsoleCtrlHandler function", Remarks (a list).
 *         Wine 8: same. */
static void added_twice(void)
{
    CHECK(SetConsoleCtrlHandler(one, TRUE));
    CHECK(SetConsoleCtrlHandler(one, TRUE));
    CHECK(SetConsoleCtrlHandler(one, FALSE));
    CHECK(SetConsoleCtrlHandler(one, FALSE));
    CHECK_FAILS(SetConsoleCtrlHandler(one, FALSE), ERROR_INVALID_PARAMETER);
}

/* Claim:  NULL ignores Ctrl+C or ends that, as often as one likes; it is no
 *         entry of the list.
 * Source: "SetConsoleCtrlHandler function", HandlerRoutine.  Wine 8: same. */
static void no_function(void)
{
    CHECK(SetConsoleCtrlHandler(NULL, FALSE));
    CHECK(SetConsoleCtrlHandler(NULL, TRUE));
    CHECK(SetConsoleCtrlHandler(NULL, TRUE));
    CHECK_FAILS(SetConsoleCtrlHandler(one, FALSE), ERROR_INVALID_PARAMETER);
    CHECK(SetConsoleCtrlHandler(one, TRUE));
    CHECK(SetConsoleCtrlHandler(NULL, FALSE));
    CHECK(SetConsoleCtrlHandler(NULL, FALSE));
    CHECK(SetConsoleCtrlHandler(one, FALSE));
}

TAP_MAIN(CASE(add_and_remove), CASE(not_there), CASE(added_twice),
         CASE(no_function))
