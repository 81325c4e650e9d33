/* NTSTATUS: what OVERLAPPED.Internal and OVERLAPPED_ENTRY.Internal hold.
 *
 * The top two bits are the severity: 00 success, 01 information, 10 warning,
 * 11 error. A call that fails at once with an error did not start its request
 * and posts no packet; a warning does post one.
 *
 * <windows.h> does not include this file, as Windows' own does not define these
 * names: a program may use STATUS_NOT_FOUND for something else. <ntstatus.h>
 * and <iocp/errors.h> do.
 *
 * Trap: Internal holds the number without sign extension. Compare
 * (NTSTATUS)overlapped.Internal, not overlapped.Internal. */
#ifndef IOCP_STATUS_H
#define IOCP_STATUS_H

#include "error_codes.h"

/* One number a line, however long: */
/* clang-format off */

#define STATUS_SUCCESS ((NTSTATUS)0x00000000L)                 /* It worked. */
#define STATUS_NOTIFY_CLEANUP ((NTSTATUS)0x0000010BL)          /* The watched folder's handle was closed. */
#define STATUS_NOTIFY_ENUM_DIR ((NTSTATUS)0x0000010CL)         /* Too many changes to list. */
#define STATUS_BUFFER_OVERFLOW ((NTSTATUS)0x80000005L)         /* The message is longer than the buffer. */
#define STATUS_NO_MORE_FILES ((NTSTATUS)0x80000006L)           /* The listing of a folder has ended. */
#define STATUS_NO_MORE_ENTRIES ((NTSTATUS)0x8000001AL)         /* The list has ended. */
#define STATUS_UNSUCCESSFUL ((NTSTATUS)0xC0000001L)            /* It failed, without a closer reason. */
#define STATUS_NOT_IMPLEMENTED ((NTSTATUS)0xC0000002L)         /* There is no such call here. */
#define STATUS_INVALID_INFO_CLASS ((NTSTATUS)0xC0000003L)      /* No such kind of information. */
#define STATUS_INFO_LENGTH_MISMATCH ((NTSTATUS)0xC0000004L)    /* A structure has the wrong length. */
#define STATUS_PAGEFILE_QUOTA ((NTSTATUS)0xC0000007L)          /* The page file quota is used up. */
#define STATUS_INVALID_CID ((NTSTATUS)0xC000000BL)             /* No such thread or process. */
#define STATUS_NO_SUCH_DEVICE ((NTSTATUS)0xC000000EL)          /* No such device. */
#define STATUS_NO_SUCH_FILE ((NTSTATUS)0xC000000FL)            /* No such file. */
#define STATUS_INVALID_DEVICE_REQUEST ((NTSTATUS)0xC0000010L)  /* The call does not apply to this kind of file. */
#define STATUS_END_OF_FILE ((NTSTATUS)0xC0000011L)             /* A read began at or beyond the end. */
#define STATUS_CONFLICTING_ADDRESSES ((NTSTATUS)0xC0000018L)   /* The address does not fit. */
#define STATUS_ACCESS_DENIED ((NTSTATUS)0xC0000022L)           /* The right is missing. */
#define STATUS_BUFFER_TOO_SMALL ((NTSTATUS)0xC0000023L)        /* The buffer is too small; nothing was written. */
#define STATUS_OBJECT_TYPE_MISMATCH ((NTSTATUS)0xC0000024L)    /* A handle of the wrong kind. */
#define STATUS_OBJECT_NAME_NOT_FOUND ((NTSTATUS)0xC0000034L)   /* No file or object of this name. */
#define STATUS_OBJECT_NAME_COLLISION ((NTSTATUS)0xC0000035L)   /* The name is taken. */
#define STATUS_OBJECT_PATH_NOT_FOUND ((NTSTATUS)0xC000003AL)   /* A folder on the way is missing. */
#define STATUS_SHARING_VIOLATION ((NTSTATUS)0xC0000043L)       /* Another handle's sharing mode forbids it. */
#define STATUS_QUOTA_EXCEEDED ((NTSTATUS)0xC0000044L)          /* Too many requests in flight. */
#define STATUS_MUTANT_NOT_OWNED ((NTSTATUS)0xC0000046L)        /* The caller does not own the mutex. */
#define STATUS_SEMAPHORE_LIMIT_EXCEEDED ((NTSTATUS)0xC0000047L) /* The semaphore would pass its maximum. */
#define STATUS_THREAD_IS_TERMINATING ((NTSTATUS)0xC000004BL)   /* The thread is ending. */
#define STATUS_FILE_LOCK_CONFLICT ((NTSTATUS)0xC0000054L)      /* Another handle locks part of the range. */
#define STATUS_LOCK_NOT_GRANTED ((NTSTATUS)0xC0000055L)        /* The lock cannot be had at once. */
#define STATUS_DELETE_PENDING ((NTSTATUS)0xC0000056L)          /* The file is about to go. */
#define STATUS_PRIVILEGE_NOT_HELD ((NTSTATUS)0xC0000061L)      /* A privilege is missing. */
#define STATUS_RANGE_NOT_LOCKED ((NTSTATUS)0xC000007EL)        /* The range is not locked. */
#define STATUS_DISK_FULL ((NTSTATUS)0xC000007FL)               /* No space left. */
#define STATUS_TOO_MANY_PAGING_FILES ((NTSTATUS)0xC0000097L)   /* Out of memory. */
#define STATUS_INSUFFICIENT_RESOURCES ((NTSTATUS)0xC000009AL)  /* A limit is reached. */
#define STATUS_WORKING_SET_QUOTA ((NTSTATUS)0xC00000A1L)       /* Too much memory is locked. */
#define STATUS_MEDIA_WRITE_PROTECTED ((NTSTATUS)0xC00000A2L)   /* The medium is read-only. */
#define STATUS_DEVICE_NOT_READY ((NTSTATUS)0xC00000A3L)        /* Not ready; on sockets: would block. */
#define STATUS_INSTANCE_NOT_AVAILABLE ((NTSTATUS)0xC00000ABL)  /* All ends of the pipe are taken. */
#define STATUS_PIPE_NOT_AVAILABLE ((NTSTATUS)0xC00000ACL)      /* No end of the pipe waits for a client. */
#define STATUS_INVALID_PIPE_STATE ((NTSTATUS)0xC00000ADL)      /* The pipe is in the wrong state. */
#define STATUS_PIPE_BUSY ((NTSTATUS)0xC00000AEL)               /* The pipe is busy. */
#define STATUS_PIPE_DISCONNECTED ((NTSTATUS)0xC00000B0L)       /* The end was disconnected; on sockets: shut down. */
#define STATUS_PIPE_CLOSING ((NTSTATUS)0xC00000B1L)            /* The pipe is being closed. */
#define STATUS_PIPE_CONNECTED ((NTSTATUS)0xC00000B2L)          /* A client is already there. */
#define STATUS_PIPE_LISTENING ((NTSTATUS)0xC00000B3L)          /* The pipe still waits for a client. */
#define STATUS_INVALID_READ_MODE ((NTSTATUS)0xC00000B4L)       /* The pipe's read mode is wrong. */
#define STATUS_IO_TIMEOUT ((NTSTATUS)0xC00000B5L)              /* The connection timed out. */
#define STATUS_FILE_FORCED_CLOSED ((NTSTATUS)0xC00000B6L)      /* The mailslot was closed. */
#define STATUS_FILE_IS_A_DIRECTORY ((NTSTATUS)0xC00000BAL)     /* A folder where a file is wanted. */
#define STATUS_NOT_SUPPORTED ((NTSTATUS)0xC00000BBL)           /* Not supported here. */
#define STATUS_REMOTE_NOT_LISTENING ((NTSTATUS)0xC00000BCL)    /* Nobody listens at the other end. */
#define STATUS_BAD_NETWORK_PATH ((NTSTATUS)0xC00000BEL)        /* No way to that network name. */
#define STATUS_NETWORK_BUSY ((NTSTATUS)0xC00000BFL)            /* The network is busy. */
#define STATUS_INVALID_NETWORK_RESPONSE ((NTSTATUS)0xC00000C3L) /* The other end answered nonsense. */
#define STATUS_UNEXPECTED_NETWORK_ERROR ((NTSTATUS)0xC00000C4L) /* Unexpected network error. */
#define STATUS_NETWORK_NAME_DELETED ((NTSTATUS)0xC00000C9L)    /* The network name is gone. */
#define STATUS_REQUEST_NOT_ACCEPTED ((NTSTATUS)0xC00000D0L)    /* The other end takes no more connections. */
#define STATUS_VIRTUAL_CIRCUIT_CLOSED ((NTSTATUS)0xC00000D6L)  /* The session was cancelled. */
#define STATUS_PIPE_EMPTY ((NTSTATUS)0xC00000D9L)              /* The pipe is empty. */
#define STATUS_INVALID_USER_BUFFER ((NTSTATUS)0xC00000E8L)     /* The buffer is bad. */
#define STATUS_INVALID_PARAMETER_1 ((NTSTATUS)0xC00000EFL)     /* The first argument is wrong. */
#define STATUS_INVALID_PARAMETER_3 ((NTSTATUS)0xC00000F1L)     /* The third argument is wrong. */
#define STATUS_DIRECTORY_NOT_EMPTY ((NTSTATUS)0xC0000101L)     /* The folder is not empty. */
#define STATUS_NOT_A_DIRECTORY ((NTSTATUS)0xC0000103L)         /* A file where a folder is wanted. */
#define STATUS_TOO_MANY_OPENED_FILES ((NTSTATUS)0xC000011FL)   /* No descriptor left. */
#define STATUS_CANCELLED ((NTSTATUS)0xC0000120L)               /* The request was cancelled. */
#define STATUS_FILE_CLOSED ((NTSTATUS)0xC0000128L)             /* The file is closed. */
#define STATUS_COMMITMENT_LIMIT ((NTSTATUS)0xC000012DL)        /* The system is out of memory. */
#define STATUS_LOCAL_DISCONNECT ((NTSTATUS)0xC000013BL)        /* This side ended the connection. */
#define STATUS_REMOTE_DISCONNECT ((NTSTATUS)0xC000013CL)       /* The peer ended the connection. */
#define STATUS_REMOTE_RESOURCES ((NTSTATUS)0xC000013DL)        /* The peer is out of resources. */
#define STATUS_LINK_FAILED ((NTSTATUS)0xC000013EL)             /* The link broke. */
#define STATUS_LINK_TIMEOUT ((NTSTATUS)0xC000013FL)            /* The link timed out. */
#define STATUS_INVALID_CONNECTION ((NTSTATUS)0xC0000140L)      /* The socket is not connected. */
#define STATUS_INVALID_ADDRESS ((NTSTATUS)0xC0000141L)         /* The address is not ours. */
#define STATUS_PIPE_BROKEN ((NTSTATUS)0xC000014BL)             /* The other end of the pipe is closed. */
#define STATUS_IO_DEVICE_ERROR ((NTSTATUS)0xC0000185L)         /* The device failed. */
#define STATUS_POSSIBLE_DEADLOCK ((NTSTATUS)0xC0000194L)       /* Waiting would never end. */
#define STATUS_INVALID_LOCK_RANGE ((NTSTATUS)0xC00001A1L)      /* The range to lock wraps around. */
#define STATUS_INVALID_BUFFER_SIZE ((NTSTATUS)0xC0000206L)     /* The datagram is too long to send. */
#define STATUS_INVALID_ADDRESS_COMPONENT ((NTSTATUS)0xC0000207L) /* The address is not available. */
#define STATUS_TOO_MANY_ADDRESSES ((NTSTATUS)0xC0000209L)      /* Too many addresses. */
#define STATUS_ADDRESS_ALREADY_EXISTS ((NTSTATUS)0xC000020AL)  /* The address is in use. */
#define STATUS_ADDRESS_CLOSED ((NTSTATUS)0xC000020BL)          /* The address was closed. */
#define STATUS_CONNECTION_DISCONNECTED ((NTSTATUS)0xC000020CL) /* The connection has ended. */
#define STATUS_CONNECTION_RESET ((NTSTATUS)0xC000020DL)        /* The peer reset the connection. */
#define STATUS_TRANSACTION_ABORTED ((NTSTATUS)0xC000020FL)     /* The transaction was given up. */
#define STATUS_NOT_FOUND ((NTSTATUS)0xC0000225L)               /* Nothing to cancel. */
#define STATUS_HANDLE_NOT_CLOSABLE ((NTSTATUS)0xC0000235L)     /* The handle is protected from closing. */
#define STATUS_CONNECTION_REFUSED ((NTSTATUS)0xC0000236L)      /* The peer refused the connection. */
#define STATUS_GRACEFUL_DISCONNECT ((NTSTATUS)0xC0000237L)     /* The peer closed the connection. */
#define STATUS_ADDRESS_ALREADY_ASSOCIATED ((NTSTATUS)0xC0000238L) /* The address already belongs to an endpoint. */
#define STATUS_ADDRESS_NOT_ASSOCIATED ((NTSTATUS)0xC0000239L)  /* The address belongs to no endpoint yet. */
#define STATUS_CONNECTION_INVALID ((NTSTATUS)0xC000023AL)      /* The connection is gone. */
#define STATUS_CONNECTION_ACTIVE ((NTSTATUS)0xC000023BL)       /* The socket is already connected. */
#define STATUS_NETWORK_UNREACHABLE ((NTSTATUS)0xC000023CL)     /* No route to the network. */
#define STATUS_HOST_UNREACHABLE ((NTSTATUS)0xC000023DL)        /* No route to the host. */
#define STATUS_PROTOCOL_UNREACHABLE ((NTSTATUS)0xC000023EL)    /* The host does not speak the protocol. */
#define STATUS_PORT_UNREACHABLE ((NTSTATUS)0xC000023FL)        /* Nobody listens on the port (UDP). */
#define STATUS_REQUEST_ABORTED ((NTSTATUS)0xC0000240L)         /* The request was given up. */
#define STATUS_CONNECTION_ABORTED ((NTSTATUS)0xC0000241L)      /* This side ended the connection. */
#define STATUS_DATATYPE_MISALIGNMENT_ERROR ((NTSTATUS)0xC00002C5L) /* A pointer is not aligned. */
#define STATUS_HOST_DOWN ((NTSTATUS)0xC0000350L)               /* The host is down. */

#ifndef NT_SUCCESS
#define NT_SUCCESS(status) (((NTSTATUS)(status)) >= 0)
#endif
#define NT_INFORMATION(status) ((((ULONG)(status)) >> 30) == 1)
#define NT_WARNING(status) ((((ULONG)(status)) >> 30) == 2)
#define NT_ERROR(status) ((((ULONG)(status)) >> 30) == 3)

/* clang-format on */

#endif
