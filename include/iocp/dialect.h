/* The Microsoft compiler's own words, for gcc and clang.
 *
 * Windows sources use calling conventions, __declspec, sized integers and
 * annotations that no Linux compiler has. Each is given here the nearest
 * meaning, or none where x86-64 Linux has only one way to do it. The macro that
 * binds a public function to its name in the library is here too.
 *
 * This file declares nothing and includes nothing: it may stand beside any
 * other header, in either order. */
#ifndef IOCP_DIALECT_H
#define IOCP_DIALECT_H

/* ---- Calling conventions: one on x86-64 Linux, so the words are empty ---- */
#ifndef __stdcall
#define __stdcall
#endif
#ifndef __cdecl
#define __cdecl
#endif
#ifndef __fastcall
#define __fastcall
#endif
#ifndef __thiscall
#define __thiscall
#endif
#ifndef __vectorcall
#define __vectorcall
#endif
#ifndef _stdcall
#define _stdcall
#endif
#ifndef _cdecl
#define _cdecl
#endif

#define WINAPI
#define WINAPIV
#define APIENTRY
#define CALLBACK
#define NTAPI
#define PASCAL
#define WSAAPI
#define APIPRIVATE

/* ---- Words of 16-bit Windows and of the old annotations ---- */
#ifndef FAR
#define FAR
#endif
#ifndef NEAR
#define NEAR
#endif
#ifndef CONST
#define CONST const
#endif
#ifndef VOID
#define VOID void
#endif
#ifndef IN
#define IN
#endif
#ifndef OUT
#define OUT
#endif
#ifndef OPTIONAL
#define OPTIONAL
#endif

/* ---- Sized integers. Macros, because `unsigned __int64` is one type ---- */
#ifndef __int8
#define __int8 char
#endif
#ifndef __int16
#define __int16 short
#endif
#ifndef __int32
#define __int32 int
#endif
#ifndef __int64
#define __int64 long long
#endif

/* ---- Inlining ---- */
#ifndef __forceinline
#define __forceinline __inline__ __attribute__((__always_inline__))
#endif
#ifndef FORCEINLINE
#define FORCEINLINE __forceinline
#endif

/* ---- __declspec(x) becomes IOCP_DECLSPEC_x. An x that is not listed here
 * leaves an unknown word in the source, so it fails loudly. ---- */
#ifndef __declspec
#define __declspec(x) IOCP_DECLSPEC_##x
#endif
#define IOCP_DECLSPEC_dllimport
#define IOCP_DECLSPEC_dllexport __attribute__((__visibility__("default")))
#define IOCP_DECLSPEC_align(n) __attribute__((__aligned__(n)))
#define IOCP_DECLSPEC_noreturn __attribute__((__noreturn__))
#define IOCP_DECLSPEC_noinline __attribute__((__noinline__))
#define IOCP_DECLSPEC_nothrow __attribute__((__nothrow__))
#define IOCP_DECLSPEC_selectany __attribute__((__weak__))
#define IOCP_DECLSPEC_deprecated __attribute__((__deprecated__))
#define IOCP_DECLSPEC_restrict __attribute__((__malloc__))
#define IOCP_DECLSPEC_allocator
#define IOCP_DECLSPEC_noalias
#define IOCP_DECLSPEC_novtable
#define IOCP_DECLSPEC_safebuffers
#define IOCP_DECLSPEC_uuid(text)
#ifdef __cplusplus
#define IOCP_DECLSPEC_thread thread_local
#else
#define IOCP_DECLSPEC_thread _Thread_local
#endif

#define DECLSPEC_NORETURN __attribute__((__noreturn__))
#define DECLSPEC_ALIGN(n) __attribute__((__aligned__(n)))
#define DECLSPEC_NOINLINE __attribute__((__noinline__))
#define DECLSPEC_IMPORT

/* ---- Linkage ---- */
#ifdef __cplusplus
#define EXTERN_C extern "C"
#define IOCP_STATIC_ASSERT(condition, text) static_assert(condition, text)
#else
#define EXTERN_C extern
#define IOCP_STATIC_ASSERT(condition, text) _Static_assert(condition, text)
#endif

/* Layout checks, used under every structure. They cost nothing at run time and
 * stop a compiler option (packing, short enums) from breaking the ABI
 * unseen. */
#define IOCP_SIZE(type, bytes)                                                 \
    IOCP_STATIC_ASSERT(sizeof(type) == (bytes), "size of " #type)
#define IOCP_AT(type, field, bytes)                                            \
    IOCP_STATIC_ASSERT(__builtin_offsetof(type, field) == (bytes),             \
                       "offset of " #type "." #field)

/* Binds a public declaration to the symbol iocp_<name> of the library, so that
 * Winsock's send() and libc's send() can live in one process. The name is
 * turned to text before macros see it: IOCP_API(CreateFileA) is safe. */
#define IOCP_API(name)                                                         \
    __asm__("iocp_" #name) __attribute__((__visibility__("default")))

#endif
