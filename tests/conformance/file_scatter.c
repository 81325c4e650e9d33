/* ReadFileScatter and WriteFileGather. */
#include "support.h"

#define PAGE ((DWORD)4096)
#define PAGES 4
#define BOTH (FILE_FLAG_OVERLAPPED | FILE_FLAG_NO_BUFFERING)

/* PAGES pages, the list of them from last to first, and a NULL. */
struct pages {
    char *memory;
    FILE_SEGMENT_ELEMENT list[PAGES + 1];
};

/* `set`: a case has up to two. */
static struct pages pages_new(int set, unsigned seed)
{
    static char memory[2][PAGES * PAGE] __attribute__((aligned(4096)));
    struct pages pages = {.memory = memory[set]};

    fill_pattern(pages.memory, PAGES * PAGE, seed);
    for (int i = 0; i < PAGES; i++)
        pages.list[i].Buffer = pages.memory + (PAGES - 1 - i) * PAGE;
    return pages;
}

/* Whether page `i` of memory holds page `from` of a new file. */
static int holds(const struct pages *pages, int i, int from)
{
    char *expected = malloc(PAGES * PAGE);
    int same;

    fill_pattern(expected, PAGES * PAGE, 0);
    same = memcmp(pages->memory + i * PAGE, expected + from * PAGE, PAGE) == 0;
    free(expected);
    return same;
}

/* Claim:  the pages are filled in the order of the list, and the packet has the
 *         count.
 * Source: "ReadFileScatter function", aSegmentArray.  Wine 8: same. */
static void scatter(void)
{
    HANDLE file = file_new(BOTH, PAGES * PAGE), port = port_new(1);
    struct pages pages = pages_new(0, 9);
    OVERLAPPED overlapped = overlapped_at(0);

    port_add(port, file, KEY);
    CHECK_FAILS(
        ReadFileScatter(file, pages.list, PAGES * PAGE, NULL, &overlapped),
        ERROR_IO_PENDING);
    memset(pages.list, 0, sizeof pages.list); /* it is ours again */
    CHECK_PACKET(port, KEY, &overlapped, PAGES * PAGE, 0);
    for (int i = 0; i < PAGES; i++)
        CHECK(holds(&pages, i, PAGES - 1 - i), "page %d", i);
    CloseHandle(file);
    CloseHandle(port);
}

/* Claim:  the pages are written in the order of the list, at the offset.
 * Source: "WriteFileGather function", aSegmentArray.  Wine 8: same. */
static void gather(void)
{
    HANDLE file = file_new(BOTH, 0), port = port_new(1);
    struct pages pages = pages_new(0, 0), back = pages_new(1, 5);
    OVERLAPPED overlapped = overlapped_at(PAGE);

    port_add(port, file, KEY);
    CHECK(WriteFileGather(file, pages.list, PAGES * PAGE, NULL, &overlapped) ||
          GetLastError() == ERROR_IO_PENDING);
    CHECK_PACKET(port, KEY, &overlapped, PAGES * PAGE, 0);
    overlapped = overlapped_at(PAGE);
    CHECK(started(start_read(file, back.memory, PAGES * PAGE, &overlapped)));
    CHECK_PACKET(port, KEY, &overlapped, PAGES * PAGE, 0);
    for (int i = 0; i < PAGES; i++)
        CHECK(holds(&back, i, PAGES - 1 - i), "page %d", i);
    CloseHandle(file);
    CloseHandle(port);
}

/* Claim:  pages that follow each other, and a file that ends among them: the
 *         count is what there was.
 * Source: docs/semantics/files.md.  Wine 8: same. */
static void short_file(void)
{
    HANDLE file = file_new(BOTH, 2 * PAGE + 100), port = port_new(1);
    struct pages pages = pages_new(0, 9);
    OVERLAPPED overlapped = overlapped_at(0);

    for (int i = 0; i < PAGES; i++)
        pages.list[i].Buffer = pages.memory + i * PAGE;
    port_add(port, file, KEY);
    CHECK_FAILS(
        ReadFileScatter(file, pages.list, PAGES * PAGE, NULL, &overlapped),
        ERROR_IO_PENDING);
    CHECK_PACKET(port, KEY, &overlapped, 2 * PAGE + 100, 0);
    CHECK(holds(&pages, 0, 0) && holds(&pages, 1, 1));
    CloseHandle(file);
    CloseHandle(port);
}

/* Claim:  at the end of the file the packet says 38.
 * Source: docs/semantics/files.md.  Wine 8: same. */
static void at_the_end(void)
{
    HANDLE file = file_new(BOTH, PAGE), port = port_new(1);
    struct pages pages = pages_new(0, 9);
    OVERLAPPED overlapped = overlapped_at(PAGE);

    port_add(port, file, KEY);
    CHECK_FAILS(ReadFileScatter(file, pages.list, PAGE, NULL, &overlapped),
                ERROR_IO_PENDING);
    CHECK_PACKET(port, KEY, &overlapped, 0, ERROR_HANDLE_EOF);
    CloseHandle(file);
    CloseHandle(port);
}

/* Claim:  the handle must be asynchronous and unbuffered, else 87.
 * Source: "ReadFileScatter function", hFile.  Wine 8: same. */
static void other_handles(void)
{
    static const DWORD flags[] = {0, FILE_FLAG_OVERLAPPED,
                                  FILE_FLAG_NO_BUFFERING};
    struct pages pages = pages_new(0, 9);
    OVERLAPPED overlapped = overlapped_at(0);

    for (unsigned i = 0; i < COUNT_OF(flags); i++) {
        HANDLE file = file_new(flags[i], PAGE);

        CHECK_FAILS(ReadFileScatter(file, pages.list, PAGE, NULL, &overlapped),
                    ERROR_INVALID_PARAMETER);
        CHECK_FAILS(WriteFileGather(file, pages.list, PAGE, NULL, &overlapped),
                    ERROR_INVALID_PARAMETER);
        CloseHandle(file);
    }
    CHECK_FAILS(ReadFileScatter(NULL, pages.list, PAGE, NULL, &overlapped),
                ERROR_INVALID_HANDLE);
}

/* Claim:  a count or a page that is not aligned, or no OVERLAPPED, is 87.
 * Source: as above, Remarks.  Wine 8: looks at none. */
static void bad_arguments(void)
{
    HANDLE file = file_new(BOTH, PAGE);
    struct pages pages = pages_new(0, 9);
    OVERLAPPED overlapped = overlapped_at(0);

    CHECK_FAILS(ReadFileScatter(NULL, pages.list, PAGE, NULL, &overlapped),
                ERROR_INVALID_HANDLE);
    if (tap_where() == NATIVE) {
        CHECK_FAILS(ReadFileScatter(file, pages.list, 100, NULL, &overlapped),
                    ERROR_INVALID_PARAMETER);
        CHECK_FAILS(ReadFileScatter(file, pages.list, PAGE, NULL, NULL),
                    ERROR_INVALID_PARAMETER);
        pages.list[0].Buffer = pages.memory + 512;
        CHECK_FAILS(ReadFileScatter(file, pages.list, PAGE, NULL, &overlapped),
                    ERROR_INVALID_PARAMETER);
        pages.list[0].Buffer = NULL;
        CHECK_FAILS(ReadFileScatter(file, pages.list, PAGE, NULL, &overlapped),
                    ERROR_NOACCESS);
        CHECK_FAILS(WriteFileGather(file, pages.list, PAGE, NULL, &overlapped),
                    ERROR_INVALID_USER_BUFFER);
    }
    CloseHandle(file);
}

TAP_MAIN(CASE(scatter), CASE(gather), CASE(short_file), CASE(at_the_end),
         CASE(other_handles), CASE(bad_arguments))
