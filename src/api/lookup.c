#include "api/lookup.h"

#include <stdlib.h>
#include <string.h>

#include "api/api.h"
#include "base/lock.h"
#include "iocp/errors.h"
#include "sync/waitable.h"

#define IDLE_MS 5000u

/* Who asks, and who calls routines: these must not wait for an answer. */
static struct workers askers, callers;
static bool begun; /* under the lock */

/* Of the list of lookups that have not ended: who takes one off it, ends it. */
static struct lock lock = LOCK_INITIALISER(LOCK_OBJECT);
static struct list_node lookups;
static uint32_t last_name;

static void put(struct lookup *lookup, uint32_t count)
{
    if (atomic_fetch_sub_explicit(&lookup->refs, count, memory_order_acq_rel) ==
        count)
        lookup_free(lookup);
}

/* ---- The end ---- */

static bool take_off(struct lookup *lookup)
{
    bool mine;

    lock_take(&lock);
    mine = lookup->name != NULL;
    if (mine) {
        list_remove(&lookup->link);
        lookup->name = NULL;
    }
    lock_drop(&lock);
    return mine;
}

/* The last touch of what is the program's, but for the routine. */
static void publish(struct lookup *lookup, DWORD error, ADDRINFOEXW *list)
{
    OVERLAPPED *overlapped = lookup->overlapped;

    *lookup->result = list;
    overlapped->Pointer = lookup->result;
    lookup->error = error;
    __atomic_store_n(&overlapped->Internal, (ULONG_PTR)error, __ATOMIC_RELEASE);
    if (lookup->event != NULL)
        waitable_set(lookup->event->ops->waitable(lookup->event));
}

static void call(struct work *work)
{
    struct lookup *lookup = LIST_ITEM(work, struct lookup, news);

    lookup->routine(lookup->error, 0, lookup->overlapped);
}

static void ask(struct work *work)
{
    struct lookup *lookup = LIST_ITEM(work, struct lookup, work);
    ADDRINFOEXW *list = NULL;
    DWORD error = lookup_ask(lookup, &list);

    if (!take_off(lookup)) { /* cancelled meanwhile */
        FreeAddrInfoExW(list);
        return;
    }
    publish(lookup, error, list);
    if (lookup->routine != NULL)
        call(&lookup->news);
    put(lookup, 1); /* no news will be queued */
}

/* ---- The threads ---- */

/* Both kinds of work hold a reference on their lookup. Run by the worker that
 * finished first, of either kind. */
static void collect(void *owner)
{
    struct workers *workers = owner;
    struct list_node done, *next;

    list_init(&done);
    workers_collect(workers, &done);
    for (struct list_node *node = done.next; node != &done; node = next) {
        struct work *work = LIST_ITEM(node, struct work, link);

        next = node->next; /* its lookup goes, and the list with this call */
        put(workers == &askers ? LIST_ITEM(work, struct lookup, work)
                               : LIST_ITEM(work, struct lookup, news),
            1);
    }
}

static void begin_locked(void)
{
    if (begun)
        return;
    begun = true;
    list_init(&lookups);
    workers_init(&askers, ask, collect, &askers, IDLE_MS);
    workers_init(&callers, call, collect, &callers, IDLE_MS);
}

/* Names are multiples of 4, as handles are, and not used again soon. */
void lookup_start(struct lookup *lookup, HANDLE *name)
{
    OVERLAPPED *overlapped = lookup->overlapped;

    __atomic_store_n(&overlapped->Internal, (ULONG_PTR)WSAEINPROGRESS,
                     __ATOMIC_RELEASE);
    if (lookup->event != NULL)
        waitable_reset(lookup->event->ops->waitable(lookup->event));
    atomic_init(&lookup->refs, 2);
    lock_take(&lock);
    begin_locked();
    last_name += 4;
    if (last_name == 0)
        last_name = 4;
    lookup->name = (HANDLE)(uintptr_t)last_name;
    list_append(&lookups, &lookup->link);
    if (name != NULL)
        *name = lookup->name;
    lock_drop(&lock);
    workers_add(&askers, &lookup->work);
}

static struct lookup *find_locked(HANDLE name)
{
    if (!begun)
        return NULL;
    LIST_FOR_EACH (at, &lookups) {
        struct lookup *lookup = LIST_ITEM(at, struct lookup, link);

        if (lookup->name == name)
            return lookup;
    }
    return NULL;
}

/* Who is to be called may hold locks of the program in this very call, so a
 * thread of its own calls. */
bool lookup_cancel(HANDLE name)
{
    struct lookup *lookup;
    uint32_t done;

    lock_take(&lock);
    lookup = find_locked(name);
    if (lookup != NULL) {
        list_remove(&lookup->link);
        lookup->name = NULL;
    }
    lock_drop(&lock);
    if (lookup == NULL)
        return false;
    publish(lookup, WSA_E_CANCELLED, NULL);
    done = workers_take_back(&askers, &lookup->work);
    if (lookup->routine != NULL)
        workers_add(&callers, &lookup->news);
    else
        done++;
    if (done > 0)
        put(lookup, done); /* else others may have done so by now */
    return true;
}

void lookup_free(struct lookup *lookup)
{
    if (lookup->event != NULL)
        object_put(lookup->event);
    free(lookup->node);
    free(lookup->service);
    free(lookup);
}
