/* Exit codes of processes that did not choose one: on Windows the code of the
 * exception that nobody handled. */
#ifndef OBJECT_EXIT_CODE_H
#define OBJECT_EXIT_CODE_H

#include <stdbool.h>
#include <stdint.h>

/* Windows' numbers. */
enum exit_code {
    CODE_KILLED = 1,         /* SIGKILL that no call of ours sent */
    CODE_ABORTED = 3,        /* abort() of Microsoft's C library */
    CODE_OTHER_SIGNAL = 128, /* and its number: as shells have it */
    CODE_NOT_ENOUGH_QUOTA = 1816,
    CODE_QUOTA_EXCEEDED = (int)0xC0000044,
    CODE_GUARD_PAGE = (int)0x80000001,
    CODE_DATATYPE_MISALIGNMENT = (int)0x80000002,
    CODE_BREAKPOINT = (int)0x80000003,
    CODE_SINGLE_STEP = (int)0x80000004,
    CODE_ACCESS_VIOLATION = (int)0xC0000005,
    CODE_IN_PAGE_ERROR = (int)0xC0000006,
    CODE_ILLEGAL_INSTRUCTION = (int)0xC000001D,
    CODE_NONCONTINUABLE = (int)0xC0000025,
    CODE_INVALID_DISPOSITION = (int)0xC0000026,
    CODE_ARRAY_BOUNDS = (int)0xC000008C,
    /* ... floats, */
    CODE_INTEGER_DIVIDE_BY_ZERO = (int)0xC0000094,
    /* ... overflow, */
    CODE_PRIVILEGED_INSTRUCTION = (int)0xC0000096,
    CODE_STACK_OVERFLOW = (int)0xC00000FD,
    CODE_CONTROL_C = (int)0xC000013A,
};

/* That of what a signal ended. */
uint32_t exit_code_of_signal(int number);

/* Whether a job says that the process ended abnormally
 * (JOBOBJECT_ASSOCIATE_COMPLETION_PORT, Remarks: the list of codes). */
bool exit_code_is_abnormal(uint32_t code);

#endif
