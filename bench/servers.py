"""Starts, loads, watches and ends one server.

Every process started here is ended here, by its own id, and every wait has a
limit. The servers listen on loopback only.
"""
import os
import re
import selectors
import signal
import subprocess
import tempfile

START_LIMIT_S = 30
STOP_LIMIT_S = 10
RUN_LIMIT_S = 120
SYSCALLS = "raw_syscalls:sys_enter"
SERVER_CPU, CLIENT_CPU = 0, 1


class RunFailed(Exception):
    """This one run gave no figures; the others still count."""


def end(process, first_signal=signal.SIGTERM):
    """Asks once, then insists. True when asking was enough."""
    try:
        process.send_signal(first_signal)
        process.wait(STOP_LIMIT_S)
        return True
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(STOP_LIMIT_S)
        return False


def pinned(cpu, command):
    prefix = [] if cpu is None else ["taskset", "-c", str(cpu)]
    return prefix + [str(word) for word in command]


class Server:
    """A server whose first line ends with its port, from `with` to the end of
    the block. It ends by SIGTERM, or by the end of its standard input."""

    def __init__(self, command, log, environment=None, cpu=SERVER_CPU):
        self.command = pinned(cpu, command)
        self.environment = {**os.environ, **(environment or {})}
        self.log = log
        self.process = None
        self.port = None

    @property
    def pids(self):
        return [self.process.pid]

    def __enter__(self):
        self.process = subprocess.Popen(
            self.command, env=self.environment, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=self.log)
        try:
            self.port = self.port_wait()
        except BaseException:
            self.__exit__()
            raise
        return self

    def port_wait(self):
        with selectors.DefaultSelector() as selector:
            selector.register(self.process.stdout, selectors.EVENT_READ)
            if not selector.select(START_LIMIT_S):
                raise RunFailed(f"no line within {START_LIMIT_S} s")
        line = self.process.stdout.readline().decode().strip()
        found = re.search(r":(\d+)/?$", line)
        if not found:
            raise RunFailed(f"it said {line!r}, exit {self.process.poll()}")
        return int(found.group(1))

    def __exit__(self, *unused):
        self.process.stdin.close()
        asked = end(self.process)
        self.process.stdout.close()
        if not asked:
            print(f"{self.command}: killed, did not stop on SIGTERM",
                  file=self.log, flush=True)


def figures_run(command):
    """Runs a program that prints one line of key=value figures."""
    try:
        done = subprocess.run([str(word) for word in command], text=True,
                              capture_output=True, timeout=RUN_LIMIT_S)
    except subprocess.TimeoutExpired as error:
        raise RunFailed(f"took over {RUN_LIMIT_S} s") from error
    if done.returncode != 0:
        raise RunFailed(done.stderr.strip() or f"exit {done.returncode}")
    figures = dict(word.split("=", 1) for word in done.stdout.split())
    return {name: float(value) for name, value in figures.items()}


def load_run(load, server, options, gate=None):
    """One run of the load generator; its figures, and those a message."""
    command = [load, "--port", server.port, "--cpu", CLIENT_CPU] + options
    for pid in server.pids:
        command += ["--pid", pid]
    if gate:
        command += ["--gate", gate]
    figures = figures_run(command)
    messages = figures["messages"]
    if messages == 0:
        raise RunFailed("no message within the window")
    return {**figures,
            "cpu_us": figures["server_cpu_ns"] / messages / 1000,
            "switches": figures["server_switches"] / messages,
            "rate": messages / figures["elapsed_ns"] * 1e9}


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


def syscalls_count(load, server, options):
    """System calls of the server in exactly the measured window: the load
    generator opens and shuts perf's gate. Such a run gives no other figure,
    for the tracepoint makes every system call dearer."""
    with tempfile.TemporaryDirectory() as folder:
        fifos = [os.path.join(folder, name) for name in ("control", "answer")]
        for fifo in fifos:
            os.mkfifo(fifo)
        output = os.path.join(folder, "count")
        pids = ",".join(str(pid) for pid in server.pids)
        perf = subprocess.Popen(
            ["perf", "stat", "-x,", "-e", SYSCALLS, "-D", "-1", "-o", output,
             "-p", pids, "--control", "fifo:" + ",".join(fifos)],
            stdout=subprocess.DEVNULL, stderr=server.log)
        try:
            figures = load_run(load, server, options, ",".join(fifos))
        finally:
            end(perf, signal.SIGINT)
        with open(output, encoding="ascii") as file:
            count = perf_count(file.read())
    if count is None:
        raise RunFailed("perf gave no count")
    return {"syscalls": count / figures["messages"]}
