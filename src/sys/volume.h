/* File systems: what a path lies on. 0 or -errno. */
#ifndef SYS_VOLUME_H
#define SYS_VOLUME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum volume_kind { VOLUME_FIXED, VOLUME_REMOTE, VOLUME_MEMORY, VOLUME_CD };

struct volume {
    uint64_t device;
    uint64_t block, blocks, available; /* block: bytes; counts */
    uint32_t name_max;                 /* bytes of a name */
    bool readonly;
    enum volume_kind kind;
    const char *type; /* "ext4"; "Linux" where we know no name */
};

int volume_of(const char *path, struct volume *volume);

/* Cuts an absolute path down to the folder where its volume is mounted. */
void volume_cut(char *path);

#endif
