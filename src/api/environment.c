/* Environment variables. */
#include "iocp/environment.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/api.h"
#include "api/entry.h"
#include "base/utf.h"
#include "sys/environment.h"

static DWORD error_of(int rc)
{
    if (rc == -ENOENT)
        return ERROR_ENVVAR_NOT_FOUND;
    return rc == -ENOMEM ? ERROR_NOT_ENOUGH_MEMORY : ERROR_INVALID_PARAMETER;
}

/* A copy that the caller frees; NULL, with the last error, for NULL and
 * without memory. */
static char *narrow(LPCWSTR text)
{
    char *utf8 = text != NULL ? utf8_from_utf16((const uint16_t *)text) : NULL;

    if (utf8 == NULL)
        last_error_set(text == NULL ? ERROR_INVALID_PARAMETER
                                    : ERROR_NOT_ENOUGH_MEMORY);
    return utf8;
}

/* ---- One variable ---- */

/* NULL and the last error if there is none. */
static char *value_of(const char *name)
{
    char *value = NULL;
    int rc = name == NULL ? -EINVAL : environment_get(name, &value);

    if (rc != 0)
        last_error_set(error_of(rc));
    return rc == 0 ? value : NULL;
}

DWORD WINAPI GetEnvironmentVariableA(LPCSTR name, LPSTR buffer, DWORD size)
{
    char *value = value_of(name);
    DWORD length = value != NULL ? entry_give(value, buffer, size) : 0;

    free(value);
    return length;
}

DWORD WINAPI GetEnvironmentVariableW(LPCWSTR name, LPWSTR buffer, DWORD size)
{
    char *utf8 = narrow(name);
    char *value = utf8 != NULL ? value_of(utf8) : NULL;
    DWORD length = value != NULL ? entry_give_wide(value, buffer, size) : 0;

    free(value);
    free(utf8);
    return length;
}

BOOL WINAPI SetEnvironmentVariableA(LPCSTR name, LPCSTR value)
{
    int rc;

    if (name == NULL || *name == '\0' || strchr(name, '=') != NULL)
        return api_error(ERROR_INVALID_PARAMETER);
    rc = environment_set(name, value);
    return rc == 0 ? TRUE : api_error(error_of(rc));
}

BOOL WINAPI SetEnvironmentVariableW(LPCWSTR name, LPCWSTR value)
{
    char *utf8 = narrow(name);
    char *utf8_value = utf8 != NULL && value != NULL ? narrow(value) : NULL;
    BOOL done = FALSE;

    if (utf8 != NULL && (value == NULL || utf8_value != NULL))
        done = SetEnvironmentVariableA(utf8, utf8_value);
    free(utf8);
    free(utf8_value);
    return done;
}

/* ---- Values in texts ---- */

/* What stands for the text from `text` on: plain text up to a sign, or from
 * there to the next one, where an unknown name stands for itself with both.
 * `used` is how much of the text that was. The caller frees it; NULL: no
 * memory. */
static char *next_part(const char *text, size_t *used)
{
    const char *end = strchr(text + 1, '%');
    char *name, *value = NULL;
    int rc = -ENOENT;

    *used = end != NULL ? (size_t)(end - text) : strlen(text);
    if (*text == '%' && end != NULL) {
        name = strndup(text + 1, *used - 1);
        rc = name != NULL ? environment_get(name, &value) : -ENOMEM;
        free(name);
        ++*used;
    }
    return rc == -ENOENT ? strndup(text, *used) : value;
}

/* The caller frees it; NULL and the last error. */
static char *expand(const char *text)
{
    char *all = NULL;
    size_t bytes = 0, used;
    FILE *out = text != NULL ? open_memstream(&all, &bytes) : NULL;
    bool complete = out != NULL;

    if (text == NULL) {
        last_error_set(ERROR_INVALID_PARAMETER);
        return NULL;
    }
    for (; complete && *text != '\0'; text += used) {
        char *part = next_part(text, &used);

        complete = part != NULL && fputs(part, out) >= 0;
        free(part);
    }
    if (out != NULL && fclose(out) != 0)
        complete = false;
    if (complete)
        return all;
    free(all);
    last_error_set(ERROR_NOT_ENOUGH_MEMORY);
    return NULL;
}

/* Both give the length with the NUL in either case. */
DWORD WINAPI ExpandEnvironmentStringsA(LPCSTR text, LPSTR to, DWORD size)
{
    char *all = expand(text);
    DWORD length = 0;

    if (all != NULL) {
        length = (DWORD)strlen(all) + 1;
        entry_give(all, to, size);
    }
    free(all);
    return length;
}

DWORD WINAPI ExpandEnvironmentStringsW(LPCWSTR text, LPWSTR to, DWORD size)
{
    char *utf8 = narrow(text);
    char *all = utf8 != NULL ? expand(utf8) : NULL;
    DWORD length = 0;

    if (all != NULL) {
        length = entry_give_wide(all, NULL, 0);
        entry_give_wide(all, to, size);
    }
    free(all);
    free(utf8);
    return length;
}

/* ---- All of them ---- */

LPCH WINAPI GetEnvironmentStringsA(VOID)
{
    size_t bytes;
    char *block = environment_block(&bytes);

    if (block == NULL)
        last_error_set(ERROR_NOT_ENOUGH_MEMORY);
    return block;
}

LPWCH WINAPI GetEnvironmentStringsW(VOID)
{
    size_t bytes;
    char *block = environment_block(&bytes);
    LPWCH wide = block != NULL ? malloc(bytes * sizeof *wide) : NULL;

    if (wide != NULL) /* units are no more than bytes */
        utf8_to_utf16(block, bytes, (uint16_t *)wide, bytes);
    else
        last_error_set(ERROR_NOT_ENOUGH_MEMORY);
    free(block);
    return wide;
}

BOOL WINAPI FreeEnvironmentStringsA(LPCH block)
{
    free(block);
    return TRUE;
}

BOOL WINAPI FreeEnvironmentStringsW(LPWCH block)
{
    free(block);
    return TRUE;
}
