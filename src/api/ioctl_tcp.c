/* The codes of WSAIoctl that are about one TCP connection. */
#include "api/control.h"
#include "api/winsock.h"
#include "base/clock.h"
#include "iocp/socket_ext.h"
#include "iocp/tcp_info.h"
#include "object/socket_options.h"
#include "sys/net.h"
#include "sys/tcp_info.h"

#define MILLISECOND 1000000u

#define KEEP_ALIVE_MAX 32767 /* seconds: MAX_TCP_KEEPIDLE, -INTVL of Linux */

/* Milliseconds on Windows, whole seconds on Linux: rounded up, and what is too
 * long is as long as can be. */
static int seconds(ULONG ms)
{
    int whole = (int)(((uint64_t)ms + 999) / 1000);

    return ms == 0 ? 1 : min(whole, KEEP_ALIVE_MAX);
}

/* A datagram socket has no such option (WSAIoctl, Return value). */
DWORD control_keep_alive(struct control *control)
{
    struct tcp_keepalive values;
    struct socket_object *socket = control->socket;
    int rc;

    if (!control_take(control, &values, sizeof values))
        return WSAEFAULT;
    if (!socket_is_stream(socket))
        return WSAENOPROTOOPT;
    rc = socket_choose_option(socket, SOCKET_OPTION_KEEP_ALIVE,
                              values.onoff != 0);
    if (rc == 0 && values.onoff != 0)
        rc = socket_choose_option(socket, SOCKET_OPTION_KEEP_IDLE,
                                  seconds(values.keepalivetime));
    if (rc == 0 && values.onoff != 0)
        rc = socket_choose_option(socket, SOCKET_OPTION_KEEP_INTERVAL,
                                  seconds(values.keepaliveinterval));
    return rc < 0 ? errmap_winsock(errmap_socket(-rc)) : 0;
}

static DWORD numbers_of(struct control *control, struct tcp_numbers *numbers)
{
    int rc;

    if (!socket_is_stream(control->socket))
        return WSAEOPNOTSUPP;
    rc = tcp_numbers_get(control->socket->io.fd, numbers);
    return rc < 0 ? errmap_winsock(errmap_socket(-rc)) : 0;
}

static ULONG64 connected_ms(struct socket_object *socket)
{
    uint64_t since = 0;

    lock_take(&socket->io.lock);
    if (socket->role == SOCKET_CONNECTED)
        since = socket->connected_ns;
    lock_drop(&socket->io.lock);
    return since == 0 ? 0 : (clock_now_ns() - since) / MILLISECOND;
}

static ULONG receive_buffer(const struct socket_object *socket)
{
    int bytes = 0;

    if (socket_get_option(socket->io.fd, SOCKET_OPTION_RECEIVE_BUFFER, &bytes) <
        0)
        return 0;
    return (ULONG)bytes;
}

static void fill(TCP_INFO_v0 *info, const struct tcp_numbers *numbers)
{
    info->State = (TCPSTATE)numbers->state;
    info->Mss = numbers->mss;
    info->TimestampsEnabled = numbers->timestamps;
    info->RttUs = numbers->rtt_us;
    info->MinRttUs = numbers->least_rtt_us;
    info->BytesInFlight = numbers->in_flight;
    info->Cwnd = numbers->congestion_window;
    info->SndWnd = numbers->send_window;
    info->RcvWnd = numbers->receive_window;
    info->BytesOut = numbers->sent;
    info->BytesIn = numbers->received;
    info->BytesRetrans = numbers->retransmitted;
    info->SynRetrans = numbers->syn_retransmitted;
}

/* The input says which version of the structure; what version 1 adds is not
 * counted here. */
DWORD control_tcp_info(struct control *control)
{
    struct tcp_numbers numbers;
    TCP_INFO_v0 info;
    DWORD version, error;

    if (!control_take(control, &version, sizeof version))
        return WSAEFAULT;
    error = numbers_of(control, &numbers);
    if (error != 0)
        return error;
    if (version != 0)
        return WSAEINVAL;
    memset(&info, 0, sizeof info); /* the gaps too */
    fill(&info, &numbers);
    info.ConnectionTimeMs = connected_ms(control->socket);
    info.RcvBuf = receive_buffer(control->socket);
    return control_give(control, &info, sizeof info);
}

/* As much as keeps the connection busy: what may be under way at a time, but
 * never less than Windows begins with. */
#define BACKLOG_LEAST 65536u

DWORD control_send_backlog(struct control *control)
{
    struct tcp_numbers numbers;
    ULONG bytes;
    DWORD error = numbers_of(control, &numbers);

    if (error != 0)
        return error;
    if (control->socket->role != SOCKET_CONNECTED)
        return WSAENOTCONN;
    bytes = numbers.congestion_window > BACKLOG_LEAST
                ? numbers.congestion_window
                : BACKLOG_LEAST;
    return control_give(control, &bytes, sizeof bytes);
}

/* A wish that changes nothing which could be seen: Linux' loopback takes its
 * short way unasked. */
DWORD control_fast_loopback(struct control *control)
{
    BYTE on;

    if (!socket_is_stream(control->socket))
        return WSAEOPNOTSUPP;
    return control_take(control, &on, sizeof on) ? 0 : WSAEFAULT;
}
