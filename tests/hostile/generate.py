#!/usr/bin/env python3
"""Writes the cases of the hostile-argument test: one for each function of the
public headers, so that a new one cannot be forgotten.

generate.py OUTPUT DEPFILE

A parameter whose type has no rule, and an exception for a function that is not
there, are errors: teach the rule, or say in `exceptions.txt` why not."""
import pathlib
import re
import sys

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent / "scripts"))
import declarations  # noqa: E402

RULES = {"handle": "HANDLE_", "number": "NUMBER", "function": "FUNCTION",
         "structure": "STRUCTURE", "pointer": "POINTER"}


def exceptions():
    """Lines of `FUNCTION WORD REASON`: WORD says what is left out."""
    found = {}
    for line in (HERE / "exceptions.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            name, word, reason = line.split(None, 2)
            found.setdefault(name, {})[word] = reason
    return found


def rule(types, function, kind_of, name):
    kind = types.kind(kind_of)
    if kind not in RULES:
        sys.exit(f"{function.header}: no rule for {kind_of!r}, "
                 f"parameter {name} of {function.name}")
    if kind == "number" and re.search("milliseconds|time_?out", name, re.I):
        return "TIMEOUT"
    if kind == "pointer" and types.is_text(kind_of):
        return "TEXT"
    return RULES[kind]


def case(types, function, words):
    arguments, rules = [], []
    for number, (kind_of, name) in enumerate(function.parameters):
        if kind_of == "...":
            continue
        arguments.append(f"AS({kind_of}, words[{number}])")
        rules.append("HOSTILE_" + rule(types, function, kind_of, name))
    flags = " | ".join("HOSTILE_" + word.upper() for word in sorted(words))
    name = function.name
    return f"""
static void call_{name}(const uint64_t *words)
{{
    (void)words;
    (void){name}({", ".join(arguments)});
}}

static void case_{name}(void)
{{
    static const unsigned char kinds[] = {{{", ".join(rules + ["0"])}}};

    hostile_try("{name}", call_{name}, kinds, {len(rules)}, {flags or "0"});
}}
"""


def main():
    output, depfile = sys.argv[1:3]
    types = declarations.Types()
    left_out = exceptions()
    functions = declarations.functions()
    names = {function.name for function in functions}
    for name in left_out:
        if name not in names:
            sys.exit(f"exceptions.txt: no function {name}")
    text = ['#include "hostile.h"\n']
    table = []
    for path in declarations.headers():
        folder = "iocp/" if path.parent.name == "iocp" else ""
        text.append(f"#include <{folder}{path.name}>\n")
    for function in functions:
        words = left_out.get(function.name, {})
        if "never" in words:
            continue
        text.append(case(types, function, words))
        table.append(f'    {{"{function.name}", case_{function.name}, 120}},\n')
    text.append("\nconst struct tap_case hostile_cases[] = {\n"
                + "".join(table) + "};\n"
                "const unsigned hostile_case_count = "
                "sizeof hostile_cases / sizeof *hostile_cases;\n")
    pathlib.Path(output).write_text("".join(text))
    # The folders too: a new header changes them.
    inputs = declarations.headers() + [
        declarations.ROOT / "include", declarations.ROOT / "include" / "iocp",
        HERE / "exceptions.txt", pathlib.Path(declarations.__file__)]
    pathlib.Path(depfile).write_text(
        f"{output}: " + " ".join(str(path) for path in inputs) + "\n")


main()
