/* The registers of a thread, as an exception's filter is shown them. */
#ifndef IOCP_CONTEXT_H
#define IOCP_CONTEXT_H

#include "types.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct DECLSPEC_ALIGN(16) _M128A {
    ULONGLONG Low;
    LONGLONG High;
} M128A, *PM128A;

IOCP_SIZE(M128A, 16);
IOCP_AT(M128A, High, 8);

#if defined(__x86_64__)

#define CONTEXT_AMD64 0x00100000
#define CONTEXT_CONTROL (CONTEXT_AMD64 | 0x1)
#define CONTEXT_INTEGER (CONTEXT_AMD64 | 0x2)
#define CONTEXT_SEGMENTS (CONTEXT_AMD64 | 0x4)
#define CONTEXT_FLOATING_POINT (CONTEXT_AMD64 | 0x8)
#define CONTEXT_DEBUG_REGISTERS (CONTEXT_AMD64 | 0x10)
#define CONTEXT_FULL                                                           \
    (CONTEXT_CONTROL | CONTEXT_INTEGER | CONTEXT_FLOATING_POINT)

typedef struct DECLSPEC_ALIGN(16) _XSAVE_FORMAT {
    WORD ControlWord;
    WORD StatusWord;
    BYTE TagWord;
    BYTE Reserved1;
    WORD ErrorOpcode;
    DWORD ErrorOffset;
    WORD ErrorSelector;
    WORD Reserved2;
    DWORD DataOffset;
    WORD DataSelector;
    WORD Reserved3;
    DWORD MxCsr;
    DWORD MxCsr_Mask;
    M128A FloatRegisters[8];
    M128A XmmRegisters[16];
    BYTE Reserved4[96];
} XSAVE_FORMAT, *PXSAVE_FORMAT;

IOCP_SIZE(XSAVE_FORMAT, 512);
IOCP_AT(XSAVE_FORMAT, MxCsr, 24);
IOCP_AT(XSAVE_FORMAT, XmmRegisters, 160);

typedef struct DECLSPEC_ALIGN(16) _CONTEXT {
    DWORD64 P1Home;
    DWORD64 P2Home;
    DWORD64 P3Home;
    DWORD64 P4Home;
    DWORD64 P5Home;
    DWORD64 P6Home;
    DWORD ContextFlags; /* which of what follows holds something */
    DWORD MxCsr;
    WORD SegCs;
    WORD SegDs;
    WORD SegEs;
    WORD SegFs;
    WORD SegGs;
    WORD SegSs;
    DWORD EFlags;
    DWORD64 Dr0;
    DWORD64 Dr1;
    DWORD64 Dr2;
    DWORD64 Dr3;
    DWORD64 Dr6;
    DWORD64 Dr7;
    DWORD64 Rax;
    DWORD64 Rcx;
    DWORD64 Rdx;
    DWORD64 Rbx;
    DWORD64 Rsp;
    DWORD64 Rbp;
    DWORD64 Rsi;
    DWORD64 Rdi;
    DWORD64 R8;
    DWORD64 R9;
    DWORD64 R10;
    DWORD64 R11;
    DWORD64 R12;
    DWORD64 R13;
    DWORD64 R14;
    DWORD64 R15;
    DWORD64 Rip;
    XSAVE_FORMAT FltSave;
    M128A VectorRegister[26];
    DWORD64 VectorControl;
    DWORD64 DebugControl;
    DWORD64 LastBranchToRip;
    DWORD64 LastBranchFromRip;
    DWORD64 LastExceptionToRip;
    DWORD64 LastExceptionFromRip;
} CONTEXT, *PCONTEXT, *LPCONTEXT;

IOCP_SIZE(CONTEXT, 1232);
IOCP_AT(CONTEXT, ContextFlags, 48);
IOCP_AT(CONTEXT, EFlags, 68);
IOCP_AT(CONTEXT, Rax, 120);
IOCP_AT(CONTEXT, Rip, 248);
IOCP_AT(CONTEXT, FltSave, 256);

#else

#define CONTEXT_ARM64 0x00400000
#define CONTEXT_CONTROL (CONTEXT_ARM64 | 0x1)
#define CONTEXT_INTEGER (CONTEXT_ARM64 | 0x2)
#define CONTEXT_FLOATING_POINT (CONTEXT_ARM64 | 0x4)
#define CONTEXT_DEBUG_REGISTERS (CONTEXT_ARM64 | 0x8)
#define CONTEXT_FULL                                                           \
    (CONTEXT_CONTROL | CONTEXT_INTEGER | CONTEXT_FLOATING_POINT)

typedef struct DECLSPEC_ALIGN(16) _CONTEXT {
    DWORD ContextFlags; /* which of what follows holds something */
    DWORD Cpsr;
    DWORD64 X[31]; /* 29 is Fp, 30 is Lr */
    DWORD64 Sp;
    DWORD64 Pc;
    M128A V[32];
    DWORD Fpcr;
    DWORD Fpsr;
    DWORD Bcr[8];
    DWORD64 Bvr[8];
    DWORD Wcr[2];
    DWORD64 Wvr[2];
} CONTEXT, *PCONTEXT, *LPCONTEXT;

IOCP_SIZE(CONTEXT, 912);
IOCP_AT(CONTEXT, X, 8);
IOCP_AT(CONTEXT, Pc, 264);
IOCP_AT(CONTEXT, V, 272);

#endif

#ifdef __cplusplus
}
#endif

#endif
