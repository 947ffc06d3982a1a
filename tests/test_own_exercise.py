"""A lecturer's own exercise, outside of the repository: made, handed out, solved and graded."""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from aigc_course import command_line, handout

ROOT = Path(__file__).parents[1]
CHECK = '''\
"""Checks of a tiny exercise."""

import numpy as np

from aigc_course.checks import Mistake, check, same


@check
def exercise_1(softplus, rng):
    """Softplus, with the mistake of leaving out the 1."""
    x = rng.normal(size=(3, 4))
    forgot = Mistake(x, "Is the 1 missing?", "是不是漏了 1？")
    same(softplus(x), np.logaddexp(0, x), forgot)
'''
TESTS = '''\
"""Grades the tiny exercise."""

import check_tiny as check
import numpy as np
import pytest

from aigc_course.checks import same

SETTINGS = {"preload": ["numpy"], "seconds": 60}


@pytest.mark.points(1, exercise=1)
def test_softplus(student, rng):
    """The softplus of each number.
    每个数的 softplus。"""
    check.exercise_1.judge(student.softplus, rng)


@pytest.mark.points(1, exercise=1)
def test_softplus_far_out(student):
    """Where the exponential overflows.
    指数溢出的地方。"""
    same(student.softplus(np.array([-1000.0, 1000.0])), np.array([0.0, 1000.0]))
'''
SOLVED = """\
def softplus(x):
    \"\"\"The softplus of each number.\"\"\"
    ### BEGIN SOLUTION
    return np.logaddexp(0, x)
    ### END SOLUTION"""
NAMED = SOLVED.replace("SOLUTION", "SOLUTION (a)")
FEW_SIGNS = SOLVED.replace("###", "#")
BEHIND = SOLVED.replace("(x)\n    ### END", "(x)  ### END").replace(
    "    ### BEGIN SOLUTION\n    return", "    x = 1  # BEGIN SOLUTION\n    return"
)
HIDDEN = "x = 1\n### BEGIN HIDDEN TESTS\nassert x == 1\n### END HIDDEN TESTS"
ASKED = "assert check.exercise_1.passes(softplus), 'not yet'\nlater = 1"


def code(source, **more):
    name = f"cell-{abs(hash(source))}"
    cell = {"cell_type": "code", "execution_count": 3, "id": name, "metadata": {"secret": 1}}
    cell |= {"outputs": [{"output_type": "stream", "name": "stdout", "text": "logaddexp"}]}
    return cell | {"source": source.splitlines(keepends=True)} | more


def solved_notebook():
    cells = [
        {"cell_type": "markdown", "id": "t", "metadata": {}, "source": "# Tiny"},
        code("import numpy as np\n\nimport check_tiny as check"),
        code(SOLVED),
        code("check.exercise_1(softplus)"),
        code(ASKED + "\n\n\ndef unused():\n    return check.anything(1)"),
    ]
    return {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


@pytest.fixture
def lecturer(tmp_path):
    """A lecturer's folder: the notebook with solutions, its check, its tests."""
    folder = tmp_path / "lecturer"
    folder.mkdir()
    (folder / "tiny.ipynb").write_text(json.dumps(solved_notebook()), "utf-8")
    (folder / "check_tiny.py").write_text(CHECK, "utf-8")
    (folder / "test_tiny.py").write_text(TESTS, "utf-8")
    return folder


def hand_out(lecturer, out, check="check_tiny.py"):
    arguments = [lecturer / "tiny.ipynb", "--check", lecturer / check, "--out", out]
    return command_line.main(["hand-out", *map(str, arguments)])


def sources(notebook):
    return [cell["source"] for cell in notebook["cells"]]


def solve(notebook, answer):
    """The learner's copy with this in the place of the placeholder."""
    text = json.dumps(notebook)
    return text.replace(json.dumps(handout.PLACEHOLDER)[1:-1], answer)


def test_the_learners_copy_has_the_check_and_no_solution(lecturer, tmp_path, capsys):
    assert hand_out(lecturer, tmp_path / "out") == 0
    assert "1 placeholders" in capsys.readouterr().out
    text = (tmp_path / "out" / "tiny.ipynb").read_text("utf-8")
    notebook = json.loads(text)
    solution = [s for s in sources(notebook) if "np.logaddexp" in s and "writefile" not in s]
    assert not solution and "SOLUTION" not in text and "secret" not in text
    assert handout.PLACEHOLDER in sources(notebook)[4]
    assert sources(notebook)[2] == f"%%writefile check_tiny.py\n{CHECK}"
    assert "pip" in sources(notebook)[1] and "aigc" in sources(notebook)[1]
    compile(sources(notebook)[1], "set-up", "exec")
    assert all(not cell.get("outputs") for cell in notebook["cells"])


def test_words_about_solutions_may_stay(lecturer, tmp_path):
    words = "# Begin with the solution of exercise 1; no solution begins here.\nsolution = 1"
    cells = [*solved_notebook()["cells"], code(words)]
    change(lecturer, "tiny.ipynb", json.dumps(solved_notebook() | {"cells": cells}))
    assert hand_out(lecturer, tmp_path / "out") == 0
    copy = json.loads((tmp_path / "out/tiny.ipynb").read_text("utf-8"))
    assert sources(copy)[-1] == words


def test_in_jupyter_the_copy_says_what_is_wrong_and_what_is_right(lecturer, tmp_path):
    nbclient = pytest.importorskip("nbclient")
    nbformat = pytest.importorskip("nbformat")
    hand_out(lecturer, tmp_path / "out")
    copy = json.loads((tmp_path / "out" / "tiny.ipynb").read_text("utf-8"))
    found = {}
    for name, answer in {"right": "return np.logaddexp(0, x)", "wrong": "return x"}.items():
        folder = tmp_path / name
        folder.mkdir()
        notebook = nbformat.reads(solve(copy, answer), 4)
        where = {"resources": {"metadata": {"path": str(folder)}}}
        client = nbclient.NotebookClient(notebook, timeout=120, allow_errors=True, **where)
        client.execute()
        checked = notebook.cells[5].outputs
        found[name] = "".join(output.get("text", "") for output in checked)
        assert (folder / "check_tiny.py").read_text("utf-8") == CHECK
    assert "passed" in found["right"] and "通过" in found["right"]
    assert "Is the 1 missing?" in found["wrong"]


def grade(tmp_path, submissions, tests, *more):
    """Grade in a process of its own, from a folder that is no clone; marks by name."""
    command = [sys.executable, "-m", "aigc_keras", "grade", submissions, "--exercise", "tiny"]
    command += ["--tests", tests, "--out", tmp_path / "report", "--jobs", "1", *more]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    options = {"cwd": tmp_path, "env": environment, "capture_output": True, "text": True}
    result = subprocess.run([*map(str, command)], **options)
    if "--unsafe" in result.stderr and "--unsafe" not in more:
        pytest.skip("no isolation here")
    assert result.returncode == 0, result.stderr
    with open(tmp_path / "report" / "grades.csv", encoding="utf-8-sig", newline="") as file:
        return {Path(row["submission"]).parts[0]: row for row in csv.DictReader(file)}


def test_solved_copies_are_graded_with_the_lecturers_tests(lecturer, tmp_path):
    hand_out(lecturer, tmp_path / "out")
    copy = json.loads((tmp_path / "out" / "tiny.ipynb").read_text("utf-8"))
    answers = {
        "right": "return np.logaddexp(0, x)",
        "overflows": "return np.log(1 + np.exp(x))",
        "wrong": "return x",
    }
    submissions = tmp_path / "submissions"
    for name, answer in answers.items():
        (submissions / name).mkdir(parents=True)
        (submissions / name / "tiny.ipynb").write_text(solve(copy, answer), "utf-8")
    (submissions / "untouched").mkdir()
    (submissions / "untouched" / "tiny.ipynb").write_text(json.dumps(copy), "utf-8")
    # A check of one's own, beside the notebook or in it, earns nothing.
    cheat = solve(copy, "return x").replace("same(softplus(x)", "same(np.logaddexp(0, x)")
    (submissions / "cheat").mkdir()
    (submissions / "cheat" / "tiny.ipynb").write_text(cheat, "utf-8")
    (submissions / "cheat" / "check_tiny.py").write_text("def exercise_1(*_): pass", "utf-8")
    rows = grade(tmp_path, submissions, lecturer)
    points = {name: float(row["points"]) for name, row in rows.items()}
    expected = {"right": 2, "overflows": 1, "wrong": 0, "untouched": 0, "cheat": 0}
    assert points == expected
    assert {row["out_of"] for row in rows.values()} == {"2"}
    assert not {row["state"] for row in rows.values()} & {"test error", "crashed"}


def test_a_check_that_stops_a_cell_takes_no_marks(lecturer, tmp_path):
    """What follows an assertion on the check is there all the same: the check is silent."""
    hand_out(lecturer, tmp_path / "out")
    copy = json.loads((tmp_path / "out" / "tiny.ipynb").read_text("utf-8"))
    answer = "return np.logaddexp(0, x)"
    text = solve(copy, answer)
    moved = json.loads(text)
    before = "assert check.exercise_1.passes(len) is not False\n\n\n"
    moved["cells"][4]["source"] = before + moved["cells"][4]["source"]
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "tiny.ipynb").write_text(json.dumps(moved), "utf-8")
    (row,) = grade(tmp_path, tmp_path / "one", lecturer).values()
    assert float(row["points"]) == 2


def change(lecturer, name, text):
    (lecturer / name).write_text(text, "utf-8")


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ([code("import check_tiny as check"), code("x = 1")], "No cell has a solution"),
        ([code(SOLVED)], "import check_tiny"),
        ([code("import check_tiny"), code(SOLVED.replace("    ### END SOLUTION", ""))], "without"),
        ([code("import check_tiny"), code("### BEGIN SOLUTION\n1\n### END SOLUTION")], "function"),
        ([code("import check_tiny"), code(SOLVED.replace("BEGIN", "END"))], "between its two"),
        ([], "no cells"),
        ([code("import check_tiny"), code(SOLVED), code(NAMED)], "(a)' would stay"),
        ([code("import check_tiny"), code(SOLVED), code(FEW_SIGNS)], "'# BEGIN SOLUTION' would"),
        ([code("import check_tiny"), code(SOLVED), code(BEHIND)], "# BEGIN SOLUTION' would stay"),
        ([code("import check_tiny"), code(SOLVED), code(HIDDEN)], "HIDDEN TESTS' would stay"),
    ],
)
def test_what_would_give_the_solution_away_is_refused(lecturer, tmp_path, capsys, cells, words):
    change(lecturer, "tiny.ipynb", json.dumps(solved_notebook() | {"cells": cells}))
    assert hand_out(lecturer, tmp_path / "out") == 2
    assert words in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_notebook_or_a_check_that_is_none_is_refused(lecturer, tmp_path, capsys):
    assert hand_out(lecturer, lecturer) == 2
    assert "replace your solutions" in capsys.readouterr().err
    change(lecturer, "mine.py", CHECK)
    change(lecturer, "check_bad.py", "def (")
    for check, words in (("mine.py", "check_NAME.py"), ("check_bad.py", "no Python")):
        assert hand_out(lecturer, tmp_path / "out", check) == 2
        assert words in capsys.readouterr().err
    (tmp_path / "file").write_text("no folder", "utf-8")
    assert hand_out(lecturer, tmp_path / "file") == 2
    assert "cannot be written" in capsys.readouterr().err
    for text in ("", "[]", "{}", '{"cells": [1]}'):
        change(lecturer, "tiny.ipynb", text)
        assert hand_out(lecturer, tmp_path / "out") == 2
        assert "is no notebook" in capsys.readouterr().err
