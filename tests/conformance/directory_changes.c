/* ReadDirectoryChangesW: what it tells. Sources: the pages of
 * the functions, and what Wine's tests of kernel32 observed on Windows. */
#include "watched.h"

/* ---- The call ---- */

/* "If the function succeeds, the return value is nonzero", also when it has
 * only started; Internal says pending, InternalHigh is not written yet. */
static void starts_with_true(void)
{
    struct place place;

    place_make(&place);
    CHECK(start(&place, FALSE, EVERY_NAME));
    CHECK(place.overlapped.Internal == PENDING);
    CHECK(place.overlapped.InternalHigh == UNTOUCHED);
    file_make(in(&place, "one"), 0);
    result(&place);
    DeleteFileA(in(&place, "one"));
    place_end(&place);
}

/* The packet holds the length of the records: 12 and the name. */
static void added_on_a_port(void)
{
    struct place place;
    struct record record = {0};

    place_make_on_port(&place);
    CHECK(start(&place, FALSE, EVERY_NAME));
    CHECK_NO_PACKET(place.port);
    file_make(in(&place, "one"), 0);
    CHECK_PACKET(place.port, KEY, &place.overlapped, 18, 0);
    CHECK(split(place.buffer.bytes, 18, &record, 1) == 1);
    is(&record, FILE_ACTION_ADDED, "one");
    DeleteFileA(in(&place, "one"));
    place_end(&place);
}

static void completes_by_event(void)
{
    struct place place;
    HANDLE event = event_new();
    DWORD bytes = 0;

    place_make(&place);
    place.overlapped = overlapped_new(event);
    CHECK(ReadDirectoryChangesW(place.folder, place.buffer.bytes,
                                sizeof place.buffer, FALSE, EVERY_NAME, NULL,
                                &place.overlapped, NULL));
    CHECK(!is_set(event));
    file_make(in(&place, "one"), 0);
    CHECK(wait_for(event));
    CHECK(GetOverlappedResult(place.folder, &place.overlapped, &bytes, FALSE));
    CHECK(bytes == 18);
    DeleteFileA(in(&place, "one"));
    place_end(&place);
    CloseHandle(event);
}

/* A handle without FILE_FLAG_OVERLAPPED: the call waits, and counts. */
struct blocked {
    HANDLE folder;
    union {
        DWORD aligned;
        char bytes[1 << 16]; /* for all that is made before the thread runs */
    } buffer;
    DWORD count;
    BOOL ok;
};

static DWORD WINAPI read_and_wait(LPVOID argument)
{
    struct blocked *blocked = argument;

    blocked->ok = ReadDirectoryChangesW(
        blocked->folder, blocked->buffer.bytes, sizeof blocked->buffer, FALSE,
        EVERY_NAME, &blocked->count, NULL, NULL);
    return 0;
}

static void synchronous(void)
{
    struct place place;
    static struct blocked blocked = {.count = UNTOUCHED};
    struct record record = {0};
    HANDLE thread;
    char name[8];
    int i;

    place_make(&place);
    blocked.folder = folder_open(place.path, FILE_LIST_DIRECTORY, 0);
    CHECK(blocked.folder != INVALID_HANDLE_VALUE);
    thread = thread_start(read_and_wait, &blocked);
    /* Nothing tells when the thread watches: changes until one is seen. */
    for (i = 0; i < 5000 && !is_set(thread); i++) {
        snprintf(name, sizeof name, "f");
        file_make(in(&place, name), 0);
        DeleteFileA(in(&place, name));
        Sleep(1);
    }
    thread_join(thread);
    CHECK(blocked.ok && blocked.count >= 14);
    CHECK(split(blocked.buffer.bytes, blocked.count, &record, 1) == 1);
    CHECK(strcmp(record.name, "f") == 0);
    CloseHandle(blocked.folder);
    place_end(&place);
}

/* ---- What is told ---- */

static void removed(void)
{
    struct place place;
    struct record record = {0};

    place_make(&place);
    file_make(in(&place, "one"), 0);
    CHECK(start(&place, FALSE, EVERY_NAME));
    CHECK(DeleteFileA(in(&place, "one")));
    gather(&place, FALSE, EVERY_NAME, &record, 1);
    is(&record, FILE_ACTION_REMOVED, "one");
    place_end(&place);
}

static void written(void)
{
    struct place place;
    struct record record = {0};
    HANDLE file;
    DWORD done;

    place_make(&place);
    file_make(in(&place, "one"), 0);
    CHECK(start(&place, FALSE,
                FILE_NOTIFY_CHANGE_SIZE | FILE_NOTIFY_CHANGE_LAST_WRITE));
    file = CreateFileA(in(&place, "one"), GENERIC_WRITE, FILE_SHARE_READ, NULL,
                       OPEN_EXISTING, 0, NULL);
    CHECK(WriteFile(file, "x", 1, &done, NULL));
    CloseHandle(file);
    CHECK(split(place.buffer.bytes, result(&place), &record, 1) == 1);
    is(&record, FILE_ACTION_MODIFIED, "one");
    DeleteFileA(in(&place, "one"));
    place_end(&place);
}

/* The two names of a rename stand side by side. */
static void renamed(void)
{
    struct place place;
    struct record records[2] = {{0}};

    place_make(&place);
    file_make(in(&place, "one"), 0);
    CHECK(start(&place, FALSE, EVERY_NAME));
    CHECK(rename(in(&place, "one"), in(&place, "two")) == 0);
    gather(&place, FALSE, EVERY_NAME, records, 2);
    is(&records[0], FILE_ACTION_RENAMED_OLD_NAME, "one");
    is(&records[1], FILE_ACTION_RENAMED_NEW_NAME, "two");
    DeleteFileA(in(&place, "two"));
    place_end(&place);
}

/* From outside: it was added. To outside: it was removed. */
static void moved_in_and_out(void)
{
    struct place place, outside;
    struct record records[2] = {{0}};

    place_make(&place);
    place_make(&outside);
    file_make(in(&outside, "one"), 0);
    CHECK(start(&place, FALSE, EVERY_NAME));
    CHECK(rename(in(&outside, "one"), in(&place, "two")) == 0);
    CHECK(rename(in(&place, "two"), in(&outside, "one")) == 0);
    gather(&place, FALSE, EVERY_NAME, records, 2);
    is(&records[0], FILE_ACTION_ADDED, "two");
    is(&records[1], FILE_ACTION_REMOVED, "two");
    DeleteFileA(in(&outside, "one"));
    place_end(&place);
    place_end(&outside);
}

/* With DIR_NAME alone files are not told. */
static void folders_only(void)
{
    struct place place;
    struct record record = {0};

    place_make(&place);
    CHECK(start(&place, FALSE, FILE_NOTIFY_CHANGE_DIR_NAME));
    file_make(in(&place, "file"), 0);
    CHECK(tap_make_folder(in(&place, "sub")));
    gather(&place, FALSE, FILE_NOTIFY_CHANGE_DIR_NAME, &record, 1);
    is(&record, FILE_ACTION_ADDED, "sub");
    tap_remove_folder(in(&place, "sub"));
    DeleteFileA(in(&place, "file"));
    place_end(&place);
}

/* ---- Trees ---- */

static void subtree(void)
{
    struct place place;
    struct record records[4] = {{0}};

    if (tap_where() == WINE_8)
        SKIP("tells nothing of what is below");
    place_make(&place);
    CHECK(tap_make_folder(in(&place, "old")));
    CHECK(start(&place, TRUE, EVERY_NAME));
    file_make(in(&place, "old/one"), 0);
    gather(&place, TRUE, EVERY_NAME, records, 1);
    is(&records[0], FILE_ACTION_ADDED, "old\\one");
    /* A folder made later, and what is made in it at once. */
    CHECK(start(&place, TRUE, EVERY_NAME));
    CHECK(tap_make_folder(in(&place, "new")));
    gather(&place, TRUE, EVERY_NAME, records, 1);
    is(&records[0], FILE_ACTION_ADDED, "new");
    CHECK(start(&place, TRUE, EVERY_NAME));
    file_make(in(&place, "new/two"), 0);
    CHECK(rename(in(&place, "new/two"), in(&place, "old/two")) == 0);
    gather(&place, TRUE, EVERY_NAME, records, 3);
    is(&records[0], FILE_ACTION_ADDED, "new\\two");
    CHECK(strcmp(records[1].name, "new\\two") == 0);
    CHECK(strcmp(records[2].name, "old\\two") == 0);
    DeleteFileA(in(&place, "old/one"));
    DeleteFileA(in(&place, "old/two"));
    tap_remove_folder(in(&place, "old"));
    tap_remove_folder(in(&place, "new"));
    place_end(&place);
}

/* Without it what is below is not told. */
static void no_subtree(void)
{
    struct place place;
    struct record record = {0};

    place_make(&place);
    CHECK(tap_make_folder(in(&place, "sub")));
    CHECK(start(&place, FALSE, EVERY_NAME));
    file_make(in(&place, "sub/one"), 0);
    file_make(in(&place, "two"), 0);
    gather(&place, FALSE, EVERY_NAME, &record, 1);
    is(&record, FILE_ACTION_ADDED, "two");
    DeleteFileA(in(&place, "sub/one"));
    DeleteFileA(in(&place, "two"));
    tap_remove_folder(in(&place, "sub"));
    place_end(&place);
}

TAP_MAIN(CASE(starts_with_true), CASE(added_on_a_port),
         CASE(completes_by_event), CASE(synchronous), CASE(removed),
         CASE(written), CASE(renamed), CASE(moved_in_and_out),
         CASE(folders_only), CASE(subtree), CASE(no_subtree))
