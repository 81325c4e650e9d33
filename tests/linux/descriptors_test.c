/* What the library tells of itself and of its handles to programs that know
 * Linux: IocpGetVersion, IocpGetFileDescriptor. */
#include "linux/pair.h"
#include "linux/tasks.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <iocp/linux.h>

#define TAP_LAST_ERROR GetLastError()
#include "harness/tap.h"

/* It is the version of the build. */
static void version(void)
{
    CHECK(IocpGetVersion() == IOCP_VERSION, "%x", IocpGetVersion());
    CHECK(IocpGetVersion() != 0);
}

/* The descriptor of a file is that file, and lives as long as the handle. */
static void descriptor_of_a_file(void)
{
    char name[] = "descriptors-XXXXXX", bytes[4] = "";
    int fd = mkstemp(name);
    struct stat made = {0}, told = {0};
    HANDLE file = CreateFileA(name, GENERIC_READ, FILE_SHARE_READ, NULL,
                              OPEN_EXISTING, 0, NULL);

    CHECK(write(fd, "text", 4) == 4 && fstat(fd, &made) == 0);
    close(fd);
    fd = IocpGetFileDescriptor(file);
    CHECK(fd >= 0 && fstat(fd, &told) == 0);
    CHECK(made.st_ino == told.st_ino && made.st_dev == told.st_dev);
    CHECK(pread(fd, bytes, 4, 0) == 4 && memcmp(bytes, "text", 4) == 0);
    CHECK((fcntl(fd, F_GETFD) & FD_CLOEXEC) != 0);
    CHECK(IocpGetFileDescriptor(file) == fd);
    CHECK(CloseHandle(file));
    CHECK(fcntl(fd, F_GETFD) < 0);
    unlink(name);
}

/* So is that of a socket. */
static void descriptor_of_a_socket(void)
{
    SOCKET ours, peer;
    char bytes[4] = "";
    int fd;

    pair_startup();
    pair_connect(&ours, &peer);
    fd = IocpGetFileDescriptor((HANDLE)ours);
    CHECK(fd >= 0 && fd != IocpGetFileDescriptor((HANDLE)peer));
    CHECK(send(peer, "text", 4, 0) == 4);
    CHECK(read(fd, bytes, 4) == 4 && memcmp(bytes, "text", 4) == 0);
    closesocket(ours);
    closesocket(peer);
}

/* What has none is -1, and 6. */
static void no_descriptor(void)
{
    HANDLE event = CreateEventA(NULL, TRUE, FALSE, NULL);
    HANDLE none[] = {NULL, INVALID_HANDLE_VALUE, event, (HANDLE)0xFFFC};

    for (unsigned i = 0; i < sizeof none / sizeof *none; i++) {
        SetLastError(0);
        CHECK(IocpGetFileDescriptor(none[i]) == -1);
        CHECK_ERROR(ERROR_INVALID_HANDLE);
    }
    CloseHandle(event);
    CHECK(IocpGetFileDescriptor(event) == -1);
}

/* ---- Descriptors 0 to 2 closed, as daemons have them ---- */

static void start_and_await(void)
{
    STARTUPINFOA startup = {.cb = sizeof startup};
    PROCESS_INFORMATION made;
    char command[] = "/bin/true";

    if (!CHECK(CreateProcessA(NULL, command, NULL, NULL, FALSE, 0, NULL, NULL,
                              &startup, &made)))
        return;
    CHECK(WaitForSingleObject(made.hProcess, INFINITE) == WAIT_OBJECT_0);
    CloseHandle(made.hThread);
    CloseHandle(made.hProcess);
}

/* A watch that got number 0 is one: no second thread is made. */
static void number_0_is_a_watch(void)
{
    close(0);
    start_and_await();
    CHECK(fcntl(0, F_GETFD) >= 0);
    start_and_await();
    start_and_await();
    CHECK(tasks_named("iocp-processes", 0) == 1, "%u",
          tasks_named("iocp-processes", 0));
}

/* A mark of share modes too, and it ends with its handle. */
static void number_0_is_a_mark(void)
{
    HANDLE first, second;

    close(0);
    first = CreateFileA("number-0.tmp", GENERIC_READ | GENERIC_WRITE, 0, NULL,
                        CREATE_ALWAYS, FILE_FLAG_DELETE_ON_CLOSE, NULL);
    CHECK(first != INVALID_HANDLE_VALUE);
    second = CreateFileA("number-0.tmp", GENERIC_READ, FILE_SHARE_READ, NULL,
                         OPEN_EXISTING, 0, NULL);
    CHECK(second == INVALID_HANDLE_VALUE);
    CHECK_ERROR(ERROR_SHARING_VIOLATION);
    CloseHandle(first);
    CHECK(fcntl(0, F_GETFD) < 0);
}

TAP_MAIN(CASE(number_0_is_a_watch), CASE(number_0_is_a_mark), CASE(version),
         CASE(descriptor_of_a_file), CASE(descriptor_of_a_socket),
         CASE(no_descriptor))
