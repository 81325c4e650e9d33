/* Wait completion packets: a port is told when an object is signalled. */
#include "pooled.h"

#include <winternl.h>

/* As in ntstatus.h, which does not go together with windows.h there. */
#define SUCCESS ((NTSTATUS)0)
#define IN_USE ((NTSTATUS)0xC00000EF)  /* STATUS_INVALID_PARAMETER_1 */
#define STILL ((NTSTATUS)0x00000103)   /* STATUS_PENDING */
#define NOT_IT ((NTSTATUS)0xC0000120)  /* STATUS_CANCELLED */
#define BAD ((NTSTATUS)0xC0000008)     /* STATUS_INVALID_HANDLE */
#define KIND ((NTSTATUS)0xC0000024)    /* STATUS_OBJECT_TYPE_MISMATCH */
#define DENIED ((NTSTATUS)0xC0000022)  /* STATUS_ACCESS_DENIED */
#define ABORTED ((NTSTATUS)0xC0000120) /* the packet's own status */

static struct {
    NTSTATUS(NTAPI *create)(PHANDLE, ACCESS_MASK, POBJECT_ATTRIBUTES);
    NTSTATUS(NTAPI *associate)
    (HANDLE, HANDLE, HANDLE, PVOID, PVOID, NTSTATUS, ULONG_PTR, PBOOLEAN);
    NTSTATUS(NTAPI *cancel)(HANDLE, BOOLEAN);
} nt;

static void find(void *function, const char *name)
{
    void *found = function_of("ntdll", name);

    memcpy(function, &found, sizeof found);
}

/* Whether they are there. */
static int available(void)
{
    find(&nt.create, "NtCreateWaitCompletionPacket");
    find(&nt.associate, "NtAssociateWaitCompletionPacket");
    find(&nt.cancel, "NtCancelWaitCompletionPacket");
    return nt.create && nt.associate && nt.cancel;
}

#define NEEDS_PACKETS                                                          \
    if (!available())                                                          \
    SKIP("Wine 8 has no wait completion packets")

static HANDLE packet_new(void)
{
    HANDLE packet = NULL;

    CHECK(nt.create(&packet, GENERIC_READ | GENERIC_WRITE, NULL) == SUCCESS);
    CHECK(packet != NULL);
    return packet;
}

static HANDLE auto_event(void)
{
    HANDLE event = CreateEventA(NULL, FALSE, FALSE, NULL);

    CHECK(event != NULL);
    return event;
}

#define OV ((OVERLAPPED *)0x5670)

/* Associates with KEY, OV, success and 7 bytes. */
static NTSTATUS associate(HANDLE packet, HANDLE port, HANDLE target)
{
    return nt.associate(packet, port, target, (PVOID)KEY, OV, SUCCESS, 7, NULL);
}

/* A port, a packet, and an automatic event that it is associated with. */
struct set {
    HANDLE port, packet, event;
};

static void set_new(struct set *set)
{
    set->port = port_new(0);
    set->packet = packet_new();
    set->event = auto_event();
    CHECK(associate(set->packet, set->port, set->event) == SUCCESS);
}

static void set_free(struct set *set)
{
    CloseHandle(set->packet);
    CloseHandle(set->event);
    CloseHandle(set->port);
}

/* Claim:  when the object is signalled, one packet is queued with the values
 *         that were given.
 * Source: "NtAssociateWaitCompletionPacket function".  Wine 8: has none. */
static void tells_the_port(void)
{
    struct set set;

    NEEDS_PACKETS;
    set_new(&set);
    CHECK_NO_PACKET(set.port);
    SetEvent(set.event);
    CHECK_PACKET(set.port, KEY, OV, 7, 0);
    CHECK_NO_PACKET(set.port);
    set_free(&set);
}

/* Claim:  all values verbatim; a status that is an error fails the dequeue.
 * Source: as above, IoStatus.  Wine 8: has none. */
static void verbatim(void)
{
    OVERLAPPED_ENTRY entry;
    struct set set;
    ULONG count;

    NEEDS_PACKETS;
    set_new(&set);
    SetEvent(set.event);
    CHECK_PACKET(set.port, KEY, OV, 7, 0);
    SetEvent(set.event);
    CHECK(nt.associate(set.packet, set.port, set.event, (PVOID)OTHER_KEY, OV,
                       DENIED, 3, NULL) == SUCCESS);
    CHECK_PACKET(set.port, OTHER_KEY, OV, 3, ERROR_ACCESS_DENIED);
    SetEvent(set.event);
    CHECK(nt.associate(set.packet, set.port, set.event, (PVOID) ~(ULONG_PTR)0,
                       NULL, ABORTED, 0xffffffff, NULL) == SUCCESS);
    CHECK(GetQueuedCompletionStatusEx(set.port, &entry, 1, &count, INFINITE,
                                      FALSE));
    CHECK(entry.lpCompletionKey == ~(ULONG_PTR)0 && entry.lpOverlapped == NULL);
    CHECK(entry.Internal == 0xC0000120 &&
          entry.dwNumberOfBytesTransferred == 0xffffffff);
    set_free(&set);
}

/* Claim:  an object that is signalled already: the packet is queued at once,
 *         and the caller is told; else it is told of that.
 * Source: as above, AlreadySignaled.  Wine 8: has none. */
static void already_signalled(void)
{
    HANDLE port, packet, event;
    BOOLEAN already = 2;

    NEEDS_PACKETS;
    port = port_new(0);
    packet = packet_new();
    event = auto_event();
    SetEvent(event);
    CHECK(nt.associate(packet, port, event, (PVOID)KEY, OV, SUCCESS, 1,
                       &already) == SUCCESS);
    CHECK(already == TRUE);
    CHECK_PACKET(port, KEY, OV, 1, 0);
    CHECK(!is_set(event), "the signal was used up");
    already = 2;
    CHECK(nt.associate(packet, port, event, (PVOID)KEY, OV, SUCCESS, 2,
                       &already) == SUCCESS);
    CHECK(already == FALSE);
    CHECK_NO_PACKET(port);
    SetEvent(event);
    CHECK_PACKET(port, KEY, OV, 2, 0);
    CloseHandle(packet);
    CloseHandle(event);
    CloseHandle(port);
}

/* Claim:  the signal is used up as by a wait.
 * Source: as above, Remarks.  Wine 8: has none. */
static void uses_the_signal_up(void)
{
    HANDLE semaphore;
    struct set set;

    NEEDS_PACKETS;
    set_new(&set);
    SetEvent(set.event);
    CHECK_PACKET(set.port, KEY, OV, 7, 0);
    CHECK(!is_set(set.event));
    semaphore = CreateSemaphoreA(NULL, 2, 2, NULL);
    CHECK(associate(set.packet, set.port, semaphore) == SUCCESS);
    CHECK_PACKET(set.port, KEY, OV, 7, 0);
    CHECK(is_set(semaphore));
    CHECK(!is_set(semaphore));
    CloseHandle(semaphore);
    set_free(&set);
}

/* Claim:  it tells once, also of an object that stays signalled; after the
 *         packet was taken it may be associated again.
 * Source: as above, Remarks.  Wine 8: has none. */
static void once(void)
{
    HANDLE manual;
    struct set set;

    NEEDS_PACKETS;
    set_new(&set);
    SetEvent(set.event);
    CHECK_PACKET(set.port, KEY, OV, 7, 0);
    SetEvent(set.event);
    CHECK_NO_PACKET(set.port);
    CHECK(is_set(set.event));
    manual = event_new();
    SetEvent(manual);
    for (int i = 0; i < 50; i++) {
        CHECK(associate(set.packet, set.port, manual) == SUCCESS);
        CHECK_PACKET(set.port, KEY, OV, 7, 0);
    }
    CHECK(is_set(manual));
    CHECK_NO_PACKET(set.port);
    CloseHandle(manual);
    set_free(&set);
}

/* Claim:  a packet object that is in use, waiting or queued, is refused.
 * Source: as above, Return value; observed.  Wine 8: has none. */
static void in_use(void)
{
    struct set set;

    NEEDS_PACKETS;
    set_new(&set);
    CHECK(associate(set.packet, set.port, set.event) == IN_USE);
    SetEvent(set.event);
    CHECK(associate(set.packet, set.port, set.event) == IN_USE);
    CHECK_PACKET(set.port, KEY, OV, 7, 0);
    CHECK_NO_PACKET(set.port);
    CHECK(associate(set.packet, set.port, set.event) == SUCCESS);
    set_free(&set);
}

/* ---- Cancelling --------------------------------------------------------- */

/* Claim:  0: no packet will come; later signals are left alone.
 * Source: "NtCancelWaitCompletionPacket function", Return value.
 *         Wine 8: has none. */
static void cancelled(void)
{
    NEEDS_PACKETS;
    for (int remove = 0; remove < 2; remove++) {
        struct set set;

        set_new(&set);
        CHECK(nt.cancel(set.packet, (BOOLEAN)remove) == SUCCESS);
        SetEvent(set.event);
        CHECK_NO_PACKET(set.port);
        CHECK(is_set(set.event));
        CHECK(associate(set.packet, set.port, set.event) == SUCCESS);
        SetEvent(set.event);
        CHECK_PACKET(set.port, KEY, OV, 7, 0);
        set_free(&set);
    }
}

/* Claim:  0xC0000120 for one that is not associated: new, taken, cancelled.
 * Source: as above.  Wine 8: has none. */
static void nothing_to_cancel(void)
{
    NEEDS_PACKETS;
    for (int remove = 0; remove < 2; remove++) {
        HANDLE unused = packet_new();
        struct set set;

        CHECK(nt.cancel(unused, (BOOLEAN)remove) == NOT_IT);
        set_new(&set);
        SetEvent(set.event);
        CHECK_PACKET(set.port, KEY, OV, 7, 0);
        CHECK(nt.cancel(set.packet, (BOOLEAN)remove) == NOT_IT);
        CHECK(associate(set.packet, set.port, set.event) == SUCCESS);
        CHECK(nt.cancel(set.packet, (BOOLEAN)remove) == SUCCESS);
        CHECK(nt.cancel(set.packet, (BOOLEAN)remove) == NOT_IT);
        set_free(&set);
        CloseHandle(unused);
    }
}

/* Claim:  0x103 for a packet that is queued, and is left there: it comes, and
 *         the object stays in use until then.
 * Source: as above.  Wine 8: has none. */
static void too_late(void)
{
    struct set set;

    NEEDS_PACKETS;
    set_new(&set);
    SetEvent(set.event);
    CHECK(nt.cancel(set.packet, FALSE) == STILL);
    CHECK(associate(set.packet, set.port, set.event) == IN_USE);
    CHECK_PACKET(set.port, KEY, OV, 7, 0);
    CHECK(nt.cancel(set.packet, FALSE) == NOT_IT);
    set_free(&set);
}

/* Claim:  asked to, it takes the packet out of the queue: 0; the others stay,
 *         and the object may be used again.
 * Source: as above, RemoveSignaledPacket.  Wine 8: has none. */
static void taken_out(void)
{
    struct set set;

    NEEDS_PACKETS;
    set_new(&set);
    post(set.port, 1, OTHER_KEY, NULL);
    SetEvent(set.event);
    post(set.port, 2, OTHER_KEY, NULL);
    CHECK(nt.cancel(set.packet, TRUE) == SUCCESS);
    CHECK_PACKET(set.port, OTHER_KEY, NULL, 1, 0);
    CHECK_PACKET(set.port, OTHER_KEY, NULL, 2, 0);
    CHECK_NO_PACKET(set.port);
    CHECK(nt.cancel(set.packet, TRUE) == NOT_IT);
    CHECK(associate(set.packet, set.port, set.event) == SUCCESS);
    SetEvent(set.event);
    CHECK_PACKET(set.port, KEY, OV, 7, 0);
    set_free(&set);
}

/* ---- Handles ------------------------------------------------------------ */

/* Claim:  closing the packet ends its association.
 * Source: observed.  Wine 8: has none. */
static void packet_closed(void)
{
    struct set set;

    NEEDS_PACKETS;
    set_new(&set);
    CHECK(CloseHandle(set.packet));
    SetEvent(set.event);
    CHECK_NO_PACKET(set.port);
    CHECK(is_set(set.event));
    CloseHandle(set.event);
    CloseHandle(set.port);
}

/* Claim:  closing the object's handle does not: another handle of it signals.
 * Source: observed.  Wine 8: has none. */
static void target_closed(void)
{
    struct set set;
    HANDLE other;

    NEEDS_PACKETS;
    set_new(&set);
    other = duplicate_of(set.event);
    CloseHandle(set.event);
    set.event = other;
    CHECK_NO_PACKET(set.port);
    SetEvent(set.event);
    CHECK_PACKET(set.port, KEY, OV, 7, 0);
    set_free(&set);
}

/* Claim:  handles of another kind are 0xC0000024, no handles 0xC0000008;
 *         nothing is associated then.
 * Source: [MS-ERREF]; observed.  Wine 8: has none. */
static void bad_handles(void)
{
    HANDLE port, packet, event, closed;

    NEEDS_PACKETS;
    port = port_new(0);
    packet = packet_new();
    event = auto_event();
    closed = event_new();
    CloseHandle(closed);
    CHECK(associate(event, port, event) == KIND);
    CHECK(associate(packet, event, event) == KIND);
    CHECK(nt.cancel(event, FALSE) == KIND);
    CHECK(associate(closed, port, event) == BAD);
    CHECK(associate(packet, closed, event) == BAD);
    CHECK(associate(packet, port, closed) == BAD);
    CHECK(associate(NULL, port, event) == BAD);
    CHECK(nt.cancel(closed, TRUE) == BAD);
    CHECK(nt.cancel(packet, FALSE) == NOT_IT);
    SetEvent(event);
    CHECK_NO_PACKET(port);
    CloseHandle(packet);
    CloseHandle(event);
    CloseHandle(port);
}

/* Claim:  a mutex, which belongs to a thread, is refused.
 * Source: observed.  Wine 8: has none. */
static void mutexes(void)
{
    HANDLE port, packet, mutex;

    NEEDS_PACKETS;
    port = port_new(0);
    packet = packet_new();
    mutex = CreateMutexA(NULL, FALSE, NULL);
    CHECK(associate(packet, port, mutex) < 0);
    CHECK_NO_PACKET(port);
    CHECK(is_set(mutex) && ReleaseMutex(mutex));
    CloseHandle(packet);
    CloseHandle(mutex);
    CloseHandle(port);
}

/* Claim:  one port hears of hundreds of objects, each once.
 * Source: "NtAssociateWaitCompletionPacket function".  Wine 8: has none. */
static void hundreds(void)
{
    enum { COUNT = 300 };
    static HANDLE packets[COUNT], events[COUNT];
    static int heard[COUNT];
    HANDLE port;

    NEEDS_PACKETS;
    port = port_new(0);
    memset(heard, 0, sizeof heard);
    for (ULONG_PTR i = 0; i < COUNT; i++) {
        packets[i] = packet_new();
        events[i] = auto_event();
        CHECK(nt.associate(packets[i], port, events[i], (PVOID)i, NULL, SUCCESS,
                           i, NULL) == SUCCESS);
    }
    for (int i = COUNT; i-- > 0;)
        SetEvent(events[i]);
    for (int i = 0; i < COUNT; i++) {
        struct packet packet = packet_next(port, INFINITE);

        if (CHECK(packet.ok && packet.key < COUNT))
            heard[packet.key]++;
    }
    CHECK_NO_PACKET(port);
    for (int i = 0; i < COUNT; i++) {
        CHECK(heard[i] == 1, "%d: %d", i, heard[i]);
        CloseHandle(packets[i]);
        CloseHandle(events[i]);
    }
    CloseHandle(port);
}

/* Claim:  a signal that finds the port closed leads nowhere, and the packet can
 *         be associated again; all other timers go on.
 * Source: "NtAssociateWaitCompletionPacket function", Remarks.  Wine 8: has
 *         none. */
static void port_is_closed_first(void)
{
    LARGE_INTEGER soon = {.QuadPart = -10 * MS};
    HANDLE port, packet, timer, other;

    NEEDS_PACKETS;
    port = port_new(0);
    packet = packet_new();
    timer = CreateWaitableTimerA(NULL, TRUE, NULL);
    other = CreateWaitableTimerA(NULL, TRUE, NULL);
    CHECK(nt.associate(packet, port, timer, NULL, NULL, SUCCESS, 0, NULL) ==
          SUCCESS);
    CHECK(SetWaitableTimer(timer, &soon, 0, NULL, NULL, FALSE));
    CloseHandle(port);
    CloseHandle(timer);
    soon.QuadPart = -20 * MS;
    CHECK(SetWaitableTimer(other, &soon, 0, NULL, NULL, FALSE));
    CHECK(happens(other));
    port = port_new(0);
    CHECK(nt.associate(packet, port, other, (PVOID)7, NULL, SUCCESS, 0, NULL) ==
          SUCCESS);
    CHECK(packet_next(port, INFINITE).key == 7);
    CloseHandle(packet);
    CloseHandle(other);
    CloseHandle(port);
}

TAP_MAIN(CASE(tells_the_port), CASE(verbatim), CASE(already_signalled),
         CASE(uses_the_signal_up), CASE(once), CASE(in_use), CASE(cancelled),
         CASE(nothing_to_cancel), CASE(too_late), CASE(taken_out),
         CASE(packet_closed), CASE(target_closed), CASE(bad_handles),
         CASE(mutexes), CASE(port_is_closed_first), CASE_LONG(hundreds, 60))
