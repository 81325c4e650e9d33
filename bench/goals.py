"""What we want the figures to be. Not a test: a run on a noisy machine proves
nothing either way, and the page only says `met` or `NOT MET`."""
import collections
import statistics

# No baseline: the figure itself. `sense`: "<=" or ">=".
Goal = collections.namedtuple(
    "Goal", "text part row metric variant baselines sense limit")

EPOLL = ["epoll"]
GOALS = [
    Goal("echo CPU, 64 connections, to raw epoll", "echo", "64 x 64 B",
         "cpu_us", "openiocp", EPOLL, "<=", 0.66),
    Goal("echo CPU, 1,000 connections, to raw epoll", "echo", "1000 x 64 B",
         "cpu_us", "openiocp", EPOLL, "<=", 0.62),
    Goal("echo CPU, 10,000 connections, to raw epoll", "echo", "10000 x 64 B",
         "cpu_us", "openiocp", EPOLL, "<=", 0.80),
    Goal("echo CPU, 1 connection, to raw epoll", "echo", "1 x 64 B",
         "cpu_us", "openiocp", EPOLL, "<=", 1.14),
    Goal("echo p50, 1 connection, to raw epoll", "echo", "1 x 64 B",
         "p50_us", "openiocp", EPOLL, "<=", 1.05),
    Goal("system calls a message, 64 connections", "echo", "64 x 64 B",
         "syscalls", "openiocp", [], "<=", 0.15),
    Goal("system calls a message, 1,000 connections", "echo", "1000 x 64 B",
         "syscalls", "openiocp", [], "<=", 0.15),
    Goal("echo CPU, 64 connections, to Asio", "echo", "64 x 64 B",
         "cpu_us", "openiocp", ["asio"], "<=", 0.60),
    Goal("echo CPU, 64 connections, to libuv", "echo", "64 x 64 B",
         "cpu_us", "openiocp", ["libuv"], "<=", 0.52),
    Goal("echo CPU, 64 connections, to libevent", "echo", "64 x 64 B",
         "cpu_us", "openiocp", ["libevent"], "<=", 0.33),
    Goal("the same, to libevent answering at once", "echo", "64 x 64 B",
         "cpu_us", "openiocp", ["libevent-direct"], "<=", 0.33),
    Goal("epoll engine CPU, 64 connections, to raw epoll", "echo",
         "64 x 64 B", "cpu_us", "openiocp-epoll", EPOLL, "<=", 1.05),
    Goal("epoll engine CPU, 1,000 connections, to raw epoll", "echo",
         "1000 x 64 B", "cpu_us", "openiocp-epoll", EPOLL, "<=", 1.05),
    Goal("connect, message, close: CPU to raw epoll", "visits",
         "64 at a time", "cpu_us", "openiocp", EPOLL, "<=", 0.90),
    Goal("messages a second, 64 connections, to Wine", "wine", "64 x 64 B",
         "rate", "openiocp", ["wine"], ">=", 50),
    Goal("CPU a message, 64 connections, to Wine", "wine", "64 x 64 B",
         "cpu_us", "openiocp", ["wine"], "<=", 1 / 75),
    Goal("post and get, one thread, ns", "queue", "single", "ns", "port", [],
         "<=", 25),
    Goal("post and get, 2 to 4 threads, to mutex and condvar", "queue",
         "2p4c", "ns", "port", ["condvar"], "<=", 0.25),
    Goal("cached ReadFile, depth 1, reads a second to pread", "reads",
         "cached, depth 1", "rate", "openiocp", ["psync"], ">=", 0.95),
    Goal("cached ReadFile, depth 32, CPU to pread threads", "reads",
         "cached, depth 32", "cpu_us", "openiocp", ["psync"], "<=", 0.40),
    Goal("direct ReadFile, depth 32, reads a second to io_uring", "reads",
         "direct, depth 32", "rate", "openiocp", ["uring"], ">=", 0.95)
] + [
    Goal(f"TransmitFile, {size}, bytes a CPU second to the best", "transmit",
         size, "mib_cpu_s", "openiocp", ["sendfile", "readsend"], ">=", 0.95)
    for size in ("4 KiB", "64 KiB", "1 MiB", "64 MiB")
] + [
    Goal(f"web, {size}, requests a CPU second to nginx", "web", size,
         "requests_cpu_s", "openiocp", ["nginx"], ">=", limit)
    for size, limit in (("1 KiB", 1.3), ("64 KiB", 1.1), ("1 MiB", 1.0))
] + [
    Goal("silent connection: kernel bytes over the socket", "idle",
         "receive pending", "kernel_bytes", "openiocp", [], "<=", 900),
    Goal("silent connection: user bytes over the socket", "idle",
         "receive pending", "user_bytes", "openiocp", [], "<=", 256),
] + [
    Goal(f"cancel of one among 8,000, {row}, {engine}, us", "cancel", row,
         "us", engine, [], "<=", 30)
    for row in ("on one socket", "one a socket")
    for engine in ("uring", "epoll")
] + [
    Goal("SetEvent and WaitForSingleObject, one thread, ns", "waits",
         "one thread", "ns", "openiocp", [], "<=", 60),
    Goal("event hand-over between two threads, to a raw futex", "waits",
         "hand-over", "ns", "openiocp", ["futex"], "<=", 1.2),
] + [
    Goal(f"a block unseen, {row}, until another runs, us", "foreign", row,
         "us", "openiocp", [], "<=", 500)
    for row in ("read(2)", "mutex", "fsync", "read(2), later")
] + [
    Goal("mixed work, time to a pool with a thread each", "pool", "mixed",
         "ms", "openiocp", ["a thread each"], "<=", 1.0),
    Goal("mixed work, context switches to a pool with a thread each", "pool",
         "mixed", "switches", "openiocp", ["a thread each"], "<=", 1.0),
]


def measured(results, goal):
    """The median, or None; and the number of rounds behind it."""
    if goal.baselines:
        values = results.ratios(goal.part, goal.row, goal.metric,
                                goal.variant, goal.baselines)
    else:
        values = list(results.values(goal.part, goal.row, goal.variant,
                                     goal.metric).values())
    return (statistics.median(values) if values else None), len(values)


def verdict(goal, value):
    if value is None:
        return "no figure"
    met = value <= goal.limit if goal.sense == "<=" else value >= goal.limit
    return "met" if met else "NOT MET"
