/* The command line: arguments put together, and taken apart again. */
#include "iocp/command_line.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "api/api.h"
#include "base/lock.h"
#include "base/utf.h"
#include "iocp/memory.h"
#include "iocp/module.h"
#include "sys/machine.h"

/* ---- Putting together ---- */

static struct {
    struct lock lock;
    char *text;     /* (lock) owned, once made for ever */
    uint16_t *wide; /* (lock) the same */
} line = {.lock = LOCK_INITIALISER(LOCK_OBJECT)};

static bool needs_quotes(const char *argument)
{
    return *argument == '\0' || strpbrk(argument, " \t\n\v\"") != NULL;
}

static char *put(char *to, char c, size_t count)
{
    memset(to, c, count);
    return to + count;
}

/* Nothing but quotation marks around it can be done for the program's name. */
static char *put_program(char *to, const char *name)
{
    bool quotes = needs_quotes(name);

    if (quotes)
        *to++ = '"';
    for (; *name != '\0'; name++)
        if (*name != '"')
            *to++ = *name;
    if (quotes)
        *to++ = '"';
    return to;
}

/* Backslashes count double before a quotation mark, also the closing one. */
static char *put_argument(char *to, const char *argument)
{
    size_t backslashes = 0;

    if (!needs_quotes(argument))
        return stpcpy(to, argument);
    *to++ = '"';
    for (; *argument != '\0'; argument++) {
        if (*argument == '"')
            to = put(to, '\\', backslashes + 1);
        backslashes = *argument == '\\' ? backslashes + 1 : 0;
        *to++ = *argument;
    }
    to = put(to, '\\', backslashes);
    *to++ = '"';
    return to;
}

/* `arguments`: texts with their NULs, one behind the other. */
static char *put_together(const char *arguments, size_t len)
{
    const char *end = arguments + len, *one = arguments;
    size_t count = 1;
    char *text, *to;

    for (size_t i = 0; i < len; i++)
        count += arguments[i] == '\0';
    text = malloc(2 * len + 3 * count + 1);
    if (text == NULL)
        return NULL;
    to = put_program(text, len > 0 ? one : "");
    for (one += strlen(one) + 1; one < end; one += strlen(one) + 1) {
        *to++ = ' ';
        to = put_argument(to, one);
    }
    *to = '\0';
    return text;
}

static char *make_text(void)
{
    size_t len;
    char *arguments = machine_arguments(&len), *text = NULL;

    if (arguments != NULL)
        text = put_together(arguments, len);
    free(arguments);
    return text;
}

static uint16_t *widen(const char *text)
{
    size_t bytes = strlen(text) + 1;
    size_t units = utf8_to_utf16(text, bytes, NULL, 0);
    uint16_t *wide = malloc(units * sizeof *wide);

    if (wide != NULL)
        utf8_to_utf16(text, bytes, wide, units);
    return wide;
}

LPSTR WINAPI GetCommandLineA(VOID)
{
    static char nothing[1];
    char *text;

    lock_take(&line.lock);
    if (line.text == NULL)
        line.text = make_text();
    text = line.text;
    lock_drop(&line.lock);
    return text != NULL ? text : nothing;
}

LPWSTR WINAPI GetCommandLineW(VOID)
{
    static WCHAR nothing[1];
    const char *text = GetCommandLineA();
    LPWSTR wide;

    lock_take(&line.lock);
    if (line.wide == NULL)
        line.wide = widen(text);
    wide = line.wide;
    lock_drop(&line.lock);
    return wide != NULL ? wide : nothing;
}

/* ---- Taking apart ---- */

static bool is_blank(WCHAR c)
{
    return c == ' ' || c == '\t';
}

/* The program's name: up to the next blank, or between quotation marks. There
 * are no others in it. */
static LPCWSTR take_program(LPCWSTR from, LPWSTR to)
{
    bool quoted = *from == '"';

    if (quoted)
        from++;
    while (*from != 0 && (quoted ? *from != '"' : *from > ' '))
        *to++ = *from++;
    if (quoted && *from == '"')
        from++;
    *to = 0;
    return from;
}

/* Quotation marks in a row: the first opens or closes, one in quotes is a mark
 * itself if it is the second of two, or the third, and ends them. */
static LPCWSTR take_quotes(LPCWSTR from, LPWSTR *to, bool *quoted)
{
    unsigned marks = *quoted ? 2 : 1;

    for (from++; *from == '"'; from++)
        if (++marks == 3) {
            *(*to)++ = '"';
            marks = 0;
        }
    *quoted = marks == 1;
    return from;
}

/* Backslashes, and the quotation mark behind them, if there is one. */
static LPCWSTR take_backslashes(LPCWSTR from, LPWSTR *to)
{
    size_t count = 0;

    while (from[count] == '\\')
        count++;
    from += count;
    if (*from == '"') {
        for (size_t i = 0; i < count / 2; i++)
            *(*to)++ = '\\';
        if (count % 2 != 0)
            *(*to)++ = *from++;
        return from;
    }
    while (count-- > 0)
        *(*to)++ = '\\';
    return from;
}

static LPCWSTR take_argument(LPCWSTR from, LPWSTR to)
{
    bool quoted = false;

    while (*from != 0 && (quoted || !is_blank(*from))) {
        if (*from == '\\')
            from = take_backslashes(from, &to);
        else if (*from == '"')
            from = take_quotes(from, &to, &quoted);
        else
            *to++ = *from++;
    }
    *to = 0;
    return from;
}

/* Into texts one behind the other; how many. */
static int take_apart(LPCWSTR from, LPWSTR to, LPWSTR *arguments)
{
    int count = 0;

    arguments[count++] = to;
    from = take_program(from, to);
    for (;;) {
        to += utf16_length(to) + 1;
        while (is_blank(*from))
            from++;
        if (*from == 0)
            break;
        arguments[count++] = to;
        from = take_argument(from, to);
    }
    arguments[count] = NULL;
    return count;
}

/* Each argument but the first costs a blank, so half of the text is enough. */
static LPWSTR *split(LPCWSTR text, int *count)
{
    size_t len = utf16_length(text), most = len / 2 + 2;
    LPWSTR *arguments = LocalAlloc(LMEM_FIXED, (most + 1) * sizeof *arguments +
                                                   (len + 2) * sizeof *text);

    if (arguments == NULL)
        last_error_set(ERROR_NOT_ENOUGH_MEMORY);
    else
        *count = take_apart(text, (LPWSTR)(arguments + most + 1), arguments);
    return arguments;
}

/* The program's path is one argument, whatever is in it. */
static LPWSTR *program_alone(int *count)
{
    const DWORD size = 4096;
    LPWSTR *arguments =
        LocalAlloc(LMEM_FIXED, 2 * sizeof *arguments + size * sizeof(WCHAR));

    if (arguments == NULL) {
        last_error_set(ERROR_NOT_ENOUGH_MEMORY);
        return NULL;
    }
    arguments[0] = (LPWSTR)(arguments + 2);
    arguments[1] = NULL;
    arguments[0][0] = 0;
    GetModuleFileNameW(NULL, arguments[0], size);
    *count = 1;
    return arguments;
}

LPWSTR *WINAPI CommandLineToArgvW(LPCWSTR text, int *count)
{
    if (text == NULL || count == NULL) {
        last_error_set(ERROR_INVALID_PARAMETER);
        return NULL;
    }
    return *text == 0 ? program_alone(count) : split(text, count);
}
