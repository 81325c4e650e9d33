#include "sync/apc.h"

#include "base/errmap.h"
#include "iocp/errors.h"

typedef void (*user_function)(ULONG_PTR);
typedef void (*file_function)(DWORD, DWORD, OVERLAPPED *);
typedef void (*socket_function)(DWORD, DWORD, OVERLAPPED *, DWORD);

void apc_init(struct apc_queue *apcs)
{
    lock_init(&apcs->lock, LOCK_APC);
    apcs->closed = false;
    atomic_init(&apcs->pending, false);
    packet_queue_init(&apcs->packets);
    apcs->alert = NULL;
}

bool apc_push(struct apc_queue *apcs, struct packet *packet)
{
    struct apc_wake wake = {NULL, NULL};
    bool open;

    lock_take(&apcs->lock);
    open = !apcs->closed;
    if (open) {
        packet_append(&apcs->packets, packet);
        /* Release pairs with the acquire in apc_pending. */
        atomic_store_explicit(&apcs->pending, true, memory_order_release);
        if (apcs->alert != NULL)
            apcs->alert->tell(apcs->alert, &wake);
        apcs->alert = NULL; /* a wait ends once */
    }
    lock_drop(&apcs->lock);
    if (wake.call != NULL)
        wake.call(wake.what);
    return open;
}

void apc_close(struct apc_queue *apcs)
{
    struct packet_queue dropped;

    packet_queue_init(&dropped);
    lock_take(&apcs->lock);
    apcs->closed = true;
    packet_append_all(&dropped, &apcs->packets);
    atomic_store_explicit(&apcs->pending, false, memory_order_relaxed);
    lock_drop(&apcs->lock);
    packet_discard_all(&dropped);
}

bool apc_arm(struct apc_queue *apcs, struct apc_alert *alert)
{
    bool idle;

    lock_take(&apcs->lock);
    idle = apcs->packets.count == 0;
    if (idle)
        apcs->alert = alert;
    lock_drop(&apcs->lock);
    return idle;
}

void apc_disarm(struct apc_queue *apcs)
{
    lock_take(&apcs->lock);
    apcs->alert = NULL;
    lock_drop(&apcs->lock);
}

static struct packet *take(struct apc_queue *apcs)
{
    struct packet *packet;

    lock_take(&apcs->lock);
    packet = packet_take_oldest(&apcs->packets);
    if (apcs->packets.count == 0)
        atomic_store_explicit(&apcs->pending, false, memory_order_relaxed);
    lock_drop(&apcs->lock);
    return packet;
}

/* "If the I/O completed successfully, this parameter is zero": a warning, such
 * as a message that was cut, is no failure to a file's routine
 * (LPOVERLAPPED_COMPLETION_ROUTINE). To a socket's it has its code. */
static DWORD error_of(const struct packet *packet)
{
    if (packet->call == CALL_SOCKET)
        return errmap_winsock(packet->status);
    return status_is_error(packet->status) ? errmap_win32(packet->status) : 0;
}

/* The storage goes back first: the routine may end the thread. */
static void call(struct packet *packet)
{
    const struct packet apc = *packet;
    DWORD error = error_of(packet);
    DWORD bytes =
        status_is_error(apc.status) ? 0 : (DWORD)(uint32_t)apc.information;

    packet->release(packet);
    if (apc.call == CALL_APC)
        ((user_function)apc.key)(apc.information);
    else if (apc.call == CALL_FILE)
        ((file_function)apc.key)(error, bytes, apc.overlapped);
    else
        ((socket_function)apc.key)(error, bytes, apc.overlapped,
                                   apc.status == STATUS_BUFFER_OVERFLOW
                                       ? 0x8000u /* MSG_PARTIAL */
                                       : 0u);
}

void apc_run(struct apc_queue *apcs)
{
    struct packet *packet;

    while ((packet = take(apcs)) != NULL)
        call(packet);
}
