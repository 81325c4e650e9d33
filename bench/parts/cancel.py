"""Cancelling one receive among thousands that are pending: bench/cancel.c, on
each engine. The figure is the time from the call until the packet is there."""
import os
import subprocess

import page
import servers

ENGINES = {"uring": {"IOCP_BACKEND": "uring", "IOCP_DIRECT": "never"},
           "epoll": {"IOCP_BACKEND": "epoll"}}
PENDING, QUICK_PENDING = 8000, 2000
COLUMNS = [page.Column("us", "us", "median", 2),
           page.Column("99% us", "us_99", "median", 2)]


def output(bench, engine):
    pending = QUICK_PENDING if bench.quick else PENDING
    rounds = min(bench.arguments.rounds, 99)
    done = subprocess.run(
        [bench.program("cancel"), str(pending), str(rounds)], text=True,
        env={**os.environ, **ENGINES[engine]}, capture_output=True, check=True,
        timeout=servers.RUN_LIMIT_S)
    lines = (line.split() for line in done.stdout.splitlines())
    return {name: [float(figure) for figure in figures]
            for name, *figures in lines}


def run(bench):
    if not bench.present({"cancel": "cancel"}):
        return
    for engine in ENGINES:
        try:
            lines = output(bench, engine)
        except (OSError, subprocess.SubprocessError) as error:
            bench.failures[f"cancel, {engine}: {error}"] += 1
            continue
        for case, row in (("one", "on one socket"), ("each", "one a socket")):
            both = zip(lines[f"cancel_{case}"], lines[f"cancel_{case}_99"])
            for number, (median, high) in enumerate(both):
                bench.results.add("cancel", row, engine, number,
                                  {"us": median, "us_99": high})
    print("\nCancelling one receive of "
          f"{QUICK_PENDING if bench.quick else PENDING} that are pending, "
          "until its packet is there")
    for row in bench.results.rows("cancel"):
        page.table(bench.results, "cancel", row, COLUMNS, [])
