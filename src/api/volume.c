/* Disks: GetDiskFreeSpace, GetVolumeInformation and their kin. */
#include <stdlib.h>
#include <string.h>

#include "api/api.h"
#include "api/entry.h"
#include "iocp/file.h"
#include "sys/names.h"
#include "sys/volume.h"

#define SECTOR_BYTES 512u

static char *path_or_here(LPCSTR name)
{
    return entry_path(name != NULL ? name : ".");
}

static char *path_or_here_wide(LPCWSTR name)
{
    return name != NULL ? entry_path_wide(name) : entry_path(".");
}

/* Frees the path; a NULL one is a failure already told. */
static bool look(char *path, struct volume *volume)
{
    int rc;

    if (path == NULL)
        return false;
    rc = volume_of(path, volume);
    if (rc != 0)
        api_fail(entry_status(rc, path));
    free(path);
    return rc == 0;
}

static void store(LPDWORD to, uint64_t value)
{
    if (to != NULL)
        *to = value < UINT32_MAX ? (DWORD)value : UINT32_MAX;
}

/* ---- GetDiskFreeSpace ---- */

static BOOL free_clusters(char *path, LPDWORD sectors, LPDWORD bytes,
                          LPDWORD available, LPDWORD total)
{
    struct volume volume;

    if (!look(path, &volume))
        return FALSE;
    store(sectors,
          volume.block > SECTOR_BYTES ? volume.block / SECTOR_BYTES : 1);
    store(bytes, SECTOR_BYTES);
    store(available, volume.available);
    store(total, volume.blocks);
    return TRUE;
}

BOOL WINAPI GetDiskFreeSpaceA(LPCSTR root, LPDWORD sectors, LPDWORD bytes,
                              LPDWORD available, LPDWORD total)
{
    return free_clusters(path_or_here(root), sectors, bytes, available, total);
}

BOOL WINAPI GetDiskFreeSpaceW(LPCWSTR root, LPDWORD sectors, LPDWORD bytes,
                              LPDWORD available, LPDWORD total)
{
    return free_clusters(path_or_here_wide(root), sectors, bytes, available,
                         total);
}

/* ---- GetVolumeInformation ---- */

static DWORD flags_of(const struct volume *volume)
{
    return FILE_CASE_SENSITIVE_SEARCH | FILE_CASE_PRESERVED_NAMES |
           FILE_UNICODE_ON_DISK | FILE_SUPPORTS_SPARSE_FILES |
           FILE_SUPPORTS_REPARSE_POINTS | FILE_SUPPORTS_HARD_LINKS |
           (volume->readonly ? FILE_READ_ONLY_VOLUME : 0);
}

static void tell(const struct volume *volume, LPDWORD serial, LPDWORD longest,
                 LPDWORD flags)
{
    if (serial != NULL)
        *serial = (DWORD)(volume->device ^ volume->device >> 32);
    store(longest, volume->name_max);
    store(flags, flags_of(volume));
}

BOOL WINAPI GetVolumeInformationA(LPCSTR root, LPSTR label, DWORD label_size,
                                  LPDWORD serial, LPDWORD longest,
                                  LPDWORD flags, LPSTR type, DWORD type_size)
{
    struct volume volume;

    if (!look(path_or_here(root), &volume))
        return FALSE;
    if ((label != NULL && label_size == 0) ||
        (type != NULL && type_size <= strlen(volume.type)))
        return api_error(ERROR_MORE_DATA);
    if (label != NULL)
        entry_give("", label, label_size);
    if (type != NULL)
        entry_give(volume.type, type, type_size);
    tell(&volume, serial, longest, flags);
    return TRUE;
}

BOOL WINAPI GetVolumeInformationW(LPCWSTR root, LPWSTR label, DWORD label_size,
                                  LPDWORD serial, LPDWORD longest,
                                  LPDWORD flags, LPWSTR type, DWORD type_size)
{
    struct volume volume;

    if (!look(path_or_here_wide(root), &volume))
        return FALSE;
    if ((label != NULL && label_size == 0) ||
        (type != NULL && type_size <= strlen(volume.type)))
        return api_error(ERROR_MORE_DATA);
    if (label != NULL)
        entry_give_wide("", label, label_size);
    if (type != NULL)
        entry_give_wide(volume.type, type, type_size);
    tell(&volume, serial, longest, flags);
    return TRUE;
}

/* ---- GetVolumePathName ---- */

/* Frees the path; the folder, with a separator at its end, is the caller's to
 * free; NULL and the last error. */
static char *mount_point(char *path)
{
    char *full = path != NULL ? names_absolute(path) : NULL;
    char *folder = NULL;
    size_t len;

    if (path != NULL && full != NULL) {
        volume_cut(full);
        len = strlen(full);
        folder = malloc(len + 2);
        if (folder != NULL) {
            memcpy(folder, full, len + 1);
            if (full[len - 1] != '/')
                memcpy(folder + len, "/", 2);
        }
    }
    if (path != NULL && folder == NULL)
        last_error_set(ERROR_NOT_ENOUGH_MEMORY);
    free(full);
    free(path);
    return folder;
}

BOOL WINAPI GetVolumePathNameA(LPCSTR name, LPSTR buffer, DWORD size)
{
    char *folder;
    bool fits;

    if (buffer == NULL)
        return api_error(ERROR_INVALID_PARAMETER);
    folder = mount_point(entry_path(name));
    if (folder == NULL)
        return FALSE;
    fits = entry_give(folder, buffer, size) < size;
    free(folder);
    return fits ? TRUE : api_error(ERROR_FILENAME_EXCED_RANGE);
}

BOOL WINAPI GetVolumePathNameW(LPCWSTR name, LPWSTR buffer, DWORD size)
{
    char *folder;
    bool fits;

    if (buffer == NULL)
        return api_error(ERROR_INVALID_PARAMETER);
    folder = mount_point(entry_path_wide(name));
    if (folder == NULL)
        return FALSE;
    fits = entry_give_wide(folder, buffer, size) < size;
    free(folder);
    return fits ? TRUE : api_error(ERROR_FILENAME_EXCED_RANGE);
}

/* ---- Drives ---- */

static UINT drive_type(char *path)
{
    static const UINT kinds[] = {
        [VOLUME_FIXED] = DRIVE_FIXED,
        [VOLUME_REMOTE] = DRIVE_REMOTE,
        [VOLUME_MEMORY] = DRIVE_RAMDISK,
        [VOLUME_CD] = DRIVE_CDROM,
    };
    struct volume volume;
    DWORD before = last_error_get();

    if (look(path, &volume))
        return kinds[volume.kind];
    last_error_set(before); /* the result says it all */
    return DRIVE_NO_ROOT_DIR;
}

UINT WINAPI GetDriveTypeA(LPCSTR root)
{
    return drive_type(path_or_here(root));
}

UINT WINAPI GetDriveTypeW(LPCWSTR root)
{
    return drive_type(path_or_here_wide(root));
}

DWORD WINAPI GetLogicalDrives(VOID)
{
    return 1u << ('C' - 'A');
}

DWORD WINAPI GetLogicalDriveStringsA(DWORD size, LPSTR buffer)
{
    static const char roots[] = "C:\\\0";
    const DWORD needed = sizeof roots;

    if (buffer == NULL || size < needed)
        return needed;
    memcpy(buffer, roots, needed);
    return needed - 1;
}

DWORD WINAPI GetLogicalDriveStringsW(DWORD size, LPWSTR buffer)
{
    static const WCHAR roots[] = u"C:\\\0";
    const DWORD needed = sizeof roots / sizeof roots[0];

    if (buffer == NULL || size < needed)
        return needed;
    memcpy(buffer, roots, sizeof roots);
    return needed - 1;
}
