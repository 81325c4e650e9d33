#include "sys/name_claim.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/hash.h"
#include "sys/pipe_socket.h"

#define PATH_BYTES (PIPE_FOLDER_BYTES + 48u)

/* Several instances of one program may each want names of their own. */
static bool is_off(void)
{
    const char *names = getenv("IOCP_NAMES");

    return names != NULL && strcmp(names, "process") == 0;
}

static uint64_t hash_of(const char *name, uint64_t hash)
{
    for (; *name != '\0'; name++)
        hash = hash_add(hash, (unsigned char)*name);
    return hash;
}

/* With a dot in front, as that is not a socket that was left behind. */
static void path_of(const struct pipe_folder *folder, enum name_space space,
                    const char *name, char path[PATH_BYTES])
{
    snprintf(path, PATH_BYTES, "%s/.%c-%016llx%016llx", folder->path,
             space == NAME_OBJECTS ? 'o' : 'm',
             (unsigned long long)hash_of(name, HASH_START),
             (unsigned long long)hash_of(name, 0x9ae16a3b2f90404fu));
}

static int lock_file(const char *path)
{
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    int fd = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
    int error;

    if (fd < 0)
        return -errno;
    if (fcntl(fd, F_OFD_SETLK, &whole) == 0)
        return fd;
    error = errno;
    close(fd);
    return error == EAGAIN || error == EACCES ? -EBUSY : -error;
}

/* The folder's lock makes claiming and giving up follow each other: nobody
 * locks a file that is about to be removed. */
int name_claim(enum name_space space, const char *name)
{
    struct pipe_folder folder;
    char path[PATH_BYTES];
    int rc = is_off() ? -EPERM : pipe_folder_open(&folder, true);

    if (rc < 0)
        return rc;
    path_of(&folder, space, name, path);
    rc = lock_file(path);
    pipe_folder_close(&folder);
    return rc;
}

void name_give_up(enum name_space space, const char *name, int claim)
{
    struct pipe_folder folder;
    char path[PATH_BYTES];

    if (pipe_folder_open(&folder, true) == 0) {
        path_of(&folder, space, name, path);
        unlink(path);
        close(claim);
        pipe_folder_close(&folder);
    } else
        close(claim);
}

bool name_is_elsewhere(enum name_space space, const char *name)
{
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    struct pipe_folder folder;
    char path[PATH_BYTES];
    bool locked;
    int fd;

    if (is_off() || pipe_folder_open(&folder, false) < 0)
        return false;
    path_of(&folder, space, name, path);
    fd = open(path, O_RDWR | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
        return false;
    locked = fcntl(fd, F_OFD_GETLK, &whole) == 0 && whole.l_type != F_UNLCK;
    close(fd);
    return locked;
}
