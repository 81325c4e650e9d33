#include "api/child_pipe.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "api/api.h"
#include "base/clock.h"
#include "iocp/file.h"
#include "iocp/handle.h"
#include "sys/fd.h"
#include "sys/futex.h"
#include "sys/stream_pipe.h"
#include "sys/thread.h"

#define BUFFER_BYTES 65536u

enum go { WAITS, GOES, STAYS };

struct child_pipe {
    HANDLE pipe;         /* owned */
    int fd;              /* owned: our end of the kernel's pipe */
    _Atomic uint32_t go; /* enum go; a futex word; the last the maker touches */
    char buffer[BUFFER_BYTES];
};

static void end(struct child_pipe *carrier)
{
    fd_close(carrier->fd);
    CloseHandle(carrier->pipe);
    free(carrier);
}

/* Until then nobody may take what is meant for a child. */
static bool is_let_go(struct child_pipe *carrier)
{
    uint32_t go;

    while ((go = atomic_load(&carrier->go)) == WAITS)
        futex_wait(&carrier->go, WAITS, CLOCK_NEVER);
    return go == GOES;
}

static void *to_child(void *argument)
{
    struct child_pipe *carrier = argument;
    bool goes = is_let_go(carrier);
    DWORD got;

    while (goes && (ReadFile(carrier->pipe, carrier->buffer, BUFFER_BYTES, &got,
                             NULL) ||
                    last_error_get() == ERROR_MORE_DATA))
        if (!stream_pipe_write(carrier->fd, carrier->buffer, got))
            break;
    end(carrier);
    return NULL;
}

static void *from_child(void *argument)
{
    struct child_pipe *carrier = argument;
    bool goes = is_let_go(carrier);
    ssize_t got;
    DWORD done;

    while (goes && (got = stream_pipe_read(carrier->fd, carrier->buffer,
                                           BUFFER_BYTES)) > 0)
        if (!WriteFile(carrier->pipe, carrier->buffer, (DWORD)got, &done, NULL))
            break;
    end(carrier);
    return NULL;
}

/* Only a handle that is there may be counted once more: after the last one the
 * pipe is closed, and would be so a second time. */
static NTSTATUS duplicate(HANDLE handle, const struct pipe_object *pipe,
                          HANDLE *made)
{
    NTSTATUS status = table_duplicate(handle, OBJECT_PIPE, 0, made);
    struct object *object;

    if (status != STATUS_SUCCESS)
        return status == STATUS_OBJECT_TYPE_MISMATCH ? STATUS_INVALID_HANDLE
                                                     : status;
    object = table_get(*made, OBJECT_PIPE, NULL);
    if (object != NULL)
        object_put(object);
    if (object == &pipe->io.head)
        return STATUS_SUCCESS;
    table_close(*made, OBJECT_PIPE);
    return STATUS_INVALID_HANDLE;
}

/* Takes over `ours`. */
static NTSTATUS carry(HANDLE handle, const struct pipe_object *pipe, bool input,
                      int ours, struct child_pipe **made)
{
    struct child_pipe *carrier = malloc(sizeof *carrier);
    NTSTATUS status = STATUS_NO_MEMORY;
    int rc;

    if (carrier != NULL)
        status = duplicate(handle, pipe, &carrier->pipe);
    if (status != STATUS_SUCCESS) {
        free(carrier);
        fd_close(ours);
        return status;
    }
    carrier->fd = ours;
    atomic_init(&carrier->go, WAITS);
    rc =
        thread_start("iocp-child-pipe", input ? to_child : from_child, carrier);
    if (rc == 0) {
        *made = carrier;
        return STATUS_SUCCESS;
    }
    end(carrier);
    return errmap_file(-rc);
}

NTSTATUS child_pipe_new(HANDLE handle, const struct pipe_object *pipe,
                        bool input, int *fd, struct child_pipe **made)
{
    int ends[2];
    int rc = stream_pipe_open(ends);
    NTSTATUS status;

    if (rc < 0)
        return errmap_file(-rc);
    *fd = ends[input ? 0 : 1];
    status = carry(handle, pipe, input, ends[input ? 1 : 0], made);
    if (status != STATUS_SUCCESS)
        fd_close(*fd);
    return status;
}

void child_pipe_go(struct child_pipe *child_pipe, bool runs)
{
    _Atomic uint32_t *go = &child_pipe->go;

    atomic_store(go, runs ? GOES : STAYS);
    futex_wake(go, 1);
}
