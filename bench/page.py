"""The page of figures: medians, and ratios taken within each round.

Other tenants slow this machine down and speed it up from one second to the
next, so a figure is only compared with its neighbour in the same round.
"""
import json
import os
import platform
import statistics
import subprocess

COLUMNS = (f"{'':16}{'CPU us':>9}{'vs epoll':>10}{'(best)':>9}"
           f"{'syscalls':>10}{'switches':>10}{'p50 us':>10}{'vs epoll':>10}"
           f"{'msg/s':>10}{'runs':>6}")


def median(values):
    values = list(values)
    return statistics.median(values) if values else None


def number(value, decimals, width):
    text = "n/a" if value is None else f"{value:.{decimals}f}"
    return f"{text:>{width}}"


def ratios(rounds, baseline, name):
    """Per round, for the rounds in which both runs gave a figure."""
    return [rounds[key][name] / baseline[key][name]
            for key in rounds if baseline.get(key, {}).get(name)]


def echo_line(variant, runs, baseline, counts):
    """`runs` and `baseline`: round number -> figures."""
    cpu = ratios(runs, baseline, "cpu_us")
    values = list(runs.values())
    return "".join([
        f"  {variant:14}",
        number(median(run["cpu_us"] for run in values), 2, 9),
        number(median(cpu), 2, 10),
        number(min(cpu, default=None), 2, 9),
        number(median(counts), 2, 10),
        number(median(run["switches"] for run in values), 2, 10),
        number(median(run["p50_us"] for run in values), 1, 10),
        number(median(ratios(runs, baseline, "p50_us")), 2, 10),
        number(median(run["rate"] for run in values), 0, 10),
        f"{len(values):>6}"])


def per_message(figures):
    messages = figures["messages"]
    return {"cpu_us": figures["server_cpu_ns"] / messages / 1000,
            "switches": figures["server_switches"] / messages,
            "rate": messages / figures["elapsed_ns"] * 1e9,
            "p50_us": figures["p50_us"]}


def echo_table(row, variants, runs, counts):
    """`runs`: (variant, round) -> figures; `counts`: variant -> list."""
    by_variant = {variant: {} for variant in variants}
    for (variant, round_number), figures in runs.items():
        by_variant[variant][round_number] = per_message(figures)
    print(f"\n{row['connections']} connections, {row['size']} bytes")
    print(COLUMNS)
    for variant in variants:
        print(echo_line(variant, by_variant[variant],
                        by_variant.get("epoll", {}), counts[variant]),
              flush=True)


def queue_table(lines):
    """`lines`: `queue_case median_ns best_ns`, as portqueue prints them."""
    figures = {}
    for line in lines:
        name, middle, best = line.split()
        figures[name] = (float(middle), float(best))
    print("\nPost and get, ns a packet: median (best)")
    for name in figures:
        queue, case = name.split("_", 1)
        if queue == "port":
            port, rival = figures[name], figures[f"condvar_{case}"]
            print(f"  {case:8} port {port[0]:9.1f} ({port[1]:.1f})   "
                  f"mutex+condvar {rival[0]:9.1f} ({rival[1]:.1f})   "
                  f"ratio {port[0] / rival[0]:.2f}")


def cpu_model():
    with open("/proc/cpuinfo", encoding="ascii", errors="replace") as file:
        for line in file:
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.machine()


def meson_read(build, name):
    path = os.path.join(build, "meson-info", name)
    if not os.path.exists(path):
        return None
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def compiler(build):
    """What Meson says it used; without Meson, what `cc` is today."""
    compilers = meson_read(build, "intro-compilers.json")
    if compilers:
        options = {option["name"]: option["value"]
                   for option in meson_read(build, "intro-buildoptions.json")}
        return (compilers["host"]["c"]["full_version"]
                + f", -O{options['optimization']}")
    done = subprocess.run(["cc", "--version"], capture_output=True, text=True,
                          timeout=30)
    return done.stdout.splitlines()[0] if done.stdout else "unknown compiler"


def heading(build, settings):
    print("openiocp bench: CPU, system calls and context switches of the "
          "server, a message")
    print(f"machine   {cpu_model()}, {os.cpu_count()} CPUs, "
          f"{platform.system()} {platform.release()}")
    print(f"compiler  {compiler(build)}")
    print(f"method    {settings}")


def footing(syscall_ns, failures):
    """The price of a system call decides how much batching can save."""
    print(f"\nA trivial system call costs {number(median(syscall_ns), 0, 0)} ns"
          " here. Ratios are medians of ratios within a round; only they and"
          "\nthe counts are worth comparing with another day or machine.")
    for failure, times in failures.items():
        print(f"no figure, {times} times: {failure}")
