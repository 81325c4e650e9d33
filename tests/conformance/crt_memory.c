/* What Microsoft's C run-time library adds to <stdlib.h> and <malloc.h>. */
#include "crt_handler.h"

#include <errno.h>
#include <intrin.h>
#include <malloc.h>

/* MinGW has rand_s and no declaration of it in this mode. */
#ifdef __MINGW32__
errno_t __cdecl rand_s(unsigned int *value);
#endif

/* Claim:  addresses are multiples of the alignment, and moving keeps both that
 *         and what was there.
 * Source: "_aligned_malloc", "_aligned_realloc".  Wine 8: same. */
static void aligned(void)
{
    for (size_t alignment = 1; alignment <= 4096; alignment *= 2) {
        char *memory = _aligned_malloc(100, alignment);

        CHECK(memory != NULL && (ULONG_PTR)memory % alignment == 0);
        fill_pattern(memory, 100, 7);
        memory = _aligned_realloc(memory, 5000, alignment);
        CHECK(memory != NULL && (ULONG_PTR)memory % alignment == 0);
        if (memory != NULL) {
            char expected[100];

            fill_pattern(expected, 100, 7);
            CHECK(memcmp(memory, expected, 100) == 0);
        }
        _aligned_free(memory);
    }
    _aligned_free(NULL);
}

/* Claim:  an alignment is a power of 2; a size of 0 frees, or is none.
 * Source: "_aligned_malloc", "_aligned_realloc", Return value.
 *         Wine 8: same. */
static void aligned_refused(void)
{
    void *memory = _aligned_realloc(NULL, 10, 16);

    _set_invalid_parameter_handler(note);
    CHECK(memory != NULL);
    CHECK(_aligned_realloc(memory, 0, 16) == NULL);
    errno = 0;
    DIFFERS(WINE_8, "gives memory")
    CHECK(_aligned_malloc(0, 16) == NULL && errno == EINVAL);
    errno = 0;
    CHECK(_aligned_malloc(10, 3) == NULL && errno == EINVAL);
    errno = 0;
    DIFFERS(WINE_8, "0 is taken for a power of 2")
    CHECK(_aligned_malloc(10, 0) == NULL && errno == EINVAL);
}

/* Claim:  memory knows how much it is.
 * Source: "_msize", Return value.  Wine 8: same. */
static void size_of_memory(void)
{
    void *memory = malloc(100);

    CHECK(_msize(memory) >= 100);
    free(memory);
}

static int by_number(void *context, const void *one, const void *other)
{
    ++*(unsigned *)context;
    return *(const int *)one - *(const int *)other;
}

/* Claim:  the context comes first, and every element is found.
 * Source: "qsort_s", "bsearch_s".  Wine 8: same. */
static void sorting(void)
{
    int numbers[] = {5, 3, 9, 1, 7, 11, 13}, key;
    unsigned calls = 0;

    _set_invalid_parameter_handler(note);
    qsort_s(numbers, COUNT_OF(numbers), sizeof *numbers, by_number, &calls);
    CHECK(calls > 0);
    for (unsigned i = 0; i < COUNT_OF(numbers); i++)
        CHECK(numbers[i] == (int)(2 * i + 1));
    for (key = 0; key < 15; key++) {
        int *found = bsearch_s(&key, numbers, COUNT_OF(numbers),
                               sizeof *numbers, by_number, &calls);

        CHECK(key % 2 == 0 ? found == NULL : found != NULL && *found == key);
    }
    CHECK(bsearch_s(&key, numbers, 0, sizeof *numbers, by_number, &calls) ==
          NULL);
}

/* Claim:  wrong arguments are refused, no key among them.
 * Source: "bsearch_s", Return value.  Wine 8: reads at NULL. */
static void sorting_refused(void)
{
    int numbers[] = {1, 3}, key = 1;
    unsigned calls = 0;

    _set_invalid_parameter_handler(note);
    errno = 0;
    if (tap_where() == NATIVE) { /* Wine 8 reads there */
        CHECK(bsearch_s(NULL, numbers, 2, sizeof *numbers, by_number, &calls) ==
                  NULL &&
              errno == EINVAL);
        errno = 0;
        CHECK(bsearch_s(&key, NULL, 2, sizeof *numbers, by_number, &calls) ==
                  NULL &&
              errno == EINVAL);
    }
    errno = 0;
    CHECK(bsearch_s(&key, numbers, 2, 0, by_number, &calls) == NULL &&
          errno == EINVAL);
    errno = 0;
    CHECK(bsearch_s(&key, numbers, 2, sizeof *numbers, NULL, &calls) == NULL &&
          errno == EINVAL);
    CHECK(calls == 0);
}

/* Claim:  numbers that differ.
 * Source: "rand_s", Return value.  Wine 8: same. */
static void random_numbers(void)
{
    unsigned numbers[4] = {0, 0, 0, 0};

    _set_invalid_parameter_handler(note);
    for (unsigned i = 0; i < 4; i++)
        CHECK(rand_s(&numbers[i]) == 0);
    CHECK(numbers[0] != numbers[1] || numbers[1] != numbers[2] ||
          numbers[2] != numbers[3]);
    CHECK(rand_s(NULL) == EINVAL);
}

/* Claim:  a variable that is set can be asked for, with its size, and an empty
 *         value takes it away.
 * Source: "getenv_s", "_putenv_s", Return value.  Wine 8: same. */
static void environment(void)
{
    size_t needed = 77;
    char text[8];

    _set_invalid_parameter_handler(note);
    CHECK(_putenv_s("IOCP_CRT_TEST", "abc") == 0);
    CHECK(getenv_s(&needed, text, sizeof text, "IOCP_CRT_TEST") == 0 &&
          needed == 4 && strcmp(text, "abc") == 0);
    DIFFERS(WINE_8, "counting is an error")
    CHECK(getenv_s(&needed, NULL, 0, "IOCP_CRT_TEST") == 0 && needed == 4);
    DIFFERS(WINE_8, "the destination stays")
    CHECK(getenv_s(&needed, text, 3, "IOCP_CRT_TEST") == ERANGE &&
          needed == 4 && text[0] == '\0');
    CHECK(_putenv_s("IOCP_CRT_TEST", "") == 0);
    DIFFERS(WINE_8, "an error, and the destination stays")
    CHECK(getenv_s(&needed, text, sizeof text, "IOCP_CRT_TEST") == 0 &&
          needed == 0 && text[0] == '\0');
    CHECK(getenv_s(NULL, text, sizeof text, "x") == EINVAL);
    CHECK(_putenv_s(NULL, "x") == EINVAL && _putenv_s("x", NULL) == EINVAL);
}

/* Claim:  a file name falls into four parts.
 * Source: "_splitpath_s", Remarks.  Wine 8: same. */
static void parts_of_a_name(void)
{
    static const struct {
        const char *path, *drive, *folder, *name, *extension;
    } rows[] = {
        {"c:\\a\\b.c\\d.e.f", "c:", "\\a\\b.c\\", "d.e", ".f"},
        {"/a/b", "", "/a/", "b", ""},
        {"b.txt", "", "", "b", ".txt"},
        {"a/", "", "a/", "", ""},
        {"", "", "", "", ""},
    };
    char drive[_MAX_DRIVE], folder[_MAX_DIR], name[_MAX_FNAME], ext[_MAX_EXT];

    for (unsigned i = 0; i < COUNT_OF(rows); i++) {
        _splitpath(rows[i].path, drive, folder, name, ext);
        CHECK(strcmp(drive, rows[i].drive) == 0, "row %u: %s", i, drive);
        CHECK(strcmp(folder, rows[i].folder) == 0, "row %u: %s", i, folder);
        CHECK(strcmp(name, rows[i].name) == 0, "row %u: %s", i, name);
        CHECK(strcmp(ext, rows[i].extension) == 0, "row %u: %s", i, ext);
    }
    CHECK(_splitpath_s("c:\\a\\b.c", NULL, 0, NULL, 0, name, 2, NULL, 0) == 0 &&
          strcmp(name, "b") == 0);
}

/* Claim:  parts without room, or with half a destination, are refused.
 * Source: "_splitpath_s", Return value.  Wine 8: same. */
static void parts_refused(void)
{
    char name[8] = "x";

    _set_invalid_parameter_handler(note);
    CHECK(_splitpath_s("abc.d", NULL, 0, NULL, 0, name, 3, NULL, 0) == ERANGE);
    CHECK(name[0] == '\0');
    CHECK(_splitpath_s(NULL, NULL, 0, NULL, 0, name, 3, NULL, 0) == EINVAL);
    CHECK(_splitpath_s("a", NULL, 0, NULL, 5, name, 3, NULL, 0) == EINVAL);
}

/* Claim:  parts make a name, with what is missing between them.
 * Source: "_makepath_s", Remarks.  Wine 8: same. */
static void name_of_parts(void)
{
    char path[32];

    _set_invalid_parameter_handler(note);
    CHECK(_makepath_s(path, 32, "c", "\\a\\b", "d", "e") == 0 &&
              strcmp(path, "c:\\a\\b\\d.e") == 0,
          "%s", path);
    CHECK(_makepath_s(path, 32, "c:", "\\a\\", "d", ".e") == 0 &&
              strcmp(path, "c:\\a\\d.e") == 0,
          "%s", path);
    CHECK(_makepath_s(path, 32, NULL, "a/", "d", NULL) == 0 &&
              strcmp(path, "a/d") == 0,
          "%s", path);
    CHECK(_makepath_s(path, 4, NULL, NULL, "abcd", NULL) == ERANGE &&
          path[0] == '\0');
}

/* Claim:  the absolute name of a file, in memory of one's own too.
 * Source: "_fullpath", Return value.  Wine 8: same. */
static void full_name(void)
{
    char text[_MAX_PATH], folder[_MAX_PATH];
    char *made = _fullpath(NULL, "a", 0);

    CHECK(_fullpath(folder, ".", sizeof folder) == folder);
    CHECK(_fullpath(text, "x/../a", sizeof text) == text);
    CHECK(made != NULL && strcmp(made, text) == 0, "%s, %s", made, text);
    CHECK(strncmp(text, folder, strlen(folder)) == 0);
    CHECK(_fullpath(text, "a", 2) == NULL);
    free(made);
}

/* Claim:  the highest and the lowest bit, and whether there is one.
 * Source: "_BitScanForward", "_BitScanReverse".  Wine 8: same. */
static void bits(void)
{
    unsigned long place = 77;

    CHECK(_BitScanReverse(&place, 0x00f0) && place == 7);
    CHECK(_BitScanForward(&place, 0x00f0) && place == 4);
    CHECK(_BitScanReverse(&place, 0x80000000u) && place == 31);
    CHECK(!_BitScanReverse(&place, 0) && !_BitScanForward(&place, 0));
    CHECK(_BitScanReverse64(&place, 1ull << 40) && place == 40);
    CHECK(_BitScanForward64(&place, 3ull << 40) && place == 40);
}

/* Claim:  bytes and bits that are turned.
 * Source: "_byteswap_uint64...", "_rotl, _rotl64...".  Wine 8: same. */
static void turning(void)
{
    CHECK(_byteswap_ushort(0x1234) == 0x3412);
    CHECK(_byteswap_ulong(0x12345678) == 0x78563412);
    CHECK(_byteswap_uint64(0x123456789abcdef0ull) == 0xf0debc9a78563412ull);
    CHECK(_rotl(0x80000001u, 1) == 3 && _rotr(3u, 1) == 0x80000001u);
    CHECK(_rotl(0x12345678u, 0) == 0x12345678u);
    CHECK(_rotl64(1ull << 63, 1) == 1 && _rotr64(1, 1) == 1ull << 63);
}

/* Claim:  the processor tells its name, and its clock runs.
 * Source: "__cpuid", "__rdtsc".  Wine 8: same. */
static void processor(void)
{
#ifdef __x86_64__
    int info[4] = {0, 0, 0, 0};
    unsigned long long first = __rdtsc();

    __cpuid(info, 0);
    CHECK(info[0] > 0 && info[1] != 0);
    CHECK(__rdtsc() > first);
#else
    SKIP("another processor");
#endif
}

TAP_MAIN(CASE(aligned), CASE(aligned_refused), CASE(size_of_memory),
         CASE(sorting), CASE(sorting_refused), CASE(random_numbers),
         CASE(environment), CASE(parts_of_a_name), CASE(parts_refused),
         CASE(name_of_parts), CASE(full_name), CASE(bits), CASE(turning),
         CASE(processor))
