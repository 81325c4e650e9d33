/* Defining a function that the linker calls instead of `name` (--wrap). */
#ifndef FAULTS_WRAP_H
#define FAULTS_WRAP_H

#define WRAP(type, name, arguments)                                            \
    type __real_##name arguments;                                              \
    type __wrap_##name arguments;                                              \
    type __wrap_##name arguments

/* How a system call fails. */
#define FAIL_AT(seam)                                                          \
    do {                                                                       \
        int error_ = seam_fault(seam);                                         \
        if (error_ != 0) {                                                     \
            errno = error_;                                                    \
            return -1;                                                         \
        }                                                                      \
    } while (0)

#endif
