/* Mailslots: messages from many to one, and who may open them. */
#include "slots.h"

/* ---- Making and opening ---------------------------------------------------
 */

/* Claim:  a slot is made by a name \\.\mailslot\x, A or W, which may have
 *         backslashes; another name is 123, none 3.
 * Source: "CreateMailslotA function", lpName; Wine's mailslot test.
 *         Wine 8: same. */
static void names(void)
{
    HANDLE slot, writer;
    WCHAR wide[80];
    char name[80];

    snprintf(name, sizeof name, "\\\\.\\mailslot\\openiocp-%lu-a\\b",
             (unsigned long)GetCurrentProcessId());
    CHECK(MultiByteToWideChar(CP_ACP, 0, name, -1, wide, 80) > 0);
    slot = CreateMailslotW(wide, 0, 0, NULL);
    CHECK(slot != INVALID_HANDLE_VALUE);
    snprintf(name, sizeof name, "\\\\.\\MAILSLOT\\OpenIOCP-%lu-A\\B",
             (unsigned long)GetCurrentProcessId());
    writer = writer_new(name);
    CloseHandle(writer);
    CloseHandle(slot);
    CHECK_FAILS(CreateMailslotA("blah", 0, 0, NULL) != INVALID_HANDLE_VALUE,
                ERROR_INVALID_NAME);
    CHECK_FAILS(CreateMailslotA(NULL, 0, 0, NULL) != INVALID_HANDLE_VALUE,
                ERROR_PATH_NOT_FOUND);
    CHECK_FAILS(CreateMailslotW(NULL, 0, 0, NULL) != INVALID_HANDLE_VALUE,
                ERROR_PATH_NOT_FOUND);
}

/* Claim:  the name of a slot that is there is 183, whatever its case; after its
 *         close it can be made anew.
 * Source: "CreateMailslotA function" ("An error occurs if ..."); ERROR_ALREADY_
 *         EXISTS is that of a name that is taken.  Wine 8: same. */
static void name_is_taken(void)
{
    const char *name = slot_name();
    HANDLE slot = slot_new(name, 0, 0);

    CHECK_FAILS(CreateMailslotA(name, 0, 0, NULL) != INVALID_HANDLE_VALUE,
                ERROR_ALREADY_EXISTS);
    CHECK(CloseHandle(slot));
    slot = slot_new(name, 0, 0);
    CHECK(CloseHandle(slot));
}

/* Claim:  opening one that is not there is 2.
 * Source: "CreateMailslotA function", Remarks.  Wine 8: same. */
static void not_there(void)
{
    const char *name = slot_name();
    HANDLE slot;

    CHECK_FAILS(writer_by(name, GENERIC_WRITE, FILE_SHARE_READ) !=
                    INVALID_HANDLE_VALUE,
                ERROR_FILE_NOT_FOUND);
    slot = slot_new(name, 0, 0);
    CloseHandle(slot);
    CHECK_FAILS(writer_by(name, GENERIC_WRITE, FILE_SHARE_READ) !=
                    INVALID_HANDLE_VALUE,
                ERROR_FILE_NOT_FOUND);
}

/* Claim:  several may write when all of them share writing.
 * Source: "CreateFileA function", dwShareMode; Wine's mailslot test.
 *         Wine 8: counts to one. */
static void writers_share(void)
{
    const DWORD both = FILE_SHARE_READ | FILE_SHARE_WRITE;
    const char *name = slot_name();
    HANDLE slot = slot_new(name, 0, 0);
    HANDLE one = writer_by(name, GENERIC_READ | GENERIC_WRITE, both);
    HANDLE other;

    CHECK(one != INVALID_HANDLE_VALUE);
    CHECK_FAILS(writer_by(name, GENERIC_WRITE, FILE_SHARE_READ) !=
                    INVALID_HANDLE_VALUE,
                ERROR_SHARING_VIOLATION);
    other = writer_by(name, GENERIC_WRITE, both);
    CHECK(other != INVALID_HANDLE_VALUE);
    put(one, "a");
    put(other, "bb");
    DIFFERS(WINE_8, "counts to one")
    CHECK(has(slot, 1, 2));
    CloseHandle(one);
    CloseHandle(other);
    one = writer_by(name, GENERIC_WRITE, FILE_SHARE_READ);
    CHECK(one != INVALID_HANDLE_VALUE, "the others are gone");
    CHECK_FAILS(writer_by(name, GENERIC_WRITE, both) != INVALID_HANDLE_VALUE,
                ERROR_SHARING_VIOLATION);
    CloseHandle(one);
    CHECK(holds(slot, "a") && holds(slot, "bb"));
    CloseHandle(slot);
}

/* ---- Messages -------------------------------------------------------------
 */

/* Claim:  messages come whole and in order, one a read, and stay when their
 *         writer is gone.
 * Source: "About Mailslots"; "GetMailslotInfo function".  Wine 8: counts to
 * one. */
static void in_order(void)
{
    const char *name = slot_name();
    HANDLE slot = slot_new(name, 0, 0), writer = writer_new(name);

    CHECK(has(slot, MAILSLOT_NO_MESSAGE, 0));
    put(writer, "one");
    put(writer, "seven");
    DIFFERS(WINE_8, "counts to one")
    CHECK(has(slot, 3, 2));
    CloseHandle(writer);
    CHECK(holds(slot, "one"));
    CHECK(has(slot, 5, 1));
    CHECK(holds(slot, "seven"));
    CHECK(has(slot, MAILSLOT_NO_MESSAGE, 0));
    CloseHandle(slot);
}

/* Claim:  a message larger than the buffer is 122, and stays.
 * Source: "ReadFile function", Remarks (mailslots).  Wine 8: cuts it. */
static void small_buffer(void)
{
    const char *name = slot_name();
    HANDLE slot = slot_new(name, 0, 0), writer = writer_new(name);
    char buf[8];
    DWORD count = UNTOUCHED;

    if (tap_where() == WINE_8)
        SKIP("it cuts the message");
    put(writer, "four");
    CHECK_FAILS(ReadFile(slot, buf, 3, &count, NULL),
                ERROR_INSUFFICIENT_BUFFER);
    CHECK(count == 0);
    CHECK(has(slot, 4, 1));
    CHECK_FAILS(ReadFile(slot, buf, 0, &count, NULL),
                ERROR_INSUFFICIENT_BUFFER);
    CHECK(holds(slot, "four"));
    CloseHandle(writer);
    CloseHandle(slot);
}

/* Claim:  a slot takes no message above its maximum.
 * Source: "CreateMailslotA function", nMaxMessageSize.
 *         Wine 8: takes it. */
static void largest_message(void)
{
    const char *name = slot_name();
    HANDLE slot = slot_new(name, 4, 0), writer = writer_new(name);
    DWORD max = 0, count = UNTOUCHED;

    CHECK(GetMailslotInfo(slot, &max, NULL, NULL, NULL) && max == 4);
    put(writer, "four");
    DIFFERS(WINE_8, "takes it")
    CHECK_FAILS(WriteFile(writer, "fives", 5, &count, NULL),
                ERROR_INVALID_PARAMETER);
    CHECK(holds(slot, "four"));
    CloseHandle(writer);
    CloseHandle(slot);
}

/* Claim:  the reader cannot write, and a writer cannot read.
 * Source: "CreateMailslotA function"; Wine's mailslot test.  Wine 8: same. */
static void one_way(void)
{
    const char *name = slot_name();
    HANDLE slot = slot_new(name, 0, 0), writer = writer_new(name);
    char buf[8];
    DWORD count;

    CHECK_FAILS(WriteFile(slot, "x", 1, &count, NULL), ERROR_ACCESS_DENIED);
    put(writer, "x");
    CHECK_FAILS(ReadFile(writer, buf, sizeof buf, &count, NULL),
                ERROR_ACCESS_DENIED);
    CHECK(holds(slot, "x"));
    CloseHandle(writer);
    CloseHandle(slot);
}

/* ---- The rest -------------------------------------------------------------
 */

/* Claim:  only the reader's handle can be asked.
 * Source: "GetMailslotInfo function", hMailslot.
 *         Wine 8: same. */
static void whom_to_ask(void)
{
    const char *name = slot_name();
    HANDLE slot = slot_new(name, (DWORD)-1, (DWORD)-1);
    HANDLE writer = writer_new(name), event = event_new();
    DWORD max = 0, next = 0, count = 1, timeout = 0;

    CHECK(GetMailslotInfo(slot, &max, &next, &count, &timeout));
    CHECK(max == (DWORD)-1 && next == MAILSLOT_NO_MESSAGE && count == 0 &&
          timeout == MAILSLOT_WAIT_FOREVER);
    CHECK_FAILS(GetMailslotInfo(writer, &max, NULL, NULL, NULL),
                ERROR_INVALID_HANDLE);
    CHECK_FAILS(SetMailslotInfo(writer, 0), ERROR_INVALID_HANDLE);
    CHECK_FAILS(GetMailslotInfo(event, NULL, NULL, NULL, NULL),
                ERROR_INVALID_HANDLE);
    CHECK_FAILS(GetMailslotInfo(INVALID_HANDLE_VALUE, NULL, NULL, NULL, NULL),
                ERROR_INVALID_HANDLE);
    CHECK_FAILS(SetMailslotInfo(event, 0), ERROR_INVALID_HANDLE);
    CloseHandle(event);
    CloseHandle(writer);
    CloseHandle(slot);
}

/* Claim:  the slot lives until its last handle is closed.
 * Source: "CreateMailslotA function", Remarks.  Wine 8: same. */
static void duplicates(void)
{
    const char *name = slot_name();
    HANDLE slot = slot_new(name, 0, 0), copy = duplicate_of(slot), writer;

    CloseHandle(slot);
    writer = writer_new(name);
    put(writer, "still");
    CHECK(holds(copy, "still"));
    CloseHandle(writer);
    CloseHandle(copy);
}

TAP_MAIN(CASE(names), CASE(name_is_taken), CASE(not_there), CASE(writers_share),
         CASE(in_order), CASE(small_buffer), CASE(largest_message),
         CASE(one_way), CASE(whom_to_ask), CASE(duplicates))
