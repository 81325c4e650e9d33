"""Random reads of 4 KiB, and whole files over sockets."""
import os

import page
import servers

KIB, MIB = 1 << 10, 1 << 20
DATA_MIB, QUICK_DATA_MIB = 1024, 128
CONNECTIONS = 16

# Name -> program, options.
READERS = {"psync": ("reads_linux", ["--method", "psync"]),
           "libaio": ("reads_linux", ["--method", "libaio"]),
           "uring": ("reads_linux", ["--method", "uring"]),
           "openiocp": ("reads_iocp", []),
           "openiocp-skip": ("reads_iocp", ["--skip", 1])}
READ_COLUMNS = [page.Column("reads/s", "rate", "median", 0),
                page.Column("to psync", "rate", "ratio", 2),
                page.Column("(best)", "rate", "best", 2, True),
                page.Column("CPU us", "cpu_us", "median", 2),
                page.Column("to psync", "cpu_us", "ratio", 2),
                page.Column("(best)", "cpu_us", "best", 2)]

SENDERS = {"sendfile": ("transmit_linux", ["--method", "sendfile"]),
           "readsend": ("transmit_linux", ["--method", "readsend"]),
           "openiocp": ("transmit_iocp", [])}
# Name -> bytes, files to send in a run.
SIZES = {"4 KiB": (4 * KIB, 60000), "64 KiB": (64 * KIB, 16000),
         "1 MiB": (MIB, 2000), "64 MiB": (64 * MIB, 48)}
SEND_COLUMNS = [page.Column("MiB/CPU s", "mib_cpu_s", "median", 0),
                page.Column("to best", "mib_cpu_s", "ratio", 2),
                page.Column("(best)", "mib_cpu_s", "best", 2, True),
                page.Column("MiB/s", "mib_s", "median", 0)]


def data_file(bench, size):
    """A file of so many bytes, not sparse; kept for the next run."""
    path = bench.path(f"data-{size}")
    if os.path.exists(path) and os.path.getsize(path) == size:
        return path
    block = os.urandom(min(size, MIB))
    with open(path, "wb") as file:
        for _ in range(size // len(block)):
            file.write(block)
        file.flush()
        os.fsync(file.fileno())
    return path


def cache_fill(path):
    with open(path, "rb", buffering=0) as file:
        while file.read(MIB):
            pass


def reads_row(bench, path, direct, depth):
    row = f"{'direct' if direct else 'cached'}, depth {depth}"

    def once(variant):
        program, options = READERS[variant]
        figures = servers.figures_run(
            [bench.program(program), "--file", path, "--depth", depth,
             "--direct", int(direct), "--ms", bench.arguments.measure_ms]
            + options)
        return {**figures,
                "rate": figures["count"] / figures["elapsed_ns"] * 1e9,
                "cpu_us": figures["cpu_ns"] / figures["count"] / 1000}

    variants = bench.present({name: program for name, (program, _)
                              in READERS.items()})
    if depth > 1 or direct:
        variants = [name for name in variants if name != "openiocp-skip"]
    bench.rounds("reads", row, variants, bench.arguments.rounds, once)
    page.table(bench.results, "reads", row, READ_COLUMNS, ["psync"])


def reads(bench):
    size = (QUICK_DATA_MIB if bench.quick else DATA_MIB) * MIB
    path = data_file(bench, size)
    cache_fill(path)
    print(f"\nReads: 4 KiB at random of a file of {size // MIB} MiB; psync has "
          "a thread for each in flight")
    for direct in (False, True):
        for depth in (1, 32):
            reads_row(bench, path, direct, depth)


def transmit_row(bench, sink, row):
    size, files = SIZES[row]
    path = data_file(bench, size)
    if bench.quick:
        files //= 4

    def once(variant):
        program, options = SENDERS[variant]
        figures = servers.figures_run(servers.pinned(
            servers.SERVER_CPU,
            [bench.program(program), "--file", path, "--files", files,
             "--depth", CONNECTIONS, "--port", sink.port] + options))
        if figures["count"] != files * size:
            raise servers.RunFailed("it sent another number of bytes")
        mib = figures["count"] / MIB
        return {**figures, "mib_s": mib / figures["elapsed_ns"] * 1e9,
                "mib_cpu_s": mib / figures["cpu_ns"] * 1e9}

    variants = bench.present({name: program for name, (program, _)
                              in SENDERS.items()})
    bench.rounds("transmit", row, variants, bench.arguments.rounds, once)
    page.table(bench.results, "transmit", row, SEND_COLUMNS,
               ["sendfile", "readsend"])


def transmit(bench):
    print(f"\nTransmitFile: one file again and again, {CONNECTIONS} "
          "connections; CPU of the sender")
    if not bench.program("sink"):
        bench.leave_out("TransmitFile (no sink)")
        return
    with bench.log() as log, servers.Server(
            [bench.program("sink"), "--port", 0], log,
            cpu=servers.CLIENT_CPU) as sink:
        for row in SIZES:
            transmit_row(bench, sink, row)
