/* Another process, which does as it is told: the other end of a named pipe. It
 * is a fork made before this one has used the library; the two talk through a
 * socket. Both find their pipes in a folder of the case alone. */
#ifndef PUPPET_H
#define PUPPET_H

#include <stddef.h>
#include <sys/types.h>

#include <windows.h>

#define PUPPET_DATA 64u

enum puppet_act {
    ACT_OPEN,  /* number: access */
    ACT_WAIT,  /* number: milliseconds */
    ACT_READ,  /* number: bytes */
    ACT_WRITE, /* data */
    ACT_CLOSE,
    ACT_MODE,    /* number: for SetNamedPipeHandleState */
    ACT_PEEK,    /* number: bytes; bytes, then available */
    ACT_SERVER,  /* whose process made the pipe: number */
    ACT_CREATE,  /* number: mode; one instance, 1000 bytes each way */
    ACT_CONNECT, /* until a client is there */
    ACT_DISCONNECT,
    ACT_CALLS, /* number: so many CallNamedPipe with data of all sizes */
    ACT_ECHO,  /* sends back what it reads until 109: bytes in all */
    ACT_EXIT,  /* by ExitProcess; there is no answer */
};

struct puppet_answer {
    DWORD error; /* 0: it went well */
    DWORD number, more;
    char data[PUPPET_DATA];
};

struct puppet {
    pid_t pid;
    int talk;
};

/* The name of the case's pipe. */
#define PUPPET_PIPE "\\\\.\\pipe\\Of Two Processes"

/* Makes the folder and has both find it; before the first puppet. */
const char *puppet_folder(void);
void puppet_folder_remove(void);

struct puppet puppet_new(void);
void puppet_tell(const struct puppet *puppet, enum puppet_act act, DWORD number,
                 const void *data, size_t len);
struct puppet_answer puppet_hear(const struct puppet *puppet);
/* Both in one: its error. */
DWORD puppet_do(const struct puppet *puppet, enum puppet_act act, DWORD number);
DWORD puppet_write(const struct puppet *puppet, const char *text);
/* CHECKs that it reads this text. */
void puppet_reads(const struct puppet *puppet, const char *text);
void puppet_kill(struct puppet *puppet);
/* It ends by itself when its socket closes. */
void puppet_end(struct puppet *puppet);

/* What ACT_CALLS asks for and expects: `len` bytes of a pattern. */
void puppet_fill(unsigned char *bytes, size_t len, unsigned seed);
#define PUPPET_CALL_MAX 100000u

#endif
