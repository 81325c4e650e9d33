"""Waits, beside what Linux offers for the same (bench/waits.c), and how soon a
thread that blocks unseen is found (bench/foreign.c)."""
import os
import subprocess

import page
import servers

SAMPLES, QUICK_SAMPLES = 200, 50
WAITS = (("one thread", "sem_t", {"openiocp": "pair", "sem_t": "sem"}),
         ("hand-over", "futex", {"openiocp": "hand_event", "futex": "hand_futex"}))
FOREIGN = (("read(2)", "read"), ("mutex", "mutex"), ("fsync", "fsync"),
           ("read(2), later", "later"))
WAIT_COLUMNS = [page.Column("ns", "ns", "median", 1),
                page.Column("ratio", "ns", "ratio", 2),
                page.Column("best", "ns", "best", 2)]
FOREIGN_COLUMNS = [page.Column("us", "us", "median", 0),
                   page.Column("90% us", "us_90", "median", 0),
                   page.Column("found", "found", "median", 2)]


def output(bench, program, *arguments):
    done = subprocess.run([bench.program(program), *map(str, arguments)],
                          text=True, capture_output=True, check=True,
                          cwd=bench.folder, env=dict(os.environ),
                          timeout=servers.RUN_LIMIT_S)
    lines = (line.split() for line in done.stdout.splitlines())
    return {name: [float(figure) for figure in figures]
            for name, *figures in lines}


def tried(bench, program, *arguments):
    if not bench.present({program: program}):
        return {}
    try:
        return output(bench, program, *arguments)
    except (OSError, subprocess.SubprocessError) as error:
        bench.failures[f"{program}: {error}"] += 1
        return {}


def waits(bench):
    lines = tried(bench, "waits", min(bench.arguments.rounds, 99))
    for row, _, variants in WAITS:
        for variant, name in variants.items():
            for number, ns in enumerate(lines.get(name, [])):
                bench.results.add("waits", row, variant, number, {"ns": ns})
    print("\nA signal and the wait for it: SetEvent and WaitForSingleObject of "
          "one thread,\nCPU time; from one thread to another, a way")
    for row, rival, _ in WAITS:
        page.table(bench.results, "waits", row, WAIT_COLUMNS, [rival])


def foreign(bench):
    samples = QUICK_SAMPLES if bench.quick else SAMPLES
    lines = tried(bench, "foreign", samples, min(bench.arguments.rounds, 99))
    for row, name in FOREIGN:
        each = zip(lines.get(name, []), lines.get(name + "_90", []),
                   lines.get(name + "_found", []))
        for number, (us, high, found) in enumerate(each):
            bench.results.add("foreign", row, "openiocp", number,
                              {"us": us, "us_90": high, "found": found})
    print("\nFrom a block that the library does not see until another thread "
          "has the next packet")
    for row, _ in FOREIGN:
        page.table(bench.results, "foreign", row, FOREIGN_COLUMNS, [])
