#!/usr/bin/env python3
"""What examples/concurrency draws obeys the rule that it is there to show.

   concurrency_example.py PROGRAM
"""
import re
import subprocess
import sys

N = 2
PIECES = 32


def check(number, right, what):
    print(f"{'ok' if right else 'not ok'} {number} - {what}")
    return bool(right)


def main():
    run = subprocess.run(sys.argv[1:], capture_output=True, text=True, check=False)
    drawn = re.findall(r"^ *\d+  ((?: [.#+sle ]){8})   (\d+)$", run.stdout, re.MULTILINE)
    end = re.search(r"^(\d+) pieces of work; .*, (\d+) ran", run.stdout, re.MULTILINE)
    rows = [row for row, _ in drawn]

    print("1..4")
    good = check(1, run.returncode == 0 and end and int(end[1]) == PIECES, "all the work is done")
    good &= check(2, end and int(end[2]) <= N and all(row.count("#") <= N for row in rows),
                  "never more than N run that have not blocked")
    good &= check(3, any("#" in row and re.search("[sle]", row) for row in rows),
                  "a thread runs in the place of one that blocks")
    good &= check(4, rows and all(int(said) == row.count("#") + row.count("+")
                                  for row, said in drawn), "it counts what it draws")
    if not good:
        print(re.sub("^", "# ", run.stdout + run.stderr, flags=re.MULTILINE))
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
