#include "sys/fault.h"

#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>
#include <unistd.h>

static const int numbers[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP};

#define NUMBERS (sizeof numbers / sizeof numbers[0])

static struct sigaction before[NUMBERS];
static bool (*decider)(struct fault *fault);

/* ---- Registers ---- */

#if defined(__x86_64__)

static const int places[FAULT_REGISTERS] = {
    REG_RAX, REG_RCX, REG_RDX, REG_RBX, REG_RSP, REG_RBP,
    REG_RSI, REG_RDI, REG_R8,  REG_R9,  REG_R10, REG_R11,
    REG_R12, REG_R13, REG_R14, REG_R15, REG_RIP,
};

static void registers_read(const ucontext_t *context, struct fault *fault)
{
    const greg_t *registers = context->uc_mcontext.gregs;
    uint64_t segments = (uint64_t)registers[REG_CSGSFS];

    for (unsigned i = 0; i < FAULT_REGISTERS; i++)
        fault->registers[i] = (uint64_t)registers[places[i]];
    fault->flags = (uint32_t)registers[REG_EFL];
    memcpy(fault->segments, &segments, sizeof segments);
    fault->float_state = context->uc_mcontext.fpregs;
}

static void registers_write(ucontext_t *context, const struct fault *fault)
{
    for (unsigned i = 0; i < FAULT_REGISTERS; i++)
        context->uc_mcontext.gregs[places[i]] = (greg_t)fault->registers[i];
}

/* Bits of the page fault's code, as the processor's manuals have them. */
static enum fault_access access_of(const ucontext_t *context)
{
    greg_t code = context->uc_mcontext.gregs[REG_ERR];

    if ((code & 0x10) != 0)
        return FAULT_EXECUTE;
    return (code & 0x2) != 0 ? FAULT_WRITE : FAULT_READ;
}

#elif defined(__aarch64__)

static void registers_read(const ucontext_t *context, struct fault *fault)
{
    const mcontext_t *machine = &context->uc_mcontext;

    for (unsigned i = 0; i < 31; i++)
        fault->registers[i] = machine->regs[i];
    fault->registers[31] = machine->sp;
    fault->registers[32] = machine->pc;
    fault->flags = (uint32_t)machine->pstate;
}

static void registers_write(ucontext_t *context, const struct fault *fault)
{
    mcontext_t *machine = &context->uc_mcontext;

    for (unsigned i = 0; i < 31; i++)
        machine->regs[i] = fault->registers[i];
    machine->sp = fault->registers[31];
    machine->pc = fault->registers[32];
}

static enum fault_access access_of(const ucontext_t *context)
{
    const mcontext_t *machine = &context->uc_mcontext;

    return machine->pc == machine->fault_address ? FAULT_EXECUTE : FAULT_READ;
}

#else
#error "registers of this processor"
#endif

/* ---- Signals ---- */

static enum fault_kind kind_of_float(int code)
{
    switch (code) {
    case FPE_INTDIV:
        return FAULT_INTEGER_ZERO;
    case FPE_INTOVF:
        return FAULT_INTEGER_OVERFLOW;
    case FPE_FLTDIV:
        return FAULT_FLOAT_ZERO;
    case FPE_FLTOVF:
        return FAULT_FLOAT_OVERFLOW;
    case FPE_FLTUND:
        return FAULT_FLOAT_UNDERFLOW;
    case FPE_FLTRES:
        return FAULT_FLOAT_INEXACT;
    default:
        return FAULT_FLOAT_INVALID;
    }
}

static enum fault_kind kind_of(const siginfo_t *info)
{
    int code = info->si_code;

    switch (info->si_signo) {
    case SIGSEGV:
        return FAULT_MEMORY;
    case SIGBUS:
        return code == BUS_ADRALN ? FAULT_MISALIGNED : FAULT_PAGE;
    case SIGFPE:
        return kind_of_float(code);
    case SIGILL:
        return code == ILL_PRVOPC || code == ILL_PRVREG ? FAULT_PRIVILEGED
                                                        : FAULT_ILLEGAL;
    default:
        return code == TRAP_TRACE ? FAULT_STEP : FAULT_BREAKPOINT;
    }
}

/* A signal that somebody sent is no fault of an instruction; raise(SIGTRAP) is
 * meant to be one. An address that no page can have is not told by the kernel:
 * Windows says -1 then. */
static bool describe(const siginfo_t *info, const ucontext_t *context,
                     struct fault *fault)
{
    bool sent = info->si_code <= 0;

    if (sent && (info->si_signo != SIGTRAP || info->si_code != SI_TKILL))
        return false;
    *fault = (struct fault){.kind = kind_of(info)};
    fault->address = (uintptr_t)info->si_addr;
    if (info->si_signo == SIGSEGV && info->si_code == SI_KERNEL)
        fault->address = UINTPTR_MAX;
    if (info->si_signo == SIGSEGV || info->si_signo == SIGBUS)
        fault->access = access_of(context);
    registers_read(context, fault);
    return true;
}

static unsigned place_of(int number)
{
    unsigned place = 0;

    while (place < NUMBERS - 1 && numbers[place] != number)
        place++;
    return place;
}

/* What would have happened: the program's own handler, or the end. The
 * instruction fails again when we return; what was sent has to be again. */
static void leave_to_others(int number, siginfo_t *info, void *context)
{
    const struct sigaction *action = &before[place_of(number)];
    struct sigaction usual = {.sa_handler = SIG_DFL};

    if ((action->sa_flags & SA_SIGINFO) != 0)
        action->sa_sigaction(number, info, context);
    else if (action->sa_handler == SIG_IGN && info->si_code <= 0)
        return;
    else if (action->sa_handler != SIG_DFL && action->sa_handler != SIG_IGN)
        action->sa_handler(number);
    else {
        sigaction(number, &usual, NULL);
        if (info->si_code <= 0 || number == SIGTRAP)
            raise(number);
    }
}

static void on_fault(int number, siginfo_t *info, void *context)
{
    int saved = errno;
    struct fault fault;

    if (describe(info, context, &fault) && decider(&fault))
        registers_write(context, &fault);
    else
        leave_to_others(number, info, context);
    errno = saved;
}

void fault_take(bool (*decide)(struct fault *fault))
{
    struct sigaction action = {.sa_flags = SA_SIGINFO | SA_ONSTACK};

    decider = decide;
    action.sa_sigaction = on_fault;
    sigemptyset(&action.sa_mask);
    for (unsigned i = 0; i < NUMBERS; i++)
        sigaction(numbers[i], &action, &before[i]);
}

_Noreturn void fault_exit(uint32_t exit_code)
{
    _exit((int)exit_code);
}

_Noreturn void fault_abort(void)
{
    abort();
}
