#!/bin/sh
# `make sim`: worlds FIRST .. FIRST+SEEDS-1 of the simulator, a share a
# processor, each share on one. Shows what failed, with the line that replays
# it; how far it is in BUILD/sim-N.log.
set -eu
build=$1 first=$2 seeds=$3
count=$(nproc)
share=$(((seeds + count - 1) / count))
running=
i=0
while [ "$i" -lt "$count" ]; do
  "$build/sim" --first $((first + i * share)) --seeds "$share" \
    --processor "$i" >"$build/sim-$i.log" &
  running="$running $!"
  i=$((i + 1))
done
status=0
for one in $running; do
  wait "$one" || status=1
done
grep -h -e 'seed=' -e 'replay:' "$build"/sim-*.log || true
passed=$(cat "$build"/sim-*.log | grep -c '^ok') || true
failed=$(cat "$build"/sim-*.log | grep -c '^not ok') || true
echo "$((share * count)) seeds from $first: $passed blocks passed, $failed failed"
exit "$status"
