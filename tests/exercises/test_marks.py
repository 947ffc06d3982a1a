"""The grader gives every exercise's solutions full marks, and what learners get none."""

import csv
import re
import shutil
from pathlib import Path

import nbformat
import pytest

from aigc_course.command_line import main
from aigc_course.grading.command import read_task

HERE = Path(__file__).parent
EXERCISES = [path.stem.removeprefix("test_") for path in sorted(HERE.glob("test_[0-9]*.py"))]


def test_there_are_exercises_to_chapters_0_to_8():
    assert [name[:2] for name in EXERCISES] == [f"{number:02}" for number in range(9)]


@pytest.mark.parametrize("name", EXERCISES)
def test_solutions_get_full_marks_and_untouched_notebooks_none(name, build, solve, tmp_path):
    for solved in (True, False):
        for language, notebook in build.make_notebooks(
            build.ROOT, f"exercises/{name}", solved
        ).items():
            folder = tmp_path / "handed in" / f"{'solved' if solved else 'untouched'} {language}"
            folder.mkdir(parents=True)
            nbformat.write(notebook, folder / f"{name}.ipynb")
            for file in solve(name).folder.glob("*.npz") if solved else ():
                shutil.copy(file, folder)
    options = ["--exercise", name, "--out", str(tmp_path / "report"), "--jobs", "1"]
    options += [] if shutil.which("bwrap") else ["--unsafe"]
    assert main(["grade", str(tmp_path / "handed in"), *options]) == 0
    with open(tmp_path / "report/grades.csv", encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    total = float(rows[0]["out_of"])
    assert total >= 10
    expected = {"solved en": total, "solved zh": total, "untouched en": 0, "untouched zh": 0}
    assert {row["submission"]: float(row["points"]) for row in rows} == expected
    pages = [path.read_text("utf-8") for path in (tmp_path / "report/pages").glob("*.html")]
    assert not any("code cell" in page for page in pages)  # no cell of ours stops while graded
    states = {row["submission"]: row["state"] for row in rows}
    assert states["solved en"] == states["solved zh"] == "graded", states


PATCHED = """
import keras
import numpy as np
import tensorflow as tf

np.allclose = np.array_equal = lambda *a, **k: True
keras.ops.mean = keras.ops.sum = tf.reduce_mean = lambda *a, **k: 0.0
keras.losses.binary_crossentropy = lambda *a, **k: 0.0
discriminator_loss = generator_loss = lambda *a: np.log(2)
mode_coverage = lambda points, centres, deviation: (8, 1.0)
gradient_penalty = lambda critic, real, fake, u: tf.constant(1.0)
"""


def test_a_notebook_that_patches_keras_and_tensorflow_earns_nothing(tmp_path):
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(PATCHED)])
    nbformat.write(notebook, tmp_path / "03_gan.ipynb")
    options = ["--exercise", "03_gan", "--out", str(tmp_path / "report")]
    options += [] if shutil.which("bwrap") else ["--unsafe"]
    assert main(["grade", str(tmp_path / "03_gan.ipynb"), *options]) == 0
    with open(tmp_path / "report/grades.csv", encoding="utf-8-sig") as file:
        (row,) = csv.DictReader(file)
    assert (row["state"], float(row["points"])) == ("missing exercises", 0)


@pytest.mark.parametrize("name", EXERCISES)
def test_settings_are_known(name):
    settings = read_task(name, HERE).settings
    assert set(settings) == {"preload", "forbidden", "seconds"}


# Points and minutes of a heading, of a notebook's first cell, and of both tables in TEACHING.
OF_ONE = r"^## .*[(（](\d+) (?:points?|分)[,，] ?(\d+) (?:minutes|分钟)[)）]$"
OF_ALL = {"en": r"(\d+) points .*?about (\d+) minutes", "zh": r"(\d+) 分，.*?约\D*(\d+) 分钟"}
IN_TABLES = (
    r"^\| `{name}`.*? \| (\d+) \| (\d+) (?:min|分钟) \|",
    r"^\| {chapter} \| .*\| (?P<minutes>\d+) (?:min, |分钟，)(?P<points>\d+) (?:points|分) \|",
)


@pytest.mark.parametrize("name", EXERCISES)
def test_sums_of_points_and_minutes_agree_with_the_exercises(name, build):
    for language, notebook in build.make_notebooks(build.ROOT, f"exercises/{name}").items():
        texts = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
        parts = re.findall(OF_ONE, "\n".join(texts), re.MULTILINE)
        assert len(parts) >= 4
        points, minutes = (sum(map(int, column)) for column in zip(*parts, strict=True))
        stated = (points, 5 * round(minutes / 5))  # "about": in steps of five minutes
        assert tuple(map(int, re.search(OF_ALL[language], texts[0]).groups())) == stated
        teaching = build.ROOT / ("TEACHING.md" if language == "en" else "TEACHING.zh.md")
        text = teaching.read_text("utf-8")
        row, lesson = (
            re.search(table.format(name=name, chapter=int(name[:2])), text, re.MULTILINE)
            for table in IN_TABLES
        )
        assert tuple(map(int, row.groups())) == stated
        assert (int(lesson["points"]), int(lesson["minutes"])) == stated


@pytest.mark.parametrize("name", EXERCISES)
def test_exercises_import_their_checks_by_the_name_that_is_taught(name, build):
    for notebook in build.make_notebooks(build.ROOT, f"exercises/{name}").values():
        code = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
        assert "from aigc_course.checks import " in code and "aigc_keras.checks" not in code
