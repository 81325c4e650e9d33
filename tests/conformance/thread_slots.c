/* TLS and FLS. */
#include "support.h"

#define MANY 1088

static DWORD shared_index;
static volatile LONG ended;
static void *volatile last_ended;

static void WINAPI on_end(void *value)
{
    last_ended = value;
    InterlockedIncrement(&ended);
}

static DWORD WINAPI look(void *argument)
{
    CHECK(TlsGetValue(shared_index) == NULL, "each thread has its own");
    CHECK(TlsSetValue(shared_index, argument));
    CHECK(TlsGetValue(shared_index) == argument);
    return 0;
}

/* Claim:  each thread has its own value, NULL to begin with.
 * Source: "TlsAlloc function", Remarks.  Wine 8: same. */
static void one_a_thread(void)
{
    int mine, other;

    shared_index = TlsAlloc();
    CHECK(shared_index != TLS_OUT_OF_INDEXES);
    CHECK(TlsGetValue(shared_index) == NULL);
    CHECK(TlsSetValue(shared_index, &mine));
    thread_join(thread_start(look, &other));
    CHECK(TlsGetValue(shared_index) == &mine);
    CHECK(TlsFree(shared_index));
}

/* Claim:  an index that is used again is NULL again.
 * Source: "TlsAlloc function", Remarks.  Wine 8: same. */
static void used_again(void)
{
    DWORD first = TlsAlloc(), again;
    int mine;

    CHECK(TlsSetValue(first, &mine));
    CHECK(TlsFree(first));
    for (int i = 0; i < MANY; i++) {
        again = TlsAlloc();
        if (again == first)
            break;
    }
    CHECK(again == first);
    CHECK(TlsGetValue(again) == NULL);
    CHECK(TlsFree(again));
}

/* Claim:  TlsGetValue sets the last error to 0 when it succeeds; an index out
 *         of range is 87.
 * Source: "TlsGetValue function", Return value and Remarks.  Wine 8: same. */
static void last_errors(void)
{
    DWORD index = TlsAlloc();

    SetLastError(UNTOUCHED);
    CHECK(TlsGetValue(index) == NULL);
    CHECK_ERROR(ERROR_SUCCESS);
    CHECK_FAILS(TlsGetValue(TLS_OUT_OF_INDEXES), ERROR_INVALID_PARAMETER);
    CHECK_FAILS(TlsSetValue(TLS_OUT_OF_INDEXES, NULL), ERROR_INVALID_PARAMETER);
    CHECK_FAILS(TlsSetValue(MANY, NULL), ERROR_INVALID_PARAMETER);
    CHECK_FAILS(TlsFree(TLS_OUT_OF_INDEXES), ERROR_INVALID_PARAMETER);
    CHECK(TlsFree(index));
    CHECK_FAILS(TlsFree(index), ERROR_INVALID_PARAMETER);
}

/* Claim:  a process has 1,088 of them.
 * Source: "Thread Local Storage".  Wine 8: same. */
static void how_many(void)
{
    static DWORD indices[MANY];
    unsigned count = 0;

    while (count < MANY &&
           (indices[count] = TlsAlloc()) != TLS_OUT_OF_INDEXES) {
        CHECK(TlsSetValue(indices[count], &indices[count]));
        count++;
    }
    CHECK(count > MANY - 64, "%u", count); /* the C library has some */
    CHECK_FAILS(TlsAlloc() != TLS_OUT_OF_INDEXES, ERROR_NO_MORE_ITEMS);
    for (unsigned i = 0; i < count; i++) {
        CHECK(TlsGetValue(indices[i]) == &indices[i]);
        CHECK(TlsFree(indices[i]));
    }
}

static DWORD WINAPI set_and_end(void *argument)
{
    CHECK(FlsGetValue(shared_index) == NULL);
    CHECK(FlsSetValue(shared_index, argument));
    CHECK(FlsGetValue(shared_index) == argument);
    return 0;
}

/* Claim:  the function is called with a thread's value when the thread ends,
 *         if it is not NULL.
 * Source: "FlsAlloc function", Parameters.  Wine 8: same. */
static void called_at_thread_exit(void)
{
    int other;

    ended = 0;
    shared_index = FlsAlloc(on_end);
    CHECK(shared_index != FLS_OUT_OF_INDEXES);
    thread_join(thread_start(set_and_end, &other));
    CHECK(ended == 1 && last_ended == &other);
    thread_join(thread_start(set_and_end, NULL));
    CHECK(ended == 1, "not for NULL");
    CHECK(FlsFree(shared_index));
    CHECK(ended == 1);
}

/* Claim:  FlsFree calls it with what is left.
 * Source: "FlsFree function", Remarks.  Wine 8: same. */
static void called_when_freed(void)
{
    int mine;

    ended = 0;
    shared_index = FlsAlloc(on_end);
    CHECK(FlsSetValue(shared_index, &mine));
    CHECK(FlsFree(shared_index));
    CHECK(ended == 1 && last_ended == &mine);
    CHECK_FAILS(FlsFree(shared_index), ERROR_INVALID_PARAMETER);
    CHECK_FAILS(FlsFree(FLS_OUT_OF_INDEXES), ERROR_INVALID_PARAMETER);
    CHECK_FAILS(FlsGetValue(FLS_OUT_OF_INDEXES), ERROR_INVALID_PARAMETER);
    CHECK_FAILS(FlsSetValue(FLS_OUT_OF_INDEXES, &mine),
                ERROR_INVALID_PARAMETER);
}

TAP_MAIN(CASE(one_a_thread), CASE(used_again), CASE(last_errors),
         CASE(how_many), CASE(called_at_thread_exit), CASE(called_when_freed))
