"""Shuts a fork of the runner in before it runs a learner's code; Linux only.

Three processes for each submission:

    guard       outside the namespaces; ends the others when the judge hangs up, or they take
                too much memory
    init        process 1 within them: when it ends, the kernel ends all that are left
    learner     runs the code
"""

import contextlib
import ctypes
import errno
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
SECCOMP = 22
NO_NEW_PRIVILEGES = 38
NEW_KEYRING = {"x86_64": 250, "aarch64": 219}  # the number of keyctl
NOBODY = 65534
PAGE = resource.getpagesize()
LIBC = ctypes.CDLL(None, use_errno=True)
# Numbers of system calls by machine: its name for the filter, then flock, fcntl, clone, socketpair,
# setsockopt, mmap, and those that are not there for learners: memory that nobody counts
# (memfd_create, shmget, msgget, semget, mount and fsopen in namespaces of their own, unshare,
# vmsplice, socket), clone3, whose flags a filter cannot read (who does not find it takes clone),
# io_uring_setup, watchers of files (inotify, fanotify).
CALLS = {
    "x86_64": (
        0xC000003E,
        (73, 72, 56, 53, 54, 9),
        (319, 29, 68, 64, 165, 430, 272, 278, 41, 435, 425, 253, 294, 300),
    ),
    "aarch64": (
        0xC00000B7,
        (32, 25, 220, 199, 208, 222),
        (279, 194, 186, 190, 40, 430, 97, 75, 198, 435, 425, 26, 262),
    ),
}
NAMESPACES = 0x7E020000  # all flags of clone that make new ones
# Commands of fcntl that others can notice at a file that all can read: locks, a lease, a watcher.
NOTICED = (6, 7, 37, 38, 1024, 1026)
SHARED_MEMORY = 0x21  # flags of mmap: MAP_SHARED, MAP_ANONYMOUS; no process need hold its pages
LARGER_BUFFERS = (7, 32)  # options of a socket: SO_SNDBUF, SO_SNDBUFFORCE
PIECE = 65536  # bytes: the kernel takes a whole piece as long as a buffer is not yet full


def measure(settings):
    """Note what this process takes before any of the learner's code runs."""
    settings["address_space"] = settings["memory"]
    settings["address_space"] += PAGE * int(Path("/proc/self/statm").read_text().split()[0])
    settings["socket"] = full_socket()


def full_socket():
    """Bytes that a socket of a pair holds at most: filled by the other end, read by nobody."""
    one, other = socket.socketpair()
    with one, other:
        return one.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF) + PIECE


def guard(settings, talk, report, serve):
    """Fork the learner's process, watch it, and report how it ended; never returns.

    Args:
        settings: Dict from the judge, and `address_space` from `measure`.
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
            _unshare(NEW_USER | NEW_PROCESSES)
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
        told, began = "", time.monotonic()
        if began > memory_at:
            left = settings["memory"] - _in_sockets(child, settings)
            if _too_much(_family(child), left, hung_up):
                told = "crashed: it took too much memory"
            # Many processes take long to count: that must not take all the time.
            memory_at = time.monotonic() + max(0.2, 3 * (time.monotonic() - began))
        if told or hung_up.poll(20):
            end(child, settings)
            return told or "ended"


def end(child, settings):
    """Kill the learner's processes, and wait for it."""
    if not settings["isolated"]:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def init(settings, talk, report, serve):
    """Process 1: make the namespaces the learner's own, and wait for the learner's end."""
    try:
        if not settings["isolated"]:
            os.close(report)
            learn(settings, talk, serve)
        _call("prctl", DIE_WITH_PARENT, signal.SIGKILL, 0, 0, 0)
        Path("/proc/self/oom_score_adj").write_text("1000")  # the first to go without memory
        _unshare(NEW_MOUNTS | NEW_HOST_NAME | NEW_IPC | NEW_NETWORK)
        _call("mount", b"none", b"/", None, RECURSIVE | PRIVATE, None)
        size = b"size=%d,nr_inodes=10000,mode=777" % settings["disk"]
        flags = NO_SET_UID | NO_DEVICES
        _call("mount", b"tmpfs", settings["folder"].encode(), b"tmpfs", flags, size)
        _call("mount", b"tmpfs", b"/dev/shm", b"tmpfs", flags, b"size=16m,mode=777")
        _call("mount", b"tmpfs", settings["drive"].encode(), b"tmpfs", flags, b"size=1m,mode=777")
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
            _call("prctl", DUMPABLE, 1, 0, 0, 0)  # the guard can count its memory
            forbid_calls()
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
    """Set the limits, then serve the judge until it hangs up; never returns.

    A session of its own: a signal to "all of the group" reaches neither the guard nor process 1.
    """
    try:
        os.setsid()
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
        os.environ["HOME"] = os.environ["TMPDIR"] = os.environ["PWD"] = folder
        serve(socket.socket(fileno=talk))
    finally:
        os._exit(0)


def forbid_calls():
    """Take system calls away by which learners could signal, or hide memory; for good.

    A lock seems to work: alone in its session, a learner's code need not wait for any. Of sockets
    there are pairs of streams alone, as asyncio and multiprocessing make them: an address, or an
    end that answers to several, lets more wait than the guard can tell from the number of sockets.
    """
    if platform.machine() not in CALLS:
        return
    machine, some, missing = CALLS[platform.machine()]
    flock, fcntl, clone, socketpair, setsockopt, mmap = some
    # Codes of the filter's steps.
    load = 0x20
    give = 0x06
    equal = 0x15
    at_least = 0x35
    any_bit = 0x45
    keep = 0x54
    # Its answers.
    fine = 0x7FFF0000
    done = 0x00050000  # without the call, as if it had worked
    no_call = done | errno.ENOSYS
    refused = done | errno.EPERM
    # Each step: code, how many to skip if true, how many if false, value.
    steps = [(load, 0, 0, 4), (equal, 1, 0, machine), (give, 0, 0, no_call)]
    steps += [(load, 0, 0, 0), (at_least, 0, 1, 1 << 30), (give, 0, 0, no_call)]
    for number in missing:
        steps += [(equal, 0, 1, number), (give, 0, 0, no_call)]
    steps += [(equal, 0, 1, flock), (give, 0, 0, done)]
    steps += [(equal, 0, 4, clone), (load, 0, 0, 16), (any_bit, 0, 1, NAMESPACES)]
    steps += [(give, 0, 0, refused), (give, 0, 0, fine)]
    steps += [(equal, 0, 7, socketpair), (load, 0, 0, 16), (equal, 0, 3, socket.AF_UNIX)]
    steps += [(load, 0, 0, 24), (keep, 0, 0, 0xF), (equal, 1, 0, socket.SOCK_STREAM)]
    steps += [(give, 0, 0, refused), (give, 0, 0, fine)]
    steps += [(equal, 0, 5, setsockopt), (load, 0, 0, 32), (equal, 1, 0, LARGER_BUFFERS[0])]
    steps += [(equal, 0, 1, LARGER_BUFFERS[1]), (give, 0, 0, done), (give, 0, 0, fine)]
    steps += [(equal, 0, 5, mmap), (load, 0, 0, 40), (keep, 0, 0, SHARED_MEMORY)]
    steps += [(equal, 0, 1, SHARED_MEMORY), (give, 0, 0, refused), (give, 0, 0, fine)]
    steps += [(equal, 1, 0, fcntl), (give, 0, 0, fine), (load, 0, 0, 24)]
    for command in NOTICED:
        steps += [(equal, 0, 1, command), (give, 0, 0, done)]
    steps += [(give, 0, 0, fine)]
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in steps))
    program = struct.pack("HxxxxxxQ", len(steps), ctypes.addressof(code))
    _call("prctl", SECCOMP, 2, program, 0, 0)


def _unshare(flags):
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


# Lines of files in /proc: a process's memory without files, and its share of what others have, too.
WHOLE = "status", ("RssAnon:", "RssShmem:", "VmSwap:")
SHARES = "smaps_rollup", ("Pss_Anon:", "Pss_Shmem:", "SwapPss:")


def _too_much(processes, limit, hung_up):
    """Whether processes hold more than so many bytes; no matter once the judge has hung up.

    What was there before the fork is shared, with the runner and among them. A process that hides
    its pages counts as a whole.
    """
    wholes = {process: _memory(process, *WHOLE) or 0 for process in processes}
    if sum(wholes.values()) <= limit:
        return False
    held = 0
    for process, whole in wholes.items():
        if hung_up.poll(0):
            return False
        share = _memory(process, *SHARES)
        held += whole if share is None else share
    return held > limit


def _in_sockets(process, settings):
    """Bytes that the sockets in a process's namespace may hold, in use, closed or on their way."""
    if not settings["isolated"]:
        return 0  # then these are the sockets of the whole machine
    with contextlib.suppress(OSError), open(f"/proc/{process}/net/unix", "rb") as file:
        return settings["socket"] * (sum(1 for _ in file) - 1)
    return 0


def _memory(process, file, names):
    """The sum of these lines in bytes; None where they cannot be read."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        lines = Path(f"/proc/{process}/{file}").read_text(errors="replace").splitlines()
        found = [line.split()[1] for line in lines if line.startswith(names)]
        return 1024 * sum(map(int, found)) if found else None
    return None


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
