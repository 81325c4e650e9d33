#!/bin/sh
# Instructions in user space of what a program does in each of its rounds, which
# are nearly the same on every run: the difference of a short and a long one
# under callgrind.
#   instructions.sh WHAT ROUNDS STEPS BOUND OUTPUT-FOLDER PROGRAM [PRELOAD]
# ROUNDS more are made, of STEPS each; a step may take BOUND.
set -eu
what=$1 rounds=$2 steps=$3 bound=$4 folder=$5 program=$6 preload=${7-}
short=20
name=callgrind.$(basename "$program")-${IOCP_BACKEND-any}

count() {
  LD_PRELOAD=$preload valgrind --tool=callgrind --fair-sched=yes \
    --callgrind-out-file="$folder/$name.$1" "$program" "$1" \
    2>"$folder/$name.log" || return 1
  sed -n 's/^==[0-9]*== Collected : \([0-9]*\).*/\1/p' "$folder/$name.log"
}

echo '1..1'
fewer=$(count "$short")
more=$(count "$((short + rounds))")
each=$(((more - fewer) / (rounds * steps)))
echo "# $each instructions: $what, at most $bound"
[ "$each" -gt 0 ] && [ "$each" -le "$bound" ] || printf 'not '
echo "ok 1 - $what"
