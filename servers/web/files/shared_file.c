#include "files/shared_file.h"

#include <stdlib.h>

struct shared_file *shared_file_new(HANDLE handle)
{
    struct shared_file *file = malloc(sizeof *file);

    if (!file) {
        CloseHandle(handle);
        return NULL;
    }
    file->users = 1;
    file->handle = handle;
    return file;
}

void shared_file_get(struct shared_file *file)
{
    InterlockedIncrement(&file->users);
}

void shared_file_put(struct shared_file *file)
{
    if (!file || InterlockedDecrement(&file->users) != 0)
        return;
    CloseHandle(file->handle);
    free(file);
}
