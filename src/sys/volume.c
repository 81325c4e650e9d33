#include "sys/volume.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>

static const struct type {
    unsigned magic; /* <linux/magic.h> and the file systems' own headers */
    const char *name;
    enum volume_kind kind;
} types[] = {
    {0xEF53, "ext4", VOLUME_FIXED},
    {0x58465342, "xfs", VOLUME_FIXED},
    {0x9123683E, "btrfs", VOLUME_FIXED},
    {0xF2F52010, "f2fs", VOLUME_FIXED},
    {0x2FC12FC1, "zfs", VOLUME_FIXED},
    {0x4D44, "vfat", VOLUME_FIXED},
    {0x2011BAB0, "exfat", VOLUME_FIXED},
    {0x5346544E, "ntfs", VOLUME_FIXED},
    {0x7366746E, "ntfs3", VOLUME_FIXED},
    {0x794C7630, "overlay", VOLUME_FIXED},
    {0x73717368, "squashfs", VOLUME_FIXED},
    {0xE0F5E1E2, "erofs", VOLUME_FIXED},
    {0x01021994, "tmpfs", VOLUME_MEMORY},
    {0x858458F6, "ramfs", VOLUME_MEMORY},
    {0x9660, "iso9660", VOLUME_CD},
    {0x15013346, "udf", VOLUME_CD},
    {0x6969, "nfs", VOLUME_REMOTE},
    {0x517B, "smb", VOLUME_REMOTE},
    {0xFF534D42, "cifs", VOLUME_REMOTE},
    {0xFE534D42, "smb2", VOLUME_REMOTE},
    {0x00C36400, "ceph", VOLUME_REMOTE},
    {0x5346414F, "afs", VOLUME_REMOTE},
    {0x73757245, "coda", VOLUME_REMOTE},
    {0x01021997, "9p", VOLUME_REMOTE},
    {0x65735546, "fuse", VOLUME_FIXED},
};

static struct type type_of(unsigned magic)
{
    for (unsigned i = 0; i < sizeof types / sizeof types[0]; i++)
        if (types[i].magic == magic)
            return types[i];
    return (struct type){magic, "Linux", VOLUME_FIXED};
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
