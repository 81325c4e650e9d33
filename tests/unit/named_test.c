/* Names of objects that are about to end: the last reference is gone, and
 * `destroy` has not come to named_leave yet. That moment is one of a race in
 * programs; here it is the `destroy` of the test's own objects. */
#include "sync/named.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "harness/tap.h"
#include "iocp/errors.h"
#include "sys/name_claim.h"

struct thing {
    struct object head;
    struct named named;
    void (*dying)(void); /* NULL: nothing happens then */
};

static struct object *next; /* made while another one ends */

/* That no other run has at the same time. */
static const char *name(void)
{
    static char own[64];

    snprintf(own, sizeof own, "openiocp-unit-%d", (int)getpid());
    return own;
}

static struct named *thing_named(struct object *object)
{
    return &((struct thing *)object)->named;
}

static void thing_destroy(struct object *object)
{
    struct thing *thing = (struct thing *)object;

    if (thing->dying != NULL)
        thing->dying();
    named_leave(&thing->named);
    free(thing);
}

static const struct object_ops thing_ops = {
    .name = "thing",
    .destroy = thing_destroy,
    .named = thing_named,
};

/* One that has the name, if nobody else has; NULL otherwise. */
static struct object *make(void (*dying)(void), NTSTATUS *status)
{
    struct thing *thing = calloc(1, sizeof *thing);
    struct object *entered;

    CHECK(thing != NULL);
    object_init(&thing->head, OBJECT_EVENT, &thing_ops);
    thing->dying = dying;
    entered = named_enter(&thing->head, name(), status);
    object_put(&thing->head);
    return entered;
}

static bool cannot_be_found(NTSTATUS expected)
{
    NTSTATUS status = STATUS_SUCCESS;
    struct object *found = named_find(name(), OBJECT_EVENT, &status);

    return CHECK(found == NULL && status == expected, "%x", (unsigned)status);
}

/* It was made, and is not needed any more. */
static void end(struct object *object)
{
    CHECK(object != NULL);
    if (object != NULL)
        object_put(object);
}

/* As another process would. */
static bool is_claimed(void)
{
    int claim = name_claim(NAME_OBJECTS, name());

    if (claim > 0)
        name_give_up(NAME_OBJECTS, name(), claim);
    return claim < 0;
}

static void make_next(void)
{
    NTSTATUS status;

    CHECK(cannot_be_found(STATUS_OBJECT_NAME_NOT_FOUND));
    next = make(NULL, &status);
    CHECK(next != NULL && status == STATUS_SUCCESS, "%x", (unsigned)status);
}

static void is_found(struct object *object)
{
    NTSTATUS status;
    struct object *found = named_find(name(), OBJECT_EVENT, &status);

    CHECK(found == object, "%x", (unsigned)status);
    if (found != NULL)
        object_put(found);
}

/* A new one of that name is made, and keeps the claim that the old one had. */
static void one_after_the_other(void)
{
    NTSTATUS status;
    struct object *first = make(make_next, &status);

    is_found(first);
    end(first);
    is_found(next);
    CHECK(is_claimed());
    end(next);
    CHECK(!is_claimed());
    CHECK(cannot_be_found(STATUS_OBJECT_NAME_NOT_FOUND));
}

static void make_another_that_ends(void)
{
    NTSTATUS status;

    end(make(make_next, &status));
}

/* The claim goes from hand to hand, and none gives up what it has no more. */
static void several_that_end(void)
{
    NTSTATUS status;

    end(make(make_another_that_ends, &status));
    is_found(next);
    CHECK(is_claimed());
    end(next);
    CHECK(!is_claimed());
}

/* What another process has claimed is told as before. */
static void claimed_elsewhere(void)
{
    int claim = name_claim(NAME_OBJECTS, name());
    NTSTATUS status;

    CHECK(claim > 0);
    CHECK(make(NULL, &status) == NULL &&
          status == STATUS_OBJECT_NAME_COLLISION);
    CHECK(cannot_be_found(STATUS_NOT_SUPPORTED));
    name_give_up(NAME_OBJECTS, name(), claim);
    end(make(NULL, &status));
}

TAP_MAIN(CASE(one_after_the_other), CASE(several_that_end),
         CASE(claimed_elsewhere))
