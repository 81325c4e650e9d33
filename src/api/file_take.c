#include "api/file_take.h"

#include "object/table.h"

struct file_object *file_take(HANDLE handle, DWORD rights, NTSTATUS *status)
{
    struct file_object *file =
        (struct file_object *)table_get(handle, OBJECT_FILE, status);

    if (file == NULL)
        return NULL;
    *status = STATUS_ACCESS_DENIED;
    if ((file->granted & rights) == rights) {
        if (io_begin(&file->io))
            return file;
        *status = STATUS_INVALID_HANDLE;
    }
    object_put(&file->io.head);
    return NULL;
}

void file_give_back(struct file_object *file)
{
    io_end(&file->io);
    object_put(&file->io.head);
}
