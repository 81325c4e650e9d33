#!/usr/bin/env python3
"""What a message costs in the ring's thread and in the program's, for the model
of bench/scaling.c: the echo server under load of several sizes, the time its
threads ran (schedstat), and how often the ring's thread entered the kernel.
A line through ring time over turns a message gives what a turn costs whatever
it does, and what a message costs in it.

  bench/costs.py [--rounds N] BUILD_DIR
"""
import argparse
import os
import re
import statistics
import subprocess
import tempfile

import servers

CONNECTIONS = [8, 16, 64, 256]
SIZE = 64
MEASURE_MS = 400


def threads_of(pid):
    """Thread number to name and nanoseconds that it ran."""
    found = {}
    for task in os.listdir(f"/proc/{pid}/task"):
        folder = f"/proc/{pid}/task/{task}"
        with open(folder + "/comm") as comm, open(folder + "/schedstat") as stat:
            found[task] = comm.read().strip(), int(stat.read().split()[0])
    return found


def load_counted(build, server, options):
    """One run of the load generator; io_uring_enter calls of the server too."""
    event = "syscalls:sys_enter_io_uring_enter"
    with tempfile.NamedTemporaryFile("r") as counts:
        command = ["perf", "stat", "-x,", "-e", event, "-o", counts.name,
                   "-p", server.process.pid, "--"]
        figures = servers.figures_run(
            command + [build + "/load", "--port", server.port, "--cpu",
                       servers.CLIENT_CPU] + options)
        turns = re.search(rf"^(\d+),.*{event}", counts.read(), re.MULTILINE)
    return figures["messages"], int(turns[1])


def measure(build, connections):
    options = ["--connections", connections, "--size", SIZE,
               "--warmup-ms", 0, "--measure-ms", MEASURE_MS]
    environment = {"IOCP_BACKEND": "uring", "IOCP_DIRECT": "never",
                   "IOCP_SHARDS": "1"}
    with servers.Server([build + "/openiocp-echo", "--port", 0, "--threads", 1],
                        subprocess.DEVNULL, environment) as server:
        servers.load_run(build + "/load", server, options)
        before = threads_of(server.process.pid)
        messages, turns = load_counted(build, server, options)
        after = threads_of(server.process.pid)
    ran = {True: 0, False: 0}
    for task, (name, ns) in after.items():
        ran[name == "iocp-shard"] += ns - before.get(task, (name, 0))[1]
    return (turns / messages, ran[True] / messages / 1000,
            ran[False] / messages / 1000)


def line(points):
    """Least squares: rise and height at 0."""
    mean_x = statistics.mean(x for x, _ in points)
    mean_y = statistics.mean(y for _, y in points)
    rise = (sum((x - mean_x) * (y - mean_y) for x, y in points)
            / sum((x - mean_x) ** 2 for x, _ in points))
    return rise, mean_y - rise * mean_x


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("build")
    options = parser.parse_args()
    found = {connections: [] for connections in CONNECTIONS}
    for _ in range(options.rounds):
        for connections in CONNECTIONS:
            found[connections].append(measure(options.build, connections))
    points, workers = [], []
    for connections, rounds in found.items():
        turns, ring, worker = map(statistics.median, zip(*rounds))
        points.append((turns, ring))
        workers.append(worker)
        print(f"{connections:4} connections: {1 / turns:6.1f} messages a turn, "
              f"{ring:.2f} us in the ring, {worker:.2f} us in the program")
    turn, ring = line(points)
    worker = statistics.median(workers)
    print(f"a turn {turn:.2f} us, a message {ring:.2f} us in it and "
          f"{worker:.2f} us in the program\n", flush=True)
    subprocess.run([f"{options.build}/scaling", f"{turn:.3f}", f"{ring:.3f}",
                    f"{worker:.3f}"], check=True)


if __name__ == "__main__":
    main()
