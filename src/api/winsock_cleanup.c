#include "api/winsock_cleanup.h"

#include "object/socket_store.h"
#include "object/table.h"
#include "op/cancel.h"

static void cancel_all(struct object *object)
{
    static const struct cancel_filter everything = {.blocking = true,
                                                    .background = true};

    op_cancel_matching((struct io_object *)object, &everything);
}

void winsock_cancel_everything(void)
{
    table_visit(OBJECT_SOCKET, cancel_all);
    socket_store_empty();
}
