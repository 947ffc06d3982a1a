"""Here `student` is the reference solution: `pytest tests/exercises` tests the tests.

A grader reads no conftest.py; its `student` is a learner's process.
"""

import importlib.util
import re
from pathlib import Path

import numpy as np
import pytest

from aigc_keras.checks import Missing, local

ROOT = Path(__file__).resolve().parents[2]


class Reference:
    """The solved exercise: its functions, called as a learner's are."""

    def __init__(self, names, folder):
        self._names, self._folder = names, folder

    def __getattr__(self, name):
        if name not in self._names:
            raise Missing(name)
        return local(self._names[name])

    def call(self, name, *arguments, seconds=5, **options):
        return getattr(self, name)(*arguments, **options)

    def load(self, name):
        if not (self._folder / name).exists():
            raise Missing(name)
        with np.load(self._folder / name, allow_pickle=False) as file:
            return dict(file)


@pytest.fixture(scope="module")
def student(request, tmp_path_factory):
    name = re.fullmatch(r"test_(\d\d_\w+)", request.module.__name__.rpartition(".")[2])[1]
    spec = importlib.util.spec_from_file_location("build", ROOT / "notebooks/build.py")
    build = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(build)
    folder, names = tmp_path_factory.mktemp(name), {"__name__": "__main__"}
    cells = build.code_cells(build.make_notebooks(ROOT, f"exercises/{name}", solved=True)["en"])
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for cell in cells:
            if not build.is_setup(cell):
                exec(cell.source, names)
    return Reference(names, folder)


@pytest.fixture
def rng():
    return np.random.default_rng()
