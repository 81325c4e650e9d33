#!/bin/sh
# Compiles every source of this folder in every dialect: {gcc, clang} x {C11,
# gnu17, C++11, 14, 17, 20} x {nothing, -D_WIN32 and its kin}, and each public
# header alone, and the wide forms (UNICODE). Prints TAP.
#   tests/headers/dialect.sh [COMPILER...]        default: gcc and clang
# INCLUDE_FLAGS says where our headers are (default: ../../include).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
flags=${INCLUDE_FLAGS:--I$here/../../include}
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
[ $# -gt 0 ] || set -- gcc clang
warnings="-Wall -Wextra -Wpedantic -Wundef -Wshadow -Werror"
windows="-D_WIN32 -DWIN32 -D_WIN64"
count=0

# case_add NAME COMMAND: one compilation, run later
case_add() {
    count=$((count + 1))
    echo "$1" >"$out/$count.name"
    echo "$2" >"$out/$count.sh"
}

# compile COMPILER LANGUAGE STANDARD DEFINES SOURCE
compile() {
    echo "$1 -x $2 -std=$3 $warnings $4 $flags -fsyntax-only $here/$5"
}

# dialect COMPILER LANGUAGE STANDARD EXTRA: all sources, with and without _WIN32
dialect() {
    for defines in "" "$windows"; do
        label="$1 $3${defines:+ _WIN32}"
        for source in "$here"/std_*.c "$here"/order_w*.c "$here"/neutral_*.c \
            "$here"/dialect.c; do
            name=$(basename "$source")
            extra=$4
            # Strict C hides most of POSIX; these sources are about POSIX.
            case $2-$name in
            c-std_* | c-neutral_*) extra="$extra -D_GNU_SOURCE" ;;
            esac
            case_add "$label: $name" \
                "$(compile "$1" "$2" "$3" "$defines $extra" "$name")"
        done
    done
}

for compiler in "$@"; do
    if ! command -v "$compiler" >/dev/null; then
        echo "# $compiler is not installed: its cases are left out"
        continue
    fi
    for standard in c11 gnu17; do
        dialect "$compiler" c "$standard" -Wstrict-prototypes
    done
    for standard in c++11 c++14 c++17 c++20; do
        dialect "$compiler" c++ "$standard" ""
    done
    for language in c c++; do
        [ $language = c ] && standard=c11 || standard=c++17
        case_add "$compiler $standard: UNICODE, 16-bit wchar_t" \
            "$(compile "$compiler" "$language" "$standard" \
                "-DUNICODE -D_UNICODE -fshort-wchar" dialect.c)"
        case_add "$compiler $standard: UNICODE, 32-bit wchar_t" \
            "$(compile "$compiler" "$language" "$standard" \
                "-DUNICODE -D_UNICODE" dialect.c)"
        for define in UNICODE _UNICODE; do
            case_add "$compiler $standard: <tchar.h> with $define" \
                "$(compile "$compiler" "$language" "$standard" \
                    "-D$define" tchar_wide.c)"
        done
        for header in windows winsock2 ws2tcpip mswsock mstcpip afunix process tchar \
            ntstatus iocp/dialect iocp/sal iocp/types iocp/error_codes \
            iocp/status iocp/errors iocp/port iocp/io iocp/file iocp/sync \
            iocp/interlocked iocp/thread iocp/memory iocp/module iocp/console iocp/command_line iocp/slist iocp/debug iocp/exception iocp/context iocp/nt_error winternl ntsecapi \
            iocp/processor \
            iocp/version iocp/version_helpers shellapi versionhelpers iocp/system \
            iocp/socket_types iocp/byte_order iocp/socket iocp/socket_events iocp/socket_ext \
            iocp/connections iocp/unix_address \
            iocp/crt iocp/crt_errors iocp/crt_format iocp/crt_number iocp/crt_string \
            iocp/crt_memory iocp/crt_stdio iocp/crt_stdlib iocp/crt_time iocp/crt_io \
            iocp/crt_console iocp/crt_strsafe conio direct intrin io strsafe \
            iocp/address iocp/hosts iocp/names iocp/linux; do
            case_add "$compiler $standard: <$header.h> alone" \
                "$(compile "$compiler" "$language" "$standard" \
                    "'-DHEADER=<$header.h>'" order_each_alone.c)"
        done
    done
done

# Two jobs a processor hides the time compilers wait for files.
jobs=$(($(nproc) * 2))
# shellcheck disable=SC2016 # $1 and $2 belong to the inner shell
run_one='sh "$1/$2.sh" >"$1/$2.err" 2>&1 && echo 0 >"$1/$2.rc" ||
    echo 1 >"$1/$2.rc"'
number=1
while [ $number -le $count ]; do
    echo $number
    number=$((number + 1))
done | xargs -P "$jobs" -I{} sh -c "$run_one" sh "$out" {}

failed=0
number=1
while [ $number -le $count ]; do
    name=$(cat "$out/$number.name")
    if [ "$(cat "$out/$number.rc")" = 0 ]; then
        echo "ok $number - $name"
    else
        echo "not ok $number - $name"
        sed 's/^/# /' "$out/$number.sh" "$out/$number.err" | head -20
        failed=1
    fi
    number=$((number + 1))
done
echo "1..$count"
exit $failed
