"""Prints every figure of openiocp's bench; called through bench/run.sh.

Servers take turns within a round and the order rotates from round to round;
each run gets a new server. System calls are counted in runs of their own.
Raw figures go to BUILD_DIR/bench/*.csv, plots beside them. There is no pass
and no fail: what became of the goals is for whoever reads the page to judge.
"""
import argparse
import os
import shutil
import signal
import sys
import time

from bench import Bench
import page
from parts import (cancel, echo, files, idle, pool, queue, shards, waits,
                   web, wine)
import plots

PARTS = {"echo": echo.run, "visits": echo.visits, "wine": wine.run,
         "queue": queue.run, "reads": files.reads,
         "transmit": files.transmit, "web": web.run, "idle": idle.run,
         "cancel": cancel.run, "waits": waits.waits, "foreign": waits.foreign,
         "pool": pool.run, "shards": shards.run}


def arguments_parse():
    parser = argparse.ArgumentParser(
        prog="bench/run.sh", description="Prints every figure of the bench.")
    parser.add_argument("build", metavar="BUILD_DIR")
    parser.add_argument("--quick", action="store_true",
                        help="fewer rounds and rows; under two minutes")
    parser.add_argument("--only", default=",".join(PARTS), metavar="PARTS",
                        help="of " + ",".join(PARTS))
    parser.add_argument("--publish", metavar="FOLDER",
                        help="keep the page and the plots there too")
    parser.add_argument("--rounds", type=int,
                        default=int(os.environ.get("ROUNDS", "7")))
    parser.add_argument("--warmup-ms", type=int, default=80)
    parser.add_argument("--measure-ms", type=int, default=250)
    parser.add_argument("--threads", type=int, default=1,
                        help="echo workers; above 1 the server is not pinned "
                             "and shares a CPU with the client")
    parser.add_argument("--variants", default="",
                        help="echo servers, of " + ",".join(echo.VARIANTS))
    arguments = parser.parse_args()
    arguments.only = arguments.only.split(",")
    for chosen, known in ((arguments.only, PARTS),
                          (arguments.variants.split(","), echo.VARIANTS)):
        if unknown := set(chosen) - set(known) - {""}:
            parser.error(f"not known: {', '.join(unknown)}")
    if arguments.quick:
        arguments.rounds = min(arguments.rounds, 2)
        arguments.measure_ms = min(arguments.measure_ms, 150)
    return arguments


def settings_text(arguments):
    where = ("server on CPU 0" if arguments.threads == 1
             else "server not pinned")
    return (f"workers: {arguments.threads}, {where}, client on CPU 1; "
            f"{arguments.rounds} rounds, warm-up {arguments.warmup_ms} ms, "
            f"window {arguments.measure_ms} ms")


class Tee:
    """What is printed also goes to a file."""

    def __init__(self, path):
        self.out = sys.stdout
        self.file = open(path, "w", encoding="utf-8")

    def write(self, text):
        self.out.write(text)
        self.file.write(text)

    def flush(self):
        self.out.flush()
        self.file.flush()


def publish(bench, folder):
    os.makedirs(folder, exist_ok=True)
    for name in ["page.txt"] + plots.drawn(bench):
        shutil.copy(bench.path(name), folder)


def run(bench, arguments):
    begin = time.monotonic()
    spent = []
    page.heading(arguments.build, settings_text(arguments))
    for part in PARTS:
        if part in arguments.only:
            started = time.monotonic()
            PARTS[part](bench)
            bench.results.write(bench.path(part + ".csv"), part)
            spent.append(f"{part} {time.monotonic() - started:.0f}")
    plots.draw(bench)
    if arguments.threads == 1:  # what the goals are for
        page.goals_table(bench.results, arguments.only)
    page.footing(bench.results, bench.left_out, bench.failures)
    print(f"\n{time.monotonic() - begin:.0f} s ({', '.join(spent)}); "
          f"raw figures and plots are in\n{os.path.relpath(bench.folder)}")


def main():
    arguments = arguments_parse()
    bench = Bench(arguments)
    if not bench.load:
        sys.exit(f"{arguments.build}: no load generator there")
    # Leaves by the same ways as an error, which end the servers.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    sys.stdout = Tee(bench.path("page.txt"))
    run(bench, arguments)
    sys.stdout.flush()
    if arguments.publish:
        publish(bench, arguments.publish)
    return 0


if __name__ == "__main__":
    sys.exit(main())
