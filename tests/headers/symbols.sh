#!/bin/sh
# Checks that each public declaration is bound to the symbol iocp_<its name>: a
# program that uses the name, A or W form or plain, asks the linker for that
# symbol and no other, in C and C++. Prints TAP.
# INCLUDE_FLAGS says where our headers are (default: ../../include).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
flags=${INCLUDE_FLAGS:--I$here/../../include}
CC=${CC:-gcc}
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

# Every name that an IOCP_API of a header in list_ours.h binds; dialect.h shows
# one in a comment.
# shellcheck disable=SC2086 # INCLUDE_FLAGS is a list
"$CC" -DIOCP_DECLARE_CONNECTEX $flags -E -dD -x c "$here/list_ours.h" \
    >"$out/all.i"
sed -n 's/^# [0-9]* "\([^"]*iocp\/[^"]*\|[^"]*\/process\.h\)".*/\1/p' "$out/all.i" |
    sort -u | grep -v "^/usr\|dialect\.h$" | xargs cat |
    grep -o 'IOCP_API([A-Za-z0-9_]*)' | grep -v '(name)' |
    sed 's/.*(\(.*\))/\1/' | sort >"$out/names"

status=0
uniq -d "$out/names" >"$out/twice"
[ ! -s "$out/twice" ] && [ -s "$out/names" ] || status=1
sed 's/^/# declared twice: /' "$out/twice"
result "$status" "$(wc -l <"$out/names") names are declared once each"

{
    printf '#include "list_ours.h"\n'
    printf 'extern const void *const used[];\nconst void *const used[] = {\n'
    sed 's/.*/(const void *)\&&,/' "$out/names"
    printf '};\n'
} >"$out/use.c"
sed 's/^/iocp_/' "$out/names" | sort >"$out/expected"

for language in c c++; do
    for define in A UNICODE; do
        status=0
        # shellcheck disable=SC2086
        "$CC" -x "$language" -D"$define" -DIOCP_DECLARE_CONNECTEX $flags \
            -D_CRT_SECURE_CPP_OVERLOAD_SECURE_NAMES=0 \
            -I"$here" -c "$out/use.c" -o "$out/use.o" 2>"$out/err" || status=1
        sed 's/^/# /' "$out/err"
        if [ "$status" -eq 0 ]; then
            nm -u "$out/use.o" | awk '{ print $2 }' | sort >"$out/got"
            diff "$out/expected" "$out/got" >"$out/diff" || status=1
            sed 's/^/# /' "$out/diff"
        fi
        result "$status" "$language, -D$define: every use asks for iocp_<name>"
    done
done

# LIBRARY names the shared library: what is declared must be there.
if [ -n "${LIBRARY:-}" ]; then
    nm -D --defined-only "$LIBRARY" | awk '{ print $3 }' | sed 's/@.*//' |
        sort >"$out/defined"
    comm -23 "$out/expected" "$out/defined" >"$out/missing"
    sed 's/^/# declared, not defined: /' "$out/missing"
    status=0
    [ ! -s "$out/missing" ] || status=1
    result "$status" "every declared name is in the library"
fi

echo "1..$count"
exit "$failed"
