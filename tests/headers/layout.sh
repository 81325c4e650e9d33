#!/bin/sh
# Compares our headers with mingw's: every size, offset and constant named in
# layout_list.h. Prints TAP. Needs no Wine: the values are read from the object
# files. INCLUDE_FLAGS says where our headers are (default: ../../include).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
flags=${INCLUDE_FLAGS:--I$here/../../include}
CC=${CC:-gcc}
MINGW=${MINGW:-x86_64-w64-mingw32}
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
count=0
failed=0

# result STATUS NAME: one TAP line
result() {
    count=$((count + 1))
    if [ "$1" -eq 0 ]; then
        echo "ok $count - $2"
    else
        echo "not ok $count - $2"
        failed=1
    fi
}

# rows COMPILER OBJCOPY NAME FLAGS...: the rows of layout.c as text
rows() {
    compiler=$1 objcopy=$2 name=$3
    shift 3
    "$compiler" -std=gnu11 "$@" -I"$here" -c "$here/layout.c" \
        -o "$out/$name.o" 2>"$out/$name.err" &&
        "$objcopy" -O binary --only-section=.layout "$out/$name.o" \
            "$out/$name.bin" && "$out/print" <"$out/$name.bin" \
        >"$out/$name.txt"
}

if ! command -v "$MINGW-gcc" >/dev/null; then
    echo "1..0 # SKIP $MINGW-gcc is not installed"
    exit 0
fi

"$CC" -o "$out/print" "$here/layout_print.c"

status=0
# shellcheck disable=SC2086 # INCLUDE_FLAGS is a list
rows "$CC" objcopy ours -Wall -Wextra -Werror -Wno-type-limits $flags || status=$?
[ "$status" -eq 0 ] || sed 's/^/# /' "$out/ours.err"
result "$status" "layout.c compiles with our headers"

status=0
rows "$MINGW-gcc" "$MINGW-objcopy" theirs || status=$?
[ "$status" -eq 0 ] || sed 's/^/# /' "$out/theirs.err"
result "$status" "layout.c compiles with mingw's headers"

if [ "$failed" -eq 0 ]; then
    # COFF may fill the section up with zeros: such a row has no name.
    for side in ours theirs; do
        grep -av "^ " "$out/$side.txt" >"$out/$side.rows"
    done
    status=0
    diff "$out/theirs.rows" "$out/ours.rows" >"$out/diff" || status=1
    sed 's/^/# /' "$out/diff"
    result "$status" "$(wc -l <"$out/ours.rows") values agree (< mingw, > ours)"
fi

# Every constant of our headers is in the list: names in capitals, with a value.
printf '#include <%s>\n' winsock2.h ws2tcpip.h mswsock.h mstcpip.h afunix.h \
    windows.h ntstatus.h >"$out/all.c"
# shellcheck disable=SC2086
"$CC" -E -dD $flags "$out/all.c" | awk '
    /^# [0-9]+ "/ { ours = $3 ~ /iocp\// }
    ours && /^#define [A-Z][A-Z0-9a-z_]* [^ ]/ { print $2 }' |
    grep -Ev '^(IOCP_.*|CONST|VOID|FORCEINLINE|DECLSPEC_.*|EXTERN_C|REFGUID)$' |
    grep -v '_INIT$' | grep -E '^([A-Z0-9_]+|AF_.*)$' |
    sort -u >"$out/defined"
sed -n 's/^[A-Z_]*(\([A-Za-z0-9_]*\))$/\1/p' "$here"/layout_*.h |
    sort -u >"$out/listed"
comm -23 "$out/defined" "$out/listed" >"$out/missing"
status=0
[ ! -s "$out/missing" ] || status=1
sed 's/^/# not in layout_list.h: /' "$out/missing"
result "$status" "layout_list.h names every constant"

echo "1..$count"
exit "$failed"
