/* Disks: GetDiskFreeSpace, GetVolumeInformation and their kin. */
#include "support.h"

/* The root of the volume that the current folder is on. */
static void root_of_here(char root[MAX_PATH])
{
    CHECK(GetVolumePathNameA(".", root, MAX_PATH));
}

/* Claim:  clusters of so many sectors of so many bytes come to what
 *         GetDiskFreeSpaceEx tells.
 * Source: "GetDiskFreeSpaceA function", Parameters.  Wine 8: same. */
static void clusters(void)
{
    DWORD sectors = 0, bytes = 0, available = 0, total = 0;
    char root[MAX_PATH];
    ULARGE_INTEGER all;

    root_of_here(root);
    CHECK(GetDiskFreeSpaceA(root, &sectors, &bytes, &available, &total));
    CHECK(sectors > 0 && bytes >= 512 && (bytes & (bytes - 1)) == 0);
    CHECK(available <= total);
    CHECK(GetDiskFreeSpaceExA(root, NULL, &all, NULL));
    CHECK((ULONGLONG)sectors * bytes * total == all.QuadPart ||
          total == 0xFFFFFFFF);
    CHECK(GetDiskFreeSpaceA(NULL, NULL, NULL, NULL, NULL));
    CHECK_FAILS(GetDiskFreeSpaceA("./no-such-folder/one/", &sectors, &bytes,
                                  &available, &total),
                ERROR_PATH_NOT_FOUND);
}

/* Claim:  a volume tells the serial number that its files tell, and how long a
 *         name may be; what is not wanted is NULL.
 * Source: "GetVolumeInformationA function", Parameters.  Wine 8: same. */
static void information(void)
{
    DWORD serial = 0, longest = 0, flags = 0;
    char root[MAX_PATH], label[MAX_PATH], type[MAX_PATH] = "";
    BY_HANDLE_FILE_INFORMATION known;
    WCHAR wide[MAX_PATH] = u"";
    HANDLE file = file_new(0, 1);

    root_of_here(root);
    CHECK(GetVolumeInformationA(root, label, MAX_PATH, &serial, &longest,
                                &flags, type, MAX_PATH));
    CHECK(longest >= 200 && type[0] != '\0');
    CHECK((flags & FILE_CASE_PRESERVED_NAMES) != 0);
    CHECK(GetFileInformationByHandle(file, &known));
    CHECK(serial == known.dwVolumeSerialNumber);
    CHECK(GetVolumeInformationA(root, NULL, 0, NULL, NULL, NULL, NULL, 0));
    CHECK(GetVolumeInformationA(NULL, NULL, 0, &serial, NULL, NULL, NULL, 0));
    CHECK(serial == known.dwVolumeSerialNumber);
    CHECK(
        GetVolumeInformationW(NULL, NULL, 0, NULL, NULL, NULL, wide, MAX_PATH));
    for (unsigned i = 0; i == 0 || type[i - 1] != '\0'; i++)
        CHECK(wide[i] == (WCHAR)type[i]);
    CloseHandle(file);
}

/* Claim:  the path of a volume ends with a separator and begins every path that
 *         is on it; what is missing at the end of a path does not matter.
 * Source: "GetVolumePathNameA function", Remarks.  Wine 8: same. */
static void mount_point(void)
{
    char root[MAX_PATH], again[MAX_PATH], small[1];
    size_t length;

    root_of_here(root);
    length = strlen(root);
    CHECK(length > 0 && (root[length - 1] == '/' || root[length - 1] == '\\'));
    CHECK(GetVolumePathNameA("./no-such-file", again, MAX_PATH));
    CHECK(strcmp(root, again) == 0);
    CHECK(GetVolumePathNameA(root, again, MAX_PATH));
    CHECK(strcmp(root, again) == 0);
    CHECK_FAILS(GetVolumePathNameA(".", small, 1), ERROR_FILENAME_EXCED_RANGE);
}

/* Claim:  C: is a drive with a disk; a folder that is not there has none; the
 *         list of roots has two NULs at its end.
 * Source: "GetDriveTypeA function", "GetLogicalDrives function",
 *         "GetLogicalDriveStringsA function", Return value.  Wine 8: same. */
static void drives(void)
{
    char roots[512];
    WCHAR wide[512];
    DWORD length = GetLogicalDriveStringsA(0, NULL);

    CHECK((GetLogicalDrives() & 4) != 0);
    CHECK(GetDriveTypeA("C:\\") >= DRIVE_REMOVABLE);
    CHECK(GetDriveTypeA(NULL) >= DRIVE_REMOVABLE);
    CHECK(GetDriveTypeA("./no-such-folder/") == DRIVE_NO_ROOT_DIR);
    CHECK(GetDriveTypeW(u"./no-such-folder/") == DRIVE_NO_ROOT_DIR);
    CHECK(length >= 5 && length <= sizeof roots);
    CHECK(GetLogicalDriveStringsA(length - 1, roots) == length);
    CHECK(GetLogicalDriveStringsA(sizeof roots, roots) == length - 1);
    CHECK(strcmp(roots, "C:\\") == 0);
    CHECK(roots[length - 2] == '\0' && roots[length - 1] == '\0');
    CHECK(GetLogicalDriveStringsW(512, wide) == length - 1);
    CHECK(wide[0] == 'C' && wide[3] == 0 && wide[length - 1] == 0);
}

TAP_MAIN(CASE(clusters), CASE(information), CASE(mount_point), CASE(drives))
