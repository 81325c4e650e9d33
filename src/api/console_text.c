/* The terminal behind a handle: its modes, text, colours, title. */
#include <errno.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/api.h"
#include "base/utf.h"
#include "iocp/console.h"
#include "object/file.h"
#include "port/concurrency.h"
#include "sys/console.h"

#define UTF8 65001u

/* How output was said to be treated; a terminal does it all. */
static _Atomic DWORD output_mode = ENABLE_PROCESSED_OUTPUT |
                                   ENABLE_WRAP_AT_EOL_OUTPUT |
                                   ENABLE_VIRTUAL_TERMINAL_PROCESSING;

/* The file object of a terminal, its descriptor pinned, or NULL and the last
 * error. */
static struct file_object *terminal_get(HANDLE handle)
{
    struct file_object *file =
        (struct file_object *)table_get(handle, OBJECT_FILE, NULL);

    if (file != NULL && io_begin(&file->io)) {
        if (console_is_terminal(file->io.fd))
            return file;
        io_end(&file->io);
    }
    if (file != NULL)
        object_put(&file->io.head);
    last_error_set(ERROR_INVALID_HANDLE);
    return NULL;
}

static void terminal_put(struct file_object *file)
{
    io_end(&file->io);
    object_put(&file->io.head);
}

/* ---- Modes ---- */

static NTSTATUS input_mode(int fd, DWORD *bits)
{
    struct console_mode mode;
    int rc = console_get_mode(fd, &mode);

    if (rc != 0)
        return errmap_file(-rc);
    *bits = (mode.signals ? ENABLE_PROCESSED_INPUT : 0) |
            (mode.lines ? ENABLE_LINE_INPUT : 0) |
            (mode.echo ? ENABLE_ECHO_INPUT : 0);
    return STATUS_SUCCESS;
}

BOOL WINAPI GetConsoleMode(HANDLE handle, LPDWORD mode)
{
    struct file_object *file = terminal_get(handle);
    NTSTATUS status = STATUS_SUCCESS;

    if (file == NULL)
        return FALSE;
    if (mode == NULL)
        status = STATUS_ACCESS_VIOLATION;
    else if (file->readable)
        status = input_mode(file->io.fd, mode);
    else
        *mode = atomic_load_explicit(&output_mode, memory_order_relaxed);
    terminal_put(file);
    return api_result(status);
}

/* "This flag can be used only if ENABLE_LINE_INPUT is also enabled"
 * (SetConsoleMode, ENABLE_ECHO_INPUT). */
static NTSTATUS set_input(int fd, DWORD bits)
{
    const struct console_mode mode = {
        .signals = (bits & ENABLE_PROCESSED_INPUT) != 0,
        .lines = (bits & ENABLE_LINE_INPUT) != 0,
        .echo = (bits & ENABLE_ECHO_INPUT) != 0,
    };

    if ((bits & ~0x3FFu) != 0 || (mode.echo && !mode.lines))
        return STATUS_INVALID_PARAMETER;
    return errmap_file(-console_set_mode(fd, &mode));
}

static NTSTATUS set_output(DWORD bits)
{
    if ((bits & ~0x1Fu) != 0)
        return STATUS_INVALID_PARAMETER;
    atomic_store_explicit(&output_mode, bits, memory_order_relaxed);
    return STATUS_SUCCESS;
}

BOOL WINAPI SetConsoleMode(HANDLE handle, DWORD mode)
{
    struct file_object *file = terminal_get(handle);
    NTSTATUS status;

    if (file == NULL)
        return FALSE;
    status = file->readable ? set_input(file->io.fd, mode) : set_output(mode);
    terminal_put(file);
    return api_result(status);
}

/* ---- Text ---- */

static BOOL write_text(HANDLE handle, const char *text, size_t len)
{
    struct file_object *file = terminal_get(handle);
    NTSTATUS status = STATUS_INVALID_HANDLE;

    if (file == NULL)
        return FALSE;
    if (file->writable) {
        concurrency_block();
        status = errmap_file(-console_write(file->io.fd, text, len));
        concurrency_unblock();
    }
    terminal_put(file);
    return api_result(status);
}

BOOL WINAPI WriteConsoleA(HANDLE handle, const VOID *text, DWORD len,
                          LPDWORD written, LPVOID reserved)
{
    (void)reserved;
    if (written != NULL)
        *written = 0;
    if (text == NULL)
        return api_error(ERROR_INVALID_PARAMETER);
    if (!write_text(handle, text, len))
        return FALSE;
    if (written != NULL)
        *written = len;
    return TRUE;
}

BOOL WINAPI WriteConsoleW(HANDLE handle, const VOID *text, DWORD len,
                          LPDWORD written, LPVOID reserved)
{
    struct file_object *file;
    BOOL result;
    size_t bytes;
    char *utf8;

    (void)reserved;
    if (written != NULL)
        *written = 0;
    if (text == NULL)
        return api_error(ERROR_INVALID_PARAMETER);
    file = terminal_get(handle); /* before the text is looked at */
    if (file == NULL)
        return FALSE;
    terminal_put(file);
    bytes = utf16_to_utf8(text, len, NULL, 0);
    utf8 = malloc(bytes + 1);
    if (utf8 == NULL)
        return api_error(ERROR_NOT_ENOUGH_MEMORY);
    utf16_to_utf8(text, len, utf8, bytes);
    result = write_text(handle, utf8, bytes);
    free(utf8);
    if (result && written != NULL)
        *written = len;
    return result;
}

/* Bits of Windows' colours are blue, green, red; those of terminals red, green,
 * blue. */
static unsigned colour_of(unsigned bits)
{
    return (bits & 4) >> 2 | (bits & 2) | (bits & 1) << 2;
}

BOOL WINAPI SetConsoleTextAttribute(HANDLE handle, WORD attributes)
{
    const unsigned front = attributes & 0xF, back = attributes >> 4 & 0xF;
    char text[32] = "\033[0m";

    if (front != 7 || back != 0)
        snprintf(text, sizeof text, "\033[0;%u;%um",
                 ((front & 8) != 0 ? 90 : 30) + colour_of(front & 7),
                 ((back & 8) != 0 ? 100 : 40) + colour_of(back & 7));
    return write_text(handle, text, strlen(text));
}

/* ---- Title ---- */

BOOL WINAPI SetConsoleTitleA(LPCSTR title)
{
    char *text, *end;
    BOOL result;

    if (title == NULL)
        return api_error(ERROR_INVALID_PARAMETER);
    text = malloc(strlen(title) + 6);
    if (text == NULL)
        return api_error(ERROR_NOT_ENOUGH_MEMORY);
    end = stpcpy(text, "\033]0;");
    for (; *title != '\0'; title++)
        if ((unsigned char)*title >= ' ' && *title != '\177')
            *end++ = *title;
    *end++ = '\a';
    result =
        write_text(GetStdHandle(STD_OUTPUT_HANDLE), text, (size_t)(end - text));
    free(text);
    return result;
}

BOOL WINAPI SetConsoleTitleW(LPCWSTR title)
{
    char *utf8 = title != NULL ? utf8_from_utf16(title) : NULL;
    BOOL result;

    if (title != NULL && utf8 == NULL)
        return api_error(ERROR_NOT_ENOUGH_MEMORY);
    result = SetConsoleTitleA(utf8);
    free(utf8);
    return result;
}

/* ---- Code pages ---- */

UINT WINAPI GetConsoleOutputCP(VOID)
{
    return UTF8;
}

UINT WINAPI GetConsoleCP(VOID)
{
    return UTF8;
}

BOOL WINAPI SetConsoleOutputCP(UINT page)
{
    return page == UTF8 ? TRUE : api_error(ERROR_INVALID_PARAMETER);
}

BOOL WINAPI SetConsoleCP(UINT page)
{
    return page == UTF8 ? TRUE : api_error(ERROR_INVALID_PARAMETER);
}
