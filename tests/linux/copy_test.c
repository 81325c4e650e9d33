/* What a copy that fails leaves of its target. The failure is a range of the
 * source that somebody else has locked: as sure as a bad disk, and cheaper.
 * Windows does not say what is left of a target that was there before. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <windows.h>

#include "harness/tap.h"

#define SHARES (FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE)
#define SOURCE_BYTES 600000u

static char source[64], target[64], link_name[64];
static HANDLE lock;

static void make(const char *name, unsigned bytes, int value)
{
    FILE *file = fopen(name, "w");

    CHECK(file != NULL);
    for (unsigned i = 0; i < bytes; i++)
        fputc(value, file);
    fclose(file);
}

/* The length, if all of it has that value; -1: not there, -2: other bytes. */
static long holds(const char *name, int value)
{
    FILE *file = fopen(name, "r");
    long count = 0;
    int byte;

    if (file == NULL)
        return -1;
    while ((byte = fgetc(file)) != EOF && count >= 0)
        count = byte == value ? count + 1 : -2;
    fclose(file);
    return count;
}

/* A source that cannot be read from `at` on. */
static void begin(DWORD at)
{
    snprintf(source, sizeof source, "./copy-%d-from.tmp", (int)getpid());
    snprintf(target, sizeof target, "./copy-%d-to.tmp", (int)getpid());
    snprintf(link_name, sizeof link_name, "./copy-%d-link.tmp", (int)getpid());
    make(source, SOURCE_BYTES, 's');
    lock = CreateFileA(source, GENERIC_READ | GENERIC_WRITE, SHARES, NULL,
                       OPEN_EXISTING, 0, NULL);
    CHECK(LockFile(lock, at, 0, 10, 0));
}

static void end(void)
{
    CloseHandle(lock);
    unlink(source);
    unlink(target);
    unlink(link_name);
}

/* A source that gives nothing takes nothing from what is there. */
static void target_is_left_alone(void)
{
    begin(0);
    make(target, 5000, 't');
    CHECK(!CopyFileA(source, target, FALSE));
    CHECK(GetLastError() == ERROR_LOCK_VIOLATION);
    CHECK(holds(target, 't') == 5000, "it holds %ld", holds(target, 't'));
    end();
}

/* And makes nothing. */
static void new_target_is_taken_away(void)
{
    begin(0);
    CHECK(!CopyFileA(source, target, FALSE));
    CHECK(GetLastError() == ERROR_LOCK_VIOLATION);
    CHECK(holds(target, 't') == -1);
    end();
}

/* Half a copy is none. */
static void half_a_copy_is_taken_away(void)
{
    begin(500000);
    make(target, 5000, 't');
    CHECK(!CopyFileA(source, target, FALSE));
    CHECK(GetLastError() == ERROR_LOCK_VIOLATION);
    CHECK(holds(target, 's') == -1, "it holds %ld", holds(target, 's'));
    end();
}

/* What goes is the file, by whichever name it was reached. */
static void link_stays(void)
{
    struct stat info;

    begin(500000);
    make(target, 5000, 't');
    CHECK(symlink(target, link_name) == 0);
    CHECK(!CopyFileA(source, link_name, FALSE));
    CHECK(holds(target, 's') == -1, "it holds %ld", holds(target, 's'));
    CHECK(lstat(link_name, &info) == 0);
    end();
}

/* A shorter file takes the place of a longer one, an empty one too. */
static void shorter_copies(void)
{
    begin(0);
    make(target, 5000, 't');
    make(link_name, 100, 'n');
    CHECK(CopyFileA(link_name, target, FALSE));
    CHECK(holds(target, 'n') == 100);
    make(link_name, 0, 'n');
    CHECK(CopyFileA(link_name, target, FALSE));
    CHECK(holds(target, 'n') == 0);
    end();
}

int main(int argc, char **argv)
{
    static const struct tap_case cases[] = {
        CASE(target_is_left_alone),
        CASE(new_target_is_taken_away),
        CASE(half_a_copy_is_taken_away),
        CASE(link_stays),
        CASE(shorter_copies),
    };

    return tap_main(argc, argv, cases, sizeof cases / sizeof *cases);
}
