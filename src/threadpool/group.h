/* Cleanup groups: objects that are closed together. */
#ifndef THREADPOOL_GROUP_H
#define THREADPOOL_GROUP_H

#include "threadpool/object.h"

/* A new one, the caller's; NULL when memory is out. */
struct pool_group *group_new(void);
void group_put(struct pool_group *group);

/* A member, which takes a reference on the group, from its beginning until it
 * is closed. */
void group_add(struct pool_group *group, struct pool_object *object);
void group_remove(struct pool_group *group, struct pool_object *object);

/* Stops all members, waits for their calls, tells each if `cancel`, and gives
 * them up. */
void group_close_members(struct pool_group *group, bool cancel, void *context);

#endif
