/* Wait completion packets: a port is told when an object is signalled. */
#ifndef IOCP_WAIT_PACKET_H
#define IOCP_WAIT_PACKET_H

#include "status.h"
#include "types.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct _UNICODE_STRING {
    USHORT Length;
    USHORT MaximumLength;
    PWSTR Buffer;
} UNICODE_STRING, *PUNICODE_STRING;
typedef const UNICODE_STRING *PCUNICODE_STRING;
IOCP_SIZE(UNICODE_STRING, 16);
IOCP_AT(UNICODE_STRING, Buffer, 8);

typedef struct _OBJECT_ATTRIBUTES {
    ULONG Length;
    HANDLE RootDirectory;
    PUNICODE_STRING ObjectName;
    ULONG Attributes;
    PVOID SecurityDescriptor;
    PVOID SecurityQualityOfService;
} OBJECT_ATTRIBUTES, *POBJECT_ATTRIBUTES;
IOCP_SIZE(OBJECT_ATTRIBUTES, 48);
IOCP_AT(OBJECT_ATTRIBUTES, ObjectName, 16);
IOCP_AT(OBJECT_ATTRIBUTES, SecurityQualityOfService, 40);

/* Makes a packet that is associated with nothing yet.
 * In:      DesiredAccess: taken for everything. ObjectAttributes: may be NULL;
 *          no name.
 * Out:     *WaitCompletionPacketHandle: ended by CloseHandle, which cancels an
 *          association; written only on success.
 * Returns: STATUS_SUCCESS; STATUS_ACCESS_VIOLATION (no place for the handle);
 *          STATUS_NOT_SUPPORTED (a name); STATUS_NO_MEMORY;
 *          STATUS_INSUFFICIENT_RESOURCES (too many handles). No last error.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: such a packet can have a name there.
 * Source:  "NtCreateWaitCompletionPacket function", Parameters.
 * Test:    tests/conformance/wait_packets.c */
NTSTATUS NTAPI NtCreateWaitCompletionPacket(PHANDLE WaitCompletionPacketHandle,
                                            ACCESS_MASK DesiredAccess,
                                            POBJECT_ATTRIBUTES ObjectAttributes)
    IOCP_API(NtCreateWaitCompletionPacket);

/* Has a packet queued to a port when an object is signalled. The signal is
 * taken as by a wait, when that happens.
 * In:      WaitCompletionPacketHandle: one that is not in use: new, cancelled,
 *          or its packet was taken. IoCompletionHandle: a port.
 *          TargetObjectHandle: whatever WaitForSingleObject takes, but no
 *          mutex, which belongs to a thread; may be closed at once, the object
 *          is watched all the same. KeyContext, ApcContext, IoStatus,
 *          IoStatusInformation: what a thread dequeues as key, OVERLAPPED,
 *          status and bytes.
 * Out:     *AlreadySignaled: may be NULL; TRUE when the object was signalled,
 *          and the packet is queued already.
 * Returns: STATUS_SUCCESS; STATUS_INVALID_HANDLE; STATUS_OBJECT_TYPE_MISMATCH
 *          (no such packet, no port, or nothing to wait for);
 *          STATUS_INVALID_PARAMETER_1 (the packet is in use);
 *          STATUS_INVALID_PARAMETER_3 (a mutex);
 *          STATUS_INSUFFICIENT_RESOURCES (the port has its fill). No last
 *          error.
 * Packet:  one, on success, unless it is cancelled or the port closed.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "NtAssociateWaitCompletionPacket function", Parameters, Remarks.
 * Test:    tests/conformance/wait_packets.c */
NTSTATUS NTAPI NtAssociateWaitCompletionPacket(
    HANDLE WaitCompletionPacketHandle, HANDLE IoCompletionHandle,
    HANDLE TargetObjectHandle, PVOID KeyContext, PVOID ApcContext,
    NTSTATUS IoStatus, ULONG_PTR IoStatusInformation, PBOOLEAN AlreadySignaled)
    IOCP_API(NtAssociateWaitCompletionPacket);

/* Ends an association.
 * In:      WaitCompletionPacketHandle: a packet. RemoveSignaledPacket: also
 *          takes it out of the port's queue, if no thread has it yet.
 * Out:     none.
 * Returns: STATUS_SUCCESS (no packet will come); STATUS_PENDING (it is queued,
 *          or with a thread, and was not removed: still in use until a thread
 *          takes it); STATUS_CANCELLED (it was not associated);
 *          STATUS_INVALID_HANDLE; STATUS_OBJECT_TYPE_MISMATCH. No last error.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "NtCancelWaitCompletionPacket function", Return value.
 * Test:    tests/conformance/wait_packets.c */
NTSTATUS NTAPI NtCancelWaitCompletionPacket(HANDLE WaitCompletionPacketHandle,
                                            BOOLEAN RemoveSignaledPacket)
    IOCP_API(NtCancelWaitCompletionPacket);

#ifdef __cplusplus
}
#endif

#endif
