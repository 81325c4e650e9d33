#include "api/child_pipe.h"

#include <stdlib.h>

#include "api/api.h"
#include "iocp/file.h"
#include "iocp/handle.h"
#include "sys/fd.h"
#include "sys/stream_pipe.h"
#include "sys/thread.h"

#define BUFFER_BYTES 65536u

struct carrier {
    HANDLE pipe; /* owned */
    int fd;      /* owned: our end of the kernel's pipe */
    char buffer[BUFFER_BYTES];
};

static void end(struct carrier *carrier)
{
    fd_close(carrier->fd);
    CloseHandle(carrier->pipe);
    free(carrier);
}

static void *to_child(void *argument)
{
    struct carrier *carrier = argument;
    DWORD got;

    while (ReadFile(carrier->pipe, carrier->buffer, BUFFER_BYTES, &got, NULL) ||
           last_error_get() == ERROR_MORE_DATA)
        if (!stream_pipe_write(carrier->fd, carrier->buffer, got))
            break;
    end(carrier);
    return NULL;
}

static void *from_child(void *argument)
{
    struct carrier *carrier = argument;
    ssize_t got;
    DWORD done;

    while ((got = stream_pipe_read(carrier->fd, carrier->buffer,
                                   BUFFER_BYTES)) > 0)
        if (!WriteFile(carrier->pipe, carrier->buffer, (DWORD)got, &done, NULL))
            break;
    end(carrier);
    return NULL;
}

/* Takes over `ours`. */
static NTSTATUS carry(struct pipe_object *pipe, bool input, int ours)
{
    struct carrier *carrier = malloc(sizeof *carrier);
    NTSTATUS status = STATUS_NO_MEMORY;
    int rc;

    if (carrier != NULL)
        status = table_insert(&pipe->io.head, &carrier->pipe);
    if (status != STATUS_SUCCESS) {
        free(carrier);
        fd_close(ours);
        return status;
    }
    carrier->fd = ours;
    rc =
        thread_start("iocp-child-pipe", input ? to_child : from_child, carrier);
    if (rc == 0)
        return STATUS_SUCCESS;
    end(carrier);
    return errmap_file(-rc);
}

NTSTATUS child_pipe_start(struct pipe_object *pipe, bool input, int *fd)
{
    int ends[2];
    int rc = stream_pipe_open(ends);
    NTSTATUS status;

    if (rc < 0)
        return errmap_file(-rc);
    *fd = ends[input ? 0 : 1];
    status = carry(pipe, input, ends[input ? 1 : 0]);
    if (status != STATUS_SUCCESS)
        fd_close(*fd);
    return status;
}
