"""The thread pool with work that computes and work that blocks, beside a pool
that starts a thread for whatever finds none idle (bench/mixed_work.c)."""
import page
from parts.waits import tried

VARIANTS = {"openiocp": "pool", "a thread each": "naive"}
FIGURES = ("ms", "cpu", "switches", "threads", "most")
COLUMNS = [page.Column("ms", "ms", "median", 0),
           page.Column("ratio", "ms", "ratio", 2),
           page.Column("CPU ms", "cpu", "median", 0),
           page.Column("ratio", "cpu", "ratio", 2),
           page.Column("switches a task", "switches", "median", 2),
           page.Column("threads", "threads", "median", 0),
           page.Column("computing", "most", "median", 0)]


def run(bench):
    lines = tried(bench, "mixed_work", min(bench.arguments.rounds, 99))
    for variant, name in VARIANTS.items():
        columns = [lines.get(f"{name}_{figure}", []) for figure in FIGURES]
        for number, figures in enumerate(zip(*columns)):
            bench.results.add("pool", "mixed", variant, number,
                              dict(zip(FIGURES, figures)))
    print("\n2,000 tasks of 200 us, half of which sleep 2 ms afterwards: time, "
          "context switches,\nthreads used, and how many computed at once")
    page.table(bench.results, "pool", "mixed", COLUMNS, ["a thread each"])
