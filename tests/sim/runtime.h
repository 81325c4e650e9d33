/* A deterministic world for the library: real threads, of which one runs at a
 * time; a seed says which, when it is interrupted, which sleeper a wake-up
 * reaches, and what the clock says. The same seed gives the same history.
 *
 * The library is compiled as for the thread sanitizer, but linked with hooks
 * of ours (hooks.c): each of its atomic accesses is a place where another
 * thread may come in between, and each access to memory that it has given up
 * is an error at that instruction. Accesses are sequentially consistent here:
 * what a weaker processor may do is left to the real sanitizer. */
#ifndef SIM_RUNTIME_H
#define SIM_RUNTIME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SIM_FORMAT __attribute__((format(printf, 1, 2)))
#define SIM_THREADS_MAX 24u
#define SIM_NEVER UINT64_MAX

/* Makes the calling thread the first of the world. */
void sim_begin(uint64_t seed, bool trace);

/* Below `bound`, and true once in `odds`; from the seed. */
uint64_t sim_random(uint64_t bound);
bool sim_chance(unsigned odds);

/* Another thread may run here. */
void sim_point(void);
/* The caller wants others to run first. */
void sim_yield(void);

/* Lets the others run until all of them sleep, and no deadline is left. */
void sim_settle(void);

/* Sleeps until sim_wake(key) reaches the caller, or the deadline: 0 or
 * -ETIMEDOUT. Nothing runs between the caller's last look and the sleep. */
int sim_sleep(const void *key, uint64_t deadline_ns);
/* Wakes up to `count` sleepers, chosen by the seed. */
void sim_wake(const void *key, int count);

uint64_t sim_now_ns(void);
unsigned sim_self(void);
bool sim_is_asleep(unsigned thread);
/* A hash of everything that happened: equal for equal histories. */
uint64_t sim_history(void);

/* One line of the history; the last ones are printed on failure. */
void sim_log(const char *format, ...) SIM_FORMAT;
/* A promise is broken: prints seed and history, and ends the process. */
_Noreturn void sim_fail(const char *format, ...) SIM_FORMAT;
#define SIM_CHECK(condition, ...)                                              \
    do                                                                         \
        if (!(condition))                                                      \
            sim_fail(#condition ": " __VA_ARGS__);                             \
    while (0)

/* Faults planted on purpose, to see that the checks notice (main.c names
 * them). */
enum sim_plant {
    PLANT_NOTHING,
    PLANT_LOST_WAKE,      /* a futex wake-up that wakes nobody */
    PLANT_LOST_RESULT,    /* a result the engine never hears of */
    PLANT_DOUBLE_RESULT,  /* a request that ends twice */
    PLANT_LATE_WRITE,     /* a buffer written after its completion */
    PLANT_WRONG_BYTES,    /* one byte more than was received */
    PLANT_REORDER,        /* two packets change places in the queue */
    PLANT_OLDEST_FIRST,   /* the stack of parked threads becomes a queue */
    PLANT_OVERCOUNT,      /* a running thread too many on the count */
    PLANT_FORGOTTEN_FREE, /* storage of one request is not given back */
};
extern enum sim_plant sim_plant;
/* True now and then in a world in which `plant` is planted. */
bool sim_planted(enum sim_plant plant);

/* memory.c: the heap of the library and the program's requests. */
void *sim_alloc(size_t size);
void *sim_alloc_aligned(size_t alignment, size_t size);
void sim_free(void *block);
/* The library may not touch these bytes from now on, or may again. */
void sim_forbid(const void *bytes, size_t size);
void sim_permit(const void *bytes, size_t size);
/* Called before each access of the library. */
void sim_accessed(const void *bytes, size_t size);
/* What is allocated from here on has to be freed before sim_check_leaks. */
void sim_leaks_from_here(void);
void sim_check_leaks(void);

#endif
