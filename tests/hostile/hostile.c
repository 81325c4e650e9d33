/* The handles, numbers and pointers that hostile_try puts together, and what
 * must hold afterwards. HOSTILE_TRACE=1 prints each call before it is made. */
#include <windows.h>
#include <winsock2.h>

#define TAP_LAST_ERROR GetLastError()
#include "hostile.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#define UNTOUCHED 0xdeadu
#define MOST 16   /* parameters of one function */
#define ROOM 4096 /* memory behind each pointer */
#define RANDOM_CALLS 60
#define LONG_TEXT 2000

/* Which handles a round has. */
enum round { BAD, GOOD, ROUNDS };

static struct {
    HANDLE bad[6];  /* none of them is an object's */
    HANDLE good[9]; /* one of each kind */
    HANDLE port, guarded_port;
} zoo;

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const uint64_t numbers[] = {0,          1,          2,
                                   64,         0x7fffffff, 0x80000000,
                                   0xffffffff, UINT64_MAX, 0x8000000000000000};
static const uint64_t small_numbers[] = {0, 1, 2, 64};
static const uint64_t waits[] = {0, 1, 0x7fffffff, INFINITE};

static DWORD WINAPI wait_here(void *event)
{
    WaitForSingleObject(event, INFINITE);
    return 0;
}

/* Stands for every callback: it must be callable and does nothing. */
static int nothing(void)
{
    return 0;
}

static HANDLE socket_new(HANDLE port, int listens)
{
    SOCKET s =
        WSASocketW(AF_INET, SOCK_STREAM, 0, NULL, 0, WSA_FLAG_OVERLAPPED);
    struct sockaddr_in name = {.sin_family = AF_INET};
    u_long on = 1;

    name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (listens)
        CHECK(bind(s, (SOCKADDR *)&name, sizeof name) == 0 &&
              listen(s, 1) == 0);
    ioctlsocket(s, FIONBIO, &on); /* accept and recv must not wait */
    CHECK(CreateIoCompletionPort((HANDLE)s, port, 1, 0) == port);
    return (HANDLE)s;
}

static HANDLE file_new(const char *name, HANDLE port)
{
    HANDLE file = CreateFileA(name, GENERIC_READ | GENERIC_WRITE, 7, NULL,
                              CREATE_ALWAYS, FILE_FLAG_OVERLAPPED, NULL);

    CHECK(remove(name) == 0); /* nothing closes it */
    CHECK(CreateIoCompletionPort(file, port, 2, 0) == port);
    return file;
}

static HANDLE port_new(void)
{
    return CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0);
}

static void zoo_open(const char *name)
{
    char file_name[80];
    WSADATA data;

    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);
    snprintf(file_name, sizeof file_name, "hostile-%s-%u", name,
             (unsigned)GetCurrentProcessId());
    zoo.port = port_new();
    zoo.guarded_port = port_new();
    zoo.good[0] = CreateEventW(NULL, TRUE, FALSE, NULL);
    zoo.good[1] = file_new(file_name, zoo.port);
    zoo.good[2] = socket_new(zoo.port, 0);
    zoo.good[3] = socket_new(zoo.port, 1);
    zoo.good[4] = zoo.port;
    zoo.good[5] = CreateThread(NULL, 0, wait_here,
                               CreateEventW(NULL, TRUE, FALSE, NULL), 0, NULL);
    zoo.good[6] = (HANDLE)-1;
    zoo.good[7] = (HANDLE)-2;
    zoo.good[8] = NULL;
    zoo.bad[0] = NULL;
    zoo.bad[1] = (HANDLE)0xbad0bad0;
    zoo.bad[2] = (HANDLE)7;
    zoo.bad[3] = (HANDLE)0x7ffffffffffffff0;
    zoo.bad[4] = (HANDLE)(intptr_t)-3;
    zoo.bad[5] = CreateEventW(NULL, TRUE, FALSE, NULL);
    CloseHandle(zoo.bad[5]);
}

/* What one round of a function is tried with. */
struct trial {
    hostile_call call;
    const char *name;
    const unsigned char *kinds;
    unsigned count, flags;
    enum round round;
    int has_handle;
    uint64_t random;
    char *memory; /* of this call */
    unsigned calls;
    int silent; /* a call set no error: said once */
};

static unsigned choices(const struct trial *trial, unsigned parameter)
{
    switch (trial->kinds[parameter]) {
    case HOSTILE_HANDLE_:
        return trial->round == BAD ? COUNT(zoo.bad) : COUNT(zoo.good);
    case HOSTILE_NUMBER:
        return trial->flags & HOSTILE_NO_HUGE ? COUNT(small_numbers)
                                              : COUNT(numbers);
    case HOSTILE_TIMEOUT:
        return trial->round == BAD && trial->has_handle ? COUNT(waits) : 2;
    case HOSTILE_FUNCTION:
        return 2;
    default:
        return 3;
    }
}

static uint64_t memory_value(const struct trial *trial, unsigned parameter,
                             unsigned choice)
{
    char *memory = trial->memory + parameter * ROOM;
    int text = trial->kinds[parameter] == HOSTILE_TEXT;

    if (choice == 0 && trial->flags & HOSTILE_NO_NULL)
        choice = 1;
    if (choice == 2 && trial->flags & HOSTILE_NO_JUNK)
        choice = 1;
    if (choice == 2)
        memset(memory, text ? 'a' : 0xff, text ? LONG_TEXT : ROOM);
    return choice == 0 ? 0 : (uintptr_t)memory;
}

static uint64_t value(const struct trial *trial, unsigned parameter,
                      unsigned choice)
{
    switch (trial->kinds[parameter]) {
    case HOSTILE_HANDLE_:
        if (trial->flags & HOSTILE_NO_GARBAGE && trial->round == BAD)
            return 0;
        return (uintptr_t)(trial->round == BAD ? zoo.bad : zoo.good)[choice];
    case HOSTILE_NUMBER:
        return (trial->flags & HOSTILE_NO_HUGE ? small_numbers
                                               : numbers)[choice];
    case HOSTILE_TIMEOUT:
        return waits[choice];
    case HOSTILE_FUNCTION:
        return choice == 0 && !(trial->flags & HOSTILE_NO_NULL)
                   ? 0
                   : (uintptr_t)nothing;
    case HOSTILE_STRUCTURE:
        return numbers[choice * 3];
    default:
        return memory_value(trial, parameter, choice);
    }
}

static void trace(const struct trial *trial, const uint64_t *words)
{
    if (!getenv("HOSTILE_TRACE"))
        return;
    fprintf(stderr, "%s(", trial->name);
    for (unsigned i = 0; i < trial->count; i++)
        fprintf(stderr, "%s%#llx", i ? ", " : "", (unsigned long long)words[i]);
    fprintf(stderr, ")\n");
}

/* Memory that the call may keep: it is never given back. What follows it is
 * not there. */
static char *memory_new(unsigned count)
{
    size_t bytes = (count + 1) * ROOM;
    char *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    mprotect(memory + count * ROOM, ROOM, PROT_NONE);
    return memory;
}

static void try_choices(struct trial *trial, const unsigned *choice)
{
    uint64_t words[MOST] = {0};
    DWORD error;

    trial->memory = memory_new(trial->count);
    for (unsigned i = 0; i < trial->count; i++)
        words[i] = value(trial, i, choice[i]);
    trace(trial, words);
    trial->calls++;
    SetLastError(UNTOUCHED);
    trial->call(words);
    error = GetLastError();
    if (trial->round == BAD && trial->has_handle && !trial->silent &&
        !(trial->flags & HOSTILE_NO_ERROR) && error == UNTOUCHED) {
        trial->silent = 1;
        CHECK(0, "call %u of %s, with wrong handles, set no error",
              trial->calls, trial->name);
    }
}

static unsigned next_random(struct trial *trial, unsigned below)
{
    trial->random = trial->random * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(trial->random >> 33) % below;
}

/* Each value of each parameter while the others have their first, then their
 * second, then their last; then some of all the other mixtures. */
static void try_round(struct trial *trial)
{
    unsigned choice[MOST] = {0};

    for (unsigned profile = 0; profile < 3; profile++)
        for (unsigned at = 0; at < trial->count; at++)
            for (unsigned one = 0; one < choices(trial, at); one++) {
                for (unsigned i = 0; i < trial->count; i++)
                    choice[i] = profile < 2 ? profile : choices(trial, i) - 1;
                choice[at] = one;
                try_choices(trial, choice);
            }
    for (unsigned n = 0; n < (trial->count ? RANDOM_CALLS : 1); n++) {
        for (unsigned i = 0; i < trial->count; i++)
            choice[i] = next_random(trial, choices(trial, i));
        try_choices(trial, choice);
    }
}

/* How many packets wait in a port. */
static unsigned packets(HANDLE port)
{
    OVERLAPPED *done = NULL;
    ULONG_PTR key;
    unsigned count = 0;
    DWORD bytes;

    while (GetQueuedCompletionStatus(port, &bytes, &key, &done, 0) || done) {
        done = NULL;
        count++;
    }
    return count;
}

void hostile_try(const char *name, hostile_call call,
                 const unsigned char *kinds, unsigned count, unsigned flags)
{
    struct trial trial = {call, name, kinds, count, flags, BAD,
                          0,    1,    NULL,  0,     0};

    zoo_open(name);
    for (unsigned i = 0; i < count; i++)
        trial.has_handle |= kinds[i] == HOSTILE_HANDLE_;
    if (!CHECK(count <= MOST, "%u parameters", count))
        return;
    try_round(&trial);
    CHECK(!trial.has_handle || packets(zoo.port) == 0,
          "a packet for a call whose handles were wrong");
    trial.round = GOOD;
    if (trial.has_handle)
        try_round(&trial);
    CHECK(packets(zoo.guarded_port) == 0, "a packet in a port of nobody");
}

/* What a call gave is not looked at, and so never given back. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
    return "detect_leaks=0";
}

int main(int argc, char **argv)
{
    return tap_main(argc, argv, hostile_cases, hostile_case_count);
}
