#include "iocp/port.h"

#include "api/api.h"
#include "base/clock.h"
#include "base/thread_exit.h"
#include "object/io_object.h"
#include "object/thread.h"
#include "port/port.h"

static struct port *get_port(HANDLE handle, NTSTATUS *status)
{
    return (struct port *)table_get(handle, OBJECT_PORT, status);
}

/* The port a thread posts to or waits on, call after call. */
static __thread struct table_cache last_port;
static __thread struct exit_hook last_port_hook;

static void forget_last_port(void)
{
    table_cache_drop(&last_port);
}

/* Lent until this thread's next call. */
static struct port *find_port(HANDLE handle, NTSTATUS *status)
{
    struct object *port =
        table_get_cached(&last_port, handle, OBJECT_PORT, status);

    if (port != NULL)
        thread_exit_hook(&last_port_hook, forget_last_port);
    return (struct port *)port;
}

/* Creating: the file, if any, is associated before the handle is handed out,
 * so that a failure leaves nothing behind. */
static NTSTATUS create(struct io_object *file, ULONG_PTR key, DWORD concurrency,
                       HANDLE *handle)
{
    struct port *port = port_new(concurrency);
    NTSTATUS status;

    if (port == NULL)
        return STATUS_INSUFFICIENT_RESOURCES;
    status = table_insert(&port->head, handle);
    if (status == STATUS_SUCCESS && file != NULL) {
        status = io_associate(file, port, key);
        if (status != STATUS_SUCCESS)
            table_close(*handle, OBJECT_PORT);
    }
    object_put(&port->head);
    return status;
}

static NTSTATUS associate(struct io_object *file, HANDLE handle, ULONG_PTR key)
{
    NTSTATUS status;
    struct port *port = get_port(handle, &status);

    if (port == NULL)
        return status;
    status = io_associate(file, port, key);
    object_put(&port->head);
    return status;
}

HANDLE WINAPI CreateIoCompletionPort(HANDLE FileHandle,
                                     HANDLE ExistingCompletionPort,
                                     ULONG_PTR CompletionKey,
                                     DWORD NumberOfConcurrentThreads)
{
    HANDLE port = ExistingCompletionPort;
    struct io_object *file = NULL;
    NTSTATUS status;

    if (FileHandle == INVALID_HANDLE_VALUE) {
        status = port != NULL
                     ? STATUS_INVALID_PARAMETER
                     : create(NULL, 0, NumberOfConcurrentThreads, &port);
        return api_result(status) ? port : NULL;
    }
    file = (struct io_object *)table_get(FileHandle, OBJECT_IO, &status);
    if (file == NULL) {
        api_fail(status);
        return NULL;
    }
    if (port == NULL)
        status = create(file, CompletionKey, NumberOfConcurrentThreads, &port);
    else
        status = associate(file, port, CompletionKey);
    object_put(&file->head);
    return api_result(status) ? port : NULL;
}

BOOL WINAPI PostQueuedCompletionStatus(HANDLE CompletionPort,
                                       DWORD dwNumberOfBytesTransferred,
                                       ULONG_PTR dwCompletionKey,
                                       LPOVERLAPPED lpOverlapped)
{
    NTSTATUS status;
    struct port *port = find_port(CompletionPort, &status);
    struct packet *packet;

    if (port == NULL)
        return api_fail(status);
    packet =
        packet_new(dwCompletionKey, lpOverlapped, dwNumberOfBytesTransferred);
    if (packet == NULL)
        return api_fail(STATUS_INSUFFICIENT_RESOURCES);
    if (port_post(port, packet))
        return TRUE;
    packet->release(packet);
    return api_fail(STATUS_INSUFFICIENT_RESOURCES);
}

/* A wait result as GetLastError shows it. A timeout is WAIT_TIMEOUT here
 * ("GetQueuedCompletionStatus function", Return value), and not the code its
 * status has elsewhere. */
static BOOL wait_failed(NTSTATUS status)
{
    if (status == STATUS_TIMEOUT)
        return api_error(WAIT_TIMEOUT);
    if (status == STATUS_USER_APC)
        return api_error(WAIT_IO_COMPLETION);
    return api_fail(status);
}

/* `apcs` NULL: not alertable. */
static inline NTSTATUS wait(HANDLE handle, struct packet_queue *taken,
                            ULONG capacity, DWORD timeout_ms,
                            struct apc_queue *apcs)
{
    NTSTATUS status;
    struct port *port = find_port(handle, &status);
    uint64_t deadline_ns;

    packet_queue_init(taken);
    if (port == NULL)
        return status;
    deadline_ns = clock_deadline_ns(timeout_ms);
    return apcs == NULL
               ? port_wait(port, taken, capacity, deadline_ns)
               : port_wait_alertable(port, taken, capacity, deadline_ns, apcs);
}

BOOL WINAPI GetQueuedCompletionStatus(HANDLE CompletionPort,
                                      LPDWORD lpNumberOfBytesTransferred,
                                      PULONG_PTR lpCompletionKey,
                                      LPOVERLAPPED *lpOverlapped,
                                      DWORD dwMilliseconds)
{
    struct packet_queue taken;
    struct packet *packet;
    NTSTATUS status;

    if (lpNumberOfBytesTransferred == NULL || lpCompletionKey == NULL ||
        lpOverlapped == NULL) /* before a packet is taken: it would be lost */
        return api_error(ERROR_NOACCESS);
    status = wait(CompletionPort, &taken, 1, dwMilliseconds, NULL);
    packet = taken.oldest;
    if (packet == NULL) {
        *lpOverlapped = NULL;
        return wait_failed(status);
    }
    *lpOverlapped = packet->overlapped;
    *lpNumberOfBytesTransferred = (DWORD)packet->information;
    *lpCompletionKey = packet->key;
    status = packet->status;
    packet->release(packet);
    return api_result(status);
}

static ULONG deliver(struct packet_queue *taken, OVERLAPPED_ENTRY *entries)
{
    ULONG count = 0;
    struct packet *packet;

    while ((packet = packet_take_oldest(taken)) != NULL) {
        entries[count].lpCompletionKey = packet->key;
        entries[count].lpOverlapped = packet->overlapped;
        entries[count].Internal = (ULONG_PTR)(uint32_t)packet->status;
        entries[count].dwNumberOfBytesTransferred = (DWORD)packet->information;
        packet->release(packet);
        count++;
    }
    return count;
}

BOOL WINAPI GetQueuedCompletionStatusEx(
    HANDLE CompletionPort, LPOVERLAPPED_ENTRY lpCompletionPortEntries,
    ULONG ulCount, PULONG ulNumEntriesRemoved, DWORD dwMilliseconds,
    BOOL fAlertable)
{
    struct apc_queue *apcs = fAlertable ? thread_apcs() : NULL;
    struct packet_queue taken;
    NTSTATUS status;

    if (lpCompletionPortEntries == NULL || ulNumEntriesRemoved == NULL)
        return api_error(ERROR_NOACCESS);
    if (ulCount == 0)
        return api_error(ERROR_INVALID_PARAMETER);
    status = wait(CompletionPort, &taken, ulCount, dwMilliseconds, apcs);
    if (status != STATUS_SUCCESS) {
        *ulNumEntriesRemoved = 0;
        if (status == STATUS_USER_APC)
            apc_run(apcs);
        return wait_failed(status);
    }
    *ulNumEntriesRemoved = deliver(&taken, lpCompletionPortEntries);
    return TRUE;
}
