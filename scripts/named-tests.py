#!/usr/bin/env python3
"""Prints each test case that a page names and no test program has: one line
`page:line: area: case`. A case is `area: case` or `folder/area: case`."""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGES = ["docs/test-matrix.md", "docs/DIVERGENCES.md"]
NAMED = re.compile(r"`((?:\w+/)?\w+): (\w+(?:, \w+)*)`")


def source_of(area):
    folder, _, name = area.rpartition("/")
    if not folder:
        return ROOT / "tests/conformance" / (name + ".c")
    return ROOT / "tests" / folder / (name.removesuffix("_test") + "_test.c")


def cases_of(area):
    try:
        text = source_of(area).read_text()
    except OSError:
        return None
    return set(re.findall(r"\bCASE(?:_LONG)?\(\s*(\w+)", text))


def main():
    missing = []
    for page in PAGES:
        lines = (ROOT / page).read_text().splitlines()
        for number, line in enumerate(lines, 1):
            for area, names in NAMED.findall(line):
                known = cases_of(area)
                missing += [f"{page}:{number}: {area}: {name}"
                            for name in names.split(", ")
                            if name != "case" and
                            (known is None or name not in known)]
    print("\n".join(missing))
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
