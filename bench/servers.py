"""Starts, loads, watches and ends one echo server.

Every process started here is ended here, by its own id, and every wait has a
limit. The servers listen on loopback only.
"""
import os
import selectors
import signal
import subprocess
import tempfile

START_LIMIT_S = 15
STOP_LIMIT_S = 10
LOAD_LIMIT_S = 120
BUFFER_BYTES = 8192  # above every message size: a short receive means drained
SYSCALLS = "raw_syscalls:sys_enter"


class RunFailed(Exception):
    """This one run gave no figures; the others still count."""


def end(process, first_signal):
    """Asks once, then insists. True when asking was enough."""
    try:
        process.send_signal(first_signal)
        process.wait(STOP_LIMIT_S)
        return True
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(STOP_LIMIT_S)
        return False


class Server:
    """An echo server on a free port, from `with` to the end of the block."""

    def __init__(self, command, environment, threads, log):
        pin = ["taskset", "-c", "0"] if threads == 1 else []
        self.command = pin + command + [
            "--threads", str(threads), "--size", str(BUFFER_BYTES)]
        self.environment = {**os.environ, **environment}
        self.log = log

    def __enter__(self):
        self.process = subprocess.Popen(
            self.command, env=self.environment, stdout=subprocess.PIPE,
            stderr=self.log, stdin=subprocess.DEVNULL)
        try:
            self.port = self.port_read()
        except BaseException:
            self.__exit__()
            raise
        return self

    def port_read(self):
        with selectors.DefaultSelector() as selector:
            selector.register(self.process.stdout, selectors.EVENT_READ)
            if not selector.select(START_LIMIT_S):
                raise RunFailed(f"no line within {START_LIMIT_S} s")
        line = self.process.stdout.readline().decode().strip()
        if not line.startswith("listening on "):
            raise RunFailed(f"it said {line!r}, exit {self.process.poll()}")
        return int(line.rsplit(":", 1)[1])

    def __exit__(self, *unused):
        asked = end(self.process, signal.SIGTERM)
        self.process.stdout.close()
        if not asked:
            print(f"{self.command}: killed, did not stop on SIGTERM",
                  file=self.log, flush=True)


def load_run(load, server, row, times, gate=None):
    """One run of the load generator; its figures as a dict of numbers."""
    command = [load, "--port", server.port, "--pid", server.process.pid,
               "--connections", row["connections"], "--size", row["size"],
               "--warmup-ms", times["warmup_ms"],
               "--measure-ms", times["measure_ms"], "--cpu", 1]
    if gate:
        command += ["--gate", gate]
    try:
        done = subprocess.run([str(word) for word in command], text=True,
                              capture_output=True, timeout=LOAD_LIMIT_S)
    except subprocess.TimeoutExpired as error:
        raise RunFailed(f"load took over {LOAD_LIMIT_S} s") from error
    if done.returncode != 0:
        raise RunFailed(done.stderr.strip() or f"exit {done.returncode}")
    figures = dict(word.split("=", 1) for word in done.stdout.split())
    return {name: float(value) for name, value in figures.items()}


def perf_works():
    """Needs perf, tracefs, and the right to use both: root, as a rule."""
    try:
        done = subprocess.run(
            ["perf", "stat", "-x,", "-e", SYSCALLS, "--", "true"],
            capture_output=True, text=True, timeout=30)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0 and perf_count(done.stderr) is not None


def perf_count(text):
    for line in text.splitlines():
        fields = line.split(",")
        if SYSCALLS in line and fields[0].isdigit():
            return int(fields[0])
    return None


def syscalls_count(load, server, row, times):
    """System calls of the server in exactly the measured window: the load
    generator opens and shuts perf's gate. Such a run gives no other figure,
    for the tracepoint makes every system call dearer."""
    with tempfile.TemporaryDirectory() as folder:
        fifos = [os.path.join(folder, name) for name in ("control", "answer")]
        for fifo in fifos:
            os.mkfifo(fifo)
        output = os.path.join(folder, "count")
        perf = subprocess.Popen(
            ["perf", "stat", "-x,", "-e", SYSCALLS, "-D", "-1", "-o", output,
             "-p", str(server.process.pid),
             "--control", "fifo:" + ",".join(fifos)],
            stdout=subprocess.DEVNULL, stderr=server.log)
        try:
            figures = load_run(load, server, row, times, ",".join(fifos))
        finally:
            end(perf, signal.SIGINT)
        with open(output, encoding="ascii") as file:
            count = perf_count(file.read())
    if count is None:
        raise RunFailed("perf gave no count")
    return {"messages": figures["messages"], "syscalls": count}
