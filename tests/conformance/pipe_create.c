/* CreateNamedPipe and CreateFile of a pipe: names, instances, directions, what
 * can be asked. */
#include "pipes.h"

static HANDLE make(const char *name, DWORD open, DWORD mode, DWORD instances)
{
    return CreateNamedPipeA(name, open, mode, instances, QUOTA, QUOTA, 0, NULL);
}

#define MADE(...) (make(__VA_ARGS__) != INVALID_HANDLE_VALUE)
#define OPENED(name, access)                                                   \
    (CreateFileA((name), (access), 0, NULL, OPEN_EXISTING, 0, NULL) !=         \
     INVALID_HANDLE_VALUE)

/* Claim:  a name that is none fails with 3, one of no pipe with 123.
 * Source: "CreateNamedPipeA function", lpName; Wine's kernel32 pipe tests.
 *         Wine 8: same. */
static void bad_names(void)
{
    CHECK_FAILS(MADE(NULL, PIPE_ACCESS_DUPLEX, 0, 1), ERROR_PATH_NOT_FOUND);
    CHECK_FAILS(MADE("not_a_pipe", PIPE_ACCESS_DUPLEX, 0, 1),
                ERROR_INVALID_NAME);
}

/* Claim:  no access, 0 instances, 256 instances, message-read mode on a byte
 *         pipe: 87.
 * Source: "CreateNamedPipeA function", Parameters.  Wine 8: takes any number of
 *         instances. */
static void bad_arguments(void)
{
    char name[PIPE_NAME_SIZE];

    pipe_name(name);
    CHECK_FAILS(MADE(name, 0, 0, 1), ERROR_INVALID_PARAMETER);
    CHECK_FAILS(MADE(name, PIPE_ACCESS_DUPLEX,
                     PIPE_TYPE_BYTE | PIPE_READMODE_MESSAGE, 1),
                ERROR_INVALID_PARAMETER);
    CHECK_FAILS(OPENED(name, GENERIC_READ), ERROR_FILE_NOT_FOUND);
    DIFFERS(WINE_8, "takes 0 instances")
    CHECK_FAILS(MADE(name, PIPE_ACCESS_DUPLEX, 0, 0), ERROR_INVALID_PARAMETER);
    DIFFERS(WINE_8, "takes 256 instances")
    CHECK_FAILS(MADE(name, PIPE_ACCESS_DUPLEX, 0, 256),
                ERROR_INVALID_PARAMETER);
}

/* Claim:  there are nMaxInstances of a name, the next fails with 231, and when
 *         one closed there is room again.
 * Source: "CreateNamedPipeA function", nMaxInstances.  Wine 8: same. */
static void instances_are_limited(void)
{
    char name[PIPE_NAME_SIZE];
    HANDLE first, second;

    pipe_name(name);
    first = make(name, PIPE_ACCESS_DUPLEX, 0, 2);
    second = make(name, PIPE_ACCESS_DUPLEX, 0, 2);
    CHECK(first != INVALID_HANDLE_VALUE && second != INVALID_HANDLE_VALUE);
    CHECK_FAILS(MADE(name, PIPE_ACCESS_DUPLEX, 0, 2), ERROR_PIPE_BUSY);
    CHECK(CloseHandle(second));
    second = make(name, PIPE_ACCESS_DUPLEX, 0, 2);
    CHECK(second != INVALID_HANDLE_VALUE);
    CloseHandle(first);
    CloseHandle(second);
    CHECK_FAILS(OPENED(name, GENERIC_READ), ERROR_FILE_NOT_FOUND);
}

/* Claim:  FILE_FLAG_FIRST_PIPE_INSTANCE makes the first instance only.
 * Source: "CreateNamedPipeA function", dwOpenMode.  Wine 8: ignores the
 *         flag. */
static void first_instance_flag(void)
{
    const DWORD first = PIPE_ACCESS_DUPLEX | FILE_FLAG_FIRST_PIPE_INSTANCE;
    char name[PIPE_NAME_SIZE];
    HANDLE pipe;

    pipe_name(name);
    pipe = make(name, first, 0, 5);
    CHECK(pipe != INVALID_HANDLE_VALUE);
    DIFFERS(WINE_8, "ignores the flag")
    CHECK_FAILS(MADE(name, first, 0, 5), ERROR_ACCESS_DENIED);
    CloseHandle(pipe);
    pipe = make(name, first, 0, 5);
    CHECK(pipe != INVALID_HANDLE_VALUE);
    CloseHandle(pipe);
}

/* Claim:  direction of a second instance must be the first one's.
 * Source: "CreateNamedPipeA function", dwOpenMode.  Wine 8: same. */
static void instances_agree(void)
{
    char name[PIPE_NAME_SIZE];
    HANDLE pipe;

    pipe_name(name);
    pipe = make(name, PIPE_ACCESS_DUPLEX, PIPE_TYPE_MESSAGE, 5);
    CHECK_FAILS(MADE(name, PIPE_ACCESS_INBOUND, PIPE_TYPE_MESSAGE, 5),
                ERROR_ACCESS_DENIED);
    CloseHandle(pipe);
}

/* Claim:  names are the same in any case, and in UTF-16.
 * Source: "Pipe Names".  Wine 8: same. */
static void names_ignore_case(void)
{
    char name[PIPE_NAME_SIZE];
    WCHAR wide[PIPE_NAME_SIZE];
    HANDLE server, client;

    pipe_name(name);
    CHECK(MultiByteToWideChar(CP_ACP, 0, name, -1, wide, PIPE_NAME_SIZE) > 0);
    server =
        CreateNamedPipeW(wide, PIPE_ACCESS_DUPLEX, 0, 1, 100, 100, 0, NULL);
    CHECK(server != INVALID_HANDLE_VALUE);
    for (WCHAR *unit = wide; *unit != 0; unit++)
        if (*unit >= 'a' && *unit <= 'z')
            *unit -= 'a' - 'A';
    client = CreateFileW(wide, GENERIC_READ, 0, NULL, OPEN_EXISTING, 0, NULL);
    CHECK(client != INVALID_HANDLE_VALUE);
    CloseHandle(client);
    CloseHandle(server);
}

/* Claim:  both slashes are one, also behind the prefix, for the client, who
 *         waits, and a second instance.
 * Source: "Naming Files, Paths, and Namespaces", Win32 device namespaces.
 * Wine 8: same. */
static void slashes_in_names(void)
{
    char name[PIPE_NAME_SIZE + 4], other[PIPE_NAME_SIZE + 4];
    HANDLE server, client, second;

    pipe_name(name);
    strcat(name, "\\b\\c");
    for (size_t i = 0; i <= strlen(name); i++)
        other[i] = name[i] == '\\' ? '/' : name[i];
    server = make(name, PIPE_ACCESS_DUPLEX, 0, 2);
    CHECK(WaitNamedPipeA(other, 1));
    client = CreateFileA(other, GENERIC_READ, 0, NULL, OPEN_EXISTING, 0, NULL);
    CHECK(client != INVALID_HANDLE_VALUE);
    second = make(other, PIPE_ACCESS_DUPLEX, 0, 2);
    CHECK_FAILS(MADE(other, PIPE_ACCESS_DUPLEX, 0, 2), ERROR_PIPE_BUSY);
    CloseHandle(second);
    CloseHandle(client);
    CloseHandle(server);
}

/* Claim:  the open mode limits both ends: an inbound pipe has no client that
 *         reads and no server that writes, and the other way round.
 * Source: "CreateNamedPipeA function", dwOpenMode.  Wine 8: same. */
static void directions(void)
{
    char name[PIPE_NAME_SIZE], byte;
    HANDLE server, client;
    DWORD done;

    pipe_name(name);
    server = make(name, PIPE_ACCESS_INBOUND, 0, 1);
    CHECK_FAILS(OPENED(name, GENERIC_READ), ERROR_ACCESS_DENIED);
    client = CreateFileA(name, GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
    CHECK(client != INVALID_HANDLE_VALUE);
    CHECK_FAILS(WriteFile(server, "x", 1, &done, NULL), ERROR_ACCESS_DENIED);
    CHECK_FAILS(ReadFile(client, &byte, 1, &done, NULL), ERROR_ACCESS_DENIED);
    CHECK(WriteFile(client, "x", 1, &done, NULL) && done == 1);
    CHECK(ReadFile(server, &byte, 1, &done, NULL) && done == 1 && byte == 'x');
    CloseHandle(client);
    CloseHandle(server);
    server = make(name, PIPE_ACCESS_OUTBOUND, 0, 1);
    CHECK_FAILS(OPENED(name, GENERIC_WRITE), ERROR_ACCESS_DENIED);
    CHECK_FAILS(ReadFile(server, &byte, 1, &done, NULL), ERROR_ACCESS_DENIED);
    CloseHandle(server);
}

/* Claim:  a client whose handle may only read cannot write, nor the reverse.
 * Source: "File Security and Access Rights".  Wine 8: same. */
static void client_access(void)
{
    struct pipe_pair pair = pipe_server(PIPE_BYTES);
    DWORD done;

    pair.client =
        CreateFileA(pair.name, GENERIC_READ, 0, NULL, OPEN_EXISTING, 0, NULL);
    CHECK(pair.client != INVALID_HANDLE_VALUE);
    CHECK_FAILS(WriteFile(pair.client, "x", 1, &done, NULL),
                ERROR_ACCESS_DENIED);
    pipe_close(&pair);
}

/* Claim:  when all instances have a client, another gets 231.
 * Source: "CreateFileA function", Pipes.  Wine 8: same. */
static void busy_instances(void)
{
    struct pipe_pair pair = pipe_pair(PIPE_BYTES);

    CHECK_FAILS(OPENED(pair.name, GENERIC_READ), ERROR_PIPE_BUSY);
    pipe_close(&pair);
}

/* Claim:  a pipe tells its type, sizes, instances and modes; a client starts
 *         in byte-read mode.
 * Source: "GetNamedPipeInfo function", "GetNamedPipeHandleStateW function",
 *         "Named Pipe Client".  Wine 8: same. */
static void facts(void)
{
    char name[PIPE_NAME_SIZE];
    HANDLE server, client;
    DWORD flags = 77, out = 77, in = 77, most = 77, state = 77, now = 77;

    pipe_name(name);
    server = CreateNamedPipeA(name, PIPE_ACCESS_DUPLEX, PIPE_MESSAGES, 7, 300,
                              200, 0, NULL);
    client = pipe_client(name, 0);
    CHECK(GetNamedPipeInfo(server, &flags, &out, &in, &most));
    CHECK(flags == (PIPE_SERVER_END | PIPE_TYPE_MESSAGE) && most == 7);
    CHECK(out == 300 && in == 200);
    CHECK(GetNamedPipeInfo(client, &flags, NULL, NULL, NULL));
    CHECK(flags == (PIPE_CLIENT_END | PIPE_TYPE_MESSAGE));
    CHECK(GetNamedPipeHandleStateA(server, &state, &now, NULL, NULL, NULL, 0));
    CHECK(state == PIPE_READMODE_MESSAGE && now == 1, "%u %u", (unsigned)state,
          (unsigned)now);
    CHECK(GetNamedPipeHandleStateW(client, &state, NULL, NULL, NULL, NULL, 0));
    CHECK(state == 0);
    CloseHandle(client);
    CloseHandle(server);
}

/* Claim:  both ends tell both processes.
 * Source: "GetNamedPipeClientProcessId function".  Wine 8: same. */
static void processes(void)
{
    struct pipe_pair pair = pipe_pair(PIPE_BYTES);
    ULONG id = 0;

    CHECK(GetNamedPipeClientProcessId(pair.server, &id));
    CHECK(id == GetCurrentProcessId());
    CHECK(GetNamedPipeServerProcessId(pair.client, &id));
    CHECK(id == GetCurrentProcessId());
    pipe_close(&pair);
}

/* Claim:  both ends are FILE_TYPE_PIPE, and signalled when they are new.
 * Source: "GetFileType function"; Wine's ntdll file read_file_test.
 *         Wine 8: same. */
static void kind_of_handle(void)
{
    struct pipe_pair pair = pipe_pair(PIPE_BYTES);

    CHECK(GetFileType(pair.server) == FILE_TYPE_PIPE);
    CHECK(GetFileType(pair.client) == FILE_TYPE_PIPE);
    CHECK(is_set(pair.server) && is_set(pair.client));
    pipe_close(&pair);
}

TAP_MAIN(CASE(bad_names), CASE(bad_arguments), CASE(instances_are_limited),
         CASE(first_instance_flag), CASE(instances_agree),
         CASE(names_ignore_case), CASE(slashes_in_names), CASE(directions),
         CASE(client_access), CASE(busy_instances), CASE(facts),
         CASE(processes), CASE(kind_of_handle))
