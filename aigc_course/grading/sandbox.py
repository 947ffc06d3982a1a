"""The judge's end of the wall: starts learners' processes and talks with them."""

import contextlib
import importlib.util
import json
import os
import re
import secrets
import select
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from aigc_course.grading import view, wire

ENVIRONMENT = {
    "CUDA_VISIBLE_DEVICES": "",
    "AIGC_KERAS_STATIC": "1",
    "KERAS_BACKEND": "tensorflow",
    "LANG": "C.UTF-8",
    "LOGNAME": "learner",
    "MPLBACKEND": "Agg",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "PATH": "/usr/bin:/bin",
    "PYTHONDONTWRITEBYTECODE": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TF_NUM_INTEROP_THREADS": "1",
    "TF_NUM_INTRAOP_THREADS": "1",
    "USER": "learner",
}
PATIENCE = 10  # seconds that a guard has to say how its learner's process ended
OLD_REPLIES = 100  # that are passed over while the right one is awaited
REMEDIES = {  # by cause: what to do, in English and Chinese
    "bubblewrap": (
        "On Debian or Ubuntu (also under WSL2): apt install bubblewrap.",
        "在 Debian 或 Ubuntu 上（WSL2 也一样）：apt install bubblewrap。",
    ),
    "namespaces": (
        "bubblewrap is there, but the system does not allow its namespaces; TEACHING.md says "
        "what to do.",
        "bubblewrap 已安装，但系统不允许它使用命名空间；解决办法见 TEACHING.zh.md。",
    ),
    "package": (
        "Install it for this Python: pip install 'aigc-keras[grading]', and what the exercise "
        "needs.",
        "请为这个 Python 安装缺少的包：pip install 'aigc-keras[grading]'，以及练习需要的包。",
    ),
    "folder": (
        "Move it to a folder that does not belong to Python.",
        "请把它移到别处，不要放在 Python 自身的文件夹里。",
    ),
    "start": (
        "The sandbox itself did not start: please report this text.",
        "沙箱本身未能启动：请把这段文字报告给课程的维护者。",
    ),
}


class LearnerError(Exception):
    """The learner's code raised: the exception's type, text, and place (or None)."""

    def __init__(self, kind, text, where):
        super().__init__(f"{kind}: {text}")
        self.kind = str(kind)[:100]
        self.text = str(text)[:500]
        self.where = where and str(where)[:99]


class Ended(Exception):
    """The learner's process is gone: the state ("timed out" or "crashed"), and why."""

    def __init__(self, state, why):
        super().__init__(f"{state}: {why}")
        self.state, self.why = state, why


class NotIsolated(Exception):
    """This machine cannot shut a learner's process in; says what failed.

    Args:
        text: Str.
        cause: Str, a key of `REMEDIES`.
    """

    def __init__(self, text, cause="start"):
        super().__init__(text, cause)
        self.text, self.cause = text, cause

    def __str__(self):
        return self.text


class Sandbox:
    """A process without any submission, forked for each one.

    Args:
        preload: Names of modules that are imported once, for all submissions.
        forbidden: Names of modules that the learner's code does not get: of this package
            (`"aigc_keras.losses"`), or others (`"keras"`).
        isolated: Whether bubblewrap and namespaces shut the processes in.
        memory, disk: Ints, bytes that a submission may take.
        processes: Int, processes and threads that a submission may have at a time.
        quiet: Names of a lecturer's own checks, which the learner's code gets as silent ones.
        secret: Paths that no learner's code may read, wherever they lie.

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
        quiet=(),
        secret=(),
    ):
        program = _find_tools(preload, isolated)
        self._course = tempfile.TemporaryDirectory(prefix="course")
        try:
            program = program if isolated else None
            wall, place = self._build(forbidden, program, secret, quiet)
        except BaseException as error:
            self._course.cleanup()
            if isinstance(error, view.Exposed):
                raise NotIsolated(str(error), "folder") from None
            raise
        settings = {
            "preload": list(preload),
            "isolated": isolated,
            "memory": memory,
            "disk": disk,
            "processes": processes,
            "folder": view.FOLDER if isolated else self._course.name,
            "drive": view.DRIVE if isolated else "",
        }
        python = [str(view.executable()), "-B", "-s", str(place / "runner.py")]
        self._command = [*wall, *python, json.dumps(settings)]
        folders = [str(folder) for folder in (place, view.user_site()) if folder]
        self._environment = ENVIRONMENT | {"PYTHONPATH": os.pathsep.join(folders)}
        self._environment |= {"HOME": settings["folder"], "TMPDIR": settings["folder"]}
        self._silent = False  # whether a guard did not answer
        self._start()

    def _build(self, forbidden, program, secret, quiet):
        """Copy the course; returns the command before Python's, and where the course is seen."""
        course = Path(self._course.name)
        view.copy_course(course, forbidden, bool(program), quiet)
        if not program:
            return [], course
        return [program, *view.bubblewrap(course, forbidden, secret)[1:]], Path("/course")

    def _start(self):
        """Start the runner and wait until it has imported its modules."""
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 (closed by _end)
        self._judge, there = socket.socketpair()
        self._process = subprocess.Popen(
            self._command,
            stdin=there,
            stdout=subprocess.DEVNULL,
            stderr=self._log,
            env=self._environment,
            cwd="/",
        )
        there.close()
        self._judge.settimeout(120)
        with contextlib.suppress(OSError):
            if self._judge.recv(5) == b"ready":
                return
        self._process.kill()
        self._process.wait()
        self._log.seek(0)
        lines = self._log.read().decode(errors="replace").strip().splitlines()
        self.close()
        raise _why_not(lines)

    def session(self):
        """A fresh learner's process, as a `Session`."""
        if self._silent:
            self._end()
            self._silent = False
            self._start()
        here, there = socket.socketpair()
        reading, writing = os.pipe()
        try:
            socket.send_fds(self._judge, [b"fork"], [there.fileno(), writing])
        except OSError:
            raise NotIsolated("the sandbox has ended") from None
        finally:
            there.close()
            os.close(writing)
        return Session(here, reading, self._give_up)

    def _give_up(self):
        """A guard is silent: all of this sandbox's processes end, others come for the next."""
        self._silent = True
        self._process.kill()

    def close(self):
        """End all its processes."""
        self._end()
        self._course.cleanup()

    def _end(self):
        self._judge.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(5)
        self._process.kill()
        self._process.wait()
        self._log.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def _find_tools(preload, isolated):
    """The path of bubblewrap, where it is to be used; `NotIsolated` where something is missing."""
    program = shutil.which("bwrap")
    if isolated and not program:
        raise NotIsolated("bubblewrap (the command bwrap) is not installed", "bubblewrap")
    for name in (*preload, "IPython"):
        if importlib.util.find_spec(name.partition(".")[0]) is None:
            raise NotIsolated(f"this Python has no {name}", "package")
    return program


def _why_not(lines):
    """The `NotIsolated` for what a sandbox wrote before it ended."""
    last = lines[-1] if lines else "the sandbox did not start"
    cause = "start"
    if last.startswith("bwrap:"):
        cause = "namespaces"
    elif re.match(r"(ModuleNotFound|Import)Error\b", last):
        cause = "package"
    return NotIsolated(last, cause)


class Session:
    """The judge's end of one learner's process.

    Args:
        talk: Socket to the learner's process.
        report: File descriptor on which its guard says how it ended.
        give_up: Function that is called where the guard says nothing.
    """

    def __init__(self, talk, report, give_up):
        self._talk, self._report = talk, report
        self._give_up = give_up

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

        # A number that cannot be guessed: no reply of before is taken for the answer to this.
        number = secrets.randbits(62)
        try:
            data = memoryview(wire.pack(message | {"request": number}))
            while data:
                wait()
                data = data[self._talk.send(data[: 1 << 20]) :]
            for _ in range(OLD_REPLIES):
                reply = wire.unpack(read)
                if type(reply) is not dict or _answered(reply) == number:
                    break
        except TimeoutError:
            self.close()
            raise Ended("timed out", f"no answer within {seconds:.3g} s") from None
        except (EOFError, OSError):
            raise Ended("crashed", self.close()) from None
        except wire.WireError as error:
            self.close()
            raise Ended("crashed", f"it sent {error}") from None
        return self._answer(reply, number)

    def _answer(self, reply, number):
        """What a reply says, if it is one to this request."""
        if type(reply) is dict and _answered(reply) == number:
            if "value" in reply:
                return reply["value"]
            if type(reply.get("error")) is type(reply.get("text")) is str:
                where = reply.get("where")
                where = where if type(where) is str else None
                raise LearnerError(reply["error"], reply["text"], where)
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
        report, self._report = self._report, None
        if report is not None:
            try:
                while select.select([report], [], [], PATIENCE)[0]:
                    if not (part := os.read(report, 1000)):
                        break
                    told += part
                else:  # nothing that a learner's process does should bring this about
                    self._give_up()
                    told = b"it could not be watched to its end"
            finally:
                os.close(report)
        told = told.decode(errors="replace")
        if told.startswith("not isolated"):
            raise NotIsolated(told, "namespaces")
        return told.removeprefix("crashed: ") or "nobody saw how it ended"


def _answered(reply):
    """The number of the request that a reply answers; None where it names no whole number."""
    number = reply.get("request")
    return number if type(number) is int else None
