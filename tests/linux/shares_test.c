/* Share modes between processes. The other process runs this program anew, as
 * Windows starts processes: it opens what it is told, says how that went, and
 * holds it until it is told to go on. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <windows.h>

#include "harness/tap.h"

#define ALL (FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE)

static char name[64];

struct other {
    pid_t pid;
    int talk;
    DWORD error; /* of its open */
};

/* ---- The other process ---- */

static int other_main(char **words)
{
    int talk = atoi(words[2]);
    DWORD access = (DWORD)strtoul(words[4], NULL, 0);
    DWORD share = (DWORD)strtoul(words[5], NULL, 0);
    HANDLE file = CreateFileA(words[3], access, share, NULL, OPEN_EXISTING,
                              FILE_FLAG_BACKUP_SEMANTICS, NULL);
    DWORD error = file != INVALID_HANDLE_VALUE ? 0 : GetLastError();
    char byte;

    if (write(talk, &error, sizeof error) != (ssize_t)sizeof error)
        return 1;
    /* Nobody is left to hear it: the end of the other one ends this one. */
    if (read(talk, &byte, 1) == 1 && byte == 'c')
        CloseHandle(file);
    return 0;
}

static struct other open_there(DWORD access, DWORD share)
{
    struct other other = {.error = 0xdead};
    char words[3][24];
    int ends[2];

    CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
    snprintf(words[0], sizeof words[0], "%d", ends[1]);
    snprintf(words[1], sizeof words[1], "%u", access);
    snprintf(words[2], sizeof words[2], "%u", share);
    other.pid = fork();
    if (other.pid == 0) {
        execl("/proc/self/exe", "shares", "--other", words[0], name, words[1],
              words[2], (char *)NULL);
        _exit(99);
    }
    close(ends[1]);
    other.talk = ends[0];
    CHECK(read(other.talk, &other.error, sizeof other.error) ==
          (ssize_t)sizeof other.error);
    return other;
}

/* By CloseHandle ('c'), by its end ('x'), by SIGKILL ('k'). */
static void end_there(struct other *other, char how)
{
    int status;

    if (how == 'k')
        CHECK(kill(other->pid, SIGKILL) == 0);
    else
        CHECK(write(other->talk, &how, 1) == 1);
    CHECK(waitpid(other->pid, &status, 0) == other->pid);
    CHECK(how == 'k' || status == 0);
    close(other->talk);
}

/* ---- This one ---- */

static void begin(void)
{
    FILE *file;

    snprintf(name, sizeof name, "./shares-%d.tmp", (int)getpid());
    file = fopen(name, "w");
    CHECK(file != NULL);
    fputs("data", file);
    fclose(file);
}

static HANDLE open_here(DWORD access, DWORD share)
{
    return CreateFileA(name, access, share, NULL, OPEN_EXISTING,
                       FILE_FLAG_BACKUP_SEMANTICS, NULL);
}

/* 0, or the error of the open. */
static DWORD try_here(DWORD access, DWORD share)
{
    HANDLE file = open_here(access, share);

    if (file == INVALID_HANDLE_VALUE)
        return GetLastError();
    CloseHandle(file);
    return 0;
}

/* What an open here says while another process has the file open. */
static const struct row {
    DWORD access, share;               /* there */
    DWORD wanted_access, wanted_share; /* here */
    DWORD error;
} rows[] = {
    {GENERIC_READ, 0, GENERIC_READ, ALL, ERROR_SHARING_VIOLATION},
    {GENERIC_READ, 0, GENERIC_WRITE, ALL, ERROR_SHARING_VIOLATION},
    {GENERIC_READ, 0, DELETE, ALL, ERROR_SHARING_VIOLATION},
    {GENERIC_READ, 0, FILE_READ_ATTRIBUTES, 0, 0},
    {GENERIC_WRITE, 0, GENERIC_READ, ALL, ERROR_SHARING_VIOLATION},
    {GENERIC_WRITE, 0, GENERIC_WRITE, ALL, ERROR_SHARING_VIOLATION},
    {GENERIC_READ | GENERIC_WRITE, 0, GENERIC_READ, ALL,
     ERROR_SHARING_VIOLATION},
    {GENERIC_READ, FILE_SHARE_READ, GENERIC_READ, FILE_SHARE_READ, 0},
    {GENERIC_READ, FILE_SHARE_READ, GENERIC_READ, ALL, 0},
    {GENERIC_READ, FILE_SHARE_READ, GENERIC_WRITE, ALL,
     ERROR_SHARING_VIOLATION},
    {GENERIC_READ, FILE_SHARE_READ, GENERIC_READ | DELETE, ALL,
     ERROR_SHARING_VIOLATION},
    {GENERIC_READ, ALL, GENERIC_READ, 0, ERROR_SHARING_VIOLATION},
    {GENERIC_READ, ALL, GENERIC_WRITE, FILE_SHARE_READ, 0},
    {GENERIC_WRITE, ALL, GENERIC_READ, FILE_SHARE_READ,
     ERROR_SHARING_VIOLATION},
    {GENERIC_WRITE, ALL, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE, 0},
    {GENERIC_WRITE, ALL, GENERIC_WRITE, ALL, 0},
    {DELETE, ALL, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE,
     ERROR_SHARING_VIOLATION},
    {DELETE, ALL, GENERIC_READ, ALL, 0},
    {GENERIC_EXECUTE, FILE_SHARE_READ, GENERIC_WRITE, ALL,
     ERROR_SHARING_VIOLATION},
    {FILE_READ_ATTRIBUTES, 0, GENERIC_READ | GENERIC_WRITE, 0, 0},
};

static void check_row(const struct row *row)
{
    struct other other = open_there(row->access, row->share);
    DWORD error = try_here(row->wanted_access, row->wanted_share);

    CHECK(other.error == 0, "there: %u", other.error);
    CHECK(error == row->error, "access %x share %x there, %x %x here: %u",
          row->access, row->share, row->wanted_access, row->wanted_share,
          error);
    end_there(&other, 'x');
    CHECK(try_here(row->wanted_access, row->wanted_share) == 0,
          "after its end");
}

/* ("Creating and Opening Files") */
static void one_there_one_here(void)
{
    begin();
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        check_row(&rows[i]);
    unlink(name);
}

/* The mark of a file goes with its handle, and with its process however that
 * ends. */
static void goes_with_the_handle(void)
{
    static const char ways[] = {'c', 'x', 'k'};
    struct other other;

    begin();
    for (size_t i = 0; i < sizeof ways; i++) {
        other = open_there(GENERIC_READ | GENERIC_WRITE, 0);
        CHECK(other.error == 0);
        CHECK(try_here(GENERIC_READ, ALL) == ERROR_SHARING_VIOLATION);
        end_there(&other, ways[i]);
        CHECK(try_here(GENERIC_READ, 0) == 0);
    }
    unlink(name);
}

/* The handle is what counts, not its process. */
static void closed_here(void)
{
    HANDLE file;
    struct other other;

    begin();
    file = open_here(GENERIC_WRITE, FILE_SHARE_READ);
    other = open_there(GENERIC_WRITE, ALL);
    CHECK(other.error == ERROR_SHARING_VIOLATION);
    end_there(&other, 'x');
    CloseHandle(file);
    other = open_there(GENERIC_WRITE, ALL);
    CHECK(other.error == 0);
    end_there(&other, 'x');
    unlink(name);
}

/* Several opens that agree are looked through for the one that does not. */
static void among_many(void)
{
    static const DWORD accesses[] = {GENERIC_READ, GENERIC_WRITE,
                                     GENERIC_READ | GENERIC_WRITE, DELETE};
    static const DWORD shares[] = {ALL, FILE_SHARE_READ | FILE_SHARE_WRITE |
                                            FILE_SHARE_DELETE};
    HANDLE files[64];
    unsigned count = 0;
    struct other other;

    begin();
    for (unsigned i = 0; i < 64; i++) {
        files[count] = open_here(accesses[i % 4], shares[i % 2]);
        CHECK(files[count] != INVALID_HANDLE_VALUE);
        count++;
    }
    other = open_there(GENERIC_READ | GENERIC_WRITE, ALL);
    CHECK(other.error == 0);
    end_there(&other, 'x');
    other = open_there(GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE);
    CHECK(other.error == ERROR_SHARING_VIOLATION);
    end_there(&other, 'x');
    for (unsigned i = 0; i < count; i++)
        CloseHandle(files[i]);
    unlink(name);
}

/* DeleteFile and MoveFile are opens that want DELETE. */
static void names_in_use(void)
{
    struct other other;
    char moved[80];

    begin();
    snprintf(moved, sizeof moved, "%s.moved", name);
    other = open_there(GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE);
    CHECK(!DeleteFileA(name) && GetLastError() == ERROR_SHARING_VIOLATION);
    CHECK(!MoveFileA(name, moved) && GetLastError() == ERROR_SHARING_VIOLATION);
    end_there(&other, 'x');
    other = open_there(GENERIC_READ, ALL);
    CHECK(MoveFileA(name, moved));
    CHECK(DeleteFileA(moved));
    end_there(&other, 'x');
}

static void folders(void)
{
    struct other other;

    snprintf(name, sizeof name, "./shares-%d.dir", (int)getpid());
    CHECK(CreateDirectoryA(name, NULL));
    other = open_there(GENERIC_READ, FILE_SHARE_READ);
    CHECK(other.error == 0);
    CHECK(try_here(GENERIC_READ, ALL) == 0);
    CHECK(try_here(GENERIC_READ, 0) == ERROR_SHARING_VIOLATION);
    CHECK(!RemoveDirectoryA(name) && GetLastError() == ERROR_SHARING_VIOLATION);
    end_there(&other, 'x');
    CHECK(RemoveDirectoryA(name));
}

/* Locks on all of a file and marks are not in each other's way. */
static void locks_of_everything(void)
{
    struct other other;
    HANDLE file;

    begin();
    other = open_there(GENERIC_READ | GENERIC_WRITE, ALL);
    file = open_here(GENERIC_READ | GENERIC_WRITE, ALL);
    CHECK(LockFile(file, 0, 0, MAXDWORD, MAXDWORD));
    CHECK(try_here(GENERIC_READ, FILE_SHARE_READ) == ERROR_SHARING_VIOLATION);
    CHECK(UnlockFile(file, 0, 0, MAXDWORD, MAXDWORD));
    CHECK(try_here(GENERIC_READ, ALL) == 0);
    CloseHandle(file);
    end_there(&other, 'x');
    unlink(name);
}

/* Of many who want the file for themselves, one has it: two never do. */
static void one_at_a_time(void)
{
    enum { PROCESSES = 4, ROUNDS = 300 };
    pid_t pids[PROCESSES];
    char rounds[16];
    int status;

    begin();
    snprintf(rounds, sizeof rounds, "%d", ROUNDS);
    for (int i = 0; i < PROCESSES; i++) {
        pids[i] = fork();
        if (pids[i] == 0) {
            execl("/proc/self/exe", "shares", "--count", name, rounds,
                  (char *)NULL);
            _exit(99);
        }
    }
    for (int i = 0; i < PROCESSES; i++)
        CHECK(waitpid(pids[i], &status, 0) == pids[i] && status == 0,
              "status %x", status);
    unlink(name);
}

/* Opens it for itself so many times. While it has it, the file holds one more
 * byte than before: that nobody else sees. */
static int count_main(char **words)
{
    int rounds = atoi(words[3]);
    LARGE_INTEGER size;
    HANDLE file;
    DWORD count;

    while (rounds > 0) {
        file = CreateFileA(words[2], GENERIC_READ | GENERIC_WRITE, 0, NULL,
                           OPEN_EXISTING, 0, NULL);
        if (file == INVALID_HANDLE_VALUE) {
            if (GetLastError() != ERROR_SHARING_VIOLATION)
                return 1;
            continue;
        }
        if (!GetFileSizeEx(file, &size) || size.QuadPart != 4)
            return 2;
        SetFilePointer(file, 0, NULL, FILE_END);
        if (!WriteFile(file, "x", 1, &count, NULL) ||
            !GetFileSizeEx(file, &size) || size.QuadPart != 5)
            return 3;
        SetFilePointer(file, 4, NULL, FILE_BEGIN);
        if (!SetEndOfFile(file))
            return 4;
        CloseHandle(file);
        rounds--;
    }
    return 0;
}

int main(int argc, char **argv)
{
    static const struct tap_case cases[] = {
        CASE(one_there_one_here),  CASE(goes_with_the_handle),
        CASE(closed_here),         CASE(among_many),
        CASE(names_in_use),        CASE(folders),
        CASE(locks_of_everything), CASE(one_at_a_time),
    };

    if (argc == 6 && strcmp(argv[1], "--other") == 0)
        return other_main(argv);
    if (argc == 4 && strcmp(argv[1], "--count") == 0)
        return count_main(argv);
    return tap_main(argc, argv, cases, sizeof cases / sizeof *cases);
}
