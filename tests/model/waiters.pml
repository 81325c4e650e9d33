/* src/port/waiters.c and what it uses of the kernel: the part without a lock,
 * one step an access. */

inline wake_list_init()
{
    wakes_first = NONE;
    wakes_last = NONE;
}

inline wake_list_add(waiter)
{
    touch(waiter);
    wake_next[waiter] = NONE;
    if
    :: wakes_last == NONE -> wakes_first = waiter
    :: else -> touch(wakes_last); wake_next[wakes_last] = waiter
    fi;
    wakes_last = waiter;
}

/* No memory of the waiter's is touched: an address is enough, and whoever
 * sleeps there by then looks at its word again. */
inline futex_wake(waiter)
{
    on_futex[waiter] = false;
}

inline read_next()
{
    next = wake_next[wakes_first];
}

inline exchange(told)
{
    old = state[wakes_first];
    state[wakes_first] = told;
}

inline wake_list_wake(told)
{
    do
    :: wakes_first == NONE -> break
    :: else ->
        d_step {
            touch(wakes_first);
            if
            :: !fault(NEXT_READ_LATE) -> read_next()
            :: else -> exchange(told)
            fi
        };
        d_step {
            touch(wakes_first);
            if
            :: !fault(NEXT_READ_LATE) -> exchange(told)
            :: else -> read_next()
            fi
        };
        if
        :: (old == ASLEEP && !fault(NO_WAKE) && !fault(WAKE_ONLY_PARKED)) ||
           (old == PARKED && fault(WAKE_ONLY_PARKED)) ->
            futex_wake(wakes_first)
        :: else
        fi;
        d_step { wakes_first = next; next = NONE; old = 0 }
    od;
    wakes_last = NONE
}

/* Sleeps if the word says ASLEEP; comparing and queueing are one step, which is
 * what a futex is for. `late` is -ETIMEDOUT; a wake-up, a signal and no reason
 * at all look the same. */
inline futex_wait(until)
{
    on_futex[self] = (state[self] == ASLEEP || fault(NO_VALUE_CHECK));
    if
    :: !on_futex[self]
    :: atomic { spurious > 0 && on_futex[self] ->
           spurious--;
           on_futex[self] = false }
    :: atomic { until == SOON && on_futex[self] ->
           on_futex[self] = false;
           late = true }
    fi
}

/* The result is in `news`. The look around before the sleep changes nothing. */
inline waiter_park(until)
{
    d_step { /* atomic_compare_exchange PARKED -> ASLEEP */
        news = (fault(PLAIN_STORE) -> PARKED : state[self]);
        if
        :: news == PARKED -> state[self] = ASLEEP
        :: else
        fi
    };
    do
    :: !is_waiting(news) -> break
    :: else ->
        news = state[self]; /* state_of */
        if
        :: !is_waiting(news) -> break
        :: else
        fi;
        futex_wait(until);
        if
        :: late ->
            late = false;
            news = state[self]; /* state_of */
            if
            :: is_waiting(news) -> news = PARKED
            :: else
            fi;
            break
        :: else ->
            if
            :: fault(TRUSTS_FUTEX) -> news = HANDED; break
            :: else
            fi
        fi
    od
}
