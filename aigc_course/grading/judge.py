"""Grades one submission: runs the exercise's tests with pytest against a learner's process."""

import contextlib
import io
import os
import secrets
import signal
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

from aigc_course.checks import NotWritten, Wrong
from aigc_course.grading.sandbox import NotIsolated, Sandbox
from aigc_course.grading.states import STATES
from aigc_course.grading.student import CELL, Stopped, Student


class Task(NamedTuple):
    """What a worker needs to know beside the submission."""

    tests: list  # paths of test files
    settings: dict  # SETTINGS of the exercise's own test file
    isolated: bool


class Grader:
    """The pytest plugin of one submission: its fixtures, and what the tests found."""

    def __init__(self, student, own):
        self.student = student
        self.seed = secrets.randbits(63)
        self.rows = []  # a dict for each test
        self._own = Path(own)  # the exercise's own tests; others are hidden

    @pytest.fixture(name="student")
    def _student(self):
        return self.student

    @pytest.fixture(name="rng")
    def _rng(self):
        return np.random.default_rng(self.seed)

    def pytest_configure(self, config):
        config.addinivalue_line(
            "markers", "points(n, exercise): what a test is worth, and for what"
        )

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item, call):
        report = yield
        error = call.excinfo.value if call.excinfo else None
        if call.when == "call" or error:
            self.rows.append(self._row(item, error))
        return report

    def pytest_collectreport(self, report):
        if report.failed:
            self.note_fault(str(report.longrepr).strip().splitlines()[-1])

    def note_fault(self, text):
        """Tell the instructor what went wrong outside any test."""
        row = {"test": "all tests", "exercise": 0, "points": 0, "earned": 0, "test error": text}
        self.rows.append(row | {"asks": ["", ""], "why": ["", ""]})

    def _row(self, item, error):
        mark = item.get_closest_marker("points")
        points = mark.args[0] if mark and mark.args else 0
        lines = [line.strip() for line in (item.function.__doc__ or item.name).splitlines()]
        asks = [*filter(None, lines)][:2]
        row = {"test": f"{item.path.name}::{item.name}", "points": points, "earned": 0}
        row |= {
            "exercise": mark.kwargs.get("exercise", 0) if mark else 0,
            "asks": [*asks, asks[0]][:2],
        }
        row |= {"why": ["", ""], "test error": ""}
        if error is None:
            row["earned"] = points
        elif isinstance(error, Wrong):
            row["why"] = [error.english[:2000], error.chinese[:2000]]
            if error.kind and item.path != self._own:  # a hidden test's inputs stay hidden
                row["why"] = [f"It stops with {error.kind}.", f"运行出错：{error.kind}。"]
            row["not written"] = isinstance(error, NotWritten)
        elif not isinstance(error, AssertionError):
            row["test error"] = f"{type(error).__name__}: {error}"[:500]
        if not mark:
            row["test error"] = "the test has no marker points(n, exercise=number)"
        return row


def grade(submission, task, sandbox, time_factor=1.0):
    """Run all tests against one submission.

    Args:
        submission: `Submission`.
        task: `Task`.
        sandbox: `Sandbox`.
        time_factor: Float, by which the learner's time is multiplied.

    Returns:
        Dict: state, rows (one for each test), notes (pairs, English and Chinese) and seed.
    """
    seconds, cell_seconds = (
        task.settings.get(name, default)
        for name, default in (("seconds", 60), ("cell_seconds", CELL))
    )
    own_modules(task)
    student = Student(sandbox, submission, seconds, cell_seconds, time_factor)
    grader = Grader(student, task.tests[0])
    options = ["-q", "-p", "no:cacheprovider", "-p", "no:nbval", "--import-mode=importlib"]
    options += ["--noconftest"]  # the fixtures are the grader's, whatever lies beside the tests
    with tempfile.TemporaryDirectory() as folder, _limit(seconds * time_factor + 120):
        ini = Path(folder, "pytest.ini")
        ini.write_text("[pytest]\n", "utf-8")
        options += ["-c", str(ini), "--rootdir", folder]
        printed = io.StringIO()
        try:
            with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
                ended = pytest.main([*options, *task.tests], plugins=[grader])
        finally:
            student.close()
    if student.broken:
        raise student.broken
    if ended not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        grader.note_fault(f"pytest ended with {ended!r}")
    state = _state(student, grader.rows)
    return {"state": state, "rows": grader.rows, "notes": _notes(student), "seed": grader.seed}


def _state(student, rows):
    stops = {state for state, *_ in student.stops}
    for state in ("crashed", "timed out"):
        if state in stops:
            return state
    if any(row["test error"] for row in rows):
        return "test error"
    return "missing exercises" if student.missing else "graded"


def _notes(student):
    notes = []
    for state, where, why in student.stops:
        notes.append([f"{where}: {state} ({why})", f"{where}：{STATES[state]}（{why}）"])
    for number, text in student.cell_errors.items():
        notes.append([f"code cell {number}: {text}", f"第 {number} 个代码单元：{text}"])
    for name in sorted(student.missing):
        notes.append([f"{name} is not there", f"没有找到 {name}"])
    return [*map(list, dict.fromkeys(map(tuple, notes)))][:50]


@contextlib.contextmanager
def _limit(seconds):
    """A test that never ends must not stop the grading: it fails after so long."""

    def stop(*_):
        raise Stopped("timed out", "the tests took too long")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


_worker = {}


def start_worker(task):
    """In a process of a pool: start its sandbox, and import the tests' modules once."""
    sys.dont_write_bytecode = True
    _worker["task"], _worker["sandbox"] = task, open_sandbox(task)


def grade_in_worker(submission, time_factor):
    """In a process of a pool: `grade` with its sandbox, with another one where that has ended."""
    try:
        return grade(submission, _worker["task"], _worker["sandbox"], time_factor)
    except NotIsolated:
        _worker["sandbox"].close()
        _worker["sandbox"] = open_sandbox(_worker["task"])
        return grade(submission, _worker["task"], _worker["sandbox"], time_factor)


def open_sandbox(task, empty=False):
    """The `Sandbox` that a task's settings ask for; an empty one is enough to try."""
    settings = task.settings
    return Sandbox(
        preload=[] if empty else settings.get("preload", ["numpy"]),
        forbidden=settings.get("forbidden", []),
        isolated=task.isolated,
        quiet=own_checks(task),
    )


def own_checks(task):
    """The modules of checks beside the tests, check_NAME.py; learners' code gets silent ones."""
    folders = {Path(path).parent for path in task.tests}
    return sorted({path.stem for folder in folders for path in folder.glob("check_*.py")})


def own_modules(task):
    """Let the tests of this process import the modules beside them."""
    sys.path += [folder for folder in map(os.path.dirname, task.tests) if folder not in sys.path]
