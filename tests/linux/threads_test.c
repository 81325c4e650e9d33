/* Promises about threads. A request outlives the thread that issued it:
 * io_uring would cancel what an exiting task has queued. And no application
 * thread sees EINTR when its request completes: task work of an io_uring
 * submitter interrupts epoll_wait and sigtimedwait. Stacks have the room that
 * Windows programs count on. */
#include "linux/pair.h"

#include <errno.h>
#include <process.h>
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

/* ---- Stacks ---- */

#define KIB 1024u
#define LARGE_FRAME (200 * KIB)

/* Bytes of the calling thread's stack. */
static size_t stack_bytes(void)
{
    pthread_attr_t attributes;
    void *lowest;
    size_t bytes = 0;

    if (!CHECK(pthread_getattr_np(pthread_self(), &attributes) == 0))
        return 0;
    pthread_attr_getstack(&attributes, &lowest, &bytes);
    pthread_attr_destroy(&attributes);
    return bytes;
}

static DWORD WINAPI tell_stack(LPVOID bytes)
{
    *(size_t *)bytes = stack_bytes();
    return 0;
}

static DWORD WINAPI use_large_frame(LPVOID bytes)
{
    volatile char frame[LARGE_FRAME];

    for (size_t i = 0; i < sizeof frame; i += KIB)
        frame[i] = 1;
    return tell_stack(bytes) + frame[KIB];
}

static size_t stack_of(SIZE_T wanted, LPTHREAD_START_ROUTINE start, DWORD flags)
{
    size_t bytes = 0;
    HANDLE thread = CreateThread(NULL, wanted, start, &bytes, flags, NULL);

    if (!CHECK(thread != NULL, "%lu", (unsigned long)GetLastError()))
        return 0;
    CHECK(WaitForSingleObject(thread, INFINITE) == WAIT_OBJECT_0);
    CloseHandle(thread);
    return bytes;
}

/* The size is what is committed at first, and takes nothing from the usual
 * stack (CreateThread, STACK_SIZE_PARAM_IS_A_RESERVATION; "by default, every
 * thread has one megabyte of stack space"). */
static void small_size_leaves_the_stack_as_usual(void)
{
    size_t usual = stack_of(0, tell_stack, 0);

    CHECK(usual >= 1024 * KIB, "%zu", usual);
    CHECK(stack_of(4 * KIB, use_large_frame, 0) == usual);
    CHECK(stack_of(64 * KIB, use_large_frame, 0) == usual);
    CHECK(stack_of(usual + 1024 * KIB, tell_stack, 0) == usual + 1024 * KIB);
}

/* With the flag it is the whole stack; too little for the library's own calls
 * is made enough. */
static void reservation_is_the_stack(void)
{
    const DWORD whole = STACK_SIZE_PARAM_IS_A_RESERVATION;
    size_t least;

#ifdef __SANITIZE_THREAD__
    SKIP("ThreadSanitizer wants more stack for itself");
#endif
    CHECK(stack_of(512 * KIB, use_large_frame, whole) == 512 * KIB);
    least = stack_of(4 * KIB, tell_stack, whole);
    CHECK(least >= 64 * KIB && least < 512 * KIB, "%zu", least);
    CHECK(stack_of(0, tell_stack, whole) == stack_of(0, tell_stack, 0));
}

static unsigned __stdcall tell_stack_to_crt(void *bytes)
{
    return tell_stack(bytes);
}

static void run_time_library_has_the_same_stacks(void)
{
    size_t bytes = 0;
    HANDLE thread = (HANDLE)_beginthreadex(NULL, 4 * KIB, tell_stack_to_crt,
                                           &bytes, 0, NULL);

    if (!CHECK(thread != NULL))
        return;
    CHECK(WaitForSingleObject(thread, INFINITE) == WAIT_OBJECT_0);
    CloseHandle(thread);
    CHECK(bytes == stack_of(0, tell_stack, 0));
}

TAP_MAIN(CASE(request_outlives_its_thread), CASE(writes_outlive_their_thread),
         CASE(epoll_wait_is_not_interrupted),
         CASE(sigtimedwait_is_not_interrupted),
         CASE(small_size_leaves_the_stack_as_usual),
         CASE(reservation_is_the_stack),
         CASE(run_time_library_has_the_same_stacks))
