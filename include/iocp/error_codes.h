/* The error numbers <windows.h> defines: ERROR_, WSA, WAIT_ and the few
 * STATUS_.
 *
 * Trap: ERROR_ABANDONED_WAIT_0 is 735 while WAIT_ABANDONED_0 is 128, and a wait
 * that runs out gives WAIT_TIMEOUT (258), not ERROR_TIMEOUT (1460).
 *
 * No name here clashes with <errno.h>; both may be included, in either order.
 * The numbers are plain ints, where Windows has 32-bit longs: the value and the
 * width are the same. */
#ifndef IOCP_ERROR_CODES_H
#define IOCP_ERROR_CODES_H

#include "types.h"

/* One number a line, however long: */
/* clang-format off */

/* ---- Win32 last errors (GetLastError) that the library returns ---- */
#define ERROR_SUCCESS 0               /* It worked. */
#define NO_ERROR 0                    /* It worked. */
#define ERROR_INVALID_FUNCTION 1      /* The call does not apply to this kind of file. */
#define ERROR_FILE_NOT_FOUND 2        /* No file, or no named object, of this name. */
#define ERROR_PATH_NOT_FOUND 3        /* A folder on the way to the file is missing. */
#define ERROR_TOO_MANY_OPEN_FILES 4   /* No descriptor left. */
#define ERROR_ACCESS_DENIED 5         /* The caller or the handle lacks the right. */
#define ERROR_INVALID_HANDLE 6        /* Not a handle, or a handle of the wrong kind. */
#define ERROR_NOT_ENOUGH_MEMORY 8     /* Out of memory. */
#define ERROR_NO_MORE_FILES 18        /* The listing of a folder has ended. */
#define ERROR_WRITE_PROTECT 19        /* The medium is read-only. */
#define ERROR_NOT_READY 21            /* The device is not ready. */
#define ERROR_BAD_LENGTH 24           /* A structure has the wrong length. */
#define ERROR_GEN_FAILURE 31          /* It failed, without a closer reason. */
#define ERROR_SHARING_VIOLATION 32    /* Another handle's sharing mode forbids it. */
#define ERROR_LOCK_VIOLATION 33       /* Another handle locks part of the range. */
#define ERROR_HANDLE_EOF 38           /* A read began at or beyond the end of the file. */
#define ERROR_NOT_SUPPORTED 50        /* Not supported here. */
#define ERROR_REM_NOT_LIST 51         /* Nobody listens at the other end. */
#define ERROR_DUP_NAME 52             /* The address is in use. */
#define ERROR_BAD_NETPATH 53          /* No way to that network name. */
#define ERROR_NETWORK_BUSY 54         /* The network is busy. */
#define ERROR_BAD_NET_RESP 58         /* The other end answered nonsense. */
#define ERROR_UNEXP_NET_ERR 59        /* Unexpected network error. */
#define ERROR_NETNAME_DELETED 64      /* The peer reset the connection. */
#define ERROR_TOO_MANY_NAMES 68       /* Too many addresses. */
#define ERROR_REQ_NOT_ACCEP 71        /* The other end takes no more connections. */
#define ERROR_FILE_EXISTS 80          /* CREATE_NEW found the file already there. */
#define ERROR_INVALID_PARAMETER 87    /* An argument is wrong. */
#define ERROR_BROKEN_PIPE 109         /* The other end of the pipe is closed. */
#define ERROR_DISK_FULL 112           /* No space left. */
#define ERROR_CALL_NOT_IMPLEMENTED 120 /* This library does not have the call. */
#define ERROR_SEM_TIMEOUT 121         /* The connection timed out. */
#define ERROR_INSUFFICIENT_BUFFER 122 /* The buffer is too small. */
#define ERROR_INVALID_NAME 123        /* The file name is not well formed. */
#define ERROR_NEGATIVE_SEEK 131       /* The file pointer would fall below 0. */
#define ERROR_DIR_NOT_EMPTY 145       /* The folder is not empty. */
#define ERROR_NOT_LOCKED 158          /* The range is not locked. */
#define ERROR_ALREADY_EXISTS 183      /* The file or object was there before. */
#define ERROR_BAD_PIPE 230            /* The pipe is in the wrong state or mode. */
#define ERROR_PIPE_BUSY 231           /* All ends of the pipe are taken. */
#define ERROR_NO_DATA 232             /* The pipe is being closed. */
#define ERROR_PIPE_NOT_CONNECTED 233  /* Nobody is at the other end of the pipe. */
#define ERROR_MORE_DATA 234           /* The message is longer than the buffer. */
#define ERROR_VC_DISCONNECTED 240     /* The session was cancelled. */
#define ERROR_NO_MORE_ITEMS 259       /* The list has ended. */
#define ERROR_DIRECTORY 267           /* The name is not that of a folder. */
#define ERROR_NOT_OWNER 288           /* The caller does not own the mutex. */
#define ERROR_TOO_MANY_POSTS 298      /* The semaphore would pass its maximum. */
#define ERROR_INVALID_LOCK_RANGE 307  /* The range to lock wraps around. */
#define ERROR_MR_MID_NOT_FOUND 317    /* No text for it; also: a status not in the table. */
#define ERROR_THREAD_MODE_ALREADY_BACKGROUND 400 /* It is in background mode. */
#define ERROR_THREAD_MODE_NOT_BACKGROUND 401 /* It is not in background mode. */
#define ERROR_NO_SUCH_DEVICE 433      /* No such device. */
#define ERROR_INVALID_ADDRESS 487     /* The address does not fit. */
#define ERROR_PIPE_CONNECTED 535      /* A client is already at the other end. */
#define ERROR_PIPE_LISTENING 536      /* The pipe still waits for a client. */
#define ERROR_ABANDONED_WAIT_0 735    /* The port was closed while waiting on it. */
#define ERROR_ABANDONED_WAIT_63 736   /* Last of the range that starts with 735. */
#define ERROR_NOTIFY_CLEANUP 745      /* The watched folder's handle was closed. */
#define ERROR_OPERATION_ABORTED 995   /* The request was cancelled. */
#define ERROR_IO_INCOMPLETE 996       /* The request is still pending. */
#define ERROR_IO_PENDING 997          /* The request has started. */
#define ERROR_NOACCESS 998            /* A pointer is bad. */
#define ERROR_INVALID_FLAGS 1004      /* The flags are wrong. */
#define ERROR_NOTIFY_ENUM_DIR 1022    /* Too many changes to list: read the folder. */
#define ERROR_IO_DEVICE 1117          /* The device failed. */
#define ERROR_POSSIBLE_DEADLOCK 1131  /* Waiting would never end. */
#define ERROR_NOT_FOUND 1168          /* Nothing to cancel. */
#define ERROR_UNABLE_TO_REMOVE_REPLACED 1175 /* ReplaceFile: no backup. */
#define ERROR_INVALID_NETNAME 1214    /* The address is malformed. */
#define ERROR_CONNECTION_REFUSED 1225 /* The peer refused the connection. */
#define ERROR_GRACEFUL_DISCONNECT 1226 /* The peer closed the connection. */
#define ERROR_ADDRESS_ALREADY_ASSOCIATED 1227 /* The address already belongs to an endpoint. */
#define ERROR_ADDRESS_NOT_ASSOCIATED 1228 /* The address belongs to no endpoint yet. */
#define ERROR_CONNECTION_INVALID 1229 /* The connection is gone. */
#define ERROR_CONNECTION_ACTIVE 1230  /* The connection is already there. */
#define ERROR_NETWORK_UNREACHABLE 1231 /* No route to the network. */
#define ERROR_HOST_UNREACHABLE 1232   /* No route to the host. */
#define ERROR_PROTOCOL_UNREACHABLE 1233 /* The host does not speak the protocol. */
#define ERROR_PORT_UNREACHABLE 1234   /* Nobody listens on the port (UDP). */
#define ERROR_REQUEST_ABORTED 1235    /* The request was given up. */
#define ERROR_CONNECTION_ABORTED 1236 /* This side ended the connection. */
#define ERROR_HOST_DOWN 1256          /* The host is down. */
#define ERROR_PRIVILEGE_NOT_HELD 1314 /* A privilege is missing. */
#define ERROR_NO_SYSTEM_RESOURCES 1450 /* A limit of the library or kernel is reached. */
#define ERROR_WORKING_SET_QUOTA 1453  /* Too much memory is locked. */
#define ERROR_PAGEFILE_QUOTA 1454     /* The page file quota is used up. */
#define ERROR_COMMITMENT_LIMIT 1455   /* The system is out of memory. */
#define ERROR_TIMEOUT 1460            /* The time ran out (not that of a wait: see 258). */
#define ERROR_NOT_SAME_OBJECT 1656    /* Two handles name two objects. */
#define ERROR_INVALID_USER_BUFFER 1784 /* The buffer is bad or of a bad size. */
#define ERROR_NOT_ENOUGH_QUOTA 1816   /* Too many requests in flight. */
#define ERROR_INVALID_STATE 5023      /* The object is in the wrong state. */
#define ERROR_INVALID_MSGBOX_STYLE 1438 /* A message box has no such buttons. */

/* ---- Win32 numbers that programs name in tables of their own; the library
 * never returns them ---- */
#define ERROR_ARENA_TRASHED 7         /* The memory's own records are damaged. */
#define ERROR_INVALID_ACCESS 12       /* The access code is wrong. */
#define ERROR_INVALID_DATA 13         /* The data is not well formed. */
#define ERROR_OUTOFMEMORY 14          /* Out of memory. */
#define ERROR_INVALID_DRIVE 15        /* No such drive. */
#define ERROR_CURRENT_DIRECTORY 16    /* The current folder cannot be removed. */
#define ERROR_NOT_SAME_DEVICE 17      /* The two names are on different volumes. */
#define ERROR_CRC 23                  /* The data's check sum is wrong. */
#define ERROR_SECTOR_NOT_FOUND 27     /* The sector was not found. */
#define ERROR_WRITE_FAULT 29          /* The device could not write. */
#define ERROR_READ_FAULT 30           /* The device could not read. */
#define ERROR_HANDLE_DISK_FULL 39     /* The disk is full. */
#define ERROR_ADAP_HDW_ERR 57         /* The network adapter failed. */
#define ERROR_BAD_NET_NAME 67         /* No such network name. */
#define ERROR_CANNOT_MAKE 82          /* The file or folder cannot be made. */
#define ERROR_OPEN_FAILED 110         /* The file or device cannot be opened. */
#define ERROR_BUFFER_OVERFLOW 111     /* The name is too long for the buffer. */
#define ERROR_MOD_NOT_FOUND 126       /* The module was not found. */
#define ERROR_PROC_NOT_FOUND 127      /* The function was not found. */
#define ERROR_DIR_NOT_ROOT 144        /* The folder is not a root. */
#define ERROR_SIGNAL_REFUSED 156      /* The signal was refused. */
#define ERROR_BAD_ARGUMENTS 160       /* The arguments make no sense together. */
#define ERROR_BAD_PATHNAME 161        /* The path is not well formed. */
#define ERROR_BUSY 170                /* The resource is in use. */
#define ERROR_INVALID_EXE_SIGNATURE 191 /* Not a program. */
#define ERROR_EXE_MARKED_INVALID 192  /* Not a program. */
#define ERROR_BAD_EXE_FORMAT 193      /* Not a program. */
#define ERROR_ENVVAR_NOT_FOUND 203    /* No such environment variable. */
#define ERROR_NO_SIGNAL_SENT 205      /* Nobody took the signal. */
#define ERROR_FILENAME_EXCED_RANGE 206 /* The file name is too long. */
#define ERROR_META_EXPANSION_TOO_LONG 208 /* The pattern names too much. */
#define ERROR_EA_LIST_INCONSISTENT 255 /* The extended attributes contradict. */
#define ERROR_END_OF_MEDIA 1100       /* The tape has ended. */
#define ERROR_FILEMARK_DETECTED 1101  /* A tape mark was met. */
#define ERROR_BEGINNING_OF_MEDIA 1102 /* The tape is at its start. */
#define ERROR_SETMARK_DETECTED 1103   /* A tape mark was met. */
#define ERROR_NO_DATA_DETECTED 1104   /* No data on the tape. */
#define ERROR_FILE_INVALID 1006           /* The file is empty. */
#define ERROR_MAPPED_ALIGNMENT 1132       /* No multiple of 64 KiB. */
#define ERROR_NO_UNICODE_TRANSLATION 1113 /* The text does not convert. */
#define ERROR_EOM_OVERFLOW 1129       /* The tape has ended. */
#define ERROR_OLD_WIN_VERSION 1150    /* The system is not of the wanted version. */
#define ERROR_RETRY 1237              /* Try again. */
#define ERROR_CONNECTION_COUNT_LIMIT 1238 /* Too many connections. */
#define ERROR_SYMLINK_NOT_SUPPORTED 1464 /* Links are not supported here. */
#define ERROR_CANT_RESOLVE_FILENAME 1921 /* The link does not end at a file. */
#define ERROR_NOT_A_REPARSE_POINT 4390 /* The file is not a link. */
#define ERROR_INVALID_REPARSE_DATA 4392 /* The link is damaged. */
#define ERROR_BAD_COMMAND 22          /* The device does not know the command. */
#define ERROR_OUT_OF_PAPER 28         /* The printer has no paper. */
#define ERROR_WRONG_DISK 34           /* Another disk is in the drive. */
#define ERROR_NETWORK_ACCESS_DENIED 65 /* The network refuses. */
#define ERROR_WAIT_NO_CHILDREN 128    /* There are no children to wait for. */
#define ERROR_EA_TABLE_FULL 277       /* The table of extended attributes is full. */
#define ERROR_ELEVATION_REQUIRED 740  /* The program wants more rights. */
#define ERROR_INVALID_BLOCK_LENGTH 1106 /* The tape has blocks of another length. */
#define ERROR_BUS_RESET 1111          /* The bus was reset. */
#define ERROR_DEVICE_REQUIRES_CLEANING 1165 /* The device wants cleaning. */
#define ERROR_DEVICE_DOOR_OPEN 1166   /* The door of the device is open. */
#define ERROR_DISK_CORRUPT 1393       /* The disk cannot be read. */
#define ERROR_NONPAGED_SYSTEM_RESOURCES 1451 /* The non-paged pool is exhausted. */
#define ERROR_PAGED_SYSTEM_RESOURCES 1452 /* The paged pool is exhausted. */
#define ERROR_RESOURCE_TYPE_NOT_FOUND 1813 /* The module has no such resource. */
#define ERROR_CANT_ACCESS_FILE 1920   /* The system cannot reach the file. */
#define ERROR_NOT_CONNECTED 2250      /* There is no such connection of the network. */
#define ERROR_MUI_FILE_NOT_FOUND 15100 /* No language file. */
#define ERROR_MUI_INVALID_FILE 15101  /* A language file is damaged. */
#define ERROR_MUI_INVALID_RC_CONFIG 15102 /* Its settings are damaged. */
#define ERROR_MUI_INVALID_LOCALE_NAME 15103 /* No such language. */
#define ERROR_MUI_INVALID_ULTIMATEFALLBACK_NAME 15104 /* No such last language. */
#define ERROR_MUI_FILE_NOT_LOADED 15105 /* A language file is not loaded. */

/* ---- Results of the wait functions ---- */
#define WAIT_OBJECT_0 ((DWORD)0)      /* This plus i: object i is signalled. */
#define WAIT_ABANDONED ((DWORD)0x80)  /* The mutex's owner died; it is yours. */
#define WAIT_ABANDONED_0 ((DWORD)0x80) /* This plus i: the same for object i. */
#define WAIT_IO_COMPLETION ((DWORD)0xC0) /* An APC ended the wait; also a last error. */
#define WAIT_TIMEOUT 258              /* The time ran out; also a last error. */
#define WAIT_FAILED ((DWORD)0xFFFFFFFF) /* The wait failed: see GetLastError. */

/* ---- Winsock last errors (WSAGetLastError, the same value as GetLastError);
 * the first six are Win32 numbers under a second name ---- */
#define WSA_INVALID_HANDLE 6          /* An event handle is bad. */
#define WSA_NOT_ENOUGH_MEMORY 8       /* Out of memory. */
#define WSA_INVALID_PARAMETER 87      /* An argument is wrong. */
#define WSA_OPERATION_ABORTED 995     /* The request was cancelled. */
#define WSA_IO_INCOMPLETE 996         /* The request is still pending. */
#define WSA_IO_PENDING 997            /* The request has started. */
#define WSABASEERR 10000              /* Base of the numbers below. */
#define WSAEINTR 10004                /* The call was interrupted. */
#define WSAEBADF 10009                /* Not a file handle. */
#define WSAEACCES 10013               /* The right is missing. */
#define WSAEFAULT 10014               /* A pointer is bad, or a length too small. */
#define WSAEINVAL 10022               /* An argument is wrong, or the socket's state is. */
#define WSAEMFILE 10024               /* No descriptor left. */
#define WSAEWOULDBLOCK 10035          /* Not at once, and the socket does not block. */
#define WSAEINPROGRESS 10036          /* A blocking call is in progress. */
#define WSAEALREADY 10037             /* A connect is already in progress. */
#define WSAENOTSOCK 10038             /* Not a socket. */
#define WSAEDESTADDRREQ 10039         /* A destination address is needed. */
#define WSAEMSGSIZE 10040             /* The datagram is too long, or was cut. */
#define WSAEPROTOTYPE 10041           /* The protocol does not fit the socket type. */
#define WSAENOPROTOOPT 10042          /* No such socket option. */
#define WSAEPROTONOSUPPORT 10043      /* The protocol is not supported. */
#define WSAESOCKTNOSUPPORT 10044      /* The socket type is not supported. */
#define WSAEOPNOTSUPP 10045           /* The socket does not do that. */
#define WSAEPFNOSUPPORT 10046         /* The protocol family is not supported. */
#define WSAEAFNOSUPPORT 10047         /* The address family is not supported, or differs. */
#define WSAEADDRINUSE 10048           /* The address is in use. */
#define WSAEADDRNOTAVAIL 10049        /* The address is not one of this host. */
#define WSAENETDOWN 10050             /* The network is down. */
#define WSAENETUNREACH 10051          /* No route to the network. */
#define WSAENETRESET 10052            /* Keep-alive found the connection dead. */
#define WSAECONNABORTED 10053         /* This side ended the connection. */
#define WSAECONNRESET 10054           /* The peer reset the connection. */
#define WSAENOBUFS 10055              /* A limit is reached. */
#define WSAEISCONN 10056              /* The socket is already connected. */
#define WSAENOTCONN 10057             /* The socket is not connected. */
#define WSAESHUTDOWN 10058            /* That direction was shut down. */
#define WSAETOOMANYREFS 10059         /* Too many references. */
#define WSAETIMEDOUT 10060            /* The time ran out. */
#define WSAECONNREFUSED 10061         /* The peer refused the connection. */
#define WSAELOOP 10062                /* The name refers to itself. */
#define WSAENAMETOOLONG 10063         /* The name is too long. */
#define WSAEHOSTDOWN 10064            /* The host is down. */
#define WSAEHOSTUNREACH 10065         /* No route to the host. */
#define WSAENOTEMPTY 10066            /* The folder is not empty. */
#define WSAEPROCLIM 10067             /* Too many processes use Winsock. */
#define WSAEUSERS 10068               /* Too many users. */
#define WSAEDQUOT 10069               /* The disk quota is used up. */
#define WSAESTALE 10070               /* The file handle is stale. */
#define WSAEREMOTE 10071              /* The file is not local. */
#define WSASYSNOTREADY 10091          /* The network is not ready. */
#define WSAVERNOTSUPPORTED 10092      /* No such Winsock version. */
#define WSANOTINITIALISED 10093       /* WSAStartup was not called. */
#define WSAEDISCON 10101              /* The peer is closing the connection. */
#define WSAENOMORE 10102              /* The list has ended. */
#define WSAECANCELLED 10103           /* The lookup was cancelled. */
#define WSAEINVALIDPROCTABLE 10104    /* The provider's table is damaged. */
#define WSAEINVALIDPROVIDER 10105     /* The provider is damaged. */
#define WSAEPROVIDERFAILEDINIT 10106  /* The provider did not start. */
#define WSASYSCALLFAILURE 10107       /* A system call failed that never should. */
#define WSASERVICE_NOT_FOUND 10108    /* No such service. */
#define WSATYPE_NOT_FOUND 10109       /* No such class of service. */
#define WSA_E_NO_MORE 10110           /* The list has ended. */
#define WSA_E_CANCELLED 10111         /* The lookup was cancelled. */
#define WSAEREFUSED 10112             /* The lookup was refused. */
#define WSAHOST_NOT_FOUND 11001       /* No such host. */
#define WSATRY_AGAIN 11002            /* The name server did not answer: try again. */
#define WSANO_RECOVERY 11003          /* The name server failed for good. */
#define WSANO_DATA 11004              /* The name is known, but has no such record. */

/* ---- The NTSTATUS numbers that <windows.h> itself has ---- */
#define STATUS_WAIT_0 ((NTSTATUS)0x00000000L)                  /* The first object of a wait is signalled. */
#define STATUS_ABANDONED_WAIT_0 ((NTSTATUS)0x00000080L)        /* The port or mutex was abandoned. */
#define STATUS_USER_APC ((NTSTATUS)0x000000C0L)                /* An APC ended the wait. */
#define STATUS_TIMEOUT ((NTSTATUS)0x00000102L)                 /* The time ran out. */
#define STATUS_PENDING ((NTSTATUS)0x00000103L)                 /* The request has started. */
#define STATUS_ACCESS_VIOLATION ((NTSTATUS)0xC0000005L)        /* A pointer is bad. */
#define STATUS_INVALID_HANDLE ((NTSTATUS)0xC0000008L)          /* Not a handle. */
#define STATUS_INVALID_PARAMETER ((NTSTATUS)0xC000000DL)       /* An argument is wrong. */
#define STATUS_NO_MEMORY ((NTSTATUS)0xC0000017L)               /* Out of memory. */

/* ---- HRESULT: some programs wrap a last error in one ---- */
#define S_OK ((HRESULT)0)
#define S_FALSE ((HRESULT)1)
#define E_NOTIMPL ((HRESULT)0x80004001L)
#define E_FAIL ((HRESULT)0x80004005L)
#define E_UNEXPECTED ((HRESULT)0x8000FFFFL)
#define E_ACCESSDENIED ((HRESULT)0x80070005L)
#define E_HANDLE ((HRESULT)0x80070006L)
#define E_OUTOFMEMORY ((HRESULT)0x8007000EL)
#define E_INVALIDARG ((HRESULT)0x80070057L)
#define FACILITY_WIN32 7
#define SUCCEEDED(result) (((HRESULT)(result)) >= 0)
#define FAILED(result) (((HRESULT)(result)) < 0)
#define HRESULT_CODE(result) ((result) & 0xFFFF)
#define HRESULT_FACILITY(result) (((result) >> 16) & 0x1FFF)
#define HRESULT_SEVERITY(result) (((result) >> 31) & 0x1)
#define SEVERITY_SUCCESS 0
#define SEVERITY_ERROR 1
#define ERROR_SEVERITY_SUCCESS 0x00000000
#define ERROR_SEVERITY_INFORMATIONAL 0x40000000
#define ERROR_SEVERITY_WARNING 0x80000000
#define ERROR_SEVERITY_ERROR 0xC0000000
#define FACILITY_NULL 0
#define FACILITY_NT_BIT 0x10000000
#define NOERROR 0
#define IS_ERROR(status) ((((ULONG)(status)) >> 31) == SEVERITY_ERROR)
#define MAKE_HRESULT(severity, facility, code)                                 \
    ((HRESULT)(((ULONG)(severity) << 31) | ((ULONG)(facility) << 16) |         \
               ((ULONG)(code))))
#define HRESULT_FROM_NT(status) ((HRESULT)((status) | FACILITY_NT_BIT))
#define HRESULT_FROM_WIN32(error)                                              \
    ((HRESULT)(error) <= 0                                                     \
         ? (HRESULT)(error)                                                    \
         : (HRESULT)(((DWORD)(error) & 0xFFFF) | 0x80070000))

/* clang-format on */

#endif
