#!/usr/bin/env python3
"""Counts the cases in the test logs of the build folders given; the last line
is `N passed, N failed, N skipped`. A test that printed no case at all, or that
was never finished, counts as one failure."""
import sys
import xml.etree.ElementTree as ElementTree


def has_failed(case):
    return case.find("failure") is not None or case.find("error") is not None


def count(suite):
    cases = suite.findall("testcase")
    failed = sum(1 for case in cases if has_failed(case))
    skipped = sum(1 for case in cases if case.find("skipped") is not None)
    return len(cases) - failed - skipped, failed, skipped


def print_failed(folder, suite):
    """What failed and what it said: at the end, for who keeps only that."""
    said = []
    for line in suite.findtext("system-out", "").splitlines():
        if line.startswith("#"):
            said.append(line)
        elif line.startswith(("not ok", "Bail out")) and "# TODO" not in line:
            print(f"{folder}: {suite.get('name')}: {line}", *said, sep="\n    ")
        if not line.startswith("#"):
            said = []
    cried = suite.findtext("system-err", "").strip().splitlines()
    failed = [case.get("name") for case in suite.findall("testcase") if has_failed(case)]
    if failed and cried:
        print(f"{folder}: {suite.get('name')} wrote:", *cried[:40], sep="\n    ")
    return [f"failed: {folder}: {suite.get('name')}: {name}" for name in failed]


def main(folders):
    total = [0, 0, 0]
    failed = []
    for folder in folders:
        path = folder + "/meson-logs/testlog.junit.xml"
        part = [0, 0, 0]
        try:
            suites = ElementTree.parse(path).getroot().findall("testsuite")
        except OSError:
            print(f"{folder}: no test log")
            part[1] += 1
            suites = []
        for suite in suites:
            counts = count(suite)
            failed += print_failed(folder, suite)
            if not any(counts):
                print(f"{folder}: {suite.get('name')} printed no case")
                part[1] += 1
            part = [a + b for a, b in zip(part, counts)]
        if len(folders) > 1:
            print("{}: {} passed, {} failed, {} skipped".format(folder, *part))
        total = [a + b for a, b in zip(total, part)]
    if failed:
        print(*failed, sep="\n")
    print("{} passed, {} failed, {} skipped".format(*total))
    return 1 if total[1] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
