/* Two promises about threads. A request outlives the thread that issued it:
 * io_uring would cancel what an exiting task has queued. And no application
 * thread sees EINTR when its request completes: task work of an io_uring
 * submitter interrupts epoll_wait and sigtimedwait. */
#include "linux/pair.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "harness/tap.h"

struct request {
    SOCKET ours, peer;
    HANDLE port;
    OVERLAPPED overlapped;
    char byte;
    _Atomic int tid;
    int event_fd;
    int result, error;
};

static struct request request_new(void)
{
    struct request request = {.event_fd = -1};

    pair_startup();
    pair_connect(&request.ours, &request.peer);
    request.port = CreateIoCompletionPort((HANDLE)request.ours, NULL, 7, 0);
    CHECK(request.port != NULL);
    return request;
}

static void request_end(struct request *request)
{
    closesocket(request->ours);
    closesocket(request->peer);
    CloseHandle(request->port);
}

static void *receive_and_exit(void *argument)
{
    struct request *request = argument;

    CHECK(pair_receive(request->ours, &request->byte, &request->overlapped));
    return NULL;
}

static void request_outlives_its_thread(void)
{
    struct request request = request_new();
    pthread_t thread;
    BOOL succeeded;
    DWORD bytes;

    pthread_create(&thread, NULL, receive_and_exit, &request);
    pthread_join(thread, NULL);
    CHECK(send(request.peer, "x", 1, 0) == 1);
    CHECK(pair_next(request.port, &succeeded, &bytes) == &request.overlapped);
    CHECK(succeeded && bytes == 1 && request.byte == 'x');
    request_end(&request);
}

static void *write_and_exit(void *argument)
{
    static char block[1 << 16];
    OVERLAPPED *overlapped = argument;

    for (int i = 0; i < 256; i++) {
        overlapped[i].Offset = (DWORD)i << 16;
        CHECK(!WriteFile(overlapped[256].Pointer, block, sizeof block, NULL,
                         &overlapped[i]) &&
              GetLastError() == ERROR_IO_PENDING);
    }
    return NULL;
}

static void writes_outlive_their_thread(void)
{
    static OVERLAPPED overlapped[257];
    HANDLE file = CreateFileA("outlive.tmp", GENERIC_READ | GENERIC_WRITE, 0,
                              NULL, CREATE_ALWAYS, FILE_FLAG_OVERLAPPED, NULL);
    HANDLE port = CreateIoCompletionPort(file, NULL, 0, 0);
    pthread_t thread;

    CHECK(port != NULL);
    overlapped[256].Pointer = file;
    pthread_create(&thread, NULL, write_and_exit, overlapped);
    pthread_join(thread, NULL);
    for (int i = 0; i < 256; i++) {
        BOOL succeeded = FALSE;
        DWORD bytes = 0;

        if (!CHECK(pair_next(port, &succeeded, &bytes) != NULL) ||
            !CHECK(succeeded && bytes == 1 << 16))
            break;
    }
    CloseHandle(file);
    CloseHandle(port);
    unlink("outlive.tmp");
}

/* The state letter the kernel gives a thread of ours. */
static int thread_sleeps(int tid)
{
    char path[64], state = '?';
    FILE *stat;

    snprintf(path, sizeof path, "/proc/self/task/%d/stat", tid);
    stat = fopen(path, "r");
    if (stat == NULL)
        return 0;
    if (fscanf(stat, "%*d %*s %c", &state) != 1)
        state = '?';
    fclose(stat);
    return state == 'S';
}

/* Lets the receive of a sleeping thread complete, and sees the packet. */
static void complete_while_asleep(struct request *request)
{
    while (request->tid == 0 || !thread_sleeps(request->tid))
        sched_yield();
    CHECK(send(request->peer, "x", 1, 0) == 1);
    CHECK(pair_next(request->port, NULL, NULL) == &request->overlapped);
}

static void *receive_then_epoll(void *argument)
{
    struct request *request = argument;
    struct epoll_event event = {.events = EPOLLIN};
    int epoll = epoll_create1(0);

    epoll_ctl(epoll, EPOLL_CTL_ADD, request->event_fd, &event);
    CHECK(pair_receive(request->ours, &request->byte, &request->overlapped));
    request->tid = gettid();
    request->result = epoll_wait(epoll, &event, 1, -1);
    request->error = errno;
    close(epoll);
    return NULL;
}

static void epoll_wait_is_not_interrupted(void)
{
    struct request request = request_new();
    uint64_t one = 1;
    pthread_t thread;

    request.event_fd = eventfd(0, 0);
    pthread_create(&thread, NULL, receive_then_epoll, &request);
    complete_while_asleep(&request);
    CHECK(write(request.event_fd, &one, sizeof one) == sizeof one);
    pthread_join(thread, NULL);
    CHECK(request.result == 1, "epoll_wait: %d, errno %d", request.result,
          request.error);
    close(request.event_fd);
    request_end(&request);
}

static void *receive_then_sigwait(void *argument)
{
    struct request *request = argument;
    struct timespec long_time = {.tv_sec = 3600};
    sigset_t signals;

    sigemptyset(&signals);
    sigaddset(&signals, SIGUSR1);
    pthread_sigmask(SIG_BLOCK, &signals, NULL);
    CHECK(pair_receive(request->ours, &request->byte, &request->overlapped));
    request->tid = gettid();
    request->result = sigtimedwait(&signals, NULL, &long_time);
    request->error = errno;
    return NULL;
}

static void sigtimedwait_is_not_interrupted(void)
{
    struct request request = request_new();
    pthread_t thread;

    pthread_create(&thread, NULL, receive_then_sigwait, &request);
    complete_while_asleep(&request);
    pthread_kill(thread, SIGUSR1);
    pthread_join(thread, NULL);
    CHECK(request.result == SIGUSR1, "sigtimedwait: %d, errno %d",
          request.result, request.error);
    request_end(&request);
}

TAP_MAIN(CASE(request_outlives_its_thread), CASE(writes_outlive_their_thread),
         CASE(epoll_wait_is_not_interrupted),
         CASE(sigtimedwait_is_not_interrupted))
