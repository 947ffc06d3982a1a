"""A right answer in which one number is NaN or infinite never passes, in any check or test."""

import copy
import importlib
import importlib.util
import inspect
from pathlib import Path

import numpy as np
import pytest

from aigc_course.checks import Wrong

CHAPTERS = {
    "00_start": "start",
    "01_history": "history",
    "02_math": "math",
    "03_gan": "gan",
    "04_vae": "vae",
    "05_rnn": "rnn",
    "06_transformer": "transformer",
    "07_diffusion": "diffusion",
    "08_text_to_image": "text_to_image",
}
MAX_CALLS = 12  # of a test, whose results are spoiled one at a time


class Spoiled:
    """The reference solution's results, with one number of one of them replaced.

    Args:
        reference: `conftest.Reference`.
        results: List of what the calls give, in their order; those that are missing are added.
        call: Int, the number of the call whose result is spoiled; -1 for none.
        value: Float to put there.
    """

    def __init__(self, reference, results, call=-1, value=np.nan):
        self._reference, self._results = reference, results
        self._call, self._value = call, value
        self.calls = 0
        self.spoiled = False

    def __getattr__(self, name):
        return lambda *arguments, **options: self.call(name, *arguments, **options)

    def call(self, name, *arguments, **options):
        return self._next(lambda: self._reference.call(name, *arguments, **options))

    def load(self, name):
        return self._next(lambda: self._reference.load(name))

    def _next(self, make):
        if self.calls == len(self._results):
            self._results.append(make())
        result = self._results[self.calls]
        self.calls += 1
        if self.calls - 1 != self._call:
            return copy.deepcopy(result)
        if isinstance(result, dict):
            return {key: self._spoil(array) for key, array in result.items()}
        return self._spoil(result)

    def _spoil(self, result):
        """The same with this value in the place of its first number of the first part."""
        if isinstance(result, (list, tuple)):
            parts = list(result)
            for place, part in enumerate(parts):
                parts[place] = self._spoil(part)
                if self.spoiled:
                    break
            return type(result)(parts)
        array = np.array(result)
        if array.dtype.kind not in "iuf" or array.size == 0 or self.spoiled:
            return result
        array = array.astype("float64")
        array.flat[array.size // 2] = self._value
        self.spoiled = True
        return array


def subjects(name):
    """The chapter's checks and the exercise's tests, as functions of a student and rng."""
    checks = importlib.import_module(f"aigc_course.checks.{CHAPTERS[name]}")
    for key in sorted(vars(checks)):
        if key.startswith("exercise_"):
            judge = getattr(checks, key).judge

            def by_check(student, rng, judge=judge):
                names = list(inspect.signature(judge).parameters)[:-1]
                loaded = lambda: student.load(f"{name}_ring.npz")["samples"]  # noqa: E731
                judge(*(loaded if n == "handed_in" else getattr(student, n) for n in names), rng)

            yield key, by_check
    yield from _tests(name)


def _tests(name):
    spec = importlib.util.spec_from_file_location(
        f"of_{name}", Path(__file__).with_name(f"test_{name}.py")
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for key, function in vars(module).items():
        if key.startswith("test_") and "student" in inspect.signature(function).parameters:
            takes_rng = "rng" in inspect.signature(function).parameters
            yield (
                key,
                lambda student, rng, f=function, r=takes_rng: f(student, *([rng] if r else [])),
            )


@pytest.mark.parametrize("name", CHAPTERS)
def test_nothing_that_is_not_finite_passes(name, solve):
    reference = solve(name)
    passed = []
    for key, subject in subjects(name):
        results = []
        subject(Spoiled(reference, results), np.random.default_rng(0))
        assert results
        for call in range(min(len(results), MAX_CALLS)):
            for value in (np.nan, np.inf, -np.inf) if call < 4 else (np.nan,):
                student = Spoiled(reference, results, call, value)
                try:
                    subject(student, np.random.default_rng(0))
                except Wrong:
                    continue
                if student.spoiled:
                    passed.append((key, call, value))
    assert passed == []
