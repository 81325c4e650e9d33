#!/usr/bin/env python3
"""A flame graph of the echo server under load: which stacks its CPU time is in,
user space and kernel, sampled by perf on the CPU clock.

  bench/flame.py [--backend uring|epoll] [--connections N] BUILD_DIR OUT.svg

Needs root or a perf_event_paranoid that lets the kernel be seen. A box is as
wide as its share of the samples; hold the pointer over it for the number.
"""
import argparse
import collections
import html
import itertools
import os
import re
import subprocess
import tempfile

HERTZ = "999"
WIDTH, ROW, FONT = 1200, 16, 11
SMALLEST = 0.8  # pixels; a narrower box is left out
HEAD = 28
LIMIT_S = 120


def sampled(build, backend, connections, measure_ms):
    """What `perf script` prints of a run."""
    environment = dict(os.environ, IOCP_BACKEND=backend)
    server = subprocess.Popen(
        ["taskset", "-c", "0", os.path.join(build, "openiocp-echo"), "--port",
         "0", "--threads", "1"], stdout=subprocess.PIPE, text=True,
        env=environment)
    with tempfile.TemporaryDirectory() as folder, server:
        try:
            port = re.search(r":(\d+)", server.stdout.readline())[1]
            data = os.path.join(folder, "perf.data")
            load = subprocess.Popen(
                ["taskset", "-c", "1", os.path.join(build, "load"), "--port",
                 port, "--connections", str(connections), "--size", "64",
                 "--warmup-ms", "300", "--measure-ms", str(measure_ms)],
                stdout=subprocess.DEVNULL)
            subprocess.run(
                ["perf", "record", "-q", "-F", HERTZ, "-e", "cpu-clock", "-g",
                 "-p", str(server.pid), "-o", data, "--", "sleep",
                 str(measure_ms / 1000)], check=True, timeout=LIMIT_S)
            load.wait(timeout=LIMIT_S)
            return subprocess.run(["perf", "script", "-i", data], check=True,
                                  capture_output=True, text=True,
                                  timeout=LIMIT_S).stdout
        finally:
            server.kill()


def frame_name(line):
    """Of `ADDRESS SYMBOL+OFFSET (OBJECT)`; the object where nobody knows the
    symbol, as with a kernel that hides its own."""
    found = re.match(r"[0-9a-f]+ (.*?)(?:\+0x[0-9a-f]+)? \((.*)\)$", line)
    if not found:
        return line
    symbol, origin = found[1], os.path.basename(found[2])
    return f"[{origin.strip('[]')}]" if symbol == "[unknown]" else symbol


def stacks(text):
    """Stack, outermost first, -> samples."""
    counts = collections.Counter()
    for sample in text.split("\n\n"):
        lines = sample.strip().splitlines()
        if len(lines) < 2:
            continue
        frames = [frame for frame, _ in itertools.groupby(
            frame_name(line.strip()) for line in lines[1:])]
        thread = lines[0].strip().rsplit(None, 5)[0]
        counts[(re.match(r"\D*?(?=\s+\d)|\S+", thread)[0],
                *reversed(frames))] += 1
    return counts


class Node:
    def __init__(self):
        self.samples = 0
        self.below = {}

    def add(self, stack, count):
        self.samples += count
        if stack:
            self.below.setdefault(stack[0], Node()).add(stack[1:], count)

    def depth(self):
        return 1 + max((node.depth() for node in self.below.values()),
                       default=0)


def colour(name):
    shade = sum(name.encode()) % 60
    if name.startswith(("iocp_", "op_", "port_", "engine_", "uring_",
                        "epoll_", "transfer_", "table_", "shard_")):
        return f"rgb({90 + shade},{150 + shade},225)"
    return f"rgb(235,{120 + 2 * shade},{60 + shade})"


def boxes(node, name, left, level, scale, height):
    width = node.samples * scale
    if width < SMALLEST:
        return
    top = height - (level + 1) * ROW
    room = int(width / (FONT * 0.6))
    label = name if len(name) <= room else name[:max(room - 2, 0)]
    share = 100 * width / WIDTH
    yield (f'<g><title>{html.escape(name)}: {share:.1f} %</title>'
           f'<rect x="{left:.1f}" y="{top}" width="{width:.1f}" '
           f'height="{ROW - 1}" fill="{colour(name)}"/>'
           + (f'<text x="{left + 2:.1f}" y="{top + 11}">'
              f'{html.escape(label)}</text>' if room > 3 else "") + "</g>")
    for below, child in sorted(node.below.items()):
        yield from boxes(child, below, left, level + 1, scale, height)
        left += child.samples * scale


def svg(root, title):
    height = HEAD + root.depth() * ROW
    body = "\n".join(boxes(root, "all", 0.0, 0, WIDTH / root.samples, height))
    return (f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" '
            f'height="{height}" viewBox="0 0 {WIDTH} {height}" '
            f'font-family="monospace" font-size="{FONT}">\n'
            f'<rect width="100%" height="100%" fill="white"/>\n'
            f'<text x="4" y="16" font-size="14">{html.escape(title)}</text>\n'
            f'{body}\n</svg>\n')


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("build", metavar="BUILD_DIR")
    parser.add_argument("out", metavar="OUT.svg")
    parser.add_argument("--backend", default="uring",
                        choices=["uring", "epoll"])
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument("--measure-ms", type=int, default=4000)
    arguments = parser.parse_args()
    root = Node()
    for stack, count in stacks(sampled(arguments.build, arguments.backend,
                                       arguments.connections,
                                       arguments.measure_ms)).items():
        root.add(stack, count)
    if root.samples == 0:
        raise SystemExit("perf took no samples")
    with open(arguments.out, "w", encoding="utf-8") as file:
        file.write(svg(root, f"echo, {arguments.connections} connections, "
                             f"{arguments.backend}: {root.samples} samples"))


if __name__ == "__main__":
    main()
