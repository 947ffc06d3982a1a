"""A learner's functions, as grading tests call them: `student.name(arguments)`."""

import contextlib
import math
import re
import time

import numpy as np

from aigc_course.checks import Given, Missing, Wrong, raised
from aigc_course.grading.arrays import BadArrays, read_arrays
from aigc_course.grading.sandbox import Ended, LearnerError, NotIsolated
from aigc_course.grading.states import in_chinese, sent_in_chinese

CALL, CELL = 5, 20  # seconds that a call or a cell may take, unless a test says otherwise
MAX_STARTS = 12
MAX_LOADING = 5  # times the seconds of a cell, for all cells together


class Stopped(Wrong):
    """The learner's process did not answer, or ended."""

    def __init__(self, state, why):
        if state == "timed out":
            super().__init__("It did not answer in time.", "在限定时间内没有返回。")
        else:
            super().__init__(f"The process broke down ({why}).", f"进程崩溃（{in_chinese(why)}）。")
        self.state = state


class Student:
    """One submission under test.

    Its cells run when a function is first asked for. When a cell or a call crashes or does not
    end, a new process starts for what is asked next, without that cell.

    Args:
        sandbox: `Sandbox`.
        submission: `Submission`.
        seconds: Float, for the whole submission, from the first start on.
        cell_seconds: Float, for one cell.
        time_factor: Float, by which this learner's times are multiplied, those of calls too.
    """

    def __init__(self, sandbox, submission, seconds, cell_seconds=CELL, time_factor=1.0):
        self._sandbox = sandbox
        self._submission = submission
        self._seconds = seconds
        self._cell_seconds = cell_seconds
        self._time_factor = time_factor
        self._session = None
        self._deadline = None  # of the time for the whole submission, by the monotonic clock
        self._starts = 0
        self._loading = 0.0  # seconds that all cells have taken
        self._bad_cells = set()  # numbers of those that crashed or did not end
        self._defined = set()  # `Given`s that the process has
        self.broken = None  # NotIsolated, when the sandbox itself has ended
        # (state, where, why) of each process that did not answer or ended; no place and no reason
        # where what was asked is hidden.
        self.stops = []
        self.slow = False  # whether anything was stopped or left out for want of time
        self.first_not_run = None  # number of the cell from which on no time was left
        self.cell_errors = {}  # number of a cell -> what it raised
        self.cell_places = {}  # number of a cell -> where it raised that, or None
        self.missing = set()  # names that were asked for and are not there
        self.left_out = []  # pairs, English and Chinese: what of the notebook was not run as is
        self.hidden = False  # whether what is asked now must not be told
        # From the first hidden question on, what a process says is not told: it may have the
        # question from an earlier one, by the time that one took.
        self._asked_hidden = False
        self._noted = set()  # numbers of the cells that `left_out` tells of

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        return lambda *arguments, **options: self.call(name, *arguments, **options)

    def call(self, name, *arguments, seconds=CALL, **options):
        """Call a function of the submission.

        Args:
            name: Str.
            arguments, options: Numbers, text, arrays, lists, tuples, dicts; `Given`.
            seconds: Float, how long it may take.

        Returns:
            What it returned, in the same kinds of data.

        Raises:
            Wrong: it is missing, raised, did not return in time, or ended the process.
        """
        self._need_session()
        self._asked_hidden |= self.hidden
        arguments = [self._define(x) if isinstance(x, Given) else x for x in arguments]
        options = {
            key: self._define(x) if isinstance(x, Given) else x for key, x in options.items()
        }
        request = {"do": "call", "name": name, "seed": time.time_ns() % 2**32}
        return self._ask(request | {"args": arguments, "kwargs": options}, seconds, name)

    def load(self, name):
        """The arrays of a submitted .npz file: a dict. Raises `Wrong` where there is none."""
        found = self._handed_in(name)
        if not found:
            self._miss(name)
            raise Missing(name)
        if len(found) > 1:
            raise Wrong(
                f"There are several files {name}, and they differ.", f"有多个内容不同的 {name}。"
            )
        try:
            return read_arrays(found.pop())
        except BadArrays as error:
            raise Wrong(
                f"{name} cannot be read: {error.english}.", f"{name} 无法读取：{error.chinese}。"
            ) from None

    def _handed_in(self, name):
        """The contents of the files of this name, a set; those beside the notebook go first."""
        stem, dot, kind = map(re.escape, name.rpartition("."))
        # Platforms put their own text before a name, browsers a number behind it.
        ending = re.compile(rf"(^|[/_]){stem}( ?\(\d+\))?{dot}{kind}$")
        files = self._submission.files
        paths = [path for path in files if ending.search(path)]
        folder = getattr(self._submission, "folder", "").strip("/")
        beside = [path for path in paths if path.rpartition("/")[0] == folder]
        exact = [path for path in beside if path.rpartition("/")[2] == name]
        return {files[path] for path in exact or beside or paths}

    def close(self):
        """End the process."""
        if self._session:
            self._session.close()
            self._session = None

    def _need_session(self):
        if self._deadline is None:
            self._deadline = time.monotonic() + self._seconds * self._time_factor
        if self._session is None:
            self._start()

    def _start(self):
        """A new process: the files that were handed in, then the cells, but for bad ones."""
        while self._session is None:
            if self._starts == MAX_STARTS:
                raise Stopped("crashed", "it broke down too often")
            self._starts += 1
            try:
                self._session, self._defined = self._sandbox.session(), set()
                self._load()
            except Ended as ended:
                self._stopped("while it started", ended)
            except NotIsolated as error:
                self.broken = error
                raise
            except BaseException:  # such as the alarm: not all of the cells have run
                self.close()
                raise

    def _load(self):
        """Hand over the files and run the cells, on a clock of their own."""
        started = time.monotonic()
        try:
            for path, data in self._submission.files.items():
                request = {"do": "save", "name": path, "data": np.frombuffer(data, "uint8")}
                with contextlib.suppress(LearnerError):  # such as a name that is too long
                    self._request(request, CALL)
            folder = getattr(self._submission, "folder", "")
            self._request({"do": "enter", "folder": folder}, CALL)
            limit = MAX_LOADING * self._cell_seconds * self._time_factor
            for number, code in enumerate(self._submission.cells, 1):
                if number in self._bad_cells:
                    continue
                if self._loading + time.monotonic() - started > limit:
                    self.slow = True
                    if not self._asked_hidden:
                        self.first_not_run = number
                    break
                self._run_cell(number, code)
        finally:
            self._deadline += time.monotonic() - started
            self._loading += time.monotonic() - started

    def _run_cell(self, number, code):
        try:
            request = {"do": "cell", "number": number, "code": code}
            self._note(number, self._request(request, self._cell_seconds, loading=True))
        except LearnerError as error:
            self._note_error(number, error)
        except Ended:
            self._bad_cells.add(number)
            raise

    def _note_error(self, number, error):
        """Keep what stopped a cell."""
        if not self._asked_hidden:
            self.cell_errors[number] = f"{error.kind}: {error.text}"
            self.cell_places[number] = error.where

    def _note(self, number, notes):
        """Keep what a cell's run says was left out, from its first run on."""
        if number in self._noted or self._asked_hidden or type(notes) is not list:
            return
        self._noted.add(number)
        for entry in notes[:50]:
            if type(entry) is list and list(map(type, entry)) == [int, str, str]:
                line, text, done = entry
                text = text[:100]
                chinese = "由评分程序代为处理" if done == "stood in for" else "未执行"
                done = done if done == "stood in for" else "left out"
                self.left_out.append(
                    (
                        f"code cell {number}, line {line}: `{text}` was {done}",
                        f"第 {number} 个代码单元格第 {line} 行：`{text}` {chinese}",
                    )
                )

    def _miss(self, name):
        self.missing.add("" if self.hidden else name)

    def _define(self, given):
        if given not in self._defined:
            request = {"do": "define", "code": given.source, "name": given.name}
            self._ask(request, CALL, given.name)
            self._defined.add(given)
        return {"defined here": given.name}

    def _ask(self, request, seconds, name):
        try:
            return self._request(request, seconds)
        except LearnerError as error:
            if error.kind == "LookupError" and error.text.startswith("missing: "):
                self._miss(name)
                raise Missing(name) from None
            if error.kind == "WireError":
                sent = sent_in_chinese(error.text)
                chinese = f"返回的是{sent}。" if sent else "返回值无法读取。"
                raise Wrong(f"It returns {error.text}.", chinese) from None
            raise raised(error.kind, error.text, error.where) from None
        except Ended as ended:
            self._stopped(name, ended)
            raise Stopped(ended.state, ended.why) from None

    def _request(self, request, seconds, loading=False):
        if self._session is None:
            raise Ended("crashed", "its process is gone")
        left = self._deadline - time.monotonic()
        if loading:
            left = math.inf
        if left <= 0:
            self._session.close()
            raise Ended("timed out", "the time for the whole submission is used up")
        try:
            return self._session.request(request, min(seconds * self._time_factor, left))
        except (LearnerError, Ended):
            raise
        except BaseException:  # such as the alarm: half of a reply may have been read
            self.close()
            raise

    def _stopped(self, where, ended):
        self._session = None
        self.slow |= ended.state == "timed out"
        self.stops.append((ended.state, *(("", "") if self.hidden else (where, ended.why))))
        if time.monotonic() > self._deadline:
            raise Stopped("timed out", ended.why)
