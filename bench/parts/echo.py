"""Echo: messages on connections that stay, connections that come and go."""
import page
import servers

BUFFER_BYTES = 8192  # above every message size: a short receive means drained

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

# Connections, bytes, and what the warm-up and the window are multiplied by.
ROWS = [(1, 64, 1), (64, 64, 1), (1000, 64, 1), (64, 4096, 1),
        (10000, 64, 3)]
QUICK_ROWS = ROWS[:3]

COLUMNS = [
    page.Column("CPU us", "cpu_us", "median", 2),
    page.Column("to epoll", "cpu_us", "ratio", 2),
    page.Column("(best)", "cpu_us", "best", 2),
    page.Column("syscalls", "syscalls", "median", 2),
    page.Column("switches", "switches", "median", 2),
    page.Column("p50 us", "p50_us", "median", 1),
    page.Column("to epoll", "p50_us", "ratio", 2),
    page.Column("a second", "rate", "median", 0)]


def server(bench, variant, log, threads):
    """Several threads are not pinned. `variant`: program, environment."""
    program, environment = variant
    return servers.Server(
        [bench.program(program), "--port", 0, "--threads", threads,
         "--size", BUFFER_BYTES], log, environment,
        servers.SERVER_CPU if threads == 1 else None)


def times(bench, factor=1):
    return ["--warmup-ms", bench.arguments.warmup_ms * factor,
            "--measure-ms", bench.arguments.measure_ms * factor]


def row_run(bench, part, row, options):
    """Rounds for the time, rounds of their own for the system calls."""
    def with_server(measure):
        def once(variant):
            with bench.log() as log, server(
                    bench, VARIANTS[variant], log,
                    bench.arguments.threads) as started:
                return measure(bench.load, started, options)
        return once

    variants = chosen(bench)
    bench.rounds(part, row, variants, bench.arguments.rounds,
                 with_server(servers.load_run))
    if bench.perf and not (bench.quick and part == "visits"):
        bench.rounds(part, row, variants, 1 if bench.quick else 3,
                     with_server(servers.syscalls_count))
    page.table(bench.results, part, row, COLUMNS, ["epoll"])


def chosen(bench):
    wanted = bench.arguments.variants
    variants = bench.present({name: program for name, (program, _)
                              in VARIANTS.items()
                              if not wanted or name in wanted.split(",")})
    if bench.arguments.threads > 1:
        bench.leave_out("rivals with one loop (there are several threads)")
        return [name for name in variants if name not in ONE_THREAD]
    return variants


def run(bench):
    if not bench.perf:
        bench.leave_out(f"system calls (perf stat -e {servers.SYSCALLS} does "
                        "not work here; it needs root)")
    print("\nEcho: connections x bytes a message; figures are a message")
    for connections, size, factor in QUICK_ROWS if bench.quick else ROWS:
        row_run(bench, "echo", f"{connections} x {size} B",
                ["--connections", connections, "--size", size]
                + times(bench, factor))


def visits(bench):
    print("\nVisits: connect, one message of 64 bytes, close; "
          "figures are a connection")
    row_run(bench, "visits", "64 at a time",
            ["--mode", "visits", "--connections", 64] + times(bench))
