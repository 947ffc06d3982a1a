"""The judge's end of the wall: starts learners' processes and talks with them."""

import contextlib
import json
import os
import select
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from aigc_course.grading import view, wire

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
        self.kind = str(kind)[:100]
        self.text = str(text)[:500]
        self.where = where and str(where)[:99]


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
        quiet: Names of a lecturer's own checks, which the learner's code gets as silent ones.

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
    ):
        if isolated and not shutil.which("bwrap"):
            raise NotIsolated("bubblewrap (the command bwrap) is not installed")
        self._course = tempfile.TemporaryDirectory(prefix="course")
        course = Path(self._course.name)
        try:
            view.copy_course(course, forbidden, isolated, quiet)
        except ValueError:
            self._course.cleanup()
            raise
        settings = {
            "preload": list(preload),
            "isolated": isolated,
            "memory": memory,
            "disk": disk,
            "processes": processes,
            "folder": view.FOLDER if isolated else self._course.name,
        }
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 (closed by close)
        self._start(course, forbidden, settings)

    def _start(self, course, forbidden, settings):
        """Start the runner and wait until it has imported its modules."""
        folder = settings["folder"]
        wall, place = [], course
        if settings["isolated"]:
            wall, place = view.bubblewrap(course, forbidden), Path("/course")
        python = [sys.executable, "-B", "-s", str(place / "runner.py")]
        environment = {"PYTHONPATH": str(place), "HOME": folder, "TMPDIR": folder}
        self._judge, there = socket.socketpair()
        self._process = subprocess.Popen(
            [*wall, *python, json.dumps(settings)],
            stdin=there,
            stdout=subprocess.DEVNULL,
            stderr=self._log,
            env=ENVIRONMENT | environment,
            cwd="/",
        )
        there.close()
        self._judge.settimeout(120)
        if self._judge.recv(5) != b"ready":
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
        if type(reply) is dict and type(reply.get("error")) is type(reply.get("text")) is str:
            where = reply.get("where")
            raise LearnerError(reply["error"], reply["text"], where if type(where) is str else None)
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
                while select.select([report], [], [], 10)[0]:
                    if not (part := os.read(report, 1000)):
                        break
                    told += part
                else:
                    raise NotIsolated("a learner's process could not be ended")
            finally:
                os.close(report)
        told = told.decode(errors="replace")
        if told.startswith("not isolated"):
            raise NotIsolated(told)
        return told.removeprefix("crashed: ")
