/* The command line, whole and in parts. */
#include "support.h"

#include <shellapi.h>

#define WIDE(text) ((const WCHAR *)u##text)

static int same_text(const WCHAR *wide, const char *text)
{
    while (*wide != 0 && *wide == (BYTE)*text) {
        wide++;
        text++;
    }
    return *wide == 0 && *text == '\0';
}

/* Takes `line` apart; the parts are those, up to a NULL. */
static void check_parts(const WCHAR *line, const char *const *parts, int at)
{
    int count = 0, expected = 0;
    LPWSTR *got = CommandLineToArgvW(line, &count);

    if (!CHECK(got != NULL))
        return;
    while (parts[expected] != NULL)
        expected++;
    CHECK(count == expected, "line %d: %d parts", at, count);
    for (int i = 0; i < count && i < expected; i++)
        CHECK(same_text(got[i], parts[i]), "line %d, part %d", at, i);
    CHECK(got[count] == NULL);
    CHECK(LocalFree(got) == NULL);
}

#define CHECK_PARTS(line, ...)                                                 \
    check_parts(WIDE(line), (const char *const[]){__VA_ARGS__, NULL}, __LINE__)

/* Claim:  the name of the program comes first; it is the same text in both
 *         forms, the same address each time.
 * Source: "GetCommandLineA function", Return value.  Wine 8: same. */
static void of_this_program(void)
{
    const char *line = GetCommandLineA();
    const WCHAR *wide = GetCommandLineW();
    LPWSTR *parts;
    int count = 0;

    CHECK(line == GetCommandLineA() && wide == GetCommandLineW());
    CHECK(same_text(wide, line));
    CHECK(strstr(line, "conformance-command_line") != NULL, "%s", line);
    parts = CommandLineToArgvW(wide, &count);
    CHECK(parts != NULL && count >= 1);
    LocalFree(parts);
}

/* Claim:  blanks separate, quotation marks keep together; blanks at the end
 *         are nothing; one at the start makes an empty first part.
 * Source: "CommandLineToArgvW function", Remarks.  Wine 8: same. */
static void blanks(void)
{
    CHECK_PARTS("a b  c\td", "a", "b", "c", "d");
    CHECK_PARTS("a \"b c\" d", "a", "b c", "d");
    CHECK_PARTS("a b\" c \"d", "a", "b c d");
    CHECK_PARTS("a \"\" b", "a", "", "b");
    CHECK_PARTS("a b   ", "a", "b");
    CHECK_PARTS(" a b", "", "a", "b");
    CHECK_PARTS("a \"b c", "a", "b c");
}

/* Claim:  in the program's name backslashes are plain, and it ends with its
 *         closing quotation mark.
 * Source: "CommandLineToArgvW function", Remarks.  Wine 8: same. */
static void program_name(void)
{
    CHECK_PARTS("\"C:\\a b\\c\" d", "C:\\a b\\c", "d");
    CHECK_PARTS("C:\\a\\b d", "C:\\a\\b", "d");
    CHECK_PARTS("\"C:\\a\\\" d", "C:\\a\\", "d");
    CHECK_PARTS("\"a\"b c", "a", "b", "c");
}

/* Claim:  2n backslashes and a quotation mark are n and a mark that opens or
 *         closes, 2n + 1 are n and a mark as text, all others are plain.
 * Source: "CommandLineToArgvW function", Remarks.  Wine 8: same. */
static void backslashes(void)
{
    CHECK_PARTS("p a\\b", "p", "a\\b");
    CHECK_PARTS("p a\\\\b", "p", "a\\\\b");
    CHECK_PARTS("p a\\\"b", "p", "a\"b");
    CHECK_PARTS("p a\\\\\"b c\"", "p", "a\\b c");
    CHECK_PARTS("p a\\\\\\\"b c", "p", "a\\\"b", "c");
    CHECK_PARTS("p \"a b\\\\\" c", "p", "a b\\", "c");
    CHECK_PARTS("p \"a\\\"b\" c", "p", "a\"b", "c");
}

/* Claim:  of three quotation marks in a row, or two inside of others, one is
 *         text.
 * Source: observed.  Wine 8: same. */
static void marks_in_a_row(void)
{
    CHECK_PARTS("p \"a\"\"b\" c", "p", "a\"b c");
    CHECK_PARTS("p \"\"\" a", "p", "\"", "a");
    CHECK_PARTS("p \"\"\"\" a", "p", "\" a");
    CHECK_PARTS("p a\"\"b c", "p", "ab", "c");
    CHECK_PARTS("p \"a\"\"\" b", "p", "a\" b");
}

/* Claim:  an empty text stands for the program's path.
 * Source: "CommandLineToArgvW function", Parameters.  Wine 8: same. */
static void empty_line(void)
{
    WCHAR path[1024];
    LPWSTR *parts;
    int count = 0;

    CHECK(GetModuleFileNameW(NULL, path, COUNT_OF(path)) > 0);
    parts = CommandLineToArgvW(WIDE(""), &count);
    if (CHECK(parts != NULL && count == 1))
        CHECK(memcmp(parts[0], path, 16) == 0);
    LocalFree(parts);
}

/* Claim:  no text, or no place for the number, is 87.
 * Source: observed.  Wine 8: faults without a text. */
static void no_line(void)
{
    CHECK_FAILS(CommandLineToArgvW(WIDE("a"), NULL), ERROR_INVALID_PARAMETER);
}

TAP_MAIN(CASE(of_this_program), CASE(blanks), CASE(program_name),
         CASE(backslashes), CASE(marks_in_a_row), CASE(empty_line),
         CASE(no_line))
