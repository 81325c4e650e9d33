/* How the end of a request that was pending is told, for every kind of request
 * alike: by packet, event or handle, as hEvent and the modes of the file say.
 */
#include "file_locks.h"
#include "pipes.h"
#include "watched.h"

#define SKIP_PORT FILE_SKIP_COMPLETION_PORT_ON_SUCCESS
#define SKIP_EVENT FILE_SKIP_SET_EVENT_ON_HANDLE

/* One request of a kind: `handle` is its file, of which `port` hears. */
struct stage {
    HANDLE port, handle;
    OVERLAPPED ov;
    union {
        char byte;
        char addresses[ACCEPT_ROOM];
    } buf;
    SOCKET mine, other;
    struct address address;
    struct pipe_pair pipes;
    struct two files;
    struct place place;
};

struct kind {
    const char *name;
    void (*open)(struct stage *stage);
    int (*start)(struct stage *stage); /* 997, else 0 or the error */
    void (*provoke)(struct stage *stage);
    void (*close)(struct stage *stage);
};

/* ---- Kinds ---- */

static void close_sockets(struct stage *stage)
{
    closesocket(stage->mine);
    if (stage->other != INVALID_SOCKET)
        closesocket(stage->other);
}

static void open_stream(struct stage *stage)
{
    struct pair pair = pair_new(AF_INET);

    stage->mine = pair.mine;
    stage->other = pair.peer;
    stage->handle = (HANDLE)pair.mine;
}

static void open_datagrams(struct stage *stage)
{
    net_start();
    udp_pair(&stage->mine, &stage->other);
    stage->handle = (HANDLE)stage->mine;
}

static int receive(struct stage *stage)
{
    return start_recv(stage->mine, &stage->buf.byte, 1, &stage->ov);
}

static void send_byte(struct stage *stage)
{
    send_all(stage->other, "x", 1);
}

static void open_listener(struct stage *stage)
{
    stage->mine = listener_new(AF_INET, &stage->address);
    stage->other = tcp_new(AF_INET);
    stage->handle = (HANDLE)stage->mine;
}

static int accept_it(struct stage *stage)
{
    return start_accept(stage->mine, stage->other, stage->buf.addresses,
                        &stage->ov);
}

static void come(struct stage *stage)
{
    closesocket(connected_to(&stage->address));
}

static void open_client(struct stage *stage)
{
    stage->other = listener_new(AF_INET, &stage->address);
    stage->mine = tcp_bound(AF_INET);
    stage->handle = (HANDLE)stage->mine;
}

static int connect_it(struct stage *stage)
{
    return start_connect(stage->mine, &stage->address, &stage->ov);
}

static void nothing(struct stage *stage)
{
    (void)stage;
}

/* Without a file it sends its buffers. */
static int transmit(struct stage *stage)
{
    static char head[4] = "head";
    TRANSMIT_FILE_BUFFERS buffers = {.Head = head, .HeadLength = 1};

    return extensions()->transmit(stage->mine, NULL, 0, 0, &stage->ov, &buffers,
                                  0)
               ? 0
               : WSAGetLastError();
}

static void open_pipe(struct stage *stage)
{
    stage->pipes = pipe_pair(PIPE_BYTES);
    stage->handle = stage->pipes.server;
}

static int read_pipe(struct stage *stage)
{
    return ReadFile(stage->handle, &stage->buf.byte, 1, NULL, &stage->ov)
               ? 0
               : GetLastError();
}

static void write_pipe(struct stage *stage)
{
    pipe_send(stage->pipes.client, "x", 1);
}

static void close_pipes(struct stage *stage)
{
    pipe_close(&stage->pipes);
}

static void open_pipe_server(struct stage *stage)
{
    stage->pipes = pipe_server(PIPE_BYTES);
    stage->handle = stage->pipes.server;
}

static int connect_pipe(struct stage *stage)
{
    return start_connect_pipe(stage->handle, &stage->ov);
}

static void come_to_pipe(struct stage *stage)
{
    stage->pipes.client = pipe_client(stage->pipes.name, 0);
}

static void open_locked(struct stage *stage)
{
    stage->files = two_new(ASYNC, ASYNC);
    CHECK(lock_at(stage->files.one, EXCLUSIVE, 0, 10));
    stage->handle = stage->files.other;
}

static int lock_it(struct stage *stage)
{
    return LockFileEx(stage->handle, EXCLUSIVE, 0, 10, 0, &stage->ov)
               ? 0
               : GetLastError();
}

static void unlock_it(struct stage *stage)
{
    CHECK(unlock_at(stage->files.one, 0, 10));
}

static void close_files(struct stage *stage)
{
    two_close(&stage->files);
}

static void open_folder(struct stage *stage)
{
    place_make(&stage->place);
    stage->handle = stage->place.folder;
}

static int watch_it(struct stage *stage)
{
    struct place *place = &stage->place;

    return ReadDirectoryChangesW(place->folder, place->buffer.bytes,
                                 sizeof place->buffer, FALSE, EVERY_NAME, NULL,
                                 &stage->ov, NULL)
               ? WSA_IO_PENDING
               : GetLastError();
}

static void make_name(struct stage *stage)
{
    CHECK(tap_make_folder(in(&stage->place, "new")));
}

static void close_folder(struct stage *stage)
{
    tap_remove_folder(in(&stage->place, "new"));
    place_end(&stage->place);
}

static const struct kind kinds[] = {
    {"WSARecv", open_stream, receive, send_byte, close_sockets},
    {"datagram", open_datagrams, receive, send_byte, close_sockets},
    {"AcceptEx", open_listener, accept_it, come, close_sockets},
    {"ConnectEx", open_client, connect_it, nothing, close_sockets},
    {"TransmitFile", open_stream, transmit, nothing, close_sockets},
    {"pipe", open_pipe, read_pipe, write_pipe, close_pipes},
    {"ConnectNamedPipe", open_pipe_server, connect_pipe, come_to_pipe,
     close_pipes},
    {"LockFileEx", open_locked, lock_it, unlock_it, close_files},
    {"ReadDirectoryChanges", open_folder, watch_it, make_name, close_folder},
};

/* ---- The ways ---- */

static BOOL posts_nothing_there(const struct kind *kind)
{
    return tap_where() == WINE_8 && kind->start == lock_it;
}

static void stage_open(struct stage *stage, const struct kind *kind,
                       UCHAR modes)
{
    memset(stage, 0, sizeof *stage);
    stage->mine = stage->other = INVALID_SOCKET;
    stage->port = port_new(0);
    kind->open(stage);
    port_add(stage->port, stage->handle, KEY);
    CHECK(SetFileCompletionNotificationModes(stage->handle, modes));
}

static void stage_close(struct stage *stage, const struct kind *kind)
{
    kind->close(stage);
    CloseHandle(stage->port);
}

/* Whether it may have ended inside the call, or already. */
static BOOL waits(const struct kind *kind)
{
    return kind->provoke != nothing;
}

static int begin(struct stage *stage, const struct kind *kind, HANDLE event)
{
    int result;

    stage->ov = overlapped_new(event);
    if (kind->start == lock_it)
        stage->ov.Offset = 0;
    result = kind->start(stage);
    CHECK(started(result), "%s: %d", kind->name, result);
    if (waits(kind))
        CHECK(result == WSA_IO_PENDING, "%s: %d", kind->name, result);
    return result;
}

static void packet_comes(struct stage *stage, const struct kind *kind)
{
    struct packet packet = packet_next(stage->port, DEADLINE);

    CHECK(packet.ok && packet.overlapped == &stage->ov && packet.key == KEY,
          "%s: error %u", kind->name, (unsigned)packet.error);
    CHECK(packet.bytes == stage->ov.InternalHigh, "%s", kind->name);
}

/* Claim:  what was pending posts one packet, and sets its event.
 * Source: "GetQueuedCompletionStatus function", Remarks; "OVERLAPPED
 *         structure", hEvent.  Wine 8: same, but locks. */
static void packet_and_event(void)
{
    static struct stage stage;

    for (unsigned i = 0; i < COUNT_OF(kinds); i++) {
        const struct kind *kind = &kinds[i];
        HANDLE event = event_new();

        if (posts_nothing_there(kind))
            continue;
        SetEvent(event);
        stage_open(&stage, kind, 0);
        begin(&stage, kind, event);
        if (waits(kind))
            CHECK(!is_set(event), "%s", kind->name);
        kind->provoke(&stage);
        packet_comes(&stage, kind);
        CHECK(is_set(event), "%s", kind->name);
        CHECK_NO_PACKET(stage.port);
        stage_close(&stage, kind);
        CloseHandle(event);
    }
}

/* Claim:  in skip mode what returned 997 posts all the same.
 * Source: "SetFileCompletionNotificationModes function".  Wine 8: same, but
 *         locks. */
static void pending_posts_in_skip_mode(void)
{
    static struct stage stage;

    for (unsigned i = 0; i < COUNT_OF(kinds); i++) {
        const struct kind *kind = &kinds[i];
        int result;

        if (posts_nothing_there(kind))
            continue;
        stage_open(&stage, kind, SKIP_PORT);
        result = begin(&stage, kind, NULL);
        kind->provoke(&stage);
        if (result == WSA_IO_PENDING)
            packet_comes(&stage, kind);
        CHECK_NO_PACKET(stage.port);
        stage_close(&stage, kind);
    }
}

/* Claim:  the low bit of hEvent keeps the packet back; the event is set.
 * Source: "GetQueuedCompletionStatus function", Remarks.  Wine 8: same. */
static void low_bit(void)
{
    static struct stage stage;

    for (unsigned i = 0; i < COUNT_OF(kinds); i++) {
        const struct kind *kind = &kinds[i];
        HANDLE event = event_new();

        if (posts_nothing_there(kind))
            continue;
        stage_open(&stage, kind, 0);
        begin(&stage, kind, without_packet(event));
        kind->provoke(&stage);
        CHECK(wait_for(event), "%s", kind->name);
        CHECK(HasOverlappedIoCompleted(&stage.ov), "%s", kind->name);
        CHECK_NO_PACKET(stage.port);
        stage_close(&stage, kind);
        CloseHandle(event);
    }
}

/* Claim:  without an event the file's handle is signalled: not while the
 *         request is pending, and after its end, unless its mode spares it.
 * Source: "OVERLAPPED structure", hEvent; "SetFileCompletionNotificationModes
 *         function".  Wine 8: same for most. */
static void handle_is_signalled(void)
{
    static struct stage stage;

    for (unsigned i = 0; i < 2 * COUNT_OF(kinds); i++) {
        const struct kind *kind = &kinds[i / 2];
        BOOL spared = i % 2 == 1;

        if (posts_nothing_there(kind))
            continue;
        stage_open(&stage, kind, spared ? SKIP_EVENT : 0);
        begin(&stage, kind, NULL);
        if (waits(kind))
            CHECK(!is_set(stage.handle), "%s", kind->name);
        kind->provoke(&stage);
        packet_comes(&stage, kind);
        CHECK(is_set(stage.handle) == !spared, "%s, %d", kind->name, spared);
        stage_close(&stage, kind);
    }
}

TAP_MAIN(CASE(packet_and_event), CASE(pending_posts_in_skip_mode),
         CASE(low_bit), CASE(handle_is_signalled))
