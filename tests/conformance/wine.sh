#!/bin/sh
# Builds the named conformance sources with mingw and runs them under Wine:
#   tests/conformance/wine.sh [FILE.c...]         default: all of this folder
# Prints their TAP, then one line of totals. Exit 1 when anything went wrong.
# Objects and programs go to $WINE_OUT, by default /tmp/openiocp-wine.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
out=${WINE_OUT:-/tmp/openiocp-wine}
wine=$(command -v wine64 || command -v wine || echo /usr/lib/wine/wine64)
export WINEDEBUG="${WINEDEBUG:--all}" WINEPREFIX="${WINEPREFIX:-/tmp/wine-conf}"
export TEST_TMP="${TEST_TMP:-.}"

compile() {
    x86_64-w64-mingw32-gcc -std=gnu11 -O1 -g -Wall -Wextra -Werror "$@"
}

mkdir -p "$out"
helpers=
for source in "$here/support.c" "$here/crew.c" "$here/../harness/tap.c" \
    "$here/../harness/tap_win.c"; do
    object=$out/$(basename "$source" .c).o
    compile -c "$source" -o "$object"
    helpers="$helpers $object"
done
[ $# -gt 0 ] || set -- "$here"/*.c

failed=0
: > "$out/all.tap"
for source in "$@"; do
    name=$(basename "$source" .c)
    [ ! -e "${source%.c}.h" ] || continue        # a helper
    # shellcheck disable=SC2086
    compile "$source" $helpers -o "$out/$name.exe" -lws2_32 -lmswsock
    echo "# --- $name"
    (cd "$out" && "$wine" "./$name.exe" 2> "$name.err" > "$name.tap") || {
        failed=1
        echo "# $name: exit status not 0"
    }
    tr -d '\r' < "$out/$name.tap" | tee -a "$out/all.tap"
done
awk '/^ok/ && /# SKIP/ { skipped++; next }
     /^ok/ { passed++; next }
     /^not ok/ && /# TODO/ { differ++; next }
     /^not ok/ || /^Bail out/ { failed++ }
     END { printf "# all: %d passed, %d failed, %d skipped, %d differ\n",
                  passed, failed, skipped, differ }' "$out/all.tap"
exit "$failed"
