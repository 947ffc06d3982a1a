"""The pytest plugin that grades one submission; judge.py imports it where pytest is needed."""

import ast
import secrets
import zlib
from pathlib import Path

import numpy as np
import pytest

from aigc_course.checks import Missing, NotWritten, Wrong
from aigc_course.grading.student import Stopped

# What a hidden test says: never a word, a name or a number that a learner's code may have chosen.
HIDDEN = {
    "not written": ["The placeholder still stands there.", "占位语句还在。"],
    "missing": ["What is asked for is not there.", "没有找到要求的内容。"],
    "timed out": ["It did not answer in time.", "在限定时间内没有返回。"],
    "crashed": ["The process broke down.", "进程崩溃。"],
    "raised": ["It stops with an error.", "运行出错。"],
    "wrong": ["The result is not right.", "结果不对。"],
}


class Grader:
    """The pytest plugin of one submission: its fixtures, and what the tests found.

    Args:
        student: `Student`.
        own: Path of the exercise's own tests; all others are hidden.
        begin_test: Function without arguments that is called before each test.
    """

    def __init__(self, student, own, begin_test):
        self.student = student
        self._begin_test = begin_test
        self.seed = secrets.randbits(63)
        self.rows = []  # a dict for each test
        self._collected = {}  # name of each test -> its file
        self._reported = set()  # names of those that have a row
        self._own = Path(own)

    @pytest.fixture(name="student")
    def _student(self):
        return self.student

    @pytest.fixture(name="rng")
    def _rng(self, request):
        """A stream of its own for each test, so that no test foretells another's numbers."""
        name = zlib.crc32(_name(request.node).encode())
        return np.random.default_rng([self.seed, name])

    def pytest_itemcollected(self, item):
        self._collected[_name(item)] = item.path

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item):
        self.student.hidden = item.path != self._own
        self._begin_test()

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
            self._reported.add(_name(item))
        return report

    def pytest_collectreport(self, report):
        if report.failed:
            self.note_fault(str(report.longrepr).strip().splitlines()[-1])

    def note_what_did_not_run(self, files):
        """Tell the instructor of tests that were written and did not count, for any reason."""
        for file in map(Path, files):
            found = {name for name, path in self._collected.items() if path == file}
            for name in sorted(found - self._reported):
                self.note_fault(f"{name} did not run")
            functions = {name.partition("::")[2].partition("[")[0] for name in found}
            for name in sorted(_written_tests(file) - functions):
                self.note_fault(f"{file.name}::{name} was not collected")

    def note_fault(self, text):
        """Tell the instructor what went wrong outside any test."""
        row = {"test": "all tests", "exercise": 0, "points": 0, "earned": 0, "test error": text}
        self.rows.append(row | {"asks": ["", ""], "why": ["", ""]})

    def _row(self, item, error):
        mark = item.get_closest_marker("points")
        points, exercise = _worth(mark)
        lines = [line.strip() for line in (item.function.__doc__ or item.name).splitlines()]
        asks = [*filter(None, lines)][:2]
        row = {"test": _name(item), "points": points, "earned": 0}
        row |= {"exercise": exercise or 0, "asks": [*asks, asks[0]][:2]}
        row |= {"why": ["", ""], "test error": ""}
        if error is None:
            row["earned"] = points
        elif isinstance(error, Wrong):
            row["why"] = [error.english[:2000], error.chinese[:2000]]
            if item.path != self._own:  # a hidden test's inputs stay hidden
                row["why"] = _hidden_sentence(error)
            row["not written"] = isinstance(error, NotWritten)
        elif not isinstance(error, AssertionError):
            row["test error"] = f"{type(error).__name__}: {error}"[:500]
        if exercise is None:
            row["test error"] = "the test has no marker points(n, exercise=number)"
        return row


def _worth(mark):
    """Points and exercise of a marker points(n, exercise); 0 and None where it lacks either."""
    if mark is None:
        return 0, None
    given = dict(zip(("n", "exercise"), mark.args, strict=False)) | mark.kwargs
    points, exercise = given.get("n"), given.get("exercise")
    return (points, exercise) if points is not None and exercise is not None else (0, None)


def _name(item):
    return f"{item.path.name}::{item.name}"


def _written_tests(file):
    """The names of the test functions that a file defines at its top."""
    try:
        tree = ast.parse(file.read_text("utf-8"))
    except (SyntaxError, ValueError):  # pytest says so
        return set()
    functions = (node for node in tree.body if isinstance(node, ast.FunctionDef))
    return {node.name for node in functions if node.name.startswith("test")}


def _hidden_sentence(error):
    if isinstance(error, NotWritten):
        kind = "not written"
    elif isinstance(error, Missing):
        kind = "missing"
    elif isinstance(error, Stopped):
        kind = error.state  # "timed out" or "crashed"
    else:
        kind = "raised" if error.kind else "wrong"
    return HIDDEN[kind]
