/* What the machine is made of: processors, groups, cores, caches, packages and
 * nodes of memory. Processors that a container's cpuset leaves out are not
 * there; those an affinity mask leaves out are. The numbers of processors are
 * those of affinity.h.
 *
 * The first call here takes some milliseconds. */
#ifndef IOCP_TOPOLOGY_H
#define IOCP_TOPOLOGY_H

#include "affinity.h"
#include "types.h"

#ifdef __cplusplus
extern "C" {
#endif

#define LTP_PC_SMT 0x1
#define CACHE_FULLY_ASSOCIATIVE 0xFF

typedef enum _LOGICAL_PROCESSOR_RELATIONSHIP {
    RelationProcessorCore,
    RelationNumaNode,
    RelationCache,
    RelationProcessorPackage,
    RelationGroup,
    RelationProcessorDie,
    RelationNumaNodeEx,
    RelationProcessorModule,
    RelationAll = 0xffff
} LOGICAL_PROCESSOR_RELATIONSHIP;

typedef enum _PROCESSOR_CACHE_TYPE {
    CacheUnified,
    CacheInstruction,
    CacheData,
    CacheTrace
} PROCESSOR_CACHE_TYPE;

typedef struct _CACHE_DESCRIPTOR {
    BYTE Level;
    BYTE Associativity; /* ways; CACHE_FULLY_ASSOCIATIVE; 0: not known */
    WORD LineSize;      /* bytes; 0: not known */
    DWORD Size;         /* bytes */
    PROCESSOR_CACHE_TYPE Type;
} CACHE_DESCRIPTOR, *PCACHE_DESCRIPTOR;

IOCP_SIZE(CACHE_DESCRIPTOR, 12);
IOCP_AT(CACHE_DESCRIPTOR, Size, 4);

/* Processors of one group that have something in common. */
typedef struct _SYSTEM_LOGICAL_PROCESSOR_INFORMATION {
    ULONG_PTR ProcessorMask;
    LOGICAL_PROCESSOR_RELATIONSHIP Relationship;
    __extension__ union {
        struct {
            BYTE Flags; /* LTP_PC_SMT: it has several processors */
        } ProcessorCore;
        struct {
            DWORD NodeNumber;
        } NumaNode;
        CACHE_DESCRIPTOR Cache;
        ULONGLONG Reserved[2];
    };
} SYSTEM_LOGICAL_PROCESSOR_INFORMATION, *PSYSTEM_LOGICAL_PROCESSOR_INFORMATION;

IOCP_SIZE(SYSTEM_LOGICAL_PROCESSOR_INFORMATION, 32);
IOCP_AT(SYSTEM_LOGICAL_PROCESSOR_INFORMATION, Relationship, 8);
IOCP_AT(SYSTEM_LOGICAL_PROCESSOR_INFORMATION, Cache, 16);

/* A core, a die or a package. */
typedef struct _PROCESSOR_RELATIONSHIP {
    BYTE Flags;           /* cores: 0 or LTP_PC_SMT */
    BYTE EfficiencyClass; /* cores: more is faster, and takes more power */
    BYTE Reserved[20];
    WORD GroupCount; /* as many masks follow */
    GROUP_AFFINITY GroupMask[1];
} PROCESSOR_RELATIONSHIP, *PPROCESSOR_RELATIONSHIP;

IOCP_SIZE(PROCESSOR_RELATIONSHIP, 40);
IOCP_AT(PROCESSOR_RELATIONSHIP, GroupCount, 22);
IOCP_AT(PROCESSOR_RELATIONSHIP, GroupMask, 24);

typedef struct _NUMA_NODE_RELATIONSHIP {
    DWORD NodeNumber;
    BYTE Reserved[18];
    WORD GroupCount; /* 0, or with RelationNumaNodeEx how many masks follow */
    __extension__ union {
        GROUP_AFFINITY GroupMask;
        GROUP_AFFINITY GroupMasks[1];
    };
} NUMA_NODE_RELATIONSHIP, *PNUMA_NODE_RELATIONSHIP;

IOCP_SIZE(NUMA_NODE_RELATIONSHIP, 40);
IOCP_AT(NUMA_NODE_RELATIONSHIP, GroupMask, 24);

typedef struct _CACHE_RELATIONSHIP {
    BYTE Level;
    BYTE Associativity;
    WORD LineSize;
    DWORD CacheSize;
    PROCESSOR_CACHE_TYPE Type;
    BYTE Reserved[18];
    WORD GroupCount; /* 0 */
    __extension__ union {
        GROUP_AFFINITY GroupMask;
        GROUP_AFFINITY GroupMasks[1];
    };
} CACHE_RELATIONSHIP, *PCACHE_RELATIONSHIP;

IOCP_SIZE(CACHE_RELATIONSHIP, 48);
IOCP_AT(CACHE_RELATIONSHIP, CacheSize, 4);
IOCP_AT(CACHE_RELATIONSHIP, Type, 8);
IOCP_AT(CACHE_RELATIONSHIP, GroupMask, 32);

typedef struct _PROCESSOR_GROUP_INFO {
    BYTE MaximumProcessorCount;
    BYTE ActiveProcessorCount;
    BYTE Reserved[38];
    KAFFINITY ActiveProcessorMask;
} PROCESSOR_GROUP_INFO, *PPROCESSOR_GROUP_INFO;

IOCP_SIZE(PROCESSOR_GROUP_INFO, 48);
IOCP_AT(PROCESSOR_GROUP_INFO, ActiveProcessorMask, 40);

typedef struct _GROUP_RELATIONSHIP {
    WORD MaximumGroupCount;
    WORD ActiveGroupCount;
    BYTE Reserved[20];
    PROCESSOR_GROUP_INFO GroupInfo[1]; /* as many as there are groups */
} GROUP_RELATIONSHIP, *PGROUP_RELATIONSHIP;

IOCP_SIZE(GROUP_RELATIONSHIP, 72);
IOCP_AT(GROUP_RELATIONSHIP, GroupInfo, 24);

/* Steps through a buffer are of Size bytes. */
typedef struct _SYSTEM_LOGICAL_PROCESSOR_INFORMATION_EX {
    LOGICAL_PROCESSOR_RELATIONSHIP Relationship;
    DWORD Size; /* of this one, with what follows */
    __extension__ union {
        PROCESSOR_RELATIONSHIP Processor;
        NUMA_NODE_RELATIONSHIP NumaNode;
        CACHE_RELATIONSHIP Cache;
        GROUP_RELATIONSHIP Group;
    };
} SYSTEM_LOGICAL_PROCESSOR_INFORMATION_EX,
    *PSYSTEM_LOGICAL_PROCESSOR_INFORMATION_EX;

IOCP_SIZE(SYSTEM_LOGICAL_PROCESSOR_INFORMATION_EX, 80);
IOCP_AT(SYSTEM_LOGICAL_PROCESSOR_INFORMATION_EX, Size, 4);
IOCP_AT(SYSTEM_LOGICAL_PROCESSOR_INFORMATION_EX, Processor, 8);

/* Tells the processor that the calling thread is on.
 * In:      none.
 * Out:     none.
 * Returns: its number in its group; the thread may be elsewhere by now.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "GetCurrentProcessorNumber function", Return value.
 * Test:    tests/conformance/topology.c */
DWORD WINAPI GetCurrentProcessorNumber(VOID)
    IOCP_API(GetCurrentProcessorNumber);

/* The same with the group.
 * In:      none.
 * Out:     *ProcNumber: the processor.
 * Returns: nothing; cannot fail.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "GetCurrentProcessorNumberEx function", Parameters.
 * Test:    tests/conformance/topology.c */
VOID WINAPI GetCurrentProcessorNumberEx(PPROCESSOR_NUMBER ProcNumber)
    IOCP_API(GetCurrentProcessorNumberEx);

/* Counts the processors of a group.
 * In:      GroupNumber: a group, or ALL_PROCESSOR_GROUPS.
 * Out:     none.
 * Returns: the count, of the machine; or 0; last error:
 *          ERROR_INVALID_PARAMETER, no such group.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same. What this process may use is told by GetSystemInfo.
 * Source:  "GetActiveProcessorCount function", Return value.
 * Test:    tests/conformance/topology.c */
DWORD WINAPI GetActiveProcessorCount(WORD GroupNumber)
    IOCP_API(GetActiveProcessorCount);

/* Counts the processors that a group may have.
 * In:      GroupNumber: a group, or ALL_PROCESSOR_GROUPS.
 * Out:     none.
 * Returns: the count; or 0; last error: ERROR_INVALID_PARAMETER, no such group.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: counts those that could be added too; here there are as
 *          many as the process found.
 * Source:  "GetMaximumProcessorCount function", Return value.
 * Test:    tests/conformance/topology.c */
DWORD WINAPI GetMaximumProcessorCount(WORD GroupNumber)
    IOCP_API(GetMaximumProcessorCount);

/* Counts the groups.
 * In:      none.
 * Out:     none.
 * Returns: the count, at least 1.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "GetActiveProcessorGroupCount function", Return value.
 * Test:    tests/conformance/topology.c */
WORD WINAPI GetActiveProcessorGroupCount(VOID)
    IOCP_API(GetActiveProcessorGroupCount);

/* Counts the groups there may be.
 * In:      none.
 * Out:     none.
 * Returns: the count, at least 1.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: as GetMaximumProcessorCount.
 * Source:  "GetMaximumProcessorGroupCount function", Return value.
 * Test:    tests/conformance/topology.c */
WORD WINAPI GetMaximumProcessorGroupCount(VOID)
    IOCP_API(GetMaximumProcessorGroupCount);

/* Describes the processors of the calling thread's group: its cores, nodes,
 * caches and packages, one structure each.
 * In:      ReturnedLength: bytes at Buffer.
 * Out:     Buffer: the structures; untouched on failure. *ReturnedLength: the
 *          bytes of all, also when that is too many.
 * Returns: TRUE, or FALSE; last error: ERROR_INSUFFICIENT_BUFFER, no room;
 *          ERROR_INVALID_PARAMETER, ReturnedLength is NULL; ERROR_NOACCESS,
 *          Buffer is NULL and there would be room.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "GetLogicalProcessorInformation function", Parameters.
 * Test:    tests/conformance/topology.c */
BOOL WINAPI GetLogicalProcessorInformation(
    PSYSTEM_LOGICAL_PROCESSOR_INFORMATION Buffer, PDWORD ReturnedLength)
    IOCP_API(GetLogicalProcessorInformation);

/* Describes the machine in all its groups.
 * In:      RelationshipType: what is wanted: RelationProcessorCore,
 *          RelationNumaNode, RelationNumaNodeEx (with the masks of all groups),
 *          RelationCache, RelationProcessorPackage, RelationProcessorDie,
 *          RelationGroup (one structure), or RelationAll: all but dies and
 *          NumaNodeEx. ReturnedLength: bytes at Buffer.
 * Out:     Buffer: structures, each as long as its Size says; untouched on
 *          failure. *ReturnedLength: the bytes of all, also when that is too
 *          many.
 * Returns: TRUE, or FALSE; last error: ERROR_INSUFFICIENT_BUFFER, no room;
 *          ERROR_INVALID_PARAMETER, another type, RelationProcessorModule
 *          included, or ReturnedLength is NULL; ERROR_NOACCESS, Buffer is NULL
 *          and there would be room.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: has modules since Windows 11. A machine on which Linux
 *          tells no caches (some virtual ones) has none.
 * Source:  "GetLogicalProcessorInformationEx function", Parameters.
 * Test:    tests/conformance/topology.c */
BOOL WINAPI GetLogicalProcessorInformationEx(
    LOGICAL_PROCESSOR_RELATIONSHIP RelationshipType,
    PSYSTEM_LOGICAL_PROCESSOR_INFORMATION_EX Buffer, PDWORD ReturnedLength)
    IOCP_API(GetLogicalProcessorInformationEx);

/* Tells the highest number of a node of memory.
 * In:      none.
 * Out:     *HighestNodeNumber: nodes have the numbers from 0 to this.
 * Returns: TRUE, or FALSE; last error: ERROR_NOACCESS, the pointer is NULL.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "GetNumaHighestNodeNumber function", Remarks.
 * Test:    tests/conformance/topology.c */
BOOL WINAPI GetNumaHighestNodeNumber(PULONG HighestNodeNumber)
    IOCP_API(GetNumaHighestNodeNumber);

/* Tells the processors of a node that are in the calling thread's group.
 * In:      Node: a node.
 * Out:     *ProcessorMask: a bit a processor; 0, it has none, or none there.
 * Returns: TRUE, or FALSE; last error: ERROR_INVALID_PARAMETER, no such node;
 *          ERROR_NOACCESS, ProcessorMask is NULL.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "GetNumaNodeProcessorMask function", Remarks.
 * Test:    tests/conformance/topology.c */
BOOL WINAPI GetNumaNodeProcessorMask(UCHAR Node, PULONGLONG ProcessorMask)
    IOCP_API(GetNumaNodeProcessorMask);

/* Tells the processors of a node.
 * In:      Node: a node.
 * Out:     *ProcessorMask: its group, the first if it has several, and a bit a
 *          processor; 0, it has none.
 * Returns: TRUE, or FALSE; last error: ERROR_INVALID_PARAMETER, no such node;
 *          ERROR_NOACCESS, ProcessorMask is NULL.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "GetNumaNodeProcessorMaskEx function", Parameters.
 * Test:    tests/conformance/topology.c */
BOOL WINAPI GetNumaNodeProcessorMaskEx(USHORT Node,
                                       PGROUP_AFFINITY ProcessorMask)
    IOCP_API(GetNumaNodeProcessorMaskEx);

/* Tells the node of a processor of the calling thread's group.
 * In:      Processor: its number.
 * Out:     *NodeNumber: the node; 0xFF if there is no such processor.
 * Returns: TRUE, or FALSE; last error: ERROR_INVALID_PARAMETER, no such
 *          processor; ERROR_NOACCESS, NodeNumber is NULL.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "GetNumaProcessorNode function", Parameters.
 * Test:    tests/conformance/topology.c */
BOOL WINAPI GetNumaProcessorNode(UCHAR Processor, PUCHAR NodeNumber)
    IOCP_API(GetNumaProcessorNode);

/* Tells the node of a processor.
 * In:      Processor: its group and number; Reserved is 0.
 * Out:     *NodeNumber: the node; 0xFFFF if there is no such processor.
 * Returns: TRUE, or FALSE; last error: ERROR_INVALID_PARAMETER, no such
 *          processor, or Reserved is not 0; ERROR_NOACCESS, a pointer is NULL.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "GetNumaProcessorNodeEx function", Parameters.
 * Test:    tests/conformance/topology.c */
BOOL WINAPI GetNumaProcessorNodeEx(PPROCESSOR_NUMBER Processor,
                                   PUSHORT NodeNumber)
    IOCP_API(GetNumaProcessorNodeEx);

/* Tells how much memory of a node is free.
 * In:      Node: a node.
 * Out:     *AvailableBytes; untouched on failure.
 * Returns: TRUE, or FALSE; last error: ERROR_INVALID_PARAMETER, no such node;
 *          ERROR_NOACCESS, AvailableBytes is NULL.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same; memory that Linux uses for files until somebody wants it does
 *          not count.
 * Source:  "GetNumaAvailableMemoryNode function", Parameters.
 * Test:    tests/conformance/topology.c */
BOOL WINAPI GetNumaAvailableMemoryNode(UCHAR Node, PULONGLONG AvailableBytes)
    IOCP_API(GetNumaAvailableMemoryNode);

/* The same for more than 255 nodes.
 * In:      Node: a node.
 * Out:     *AvailableBytes; untouched on failure.
 * Returns: TRUE, or FALSE; last error: as above.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same, as above.
 * Source:  "GetNumaAvailableMemoryNodeEx function", Parameters.
 * Test:    tests/conformance/topology.c */
BOOL WINAPI GetNumaAvailableMemoryNodeEx(USHORT Node, PULONGLONG AvailableBytes)
    IOCP_API(GetNumaAvailableMemoryNodeEx);

#ifdef __cplusplus
}
#endif

#endif
