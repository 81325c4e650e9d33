#include "linux/puppet.h"

#include <dirent.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/tap.h"

struct order {
    enum puppet_act act;
    DWORD number;
    DWORD len;
    char data[PUPPET_DATA];
};

static char folder[32];

const char *puppet_folder(void)
{
    snprintf(folder, sizeof folder, "/tmp/iocp-test-XXXXXX");
    CHECK(mkdtemp(folder) != NULL);
    setenv("XDG_RUNTIME_DIR", folder, 1);
    return folder;
}

static void remove_all(const char *path)
{
    DIR *list = opendir(path);
    struct dirent *entry;
    char name[400];

    while (list != NULL && (entry = readdir(list)) != NULL) {
        snprintf(name, sizeof name, "%s/%s", path, entry->d_name);
        unlink(name);
    }
    if (list != NULL)
        closedir(list);
    rmdir(path);
}

void puppet_folder_remove(void)
{
    char inner[64];

    snprintf(inner, sizeof inner, "%s/openiocp", folder);
    unlink(inner); /* if it is a link */
    remove_all(inner);
    remove_all(folder);
}

void puppet_fill(unsigned char *bytes, size_t len, unsigned seed)
{
    for (size_t i = 0; i < len; i++) {
        seed = seed * 1103515245u + 12345u;
        bytes[i] = (unsigned char)(seed >> 16);
    }
}

/* ---- The puppet's side ---- */

static HANDLE pipe_end = INVALID_HANDLE_VALUE;

static DWORD outcome(BOOL ok)
{
    return ok ? 0 : GetLastError();
}

static DWORD create(DWORD mode)
{
    pipe_end = CreateNamedPipeA(PUPPET_PIPE, PIPE_ACCESS_DUPLEX, mode, 1, 1000,
                                1000, 0, NULL);
    return outcome(pipe_end != INVALID_HANDLE_VALUE);
}

static DWORD open_end(DWORD access)
{
    pipe_end =
        CreateFileA(PUPPET_PIPE, access, 0, NULL, OPEN_EXISTING, 0, NULL);
    return outcome(pipe_end != INVALID_HANDLE_VALUE);
}

/* The answer to a call is what was asked, each byte turned over. */
static DWORD call_once(unsigned seed, size_t len)
{
    static unsigned char ask[PUPPET_CALL_MAX], got[PUPPET_CALL_MAX];
    DWORD count = 0;

    puppet_fill(ask, len, seed);
    if (!CallNamedPipeA(PUPPET_PIPE, ask, (DWORD)len, got, sizeof got, &count,
                        NMPWAIT_WAIT_FOREVER))
        return GetLastError();
    for (size_t i = 0; i < len; i++)
        if (count != len || got[i] != (unsigned char)~ask[i])
            return ERROR_CRC;
    return 0;
}

static DWORD calls(DWORD count)
{
    static const size_t sizes[] = {1,     10,    999,   1000,           1001,
                                   32768, 32769, 65536, PUPPET_CALL_MAX};
    DWORD error = 0;

    for (DWORD i = 0; i < count && error == 0; i++)
        error = call_once((unsigned)getpid() + i,
                          sizes[i % (sizeof sizes / sizeof *sizes)]);
    return error;
}

static DWORD echo(DWORD *total)
{
    static char bytes[70000];
    DWORD count, written;

    *total = 0;
    while (ReadFile(pipe_end, bytes, sizeof bytes, &count, NULL)) {
        if (!WriteFile(pipe_end, bytes, count, &written, NULL) ||
            written != count)
            return GetLastError();
        *total += count;
    }
    return outcome(FALSE);
}

static struct puppet_answer obey(const struct order *order)
{
    struct puppet_answer answer = {0};
    DWORD mode = order->number, count = 0;
    ULONG process = 0;

    switch (order->act) {
    case ACT_OPEN:
        answer.error = open_end(order->number);
        break;
    case ACT_WAIT:
        answer.error = outcome(WaitNamedPipeA(PUPPET_PIPE, order->number));
        break;
    case ACT_READ:
        answer.error = outcome(
            ReadFile(pipe_end, answer.data, order->number, &count, NULL));
        break;
    case ACT_WRITE:
        answer.error =
            outcome(WriteFile(pipe_end, order->data, order->len, &count, NULL));
        break;
    case ACT_CLOSE:
        answer.error = outcome(CloseHandle(pipe_end));
        break;
    case ACT_MODE:
        answer.error =
            outcome(SetNamedPipeHandleState(pipe_end, &mode, NULL, NULL));
        break;
    case ACT_PEEK:
        answer.error = outcome(PeekNamedPipe(
            pipe_end, answer.data, order->number, &count, &answer.more, NULL));
        break;
    case ACT_SERVER:
        answer.error = outcome(GetNamedPipeServerProcessId(pipe_end, &process));
        count = process;
        break;
    case ACT_CREATE:
        answer.error = create(order->number);
        break;
    case ACT_CONNECT:
        answer.error = outcome(ConnectNamedPipe(pipe_end, NULL));
        break;
    case ACT_DISCONNECT:
        answer.error = outcome(DisconnectNamedPipe(pipe_end));
        break;
    case ACT_CALLS:
        answer.error = calls(order->number);
        break;
    case ACT_ECHO:
        answer.error = echo(&count);
        break;
    case ACT_EXIT:
        ExitProcess(0);
    }
    answer.number = count;
    return answer;
}

static void serve(int talk)
{
    struct order order;

    while (recv(talk, &order, sizeof order, 0) == sizeof order) {
        struct puppet_answer answer = obey(&order);

        if (send(talk, &answer, sizeof answer, 0) != sizeof answer)
            break;
    }
    _exit(0);
}

/* ---- The teller's ---- */

struct puppet puppet_new(void)
{
    struct puppet puppet = {0};
    int ends[2];

    CHECK(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) == 0);
    puppet.pid = fork();
    puppet.talk = ends[0];
    if (puppet.pid == 0) {
        for (int fd = 3; fd < 64; fd++) /* other puppets' sockets */
            if (fd != ends[1])
                close(fd);
        serve(ends[1]);
    }
    close(ends[1]);
    return puppet;
}

void puppet_tell(const struct puppet *puppet, enum puppet_act act, DWORD number,
                 const void *data, size_t len)
{
    struct order order = {.act = act, .number = number, .len = (DWORD)len};

    if (len > 0)
        memcpy(order.data, data, len);
    CHECK(send(puppet->talk, &order, sizeof order, 0) == sizeof order);
}

struct puppet_answer puppet_hear(const struct puppet *puppet)
{
    struct puppet_answer answer = {.error = ERROR_GEN_FAILURE};

    CHECK(recv(puppet->talk, &answer, sizeof answer, 0) == sizeof answer);
    return answer;
}

DWORD puppet_do(const struct puppet *puppet, enum puppet_act act, DWORD number)
{
    puppet_tell(puppet, act, number, NULL, 0);
    return puppet_hear(puppet).error;
}

DWORD puppet_write(const struct puppet *puppet, const char *text)
{
    puppet_tell(puppet, ACT_WRITE, 0, text, strlen(text));
    return puppet_hear(puppet).error;
}

void puppet_reads(const struct puppet *puppet, const char *text)
{
    struct puppet_answer answer;

    puppet_tell(puppet, ACT_READ, PUPPET_DATA, NULL, 0);
    answer = puppet_hear(puppet);
    CHECK(answer.error == 0 && answer.number == strlen(text) &&
              memcmp(answer.data, text, answer.number) == 0,
          "error %u, %u bytes: %.*s", (unsigned)answer.error,
          (unsigned)answer.number, (int)answer.number, answer.data);
}

void puppet_kill(struct puppet *puppet)
{
    kill(puppet->pid, SIGKILL);
    CHECK(waitpid(puppet->pid, NULL, 0) == puppet->pid);
    close(puppet->talk);
}

void puppet_end(struct puppet *puppet)
{
    int status = -1;

    close(puppet->talk);
    CHECK(waitpid(puppet->pid, &status, 0) == puppet->pid && status == 0,
          "it ended with %d", status);
}
