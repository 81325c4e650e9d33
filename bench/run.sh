#!/bin/sh
# Prints every figure: see run.py, or `bench/run.sh --help`.
exec python3 -B "$(dirname "$0")/run.py" "$@"
