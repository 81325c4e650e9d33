#!/bin/sh
# `make model`: has Spin look at every interleaving of tests/model/port.pml, in
# several sizes; then at faults planted there, each of which it has to find; then
# at the model itself: a statement that no size ever reaches proves nothing.
#   scripts/model.sh [FOLDER]      results go there (build/model); prints TAP
# Everything is exhaustive: no bit state hashing, no bound on the depth that is
# reached, and no memory limit that is met silently.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
model=$root/tests/model
folder=${1:-$root/build/model}

# NAME, then what is defined; in the order of their cost, dearest first.
sizes() {
  cat <<'END'
everything -DCLOSES=1 -DDEADLINES=1 -DBLOCKS=1 -DEXITS=1 -DPACKETS=1 -DSPURIOUS=0
blocking-late -DBLOCKS=1 -DDEADLINES=1 -DPACKETS=2 -DSPURIOUS=0
three-close -DWORKERS=3 -DCONCURRENCY=2 -DCLOSES=1 -DPACKETS=1 -DSPURIOUS=0
three-late -DWORKERS=3 -DDEADLINES=1 -DPACKETS=1 -DSPURIOUS=0
three-workers -DWORKERS=3 -DCONCURRENCY=2 -DPACKETS=3 -DSPURIOUS=0
close -DCLOSES=1 -DDEADLINES=1 -DPACKETS=2 -DSPURIOUS=0
deadlines -DDEADLINES=1 -DPOLLS=1 -DCAPACITY=2 -DPACKETS=3 -DSPURIOUS=0
blocking -DBLOCKS=1 -DPACKETS=3
blocking-two -DCONCURRENCY=2 -DBLOCKS=1 -DPACKETS=3 -DSPURIOUS=0
close-spurious -DCLOSES=1 -DDEADLINES=1 -DPACKETS=1
exits -DEXITS=1 -DBLOCKS=1 -DPACKETS=2
two-posters -DPOSTERS=2 -DPACKETS=3 -DPUSH_MAX=1
three-exits -DWORKERS=3 -DEXITS=1 -DPACKETS=2 -DPUSH_MAX=1 -DSPURIOUS=0
batches -DCAPACITY=2 -DPACKETS=3
lookout -DLOOKS=3 -DBLOCKS=1 -DPACKETS=2 -DSPURIOUS=0
lookout-exits -DLOOKS=2 -DEXITS=1 -DCLOSES=1 -DPACKETS=2 -DSPURIOUS=0
served -DSERVED -DPACKETS=2 -DSPURIOUS=0
END
}

# NAME, then what is defined; each has to be found. First the one that is no
# fault: two threads that poll with a limit of one keep each other from the
# packet, as each counts while the other looks. Windows has it so; here it shows
# that the search for `served` can fail. Then those of faults.pml, with enough
# of everything for each to show itself early.
faults() {
  echo STARVING -DSERVED -DPOLLS=1 -DPACKETS=1 -DSPURIOUS=0
  sed -n "s/^#define \([A-Z_]*\) [1-9].*/\1 -DFAULT=\1 -DDEADLINES=1 -DBLOCKS=1 \
-DEXITS=1 -DCLOSES=1 -DPACKETS=2 -DLOOKS=2/p" "$model/faults.pml"
}

run() { # OPTIMISATION, DEFINITIONS: a search in the current folder
  how=$1
  shift
  search=
  case $* in
  *SERVED*) search='-a -f' how="$how -DNFAIR=4" ;;
  *) how="$how -DSAFETY" ;;
  esac
  touch spin.log gcc.log pan.log
  spin -a "$@" "$model/port.pml" >spin.log 2>&1 || return 0
  # The C is Spin's, and so are its warnings.
  # shellcheck disable=SC2086 # a list of words
  gcc $how -w -o pan pan.c >gcc.log 2>&1 || return 0
  # shellcheck disable=SC2086 # a list of words
  ./pan -w20 -m200000 $search >pan.log 2>&1 || :
  rm -f pan pan.?
}

failed() { # NAME
  echo "not ok - $1"
  head -n 20 spin.log gcc.log pan.log | sed 's/^/# /'
}

# A size holds if the search ended (one that was cut short says so) and found
# nothing.
hold() { # NAME, DEFINITIONS
  name=$1
  shift
  run -O2 "$@"
  if grep -q 'errors: 0$' pan.log &&
    ! grep -qE 'not completed|max search depth|out of memory' pan.log; then
    echo "ok - $name"
  else
    failed "$name"
  fi
  sed -n "s/.*depth reached \([0-9]*\), errors: \([0-9]*\)/# depth \1, errors \2/p
    s/^ *\([0-9]*\) states, stored.*/# states \1/p
    s/^ *\([0-9.]*\).*total actual memory usage/# memory \1 MB/p" pan.log
  echo "# $*"
}

find_fault() { # NAME, DEFINITIONS
  name=$1
  shift
  run -O0 "$@"
  if grep -q '^pan:1: ' pan.log; then
    echo "ok - finds $name"
    sed -n 's/^pan:1: /# /p' pan.log
  else
    failed "finds $name"
  fi
}

# Pan lists what a search did not reach; what is on the lists of all sizes is
# dead. A size with a formula has other numbers for its states.
dead() {
  sizes | grep -v SERVED | while read -r name _; do
    awk '/^unreached in proctype/ {process = $4}
      /, state [0-9]+, / {sub(/.*, state /, ""); print process, $0}' "$name/pan.log" |
      sort -u
  done | sort | uniq -c |
    awk -v all="$(sizes | grep -vc SERVED)" '$1 == all {$1 = ""; print}'
}

case ${2:-} in
hold | find_fault) # one job of the list below
  job=$2
  shift 2
  rm -rf "${folder:?}/$1"
  mkdir -p "$folder/$1"
  cd "$folder/$1"
  "$job" "$@" >tap
  exit
  ;;
esac

if ! command -v spin >/dev/null; then
  echo '1..1'
  echo 'not ok 1 - spin is installed (scripts/packages.sh model)'
  exit 1
fi
mkdir -p "$folder"
{
  sizes | sed 's/^/hold /'
  faults | sed 's/^/find_fault /'
} | sed "s|^|$folder |" | xargs -P "$(nproc)" -L 1 "$0" || :

cd "$folder"
mkdir -p reached
unreached=$(dead)
if [ -z "$unreached" ]; then
  echo 'ok - every statement is reached by some size' >reached/tap
else
  echo 'not ok - every statement is reached by some size' >reached/tap
  echo "$unreached" | sed 's/^/# /' >>reached/tap
fi
{ sizes; faults; echo reached; } | while read -r name _; do
  cat "$name/tap" 2>/dev/null || echo "not ok - $name never ran"
done | awk '/^(not )?ok / {sub(/ok/, "ok " ++n)} /^not/ {bad = 1} {print}
  END {print "1.." n; exit bad}'
