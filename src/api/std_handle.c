/* GetStdHandle and SetStdHandle. The handle of a standard descriptor is made
 * when it is first asked for, from a copy of the descriptor: who closes it must
 * not take standard output away from the C library, or have the next file
 * become it. A terminal is open both ways on all three; input is for reading
 * here, the others for writing, by which the console calls tell them apart. */
#include <errno.h>
#include <stdbool.h>

#include "api/api.h"
#include "base/lock.h"
#include "iocp/console.h"
#include "object/file.h"
#include "sys/console.h"
#include "sys/disk.h"

static struct {
    struct lock lock;
    bool set[3];      /* (lock) `handle` is what to give */
    HANDLE handle[3]; /* (lock) */
} standard = {.lock = LOCK_INITIALISER(LOCK_OBJECT)};

/* The descriptor, or -1. */
static int number_of(DWORD which)
{
    DWORD number = STD_INPUT_HANDLE - which;

    return number < 3 ? (int)number : -1;
}

static NTSTATUS fill(struct file_object *file, int number)
{
    struct console_opened opened;
    struct disk_info info;
    int rc = console_open(number, &opened);

    if (rc != 0)
        return errmap_file(-rc);
    file->io.fd = opened.fd;
    rc = disk_info(opened.fd, &info);
    if (rc != 0)
        return errmap_file(-rc);
    file->regular = info.kind == DISK_KIND_FILE;
    file->directory = info.kind == DISK_KIND_FOLDER;
    file->readable = opened.readable && (number == 0 || file->regular);
    file->writable = opened.writable && (number != 0 || file->regular);
    return STATUS_SUCCESS;
}

static NTSTATUS make(int number, HANDLE *handle)
{
    struct file_object *file = file_object_new(false);
    NTSTATUS status;

    if (file == NULL)
        return STATUS_NO_MEMORY;
    status = fill(file, number);
    if (status == STATUS_SUCCESS)
        status = table_insert(&file->io.head, handle);
    object_put(&file->io.head);
    return status;
}

/* The handle that is set already, or this one, which was made meanwhile. */
static HANDLE settle(int number, HANDLE made)
{
    HANDLE given;

    lock_take(&standard.lock);
    if (!standard.set[number] && made != NULL) {
        standard.handle[number] = made;
        standard.set[number] = true;
        made = NULL;
    }
    given = standard.set[number] ? standard.handle[number] : NULL;
    lock_drop(&standard.lock);
    if (made != NULL) /* another thread was quicker */
        table_close(made, OBJECT_FILE);
    return given;
}

static bool is_set(int number)
{
    bool set;

    lock_take(&standard.lock);
    set = standard.set[number];
    lock_drop(&standard.lock);
    return set;
}

HANDLE WINAPI GetStdHandle(DWORD which)
{
    int number = number_of(which);
    HANDLE made = NULL;
    NTSTATUS status = number < 0 ? STATUS_INVALID_HANDLE : STATUS_SUCCESS;

    if (number >= 0 && !is_set(number)) {
        status = make(number, &made);
        if (status == STATUS_INVALID_HANDLE)
            return NULL; /* the descriptor is closed */
    }
    if (status == STATUS_SUCCESS)
        return settle(number, made);
    api_fail(status);
    return INVALID_HANDLE_VALUE;
}

BOOL WINAPI SetStdHandle(DWORD which, HANDLE handle)
{
    int number = number_of(which);

    if (number < 0)
        return api_error(ERROR_INVALID_HANDLE);
    lock_take(&standard.lock);
    standard.handle[number] = handle;
    standard.set[number] = true;
    lock_drop(&standard.lock);
    return TRUE;
}
