#!/bin/sh
# `make tidy`: what we hold ourselves to and a program can check.
set -u
cd "$(dirname "$0")/.." || exit 2
failures=0

check() { # NAME, OFFENDERS
  if [ -n "$2" ]; then
    printf 'tidy: %s\n%s\n' "$1" "$2"
    failures=$((failures + 1))
  fi
}

sources=$(git ls-files '*.c' '*.h' '*.cpp')
check 'files over 500 lines' "$(echo "$sources" | xargs wc -l |
  awk '$1 > 500 && $2 != "total" {print "  " $2 ": " $1}')"
check 'functions over 70 lines' "$(echo "$sources" | grep '[.]c$' | xargs awk '
  FNR == 1 {start = 0} /^[{]/ {start = FNR}
  /^[}]/ && start {if (FNR - start > 69) print "  " FILENAME ":" start; start = 0}')"

# Includes point downwards only. The look upwards the design allows: back-ends
# and the shard know requests.
layers='base sys object sync port crt engine op threadpool api'
upwards() { # FOLDER, FORBIDDEN FOLDERS
  for above in $2; do
    grep -n "#include \"$above/" src/"$1"/*.[ch] 2>/dev/null
  done
}
check 'includes that point upwards' "$(
  upwards base 'crt object sync port engine op threadpool api'
  upwards sys 'crt object sync port op threadpool api'
  upwards crt 'object sync engine op threadpool api'
  upwards object 'crt op threadpool api engine'
  upwards port 'crt op threadpool api engine'
  upwards sync 'crt op threadpool api engine'
  upwards engine 'crt threadpool api'
  upwards op 'crt threadpool api'
  upwards threadpool 'crt api')"
check 'layers without a rule here' "$(for folder in src/*/; do
  name=$(basename "$folder")
  case " $layers " in *" $name "*) ;; *) echo "  $name" ;; esac
done)"
check 'POSIX network headers outside sys/ and the back-ends' "$(grep -nE \
  '#include <(sys/socket|netinet/.*|arpa/inet|netdb)\.h>' src/*/*.[ch] |
  grep -vE '^src/(sys|engine)/')"
check 'conditional compilation outside base/, sys/ and engine/select.c' "$(grep -nE \
  '^#(if|ifdef|elif) ' src/*/*.c | grep -vE '^src/(base|sys)/|^src/engine/select')"

check 'not formatted (clang-format)' "$(echo "$sources" |
  xargs clang-format --dry-run 2>&1 | grep -oE '^[^:]+:[0-9]+' | head -n 20)"
check 'test cases that pages name and nobody wrote' "$(scripts/named-tests.py)"
check 'pages that are out of date' "$(scripts/coverage.py --check; scripts/errors.py --check)"
check 'shellcheck' "$(git ls-files '*.sh' .ci/run scripts/wine-run |
  xargs shellcheck 2>&1)"
if [ -f build/native/compile_commands.json ]; then
  check 'clang-tidy' "$(git ls-files 'src/*.c' |
    xargs -P "$(nproc)" -n 4 clang-tidy -p build/native --quiet 2>/dev/null |
    grep -E 'warning:|error:' | sort -u | head -n 40)"
fi
[ "$failures" -eq 0 ] && echo 'tidy: nothing to say'
[ "$failures" -eq 0 ]
