"""Post and get: a port against a mutex with a condition variable."""
import subprocess

import page
import servers

COLUMNS = [page.Column("ns", "ns", "median", 1),
           page.Column("to condvar", "ns", "ratio", 2),
           page.Column("(best)", "ns", "best", 2)]


def output(bench):
    rounds = min(bench.arguments.rounds, 99)
    done = subprocess.run([bench.program("portqueue"), str(rounds)], text=True,
                          capture_output=True, check=True,
                          timeout=servers.RUN_LIMIT_S)
    return done.stdout.splitlines()


def run(bench):
    if not bench.present({"port": "portqueue"}):
        return
    try:
        lines = output(bench)
    except (OSError, subprocess.SubprocessError) as error:
        bench.failures[f"portqueue: {error}"] += 1
        return
    for line in lines:
        name, *figures = line.split()
        queue, case = name.split("_", 1)
        for number, figure in enumerate(figures):
            bench.results.add("queue", case, queue, number,
                              {"ns": float(figure)})
    print("\nPost and get; figures are a packet. single: one thread; "
          "1p1c: 1 to 1; 2p4c: 2 to 4 threads")
    for case in bench.results.rows("queue"):
        page.table(bench.results, "queue", case, COLUMNS, ["condvar"])
