"""Shuts a fork of the runner in before it runs a learner's code; Linux only.

Three processes for each submission:

    guard       outside the namespaces; ends the others when the judge hangs up, or they take
                too much memory
    init        process 1 within them: when it ends, the kernel ends all that are left
    learner     runs the code
"""

import contextlib
import ctypes
import os
import platform
import resource
import select
import shutil
import signal
import socket
import struct
import sys
import time
from pathlib import Path

# Flags of unshare.
NEW_MOUNTS = 0x00020000
NEW_HOST_NAME = 0x04000000
NEW_IPC = 0x08000000
NEW_USER = 0x10000000
NEW_PROCESSES = 0x20000000
NEW_NETWORK = 0x40000000
# Flags of mount.
READ_ONLY = 1
NO_SET_UID = 2
NO_DEVICES = 4
REMOUNT = 32
RECURSIVE = 1 << 14
PRIVATE = 1 << 18
# Options of prctl.
DIE_WITH_PARENT = 1
DUMPABLE = 4
NO_NEW_PRIVILEGES = 38
NEW_KEYRING = {"x86_64": 250, "aarch64": 219}  # the number of keyctl
NOBODY = 65534
PAGE = resource.getpagesize()
LIBC = ctypes.CDLL(None, use_errno=True)


def measure(settings):
    """Note what this process takes before any of the learner's code runs."""
    settings["memory_before"] = _own_memory(os.getpid())
    settings["address_space"] = settings["memory"]
    settings["address_space"] += PAGE * int(Path("/proc/self/statm").read_text().split()[0])


def guard(settings, talk, report, serve):
    """Fork the learner's process, watch it, and report how it ended; never returns.

    Args:
        settings: Dict from the judge, and `memory_before` and `address_space` from `measure`.
        talk, report: File descriptors: the learner's end of the talk, and where to say the end.
        serve: Function of a socket that the learner's process runs.
    """
    told = "crashed: it could not be started"
    try:
        os.setsid()
        if platform.machine() in NEW_KEYRING:
            LIBC.syscall(NEW_KEYRING[platform.machine()], 1, None)
        if os.getuid() == 0 and settings["isolated"]:
            os.setgroups([])
            os.setresgid(NOBODY, NOBODY, NOBODY)
            os.setresuid(NOBODY, NOBODY, NOBODY)
            _call("prctl", DUMPABLE, 1, 0, 0, 0)  # /proc/self is its own again
        if settings["isolated"]:
            _enter(NEW_USER | NEW_PROCESSES)
        child = os.fork()
        if child == 0:
            init(settings, talk, report, serve)
        try:
            told = watch(child, talk, settings)
        except Exception:
            end(child, settings)
            raise
        if not settings["isolated"]:
            shutil.rmtree(f"{settings['folder']}/{child}", ignore_errors=True)
    except Exception as error:
        told = f"crashed: {error}"
    finally:
        os.write(report, told.encode()[:1000])
        os._exit(0)


def watch(child, talk, settings):
    """Wait for the end of the learner's process, or bring it about; returns what happened."""
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
            if (
                sum(max(0, _own_memory(p) - settings["memory_before"]) for p in _family(child))
                > settings["memory"]
            ):
                told = "crashed: it took too much memory"
        if told or hung_up.poll(20):
            end(child, settings)
            return told or "ended"


def end(child, settings):
    """Kill the learner's processes, and wait for it."""
    with contextlib.suppress(ProcessLookupError):
        (os.kill if settings["isolated"] else os.killpg)(child, signal.SIGKILL)
    os.waitpid(child, 0)


def init(settings, talk, report, serve):
    """Process 1: make the namespaces the learner's own, and wait for the learner's end."""
    try:
        if not settings["isolated"]:
            os.setpgid(0, 0)
            os.close(report)
            learn(settings, talk, serve)
        _call("prctl", DIE_WITH_PARENT, signal.SIGKILL, 0, 0, 0)
        Path("/proc/self/oom_score_adj").write_text("1000")  # the first to go without memory
        _enter(NEW_MOUNTS | NEW_HOST_NAME | NEW_IPC | NEW_NETWORK)
        _call("mount", b"none", b"/", None, RECURSIVE | PRIVATE, None)
        size = b"size=%d,nr_inodes=10000,mode=777" % settings["disk"]
        flags = NO_SET_UID | NO_DEVICES
        _call("mount", b"tmpfs", settings["folder"].encode(), b"tmpfs", flags, size)
        _call("mount", b"tmpfs", b"/dev/shm", b"tmpfs", flags, b"size=16m,mode=777")
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
        _call("prctl", DUMPABLE, 0, 0, 0, 0)
        learner = os.fork()
        if learner == 0:
            os.close(report)
            learn(settings, talk, serve)
        os.close(talk)
        while True:
            found, status = os.wait()
            if found == learner:
                code = os.waitstatus_to_exitcode(status)
                os._exit(code if code >= 0 else 128 - code)
    except OSError as error:
        os.write(report, f"not isolated: {error}; ".encode())
    finally:
        os._exit(1)


def learn(settings, talk, serve):
    """Set the limits, then serve the judge until it hangs up; never returns."""
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


def _own_memory(process):
    """Bytes that a process holds, without files."""
    held = 0
    with contextlib.suppress(OSError, ValueError, IndexError):
        for line in Path(f"/proc/{process}/status").read_text(errors="replace").splitlines():
            if line.startswith(("RssAnon:", "RssShmem:")):
                held += 1024 * int(line.split()[1])
    return held


def _family(ancestor):
    """The process and all that come from it."""
    parents = {}
    with contextlib.suppress(FileNotFoundError):
        for name in filter(str.isdigit, os.listdir("/proc")):
            with contextlib.suppress(OSError, IndexError):
                stat = Path(f"/proc/{name}/stat").read_text(errors="replace")
                parents[int(name)] = int(stat.rpartition(")")[2].split()[1])
    family, size = {ancestor}, 0
    while len(family) > size:
        size = len(family)
        family |= {process for process, parent in parents.items() if parent in family}
    return family
