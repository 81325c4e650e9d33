#include "sync/apc.h"

#include "base/clock.h"
#include "base/errmap.h"
#include "iocp/errors.h"

typedef void (*user_function)(ULONG_PTR);
typedef void (*file_function)(DWORD, DWORD, OVERLAPPED *);
typedef void (*socket_function)(DWORD, DWORD, OVERLAPPED *, DWORD);
typedef void (*timer_function)(void *, DWORD, DWORD);

void apc_init(struct apc_queue *apcs)
{
    lock_init(&apcs->lock, LOCK_APC);
    apcs->closed = false;
    atomic_init(&apcs->pending, false);
    packet_queue_init(&apcs->packets);
    apcs->alert = NULL;
}

/* False when the thread has ended. */
static bool push_locked(struct apc_queue *apcs, struct packet *packet,
                        struct apc_wake *wake)
{
    if (apcs->closed)
        return false;
    packet_append(&apcs->packets, packet);
    /* Release pairs with the acquire in apc_pending. */
    atomic_store_explicit(&apcs->pending, true, memory_order_release);
    /* It stays: who was told may find that the APC was withdrawn, and go on
     * waiting. */
    if (apcs->alert != NULL)
        apcs->alert->tell(apcs->alert, wake);
    return true;
}

bool apc_push(struct apc_queue *apcs, struct packet *packet)
{
    struct apc_wake wake = {NULL, NULL};
    bool open;

    lock_take(&apcs->lock);
    open = push_locked(apcs, packet, &wake);
    lock_drop(&apcs->lock);
    if (wake.call != NULL)
        wake.call(wake.what);
    return open;
}

static struct packet *take_locked(struct apc_queue *apcs)
{
    struct packet *packet = packet_take_oldest(&apcs->packets);

    if (apcs->packets.count == 0)
        atomic_store_explicit(&apcs->pending, false, memory_order_relaxed);
    return packet;
}

/* ---- Again and again ---- */

static void keep(struct packet *packet)
{
    (void)packet;
}

void apc_again_init(struct apc_again *again, enum packet_call kind)
{
    *again = (struct apc_again){
        .packet = {.call = (uint8_t)kind, .release = keep},
    };
}

static bool is_again(const struct packet *packet)
{
    return packet->call == CALL_TIMER;
}

bool apc_push_again(struct apc_queue *apcs, struct apc_again *again,
                    struct apc_wake *wake)
{
    bool open = true;

    lock_take(&apcs->lock);
    if (!again->queued) {
        again->time = clock_file_time();
        open = push_locked(apcs, &again->packet, wake);
        again->queued = open;
    }
    lock_drop(&apcs->lock);
    return open;
}

void apc_withdraw(struct apc_queue *apcs, struct apc_again *again)
{
    lock_take(&apcs->lock);
    if (again->queued) {
        packet_take(&apcs->packets, &again->packet);
        if (apcs->packets.count == 0)
            atomic_store_explicit(&apcs->pending, false, memory_order_relaxed);
    }
    again->queued = false;
    lock_drop(&apcs->lock);
}

/* Those that somebody else owns are let go of under the lock. */
void apc_close(struct apc_queue *apcs)
{
    struct packet_queue dropped;
    struct packet *packet;

    packet_queue_init(&dropped);
    lock_take(&apcs->lock);
    apcs->closed = true;
    while ((packet = take_locked(apcs)) != NULL)
        if (is_again(packet))
            ((struct apc_again *)packet)->queued = false;
        else
            packet_append(&dropped, packet);
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

/* A copy, as the storage goes back first: the routine may end the thread. */
static bool take(struct apc_queue *apcs, struct apc_again *apc)
{
    struct packet *packet;

    lock_take(&apcs->lock);
    packet = take_locked(apcs);
    if (packet != NULL && is_again(packet)) {
        *apc = *(struct apc_again *)packet;
        ((struct apc_again *)packet)->queued = false;
    } else if (packet != NULL)
        apc->packet = *packet;
    lock_drop(&apcs->lock);
    if (packet != NULL)
        apc->packet.release(packet); /* one that is queued again keeps it */
    return packet != NULL;
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

static void call_timer(const struct apc_again *apc)
{
    ((timer_function)apc->packet.key)((void *)apc->packet.information,
                                      (DWORD)apc->time,
                                      (DWORD)(apc->time >> 32));
}

static void call(const struct apc_again *again)
{
    const struct packet *apc = &again->packet;
    DWORD error = error_of(apc);
    DWORD bytes =
        status_is_error(apc->status) ? 0 : (DWORD)(uint32_t)apc->information;

    if (apc->call == CALL_APC)
        ((user_function)apc->key)(apc->information);
    else if (apc->call == CALL_TIMER)
        call_timer(again);
    else if (apc->call == CALL_FILE)
        ((file_function)apc->key)(error, bytes, apc->overlapped);
    else
        ((socket_function)apc->key)(error, bytes, apc->overlapped,
                                    apc->status == STATUS_BUFFER_OVERFLOW
                                        ? 0x8000u /* MSG_PARTIAL */
                                        : 0u);
}

void apc_run(struct apc_queue *apcs)
{
    struct apc_again apc = {.time = 0};

    while (take(apcs, &apc))
        call(&apc);
}
