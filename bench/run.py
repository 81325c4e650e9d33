"""Prints every figure of openiocp's bench; called through bench/run.sh.

Servers take turns within a round and the order rotates from round to round;
each run gets a new server. System calls are counted in runs of their own.
Raw figures go to BUILD_DIR/bench/*.csv. There is no pass and no fail here:
what a figure should be is for whoever reads the page to say.
"""
import argparse
import collections
import csv
import os
import subprocess
import sys

import page
import servers

ROWS = [{"connections": 1, "size": 64},
        {"connections": 64, "size": 64},
        {"connections": 1000, "size": 64},
        {"connections": 64, "size": 4096}]
COUNT_ROUNDS = 3
QUEUE_LIMIT_S = 300

# Where a program may be: Meson puts it where the meson.build is that names it.
FOLDERS = ["", "bench", "bench/load", "bench/rivals", "servers/echo"]

# Name -> program, environment.
VARIANTS = {
    "epoll": ("echo_epoll", {}),
    "uring": ("echo_uring", {}),
    "libuv": ("echo_libuv", {}),
    "libevent": ("echo_libevent", {"ECHO_DIRECT": "0"}),
    "libevent-direct": ("echo_libevent", {"ECHO_DIRECT": "1"}),
    "asio": ("echo_asio", {}),
    "openiocp": ("openiocp-echo", {}),
    "openiocp-epoll": ("openiocp-echo", {"IOCP_BACKEND": "epoll"})}
ONE_THREAD = {"uring", "libuv", "libevent", "libevent-direct"}


def program_find(build, name):
    """The path of a program in the build folder, or None."""
    for folder in FOLDERS:
        path = os.path.join(build, folder, name)
        if os.path.isfile(path) and os.access(path, os.X_OK):
            return path
    return None


def arguments_parse():
    parser = argparse.ArgumentParser(
        prog="bench/run.sh", description="Prints every figure of the bench.")
    parser.add_argument("build", metavar="BUILD_DIR")
    parser.add_argument("--quick", action="store_true",
                        help="3 rounds, system calls counted once")
    parser.add_argument("--rounds", type=int,
                        default=int(os.environ.get("ROUNDS", "7")))
    parser.add_argument("--warmup-ms", type=int, default=80)
    parser.add_argument("--measure-ms", type=int, default=250)
    parser.add_argument("--threads", type=int, default=1,
                        help="workers; above 1 the server is not pinned and "
                             "shares a CPU with the client")
    parser.add_argument("--variants", default=",".join(VARIANTS),
                        help="of " + ", ".join(VARIANTS))
    arguments = parser.parse_args()
    if unknown := set(arguments.variants.split(",")) - set(VARIANTS):
        parser.error(f"no such variant: {', '.join(unknown)}")
    if arguments.quick:
        arguments.rounds = 3
    return arguments


class Bench:
    """What all runs share, and what they have given so far."""

    def __init__(self, arguments):
        self.arguments = arguments
        self.times = {"warmup_ms": arguments.warmup_ms,
                      "measure_ms": arguments.measure_ms}
        self.folder = os.path.join(arguments.build, "bench")
        os.makedirs(self.folder, exist_ok=True)
        self.load = program_find(arguments.build, "load")
        self.variants = self.variants_present()
        self.failures = collections.Counter()
        self.syscall_ns = []
        self.records = []

    def variants_present(self):
        present = []
        for variant in self.arguments.variants.split(","):
            if variant in ONE_THREAD and self.arguments.threads > 1:
                print(f"left out: {variant} (one loop, one thread)")
            elif self.program(variant):
                present.append(variant)
            else:
                print(f"left out: {variant} ({VARIANTS[variant][0]} is not "
                      f"in {self.arguments.build})")
        return present

    def program(self, variant):
        return program_find(self.arguments.build, VARIANTS[variant][0])

    def run(self, variant, row, measure):
        """One run with a new server; None when it gave no figures."""
        log_path = os.path.join(self.folder, "servers.log")
        try:
            with open(log_path, "a", encoding="utf-8") as log, \
                    servers.Server([self.program(variant)],
                                   VARIANTS[variant][1],
                                   self.arguments.threads, log) as server:
                figures = measure(self.load, server, row, self.times)
            if figures["messages"] > 0:
                return figures
            raise servers.RunFailed("no message within the window")
        except (servers.RunFailed, OSError) as error:
            self.failures[f"{variant}, {row['connections']} x "
                          f"{row['size']} bytes: {error}"] += 1
            return None

    def rounds(self, row, count, kind, measure):
        """(variant, round) -> figures, the variants taking turns."""
        results = {}
        for number in range(count):
            turn = number % len(self.variants)
            for variant in self.variants[turn:] + self.variants[:turn]:
                figures = self.run(variant, row, measure)
                if figures:
                    results[variant, number] = figures
                    self.records.append({"kind": kind, "variant": variant,
                                         "round": number, **row, **figures})
        return results

    def echo_row(self, row, count_rounds):
        runs = self.rounds(row, self.arguments.rounds, "time",
                           servers.load_run)
        self.syscall_ns += [run["syscall_ns"] for run in runs.values()]
        counted = self.rounds(row, count_rounds, "count",
                              servers.syscalls_count)
        counts = {variant: [run["syscalls"] / run["messages"]
                            for key, run in counted.items()
                            if key[0] == variant]
                  for variant in self.variants}
        page.echo_table(row, self.variants, runs, counts)

    def records_write(self):
        names = list(dict.fromkeys(
            name for record in self.records for name in record))
        path = os.path.join(self.folder, "echo.csv")
        with open(path, "w", newline="", encoding="ascii") as file:
            writer = csv.DictWriter(file, names)
            writer.writeheader()
            writer.writerows(self.records)

    def queue(self):
        program = program_find(self.arguments.build, "portqueue")
        if not program:
            print("left out: post and get (portqueue is not there)")
            return
        try:
            done = subprocess.run(
                [program, str(self.arguments.rounds)], text=True,
                capture_output=True, timeout=QUEUE_LIMIT_S, check=True)
        except (OSError, subprocess.SubprocessError) as error:
            self.failures[f"portqueue: {error}"] += 1
            return
        lines = done.stdout.splitlines()
        page.queue_table(lines)
        path = os.path.join(self.folder, "portqueue.csv")
        with open(path, "w", encoding="ascii") as file:
            file.write("name,median_ns,best_ns\n")
            file.writelines(line.replace(" ", ",") + "\n" for line in lines)


def settings_text(arguments):
    where = ("server on CPU 0" if arguments.threads == 1
             else "server not pinned")
    return (f"workers: {arguments.threads}, {where}, client on CPU 1; "
            f"{arguments.rounds} rounds, warm-up {arguments.warmup_ms} ms, "
            f"window {arguments.measure_ms} ms")


def main():
    arguments = arguments_parse()
    bench = Bench(arguments)
    if not bench.load:
        sys.exit(f"{arguments.build}: no load generator there")
    count_rounds = 0
    if servers.perf_works():
        count_rounds = 1 if arguments.quick else COUNT_ROUNDS
    else:
        print(f"left out: system calls (perf stat -e {servers.SYSCALLS} "
              "does not work here; it needs root)")
    page.heading(arguments.build, settings_text(arguments))
    if bench.variants:
        for row in ROWS:
            bench.echo_row(row, count_rounds)
        bench.records_write()
    bench.queue()
    page.footing(bench.syscall_ns, bench.failures)
    return 0


if __name__ == "__main__":
    sys.exit(main())
