/* The handle table: values, generations, kinds, and races on one handle. */
#include <pthread.h>
#include <stdlib.h>

#include "harness/tap.h"
#include "iocp/errors.h"
#include "object/table.h"

static _Atomic int closed, destroyed;

static void on_close(struct object *object)
{
    (void)object;
    closed++;
}

static void on_destroy(struct object *object)
{
    destroyed++;
    free(object);
}

static const struct object_ops ops = {
    .name = "test",
    .close = on_close,
    .destroy = on_destroy,
};

static HANDLE make(enum object_kind kind)
{
    struct object *object = malloc(sizeof *object);
    HANDLE handle = NULL;

    object_init(object, kind, &ops);
    CHECK(table_insert(object, &handle) == STATUS_SUCCESS);
    object_put(object);
    return handle;
}

static void values_look_like_windows(void)
{
    HANDLE handle = make(OBJECT_EVENT);
    uintptr_t value = (uintptr_t)handle;

    CHECK(value != 0 && value % 4 == 0 && value < 0x80000000u);
    CHECK(table_close(handle, OBJECT_ANY) == STATUS_SUCCESS);
}

static void low_bits_are_ignored(void)
{
    HANDLE handle = make(OBJECT_EVENT);
    struct object *object =
        table_get((HANDLE)((uintptr_t)handle | 1), OBJECT_EVENT, NULL);

    if (CHECK(object != NULL))
        object_put(object);
    table_close(handle, OBJECT_ANY);
}

static void wrong_kind_is_refused(void)
{
    HANDLE handle = make(OBJECT_EVENT);
    NTSTATUS status;

    CHECK(table_get(handle, OBJECT_IO, &status) == NULL);
    CHECK(status == STATUS_OBJECT_TYPE_MISMATCH);
    CHECK(table_close(handle, OBJECT_SOCKET) == STATUS_OBJECT_TYPE_MISMATCH);
    CHECK(table_close(handle, OBJECT_EVENT) == STATUS_SUCCESS);
}

static void garbage_is_refused(void)
{
    static const uintptr_t garbage[] = {
        0,           1,
        3,           4,
        0x7FFFFFFC,  0x80000000,
        UINTPTR_MAX, UINTPTR_MAX - 1,
        0xDEADBEEF,  (uintptr_t)1 << 40,
    };
    NTSTATUS status;

    for (unsigned i = 0; i < sizeof garbage / sizeof garbage[0]; i++) {
        CHECK(table_get((HANDLE)garbage[i], OBJECT_ANY, &status) == NULL &&
                  status == STATUS_INVALID_HANDLE,
              "value %#lx", (unsigned long)garbage[i]);
        CHECK(table_close((HANDLE)garbage[i], OBJECT_ANY) ==
              STATUS_INVALID_HANDLE);
    }
}

/* A closed handle stays invalid while its slot serves others. */
static void stale_handles_are_refused(void)
{
    HANDLE stale = make(OBJECT_EVENT);

    CHECK(table_close(stale, OBJECT_ANY) == STATUS_SUCCESS);
    CHECK(table_close(stale, OBJECT_ANY) == STATUS_INVALID_HANDLE);
    for (int i = 0; i < 100000; i++) {
        HANDLE fresh = make(OBJECT_EVENT);

        if (!CHECK(fresh != stale) ||
            !CHECK(table_get(stale, OBJECT_ANY, NULL) == NULL))
            break;
        table_close(fresh, OBJECT_ANY);
    }
}

static void close_runs_once_and_destroy_last(void)
{
    HANDLE handle = make(OBJECT_EVENT);
    struct object *object = table_get(handle, OBJECT_EVENT, NULL);

    closed = destroyed = 0;
    table_close(handle, OBJECT_ANY);
    CHECK(closed == 1 && destroyed == 0, "a reference is still out");
    object_put(object);
    CHECK(closed == 1 && destroyed == 1);
}

static void many_handles(void)
{
    enum { COUNT = 50000 };
    static HANDLE handles[COUNT];

    for (int i = 0; i < COUNT; i++)
        handles[i] = make(OBJECT_EVENT);
    for (int i = 0; i < COUNT; i++)
        if (!CHECK(table_close(handles[i], OBJECT_ANY) == STATUS_SUCCESS))
            break;
}

static HANDLE contested;
static _Atomic int wins;
static pthread_barrier_t start;

static void *close_it(void *unused)
{
    pthread_barrier_wait(&start);
    if (table_close(contested, OBJECT_ANY) == STATUS_SUCCESS)
        wins++;
    return unused;
}

static void *use_it(void *unused)
{
    pthread_barrier_wait(&start);
    for (int i = 0; i < 100; i++) {
        struct object *object = table_get(contested, OBJECT_EVENT, NULL);

        if (object != NULL)
            object_put(object);
    }
    return unused;
}

static void one_of_two_closers_wins(void)
{
    pthread_t threads[3];

    pthread_barrier_init(&start, NULL, 3);
    for (int round = 0; round < 500; round++) {
        contested = make(OBJECT_EVENT);
        wins = closed = destroyed = 0;
        pthread_create(&threads[0], NULL, close_it, NULL);
        pthread_create(&threads[1], NULL, close_it, NULL);
        pthread_create(&threads[2], NULL, use_it, NULL);
        for (int i = 0; i < 3; i++)
            pthread_join(threads[i], NULL);
        if (!CHECK(wins == 1 && closed == 1 && destroyed == 1))
            break;
    }
}

/* A name made while another goes: either the object has it and lives on, or
 * there was nothing left to name. */
static HANDLE second_name;

static void *duplicate_it(void *unused)
{
    pthread_barrier_wait(&start);
    if (table_duplicate(contested, OBJECT_ANY, 0, &second_name) !=
        STATUS_SUCCESS)
        second_name = NULL;
    return unused;
}

static void duplicate_against_close(void)
{
    pthread_t threads[2];
    int kept = 0;

    pthread_barrier_init(&start, NULL, 2);
    for (int round = 0; round < 2000; round++) {
        contested = make(OBJECT_EVENT);
        wins = closed = destroyed = 0;
        pthread_create(&threads[0], NULL, close_it, NULL);
        pthread_create(&threads[1], NULL, duplicate_it, NULL);
        for (int i = 0; i < 2; i++)
            pthread_join(threads[i], NULL);
        kept += second_name != NULL;
        CHECK(wins == 1 && closed == (second_name == NULL));
        if (second_name != NULL)
            CHECK(table_close(second_name, OBJECT_ANY) == STATUS_SUCCESS);
        if (!CHECK(closed == 1 && destroyed == 1))
            break;
    }
    tap_diag("%d of 2000 duplicates were made", kept);
}

static void protected_names_stay(void)
{
    HANDLE handle = make(OBJECT_EVENT);
    uint32_t flags = 9;

    CHECK(table_get_flags(handle, OBJECT_ANY, &flags) == STATUS_SUCCESS);
    CHECK(flags == 0);
    table_set_flags(handle, OBJECT_ANY, 2, 3);
    CHECK(table_get_flags(handle, OBJECT_ANY, &flags) == STATUS_SUCCESS);
    CHECK(flags == 2);
    CHECK(table_close(handle, OBJECT_ANY) == STATUS_HANDLE_NOT_CLOSABLE);
    table_set_flags(handle, OBJECT_ANY, 2, 0);
    CHECK(table_close(handle, OBJECT_ANY) == STATUS_SUCCESS);
    CHECK(table_get_flags(handle, OBJECT_ANY, &flags) == STATUS_INVALID_HANDLE);
}

TAP_MAIN(CASE(values_look_like_windows), CASE(low_bits_are_ignored),
         CASE(wrong_kind_is_refused), CASE(garbage_is_refused),
         CASE_LONG(stale_handles_are_refused, 60),
         CASE(close_runs_once_and_destroy_last), CASE(many_handles),
         CASE(protected_names_stay), CASE_LONG(one_of_two_closers_wins, 60),
         CASE_LONG(duplicate_against_close, 60))
