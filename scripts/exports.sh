#!/bin/sh
# Writes the table in which GetProcAddress looks (src/api/exports.h): every
# function that the public headers bind, by its name, sorted. It refers to the
# functions themselves, so it is the same in the static library, where there is
# no table of symbols to look in.
#   exports.sh INCLUDE OUTPUT DEPFILE
set -eu
include=$1
output=$2
depfile=$3

# in6addr_any and its like are no functions.
: >"$output.names"
: >"$output.headers"
for header in "$include"/iocp/*.h; do
    case $header in
    */dialect.h | */linux.h | */version_helpers.h | */crt_*.h) continue ;;
    esac
    if grep -q 'IOCP_API(' "$header"; then
        printf '#include "%s"\n' "${header#"$include"/}" >>"$output.headers"
        sed -n 's/.*IOCP_API(\([A-Za-z0-9_]*\)).*/\1/p' "$header" |
            { grep -v '^in6addr_' || true; } >>"$output.names"
    fi
done
{
    echo '#define IOCP_DECLARE_CONNECTEX'
    echo '#include "api/exports.h"'
    cat "$output.headers"
    echo 'const struct export exports[] = {'
    LC_ALL=C sort -u "$output.names" |
        sed 's/.*/    {"&", (void (*)(void))&},/'
    echo '};'
    echo 'const size_t exports_count = sizeof exports / sizeof exports[0];'
} >"$output"
{
    printf '%s:' "$output"
    printf ' %s' "$include"/iocp/*.h "$include/windows.h"
    echo
} >"$depfile"
rm -f "$output.names" "$output.headers"
