/* FD_SETSIZE as the program defined it, before <sys/select.h> comes and makes
 * it 1024. Included first by <windows.h> and <winsock2.h>; see
 * socket_poll.h. */
#if !defined(IOCP_FD_SET_SIZE) && defined(FD_SETSIZE) && !defined(_SYS_SELECT_H)
#define IOCP_FD_SET_SIZE
enum { iocp_fd_set_size = FD_SETSIZE };
#endif
