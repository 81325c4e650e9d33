/* CopyFile and CopyFileEx. */
#include "support.h"

#define SIZE 700000

struct names {
    char from[NAME_SIZE], to[NAME_SIZE];
};

static void names_new(struct names *names)
{
    temp_name(names->from);
    temp_name(names->to);
    file_make(names->from, SIZE);
}

static int exists(const char *name)
{
    return GetFileAttributesA(name) != INVALID_FILE_ATTRIBUTES;
}

static void names_remove(struct names *names)
{
    CHECK(DeleteFileA(names->from));
    if (exists(names->to))
        CHECK(DeleteFileA(names->to));
}

static int same_data(const struct names *names)
{
    char *expected = malloc(SIZE), *data = malloc(SIZE);
    HANDLE file = CreateFileA(names->to, GENERIC_READ, FILE_SHARE_READ, NULL,
                              OPEN_EXISTING, 0, NULL);
    DWORD count = 0;
    int same;

    fill_pattern(expected, SIZE, 0);
    same = ReadFile(file, data, SIZE, &count, NULL) && count == SIZE &&
           memcmp(expected, data, SIZE) == 0;
    CloseHandle(file);
    free(expected);
    free(data);
    return same;
}

static FILETIME written(const char *name)
{
    WIN32_FILE_ATTRIBUTE_DATA data = {0};

    CHECK(GetFileAttributesExA(name, GetFileExInfoStandard, &data));
    return data.ftLastWriteTime;
}

/* Claim:  the copy holds the same bytes and is as old as the original; one that
 *         is there is replaced.
 * Source: "CopyFile function", Remarks.  Wine 8: same. */
static void copy(void)
{
    struct names names;
    FILETIME one, other;

    names_new(&names);
    CHECK(CopyFileA(names.from, names.to, TRUE) && same_data(&names));
    one = written(names.from);
    other = written(names.to);
    CHECK(memcmp(&one, &other, sizeof one) == 0);
    CHECK(DeleteFileA(names.to));
    file_make(names.to, 10);
    CHECK(CopyFileA(names.from, names.to, FALSE) && same_data(&names));
    names_remove(&names);
}

/* Claim:  with "fail if exists" it is 80, and the file stays; without an
 *         original it is 2; a folder on the way missing is 3.
 * Source: as above, bFailIfExists.  Wine 8: same. */
static void refusals(void)
{
    struct names names;

    names_new(&names);
    file_make(names.to, 10);
    CHECK_FAILS(CopyFileA(names.from, names.to, TRUE), ERROR_FILE_EXISTS);
    CHECK(DeleteFileA(names.to));
    CHECK_FAILS(CopyFileA(names.to, names.from, FALSE), ERROR_FILE_NOT_FOUND);
    CHECK_FAILS(CopyFileA(names.from, "./no-such-folder/x", FALSE),
                ERROR_PATH_NOT_FOUND);
    names_remove(&names);
}

struct calls {
    unsigned count;
    DWORD answer;     /* from the second call on */
    LONGLONG last;    /* bytes, of the last call */
    int out_of_order; /* it was called wrongly */
};

static DWORD CALLBACK count_calls(LARGE_INTEGER total, LARGE_INTEGER done,
                                  LARGE_INTEGER stream,
                                  LARGE_INTEGER stream_done, DWORD number,
                                  DWORD reason, HANDLE from, HANDLE to,
                                  LPVOID argument)
{
    struct calls *calls = argument;
    DWORD expected =
        calls->count == 0 ? CALLBACK_STREAM_SWITCH : CALLBACK_CHUNK_FINISHED;

    calls->out_of_order |=
        total.QuadPart != SIZE || stream.QuadPart != SIZE ||
        done.QuadPart != stream_done.QuadPart || number != 1 ||
        reason != expected || done.QuadPart < calls->last ||
        from == INVALID_HANDLE_VALUE || to == INVALID_HANDLE_VALUE;
    calls->last = done.QuadPart;
    return calls->count++ == 0 ? PROGRESS_CONTINUE : calls->answer;
}

/* Claim:  the routine is called before the first byte and after each piece.
 * Source: "CopyFileExA function", lpProgressRoutine.  Wine 8: never calls. */
static void progress(void)
{
    struct calls calls = {0};
    struct names names;

    if (tap_where() == WINE_8)
        SKIP("it never calls the routine");
    names_new(&names);
    CHECK(CopyFileExA(names.from, names.to, count_calls, &calls, NULL, 0));
    CHECK(calls.count >= 2 && calls.last == SIZE && !calls.out_of_order);
    CHECK(same_data(&names));
    names_remove(&names);
}

/* Claim:  PROGRESS_QUIET: no more calls, but the whole file.
 * Source: "LPPROGRESS_ROUTINE callback function".  Wine 8: never calls. */
static void quiet(void)
{
    struct calls calls = {.answer = PROGRESS_QUIET};
    struct names names;

    if (tap_where() == WINE_8)
        SKIP("it never calls the routine");
    names_new(&names);
    CHECK(CopyFileExA(names.from, names.to, count_calls, &calls, NULL, 0));
    CHECK(calls.count == 2 && same_data(&names));
    names_remove(&names);
}

/* Claim:  PROGRESS_CANCEL ends in 1235 and leaves no copy, PROGRESS_STOP leaves
 *         the part.
 * Source: as above.  Wine 8: never calls. */
static void cancel_and_stop(void)
{
    struct calls calls = {.answer = PROGRESS_CANCEL};
    struct names names;

    if (tap_where() == WINE_8)
        SKIP("it never calls the routine");
    names_new(&names);
    CHECK_FAILS(CopyFileExA(names.from, names.to, count_calls, &calls, NULL, 0),
                ERROR_REQUEST_ABORTED);
    CHECK(!exists(names.to));
    calls = (struct calls){.answer = PROGRESS_STOP};
    CHECK_FAILS(CopyFileExA(names.from, names.to, count_calls, &calls, NULL, 0),
                ERROR_REQUEST_ABORTED);
    CHECK(exists(names.to));
    names_remove(&names);
}

/* Claim:  the flag cancels as the routine does.
 * Source: "CopyFileExA function", pbCancel.  Wine 8: ignores it. */
static void cancel_flag(void)
{
    struct names names;
    BOOL flag = TRUE;

    if (tap_where() == WINE_8)
        SKIP("it ignores the flag");
    names_new(&names);
    CHECK_FAILS(CopyFileExA(names.from, names.to, NULL, NULL, &flag, 0),
                ERROR_REQUEST_ABORTED);
    CHECK(!exists(names.to));
    names_remove(&names);
}

/* Claim:  the W form copies as well.
 * Source: "CopyFile function".  Wine 8: same. */
static void wide_names(void)
{
    DeleteFileW(u"iocp-k\u00f6pie.tmp");
    file_make("iocp-copy.tmp", 10);
    CHECK(CopyFileW(u"iocp-copy.tmp", u"iocp-k\u00f6pie.tmp", TRUE));
    CHECK_FAILS(CopyFileW(u"iocp-copy.tmp", u"iocp-k\u00f6pie.tmp", TRUE),
                ERROR_FILE_EXISTS);
    CHECK(DeleteFileW(u"iocp-k\u00f6pie.tmp") && DeleteFileA("iocp-copy.tmp"));
}

TAP_MAIN(CASE(copy), CASE(refusals), CASE(progress), CASE(quiet),
         CASE(cancel_and_stop), CASE(cancel_flag), CASE(wide_names))
