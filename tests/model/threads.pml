/* Who calls the port: threads that dequeue, threads that post, and the owner of
 * the last handle. */

#define WAKES                                                                  \
    byte wakes_first = NONE, wakes_last = NONE, next = NONE;                   \
    mtype:waiter_state old

active [WORKERS] proctype worker()
{
    WAKES;
    mtype:waiter_state news;
    mtype:NTSTATUS status;
    mtype:deadline_ns until;
    byte block_depth, capacity;
    bool late, gave_slot;

    do
    :: true ->
        atomic {
            if
            :: until = CLOCK_NEVER
            :: DEADLINES -> until = SOON
            :: POLLS -> until = CLOCK_NOW
            fi;
            if
            :: capacity = 1
            :: CAPACITY > 1 -> capacity = CAPACITY
            fi
        };
        port_wait(capacity, until);
        d_step {
            until = 0;
            capacity = 0;
            assert(status == ABANDONED_WAIT_0 || counted[self] || away[self])
        };
        if
        :: status == ABANDONED_WAIT_0 -> break
        :: else -> status = 0
        fi
    :: BLOCKS && block_depth == 0 -> concurrency_block()
    :: BLOCKS && block_depth > 0 -> concurrency_unblock()
    :: EXITS -> break
    od;
    leave_port();
    d_step { block_depth = 0; status = 0; ended++ }
}

active [POSTERS] proctype poster()
{
    WAKES;
    byte amount;

    do
    :: atomic { unborn > 0 -> amount = 1; unborn-- }; port_push_all(amount)
    :: atomic { PUSH_MAX > 1 && unborn > 1 -> amount = 2; unborn = unborn - 2 };
        port_push_all(amount)
    :: atomic { unborn == 0 -> break }
    od;
    ended++
}

/* At any moment, a few times. */
active [LOOKOUTS] proctype lookout()
{
    WAKES;
    byte looks = LOOKS;

end:
    do
    :: d_step { looks > 0 && suspect(0) -> look_at(0) }; wake_list_wake(HANDED)
    :: d_step { looks > 0 && suspect(1) -> look_at(1) }; wake_list_wake(HANDED)
    :: looks == 0 -> break
    od
}

/* Closes the port, and has the last word. */
active proctype owner()
{
    WAKES;

    if
    :: CLOSES
    :: !CLOSES ->
        /* Nobody can move: whoever sleeps does so for want of a packet. */
        timeout ->
        d_step {
            for (i : 0 .. WORKERS - 1) {
                assert(waiting[i] == linked[i]);
            }
            assert(count == 0 || parked_count == 0);
            assert(unborn == 0 && pushed == PACKETS);
            assert(delivered == PACKETS - count);
        }
    fi;
    port_close();
    ended == WORKERS + POSTERS;
    d_step {
        assert(running == 0 && count == 0 && parked_count == 0);
        for (i : 0 .. PACKETS - 1) {
            assert(place[i] == DELIVERED || place[i] == DISCARDED);
        }
    }
}

#ifdef SERVED
/* With a fair scheduler and threads that do wait: everything arrives. */
ltl served { <> (delivered == PACKETS) }
#endif
