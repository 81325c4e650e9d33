/* How many requests will yet queue a packet to a port: counted from before they
 * start until their packet leaves. */
#include "base/limits.h"
#include "port/port.h"

/* Requests whose packets went to a thread, or down with the port. */
static uint64_t left_locked(const struct port *port)
{
    return port->pushed - packet_completions(&port->queue);
}

/* The gate has not heard of all who left. Under the lock, so that of several
 * threads that come here none tells an older count than the one before. */
bool port_charge_exactly(struct port *port)
{
    bool entered;

    lock_take(&port->lock);
    gate_tell(&port->charged, left_locked(port));
    entered = gate_enter(&port->charged, limit_of(LIMIT_PORT_REQUESTS));
    if (!entered)
        port->refused++;
    lock_drop(&port->lock);
    return entered;
}

void port_charge_late(struct port *port)
{
    gate_force(&port->charged);
}

void port_uncharge(struct port *port)
{
    gate_give_up(&port->charged);
}

uint64_t port_charged_locked(struct port *port)
{
    return gate_inside(&port->charged, left_locked(port));
}
