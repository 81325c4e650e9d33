#include "object/exit_code.h"

#include <signal.h>

static enum exit_code of_signal(int number)
{
    switch (number) {
    case SIGSEGV:
        return CODE_ACCESS_VIOLATION;
    case SIGBUS:
        return CODE_IN_PAGE_ERROR;
    case SIGILL:
        return CODE_ILLEGAL_INSTRUCTION;
    case SIGFPE: /* hardly ever anything else */
        return CODE_INTEGER_DIVIDE_BY_ZERO;
    case SIGTRAP:
        return CODE_BREAKPOINT;
    case SIGINT: /* the console events that these stand for end so */
    case SIGQUIT:
    case SIGTERM:
    case SIGHUP:
        return CODE_CONTROL_C;
    case SIGXCPU:
        return CODE_QUOTA_EXCEEDED;
    case SIGABRT:
        return CODE_ABORTED;
    case SIGKILL:
        return CODE_KILLED;
    default:
        return (enum exit_code)(CODE_OTHER_SIGNAL + number);
    }
}

uint32_t exit_code_of_signal(int number)
{
    return (uint32_t)of_signal(number);
}

bool exit_code_is_abnormal(uint32_t code)
{
    if (code >= (uint32_t)CODE_ARRAY_BOUNDS &&
        code <= (uint32_t)CODE_PRIVILEGED_INSTRUCTION)
        return true; /* with floats and integers in between */
    switch ((enum exit_code)code) {
    case CODE_GUARD_PAGE:
    case CODE_DATATYPE_MISALIGNMENT:
    case CODE_BREAKPOINT:
    case CODE_SINGLE_STEP:
    case CODE_ACCESS_VIOLATION:
    case CODE_IN_PAGE_ERROR:
    case CODE_ILLEGAL_INSTRUCTION:
    case CODE_NONCONTINUABLE:
    case CODE_INVALID_DISPOSITION:
    case CODE_STACK_OVERFLOW:
    case CODE_CONTROL_C:
        return true;
    default:
        return false;
    }
}
