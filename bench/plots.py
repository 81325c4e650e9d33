"""Draws BUILD_DIR/bench/*.svg from the figures, with gnuplot."""
import os
import shutil
import statistics
import subprocess

# File, title, part, metric, baselines (none: the median itself), log scale.
PLOTS = [
    ("echo-cpu", "CPU a message, raw epoll = 1", "echo", "cpu_us", ["epoll"],
     False),
    ("echo-syscalls", "system calls a message", "echo", "syscalls", [], True),
    ("echo-p50", "median latency, raw epoll = 1", "echo", "p50_us", ["epoll"],
     False),
    ("visits-cpu", "CPU a connection that comes and goes, raw epoll = 1",
     "visits", "cpu_us", ["epoll"], False),
    ("wine-rate", "messages a second, 64 connections", "wine", "rate", [],
     True),
    ("queue-ns", "post and get, ns a packet", "queue", "ns", [], True),
    ("reads-rate", "4 KiB reads a second, pread = 1", "reads", "rate",
     ["psync"], False),
    ("reads-cpu", "CPU a read, pread = 1", "reads", "cpu_us", ["psync"],
     False),
    ("transmit", "bytes a CPU second, best of sendfile and read+send = 1",
     "transmit", "mib_cpu_s", ["sendfile", "readsend"], False),
    ("web", "requests a CPU second, nginx = 1", "web", "requests_cpu_s",
     ["nginx"], False),
]
SCRIPT = """
set terminal svg size 760,340 dynamic font "sans,11" background "white"
set output "{svg}"
set title "{title}"
set style data histograms
set style histogram clustered gap 1
set style fill solid 0.85 border -1
set key outside right noenhanced
set xtics noenhanced
set grid ytics
{scale}
plot for [i=2:{last}] "{data}" using i:xtic(1) title columnheader(i)
"""
SCALES = {False: "set yrange [0:*]", True: "set logscale y"}


def value(results, part, row, metric, variant, baselines):
    if not baselines:
        return results.median(part, row, variant, metric)
    ratios = results.ratios(part, row, metric, variant, baselines)
    return statistics.median(ratios) if ratios else None


def data_write(path, results, part, metric, baselines):
    """A line a row, a column a variant; how many columns there are."""
    rows = results.rows(part)
    variants = list(dict.fromkeys(
        name for row in rows for name in results.variants(part, row)))
    if not rows:
        return 0
    with open(path, "w", encoding="ascii") as file:
        file.write("row " + " ".join(variants) + "\n")
        for row in rows:
            found = [value(results, part, row, metric, name, baselines)
                     for name in variants]
            if any(figure is not None for figure in found):
                file.write(f'"{row}" ' + " ".join(
                    "?" if figure is None else f"{figure:.4g}"
                    for figure in found) + "\n")
    return len(variants) + 1


def draw(bench):
    if not shutil.which("gnuplot"):
        bench.leave_out("plots (gnuplot is not installed)")
        return
    for name, title, part, metric, baselines, logarithmic in PLOTS:
        data = bench.path(name + ".dat")
        last = data_write(data, bench.results, part, metric, baselines)
        if last == 0:
            continue
        script = "set datafile missing '?'\n" + SCRIPT.format(
            svg=bench.path(name + ".svg"), title=title, data=data, last=last,
            scale=SCALES[logarithmic])
        done = subprocess.run(["gnuplot"], input=script, text=True,
                              capture_output=True, timeout=60)
        if done.returncode != 0:
            bench.failures[f"plot {name}: {done.stderr.strip()}"] += 1


def drawn(bench):
    """The plots of the parts that this run measured."""
    return [name + ".svg" for name, _, part, *_ in PLOTS
            if bench.results.rows(part)
            and os.path.exists(bench.path(name + ".svg"))]
