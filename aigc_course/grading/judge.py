"""Grades one submission: runs the exercise's tests with pytest against a learner's process."""

import contextlib
import io
import os
import signal
import sys
import tempfile
import time
import warnings
from pathlib import Path
from typing import NamedTuple

from aigc_course.checks import at
from aigc_course.grading.sandbox import NotIsolated, Sandbox
from aigc_course.grading.states import PLACES, STATES, in_chinese
from aigc_course.grading.student import CELL, MAX_LOADING, Stopped, Student

CLONE = Path(__file__).resolve().parents[2]  # its tests and solutions, if this is one
OWN_TIME = 120  # seconds that all tests may take beside what they ask of a learner's process
NEXT_TEST = 60  # seconds that a test may take in any case, whatever those before it took


class Task(NamedTuple):
    """What a worker needs to know beside the submission."""

    tests: list  # paths of test files
    settings: dict  # SETTINGS of the exercise's own test file
    isolated: bool
    secret: tuple = ()  # paths that learners' code must not see, besides the tests


def grade(submission, task, sandbox, time_factor=1.0):
    """Run all tests against one submission.

    Args:
        submission: `Submission`.
        task: `Task`.
        sandbox: `Sandbox`.
        time_factor: Float, by which the learner's time is multiplied.

    Returns:
        Dict: state, slow (bool, whether time was wanting anywhere, whatever the state), rows (one
        for each test), notes (pairs, English and Chinese) and seed.
    """
    seconds, cell_seconds = (
        task.settings.get(name, default)
        for name, default in (("seconds", 60), ("cell_seconds", CELL))
    )
    import pytest  # the command's --help works without it

    from aigc_course.grading.plugin import Grader

    own_modules(task)
    student = Student(sandbox, submission, seconds, cell_seconds, time_factor)
    # More than a learner's own limits leave, which say better what happened.
    longest = (seconds + (MAX_LOADING + 1) * cell_seconds) * time_factor + OWN_TIME
    alarm = Alarm(student, longest)
    grader = Grader(student, task.tests[0], alarm.begin_test)
    with alarm:
        try:
            ended = _run_pytest(task.tests, grader)
        finally:
            student.close()
    if student.broken:
        raise student.broken
    if ended not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        grader.note_fault(f"pytest ended with {ended!r}")
    grader.note_what_did_not_run(task.tests)
    found = {"state": _state(student, grader.rows), "slow": student.slow, "rows": grader.rows}
    return found | {"notes": _notes(student), "seed": grader.seed}


def _run_pytest(tests, grader):
    """Run test files with this plugin alone; returns pytest's exit code."""
    import pytest

    options = ["-q", "-p", "no:cacheprovider", "-p", "no:warnings", "--import-mode=importlib"]
    options += ["--noconftest"]  # the fixtures are the grader's, whatever lies beside the tests
    with tempfile.TemporaryDirectory() as folder:
        ini = Path(folder, "pytest.ini")
        ini.write_text("[pytest]\n", "utf-8")
        options += ["-c", str(ini), "--rootdir", folder]
        printed = io.StringIO()
        with (
            _own_pytest(),
            contextlib.redirect_stdout(printed),
            contextlib.redirect_stderr(printed),
        ):
            return pytest.main([*options, *tests], plugins=[grader])


@contextlib.contextmanager
def _own_pytest():
    """Nothing of the instructor's own settings for pytest, and no plugin but the grader's."""
    before = dict(os.environ)
    for name in [name for name in os.environ if name.startswith(("PYTEST_", "COV_"))]:
        del os.environ[name]
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # PYTHONWARNINGS=error would fail every test
            yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _state(student, rows):
    stops = {state for state, *_ in student.stops}
    for state in ("crashed", "timed out"):
        if state in stops:
            return state
    if any(row["test error"] for row in rows):
        return "test error"
    return "missing exercises" if student.missing else "graded"


def _notes(student):
    """What a learner reads above the table; nothing of hidden tests, whatever their code did."""
    notes = []
    for state, where, why in student.stops:
        english = f"{where}: {state} ({why})"
        chinese = f"{PLACES.get(where, where)}：{STATES[state]}（{in_chinese(why)}）"
        if not where:
            english, chinese = f"a hidden test: {state}", f"隐藏测试：{STATES[state]}"
        notes.append([english, chinese])
    for number, text in student.cell_errors.items():
        english, chinese = at(student.cell_places[number])
        english = f"code cell {number}: {text}{english}"
        notes.append([english, f"第 {number} 个代码单元格：{text}{chinese}"])
    if number := student.first_not_run:
        english = f"code cells from {number} on: no run, as those before took too long"
        notes.append([english, f"从第 {number} 个代码单元格起未运行：前面的单元格用时过长"])
    for name in sorted(filter(None, student.missing)):
        notes.append([f"{name} is not there", f"没有找到 {name}"])
    notes += student.left_out
    return [*map(list, dict.fromkeys(map(tuple, notes)))][:50]


class Alarm:
    """A test that never ends must not stop the grading: it fails after so long.

    Args:
        student: `Student`, which notes that the time was up.
        seconds: Float, for all tests together.
    """

    def __init__(self, student, seconds):
        self._student, self._seconds = student, seconds
        self._deadline = self._before = None

    def __enter__(self):
        self._before = signal.signal(signal.SIGALRM, self._ring)
        self._deadline = time.monotonic() + self._seconds
        signal.setitimer(signal.ITIMER_REAL, self._seconds)
        return self

    def __exit__(self, *_):
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, self._before)

    def begin_test(self):
        """A test begins: it may take what is left, and a little in any case."""
        left = self._deadline - time.monotonic()
        signal.setitimer(signal.ITIMER_REAL, max(left, NEXT_TEST))

    def _ring(self, *_):
        told = ("", "") if self._student.hidden else ("the tests", "they took too long")
        self._student.stops.append(("timed out", *told))
        self._student.slow = True
        raise Stopped("timed out", "the tests took too long")


_worker = {}


def start_worker(task):
    """In a process of a pool: start its sandbox."""
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


def open_sandbox(task):
    """The `Sandbox` that a task's settings ask for."""
    settings = task.settings
    return Sandbox(
        preload=settings.get("preload", ["numpy"]),
        forbidden=settings.get("forbidden", []),
        isolated=task.isolated,
        quiet=own_checks(task),
        secret=_secret(task),
    )


def own_checks(task):
    """The modules of checks beside the tests, check_NAME.py; learners' code gets silent ones."""
    folders = {Path(path).parent for path in task.tests}
    return sorted({path.stem for folder in folders for path in folder.glob("check_*.py")})


def own_modules(task):
    """Let the tests of this process import the modules beside them."""
    sys.path += [folder for folder in map(os.path.dirname, task.tests) if folder not in sys.path]


def _secret(task):
    """Paths that learners' code must not read, wherever they lie."""
    clone = [CLONE] if (CLONE / "pyproject.toml").exists() else []
    return [*clone, *map(os.path.dirname, task.tests), *task.secret]
