#include "api/named.h"

#include <stdlib.h>
#include <string.h>

#include "api/api.h"
#include "base/utf.h"
#include "iocp/handle.h"
#include "sync/named.h"

/* All sessions are one here, so the words for "of this session" and "of all"
 * say nothing; no other name has a backslash. */
static size_t prefix_length(const char *name)
{
    static const char *const prefixes[] = {"Global\\", "Local\\"};

    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++)
        if (strncmp(name, prefixes[i], strlen(prefixes[i])) == 0)
            return strlen(prefixes[i]);
    return 0;
}

/* There is one folder of names, and the prefixes lead there: each of the codes
 * is that of a way through others. */
static NTSTATUS check(const char *name, const char *rest)
{
    if (*name == '\\')
        return STATUS_FROM_CODE(ERROR_BAD_PATHNAME);
    if (rest != name && (*rest == '\0' || *rest == '\\'))
        return STATUS_FROM_CODE(ERROR_INVALID_NAME);
    return strchr(rest, '\\') == NULL ? STATUS_SUCCESS
                                      : STATUS_OBJECT_PATH_NOT_FOUND;
}

/* "The name is limited to MAX_PATH characters" (CreateEventA, lpName): only the
 * A forms are strict about that. */
static bool is_too_long(struct given_name given)
{
    return given.utf8 != NULL &&
           given.utf8[utf8_start(given.utf8, MAX_PATH)] != '\0';
}

NTSTATUS named_read(struct given_name given, char **name)
{
    NTSTATUS status;
    char *text, *rest;

    *name = NULL;
    if (given.utf8 == NULL && given.utf16 == NULL)
        return STATUS_SUCCESS;
    if (is_too_long(given))
        return STATUS_FROM_CODE(ERROR_FILENAME_EXCED_RANGE);
    text =
        given.utf8 != NULL ? strdup(given.utf8) : utf8_from_utf16(given.utf16);
    if (text == NULL)
        return STATUS_NO_MEMORY;
    rest = text + prefix_length(text);
    status = check(text, rest);
    if (status == STATUS_SUCCESS && *rest != '\0')
        *name = memmove(text, rest, strlen(rest) + 1);
    else
        free(text);
    return status;
}

/* The empty name is that of the folder itself: of another kind. */
NTSTATUS named_read_to_open(struct given_name given, char **name)
{
    NTSTATUS status = named_read(given, name);

    if (given.utf8 == NULL && given.utf16 == NULL)
        return STATUS_INVALID_PARAMETER;
    return status == STATUS_SUCCESS && *name == NULL
               ? STATUS_OBJECT_TYPE_MISMATCH
               : status;
}

static HANDLE failed(NTSTATUS status)
{
    api_fail(status);
    return NULL;
}

/* Takes over the reference. */
static HANDLE handle_of(struct object *object, DWORD error)
{
    HANDLE handle = NULL;
    NTSTATUS status = table_insert(object, &handle);

    object_put(object);
    if (!NT_SUCCESS(status))
        return failed(status);
    last_error_set(error);
    return handle;
}

HANDLE named_create(struct object *made, struct given_name given)
{
    struct object *object = NULL;
    NTSTATUS status;
    char *name;

    if (made == NULL)
        return failed(STATUS_NO_MEMORY);
    status = named_read(given, &name);
    if (status == STATUS_SUCCESS)
        object = named_enter(made, name, &status);
    free(name);
    object_put(made);
    if (object == NULL)
        return failed(status);
    return handle_of(object,
                     object == made ? ERROR_SUCCESS : ERROR_ALREADY_EXISTS);
}

static HANDLE open(enum object_kind kind, struct given_name given)
{
    struct object *object = NULL;
    NTSTATUS status;
    char *name;

    status = named_read_to_open(given, &name);
    if (status != STATUS_SUCCESS)
        return failed(status);
    object = named_find(name, kind, &status);
    free(name);
    return object != NULL ? handle_of(object, last_error_get())
                          : failed(status);
}

HANDLE named_open(enum object_kind kind, BOOL inherit, struct given_name given)
{
    HANDLE handle = open(kind, given);

    if (handle != NULL && inherit)
        table_set_flags(handle, kind, HANDLE_FLAG_INHERIT, HANDLE_FLAG_INHERIT);
    return handle;
}
