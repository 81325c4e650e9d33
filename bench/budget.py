#!/usr/bin/env python3
"""Where the instructions of one request go: callgrind counts a program that
exchanges messages (tests/gate/exchange.c), a short and a long run, and the
difference is told by function and by part of the way.

  bench/budget.py [--backend uring|epoll] [--functions N] BUILD_DIR

User space only, ours and the program's few. Of the kernel's part it knows
nothing: that is what flame.py shows.
"""
import argparse
import os
import re
import subprocess
import tempfile

SHORT, LONG = 20, 120  # rounds
REQUESTS = 128  # a round
LIMIT_S = 120

# Which function belongs to which part; file, then function. First match.
PARTS = [
    ("handle look-up", r"object/table\.c|api/winsock\.c"),
    ("call: checks, buffers", r"api/transfer\.c|api/socket_io\.c"),
    ("request: made, counted, started",
     r"op/op\.c:(make|init|op_new|op_start|start|link_|admit|take_storage)"
     r"|gate\.h|port\.c:port_charge|select\.c|thread_id"),
    ("storage: pool", r"base/pool\.c"),
    ("hand-over to the shard", r"shard\.c:(shard_submit|wake_if_asleep"
                               r"|shard_enter|take_|turn|shard_main)"),
    ("shard: lane and step", r"op/(flow|receive|send)\.c"),
    ("engine: SQE, CQE, ring", r"engine/uring|liburing|may_block"),
    ("engine: watch, tries", r"engine/(epoll|watch|workers)|\*/sys/epoll"),
    ("end: result, unlink, packet", r"op/op\.c|io_object\.c|waitable"
                                    r"|shard\.c|fd\.c"),
    ("port: queue, packet taken", r"port/|api/port\.c|clock"),
    ("the program", r"exchange\.c"),
]
FUNCTION = re.compile(r"\s*([\d,]+) \([^)]*\)\s+(\S+:\S+)")


def self_costs(build, backend, rounds, folder):
    out = os.path.join(folder, f"callgrind.{rounds}")
    environment = dict(os.environ, IOCP_BACKEND=backend,
                       LD_PRELOAD=os.path.join(build, "libmay-block.so"))
    subprocess.run(
        ["valgrind", "--tool=callgrind", "--fair-sched=yes",
         f"--callgrind-out-file={out}", os.path.join(build, "exchange"),
         str(rounds)], env=environment, check=True, capture_output=True,
        timeout=LIMIT_S)
    text = subprocess.run(["callgrind_annotate", "--threshold=100", out],
                          check=True, capture_output=True, text=True,
                          timeout=LIMIT_S).stdout
    costs = {}
    for line in text.splitlines():
        found = FUNCTION.match(line)
        if found:
            name = found[2]
            costs[name] = costs.get(name, 0) + int(found[1].replace(",", ""))
    return costs


def part_of(name):
    for part, pattern in PARTS:
        if re.search(pattern, name):
            return part
    return "C library, rest"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("build", metavar="BUILD_DIR")
    parser.add_argument("--backend", default="uring",
                        choices=["uring", "epoll"])
    parser.add_argument("--functions", type=int, default=0, metavar="N",
                        help="the N dearest functions too")
    arguments = parser.parse_args()
    build = os.path.abspath(arguments.build)
    with tempfile.TemporaryDirectory() as folder:
        fewer = self_costs(build, arguments.backend, SHORT, folder)
        more = self_costs(build, arguments.backend, LONG, folder)
    requests = (LONG - SHORT) * REQUESTS
    each = {name: (cost - fewer.get(name, 0)) / requests
            for name, cost in more.items()}
    parts = {}
    for name, cost in each.items():
        parts[part_of(name)] = parts.get(part_of(name), 0) + cost
    print(f"Instructions a request ({arguments.backend}), call to packet\n")
    for part, _ in PARTS + [("C library, rest", "")]:
        if round(parts.get(part, 0)) > 0:
            print(f"  {part:<34}{parts[part]:>7.0f}")
    print(f"  {'sum':<34}{sum(parts.values()):>7.0f}")
    dearest = sorted(each.items(), key=lambda item: -item[1])
    for name, cost in dearest[:arguments.functions]:
        print(f"  {cost:>7.1f}  {name.rsplit('/', 1)[-1]}")


if __name__ == "__main__":
    main()
