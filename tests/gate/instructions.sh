#!/bin/sh
# The instructions of one PostQueuedCompletionStatus and one
# GetQueuedCompletionStatus, which are the same on every run: the difference of
# a short and a long one under callgrind.
#   instructions.sh PROGRAM OUTPUT-FOLDER
set -eu
bound=345 # 316 when it was last set
short=1000
long=11000

count() {
  valgrind --tool=callgrind --callgrind-out-file="$2/callgrind.$1" \
    "$program" "$1" 2>"$2/callgrind.log" || return 1
  sed -n 's/^==[0-9]*== Collected : \([0-9]*\).*/\1/p' "$2/callgrind.log"
}

program=$1
echo '1..1'
fewer=$(count "$short" "$2")
more=$(count "$long" "$2")
each=$(((more - fewer) / (long - short)))
echo "# $each instructions a post and get, at most $bound"
[ "$each" -gt 0 ] && [ "$each" -le "$bound" ] || printf 'not '
echo 'ok 1 - instructions of a post and get'
