#!/usr/bin/env python3
"""docs/seccomp/openiocp.json allows what the library calls, on both engines:
programs of ours run behind it, and whatever it does not name kills them.

   seccomp.py PROFILE BUILD_FOLDER PROGRAM...
"""
import ctypes
import json
import os
import re
import signal
import struct
import subprocess
import sys

# What the test framework calls beside the library.
HARNESS = ["dup2", "kill", "mknodat", "setpgid"]
CLONE3_MISSING = 38  # ENOSYS: the C library then takes clone
LOAD, AND, EQUAL, RETURN = 0x20, 0x54, 0x15, 0x06
KILL, ERRNO, ALLOW = 0x80000000, 0x00050000, 0x7FFF0000


def numbers():
    """Of the system calls of this machine, by name."""
    text = subprocess.run(["cc", "-E", "-dM", "-include", "asm/unistd.h", "-x", "c",
                           os.devnull], capture_output=True, text=True, check=True).stdout
    return {name: int(value) for name, value in
            re.findall(r"#define __NR_(\w+) (\d+)", text)}


def allow(number, arguments):
    """Instructions that end in ALLOW, or leave the number loaded."""
    code = []
    for argument in arguments:
        assert argument["op"] == "SCMP_CMP_MASKED_EQ"
        code += [(LOAD, 0, 0, 16 + 8 * argument["index"]), (AND, 0, 0, argument["value"]),
                 (EQUAL, 0, 1, argument["valueTwo"])]
    code += [(RETURN, 0, 0, ALLOW)]
    if arguments:
        code += [(RETURN, 0, 0, KILL)]
    return [(EQUAL, 0, len(code), number)] + code


def program(profile):
    known = numbers()
    code = [(LOAD, 0, 0, 0)]
    for rule in profile["syscalls"]:
        assert rule["action"] == "SCMP_ACT_ALLOW"
        for name in rule["names"]:
            if name in known:  # some are of one architecture only
                code += allow(known[name], rule.get("args", []))
    for name in HARNESS:
        if name in known:
            code += allow(known[name], [])
    code += [(EQUAL, 0, 1, known["clone3"]), (RETURN, 0, 0, ERRNO | CLONE3_MISSING)]
    return code + [(RETURN, 0, 0, KILL)]


def confine(code):
    """This process from here on; False where there are no filters."""
    libc = ctypes.CDLL(None, use_errno=True)
    text = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *one) for one in code))
    filter_ = ctypes.create_string_buffer(
        struct.pack("@HP", len(code), ctypes.addressof(text)))
    return libc.prctl(38, 1, 0, 0, 0) == 0 and libc.prctl(22, 2, filter_) == 0


def filters_work():
    """Tried in a child; this process stays free."""
    child = os.fork()
    if child == 0:
        os._exit(0 if confine([(RETURN, 0, 0, ALLOW)]) else 1)
    return os.waitpid(child, 0)[1] == 0


def run(path, engine, code):
    """Output and status of a program behind the filter."""
    return subprocess.run([path], env=dict(os.environ, IOCP_BACKEND=engine, IOCP_LOG="0"),
                          capture_output=True, text=True, check=False,
                          close_fds=False, preexec_fn=lambda: confine(code))


def verdict(done):
    """What went wrong, or None. A case that was killed is not ok in its TAP."""
    if done.returncode == -signal.SIGSYS:
        return "killed"
    if done.returncode != 0 or re.search("^not ok", done.stdout, re.MULTILINE):
        return done.stdout + done.stderr
    return None


def without_io_uring(profile):
    rules = [rule for rule in profile["syscalls"] if "io_uring_setup" not in rule["names"]]
    return dict(profile, syscalls=rules)


def say(number, trouble, name):
    print("%s %d - %s" % ("not ok" if trouble else "ok", number, name))
    if trouble:
        print("\n".join("# " + line for line in trouble.splitlines()[-40:]))
    return bool(trouble)


def main():
    profile_path, build, *names = sys.argv[1:]
    with open(profile_path, encoding="utf-8") as file:
        profile = json.load(file)
    code = program(profile)
    probe = subprocess.run([os.path.join(build, "openiocp-probe")],
                           capture_output=True, text=True, check=False)
    if not filters_work() or "\nio_uring: yes\n" not in probe.stdout:
        print("1..0 # SKIP no seccomp filters or no io_uring here")
        return 0
    print("1..%d" % (2 * len(names) + 1))
    failed = 0
    for number, (name, engine) in enumerate(
            [(name, engine) for name in names for engine in ("uring", "epoll")], 1):
        trouble = verdict(run(os.path.join(build, name), engine, code))
        failed |= say(number, trouble, "%s on %s" % (name, engine))
    done = run(os.path.join(build, names[0]), "uring", program(without_io_uring(profile)))
    failed |= say(2 * len(names) + 1, verdict(done) is None and "nothing was killed",
                  "what is not named kills")
    return failed


sys.exit(main())
