"""The judge's end of the wall: starts learners' processes and talks with them."""

import contextlib
import importlib.util
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from aigc_keras.data.files import find
from aigc_keras.grading import wire

FOLDER = "/submission"  # where a learner's code may write, in a sandbox
HERE = Path(__file__).resolve().parent
PACKAGE = HERE.parent
DATA = find("mnist.npz").parent
NOT_SHOWN = ("checks", "grading", "__main__.py", "_data")
FORBIDDEN = """\
raise ImportError("This exercise does not allow this module. 本练习不允许使用这个模块。")
"""
QUIET_CHECKS = """\
class _Quiet:
    def __call__(self, *answers, **options):
        return None

    def __getattr__(self, name):
        return self


def __getattr__(name):
    return _Quiet()
"""
ENVIRONMENT = {
    "CUDA_VISIBLE_DEVICES": "",
    "AIGC_KERAS_STATIC": "1",
    "KERAS_BACKEND": "tensorflow",
    "LANG": "C.UTF-8",
    "MPLBACKEND": "Agg",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "PATH": "/usr/bin:/bin",
    "PYTHONDONTWRITEBYTECODE": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TF_NUM_INTEROP_THREADS": "1",
    "TF_NUM_INTRAOP_THREADS": "1",
}


class LearnerError(Exception):
    """The learner's code raised: the exception's type, text, and place (or None)."""

    def __init__(self, kind, text, where):
        super().__init__(f"{kind}: {text}")
        self.kind, self.text, self.where = (
            str(kind)[:100],
            str(text)[:500],
            where and str(where)[:99],
        )


class Ended(Exception):
    """The learner's process is gone: the state ("timed out" or "crashed"), and why."""

    def __init__(self, state, why):
        super().__init__(f"{state}: {why}")
        self.state, self.why = state, why


class NotIsolated(Exception):
    """This machine cannot shut a learner's process in; says what failed."""


class Sandbox:
    """A process without any submission, forked for each one.

    Args:
        preload: Names of modules that are imported once, for all submissions.
        forbidden: Names of modules that the learner's code does not get: of this package
            (`"aigc_keras.losses"`), or others (`"keras"`).
        isolated: Whether bubblewrap and namespaces shut the processes in.
        memory, disk: Ints, bytes that a submission may take.
        processes: Int, processes and threads that a submission may have at a time.

    Raises:
        NotIsolated: isolation is asked for and cannot be had.
    """

    def __init__(
        self,
        *,
        preload=("numpy",),
        forbidden=(),
        isolated=True,
        memory=2 * 2**30,
        disk=64 * 2**20,
        processes=128,
    ):
        if isolated and not shutil.which("bwrap"):
            raise NotIsolated("bubblewrap (the command bwrap) is not installed")
        self._course = tempfile.TemporaryDirectory(prefix="course")
        course = Path(self._course.name)
        try:
            _copy_course(course, forbidden, isolated)
        except ValueError:
            self._course.cleanup()
            raise
        here, there = socket.socketpair()
        settings = {"preload": list(preload), "isolated": isolated, "memory": memory}
        settings |= {"disk": disk, "processes": processes}
        settings["folder"] = FOLDER if isolated else self._course.name
        command = [sys.executable, "-B", "-s"]
        environment = ENVIRONMENT | {"PYTHONPATH": str(course)}
        environment |= {"HOME": settings["folder"], "TMPDIR": settings["folder"]}
        if isolated:
            environment["PYTHONPATH"] = "/course"
            command = [*_bubblewrap(course, forbidden), *command, "/course/runner.py"]
        else:
            command = [*command, str(course / "runner.py")]
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 (closed by close)
        self._process = subprocess.Popen(
            [*command, json.dumps(settings)],
            stdin=there,
            stdout=subprocess.DEVNULL,
            stderr=self._log,
            env=environment,
            cwd="/",
        )
        there.close()
        self._judge = here
        here.settimeout(120)
        if here.recv(5) != b"ready":
            self._process.wait()
            self._log.seek(0)
            lines = self._log.read().decode(errors="replace").strip().splitlines()
            self.close()
            raise NotIsolated(lines[-1] if lines else "the sandbox did not start")

    def session(self):
        """A fresh learner's process, as a `Session`."""
        here, there = socket.socketpair()
        reading, writing = os.pipe()
        try:
            socket.send_fds(self._judge, [b"fork"], [there.fileno(), writing])
        except OSError:
            raise NotIsolated("the sandbox has ended") from None
        finally:
            there.close()
            os.close(writing)
        return Session(here, reading)

    def close(self):
        """End all its processes."""
        self._judge.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(5)
        self._process.kill()
        self._process.wait()
        self._log.close()
        self._course.cleanup()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class Session:
    """The judge's end of one learner's process."""

    def __init__(self, talk, report):
        self._talk, self._report = talk, report

    def request(self, message, seconds):
        """Send a request and wait for the reply.

        Args:
            message: Dict, as `runner.serve` knows them.
            seconds: Float, how long to wait.

        Returns:
            The reply: numbers, text, arrays, lists and dicts.

        Raises:
            LearnerError: the learner's code raised, or replied with what is no data.
            Ended: no reply came; the session is closed then.
        """
        end = time.monotonic() + seconds

        def wait():
            left = end - time.monotonic()
            if left <= 0:
                raise TimeoutError
            self._talk.settimeout(left)

        def read(size):
            parts = []
            while size:
                wait()
                part = self._talk.recv(min(size, 1 << 20))
                if not part:
                    raise EOFError
                parts.append(part)
                size -= len(part)
            return b"".join(parts)

        try:
            data = memoryview(wire.pack(message))
            while data:
                wait()
                data = data[self._talk.send(data[: 1 << 20]) :]
            reply = wire.unpack(read)
        except TimeoutError:
            self.close()
            raise Ended("timed out", f"no answer within {seconds:.3g} s") from None
        except (EOFError, OSError):
            raise Ended("crashed", self.close()) from None
        except wire.WireError as error:
            self.close()
            raise Ended("crashed", f"it sent {error}") from None
        if type(reply) is dict and "value" in reply:
            return reply["value"]
        if type(reply) is dict and "error" in reply:
            raise LearnerError(reply["error"], reply.get("text", ""), reply.get("where"))
        self.close()
        raise Ended("crashed", "it sent a reply that cannot be read")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        """End the process; returns how it had ended."""
        self._talk.close()
        told = b""
        if self._report is not None:
            while part := os.read(self._report, 1000):
                told += part
            os.close(self._report)
            self._report = None
        told = told.decode(errors="replace")
        if told.startswith("not isolated"):
            raise NotIsolated(told)
        return told.removeprefix("crashed: ")


def _copy_course(course, forbidden, isolated):
    """What a learner's process sees of the course: no checks, no forbidden modules."""
    course.chmod(0o755)
    for name in ("runner.py", "wire.py"):
        shutil.copy(HERE / name, course)
    package = course / "aigc_keras"
    shutil.copytree(PACKAGE, package, ignore=lambda folder, _: _left_out(folder))
    _write_checks(package)
    for name in forbidden:
        path = course / name.replace(".", "/")
        if name.startswith("aigc_keras."):
            if not path.exists() and not path.with_suffix(".py").exists():
                raise ValueError(f"There is no module {name} to forbid.")
            shutil.rmtree(path, ignore_errors=True)
            path.with_suffix(".py").unlink(missing_ok=True)
        if name == "aigc_keras":  # all of it, but for the silent checks
            shutil.rmtree(package)
            _write_checks(package)
            (package / "__init__.py").write_text(f"def __getattr__(name):\n    {FORBIDDEN}", "utf-8")
        else:
            path.with_suffix(".py").write_text(FORBIDDEN, "utf-8")
    if isolated:
        (package / "_data").mkdir()  # where bubblewrap shows the data
    else:
        (package / "_data").symlink_to(DATA)
    for path in course.rglob("*"):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() else 0o644)


def _write_checks(package):
    (package / "checks").mkdir(parents=True)
    (package / "checks/__init__.py").write_text(QUIET_CHECKS, "utf-8")


def _left_out(folder):
    return NOT_SHOWN if Path(folder) == PACKAGE else ()


def _bubblewrap(course, forbidden):
    """The command that shows a process the system's programs, Python and the course, read-only."""
    command = ["bwrap", "--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts"]
    command += ["--die-with-parent", "--new-session", "--hostname", "sandbox"]
    if os.getuid() == 0:  # so that the runner can become an ordinary user
        command += ["--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    command += ["--ro-bind", "/usr", "/usr"]
    for name in ("/bin", "/sbin", "/lib", "/lib32", "/lib64"):
        if Path(name).is_symlink():
            command += ["--symlink", os.readlink(name), name]
        elif Path(name).exists():
            command += ["--ro-bind", name, name]
    command += ["--ro-bind-try", "/etc/ld.so.cache", "/etc/ld.so.cache"]
    command += ["--ro-bind-try", "/etc/alternatives", "/etc/alternatives"]
    command += ["--proc", "/proc", "--dev", "/dev", "--tmpfs", FOLDER]
    folders = {Path(sys.base_prefix).resolve(), Path(sys.prefix), Path(sys.prefix).resolve()}
    for folder in sorted(folder for folder in folders if not folder.is_relative_to("/usr")):
        for parent in list(folder.parents)[-2::-1]:  # open to the user that the runner becomes
            command += ["--perms", "0755", "--dir", str(parent)]
        command += ["--ro-bind", str(folder), str(folder)]
    if any(PACKAGE.is_relative_to(folder) for folder in folders):
        command += ["--tmpfs", str(PACKAGE)]
    command += ["--ro-bind", str(course), "/course"]
    command += ["--ro-bind", str(DATA), "/course/aigc_keras/_data"]
    for name in {name.partition(".")[0] for name in (*forbidden, "aigc_keras")}:
        found = None if name == "aigc_keras" else importlib.util.find_spec(name)
        for folder in (found and found.submodule_search_locations) or ():
            command += ["--tmpfs", folder]
    # Nothing that submissions share is writable: each gets another FOLDER.
    return [*command, "--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/", "--"]
