#!/usr/bin/env python3
"""Writes docs/coverage.md: what programs written for completion ports call, and
what of it is here. The names come from docs/called.txt, the most useful first,
and docs/called-crt.txt, the most frequent first; the rest from the public
headers, which are the truth. With --check nothing is
written: fails when the page is not what would be written."""
import pathlib
import re
import sys

import declarations

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs/coverage.md"
FIRST = 160
HEAD = """# Functions that are here

Made from the public headers by `scripts/coverage.py`; `make tidy` fails when it
is out of date. A name stands for its A and W forms. The order: bundles of
functions that let most of the programs looked at for
[docs/called.txt](called.txt) compile, first the most useful. "Differs": the
block above the declaration, or [DIVERGENCES.md](DIVERGENCES.md), says how.

"""

CRT_HEAD = """
## Of Microsoft's C run-time library

What the same programs call that the C library of Linux has not
([docs/called-crt.txt](called-crt.txt)), the most frequent first.

"""


def line_of(block, word):
    """What a header's block says after `Word:`, in one line."""
    found = re.search(rf"\* {word}:\s*(.*?)(?=\n \* [A-Z]\w+:|\*/)", block,
                      re.S)
    return re.sub(r"\s*\n \*\s*", " ", found[1]).strip() if found else ""


def macros():
    text = "".join(path.read_text() for path in declarations.headers() +
                   [ROOT / "include/iocp/dialect.h"])
    return set(re.findall(r"^(?:#define|FORCEINLINE \w+) (\w+)", text, re.M))


def forms(name, functions):
    return [functions[form] for form in (name, name + "A", name + "W")
            if form in functions]


def row(name, functions, defined):
    found = forms(name, functions)
    if not found:
        return ("macro", "") if name in defined else ("missing", "")
    said = [line_of(form.block, "Windows") for form in found]
    differs = any(text.startswith("differs") for text in said)
    tests = [line_of(form.block, "Test") for form in found]
    return "differs" if differs else "as on Windows", next(
        filter(None, tests), "")


def here(rows):
    return sum(1 for entry in rows if entry[1] != "missing")


def table(rows):
    return ["| nr | function | here | shown by |\n"
            "| --- | --- | --- | --- |\n"] + \
        [f"| {number} | `{name}` | {state} | {test} |\n"
         for number, (name, state, test) in enumerate(rows, 1)]


def page():
    functions = {function.name: function
                 for function in declarations.functions()}
    defined = macros()
    names = (ROOT / "docs/called.txt").read_text().split()
    crt_names = (ROOT / "docs/called-crt.txt").read_text().split()
    rows = [(name,) + row(name, functions, defined) for name in names]
    crt_rows = [(name,) + row(name, functions, defined) for name in crt_names]
    named = {form.name for name in names + crt_names
             for form in forms(name, functions)}
    others = sorted(set(functions) - named)
    lines = [HEAD, f"Of the first {FIRST}: {here(rows[:FIRST])}. "
             f"Of all {len(rows)}: {here(rows)}.\n\n"]
    lines += table(rows)
    lines += [CRT_HEAD, f"Of {len(crt_rows)}: {here(crt_rows)}.\n\n"]
    lines += table(crt_rows)
    lines += ["\n## Beside these\n\n",
              ", ".join(f"`{name}`" for name in others), "\n"]
    return "".join(lines)


def main():
    if "--check" not in sys.argv:
        PAGE.write_text(page())
    elif not PAGE.exists() or PAGE.read_text() != page():
        print("docs/coverage.md is old: run scripts/coverage.py")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
