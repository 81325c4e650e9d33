/* Puts sizes, offsets and constants into section .layout of the object file,
 * one row each. layout.sh compiles it against our headers and against mingw's
 * and compares the two: nothing has to run, so no Wine is needed. */
#ifdef __MINGW32__
#define _WIN32_WINNT 0x0A00
#define NTDDI_VERSION 0x0A000007
#define WIN32_NO_STATUS
#endif
#include <winsock2.h>
#include <ws2tcpip.h>
#include <mswsock.h>
#include <windows.h>
#ifdef __MINGW32__
#undef WIN32_NO_STATUS
#endif
#include <afunix.h>
#include <mstcpip.h>
#include <psapi.h>
#include <ntstatus.h>
#include <winternl.h>
#include <errno.h>
#include <stddef.h>
#ifdef __MINGW32__
/* What mingw does not have: "System Error Codes", [MS-ERREF], the SDK. */
#define CREATE_WAITABLE_TIMER_HIGH_RESOLUTION 2
#define ERROR_NOT_SAME_OBJECT 1656
#define ERROR_INVALID_LOCK_RANGE 307
#define ERROR_NO_SUCH_DEVICE 433
#define ERROR_THREAD_MODE_ALREADY_BACKGROUND 400
#define ERROR_THREAD_MODE_NOT_BACKGROUND 401
#define ERROR_NOTIFY_CLEANUP 745
#define ERROR_ELEVATION_REQUIRED 740
#define SIO_GET_MULTIPLE_EXTENSION_FUNCTION_POINTER 0xC8000024
#define SO_BSP_STATE 0x1009
#define SO_RANDOMIZE_PORT 0x3005
#define SO_REUSE_UNICASTPORT 0x3007
#define TCP_KEEPALIVE 3
#define TCP_MAXRT 5
#define TCP_KEEPCNT 16
#define TCP_KEEPIDLE 3
#define TCP_KEEPINTVL 17
#define UDP_SEND_MSG_SIZE 2
#ifndef SIO_IDEAL_SEND_BACKLOG_QUERY
#define SIO_IDEAL_SEND_BACKLOG_QUERY 0x4004747B
#endif
#define WSAID_MULTIPLE_RIO                                                     \
    {                                                                          \
        0x8509e081, 0x96dd, 0x4005,                                            \
        {                                                                      \
            0xb1, 0x65, 0x9e, 0x2e, 0xe8, 0xc7, 0x9e, 0x3f                     \
        }                                                                      \
    }
#endif

/* 80 bytes, no padding: layout_print.c reads it back. */
struct row {
    char name[64];
    union {
        unsigned int number[4];
        unsigned long long wide[2];
        GUID guid;
    } value;
};

/* aligned: else gcc spreads large objects to multiples of 32. */
#define ROW                                                                    \
    __attribute__((section(".layout"), used,                                   \
                   aligned(16))) static const struct row
#define JOIN_(a, b) a##b
#define JOIN(a, b) JOIN_(a, b)
#define UNIQUE JOIN(row_, __COUNTER__)

#define INTEGER(type)                                                          \
    ROW UNIQUE = {#type, {.number = {sizeof(type), (type)-1 < (type)1}}};
#define SIZE(type) ROW UNIQUE = {#type, {.number = {sizeof(type)}}};
#define FIELD(type, field)                                                     \
    ROW UNIQUE = {                                                             \
        #type "." #field,                                                      \
        {.number = {offsetof(type, field), sizeof(((type *)0)->field)}}};
#define NUMBER(name) ROW UNIQUE = {#name, {.number = {(unsigned int)(name)}}};
#define WIDE(name) ROW UNIQUE = {#name, {.wide = {(unsigned long long)(name)}}};
#define GUID_VALUE(name) ROW UNIQUE = {#name, {.guid = name}};

#include "layout_list.h"
