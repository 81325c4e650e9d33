#include "port/concurrency.h"

#include "base/thread_exit.h"
#include "port/port_thread.h"
#include "sys/thread_id.h"

static __thread struct port_thread self;
static __thread struct exit_hook hook;

static void leave_port(void)
{
    struct port *port = self.port;

    if (port == NULL)
        return;
    self.gave_slot = false;
    lock_take(&port->lock);
    self.port = NULL;
    slot_drop_locked(port, &self);
    lookout_forget_locked(port, &self.member);
    port_dispatch_and_drop(port);
    object_put(&port->head);
}

/* Its memory ends with the thread: whom no hook takes off the list may not be
 * on it. */
static void enter_port(struct port *port)
{
    object_get(&port->head);
    self.port = port;
    self.thread_id = sys_thread_id();
    list_init(&self.waiter.link);
    list_init(&self.member);
    if (!hook.registered)
        return;
    lock_take(&port->lock);
    lookout_know_locked(port, &self.member);
    lock_drop(&port->lock);
}

struct port_thread *port_thread_join(struct port *port)
{
    if (self.port == port)
        return &self;
    leave_port();
    /* An exiting thread gives its slot to the next one. */
    thread_exit_hook(&hook, leave_port);
    enter_port(port);
    return &self;
}

void concurrency_block(void)
{
    if (self.block_depth++ > 0 || self.port == NULL)
        return;
    lock_take(&self.port->lock);
    self.gave_slot = slot_drop_locked(self.port, &self);
    port_dispatch_and_drop(self.port);
}

void concurrency_unblock(void)
{
    if (--self.block_depth > 0 || !self.gave_slot)
        return;
    self.gave_slot = false;
    lock_take(&self.port->lock);
    slot_take_locked(self.port, &self);
    lock_drop(&self.port->lock);
}
