/* As real programs do it: ours among the others, parts before parts. */
#include <stdio.h>
#include <unistd.h>

#include <windows.h>

#include <signal.h>
#include <stdlib.h>

#include <winsock2.h>
#ifdef __cplusplus
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>
#endif

#include <mswsock.h>
#include <pthread.h>

#include <ws2tcpip.h>
#include <sys/stat.h>

#include <process.h>
#include <fcntl.h>
#include <poll.h>

u_long still_32_bits[sizeof(u_long) == 4 ? 1 : -1];
socklen_t still_an_int[(socklen_t)-1 < 0 ? 1 : -1];
