#!/bin/sh
# Turns the archive of parts into the installed static library: one object in
# which only the iocp_ names are left, so that ours can clash with nobody's.
set -eu
parts=$1
output=$2
object=$output.o
${LD:-ld} -r -o "$object" --whole-archive "$parts"
${OBJCOPY:-objcopy} --localize-hidden "$object"
rm -f "$output"
${AR:-ar} rcs "$output" "$object"
rm -f "$object"
