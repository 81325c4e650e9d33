#include "port/concurrency.h"

#include "base/thread_exit.h"
#include "port/port_thread.h"

static __thread struct port_thread self;
static __thread struct exit_hook hook;

static void leave_port(void)
{
    struct port *port = self.port;
    bool counted;

    if (port == NULL)
        return;
    self.port = NULL;
    counted = self.counted;
    self.counted = false;
    self.gave_slot = false;
    if (counted)
        port_running_down(port);
    object_put(&port->head);
}

struct port_thread *port_thread_join(struct port *port)
{
    if (self.port == port)
        return &self;
    leave_port();
    /* An exiting thread gives its slot to the next one. */
    thread_exit_hook(&hook, leave_port);
    list_init(&self.waiter.link);
    object_get(&port->head);
    self.port = port;
    return &self;
}

void concurrency_block(void)
{
    if (self.block_depth++ > 0 || self.port == NULL || !self.counted)
        return;
    self.counted = false;
    self.gave_slot = true;
    port_running_down(self.port);
}

void concurrency_unblock(void)
{
    if (--self.block_depth > 0 || !self.gave_slot)
        return;
    self.gave_slot = false;
    self.counted = true;
    port_running_up(self.port);
}
