#!/bin/sh
# Checks the documentation in the public headers: above each declaration stands
# a block with every line of CONTRIBUTING.md's template, in its order, or one
# that starts with "The same"; and that it names tests that are there. Prints
# TAP.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$here/../..
count=0
failed=0

for header in "$root"/include/*.h "$root"/include/iocp/*.h; do
    name=${header##*/include/}
    [ "$name" != iocp/dialect.h ] || continue
    grep -q 'IOCP_API(' "$header" || continue
    count=$((count + 1))
    complaints=$(awk -v tests="$root/tests" '
        function complain(text) { print "# " FILENAME ":" FNR ": " text }
        /^\/\*/ { block = ""; inside = 1 }
        inside { block = block "\n" $0 }
        inside && /\*\// { inside = 0 }
        !inside && /IOCP_API\(/ {
            call = $0
            sub(/.*IOCP_API\(/, "", call)
            sub(/\).*/, "", call)
            if (call ~ /^in6addr_/) next
            if (block == "") complain(call " has no block")
            else if (block !~ /^\n\/\* The same (for|in) /) {
                rest = block
                split("In Out Returns Packet Blocks Windows Source Test", want, " ")
                for (i = 1; i <= 8; i++) {
                    at = match(rest, "[*.] +" want[i] ":")
                    if (!at) complain(call " lacks " want[i])
                    else rest = substr(rest, at + RLENGTH)
                }
                folder = ""
                while (match(rest, /(tests\/[a-z]+\/)?[a-z0-9_]+\.c/)) {
                    name = substr(rest, RSTART, RLENGTH)
                    rest = substr(rest, RSTART + RLENGTH)
                    if (match(name, /tests\/[a-z]+\//)) {
                        folder = substr(name, 7, RLENGTH - 6)
                        name = substr(name, RLENGTH + 1)
                    }
                    file = tests "/" folder name
                    if ((getline line < file) < 0)
                        complain(call " names a test that is not there")
                    close(file)
                }
                if (folder == "") complain(call " names no test")
            }
            block = ""
        }' "$header")
    if [ -z "$complaints" ]; then
        echo "ok $count - $name"
    else
        echo "not ok $count - $name"
        echo "$complaints"
        failed=1
    fi
done
echo "1..$count"
exit $failed
