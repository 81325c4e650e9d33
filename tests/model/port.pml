/* The completion port, as src/port/port.c, waiters.c, concurrency.c and what
 * lookout.c does to it, for Spin: every interleaving of a few threads and packets, looked at one by
 * one. scripts/model.sh chooses the sizes; docs/verification.md says what it
 * proves and what not.
 *
 * Functions and fields keep the names they have in C. What a lock guards is one
 * step (d_step); what is done without it is one step an atomic access, and any
 * other thread may come in between. A process is a thread, and `self` its
 * struct port_thread.
 *
 * The trap: a guard that is never true proves everything. So sizes are chosen
 * by constants and not by #if, which lets the script see that every statement
 * is reached; and faults.pml plants faults that Spin has to find. */

#include "faults.pml"

#ifndef WORKERS
#define WORKERS 2 /* threads that dequeue */
#endif
#ifndef CONCURRENCY
#define CONCURRENCY 1
#endif
#ifndef POSTERS
#define POSTERS 1
#endif
#ifndef PACKETS
#define PACKETS 3 /* pushed by all posters together */
#endif
#ifndef PUSH_MAX
#define PUSH_MAX 2 /* at most so many in one port_push_all */
#endif
#ifndef CAPACITY
#define CAPACITY 1 /* a dequeue takes 1, or up to this many */
#endif
#ifndef DEADLINES
#define DEADLINES 0 /* waits may have a deadline; it passes at any moment */
#endif
#ifndef POLLS
#define POLLS 0 /* waits may have the deadline CLOCK_NOW */
#endif
#ifndef BLOCKS
#define BLOCKS 0 /* threads use concurrency_block and _unblock */
#endif
#ifndef LOOKS
#define LOOKS 0 /* so often the look-out finds a thread away, or back */
#endif
#if LOOKS > 0
#define LOOKOUTS 1
#else
#define LOOKOUTS 0
#endif
#ifndef EXITS
#define EXITS 0 /* threads may end between two dequeues */
#endif
#ifndef CLOSES
#define CLOSES 0 /* port_close at any moment; else when nothing moves */
#endif
#ifndef SPURIOUS
#define SPURIOUS 1 /* futex_wait returns without reason so often */
#endif

#define NONE 255
#define self _pid /* the workers come first */

mtype:waiter_state = {PARKED, ASLEEP, HANDED, ABANDONED}
mtype:deadline_ns = {CLOCK_NOW, SOON, CLOCK_NEVER}
mtype:NTSTATUS = {SUCCESS, TIMEOUT, ABANDONED_WAIT_0}
mtype:packet_place = {QUEUED, WITH_WAITER, DELIVERED, DISCARDED}

/* struct port. A packet is its number in the order of queueing. */
chan queue = [PACKETS] of {byte};
byte parked[WORKERS]; /* the newest at parked[parked_count - 1] */
byte parked_count;
byte running;
byte aways; /* lookout.away */
bool closed;

/* struct port_thread and struct waiter, one a worker. */
bool counted[WORKERS];
bool away[WORKERS];
mtype:waiter_state state[WORKERS];
byte packet[WORKERS] = NONE;
bool linked[WORKERS]; /* list_linked(&waiter.link) */
byte wake_next[WORKERS];

/* The kernel: who is on the futex queue of its own word. */
bool on_futex[WORKERS];
byte spurious = SPURIOUS;

/* What the properties need to know and the code does not. */
mtype:packet_place place[PACKETS];
byte pushed;           /* packets that got their number */
byte left_queue;       /* those that left the queue, in whatever way */
byte delivered;        /* those a thread has */
byte unborn = PACKETS; /* those no poster has taken on yet */
bool granted[WORKERS]; /* its slot was given under the limit */
bool waiting[WORKERS]; /* its struct waiter may be touched by others */
byte ended;

/* Scratch inside one d_step; no part of a state. */
hidden byte i, moved, woken, item, sum, sum_away, under_limit;
hidden byte had;

#define is_waiting(s) (s == PARKED || s == ASLEEP)
#define count len(queue)

/* Another thread's access to a struct waiter: its owner must still wait. */
#define touch(waiter) assert(waiting[waiter])

#include "waiters.pml"

/* What has to hold whenever nobody has the lock. */
inline lock_drop()
{
    assert(!(count > 0 && parked_count > 0 && running < CONCURRENCY));
    sum = 0;
    sum_away = 0;
    under_limit = 0;
    for (i : 0 .. WORKERS - 1) {
        sum = sum + counted[i];
        sum_away = sum_away + away[i];
        assert(!away[i] || !counted[i]);
        assert(!away[i] || !linked[i]);
        under_limit = under_limit + granted[i];
        assert(!linked[i] || (waiting[i] && !counted[i]));
        assert(!linked[i] || is_waiting(state[i]));
    }
    assert(running == sum);
    assert(aways == sum_away);
    /* Beyond the limit are only those that nobody asked: they timed out, or
     * came back from blocking. */
    assert(under_limit <= CONCURRENCY);
    assert(!closed || (count == 0 && parked_count == 0));
}

/* ---- packet.h ---- */

inline packet_append()
{
    assert(place[pushed] == 0);
    queue ! pushed;
    place[pushed] = QUEUED;
    pushed++;
}

/* Into `item`. */
inline packet_take_oldest()
{
    queue ? item;
    assert(item == left_queue && place[item] == QUEUED);
    left_queue++;
}

inline packet_deliver(which)
{
    assert(place[which] == QUEUED || place[which] == WITH_WAITER);
    place[which] = DELIVERED;
    delivered++;
}

/* ---- port.c ---- */

/* The `list_remove` of a node that is on the list. */
inline list_remove(waiter)
{
    moved = 0;
    for (i : 0 .. parked_count - 1) {
        if
        :: moved > 0 -> parked[i - 1] = parked[i]
        :: else
        fi;
        if
        :: parked[i] == waiter -> moved++
        :: else
        fi
    }
    assert(moved == 1);
    parked_count--;
    parked[parked_count] = 0;
    linked[waiter] = false;
}

/* Into `woken`. Nobody on the stack came after it. */
inline unpark_newest_locked()
{
    woken = parked[(fault(OLDEST_FIRST) -> 0 : parked_count - 1)];
    assert(woken == parked[parked_count - 1]);
    touch(woken);
    list_remove(woken);
}

inline hand_over_locked()
{
    unpark_newest_locked();
    packet_take_oldest();
    assert(packet[woken] == NONE);
    packet[woken] = item;
    place[item] = WITH_WAITER;
    assert(!counted[woken]);
    counted[woken] = true;
    granted[woken] = true;
    if
    :: !fault(HANDED_NOT_COUNTED) -> running++
    :: fault(HANDED_NOT_COUNTED) -> skip
    fi;
    wake_list_add(woken);
}

inline dispatch_locked()
{
    wake_list_init();
    do
    :: count > 0 && parked_count > 0 && running < CONCURRENCY ->
        hand_over_locked()
    :: else -> break
    od
}

/* `amount` packets that the caller made. */
inline port_push_all(amount)
{
    d_step {
        if
        :: closed && !fault(PUSH_AFTER_CLOSE) ->
            for (moved : 1 .. amount) {
                place[pushed] = DISCARDED;
                pushed++;
                left_queue++;
            }
        :: else ->
            for (moved : 1 .. amount) {
                packet_append();
            }
            if
            :: !fault(PUSH_FORGETS_DISPATCH) -> dispatch_locked()
            :: fault(PUSH_FORGETS_DISPATCH) -> skip
            fi
        fi;
        lock_drop();
    };
    wake_list_wake(HANDED)
}

inline slot_take_locked(under)
{
    running++;
    counted[self] = true;
    granted[self] = under;
}

/* `had`: it counted, seen or not. */
inline slot_drop_locked()
{
    had = (counted[self] || away[self]);
    if
    :: counted[self] && !fault(EXIT_KEEPS_SLOT) ->
        running--;
        counted[self] = false;
        granted[self] = false
    :: else
    fi;
    if
    :: away[self] && !fault(AWAY_STAYS) -> away[self] = false; aways--
    :: else
    fi
}

/* The limit is for what is there: fewer than `capacity` are taken then. */
inline take_locked(capacity)
{
    for (moved : 1 .. capacity) {
        if
        :: count > 0 -> packet_take_oldest(); packet_deliver(item)
        :: else
        fi
    }
}

inline take_rest(capacity)
{
    if
    :: capacity > 0 ->
        d_step { take_locked(capacity); lock_drop(); }
    :: else
    fi
}

inline park_locked()
{
    state[self] = PARKED;
    packet[self] = NONE;
    parked[parked_count] = self;
    parked_count++;
    linked[self] = true;
    waiting[self] = true;
}

/* `late`: still parked, and now not. */
inline unpark_late()
{
    d_step {
        late = (linked[self] || fault(LATE_IGNORES_HANDED));
        if
        :: late ->
            if
            :: linked[self] && !fault(LATE_KEEPS_LINK) -> list_remove(self)
            :: else
            fi;
            slot_take_locked(false)
        :: else
        fi;
        lock_drop();
    }
}

/* The struct waiter is free for the next wait from here on. What it still says
 * is wiped, so that states which differ only in that are one. */
inline park_return(with)
{
    assert(!linked[self]);
    waiting[self] = false;
    status = with;
    late = false;
    news = 0;
    state[self] = 0;
    wake_next[self] = 0;
    packet[self] = NONE;
}

/* The second waiter_park of the C code is the second turn here. */
inline park(capacity, until)
{
    do
    :: true ->
        waiter_park(until);
        if
        :: news != PARKED -> break
        :: else
        fi;
        assert(until == SOON);
        unpark_late();
        if
        :: late || fault(NO_SECOND_PARK) -> break
        :: else -> until = CLOCK_NEVER
        fi
    od;
    if
    :: d_step { news == PARKED -> park_return(TIMEOUT) }
    :: d_step { news == ABANDONED ->
           assert(closed && packet[self] == NONE);
           park_return(ABANDONED_WAIT_0) }
    :: else ->
        d_step {
            assert(news == HANDED && packet[self] != NONE);
            packet_deliver(packet[self]);
            park_return(SUCCESS)
        };
        take_rest(capacity - 1)
    fi
}

inline slot_leave_locked()
{
    gave_slot = (gave_slot && fault(BRACKET_STAYS));
    slot_drop_locked()
}

inline port_wait(capacity, until)
{
    status = 0;
    d_step {
        slot_leave_locked();
        if
        :: closed -> status = ABANDONED_WAIT_0
        :: else ->
            if
            :: count > 0 && (running < CONCURRENCY || fault(LIMIT_IGNORED)) ->
                take_locked(capacity);
                status = SUCCESS;
                slot_take_locked(true)
            :: else ->
                if
                :: until != CLOCK_NOW -> park_locked()
                :: else -> status = TIMEOUT; slot_take_locked(false)
                fi
            fi
        fi;
        lock_drop();
    };
    if
    :: status == 0 -> park(capacity, until)
    :: else
    fi
}

inline port_close()
{
    d_step {
        closed = true;
        do
        :: count > 0 && !fault(CLOSE_KEEPS_QUEUE) ->
            packet_take_oldest();
            place[item] = DISCARDED
        :: else -> break
        od;
        wake_list_init();
        do
        :: parked_count > (fault(CLOSE_KEEPS_PARKED) -> 1 : 0) ->
            unpark_newest_locked(); wake_list_add(woken)
        :: else -> break
        od;
        lock_drop();
    };
    wake_list_wake(ABANDONED)
}

/* ---- concurrency.c ---- */

inline slot_give()
{
    d_step {
        slot_drop_locked();
        gave_slot = had;
        if
        :: !fault(DOWN_FORGETS_DISPATCH) -> dispatch_locked()
        :: fault(DOWN_FORGETS_DISPATCH) -> skip
        fi;
        lock_drop();
    };
    wake_list_wake(HANDED)
}

inline concurrency_block()
{
    block_depth++;
    slot_give()
}

inline concurrency_unblock()
{
    block_depth--;
    if
    :: gave_slot || fault(UNBLOCK_ALWAYS) ->
        gave_slot = false;
        d_step { slot_take_locked(false); lock_drop() }
    :: else
    fi
}

inline leave_port()
{
    slot_give();
    gave_slot = false
}

/* ---- lookout.c ---- */

/* Nobody knows what the kernel will say, so it says everything. It is asked of
 * those that have arrived; what it says of one that has called since is not
 * believed: so here it is one step with what follows from it. */
#define suspect(who) (away[who] || (counted[who] && !waiting[who]))

inline judge_locked(who)
{
    if
    :: counted[who] ->
        counted[who] = false;
        granted[who] = false;
        away[who] = true;
        running--;
        aways++
    :: else ->
        away[who] = false;
        aways--;
        counted[who] = true;
        running++
    fi
}

inline look_at(who)
{
    looks--;
    judge_locked(who);
    if
    :: !fault(LOOK_FORGETS_DISPATCH) -> dispatch_locked()
    :: fault(LOOK_FORGETS_DISPATCH) -> skip
    fi;
    lock_drop()
}

#include "threads.pml"
