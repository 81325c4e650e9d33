/* Where pipes meet that lead to other processes: whose the folder is, what is
 * left there, who else may come to a socket, and what all of it costs a process
 * that has no such pipe. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <windows.h>

#include "harness/tap.h"
#include "linux/puppet.h"
#include "object/pipe_wire.h"

#define BOTH (GENERIC_READ | GENERIC_WRITE)

static HANDLE serve(void)
{
    HANDLE pipe =
        CreateNamedPipeA(PUPPET_PIPE, PIPE_ACCESS_DUPLEX | FILE_FLAG_OVERLAPPED,
                         0, 10, 1000, 1000, 0, NULL);

    CHECK(pipe != INVALID_HANDLE_VALUE, "error %u", (unsigned)GetLastError());
    return pipe;
}

/* The name of the one socket there; false: there is none. */
static bool find_socket(const char *folder, char name[300])
{
    char inner[40];
    DIR *list;
    struct dirent *entry;
    bool found = false;

    snprintf(inner, sizeof inner, "%.29s/openiocp", folder);
    list = opendir(inner);
    while (list != NULL && (entry = readdir(list)) != NULL)
        if (entry->d_name[0] != '.') {
            snprintf(name, 300, "%s/%s", inner, entry->d_name);
            found = true;
        }
    if (list != NULL)
        closedir(list);
    return found;
}

static int connect_raw(const char *name)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);

    CHECK(strlen(name) < sizeof address.sun_path);
    memcpy(address.sun_path, name, strlen(name) + 1);
    CHECK(connect(fd, (struct sockaddr *)&address, sizeof address) == 0,
          "errno %d", errno);
    return fd;
}

/* ---- The folder ---- */

static void folder_is_the_users_own(void)
{
    const char *folder = puppet_folder();
    struct stat info;
    char name[300];
    HANDLE pipe = serve();

    CHECK(find_socket(folder, name));
    snprintf(name, sizeof name, "%s/openiocp", folder);
    CHECK(lstat(name, &info) == 0 && (info.st_mode & 07777) == 0700 &&
          info.st_uid == geteuid());
    CloseHandle(pipe);
    CHECK(!find_socket(folder, name), "%s is left", name);
    puppet_folder_remove();
}

/* The pipe is made, and nobody else finds it. */
static void stays_inside(const struct puppet *client)
{
    HANDLE pipe = serve(), here;

    CHECK(puppet_do(client, ACT_OPEN, BOTH) == ERROR_FILE_NOT_FOUND);
    here = CreateFileA(PUPPET_PIPE, BOTH, 0, NULL, OPEN_EXISTING, 0, NULL);
    CHECK(here != INVALID_HANDLE_VALUE);
    CloseHandle(here);
    CloseHandle(pipe);
}

static void folder_of_others_is_not_used(void)
{
    const char *folder = puppet_folder();
    struct puppet client = puppet_new();
    char inner[64], trap[64], name[300];

    snprintf(inner, sizeof inner, "%s/openiocp", folder);
    snprintf(trap, sizeof trap, "%s/trap", folder);
    CHECK(mkdir(inner, 0755) == 0 && chmod(inner, 0755) == 0);
    stays_inside(&client);
    CHECK(!find_socket(folder, name));
    CHECK(rmdir(inner) == 0);
    CHECK(mkdir(trap, 0700) == 0 && symlink(trap, inner) == 0);
    stays_inside(&client);
    CHECK(!find_socket(folder, name));
    CHECK(rmdir(trap) == 0);
    if (geteuid() == 0) {
        CHECK(unlink(inner) == 0 && mkdir(inner, 0700) == 0 &&
              chown(inner, 12345, 12345) == 0);
        stays_inside(&client);
        CHECK(!find_socket(folder, name));
    }
    puppet_end(&client);
    puppet_folder_remove();
}

static bool has_thread(const char *wanted)
{
    DIR *list = opendir("/proc/self/task");
    struct dirent *entry;
    bool found = false;

    while (list != NULL && (entry = readdir(list)) != NULL) {
        char path[300], name[32] = "";
        FILE *file;

        snprintf(path, sizeof path, "/proc/self/task/%.20s/comm",
                 entry->d_name);
        file = fopen(path, "r");
        if (file == NULL)
            continue;
        if (fgets(name, sizeof name, file) != NULL)
            found |= strncmp(name, wanted, strlen(wanted)) == 0;
        fclose(file);
    }
    closedir(list);
    return found;
}

static void nothing_without_named_pipes(void)
{
    const char *folder = puppet_folder();
    char name[64];
    HANDLE reads, writes;

    CHECK(CreatePipe(&reads, &writes, NULL, 0));
    CHECK(!WaitNamedPipeA(PUPPET_PIPE, 10) &&
          GetLastError() == ERROR_FILE_NOT_FOUND);
    CHECK(CreateFileA(PUPPET_PIPE, BOTH, 0, NULL, OPEN_EXISTING, 0, NULL) ==
          INVALID_HANDLE_VALUE);
    snprintf(name, sizeof name, "%s/openiocp", folder);
    CHECK(access(name, F_OK) != 0);
    CHECK(!has_thread("iocp-pipes"));
    CloseHandle(serve());
    CHECK(access(name, F_OK) == 0 && has_thread("iocp-pipes"));
    CloseHandle(reads);
    CloseHandle(writes);
    puppet_folder_remove();
}

/* Where slashes stand in their place it is a file, and not there. */
static void other_machines_are_not_reached(void)
{
    static const char *const names[] = {"\\\\host\\pipe\\x",
                                        "\\\\10.0.0.1\\PIPE\\x"};

    for (int i = 0; i < 2; i++) {
        CHECK(CreateFileA(names[i], BOTH, 0, NULL, OPEN_EXISTING, 0, NULL) ==
                  INVALID_HANDLE_VALUE &&
              GetLastError() == ERROR_BAD_NETPATH);
        CHECK(!WaitNamedPipeA(names[i], 10) &&
              GetLastError() == ERROR_BAD_NETPATH);
        CHECK(CreateNamedPipeA(names[i], PIPE_ACCESS_DUPLEX, 0, 1, 0, 0, 0,
                               NULL) == INVALID_HANDLE_VALUE &&
              GetLastError() == ERROR_INVALID_NAME);
    }
    CHECK(CreateFileA("//host/pipe/x", BOTH, 0, NULL, OPEN_EXISTING, 0, NULL) ==
              INVALID_HANDLE_VALUE &&
          GetLastError() == ERROR_PATH_NOT_FOUND);
}

/* ---- What is left behind ---- */

static void socket_of_a_dead_process(void)
{
    const char *folder = puppet_folder();
    struct puppet server = puppet_new(), client = puppet_new();
    char name[300];
    HANDLE pipe;

    CHECK(puppet_do(&server, ACT_CREATE, 0) == 0);
    CHECK(puppet_do(&client, ACT_OPEN, BOTH) == 0);
    puppet_kill(&server);
    CHECK(find_socket(folder, name));
    CHECK(puppet_do(&client, ACT_CLOSE, 0) == 0);
    CHECK(puppet_do(&client, ACT_OPEN, BOTH) == ERROR_FILE_NOT_FOUND);
    CHECK(puppet_do(&client, ACT_WAIT, 10) == ERROR_FILE_NOT_FOUND);
    pipe = serve();
    CHECK(puppet_do(&client, ACT_OPEN, BOTH) == 0);
    CloseHandle(pipe);
    puppet_end(&client);
    puppet_folder_remove();
}

/* Also of other names, whose owners never come back. */
static void others_sockets_are_swept(void)
{
    const char *folder = puppet_folder();
    struct puppet server = puppet_new();
    char name[300];
    HANDLE pipe;

    CHECK(puppet_do(&server, ACT_CREATE, 0) == 0);
    puppet_kill(&server);
    pipe = CreateNamedPipeA("\\\\.\\pipe\\another", PIPE_ACCESS_DUPLEX, 0, 1, 0,
                            0, 0, NULL);
    CHECK(pipe != INVALID_HANDLE_VALUE);
    CloseHandle(pipe);
    CHECK(!find_socket(folder, name), "%s is left", name);
    puppet_folder_remove();
}

/* A child of fork() holds no pipe of its parent's open. */
static void forked_child_holds_nothing(void)
{
    OVERLAPPED request = {.hEvent = NULL};
    struct puppet server;
    pid_t child;
    HANDLE pipe;
    DWORD bytes;
    char got[4];

    puppet_folder();
    server = puppet_new();
    CHECK(puppet_do(&server, ACT_CREATE, 0) == 0);
    pipe = CreateFileA(PUPPET_PIPE, BOTH, 0, NULL, OPEN_EXISTING,
                       FILE_FLAG_OVERLAPPED, NULL);
    child = fork();
    if (child == 0) {
        pause();
        _exit(0);
    }
    CHECK(!ReadFile(pipe, got, sizeof got, NULL, &request) &&
          GetLastError() == ERROR_IO_PENDING);
    CloseHandle(pipe);
    CHECK(puppet_write(&server, "x") == ERROR_NO_DATA);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    (void)bytes;
    puppet_end(&server);
    puppet_folder_remove();
}

/* ---- Who else comes ---- */

static void say(int fd, const void *bytes, size_t len)
{
    send(fd, bytes, len, MSG_NOSIGNAL);
}

/* The server ends the connection: the peer hears nothing but that. */
static void is_sent_away(int fd)
{
    static char bytes[PIPE_FRAME_DATA * 2];
    ssize_t len;

    while ((len = recv(fd, bytes, sizeof bytes, 0)) > 0)
        ;
    CHECK(len == 0 || errno == ECONNRESET, "errno %d", errno);
    close(fd);
}

static void hello(int fd, const char *name)
{
    struct pipe_packet packet = {
        .frame = {.kind = PIPE_HELLO_OPEN,
                  .id = PIPE_WIRE_VERSION,
                  .first = PIPE_TO_READ | PIPE_TO_WRITE}};

    memcpy(packet.data, name, strlen(name));
    say(fd, &packet, sizeof packet.frame + strlen(name));
    CHECK(recv(fd, &packet, sizeof packet, 0) > 0);
}

/* One that was greeted, and says this then. */
static void offends(const char *socket_name, const struct pipe_frame *frame,
                    size_t len)
{
    static struct pipe_packet packet;
    int fd = connect_raw(socket_name);

    hello(fd, "of two processes");
    packet.frame = *frame;
    say(fd, &packet, sizeof packet.frame + len);
    is_sent_away(fd);
}

static void garbage_in_place_of_hello(const char *name)
{
    static char bytes[PIPE_FRAME_DATA * 2];
    static const size_t sizes[] = {1, 39, 40, 41, 4000, 40000, sizeof bytes};

    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        int fd = connect_raw(name);

        puppet_fill((unsigned char *)bytes, sizes[i], (unsigned)i);
        say(fd, bytes, sizes[i]);
        is_sent_away(fd);
    }
}

static void hostile_peers(void)
{
    static const struct {
        struct pipe_frame frame;
        size_t len;
    } offences[] = {
        {{.kind = 999}, 0},
        {{.kind = PIPE_ANSWER, .id = 1}, 0},
        {{.kind = PIPE_DATA, .id = 1}, 10},
        {{.kind = PIPE_HELLO_OPEN, .id = PIPE_WIRE_VERSION}, 5},
        {{.kind = PIPE_ASK_WAIT, .first = 77}, 0},
        {{.kind = PIPE_ASK_WAIT, .first = 3 /* PIPE_CONNECT */}, 0},
        {{.kind = PIPE_ASK_WAIT, .first = 0, .len = UINT64_MAX}, 0},
        {{.kind = PIPE_ASK_WAIT, .first = 1, .second = UINT64_MAX}, 0},
        {{.kind = PIPE_ASK_WAIT, .first = 1, .second = 10}, 11},
        {{.kind = PIPE_ASK_WAIT, .first = 1, .second = 10}, 9},
        {{.kind = PIPE_ASK_NOW, .first = 0, .second = 5}, 5},
    };
    const char *folder = puppet_folder();
    struct puppet client = puppet_new();
    char name[300];
    int silent, greeted;
    HANDLE pipes[4];

    for (int i = 0; i < 4; i++)
        pipes[i] = serve();
    CHECK(find_socket(folder, name));
    silent = connect_raw(name);
    garbage_in_place_of_hello(name);
    for (size_t i = 0; i < sizeof offences / sizeof *offences; i++) {
        offends(name, &offences[i].frame, offences[i].len);
        for (int k = 0; k < 4; k++)
            DisconnectNamedPipe(pipes[k]);
        for (int k = 0; k < 4; k++) {
            OVERLAPPED request = {0};
            DWORD bytes;

            ConnectNamedPipe(pipes[k], &request);
            CancelIoEx(pipes[k], &request);
            GetOverlappedResult(pipes[k], &request, &bytes, TRUE);
        }
    }
    greeted = connect_raw(name);
    hello(greeted, "OF two PROCESSES");
    CHECK(puppet_do(&client, ACT_OPEN, BOTH) == 0);
    CHECK(puppet_write(&client, "hello") == 0);
    close(silent);
    close(greeted);
    for (int i = 0; i < 4; i++)
        CloseHandle(pipes[i]);
    puppet_end(&client);
    puppet_folder_remove();
}

/* One that asks for more than it takes away, and never takes an answer. */
static void peer_that_never_reads(void)
{
    const char *folder = puppet_folder();
    struct puppet client = puppet_new();
    struct pipe_frame ask = {.kind = PIPE_ASK_WAIT, .len = 30u << 20};
    HANDLE pipe = serve(), other;
    char name[300];
    int greedy;

    other = serve();
    CHECK(find_socket(folder, name));
    greedy = connect_raw(name);
    hello(greedy, "of two processes");
    for (int i = 0; i < 1000; i++) {
        ask.id = (uint64_t)i;
        send(greedy, &ask, sizeof ask, MSG_NOSIGNAL | MSG_DONTWAIT);
    }
    CHECK(puppet_do(&client, ACT_OPEN, BOTH) == 0);
    CHECK(puppet_write(&client, "served") == 0);
    close(greedy);
    CloseHandle(pipe);
    CloseHandle(other);
    puppet_end(&client);
    puppet_folder_remove();
}

/* ---- Descriptors ---- */

static unsigned open_descriptors(void)
{
    DIR *list = opendir("/proc/self/fd");
    unsigned count = 0;

    while (readdir(list) != NULL)
        count++;
    closedir(list);
    return count;
}

static void visit(const struct puppet *client)
{
    HANDLE pipe = serve();

    CHECK(puppet_do(client, ACT_OPEN, BOTH) == 0);
    CHECK(puppet_write(client, "x") == 0);
    CHECK(puppet_do(client, ACT_CLOSE, 0) == 0);
    CloseHandle(pipe);
}

/* The library's thread closes them a little later than the calls return. */
static void no_descriptor_is_left(void)
{
    struct puppet client;
    unsigned before;

    puppet_folder();
    client = puppet_new();
    visit(&client);
    visit(&client);
    while (visit(&client), before = open_descriptors(), before > 60)
        ;
    for (int i = 0; i < 100; i++)
        visit(&client);
    while (open_descriptors() > before) /* the case's deadline ends it */
        usleep(1000);
    puppet_end(&client);
    puppet_folder_remove();
}

TAP_MAIN(CASE(folder_is_the_users_own), CASE(folder_of_others_is_not_used),
         CASE(nothing_without_named_pipes),
         CASE(other_machines_are_not_reached), CASE(socket_of_a_dead_process),
         CASE(others_sockets_are_swept), CASE(forked_child_holds_nothing),
         CASE(hostile_peers), CASE(peer_that_never_reads),
         CASE(no_descriptor_is_left))
