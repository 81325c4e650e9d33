"""One ring or two, for two workers on all processors: what splitting costs
where it is too early, and whether the rule that adds rings by load does so."""
import page
import servers
from parts import echo

WORKERS = 2
VARIANTS = {
    "epoll": ("echo_epoll", {}),
    "one ring": ("openiocp-echo", {"IOCP_SHARDS": "1"}),
    "two rings": ("openiocp-echo", {"IOCP_SHARDS": "2"}),
    "one or two": ("openiocp-echo", {"IOCP_SHARDS": "1..2"})}
ROWS = [(64, 64), (1000, 64)]

COLUMNS = [
    page.Column("CPU us", "cpu_us", "median", 2),
    page.Column("to one ring", "cpu_us", "ratio", 2),
    page.Column("(best)", "cpu_us", "best", 2),
    page.Column("switches", "switches", "median", 2),
    page.Column("p50 us", "p50_us", "median", 1),
    page.Column("a second", "rate", "median", 0),
    page.Column("to one ring", "rate", "ratio", 2)]


def run(bench):
    variants = bench.present({name: program for name, (program, _)
                              in VARIANTS.items()})
    print(f"\nRings: echo with {WORKERS} workers, not pinned, beside the "
          "client; connections x bytes")
    for connections, size in ROWS[:1] if bench.quick else ROWS:
        options = (["--connections", connections, "--size", size]
                   + echo.times(bench, 2))

        def once(variant):
            with bench.log() as log, echo.server(
                    bench, VARIANTS[variant], log, WORKERS) as started:
                return servers.load_run(bench.load, started, options)

        row = f"{connections} x {size} B"
        bench.rounds("shards", row, variants, bench.arguments.rounds, once)
        page.table(bench.results, "shards", row, COLUMNS, ["one ring"])
