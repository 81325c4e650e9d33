"""The page of figures: heading, one table a part, the goals."""
import collections
import json
import os
import platform
import statistics
import subprocess

import goals

# What: "median", "ratio" (to the baseline, median of rounds), "best" (the best
# such ratio: lowest, or highest for a metric where more is better).
Column = collections.namedtuple("Column", "title metric what decimals more",
                                defaults=(False,))


def number(value, decimals, width):
    text = "n/a" if value is None else f"{value:.{decimals}f}"
    return f"{text:>{width}}"


def cell(results, part, row, variant, column, baselines):
    if column.what == "median":
        return results.median(part, row, variant, column.metric)
    values = results.ratios(part, row, column.metric, variant, baselines)
    if not values:
        return None
    if column.what == "ratio":
        return statistics.median(values)
    return max(values) if column.more else min(values)


def table(results, part, row, columns, baselines):
    """One row of the part, a line for each variant."""
    print(f"\n{row}")
    print(" " * 18 + "".join(f"{column.title:>12}" for column in columns)
          + f"{'rounds':>8}")
    for variant in results.variants(part, row):
        cells = "".join(
            number(cell(results, part, row, variant, column, baselines),
                   column.decimals, 12) for column in columns)
        rounds = len(results.values(part, row, variant, columns[0].metric))
        print(f"  {variant:16}{cells}{rounds:>8}", flush=True)


def cpu_model():
    with open("/proc/cpuinfo", encoding="ascii", errors="replace") as file:
        for line in file:
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.machine()


def first_line(command):
    """What a program says of its version, or None when it is not there."""
    try:
        done = subprocess.run(command, capture_output=True, text=True,
                              timeout=30)
    except (OSError, subprocess.TimeoutExpired):
        return None
    lines = (done.stdout + done.stderr).splitlines()
    return lines[0] if lines else None


def package_version(package):
    line = first_line(["dpkg-query", "-W", "-f", "${Version}", package])
    return line if line and line[0].isdigit() else None


def compiler(build):
    """What Meson says it used; without Meson, what `cc` is today."""
    def read(name):
        path = os.path.join(build, "meson-info", name)
        with open(path, encoding="utf-8") as file:
            return json.load(file)
    try:
        found = read("intro-compilers.json")["host"]["c"]["full_version"]
        level = {option["name"]: option["value"] for option in
                 read("intro-buildoptions.json")}["optimization"]
        return f"{found}, -O{level}"
    except (OSError, KeyError):
        return first_line(["cc", "--version"]) or "unknown compiler"


def versions():
    packages = {"liburing": "liburing-dev", "libuv": "libuv1-dev",
                "libevent": "libevent-dev", "Asio": "libasio-dev",
                "nginx": "nginx", "Wine": "wine64"}
    found = {name: package_version(package)
             for name, package in packages.items()}
    return ", ".join(f"{name} {version}" for name, version in found.items()
                     if version)


def heading(build, settings):
    load = " ".join(f"{value:.1f}" for value in os.getloadavg())
    print("openiocp bench: what the server pays, beside rivals in turns")
    print(f"machine   {cpu_model()}, {os.cpu_count()} CPUs, "
          f"{platform.system()} {platform.release()}, load average {load}")
    print(f"compiler  {compiler(build)}")
    print(f"versions  {versions()}")
    print(f"method    {settings}", flush=True)


def goals_table(results, parts):
    """Of the goals, those of the parts that were measured."""
    print(f"\n{'Goals (medians of this run)':58}{'figure':>10}"
          f"{'goal':>12}  {'':10}rounds")
    for goal in goals.GOALS:
        if goal.part not in parts:
            continue
        value, rounds = goals.measured(results, goal)
        decimals = 4 if goal.limit < 0.1 else 2 if goal.limit < 10 else 0
        limit = f"{goal.sense} {goal.limit:.{decimals}f}"
        print(f"  {goal.text:56}{number(value, decimals, 10)}{limit:>12}  "
              f"{goals.verdict(goal, value):10}{rounds:>6}")


def footing(results, left_out, failures):
    """The price of a system call decides how much batching can save."""
    costs = [record["syscall_ns"] for record in results.records
             if "syscall_ns" in record]
    if costs:
        print(f"\nA trivial system call costs {statistics.median(costs):.0f} "
              "ns here. Ratios are medians of ratios within\na round; only "
              "they and the counts are worth comparing with another day or "
              "machine.")
    for what in left_out:
        print(f"left out: {what}")
    for failure, times in failures.items():
        print(f"no figure, {times} times: {failure}")
