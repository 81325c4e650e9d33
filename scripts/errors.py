#!/usr/bin/env python3
"""Writes docs/errors.md: each error code the library can give, which calls say
so and why, which statuses end as it, and which test cases look for it. All of
it is read from the headers' blocks, src/base/errmap.c, src/ and tests/. With
--check nothing is written: fails when the page is not what would be written."""
import pathlib
import re
import sys

import declarations

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs/errors.md"
CODE = re.compile(
    r"\b(?:ERROR_(?!SUCCESS)\w+|WSA(?!ID|_FLAG|_INFINITE|_WAIT)[A-Z_]+|"
    r"WAIT_(?!OBJECT|FAILED)\w+)\b")
# They give an OVERLAPPED any status, and provoke nothing.
MADE_UP = {"overlapped: statuses_become_win32_errors",
           "overlapped: statuses_become_winsock_errors"}
FOLDERS = ["conformance", "linux", "unit", "faults"]
SHOWN = 3
# What nobody can bring about from outside, and where it was looked at.
MEMORY = "the fault loops (`tests/faults/`)"
NETWORK = "no test: a network would have to say so"
KERNEL = "no test: the kernel has to say so"
APART = {
    "ERROR_NOT_ENOUGH_MEMORY": MEMORY, "WSA_NOT_ENOUGH_MEMORY": MEMORY,
    "ERROR_IO_DEVICE": MEMORY, "ERROR_WRITE_PROTECT": KERNEL,
    "ERROR_NO_SUCH_DEVICE": KERNEL, "ERROR_NOT_READY": KERNEL,
    "ERROR_HOST_UNREACHABLE": NETWORK, "WSAEHOSTUNREACH": NETWORK,
    "ERROR_HOST_DOWN": NETWORK, "WSAEHOSTDOWN": NETWORK,
    "WSAENETRESET": NETWORK, "WSAENETDOWN": NETWORK,
    "WSAEINPROGRESS": KERNEL, "WSAEPROTOTYPE": KERNEL,
    "WSAEPFNOSUPPORT": KERNEL, "WSATRY_AGAIN": NETWORK,
    "WSANO_DATA": NETWORK, "ERROR_INVALID_NETNAME": KERNEL,
    "ERROR_DUP_NAME": "no test: addresses are asked for by Winsock's calls",
    "ERROR_CONNECTION_ACTIVE":
        "no test: connections are asked for by Winsock's calls",
    "ERROR_UNEXP_NET_ERR": "no test: sockets are asked by Winsock's calls",
    "ERROR_TIMEOUT": "no test: each wait says WAIT_TIMEOUT instead",
    "ERROR_NOTIFY_CLEANUP":
        "`directory_ends` (a success: the status alone is told)",
    "ERROR_NOTIFY_ENUM_DIR":
        "`directory_changes` (a success: the status alone is told)",
}
HEAD = """# Error codes

Made by `scripts/errors.py` from the blocks of the headers, the error map
(`src/base/errmap.c`) and the tests; `make tidy` fails when it is out of date.
"Said by": the calls whose block names the code, the first with its cause.
"Shown by": cases that look for it. A request's status becomes these codes when
it is asked for: by `GetQueuedCompletionStatus`, `GetOverlappedResult` and
routines of files the Win32 one, by `WSAGetOverlappedResult` and routines of
sockets the Winsock one. Every row of the map is in `tests/unit/errmap_test.c`.

"""
LAST = """
## Only in the map

No call of the library ends with these: they are what the map gives for statuses
that only a kernel of Windows knows, and that a program may put into an
OVERLAPPED:

"""


def read(pattern):
    return {path: path.read_text() for path in sorted(ROOT.glob(pattern))}


def numbers():
    """Code -> number, aliases followed."""
    text = "".join(read("include/iocp/*.h").values())
    raw = dict(re.findall(r"^#define (\w+) +\(?(?:\(\w+\))?(\w+)", text, re.M))

    def value(word):
        while word in raw:
            word = raw[word]
        word = word.rstrip("uUlL")
        try:
            return int(word, 0)
        except ValueError:
            return None
    return {name: value(name) for name in raw
            if CODE.fullmatch(name) and value(name) is not None}


def sources():
    """What decides how a call ends: not the map, nor texts for messages."""
    return "".join(
        text for path, text in read("src/*/*.c").items()
        if path.name not in ("errmap.c", "message_text.c"))


def mapped(map_text, known):
    """Code -> statuses that end as it; those that never come are left out."""
    text, _, rest = map_text.partition("static const struct status_row *")
    known = known + rest
    found = {}
    for status, win32, winsock in re.findall(
            r"\{(STATUS_\w+), (\w+),\s*(\w+)\}", text):
        if not re.search(rf"\b{status}\b", known):
            continue
        for code in {win32, winsock}:
            found.setdefault(code, []).append(status)
    return found


def said():
    """Code -> [(call, cause)], as the blocks have it."""
    found = {}
    for function in declarations.functions():
        text = re.sub(r"\s*\n \*\s*", " ", function.block)
        for match in CODE.finditer(text):
            rest = text[match.end():]
            # "CODE, CODE, CODE: cause" gives each of them the cause.
            others = rf"(?:[,:] {CODE.pattern}(?: \([^)]*\))?)*"
            cause = re.match(rf"(?: \(\d+\))?{others}[,:] ([^;.]+)", rest)
            entry = (function.name, cause[1].strip() if cause else "")
            calls = found.setdefault(match[0], {})
            if not calls.get(entry[0]):
                calls[entry[0]] = entry[1]
    return found


def area_of(path):
    folder = path.parent.name
    name = path.stem.removesuffix("_test")
    return name if folder == "conformance" else f"{folder}/{name}"


def cases():
    """Code -> names of cases whose function names it; else of its file."""
    direct, loose = {}, {}
    for folder in FOLDERS:
        for path, text in read(f"tests/{folder}/*.c").items():
            known = set(re.findall(r"\bCASE(?:_LONG)?\(\s*(\w+)", text))
            if not known:
                continue
            for name, body in re.findall(
                    r"^static [\w *]*?(\w+)\([^;{]*\)\n\{(.*?)^\}", text,
                    re.M | re.S):
                for code in set(CODE.findall(body)):
                    if f"{area_of(path)}: {name}" in MADE_UP:
                        continue
                    if name in known:
                        direct.setdefault(code, []).append(
                            f"{area_of(path)}: {name}")
                    else:
                        loose.setdefault(code, []).append(
                            f"{area_of(path)}: {name}")
    return direct, loose


def joined(items, form):
    text = ", ".join(form(item) for item in items[:SHOWN])
    more = len(items) - SHOWN
    return text + (f" and {more} more" if more > 0 else "")


def calls_of(found):
    items = sorted(found.items(), key=lambda item: (not item[1], item[0]))
    if not items:
        return "a request's end"
    first = items[0]
    text = joined([name for name, _ in items], lambda name: f"`{name}`")
    return f"{text}: {first[1]}" if first[1] else text


def tests_of(code, direct, loose):
    found = direct.get(code) or [
        name.split(":")[0] for name in loose.get(code, [])]
    if not found:
        return APART.get(code, "none")
    return joined(list(dict.fromkeys(found)), lambda name: f"`{name}`")


def page():
    number = numbers()
    map_text, known = (ROOT / "src/base/errmap.c").read_text(), sources()
    statuses, calls = mapped(map_text, known), said()
    direct, loose = cases()
    used = set(CODE.findall(known)) | set(
        re.findall(r"FROM_CODE\((\w+)\)", map_text))
    codes = [code for code in number
             if code in calls or code in used or code in map_text]
    rows, only = [], []
    for code in sorted(codes, key=lambda code: (number[code], code)):
        tests = tests_of(code, direct, loose)
        if code not in calls and code not in used and code not in statuses:
            only.append(code)
            continue
        names = ", ".join(name.removeprefix("STATUS_")
                          for name in statuses.get(code, []))
        rows.append(f"| {number[code]} | `{code}` | {names} | "
                    f"{calls_of(calls.get(code, {}))} | "
                    f"{tests} |\n")
    return "".join(
        [HEAD, "| number | code | statuses | said by | shown by |\n",
         "| --- | --- | --- | --- | --- |\n"] + rows +
        [LAST, ", ".join(f"`{code}` ({number[code]})" for code in only), "\n"])


def main():
    if "--check" not in sys.argv:
        PAGE.write_text(page())
    elif not PAGE.exists() or PAGE.read_text() != page():
        print("docs/errors.md is old: run scripts/errors.py")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
