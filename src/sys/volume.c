#include "sys/volume.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>

static const struct type {
    const char *name;
    unsigned magic; /* <linux/magic.h> and the file systems' own headers */
    enum volume_kind kind;
} types[] = {
    {"ext4", 0xEF53, VOLUME_FIXED},
    {"xfs", 0x58465342, VOLUME_FIXED},
    {"btrfs", 0x9123683E, VOLUME_FIXED},
    {"f2fs", 0xF2F52010, VOLUME_FIXED},
    {"zfs", 0x2FC12FC1, VOLUME_FIXED},
    {"vfat", 0x4D44, VOLUME_FIXED},
    {"exfat", 0x2011BAB0, VOLUME_FIXED},
    {"ntfs", 0x5346544E, VOLUME_FIXED},
    {"ntfs3", 0x7366746E, VOLUME_FIXED},
    {"overlay", 0x794C7630, VOLUME_FIXED},
    {"squashfs", 0x73717368, VOLUME_FIXED},
    {"erofs", 0xE0F5E1E2, VOLUME_FIXED},
    {"tmpfs", 0x01021994, VOLUME_MEMORY},
    {"ramfs", 0x858458F6, VOLUME_MEMORY},
    {"iso9660", 0x9660, VOLUME_CD},
    {"udf", 0x15013346, VOLUME_CD},
    {"nfs", 0x6969, VOLUME_REMOTE},
    {"smb", 0x517B, VOLUME_REMOTE},
    {"cifs", 0xFF534D42, VOLUME_REMOTE},
    {"smb2", 0xFE534D42, VOLUME_REMOTE},
    {"ceph", 0x00C36400, VOLUME_REMOTE},
    {"afs", 0x5346414F, VOLUME_REMOTE},
    {"coda", 0x73757245, VOLUME_REMOTE},
    {"9p", 0x01021997, VOLUME_REMOTE},
    {"fuse", 0x65735546, VOLUME_FIXED},
};

static struct type type_of(unsigned magic)
{
    for (unsigned i = 0; i < sizeof types / sizeof types[0]; i++)
        if (types[i].magic == magic)
            return types[i];
    return (struct type){"Linux", magic, VOLUME_FIXED};
}

int volume_of(const char *path, struct volume *volume)
{
    struct statfs info;
    struct stat file;
    struct type type;

    if (statfs(path, &info) != 0 || stat(path, &file) != 0)
        return -errno;
    type = type_of((unsigned)info.f_type);
    *volume = (struct volume){
        .device = file.st_dev,
        .block = (uint64_t)(info.f_frsize > 0 ? info.f_frsize : info.f_bsize),
        .blocks = info.f_blocks,
        .available = info.f_bavail,
        .name_max = (uint32_t)info.f_namelen,
        .readonly = (info.f_flags & ST_RDONLY) != 0,
        .kind = type.kind,
        .type = type.name,
    };
    return 0;
}

/* The path without its last part: "/a/b" is "/a", "/a" is "/". */
static void cut_last(char *path)
{
    char *slash = strrchr(path, '/');

    slash[slash == path] = '\0';
}

void volume_cut(char *path)
{
    char above[4096];
    struct stat here, parent;

    while (strcmp(path, "/") != 0 && stat(path, &here) != 0)
        cut_last(path); /* what is not there lies where its folder does */
    while (strcmp(path, "/") != 0 && strlen(path) < sizeof above) {
        strcpy(above, path);
        cut_last(above);
        if (stat(path, &here) != 0 || stat(above, &parent) != 0 ||
            here.st_dev != parent.st_dev)
            return;
        strcpy(path, above);
    }
}
