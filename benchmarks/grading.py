"""How long a class takes: made-up submissions of a shipped exercise, graded as a lecturer does.

    python benchmarks/grading.py [--count 200] [--exercise 02_math] [--jobs 2] [--limit 600]

Half of the submissions are right, a quarter is wrong, the others are empty or, one in ten, hostile,
by turns: a cell that sleeps, a function without an end, children that take memory, a process that
ends itself. No two are equal, so that each is graded. Prints the seconds and the states; the exit
status is 1 where it took longer than the limit, or a submission did not end as its kind should.
"""

import argparse
import ast
import csv
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import nbformat

ROOT = Path(__file__).resolve().parents[1]
HALVES = ("right", "wrong", "right", "empty", "hostile", "right", "wrong", "right")
KINDS = [*HALVES, "wrong", "right", *HALVES, "empty", "right"]
HOSTILE = ["sleeps", "has no end", "takes memory", "ends itself"]
FIRST = {  # code in front of right solutions
    "sleeps": "import time\ntime.sleep(1000)",
    "takes memory": "import os, time\nfor _ in range(20):\n    if os.fork() == 0:\n"
    "        x = bytearray(b'x') * (180 << 20)\n        time.sleep(60)\ntime.sleep(15)",
    "ends itself": "import os\nos._exit(1)",
}
LAST = {  # what becomes of right functions: of all that are wrong, of one without an end
    "wrong": "{name} = lambda *a, **k: 0",
    "has no end": "def {name}(*a, **k):\n    while True:\n        pass",
}
STATES = {
    "sleeps": "timed out",
    "has no end": "timed out",
    "takes memory": "crashed",
    "ends itself": "crashed",
}


def kind_of(number):
    """The kind of the submission of this number, from 0 on."""
    kind = KINDS[number % len(KINDS)]
    return HOSTILE[number // 10 % len(HOSTILE)] if kind == "hostile" else kind


def functions(notebook):
    """The names of the functions that a notebook with solutions defines in them."""
    cells = [c.source for c in notebook.cells if "### BEGIN SOLUTION" in c.source]
    nodes = [node for cell in cells for node in ast.parse(cell).body]
    return [node.name for node in nodes if isinstance(node, ast.FunctionDef)]


def make_class(folder, exercise, count):
    """Write the submissions, in both languages by turns.

    Args:
        folder: Path, where a folder for each learner is made.
        exercise: Str, such as "02_math".
        count: Int.
    """
    sys.path.insert(0, str(ROOT / "notebooks"))
    import build

    solved, handed_out = (
        build.make_notebooks(ROOT, f"exercises/{exercise}", solved=solved)
        for solved in (True, False)
    )
    for number in range(count):
        language, kind = ("en", "zh")[number % 2], kind_of(number)
        notebook = nbformat.from_dict((handed_out if kind == "empty" else solved)[language])
        code = nbformat.v4.new_code_cell
        first = f"# learner {number}\n{FIRST.get(kind, '')}"
        spoilt = functions(notebook)[: 1 if kind == "has no end" else None] if kind in LAST else []
        last = [LAST[kind].format(name=name) for name in spoilt]
        notebook.cells = [code(first), *notebook.cells, code("\n".join(last))]
        place = folder / f"learner{number:03d} {kind}"
        place.mkdir(parents=True)
        nbformat.write(notebook, place / f"{exercise}.ipynb")


def grade(folder, exercise, jobs):
    """Run the command; returns its seconds and the rows of the table of grades."""
    command = [sys.executable, "-m", "aigc_keras", "grade", str(folder / "class")]
    command += ["--exercise", exercise, "--out", str(folder / "report"), "--jobs", str(jobs)]
    began = time.perf_counter()
    subprocess.run(command, check=True, env=os.environ | {"PYTHONPATH": str(ROOT)})
    seconds = time.perf_counter() - began
    with open(folder / "report/grades.csv", encoding="utf-8-sig", newline="") as file:
        return seconds, [*csv.DictReader(file)]


def unexpected(rows):
    """The rows whose state or points are not those of their kind."""
    found = []
    for row in rows:
        kind = row["submission"].partition("/")[0].partition(" ")[2]
        points, full = float(row["points"]), float(row["out_of"])
        fits = row["state"] == STATES.get(kind, "graded")
        if kind in ("right", "sleeps", "takes memory", "ends itself"):
            fits = fits and points == full
        elif kind == "empty":
            fits = fits and points == 0
        else:
            fits = fits and points < full
        if not fits:
            found.append(f"{row['submission']}: {row['state']}, {points:g} of {full:g}")
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--count", type=int, default=200, help="submissions")
    parser.add_argument("--exercise", default="02_math", help="one without files beside it")
    parser.add_argument("--jobs", type=int, default=2, help="submissions at a time")
    parser.add_argument("--limit", type=float, default=600, help="seconds that it may take")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        make_class(Path(folder, "class"), options.exercise, options.count)
        seconds, rows = grade(Path(folder), options.exercise, options.jobs)
    states = Counter(row["state"] for row in rows)
    faults = unexpected(rows)
    print(f"{len(rows)} submissions in {seconds:.0f} s, --jobs {options.jobs}: {dict(states)}")
    print("\n".join(faults))
    sys.exit(seconds > options.limit or len(faults) > 0 or len(rows) != options.count)


if __name__ == "__main__":
    main()
