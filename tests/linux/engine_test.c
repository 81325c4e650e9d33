/* The engine at its limits: a full completion queue, a sandbox that forbids
 * io_uring, no descriptors left. */
#include "linux/pair.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <iocp/linux.h>

#include "engine/engine.h"
#include "harness/tap.h"

#define PAIRS 300

struct side {
    SOCKET ours, peer;
    OVERLAPPED overlapped;
    char byte;
};

/* More completions at once than a ring of two holds: they wait in the kernel
 * and all come. */
static void full_completion_queue_loses_nothing(void)
{
    static struct side sides[PAIRS];
    HANDLE port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0);

    setenv("IOCP_RING_SIZE", "2", 1);
    pair_startup();
    for (int i = 0; i < PAIRS; i++) {
        pair_connect(&sides[i].ours, &sides[i].peer);
        CreateIoCompletionPort((HANDLE)sides[i].ours, port, 0, 0);
        CHECK(
            pair_receive(sides[i].ours, &sides[i].byte, &sides[i].overlapped));
    }
    for (int round = 0; round < 20 && engine_chosen().overflows == 0; round++) {
        for (int i = 0; i < PAIRS; i++)
            CHECK(send(sides[i].peer, "x", 1, 0) == 1);
        for (int i = 0; i < PAIRS; i++) {
            OVERLAPPED *overlapped = pair_next(port, NULL, NULL);
            struct side *side;

            if (!CHECK(overlapped != NULL))
                return;
            side = CONTAINING_RECORD(overlapped, struct side, overlapped);
            CHECK(side->byte == 'x');
            side->byte = 0;
            CHECK(pair_receive(side->ours, &side->byte, &side->overlapped));
        }
    }
    CHECK(engine_chosen().overflows > 0, "the queue never overflowed");
}

/* io_uring_setup fails with this error from here on, in every thread to come.
 */
static int forbid_io_uring(int error)
{
    struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_io_uring_setup, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (unsigned)error),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {sizeof code / sizeof code[0], code};

    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

static void refusal_is_said_and_clean(int error)
{
    IOCP_BACKEND_INFO info;
    SOCKET ours;
    SOCKADDR_IN name;
    HANDLE port, file;
    OVERLAPPED overlapped = {0};
    char byte;
    DWORD bytes;
    ULONG_PTR key;
    LPOVERLAPPED packet;

    if (!forbid_io_uring(error))
        SKIP("no seccomp filters here");
    pair_startup();
    ours = pair_listen(&name);
    port = CreateIoCompletionPort((HANDLE)ours, NULL, 0, 0);
    CHECK(port != NULL, "a port needs no engine");
    CHECK(PostQueuedCompletionStatus(port, 1, 2, NULL));
    CHECK(GetQueuedCompletionStatus(port, &bytes, &key, &packet, 0));
    CHECK(!IocpGetBackend(&info, sizeof info));
    CHECK_ERROR(ERROR_NOT_SUPPORTED);
    CHECK(strcmp(info.Name, "none") == 0 && info.Reason[0] != '\0',
          "backend %s: %s", info.Name, info.Reason);
    file = CreateFileA("/proc/self/maps", GENERIC_READ, FILE_SHARE_READ, NULL,
                       OPEN_EXISTING, FILE_FLAG_OVERLAPPED, NULL);
    CHECK(!ReadFile(file, &byte, 1, NULL, &overlapped));
    CHECK_ERROR(ERROR_NOT_SUPPORTED);
    CHECK(!GetQueuedCompletionStatus(port, &bytes, &key, &packet, 0));
    CHECK_ERROR(WAIT_TIMEOUT);
    closesocket(ours);
}

static void docker_profile_is_a_clean_refusal(void)
{
    refusal_is_said_and_clean(EPERM);
}

static void old_kernel_is_a_clean_refusal(void)
{
    refusal_is_said_and_clean(ENOSYS);
}

/* Out of descriptors: creating fails with the documented error, what runs goes
 * on, and a started AcceptEx still gets its connection. */
static void no_descriptors_left(void)
{
    struct rlimit before, limit;
    SOCKET sockets[64], ours, peer;
    OVERLAPPED overlapped = {0};
    HANDLE port;
    char byte;
    int count = 0;

    pair_startup();
    pair_connect(&ours, &peer);
    getrlimit(RLIMIT_NOFILE, &before); /* the library raised it once */
    limit = before;
    limit.rlim_cur = 64;
    setrlimit(RLIMIT_NOFILE, &limit);
    port = CreateIoCompletionPort((HANDLE)ours, NULL, 0, 0);
    CHECK(pair_receive(ours, &byte, &overlapped));
    while (count < 64 &&
           (sockets[count] = socket(AF_INET, SOCK_STREAM, 0)) != INVALID_SOCKET)
        count++;
    CHECK(count < 64);
    CHECK_ERROR(WSAEMFILE);
    CHECK(CreateFileA("/dev/null", GENERIC_READ, 0, NULL, OPEN_EXISTING, 0,
                      NULL) == INVALID_HANDLE_VALUE);
    CHECK_ERROR(ERROR_TOO_MANY_OPEN_FILES);
    CHECK(send(peer, "x", 1, 0) == 1);
    CHECK(pair_next(port, NULL, NULL) == &overlapped, "what runs goes on");
    setrlimit(RLIMIT_NOFILE, &before);
}

TAP_MAIN(CASE_LONG(full_completion_queue_loses_nothing, 60),
         CASE(docker_profile_is_a_clean_refusal),
         CASE(old_kernel_is_a_clean_refusal), CASE(no_descriptors_left))
