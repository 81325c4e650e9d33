#include "object/job_message.h"

#include <stdlib.h>

#include "iocp/errors.h"
#include "port/port.h"

struct lock job_lock = LOCK_INITIALISER(LOCK_OBJECT);

static void message_release(struct packet *packet)
{
    free(LIST_ITEM(packet, struct job_message, packet));
}

struct job_message *job_message_new(void)
{
    struct job_message *message = calloc(1, sizeof *message);

    if (message != NULL)
        message->packet.release = message_release;
    return message;
}

void job_tell_locked(struct job *job, struct job_message *message,
                     enum job_event event, const struct process *process)
{
    if (job->port == NULL) {
        free(message);
        return;
    }
    message->packet.information = event;
    message->packet.key = job->key;
    message->packet.overlapped =
        process != NULL ? (OVERLAPPED *)(uintptr_t)(uint32_t)process->pid
                        : NULL;
    message->port = job->port;
    object_get(&job->port->head);
    packet_append(&job->outbox, &message->packet);
}

/* A message is never refused, unlike what programs post: there are few a
 * process, and who was not told of an end might wait for ever. */
static void pass_on(struct job_message *message)
{
    struct port *port = message->port;

    port_charge_late(port);
    port_push(port, &message->packet);
    object_put(&port->head);
}

void job_send(struct job *job)
{
    struct packet *packet;

    lock_take(&job_lock);
    if (job->sending) {
        lock_drop(&job_lock);
        return;
    }
    job->sending = true;
    while ((packet = packet_take_oldest(&job->outbox)) != NULL) {
        lock_drop(&job_lock);
        pass_on(LIST_ITEM(packet, struct job_message, packet));
        lock_take(&job_lock);
    }
    job->sending = false;
    lock_drop(&job_lock);
}

void job_send_chain(struct job *job)
{
    while (job != NULL) {
        struct job *parent;

        job_send(job);
        lock_take(&job_lock);
        parent = job->parent; /* set once, and it holds a reference */
        lock_drop(&job_lock);
        job = parent;
    }
}

/* ---- The port ---- */

/* One message for each process there is, in the members' `started`. */
static bool make_messages_locked(struct job *job)
{
    LIST_FOR_EACH (node, &job->members) {
        struct member *member = LIST_ITEM(node, struct member, link);

        if (member->started == NULL)
            member->started = job_message_new();
        if (member->started == NULL)
            return false;
    }
    return true;
}

static void tell_all_locked(struct job *job)
{
    LIST_FOR_EACH (node, &job->members) {
        struct member *member = LIST_ITEM(node, struct member, link);

        job_tell_locked(job, member->started, JOB_EVENT_NEW_PROCESS,
                        member->process);
        member->started = NULL;
    }
}

/* "You can associate one completion port with a job"; NULL takes it away, on
 * Windows 8 and later (JOBOBJECT_ASSOCIATE_COMPLETION_PORT). */
static NTSTATUS associate_locked(struct job *job, struct port *port,
                                 ULONG_PTR key, struct port **before)
{
    if (port != NULL && job->port != NULL)
        return STATUS_INVALID_PARAMETER;
    if (port != NULL && !make_messages_locked(job))
        return STATUS_NO_MEMORY;
    *before = job->port;
    job->port = port;
    job->key = key;
    if (port == NULL)
        return STATUS_SUCCESS;
    object_get(&port->head);
    tell_all_locked(job);
    return STATUS_SUCCESS;
}

NTSTATUS job_associate(struct job *job, struct port *port, ULONG_PTR key)
{
    struct port *before = NULL;
    NTSTATUS status;

    lock_take(&job_lock);
    status = associate_locked(job, port, key, &before);
    lock_drop(&job_lock);
    if (before != NULL)
        object_put(&before->head);
    job_send(job);
    return status;
}
