"""Here `student` is the reference solution: `pytest tests/exercises` tests the tests.

A grader reads no conftest.py; its `student` is a learner's process.
"""

import functools
import importlib.util
import re
from pathlib import Path

import numpy as np
import pytest

from aigc_course.checks import Missing, local

ROOT = Path(__file__).resolve().parents[2]


class Reference:
    """The solved exercise: its functions, called as a learner's are."""

    def __init__(self, names, folder):
        self._names, self.folder = names, folder

    def __getattr__(self, name):
        if name not in self._names:
            raise Missing(name)
        return local(self._names[name])

    def call(self, name, *arguments, seconds=5, **options):
        return getattr(self, name)(*arguments, **options)

    def load(self, name):
        if not (self.folder / name).exists():
            raise Missing(name)
        with np.load(self.folder / name, allow_pickle=False) as file:
            return dict(file)


@pytest.fixture(scope="session")
def build():
    spec = importlib.util.spec_from_file_location("build", ROOT / "notebooks/build.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def solve(build, tmp_path_factory):
    """Function of an exercise's name: runs its solved cells once, in a folder of their own."""

    @functools.cache
    def run(name):
        folder, names = tmp_path_factory.mktemp(name), {"__name__": "__main__"}
        notebook = build.make_notebooks(ROOT, f"exercises/{name}", solved=True)["en"]
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(folder)
            # What chapter 8 trains for its figures alone takes longer than all of its checks.
            patch.setattr("aigc_course.checks.text_to_image.may_train", lambda: False)
            for cell in build.code_cells(notebook):
                if not build.is_setup(cell):
                    exec(cell.source, names)
        return Reference(names, folder)

    return run


@pytest.fixture(scope="module")
def student(request, solve):
    return solve(re.fullmatch(r"test_(\d\d_\w+)", request.module.__name__.rpartition(".")[2])[1])


@pytest.fixture
def rng():
    return np.random.default_rng()
