"""`python -m aigc_keras hand-out`: a lecturer's notebook with solutions in, the learners' copy out.

The copy has placeholders for the solutions, no outputs, and the exercise's check in one of its
first cells, so that one file is enough, in Jupyter and on Colab.
"""

import ast
import json
import re
import sys
from importlib import metadata
from pathlib import Path

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"  # nbgrader's marks
# All that means to be one of nbgrader's marks, with a name behind it or fewer signs in front, too.
LIKE_A_MARK = re.compile(r"(?i)#\s*(BEGIN|END)\s+(SOLUTION|HIDDEN\s+TESTS?|MARK\s+SCHEME)")
PLACEHOLDER = 'raise NotImplementedError("Write this step. 请写出这一步。")'
SETUP = """\
# Installs the course where it is missing. 没有安装本课程时自动安装。
import importlib.util
import subprocess
import sys

if importlib.util.find_spec("aigc_course") is None:
    subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", "{source}"], check=True)\
"""
CHECK_NAME = re.compile(r"check_\w+\.py")


class Refused(Exception):
    """The notebook cannot be handed out as it is, in words for the lecturer."""


def add_options(parser):
    """Give an `argparse` parser the options of the command."""
    parser.add_argument("notebook", type=Path, help="yours, with solutions between their marks")
    parser.add_argument("--check", type=Path, required=True, help="its check, check_NAME.py")
    parser.add_argument("--out", type=Path, required=True, help="folder of the learners' copy")


def run(options):
    """Carry out the command; returns the exit status: 0, or 2 where it refuses."""
    try:
        copy = options.out / options.notebook.name
        if copy.resolve() == options.notebook.resolve():
            raise Refused(f"{copy} would replace your solutions: choose another folder for --out.")
        notebook = learners_copy(_read(options.notebook), *_check(options.check))
        options.out.mkdir(parents=True, exist_ok=True)
        copy.write_text(json.dumps(notebook, ensure_ascii=False, indent=1) + "\n", "utf-8")
    except Refused as refusal:
        print(refusal, file=sys.stderr)
        return 2
    except OSError as error:
        print(f"{copy} cannot be written ({error.strerror}).", file=sys.stderr)
        return 2
    print(
        f"{copy}: {count_solutions(notebook)} placeholders, no outputs, {options.check.name} inside"
    )
    return 0


def learners_copy(notebook, name, check):
    """The notebook that learners get.

    Args:
        notebook: Dict, as an .ipynb file holds it, with solutions between their marks.
        name: Str, the file name of the check.
        check: Str, its source.

    Returns:
        Dict: another notebook.

    Raises:
        Refused: no solution, a mark that has no partner or stands outside of a function, or no
            cell that imports the check.
    """
    cells, found = [], 0
    for number, cell in enumerate(notebook["cells"], 1):
        cell = {"metadata": {}, **cell, "source": _text(cell)}
        if cell["cell_type"] == "code":
            cell |= {"metadata": {}, "outputs": [], "execution_count": None}
            source = without_solutions(cell["source"], number)
            found += source != cell["source"]
            cell["source"] = source
        cells.append(cell)
    code = [cell["source"] for cell in cells if cell["cell_type"] == "code"]
    module = name.removesuffix(".py")
    if not found:
        raise Refused(f"No cell has a solution between {BEGIN!r} and {END!r}.")
    if not any(re.search(rf"^\s*(import|from) {module}\b", source, re.M) for source in code):
        raise Refused(f"No cell imports the check: write `import {module} as check`.")
    first = next(i for i, cell in enumerate(cells) if cell["cell_type"] == "code")
    added = [SETUP.format(source=_source()), f"%%writefile {name}\n{check}"]
    cells[first:first] = [_code_cell(f"given-{i}", text) for i, text in enumerate(added)]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}


def without_solutions(code, number):
    """Code with a placeholder for what stands between each pair of marks.

    Args:
        code: Str, a cell.
        number: Int, which cell it is.

    Returns:
        Str.

    Raises:
        Refused: a mark that has no partner, stands outside of a function, or is none of the two.

    Example:
        >>> without_solutions("def f():\\n    ### BEGIN SOLUTION\\n    1\\n    ### END SOLUTION", 1)
        'def f():\\n    raise NotImplementedError("Write this step. 请写出这一步。")'
    """
    lines, inside = [], False
    for line in code.split("\n"):
        mark = line.strip()
        if LIKE_A_MARK.search(line) and mark not in (BEGIN, END):
            raise Refused(
                f"Cell {number}: {mark!r} would stay in the learners' copy. A solution stands "
                f"between {BEGIN!r} and {END!r}, each alone on its line; other marks are not known."
            )
        if mark in (BEGIN, END) and (inside == (mark == BEGIN) or not line.startswith(" ")):
            raise Refused(f"Cell {number}: a solution stands in a function, between its two marks.")
        if mark == BEGIN:
            inside = True
        elif mark == END:
            inside = False
            lines.append(line[: line.index(END)] + PLACEHOLDER)
        elif not inside:
            lines.append(line)
    if inside:
        raise Refused(f"Cell {number}: {BEGIN!r} without {END!r}.")
    return "\n".join(lines)


def count_solutions(notebook):
    """How many placeholders a notebook has: int."""
    return sum(cell["source"].count(PLACEHOLDER) for cell in notebook["cells"])


def _read(path):
    try:
        notebook = json.loads(path.read_text("utf-8"))
        cells = [(cell["cell_type"], _text(cell)) for cell in notebook["cells"]]
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise Refused(f"{path} is no notebook ({type(error).__name__}: {error}).") from None
    if not cells:
        raise Refused(f"{path} has no cells.")
    return notebook


def _check(path):
    """The name and the source of a check."""
    if not CHECK_NAME.fullmatch(path.name):
        raise Refused(f"A check is called check_NAME.py, so that the grader knows it: {path.name}.")
    try:
        source = path.read_text("utf-8")
        ast.parse(source)
    except (OSError, SyntaxError, ValueError) as error:
        raise Refused(f"{path} is no Python that can be read: {error}.") from None
    return path.name, source


def _text(cell):
    source = cell["source"]
    return source if isinstance(source, str) else "".join(source)


def _code_cell(name, source):
    cell = {"cell_type": "code", "execution_count": None, "id": name}
    return cell | {"metadata": {}, "outputs": [], "source": source}


def _source():
    """What pip installs the course from: its repository, no bare name that anybody may publish.

    Raises:
        Refused: the installed package names no repository.
    """
    try:
        found = metadata.metadata("aigc-keras")
    except metadata.PackageNotFoundError:
        raise Refused("The package aigc-keras is not installed: install it with pip.") from None
    urls = dict(line.split(", ", 1) for line in found.get_all("Project-URL", []))
    if "Repository" not in urls:
        raise Refused("The installed package does not say from where learners can install it.")
    return f"git+{urls['Repository']}@v{found['Version']}"
