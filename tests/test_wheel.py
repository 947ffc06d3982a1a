"""The wheel in an environment of its own: `pip install` is enough to grade, without a clone."""

import csv
import json
import os
import shutil
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]
NEEDED = (
    "numpy",
    "matplotlib",
    "pytest",
    "ipython",
)  # by the exercise and the grader; Keras is not
SUBMISSION = """\
import matplotlib.pyplot as plt
import numpy as np

from aigc_keras.checks import math as check


def kl_to_standard_normal(mean, log_var):
    return 0.5 * np.sum(mean**2 + np.exp(log_var) - log_var - 1, axis=1)


check.exercise_1(kl_to_standard_normal)
"""
LOOK = """
import importlib, os, sys

def found():
    names = [os.path.join(folder, name) for place in sys.path
             for folder, _, files in os.walk(place) for name in files]
    wanted = ("exercise1.py", "test_02_math.py", "judge.py", "aigc_course/doctor.py", "gan.json")
    seen = [name for name in names if name.endswith(wanted)]
    hidden = ("grading", "doctor", "solutions", "checks.math.exercise1")
    for name in [f"aigc_course.{name}" for name in hidden]:
        try:
            importlib.import_module(name)
            seen.append(name)
        except Exception:
            pass
    return seen
"""
ASK = f"""
import json
from aigc_course.grading.sandbox import Sandbox

with Sandbox() as sandbox, sandbox.session() as session:
    session.request({{"do": "cell", "number": 1, "code": {LOOK!r}}}, 60)
    request = {{"do": "call", "name": "found", "args": [], "kwargs": {{}}, "seed": 0}}
    print(json.dumps(session.request(request, 60)))
"""


def with_requirements(names):
    """The distributions of these names and of all that they require on this machine."""
    found, to_come = {}, list(names)
    while to_come:
        name = to_come.pop()
        if name not in found:
            found[name] = metadata.distribution(name)
            for needed in map(Requirement, found[name].requires or []):
                if not needed.marker or needed.marker.evaluate({"extra": ""}):
                    to_come.append(needed.name)
    return found.values()


@pytest.fixture(scope="module")
def python(tmp_path_factory):
    """The interpreter of a new environment with the wheel and copies of what it needs."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder / "dist"]
    subprocess.run(build, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    (wheel,) = (folder / "dist").glob("*.whl")
    environment = folder / "environment"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", environment], check=True)
    python = environment / "bin" / "python"
    code = "import sysconfig; print(sysconfig.get_path('purelib'))"
    place = Path(subprocess.check_output([python, "-c", code], text=True).strip())
    for distribution in with_requirements(NEEDED):
        for file in distribution.files:
            if ".." not in file.parts and file.suffix != ".pyc":
                (place / file).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(file.locate(), place / file)
    install = [sys.executable, "-m", "pip", "--python", python, "install", "--quiet"]
    subprocess.run([*install, "--no-index", "--no-deps", wheel], check=True)
    return python


def run(python, *arguments, cwd):
    """What a command prints, away from the checkout and from the variables of this process."""
    environment = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
    return subprocess.check_output([python, *arguments], cwd=cwd, env=environment, text=True)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="grading is for Linux")
def test_an_installed_wheel_grades_without_a_clone(python, tmp_path):
    cell = {"cell_type": "code", "source": SUBMISSION, "metadata": {}, "outputs": []}
    notebook = {"cells": [cell], "nbformat": 4, "nbformat_minor": 5, "metadata": {}}
    (tmp_path / "handed in").mkdir()
    (tmp_path / "handed in/02_math.ipynb").write_text(json.dumps(notebook), "utf-8")
    options = ["--exercise", "02_math", "--out", "report"]
    options += [] if shutil.which("bwrap") else ["--unsafe"]
    run(python, "-m", "aigc_keras", "grade", "handed in", *options, cwd=tmp_path)
    with open(tmp_path / "report/grades.csv", encoding="utf-8-sig") as file:
        (row,) = csv.DictReader(file)
    assert (row["state"], row["exercise_1"], row["points"]) == ("missing exercises", "2", "2")
    assert float(row["out_of"]) >= 10


OWN_TEST = '''
import pytest

SETTINGS = {"preload": [], "forbidden": [], "seconds": 20}


@pytest.mark.points(3, exercise=1)
def test_double(student):
    """Twice the number.
    数的两倍。"""
    assert student.double(4.0) == 8.0
'''


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="grading is for Linux")
def test_an_installed_wheel_grades_a_lecturers_own_exercise(python, tmp_path):
    own = tmp_path / "own"
    own.mkdir()
    (own / "test_mine.py").write_text(OWN_TEST, "utf-8")
    cell = {"cell_type": "code", "source": "def double(x):\n    return 2 * x"}
    (tmp_path / "handed in/lee").mkdir(parents=True)
    notebook = {"cells": [cell], "nbformat": 4, "nbformat_minor": 5, "metadata": {}}
    (tmp_path / "handed in/lee/mine.ipynb").write_text(json.dumps(notebook), "utf-8")
    options = ["--exercise", "mine", "--tests", "own", "--out", "report"]
    options += [] if shutil.which("bwrap") else ["--unsafe"]
    run(python, "-m", "aigc_keras", "grade", "handed in", *options, cwd=tmp_path)
    with open(tmp_path / "report/grades.csv", encoding="utf-8-sig") as file:
        (row,) = csv.DictReader(file)
    assert (row["submission"], row["state"], row["points"]) == ("lee", "graded", "3")


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("bwrap"), reason="bubblewrap is not installed")
def test_learners_do_not_see_the_installed_tests_and_checks(python, tmp_path):
    assert json.loads(run(python, "-c", ASK, cwd=tmp_path)) == []


@pytest.mark.slow
def test_the_installed_package_is_not_the_checkout(python, tmp_path):
    code = "import aigc_course, aigc_keras; print(aigc_course.__file__, aigc_keras.__file__)"
    assert str(ROOT) not in run(python, "-c", code, cwd=tmp_path)


@pytest.mark.slow
def test_the_solutions_that_checks_show_come_with_the_package(python, tmp_path):
    code = "from aigc_course.solutions import solution; print(solution('gan', '1')['en'])"
    assert "np.logaddexp" in run(python, "-c", code, cwd=tmp_path)
