/* ReadDirectoryChangesW between calls and at its end;
 * FindFirstChangeNotification. Sources: the pages of the functions, and what
 * Wine's tests of kernel32 observed on Windows. */
#include "watched.h"

#define NOTIFY_ENUM_DIR ((ULONG_PTR)0x10C)
#define NOTIFY_CLEANUP ((ULONG_PTR)0x10B)

/* ---- Between the calls ---- */

/* Changes are kept for the next call, which ends at once. */
static void changes_between_calls(void)
{
    struct place place;
    struct record records[2] = {{0}};

    place_make(&place);
    CHECK(start(&place, FALSE, EVERY_NAME));
    file_make(in(&place, "one"), 0);
    gather(&place, FALSE, EVERY_NAME, records, 1);
    file_make(in(&place, "two"), 0);
    DeleteFileA(in(&place, "one"));
    CHECK(start(&place, FALSE, EVERY_NAME));
    gather(&place, FALSE, EVERY_NAME, records, 2);
    is(&records[0], FILE_ACTION_ADDED, "two");
    is(&records[1], FILE_ACTION_REMOVED, "one");
    DeleteFileA(in(&place, "two"));
    place_end(&place);
}

/* The first call says what is watched, for the life of the handle. */
static void first_call_decides(void)
{
    struct place place;
    struct record record = {0};

    if (tap_where() == WINE_8)
        SKIP("tells nothing of what is below");
    place_make(&place);
    CHECK(tap_make_folder(in(&place, "sub")));
    CHECK(start(&place, TRUE, EVERY_NAME));
    file_make(in(&place, "sub/one"), 0);
    gather(&place, TRUE, EVERY_NAME, &record, 1);
    is(&record, FILE_ACTION_ADDED, "sub\\one");
    CHECK(start(&place, FALSE, FILE_NOTIFY_CHANGE_SECURITY));
    CHECK(DeleteFileA(in(&place, "sub/one")));
    gather(&place, FALSE, FILE_NOTIFY_CHANGE_SECURITY, &record, 1);
    is(&record, FILE_ACTION_REMOVED, "sub\\one");
    tap_remove_folder(in(&place, "sub"));
    place_end(&place);
}

/* A record that does not fit: success with 0 bytes, and another status. */
static void overflow(void)
{
    struct place place;

    place_make_on_port(&place);
    CHECK(ask(&place, FALSE, EVERY_NAME, 16));
    file_make(in(&place, "one"), 0);
    CHECK_PACKET(place.port, KEY, &place.overlapped, 0, 0);
    CHECK(place.overlapped.Internal == NOTIFY_ENUM_DIR);
    DeleteFileA(in(&place, "one"));
    place_end(&place);
}

/* The buffer between calls is as large as the first call's. */
static void overflow_between_calls(void)
{
    struct place place;
    char name[16];

    place_make(&place);
    CHECK(ask(&place, FALSE, EVERY_NAME, 128));
    file_make(in(&place, "first"), 0);
    result(&place);
    for (int i = 0; i < 50; i++) {
        snprintf(name, sizeof name, "f%d", i);
        file_make(in(&place, name), 0);
    }
    CHECK(start(&place, FALSE, EVERY_NAME));
    DIFFERS(WINE_8, "keeps what does not fit")
    CHECK(result(&place) == 0);
    DIFFERS(WINE_8, "keeps what does not fit")
    CHECK(place.overlapped.Internal == NOTIFY_ENUM_DIR);
    DeleteFileA(in(&place, "first"));
    for (int i = 0; i < 50; i++) {
        snprintf(name, sizeof name, "f%d", i);
        DeleteFileA(in(&place, name));
    }
    place_end(&place);
}

/* ---- Ends ---- */

/* Closing the handle is a success, with a status of its own. */
static void closed(void)
{
    struct place place;

    place_make_on_port(&place);
    CHECK(start(&place, FALSE, EVERY_NAME));
    CHECK(CloseHandle(place.folder));
    place.folder = NULL;
    DIFFERS(WINE_8, "676")
    CHECK_PACKET(place.port, KEY, &place.overlapped, 0, 0);
    DIFFERS(WINE_8, "0x8000000A")
    CHECK(place.overlapped.Internal == NOTIFY_CLEANUP);
    CHECK_NO_PACKET(place.port);
    place_end(&place);
}

static void cancelled(void)
{
    struct place place;

    place_make_on_port(&place);
    CHECK(start(&place, FALSE, EVERY_NAME));
    CHECK(CancelIo(place.folder));
    CHECK_PACKET(place.port, KEY, &place.overlapped, 0,
                 ERROR_OPERATION_ABORTED);
    place_end(&place);
}

/* Several requests of a handle end in their order. */
static void two_requests(void)
{
    struct place place;
    OVERLAPPED second = overlapped_new(NULL);
    union {
        DWORD aligned;
        char bytes[64];
    } more;

    place_make_on_port(&place);
    CHECK(start(&place, FALSE, EVERY_NAME));
    CHECK(ReadDirectoryChangesW(place.folder, more.bytes, sizeof more, FALSE,
                                EVERY_NAME, NULL, &second, NULL));
    file_make(in(&place, "one"), 0);
    CHECK_PACKET(place.port, KEY, &place.overlapped, 18, 0);
    CHECK_NO_PACKET(place.port);
    CHECK(DeleteFileA(in(&place, "one")));
    CHECK_PACKET(place.port, KEY, &second, 18, 0);
    place_end(&place);
}

/* The watched folder is removed. */
static void folder_removed(void)
{
    struct place place;

    place_make_on_port(&place);
    CHECK(start(&place, FALSE, EVERY_NAME));
    if (!tap_remove_folder(place.path))
        CHECK(0, "the folder stays");
    DIFFERS(WINE_8, "tells nothing")
    CHECK_PACKET(place.port, KEY, &place.overlapped, 0, ERROR_ACCESS_DENIED);
    CancelIo(place.folder);
    if (tap_where() != NATIVE)
        packet_next(place.port, DEADLINE);
    place_end(&place);
}

/* ---- Refusals: FALSE, and no packet ---- */

static void refused(struct place *place, HANDLE folder, void *buffer,
                    DWORD length, DWORD filter, OVERLAPPED *overlapped,
                    DWORD error)
{
    SetLastError(UNTOUCHED);
    CHECK(!ReadDirectoryChangesW(folder, buffer, length, FALSE, filter, NULL,
                                 overlapped, NULL));
    CHECK_ERROR(error);
    if (place->port != NULL)
        CHECK_NO_PACKET(place->port);
}

static void bad_arguments(void)
{
    struct place place;
    char *buffer = place.buffer.bytes;

    place_make_on_port(&place);
    refused(&place, place.folder, buffer, 512, 0, &place.overlapped,
            ERROR_INVALID_PARAMETER);
    refused(&place, place.folder, buffer, 512, 0x1000, &place.overlapped,
            ERROR_INVALID_PARAMETER);
    refused(&place, NULL, buffer, 512, EVERY_NAME, &place.overlapped,
            ERROR_INVALID_HANDLE);
    place_end(&place);
}

/* An asynchronous handle, and neither buffer nor OVERLAPPED. */
static void nothing_to_fill(void)
{
    struct place place;

    if (tap_where() == WINE_8)
        SKIP("waits for ever");
    place_make_on_port(&place);
    refused(&place, place.folder, NULL, 0, EVERY_NAME, NULL,
            ERROR_INVALID_PARAMETER);
    place_end(&place);
}

/* "fails with ERROR_NOACCESS when the buffer is not aligned". */
static void unaligned_buffer(void)
{
    struct place place;

    place_make_on_port(&place);
    SetLastError(UNTOUCHED);
    DIFFERS(WINE_8, "starts")
    CHECK(!ReadDirectoryChangesW(place.folder, place.buffer.bytes + 2, 512,
                                 FALSE, EVERY_NAME, NULL, &place.overlapped,
                                 NULL));
    DIFFERS(WINE_8, "starts") CHECK_ERROR(ERROR_NOACCESS);
    CancelIo(place.folder);
    if (tap_where() != NATIVE)
        packet_next(place.port, DEADLINE);
    place_end(&place);
}

static void no_right(void)
{
    struct place place;
    HANDLE other;

    place_make(&place);
    other = folder_open(place.path, SYNCHRONIZE, ASYNC);
    CHECK(other != INVALID_HANDLE_VALUE);
    SetLastError(UNTOUCHED);
    DIFFERS(WINE_8, "starts")
    CHECK(!ReadDirectoryChangesW(other, place.buffer.bytes, 512, FALSE,
                                 EVERY_NAME, NULL, &place.overlapped, NULL));
    DIFFERS(WINE_8, "starts") CHECK_ERROR(ERROR_ACCESS_DENIED);
    CancelIo(other);
    CloseHandle(other);
    place_end(&place);
}

static DWORD called_with, called_bytes, calls;

static void CALLBACK on_change(DWORD error, DWORD bytes,
                               LPOVERLAPPED overlapped)
{
    (void)overlapped;
    calls++;
    called_with = error;
    called_bytes = bytes;
}

/* Claim:  a completion routine is called in an alertable wait of the thread; a
 *         handle with a port takes none.
 * Source: "ReadDirectoryChangesW function", Parameters.  Wine 8: same. */
static void routine(void)
{
    struct place place;

    place_make(&place);
    calls = 0;
    CHECK(ReadDirectoryChangesW(place.folder, place.buffer.bytes, 512, FALSE,
                                EVERY_NAME, NULL, &place.overlapped,
                                on_change));
    CHECK(CreateDirectoryA(in(&place, "new"), NULL));
    CHECK(SleepEx(DEADLINE, TRUE) == WAIT_IO_COMPLETION);
    CHECK(calls == 1 && called_with == 0 && called_bytes >= 12 + 6);
    RemoveDirectoryA(in(&place, "new"));
    place_end(&place);
    place_make_on_port(&place);
    CHECK_FAILS(ReadDirectoryChangesW(place.folder, place.buffer.bytes, 512,
                                      FALSE, EVERY_NAME, NULL,
                                      &place.overlapped, on_change),
                ERROR_INVALID_PARAMETER);
    CancelIo(place.folder);
    SleepEx(0, TRUE);
    place_end(&place);
}

static void no_folder(void)
{
    struct place place;
    HANDLE file = file_new(ASYNC, 0);

    place_make(&place);
    SetLastError(UNTOUCHED);
    CHECK(!ReadDirectoryChangesW(file, place.buffer.bytes, 512, FALSE,
                                 EVERY_NAME, NULL, &place.overlapped, NULL));
    DIFFERS(WINE_8, "6") CHECK_ERROR(ERROR_INVALID_PARAMETER);
    CloseHandle(file);
    place_end(&place);
}

/* ---- FindFirstChangeNotification ---- */

static void notification(void)
{
    struct place place;
    HANDLE change;

    place_make(&place);
    change = FindFirstChangeNotificationA(place.path, FALSE,
                                          FILE_NOTIFY_CHANGE_FILE_NAME);
    if (!CHECK(change != INVALID_HANDLE_VALUE))
        return;
    CHECK(!is_set(change));
    file_make(in(&place, "one"), 0);
    CHECK(wait_for(change));
    CHECK(is_set(change), "stays signalled");
    CHECK(FindNextChangeNotification(change));
    DeleteFileA(in(&place, "one"));
    CHECK(wait_for(change));
    CHECK(FindNextChangeNotification(change));
    CHECK(!is_set(change));
    CHECK(FindCloseChangeNotification(change));
    place_end(&place);
}

/* A change while nobody waited signals the next call's handle at once. */
static void notification_between(void)
{
    struct place place;
    HANDLE change;

    if (tap_where() == WINE_8)
        SKIP("forgets it, most of the time");
    place_make(&place);
    change = FindFirstChangeNotificationA(place.path, TRUE, EVERY_NAME);
    if (!CHECK(change != INVALID_HANDLE_VALUE))
        return;
    CHECK(tap_make_folder(in(&place, "sub")));
    CHECK(wait_for(change));
    CHECK(tap_remove_folder(in(&place, "sub")));
    CHECK(FindNextChangeNotification(change));
    CHECK(wait_for(change));
    CHECK(FindCloseChangeNotification(change));
    place_end(&place);
}

static void notification_errors(void)
{
    struct place place;

    place_make(&place);
    SetLastError(UNTOUCHED);
    CHECK(FindFirstChangeNotificationA(place.path, FALSE, 0) ==
          INVALID_HANDLE_VALUE);
    CHECK_ERROR(ERROR_INVALID_PARAMETER);
    SetLastError(UNTOUCHED);
    CHECK(FindFirstChangeNotificationA(in(&place, "none"), FALSE, EVERY_NAME) ==
          INVALID_HANDLE_VALUE);
    CHECK_ERROR(ERROR_FILE_NOT_FOUND);
    CHECK_FAILS(FindNextChangeNotification(NULL), ERROR_INVALID_HANDLE);
    CHECK_FAILS(FindCloseChangeNotification(NULL), ERROR_INVALID_HANDLE);
    place_end(&place);
}

TAP_MAIN(CASE(changes_between_calls), CASE(first_call_decides), CASE(overflow),
         CASE(overflow_between_calls), CASE(closed), CASE(cancelled),
         CASE(two_requests), CASE(folder_removed), CASE(bad_arguments),
         CASE(nothing_to_fill), CASE(unaligned_buffer), CASE(no_right),
         CASE(routine), CASE(no_folder), CASE(notification),
         CASE(notification_between), CASE(notification_errors))
