/* Descriptors: numbers that name open files, as sys/fd.h has them. */
#include <errno.h>

#include "sim/network.h"
#include "sim/runtime.h"
#include "sys/fd.h"
#include "sys/net.h"

#define FIRST 100 /* a number the real kernel gave would be below */
#define FILES_MAX 512u

struct open_file {
    enum descriptor_kind kind;
    unsigned number;
    unsigned refs;
};

static struct open_file files[FILES_MAX];
static struct open_file *names[FILES_MAX];
static unsigned file_count;

static struct open_file *file_of(int fd)
{
    SIM_CHECK(fd >= FIRST && fd < FIRST + (int)FILES_MAX &&
                  names[fd - FIRST] != NULL,
              "descriptor %d is not open", fd);
    return names[fd - FIRST];
}

static int name(struct open_file *file)
{
    for (unsigned i = 0; i < FILES_MAX; i++)
        if (names[i] == NULL) {
            names[i] = file;
            file->refs++;
            return FIRST + (int)i;
        }
    sim_fail("too many descriptors are open");
}

int descriptor_new(enum descriptor_kind kind, unsigned number)
{
    struct open_file *file = &files[file_count++];

    if (file_count == FILES_MAX)
        sim_fail("too many descriptors were opened");
    file->kind = kind;
    file->number = number;
    return name(file);
}

unsigned descriptor_get(int fd, enum descriptor_kind kind)
{
    struct open_file *file = file_of(fd);

    SIM_CHECK(file->kind == kind, "descriptor %d is of another kind", fd);
    return file->number;
}

unsigned descriptor_count(void)
{
    unsigned count = 0;

    for (unsigned i = 0; i < FILES_MAX; i++)
        count += names[i] != NULL;
    return count;
}

static void drop(struct open_file *file)
{
    if (--file->refs == 0 && file->kind == A_SOCKET)
        network_closed(file->number);
}

void fd_close(int fd)
{
    struct open_file *file = file_of(fd);

    names[fd - FIRST] = NULL;
    drop(file);
}

int fd_replace(int fd, int from)
{
    struct open_file *before = file_of(fd), *file = file_of(from);

    names[fd - FIRST] = file;
    file->refs++;
    drop(before);
    return 0;
}

void fd_raise_limit(void)
{
}

int fd_open_null(void)
{
    return descriptor_new(A_SPARE, 0);
}

int socket_unblock(int fd)
{
    descriptor_get(fd, A_SOCKET);
    return 0;
}
