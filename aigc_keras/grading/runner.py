"""The learner's side of grading: runs a submission's code and answers the judge's calls.

    python runner.py SETTINGS       (JSON; a socket from the judge is standard input)

Started once for many submissions, so that NumPy or Keras are imported once: each submission gets
a fork of this process. The fork enters namespaces of its own (no other process, no network, an
empty temporary folder), gives up its privileges and sets its limits before any of the learner's
code runs. Three processes for each submission:

    guard       outside the namespaces; ends the others when the judge hangs up, or they take
                too much memory
    init        process 1 within them: when it ends, the kernel ends all that are left
    learner     runs the code

This file and wire.py are all that a sandbox sees of the grader. Nothing here is trusted by the
judge once the learner's code has begun.
"""

import contextlib
import ctypes
import importlib
import io
import json
import os
import random
import resource
import select
import shutil
import signal
import socket
import struct
import sys
import time
import traceback
import types
from pathlib import Path

import numpy as np
import wire

NEW_MOUNTS, NEW_HOST_NAME, NEW_IPC = 0x00020000, 0x04000000, 0x08000000
NEW_USER, NEW_PROCESSES, NEW_NETWORK = 0x10000000, 0x20000000, 0x40000000
READ_ONLY, NO_SET_UID, NO_DEVICES, REMOUNT = 1, 2, 4, 32  # of mount
RECURSIVE, PRIVATE = 1 << 14, 1 << 18
DUMPABLE, NO_NEW_PRIVILEGES = 4, 38  # of prctl
NOBODY = 65534
PAGE = resource.getpagesize()
LIBC = ctypes.CDLL(None, use_errno=True)


def main():
    settings = json.loads(sys.argv[1])
    judge = socket.socket(fileno=os.dup(0))
    for name in settings["preload"]:
        importlib.import_module(name)
    base = _own_memory(os.getpid())
    settings["address_space"] = _pages(os.getpid())[0] + settings["memory"]
    judge.send(b"ready")
    while True:
        order, files, *_ = socket.recv_fds(judge, 100, 2)
        if not order:
            return
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        if os.fork() == 0:
            judge.close()
            guard(settings, *files, base)
        for file in files:
            os.close(file)


def guard(settings, talk, report, base):
    """Fork the learner's process, watch it, and report how it ended; never returns."""
    told = "crashed: it could not be started"
    try:
        os.setsid()
        if os.getuid() == 0 and settings["isolated"]:
            os.setgroups([])
            os.setresgid(NOBODY, NOBODY, NOBODY)
            os.setresuid(NOBODY, NOBODY, NOBODY)
            _call("prctl", DUMPABLE, 1, 0, 0, 0)  # /proc/self is its own again
        if settings["isolated"]:
            _enter(NEW_USER | NEW_PROCESSES)
        child = os.fork()
        if child == 0:
            init(settings, talk, report)
        told = watch(child, talk, settings, base)
        if not settings["isolated"]:
            shutil.rmtree(f"{settings['folder']}/{child}", ignore_errors=True)
    except OSError as error:
        told = f"crashed: {error}"
    finally:
        os.write(report, told.encode()[:1000])
        os._exit(0)


def watch(child, talk, settings, base):
    hung_up, memory_at = select.poll(), 0.0
    hung_up.register(talk, 0)
    while True:
        found, status = os.waitpid(child, os.WNOHANG)
        if found:
            code = os.waitstatus_to_exitcode(status)
            if settings["isolated"] and code > 128:  # as init says it
                code = 128 - code
            if code < 0:
                with contextlib.suppress(ValueError):
                    return f"crashed: ended by {signal.Signals(-code).name}"
            return f"crashed: the process ended itself (status {code})"
        told = ""
        if time.monotonic() > memory_at:
            memory_at = time.monotonic() + 0.2
            if sum(max(0, _own_memory(p) - base) for p in _family(child)) > settings["memory"]:
                told = "crashed: it took too much memory"
        if told or hung_up.poll(20):
            with contextlib.suppress(ProcessLookupError):
                (os.kill if settings["isolated"] else os.killpg)(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return told or "ended"


def init(settings, talk, report):
    """Process 1: make the namespaces the learner's own, and wait for the learner's end."""
    try:
        if not settings["isolated"]:
            os.setpgid(0, 0)
            os.close(report)
            learn(settings, talk)
        _enter(NEW_MOUNTS | NEW_HOST_NAME | NEW_IPC | NEW_NETWORK)
        _call("mount", b"none", b"/", None, RECURSIVE | PRIVATE, None)
        size = b"size=%d,nr_inodes=10000,mode=777" % settings["disk"]
        flags = NO_SET_UID | NO_DEVICES
        _call("mount", b"tmpfs", settings["folder"].encode(), b"tmpfs", flags, size)
        shown = {"cpuinfo": Path("/proc/cpuinfo").read_bytes(), "self/cmdline": b"python\0"}
        _call("mount", b"tmpfs", b"/proc", b"tmpfs", flags, b"size=1m,mode=755")
        os.mkdir("/proc/self")  # no other process is seen; TensorFlow wants to know these
        os.symlink(sys.executable, "/proc/self/exe")
        for name, text in shown.items():
            Path("/proc", name).write_bytes(text)
        _call("mount", b"tmpfs", b"/proc", b"tmpfs", flags | READ_ONLY | REMOUNT, None)
        # The data of capset: no effective, permitted or inheritable capability.
        _call("capset", struct.pack("Ii", 0x20080522, 0), bytes(24))
        _call("prctl", NO_NEW_PRIVILEGES, 1, 0, 0, 0)
        learner = os.fork()
        if learner == 0:
            os.close(report)
            learn(settings, talk)
        os.close(talk)
        _call("prctl", DUMPABLE, 0, 0, 0, 0)
        while True:
            found, status = os.wait()
            if found == learner:
                code = os.waitstatus_to_exitcode(status)
                os._exit(code if code >= 0 else 128 - code)
    except OSError as error:
        os.write(report, f"not isolated: {error}; ".encode())
    finally:
        os._exit(1)


def learn(settings, talk):
    """Set the limits, then serve the judge's requests until it hangs up; never returns."""
    try:
        nothing = os.open(os.devnull, os.O_RDWR)
        for standard in (0, 1, 2):
            os.dup2(nothing, standard)
        os.closerange(3, talk)
        os.closerange(talk + 1, 4096)
        for limit, value in (
            (resource.RLIMIT_CORE, 0),
            (resource.RLIMIT_FSIZE, settings["disk"]),
            (resource.RLIMIT_NOFILE, 256),
            (resource.RLIMIT_AS, settings["address_space"]),
            *([(resource.RLIMIT_NPROC, settings["processes"])] if settings["isolated"] else []),
        ):
            resource.setrlimit(limit, (value, value))
        folder = settings["folder"]
        if not settings["isolated"]:
            folder = f"{folder}/{os.getpid()}"
            os.makedirs(folder)
        os.chdir(folder)
        os.environ["HOME"] = os.environ["TMPDIR"] = folder
        serve(socket.socket(fileno=talk))
    finally:
        os._exit(0)


def serve(judge):
    stream = judge.makefile("rb")
    module = types.ModuleType("__main__")
    module.get_ipython = lambda: None
    sys.modules["__main__"] = module
    actions = {"cell": _cell, "call": _call_by_name, "save": _save, "load": _load, "names": _names}

    def read(size):
        data = stream.read(size)
        if len(data) < size:
            raise EOFError
        return data

    while True:
        try:
            request = wire.unpack(read)
        except EOFError:
            return
        try:
            reply = {"value": actions[request["do"]](module.__dict__, request)}
            reply = wire.pack(reply)
        except BaseException as error:
            reply = wire.pack(_describe(error))
        judge.sendall(reply)


def _cell(names, request):
    code = compile(request["code"], f"cell {request['number']}", "exec", dont_inherit=True)
    exec(code, names)


def _names(names, request):
    return [name for name in names if type(name) is str and callable(names[name])][:1000]


def _call_by_name(names, request):
    function = _look_up(names, request["name"])
    seed = request["seed"]
    random.seed(seed)
    np.random.seed(seed)
    if "keras" in sys.modules:
        sys.modules["keras"].utils.set_random_seed(seed)
    value = lambda x: _value(names, x)  # noqa: E731
    return function(
        *map(value, request["args"]), **{k: value(v) for k, v in request["kwargs"].items()}
    )


def _look_up(names, dotted):
    first, *rest = dotted.split(".")
    if first not in names:
        raise LookupError(f"missing: {first}")
    found = names[first]
    for part in rest:
        found = getattr(found, part)
    return found


def _value(names, x):
    """An argument; something that the judge defined here is sent as its name."""
    if type(x) is dict and set(x) == {"defined here"}:
        return _look_up(names, x["defined here"])
    return x


def _save(names, request):
    with open(request["name"], "wb") as file:
        file.write(request["data"].tobytes())


def _load(names, request):
    with np.load(io.BytesIO(request["data"]), allow_pickle=False) as file:
        return {name: file[name] for name in file.files[:100]}


def _describe(error):
    kind, line = type(error).__name__, None
    with contextlib.suppress(BaseException):
        for frame in traceback.extract_tb(error.__traceback__):
            if frame.filename.startswith("cell "):
                line = f"{frame.filename}, line {frame.lineno}"
        if isinstance(error, SyntaxError):
            line = f"{error.filename}, line {error.lineno}"
    text = ""
    with contextlib.suppress(BaseException):
        text = str(error)[:500]
    return {"error": kind, "text": text, "where": line}


def _enter(flags):
    """Move this process into new namespaces; a new user namespace keeps the user's number."""
    user, group = os.getuid(), os.getgid()
    _call("unshare", flags)
    if flags & NEW_USER:
        for name, text in (
            ("setgroups", "deny"),
            ("uid_map", f"{user} {user} 1"),
            ("gid_map", f"{group} {group} 1"),
        ):
            with open(f"/proc/self/{name}", "w") as file:
                file.write(text)


def _call(name, *arguments):
    if getattr(LIBC, name)(*arguments) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")


def _pages(process):
    """Bytes of address space, in memory, and of these in files or shared."""
    return [int(pages) * PAGE for pages in Path(f"/proc/{process}/statm").read_text().split()[:3]]


def _own_memory(process):
    try:
        _, resident, shared = _pages(process)
        return resident - shared
    except (OSError, ValueError):
        return 0


def _family(ancestor):
    """The process and all that come from it."""
    parents = {}
    with contextlib.suppress(FileNotFoundError):
        for name in filter(str.isdigit, os.listdir("/proc")):
            with contextlib.suppress(OSError, IndexError):
                stat = Path(f"/proc/{name}/stat").read_text()
                parents[int(name)] = int(stat.rpartition(")")[2].split()[1])
    family, size = {ancestor}, 0
    while len(family) > size:
        size = len(family)
        family |= {process for process, parent in parents.items() if parent in family}
    return family


if __name__ == "__main__":
    main()
