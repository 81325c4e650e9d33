/* What an instruction did wrong: the signals of the processor. */
#ifndef SYS_FAULT_H
#define SYS_FAULT_H

#include <stdbool.h>
#include <stdint.h>

enum fault_kind {
    FAULT_MEMORY,       /* no such address, or no right */
    FAULT_MISALIGNED,   /* the address */
    FAULT_PAGE,         /* what is mapped there cannot be read */
    FAULT_INTEGER_ZERO, /* a division */
    FAULT_INTEGER_OVERFLOW,
    FAULT_FLOAT_ZERO,
    FAULT_FLOAT_OVERFLOW,
    FAULT_FLOAT_UNDERFLOW,
    FAULT_FLOAT_INEXACT,
    FAULT_FLOAT_INVALID,
    FAULT_ILLEGAL,
    FAULT_PRIVILEGED,
    FAULT_BREAKPOINT,
    FAULT_STEP,
};

enum fault_access { FAULT_READ, FAULT_WRITE, FAULT_EXECUTE };

/* Registers in the order of Windows' CONTEXT: x86-64: rax, rcx, rdx, rbx, rsp,
 * rbp, rsi, rdi, r8 to r15, rip; arm64: x0 to x30, sp, pc. */
#if defined(__x86_64__)
#define FAULT_REGISTERS 17
#else
#define FAULT_REGISTERS 33
#endif
#define FAULT_PC (FAULT_REGISTERS - 1)

struct fault {
    enum fault_kind kind;
    enum fault_access access; /* MEMORY, PAGE */
    uintptr_t address;        /* MEMORY, PAGE, MISALIGNED: of the data */
    uint64_t registers[FAULT_REGISTERS];
    uint32_t flags;          /* of the processor */
    uint16_t segments[4];    /* x86-64: cs, gs, fs, ss */
    const void *float_state; /* x86-64: 512 bytes as of fxsave, or NULL */
};

/* From now on `decide` is called, in a signal handler of the thread that
 * failed. True: the thread goes on, with the registers as they are then. False:
 * what was to happen without us. Once for ever. */
void fault_take(bool (*decide)(struct fault *fault));

/* Ends the process at once, and nothing else: for a signal handler. */
_Noreturn void fault_exit(uint32_t exit_code);

/* abort(3). */
_Noreturn void fault_abort(void);

#endif
