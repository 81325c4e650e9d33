/* The error map against a list of bare numbers, without the names in iocp/: a
 * wrong number in a header fails here too. Source: [MS-ERREF], 2.2 and 2.3;
 * docs/semantics/overlapped.md, Numbers. */
#include "base/errmap.h"

#include <errno.h>

#include "harness/tap.h"

struct status_row {
    unsigned status, win32, winsock;
};

static const struct status_row statuses[] = {
    {0x000000C0, 192, 192},    /* USER_APC */
    {0x00000102, 1460, 1460},  /* TIMEOUT */
    {0x00000000, 0, 0},        /* SUCCESS */
    {0x00000080, 735, 735},    /* ABANDONED_WAIT_0 */
    {0x00000103, 997, 996},    /* PENDING */
    {0x0000010B, 745, 745},    /* NOTIFY_CLEANUP */
    {0x0000010C, 1022, 1022},  /* NOTIFY_ENUM_DIR */
    {0x80000005, 234, 10040},  /* BUFFER_OVERFLOW */
    {0x80000006, 18, 10022},   /* NO_MORE_FILES */
    {0x8000001A, 259, 10022},  /* NO_MORE_ENTRIES */
    {0xC0000001, 31, 10022},   /* UNSUCCESSFUL */
    {0xC0000002, 1, 10045},    /* NOT_IMPLEMENTED */
    {0xC0000003, 87, 10022},   /* INVALID_INFO_CLASS */
    {0xC0000004, 24, 10022},   /* INFO_LENGTH_MISMATCH */
    {0xC0000005, 998, 10014},  /* ACCESS_VIOLATION */
    {0xC0000007, 1454, 10055}, /* PAGEFILE_QUOTA */
    {0xC0000008, 6, 10038},    /* INVALID_HANDLE */
    {0xC000000B, 87, 10022},   /* INVALID_CID */
    {0xC000000D, 87, 10022},   /* INVALID_PARAMETER */
    {0xC000000E, 433, 10050},  /* NO_SUCH_DEVICE */
    {0xC000000F, 2, 10050},    /* NO_SUCH_FILE */
    {0xC0000010, 1, 10022},    /* INVALID_DEVICE_REQUEST */
    {0xC0000011, 38, 10022},   /* END_OF_FILE */
    {0xC0000017, 8, 10055},    /* NO_MEMORY */
    {0xC0000018, 487, 10055},  /* CONFLICTING_ADDRESSES */
    {0xC0000022, 5, 10013},    /* ACCESS_DENIED */
    {0xC0000023, 122, 10014},  /* BUFFER_TOO_SMALL */
    {0xC0000024, 6, 10038},    /* OBJECT_TYPE_MISMATCH */
    {0xC0000034, 2, 10050},    /* OBJECT_NAME_NOT_FOUND */
    {0xC0000035, 183, 10022},  /* OBJECT_NAME_COLLISION */
    {0xC000003A, 3, 10050},    /* OBJECT_PATH_NOT_FOUND */
    {0xC0000043, 32, 10048},   /* SHARING_VIOLATION */
    {0xC0000044, 1816, 10055}, /* QUOTA_EXCEEDED */
    {0xC0000046, 288, 10022},  /* MUTANT_NOT_OWNED */
    {0xC0000047, 298, 10022},  /* SEMAPHORE_LIMIT_EXCEEDED */
    {0xC000004B, 5, 10022},    /* THREAD_IS_TERMINATING */
    {0xC0000054, 33, 10022},   /* FILE_LOCK_CONFLICT */
    {0xC0000055, 33, 10022},   /* LOCK_NOT_GRANTED */
    {0xC0000056, 5, 10022},    /* DELETE_PENDING */
    {0xC0000061, 1314, 10022}, /* PRIVILEGE_NOT_HELD */
    {0xC000007E, 158, 10022},  /* RANGE_NOT_LOCKED */
    {0xC000007F, 112, 10022},  /* DISK_FULL */
    {0xC0000097, 8, 10055},    /* TOO_MANY_PAGING_FILES */
    {0xC000009A, 1450, 10055}, /* INSUFFICIENT_RESOURCES */
    {0xC00000A1, 1453, 10055}, /* WORKING_SET_QUOTA */
    {0xC00000A2, 19, 10022},   /* MEDIA_WRITE_PROTECTED */
    {0xC00000A3, 21, 10035},   /* DEVICE_NOT_READY */
    {0xC00000AB, 231, 10022},  /* INSTANCE_NOT_AVAILABLE */
    {0xC00000AC, 231, 10022},  /* PIPE_NOT_AVAILABLE */
    {0xC00000AD, 230, 10022},  /* INVALID_PIPE_STATE */
    {0xC00000AE, 231, 10022},  /* PIPE_BUSY */
    {0xC00000B0, 233, 10058},  /* PIPE_DISCONNECTED */
    {0xC00000B1, 232, 10022},  /* PIPE_CLOSING */
    {0xC00000B2, 535, 10022},  /* PIPE_CONNECTED */
    {0xC00000B3, 536, 10022},  /* PIPE_LISTENING */
    {0xC00000B4, 230, 10022},  /* INVALID_READ_MODE */
    {0xC00000B5, 121, 10060},  /* IO_TIMEOUT */
    {0xC00000B6, 38, 10022},   /* FILE_FORCED_CLOSED */
    {0xC00000BA, 5, 10022},    /* FILE_IS_A_DIRECTORY */
    {0xC00000BB, 50, 10045},   /* NOT_SUPPORTED */
    {0xC00000BC, 51, 10061},   /* REMOTE_NOT_LISTENING */
    {0xC00000BE, 53, 10051},   /* BAD_NETWORK_PATH */
    {0xC00000BF, 54, 10050},   /* NETWORK_BUSY */
    {0xC00000C3, 58, 10050},   /* INVALID_NETWORK_RESPONSE */
    {0xC00000C4, 59, 10050},   /* UNEXPECTED_NETWORK_ERROR */
    {0xC00000C9, 64, 10022},   /* NETWORK_NAME_DELETED */
    {0xC00000D0, 71, 10035},   /* REQUEST_NOT_ACCEPTED */
    {0xC00000D6, 240, 10022},  /* VIRTUAL_CIRCUIT_CLOSED */
    {0xC00000D9, 232, 10022},  /* PIPE_EMPTY */
    {0xC00000E8, 1784, 10022}, /* INVALID_USER_BUFFER */
    {0xC00000EF, 87, 10022},   /* INVALID_PARAMETER_1 */
    {0xC00000F1, 87, 10022},   /* INVALID_PARAMETER_3 */
    {0xC0000101, 145, 10022},  /* DIRECTORY_NOT_EMPTY */
    {0xC0000103, 267, 10022},  /* NOT_A_DIRECTORY */
    {0xC000011F, 4, 10022},    /* TOO_MANY_OPENED_FILES */
    {0xC0000120, 995, 995},    /* CANCELLED */
    {0xC0000128, 6, 10022},    /* FILE_CLOSED */
    {0xC000012D, 1455, 10055}, /* COMMITMENT_LIMIT */
    {0xC000013B, 64, 10053},   /* LOCAL_DISCONNECT */
    {0xC000013C, 64, 10054},   /* REMOTE_DISCONNECT */
    {0xC000013D, 51, 10055},   /* REMOTE_RESOURCES */
    {0xC000013E, 59, 10054},   /* LINK_FAILED */
    {0xC000013F, 59, 10060},   /* LINK_TIMEOUT */
    {0xC0000140, 59, 10057},   /* INVALID_CONNECTION */
    {0xC0000141, 59, 10049},   /* INVALID_ADDRESS */
    {0xC000014B, 109, 10022},  /* PIPE_BROKEN */
    {0xC0000185, 1117, 10022}, /* IO_DEVICE_ERROR */
    {0xC0000194, 1131, 10022}, /* POSSIBLE_DEADLOCK */
    {0xC00001A1, 307, 10022},  /* INVALID_LOCK_RANGE */
    {0xC0000206, 1784, 10040}, /* INVALID_BUFFER_SIZE */
    {0xC0000207, 1214, 10049}, /* INVALID_ADDRESS_COMPONENT */
    {0xC0000209, 68, 10055},   /* TOO_MANY_ADDRESSES */
    {0xC000020A, 52, 10048},   /* ADDRESS_ALREADY_EXISTS */
    {0xC000020B, 64, 10022},   /* ADDRESS_CLOSED */
    {0xC000020C, 64, 10054},   /* CONNECTION_DISCONNECTED */
    {0xC000020D, 64, 10054},   /* CONNECTION_RESET */
    {0xC000020F, 59, 10053},   /* TRANSACTION_ABORTED */
    {0xC0000225, 1168, 10022}, /* NOT_FOUND */
    {0xC0000235, 6, 10022},    /* HANDLE_NOT_CLOSABLE */
    {0xC0000236, 1225, 10061}, /* CONNECTION_REFUSED */
    {0xC0000237, 1226, 10101}, /* GRACEFUL_DISCONNECT */
    {0xC0000238, 1227, 10022}, /* ADDRESS_ALREADY_ASSOCIATED */
    {0xC0000239, 1228, 10022}, /* ADDRESS_NOT_ASSOCIATED */
    {0xC000023A, 1229, 10022}, /* CONNECTION_INVALID */
    {0xC000023B, 1230, 10056}, /* CONNECTION_ACTIVE */
    {0xC000023C, 1231, 10051}, /* NETWORK_UNREACHABLE */
    {0xC000023D, 1232, 10065}, /* HOST_UNREACHABLE */
    {0xC000023E, 1233, 10051}, /* PROTOCOL_UNREACHABLE */
    {0xC000023F, 1234, 10054}, /* PORT_UNREACHABLE */
    {0xC0000240, 1235, 10004}, /* REQUEST_ABORTED */
    {0xC0000241, 1236, 10053}, /* CONNECTION_ABORTED */
    {0xC00002C5, 998, 10014},  /* DATATYPE_MISALIGNMENT_ERROR */
    {0xC0000350, 1256, 10064}, /* HOST_DOWN */
};

struct errno_row {
    int error;
    unsigned file, socket; /* statuses */
};

#define NONE 0xC0000001u

static const struct errno_row errnos[] = {
    {ECANCELED, 0xC0000120, 0xC0000120},
    {EPIPE, 0xC000014B, 0xC0000241},
    {ECONNRESET, 0xC000014B, 0xC000020D},
    {ECONNABORTED, NONE, 0xC0000241},
    {ECONNREFUSED, NONE, 0xC0000236},
    {ETIMEDOUT, 0xC00000B5, 0xC00000B5},
    {ENETUNREACH, NONE, 0xC000023C},
    {EHOSTUNREACH, NONE, 0xC000023D},
    {EHOSTDOWN, NONE, 0xC0000350},
    {EADDRINUSE, NONE, 0xC000020A},
    {EADDRNOTAVAIL, NONE, 0xC0000207},
    {ENOTCONN, NONE, 0xC0000140},
    {EISCONN, NONE, 0xC000023B},
    {ESHUTDOWN, NONE, 0xC00000B0},
    {EMSGSIZE, NONE, 0xC0000206},
    {ENOBUFS, 0xC000009A, 0xC000009A},
    {ENOMEM, 0xC000009A, 0xC000009A},
    {EFAULT, 0xC0000005, 0xC0000005},
    {EBADF, 0xC0000008, 0xC0000008},
    {ENOTSOCK, 0xC0000008, 0xC0000008},
    {EACCES, 0xC0000022, 0xC0000022},
    {EPERM, 0xC0000022, 0xC0000022},
    {EINVAL, 0xC000000D, 0xC000000D},
    {EOPNOTSUPP, 0xC00000BB, 0xC00000BB},
    {ENOSPC, 0xC000007F, NONE},
    {EDQUOT, 0xC000007F, NONE},
    {EIO, 0xC0000185, NONE},
    {EINTR, 0xC0000120, 0xC0070000 | 10004},
    {EPROTO, NONE, 0xC0000241},
    {ENETDOWN, NONE, 0xC0070000 | 10050},
    {ENETRESET, NONE, 0xC0070000 | 10052},
    {EAGAIN, 0xC00000A3, 0xC00000A3},
    {EINPROGRESS, NONE, 0xC0070000 | 10036},
    {EALREADY, NONE, 0xC0070000 | 10037},
    {EDESTADDRREQ, NONE, 0xC0070000 | 10039},
    {EPROTOTYPE, NONE, 0xC0070000 | 10041},
    {ENOPROTOOPT, NONE, 0xC0070000 | 10042},
    {EPROTONOSUPPORT, NONE, 0xC0070000 | 10043},
    {ESOCKTNOSUPPORT, NONE, 0xC0070000 | 10044},
    {EPFNOSUPPORT, NONE, 0xC0070000 | 10046},
    {EAFNOSUPPORT, NONE, 0xC0070000 | 10047},
    {ENOSYS, 0xC0000002, 0xC0000002},
    {EMFILE, 0xC000011F, 0xC0070000 | 10024},
    {ENFILE, 0xC000011F, 0xC0070000 | 10024},
    {EFBIG, 0xC000007F, NONE},
    {ELOOP, 0xC000003A, NONE},
    {ENAMETOOLONG, 0xC000003A, 0xC000000D},
    {ENOTEMPTY, 0xC0000101, NONE},
    {EROFS, 0xC00000A2, NONE},
    {EBUSY, 0xC0000043, NONE},
    {ETXTBSY, 0xC0000043, NONE},
    {ESPIPE, 0xC0000010, NONE},
    {ENODEV, 0xC000000E, NONE},
    {ENXIO, 0xC000000E, NONE},
    {ENOENT, 0xC0000034, NONE},
    {ENOTDIR, 0xC000003A, NONE},
    {EEXIST, 0xC0000035, NONE},
    {EISDIR, 0xC00000BA, NONE},
};

/* errno of a socket call and the last error it must end as. */
static const struct {
    int error;
    unsigned winsock;
} codes[] = {
    {EMFILE, 10024},       {ENFILE, 10024},          {EAGAIN, 10035},
    {EINPROGRESS, 10036},  {EALREADY, 10037},        {ENOTSOCK, 10038},
    {EDESTADDRREQ, 10039}, {EMSGSIZE, 10040},        {EPROTOTYPE, 10041},
    {ENOPROTOOPT, 10042},  {EPROTONOSUPPORT, 10043}, {ESOCKTNOSUPPORT, 10044},
    {EOPNOTSUPP, 10045},   {EPFNOSUPPORT, 10046},    {EAFNOSUPPORT, 10047},
    {EADDRINUSE, 10048},   {EADDRNOTAVAIL, 10049},   {ENETDOWN, 10050},
    {ENETUNREACH, 10051},  {ENETRESET, 10052},       {ECONNABORTED, 10053},
    {ECONNRESET, 10054},   {ENOBUFS, 10055},         {EISCONN, 10056},
    {ENOTCONN, 10057},     {ESHUTDOWN, 10058},       {ETIMEDOUT, 10060},
    {ECONNREFUSED, 10061}, {EHOSTDOWN, 10064},       {EHOSTUNREACH, 10065},
    {EACCES, 10013},       {EFAULT, 10014},          {EINVAL, 10022},
    {EINTR, 10004},        {ECANCELED, 995},
};

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static void every_status_has_its_codes(void)
{
    for (unsigned i = 0; i < COUNT(statuses); i++) {
        const struct status_row *row = &statuses[i];
        NTSTATUS status = (NTSTATUS)row->status;

        CHECK(errmap_win32(status) == row->win32, "%08X gives %u, not %u",
              row->status, errmap_win32(status), row->win32);
        CHECK(errmap_winsock(status) == row->winsock, "%08X gives %u, not %u",
              row->status, errmap_winsock(status), row->winsock);
    }
}

static int is_listed(unsigned status)
{
    for (unsigned i = 0; i < COUNT(statuses); i++)
        if (statuses[i].status == status)
            return 1;
    return 0;
}

static void check_unlisted(unsigned status)
{
    unsigned winsock = (int)status < 0 ? 10022 : 0;

    if (is_listed(status))
        return;
    CHECK(errmap_win32((NTSTATUS)status) == 317, "%08X gives %u", status,
          errmap_win32((NTSTATUS)status));
    CHECK(errmap_winsock((NTSTATUS)status) == winsock, "%08X gives %u", status,
          errmap_winsock((NTSTATUS)status));
}

/* The whole ranges, as Wine's ws2_32 test walks them. */
static void unknown_statuses_have_one_code(void)
{
    for (unsigned low = 0; low < 0x1000; low++) {
        check_unlisted(low);
        check_unlisted(0x40000000u + low);
        check_unlisted(0x80000000u + low);
        check_unlisted(0xC0000000u + low);
    }
}

static void statuses_can_carry_a_code(void)
{
    for (unsigned code = 1; code < 0x10000; code += 7) {
        CHECK(errmap_win32(STATUS_FROM_CODE(code)) == code, "%u", code);
        CHECK(errmap_winsock(STATUS_FROM_CODE(code)) == code, "%u", code);
        CHECK(errmap_win32((NTSTATUS)(0x80070000u | code)) == code, "%u", code);
        CHECK(errmap_win32((NTSTATUS)(0xD0070000u | code)) == code, "%u", code);
    }
}

static void every_errno_has_its_status(void)
{
    for (unsigned i = 0; i < COUNT(errnos); i++) {
        const struct errno_row *row = &errnos[i];

        CHECK((unsigned)errmap_file(row->error) == row->file, "%d gives %08X",
              row->error, (unsigned)errmap_file(row->error));
        CHECK((unsigned)errmap_socket(row->error) == row->socket,
              "%d gives %08X", row->error, (unsigned)errmap_socket(row->error));
    }
}

static void every_socket_errno_ends_as_its_winsock_code(void)
{
    for (unsigned i = 0; i < COUNT(codes); i++) {
        unsigned code = errmap_winsock(errmap_socket(codes[i].error));

        CHECK(code == codes[i].winsock, "errno %d gives %u, not %u",
              codes[i].error, code, codes[i].winsock);
    }
}

static void unknown_errno_is_unsuccessful(void)
{
    CHECK((unsigned)errmap_file(9999) == NONE);
    CHECK((unsigned)errmap_socket(9999) == NONE);
    CHECK(errmap_file(0) == 0 && errmap_socket(0) == 0);
}

TAP_MAIN(CASE(every_status_has_its_codes), CASE(unknown_statuses_have_one_code),
         CASE(statuses_can_carry_a_code), CASE(every_errno_has_its_status),
         CASE(every_socket_errno_ends_as_its_winsock_code),
         CASE(unknown_errno_is_unsuccessful))
