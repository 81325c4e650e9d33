"""The same source, servers/echo, compiled for Windows and run under Wine.

Wine is two processes here, the program and its wineserver, and both are
counted. They may use every CPU.
"""
import os
import pathlib
import shutil
import signal
import subprocess

import page
from parts import echo
import servers

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = str(ROOT / "build/wine/openiocp-echo.exe")
RUNNER = str(ROOT / "scripts/wine-run")
WINESERVERS = ["/usr/lib/wine/wineserver64", "/usr/lib/wine/wineserver"]
SETUP_LIMIT_S = 300
ROW = "64 x 64 B"

COLUMNS = [
    page.Column("CPU us", "cpu_us", "median", 2),
    page.Column("to Wine", "cpu_us", "ratio", 4),
    page.Column("a second", "rate", "median", 0),
    page.Column("to Wine", "rate", "ratio", 1),
    page.Column("p50 us", "p50_us", "median", 1)]


class Wineserver:
    """Ours, in a prefix of our own, from `with` to the end of the block."""

    def __init__(self, prefix, log):
        self.environment = {"WINEPREFIX": prefix, "WINEDEBUG": "-all"}
        self.log = log
        self.process = None

    def __enter__(self):
        prefix = self.environment["WINEPREFIX"]
        os.makedirs(prefix, exist_ok=True)
        program = next((path for path in WINESERVERS if os.path.exists(path)),
                       shutil.which("wineserver"))
        self.process = subprocess.Popen(
            [program, "-f", "-p"], env={**os.environ, **self.environment},
            stdout=self.log, stderr=self.log)
        try:
            subprocess.run([RUNNER, "wineboot", "-i"],
                           env={**os.environ, **self.environment},
                           stdout=self.log, stderr=self.log,
                           timeout=SETUP_LIMIT_S)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *unused):
        """On SIGINT it ends Wine's service programs too, on SIGTERM it would
        leave them behind."""
        servers.end(self.process, signal.SIGINT)


class WineEcho(servers.Server):
    def __init__(self, wineserver, log):
        super().__init__(
            [RUNNER, PROGRAM, "--port", 0, "--threads", 2,
             "--size", echo.BUFFER_BYTES],
            log, wineserver.environment, cpu=None)
        self.wineserver = wineserver

    @property
    def pids(self):
        return [self.process.pid, self.wineserver.process.pid]


def missing():
    if not shutil.which("wine64") and not os.path.exists(WINESERVERS[0]):
        return "Wine (not installed; scripts/packages.sh wine)"
    if not os.path.exists(PROGRAM):
        return f"Wine (no {PROGRAM}; make bench builds it with mingw-w64)"
    return None


def run(bench):
    if reason := missing():
        bench.leave_out(reason)
        return
    options = ["--connections", 64, "--size", 64] + echo.times(bench, 4)
    with bench.log() as log, \
            Wineserver(bench.path("wine-prefix"), log) as wineserver:
        def once(variant):
            started = (WineEcho(wineserver, log) if variant == "wine"
                       else echo.server(bench, echo.VARIANTS[variant], log,
                                        bench.arguments.threads))
            with started as server:
                return servers.load_run(bench.load, server, options)

        bench.rounds("wine", ROW, ["openiocp", "wine"],
                     1 if bench.quick else 5, once)
    print("\nWine: the same Win32 source natively and under Wine")
    page.table(bench.results, "wine", ROW, COLUMNS, ["wine"])
