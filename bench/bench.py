"""What all parts share: where programs are, turns, failures, results."""
import collections
import os

import results
import servers

# Where a program may be: Meson puts it where the meson.build is that names it.
FOLDERS = ["", "bench", "bench/load", "bench/rivals", "servers/echo"]


class Bench:
    def __init__(self, arguments):
        self.arguments = arguments
        self.quick = arguments.quick
        self.folder = os.path.abspath(os.path.join(arguments.build, "bench"))
        os.makedirs(self.folder, exist_ok=True)
        self.results = results.Results()
        self.failures = collections.Counter()
        self.left_out = []
        self.perf = servers.perf_works()
        self.load = self.program("load")

    def program(self, name):
        """The path of a program in the build folder, or None."""
        for folder in FOLDERS:
            path = os.path.join(self.arguments.build, folder, name)
            if os.path.isfile(path) and os.access(path, os.X_OK):
                return os.path.abspath(path)
        return None

    def leave_out(self, what):
        if what not in self.left_out:
            self.left_out.append(what)

    def present(self, programs):
        """Of {variant: program}, the variants that can run here."""
        for variant, program in programs.items():
            if not self.program(program):
                self.leave_out(f"{variant} (no {program} in "
                               f"{self.arguments.build})")
        return [variant for variant, program in programs.items()
                if self.program(program)]

    def rounds(self, part, row, variants, count, measure):
        """`measure(variant)` gives figures; the variants take turns, and who
        begins changes from round to round."""
        for number in range(count):
            turn = number % len(variants) if variants else 0
            for variant in variants[turn:] + variants[:turn]:
                try:
                    figures = measure(variant)
                except (servers.RunFailed, OSError) as error:
                    self.failures[f"{part}, {row}, {variant}: {error}"] += 1
                else:
                    self.results.add(part, row, variant, number, figures)

    def log(self):
        path = os.path.join(self.folder, "servers.log")
        return open(path, "a", encoding="utf-8")

    def path(self, name):
        return os.path.join(self.folder, name)
