"""What a silent connection costs: bench/idle.c with a receive pending on each,
less the same program that only accepts.

User bytes: growth of the server's anonymous pages (RssAnon), a connection.
Kernel bytes: growth of the whole machine's slab (Slab in /proc/meminfo), a
connection, both ends. The difference of the two programs is the figure, so
the sockets themselves, the client and the table of descriptors cancel out;
anything else that runs meanwhile does not.
"""
import subprocess
import time

import page
import servers

CONNECTIONS, QUICK_CONNECTIONS = 19000, 4000
SETTLE_S = 1.0
LIMIT_S = 60
ROW = "receive pending"
COLUMNS = [page.Column("user B", "user_total", "median", 0),
           page.Column("over socket", "user_bytes", "median", 0),
           page.Column("kernel B", "kernel_total", "median", 0),
           page.Column("over socket", "kernel_bytes", "median", 0)]


def field_bytes(path, name):
    with open(path, encoding="ascii") as file:
        for line in file:
            if line.startswith(name + ":"):
                return int(line.split()[1]) * 1024
    raise servers.RunFailed(f"no {name} in {path}")


def memory(server):
    time.sleep(SETTLE_S)
    return (field_bytes(f"/proc/{server.process.pid}/status", "RssAnon"),
            field_bytes("/proc/meminfo", "Slab"))


def descriptors(pid):
    """Sockets the server has taken so far: the connections, and a few."""
    done = subprocess.run(["ls", "-1", f"/proc/{pid}/fd"], text=True,
                          capture_output=True, timeout=LIMIT_S)
    return len(done.stdout.splitlines())


def accepted_wait(server, count):
    end = time.monotonic() + LIMIT_S
    while descriptors(server.process.pid) < count:
        if time.monotonic() > end:
            raise servers.RunFailed(f"not accepted within {LIMIT_S} s")
        time.sleep(0.2)


def grown(bench, count, kind):
    """User and kernel bytes a connection."""
    with bench.log() as log, servers.Server(
            [bench.program("idle"), count, kind], log) as server:
        before = memory(server)
        client = subprocess.Popen(
            [bench.load, "--mode", "hold", "--port", str(server.port),
             "--connections", str(count)], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=log)
        try:
            accepted_wait(server, count)
            after = memory(server)
        finally:
            client.stdin.close()
            servers.end(client)
            client.stdout.close()
    return [(late - early) / count for early, late in zip(before, after)]


def run(bench):
    if not bench.present({"idle": "idle"}):
        return
    count = QUICK_CONNECTIONS if bench.quick else CONNECTIONS

    def once(_):
        plain = grown(bench, count, "accept")
        armed = grown(bench, count, "receive")
        return {"user_total": armed[0], "kernel_total": armed[1],
                "user_bytes": armed[0] - plain[0],
                "kernel_bytes": armed[1] - plain[1]}

    bench.rounds("idle", ROW, ["openiocp"], 1 if bench.quick else 5, once)
    print(f"\nSilent connections: {count}, a receive pending on each, 2 "
          "workers; bytes a connection")
    page.table(bench.results, "idle", ROW, COLUMNS, [])
